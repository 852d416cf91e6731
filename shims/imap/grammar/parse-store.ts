import type { Parser } from './parser.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/** What STORE does to the flags (RFC 9051 §6.4.6). */
export interface FlagChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly flags: readonly string[];
}

/** `+FLAGS.SILENT (\Seen)`. */
export function flagChange(parser: Parser): FlagChange {
  const op = parser.take('+') ? 'add' : parser.take('-') ? 'remove' : 'replace';
  const name = parser.attributeName('FLAGS or FLAGS.SILENT');
  if (name !== 'FLAGS' && name !== 'FLAGS.SILENT') throw new CommandSyntaxError(`Expected FLAGS or FLAGS.SILENT, found ${name.slice(0, 40)}`);
  return { op, silent: name === 'FLAGS.SILENT', flags: parser.sp().flags() };
}

/** `(UNCHANGEDSINCE 12)`, given once (RFC 7162 §3.1.3). */
export function storeModifiers(parser: Parser): number {
  const values = parser.list((p) => {
    p.oneOf(['UNCHANGEDSINCE'], 'store modifier');
    return p.sp().number64('a mod-sequence');
  });
  const [unchangedSince] = values;
  if (unchangedSince === undefined || values.length > 1) throw new CommandSyntaxError('UNCHANGEDSINCE is given once');
  return unchangedSince;
}

/** The whole of STORE behind its name: messages, condition, change. */
export function storeArguments(parser: Parser) {
  const messages = parser.sp().sequenceSet();
  parser.sp();
  const unchangedSince = parser.next('(') ? storeModifiers(parser) : undefined;
  if (unchangedSince !== undefined) parser.sp();
  return { messages, unchangedSince, change: flagChange(parser) };
}
