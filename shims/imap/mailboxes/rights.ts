import type { LegacyMailbox } from '../../../api/client/index.ts';
import { CommandSyntaxError } from '../grammar/syntax-error.ts';
import type { Parser } from '../grammar/parser.ts';
import type { Writer } from '../grammar/writer.ts';

/** The rights that there are, with the virtual `c` and `d` of RFC 2086 (RFC 4314 §2.1.1). */
const LETTERS = /^[lrswipkxteacd]*$/;

/** Rights as a list shows them: with `c` where one of `k` and `x`, with `d` where one of `x`, `t` and `e` is there (RFC 4314 §2.1.1). */
export function shownRights(rights: string): string {
  const virtual = `${/[kx]/.test(rights) ? 'c' : ''}${/[xte]/.test(rights) ? 'd' : ''}`;
  return rights + virtual;
}

/** `* MYRIGHTS name lrs` (RFC 4314 §3.8). */
export function writeMyRights(writer: Writer, { path, rights }: Pick<LegacyMailbox, 'path' | 'rights'>): void {
  writer.text('* MYRIGHTS ').mailbox(path).text(` ${shownRights(rights)}\r\n`);
}

export interface RightsChange {
  readonly op: 'set' | 'add' | 'remove';
  readonly rights: string;
}

/** SETACL's third argument (RFC 4314 §3.1): unknown rights are an error, not passed over. */
export function rightsChange(parser: Parser): RightsChange {
  const text = parser.astring('rights');
  const op = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'set';
  const rights = op === 'set' ? text : text.slice(1);
  if (!LETTERS.test(rights)) throw new CommandSyntaxError('Unknown right; there are l, r, s, w, i, p, k, x, t, e, a, all in small letters');
  return { op, rights };
}

/** An identifier (RFC 4314 §3): empty, or with control characters, it is none. */
export function identifier(parser: Parser): string {
  const name = parser.astring('an identifier');
  if (name.normalize('NFKC').trim() === '' || /\p{Cc}/u.test(name)) throw new CommandSyntaxError('Expected an identifier: an address, or anyone');
  return name;
}
