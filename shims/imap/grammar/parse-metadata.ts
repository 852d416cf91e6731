import type { Parser } from './parser.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/** What a name in the store may have. */
const NAME_CHARACTERS = 255;
/** Names in one GETMETADATA. */
const NAMES = 1000;

export interface GetMetadataArguments {
  /** Empty: the server. */
  readonly mailbox: string;
  /** In lower case. */
  readonly entries: readonly string[];
  readonly depth: 0 | 1 | 'infinity';
  readonly maxBytes: number;
}

/** GETMETADATA behind its name (RFC 5464 §4.2, §5): options before the mailbox, as the grammar has it, or behind it, as the examples do. */
export function getMetadataArguments(parser: Parser): GetMetadataArguments {
  const options: { depth: 0 | 1 | 'infinity'; maxBytes: number } = { depth: 0, maxBytes: Number.POSITIVE_INFINITY };
  parser.sp();
  if (parser.next('(')) {
    readOptions(parser, options);
    parser.sp();
  }
  const mailbox = parser.mailbox();
  parser.sp();
  if (parser.followedBy('(MAXSIZE ') || parser.followedBy('(DEPTH ')) {
    readOptions(parser, options);
    parser.sp();
  }
  const read = (p: Parser): string => entryName(p, options.depth !== 0);
  const entries = parser.next('(') ? parser.list(read) : [read(parser)];
  // Without parentheses, as the RFC's own examples have it (§4.4.1).
  for (let more = parser.optional(read); more !== undefined; more = parser.optional(read)) entries.push(more);
  if (entries.length === 0 || entries.length > NAMES) throw new CommandSyntaxError(`GETMETADATA names 1 to ${NAMES} entries`);
  return { mailbox, entries: [...new Set(entries)], ...options };
}

function readOptions(parser: Parser, options: { depth: 0 | 1 | 'infinity'; maxBytes: number }): void {
  parser.list((p) => {
    if (p.oneOf(['MAXSIZE', 'DEPTH'], 'metadata option') === 'MAXSIZE') {
      options.maxBytes = p.sp().number('a size');
      return;
    }
    const depth = p.sp().astring('0, 1 or infinity').toLowerCase();
    if (depth !== '0' && depth !== '1' && depth !== 'infinity') throw new CommandSyntaxError('DEPTH is 0, 1 or infinity');
    options.depth = depth === 'infinity' ? depth : depth === '1' ? 1 : 0;
  });
}

export interface SetMetadataArguments {
  /** Empty: the server. */
  readonly mailbox: string;
  /** Undefined takes the entry away. */
  readonly values: ReadonlyMap<string, Buffer | undefined>;
}

/** SETMETADATA behind its name (RFC 5464 §4.3); of an entry that is given twice the last value counts. */
export function setMetadataArguments(parser: Parser): SetMetadataArguments {
  const mailbox = parser.sp().mailbox();
  const values = new Map<string, Buffer | undefined>();
  parser.sp().list((p) => {
    const entry = entryName(p, false);
    values.set(entry, p.sp().nstringBytes('a value or NIL'));
  });
  if (values.size === 0) throw new CommandSyntaxError('SETMETADATA needs an entry and its value');
  return { mailbox, values };
}

/** @param isRoot `/private` and `/shared` may be asked for as a whole @throws CommandSyntaxError as RFC 5464 §3.2 wants it */
export function entryName(parser: Parser, isRoot: boolean): string {
  const name = parser.astringBytes('the name of an entry').toLowerCase();
  const isNamed = isRoot ? /^\/(?:private|shared)(?:\/|$)/ : /^\/(?:private|shared)\/./;
  if (!isNamed.test(name)) throw new CommandSyntaxError('The name of an entry begins with /private/ or /shared/');
  if (name.length > NAME_CHARACTERS) throw new CommandSyntaxError(`The name of an entry may have ${NAME_CHARACTERS} characters`);
  if (/[*%]|[^\x20-\x7e]|\/\/|\/$/.test(name)) throw new CommandSyntaxError('The name of an entry has no "*", "%", "//" or "/" at its end, and is ASCII');
  if (/^\/(?:private|shared)\/vendor(?:\/[^/]+)?$/.test(name) && !isRoot) throw new CommandSyntaxError('Below /vendor there are a vendor and a name');
  return name;
}
