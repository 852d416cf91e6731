import type { Parser } from './parser.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/** STATUS data items (RFC 9051 §6.3.11; DELETED-STORAGE: RFC 9208 §4.1.4; APPENDLIMIT: RFC 7889 §3.1; HIGHESTMODSEQ: RFC 7162 §3.1.7; SIZE: RFC 8438; MAILBOXID: RFC 8474 §4.3). */
export const STATUS_ITEMS = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'DELETED-STORAGE', 'SIZE', 'HIGHESTMODSEQ', 'MAILBOXID', 'APPENDLIMIT'] as const;
export type StatusItem = (typeof STATUS_ITEMS)[number];

/** Selection options (RFC 5258 §3.1, SPECIAL-USE: RFC 6154 §2). */
const SELECTION_OPTIONS = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'] as const;
export type ListSelection = (typeof SELECTION_OPTIONS)[number];

/** Return options (RFC 5258 §3.2, SPECIAL-USE: RFC 6154 §2, MYRIGHTS: RFC 8440); STATUS stands apart with its items (RFC 5819). */
const RETURN_OPTIONS = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE', 'MYRIGHTS', 'STATUS'] as const;
export type ListReturn = Exclude<(typeof RETURN_OPTIONS)[number], 'STATUS'>;

export interface ListArguments {
  /** The extended syntax is used, even with empty options: special meanings of the old form do not hold. */
  readonly extended: boolean;
  readonly select: ReadonlySet<ListSelection>;
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly returns: ReadonlySet<ListReturn>;
  /** Empty: no STATUS asked for. */
  readonly status: readonly StatusItem[];
}

/** The whole of LIST behind its name, both forms (RFC 9051 §6.3.9, RFC 5258 §6). */
export function listArguments(parser: Parser): ListArguments {
  parser.sp();
  const hasSelection = parser.next('(');
  const select = new Set(hasSelection ? parser.list((p) => p.oneOf(SELECTION_OPTIONS, 'list selection option')) : []);
  if (select.has('RECURSIVEMATCH') && !select.has('SUBSCRIBED')) {
    throw new CommandSyntaxError('RECURSIVEMATCH needs SUBSCRIBED beside it');
  }
  if (hasSelection) parser.sp();
  const reference = parser.mailbox();
  parser.sp();
  const hasPatterns = parser.next('(');
  const patterns = hasPatterns ? parser.list((p) => p.listMailbox()) : [parser.listMailbox()];
  if (patterns.length === 0) throw new CommandSyntaxError('LIST needs a mailbox pattern');
  const returns = new Set<ListReturn>();
  let status: readonly StatusItem[] = [];
  const hasReturns = parser.optional((p) => {
    p.oneOf(['RETURN'], 'word behind the patterns');
    p.sp().list((q) => {
      const option = q.oneOf(RETURN_OPTIONS, 'list return option');
      if (option === 'STATUS') status = statusItems(q.sp());
      else returns.add(option);
    });
    return true;
  });
  return { extended: hasSelection || hasPatterns || hasReturns === true, select, reference, patterns, returns, status };
}

/** `(MESSAGES UIDNEXT)`; each item once. */
export function statusItems(parser: Parser): StatusItem[] {
  const items = new Set(parser.list((p) => p.oneOf(STATUS_ITEMS, 'status item')));
  if (items.size === 0) throw new CommandSyntaxError('STATUS needs an item');
  return [...items];
}
