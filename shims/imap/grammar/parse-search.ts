import type { SortCriterion, SortProperty, ThreadAlgorithm } from '../../../api/client/legacy.ts';
import { keywordOfFlag } from './flags.ts';
import type { Parser } from './parser.ts';
import type { SearchArguments, SearchKey, SearchReturn, SearchText } from './search-key.ts';
import { code, no } from './status-response.ts';
import { CommandSyntaxError } from './syntax-error.ts';

const MAX_DEPTH = 100;
const RETURN_OPTIONS = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const;

/** Charsets a search string may come in, by the label that the platform's decoder knows (RFC 9051 §6.4.4: US-ASCII and UTF-8 at least). */
const CHARSETS: Readonly<Record<string, string>> = {
  'US-ASCII': 'utf-8',
  'UTF-8': 'utf-8',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-6': 'iso-8859-6',
  'ISO-8859-15': 'iso-8859-15',
  'WINDOWS-1252': 'windows-1252',
  'WINDOWS-1256': 'windows-1256',
};

/** RFC 5256 §3, RFC 5957 §4. */
const SORT_PROPERTIES: Readonly<Record<string, SortProperty>> = {
  ARRIVAL: 'arrival', CC: 'cc', DATE: 'date', DISPLAYFROM: 'displayFrom', DISPLAYTO: 'displayTo', FROM: 'from', SIZE: 'size', SUBJECT: 'subject', TO: 'to',
};

const FLAG_KEYS: Readonly<Record<string, SearchKey>> = {
  ALL: { type: 'all' },
  // Every mailbox has them (RFC 8514 §4.3).
  SAVEDATESUPPORTED: { type: 'all' },
  RECENT: { type: 'recent', isSet: true },
  OLD: { type: 'recent', isSet: false },
  NEW: { type: 'and', keys: [{ type: 'recent', isSet: true }, flagKey('\\Seen', false)] },
  ANSWERED: flagKey('\\Answered', true),
  DELETED: flagKey('\\Deleted', true),
  DRAFT: flagKey('\\Draft', true),
  FLAGGED: flagKey('\\Flagged', true),
  SEEN: flagKey('\\Seen', true),
  UNANSWERED: flagKey('\\Answered', false),
  UNDELETED: flagKey('\\Deleted', false),
  UNDRAFT: flagKey('\\Draft', false),
  UNFLAGGED: flagKey('\\Flagged', false),
  UNSEEN: flagKey('\\Seen', false),
};

const DATE_KEYS: Readonly<Record<string, { of: 'internal' | 'sent' | 'saved'; when: 'before' | 'on' | 'since' }>> = {
  BEFORE: { of: 'internal', when: 'before' },
  ON: { of: 'internal', when: 'on' },
  SINCE: { of: 'internal', when: 'since' },
  SENTBEFORE: { of: 'sent', when: 'before' },
  SENTON: { of: 'sent', when: 'on' },
  SENTSINCE: { of: 'sent', when: 'since' },
  SAVEDBEFORE: { of: 'saved', when: 'before' },
  SAVEDON: { of: 'saved', when: 'on' },
  SAVEDSINCE: { of: 'saved', when: 'since' },
};

const TEXT_KEYS: ReadonlySet<string> = new Set(['FROM', 'TO', 'CC', 'BCC', 'SUBJECT', 'BODY', 'TEXT']);

interface Scope {
  decode: (bytes: string) => string;
  depth: number;
  asksModseq: boolean;
}

/** All of SEARCH behind its name and the space: `[RETURN (…)] [CHARSET …] key *(SP key)` (RFC 9051 §6.4.4, RFC 4731). */
export function searchArguments(parser: Parser): SearchArguments {
  let returns: ReadonlySet<SearchReturn> | undefined;
  let first = searchWord(parser);
  if (first === 'RETURN') {
    returns = returnOptions(parser.sp());
    parser.sp();
    first = searchWord(parser);
  }
  let charset = 'UTF-8';
  if (first === 'CHARSET') {
    if (!parser.allowsCharset) throw new CommandSyntaxError('With UTF8=ACCEPT a search is in UTF-8, and names no charset');
    charset = parser.sp().astring('a charset').toUpperCase();
    parser.sp();
    first = searchWord(parser);
  }
  return { returns, ...searchKeys(parser, charset, first) };
}

/** `(MIN COUNT)`; none: ALL. */
function returnOptions(parser: Parser): ReadonlySet<SearchReturn> {
  const returns = new Set(parser.list((p) => p.oneOf(RETURN_OPTIONS, 'search return option')));
  return returns.size === 0 ? new Set(['ALL']) : returns;
}

/** All of SORT behind its name and the space: `[RETURN (…)] (REVERSE DATE) charset keys` (RFC 5256 §5, RFC 5267 §3). */
export function sortArguments(parser: Parser): SearchArguments & { criteria: readonly SortCriterion[] } {
  let returns: ReadonlySet<SearchReturn> | undefined;
  if (!parser.next('(')) {
    parser.oneOf(['RETURN'], 'word before the sort criteria');
    returns = returnOptions(parser.sp());
    parser.sp();
  }
  const criteria = sortCriteria(parser);
  return { returns, criteria, ...charsetAndKeys(parser.sp()) };
}

export const THREAD_ALGORITHMS = ['ORDEREDSUBJECT', 'REFERENCES'] as const;

/** All of THREAD behind its name and the space: `REFERENCES charset keys` (RFC 5256 §5). @param algorithms those that there are */
export function threadArguments(parser: Parser, algorithms: readonly (typeof THREAD_ALGORITHMS)[number][] = THREAD_ALGORITHMS): Omit<SearchArguments, 'returns'> & { algorithm: ThreadAlgorithm } {
  const algorithm = parser.oneOf(algorithms, 'threading algorithm') === 'REFERENCES' ? 'references' : 'orderedSubject';
  return { algorithm, ...charsetAndKeys(parser.sp()) };
}

/** `(SUBJECT REVERSE DATE)`. */
function sortCriteria(parser: Parser): SortCriterion[] {
  const criteria: SortCriterion[] = [];
  let isReverse = false;
  parser.list((p) => {
    const word = p.keyword('a sort criterion');
    const property = lookUp(SORT_PROPERTIES, word);
    if (word === 'REVERSE' && !isReverse) isReverse = true;
    else if (!property) throw new CommandSyntaxError(`Unknown sort criterion ${word.slice(0, 40)}; known are REVERSE, ${Object.keys(SORT_PROPERTIES).join(', ')}`);
    // What comes a second time decides nothing any more.
    else if (!criteria.some((each) => each.property === property)) criteria.push({ property, isReverse });
    if (property) isReverse = false;
  });
  if (criteria.length === 0 || isReverse) throw new CommandSyntaxError('Expected a sort criterion');
  return criteria;
}

function charsetAndKeys(parser: Parser): Omit<SearchArguments, 'returns'> {
  const charset = parser.astring('a charset').toUpperCase();
  parser.sp();
  return searchKeys(parser, charset, searchWord(parser));
}

/** @param first the word that the first key begins with */
function searchKeys(parser: Parser, charset: string, first: string | undefined): Omit<SearchArguments, 'returns'> {
  const decode = decoder(charset);
  const scope: Scope = { decode: decode ?? String, depth: 0, asksModseq: false };
  const keys = [key(parser, scope, first)];
  for (;;) {
    const further = parser.optional((p) => key(p, scope, searchWord(p)));
    if (!further) break;
    keys.push(further);
  }
  return { key: and(keys), refusal: decode ? undefined : UNKNOWN_CHARSET, asksModseq: scope.asksModseq };
}

/** The word a search key begins with; undefined where it begins with "(" or is a sequence-set. */
function searchWord(parser: Parser): string | undefined {
  const byte = parser.peek();
  const isSequence = (byte >= 0x30 && byte <= 0x39) || byte === 0x2a || byte === 0x24; // digit * $
  return isSequence || byte === 0x28 ? undefined : parser.keyword('a search key');
}

function key(parser: Parser, scope: Scope, word: string | undefined): SearchKey {
  if (word === undefined) {
    if (!parser.next('(')) return { type: 'sequence', set: parser.sequenceSet() };
    return nested(scope, () => {
      const keys = parser.list((p) => key(p, scope, searchWord(p)));
      if (keys.length === 0) throw new CommandSyntaxError('An empty pair of parentheses is no search key');
      return and(keys);
    });
  }
  const flag = lookUp(FLAG_KEYS, word);
  if (flag) return flag;
  parser.sp();
  if (TEXT_KEYS.has(word)) return { type: word.toLowerCase() as SearchText, value: text(parser, scope) };
  const date = lookUp(DATE_KEYS, word);
  if (date) return { type: 'date', ...date, date: parser.date() };
  switch (word) {
    case 'NOT':
      return nested(scope, () => ({ type: 'not', key: key(parser, scope, searchWord(parser)) }));
    case 'OR':
      return nested(scope, () => {
        const left = key(parser, scope, searchWord(parser));
        parser.sp();
        return { type: 'or', keys: [left, key(parser, scope, searchWord(parser))] };
      });
    case 'KEYWORD':
    case 'UNKEYWORD':
      return flagKey(parser.flag(), word === 'KEYWORD');
    case 'HEADER': {
      const field = parser.astring('a header field name');
      parser.sp();
      return { type: 'header', field, value: text(parser, scope) };
    }
    case 'LARGER':
    case 'SMALLER':
      return { type: 'size', than: word === 'LARGER' ? 'larger' : 'smaller', bytes: parser.number64('a size') };
    case 'OLDER':
    case 'YOUNGER':
      return { type: 'age', than: word === 'OLDER' ? 'older' : 'younger', seconds: parser.nzNumber('a number of seconds') };
    case 'UID':
      return { type: 'uid', set: parser.sequenceSet() };
    case 'MODSEQ':
      scope.asksModseq = true;
      return { type: 'modseq', atLeast: modseq(parser) };
    case 'EMAILID':
      return { type: 'emailId', id: parser.astring('an object id') };
    case 'THREADID':
      return { type: 'threadId', id: parser.astring('an object id') };
    default:
      throw new CommandSyntaxError(`Unknown search key ${word.slice(0, 40)}`);
  }
}

/** `["/flags/\\Seen" priv] 12`: mod-sequences belong to messages here, not to single flags, so that the entry changes nothing (RFC 7162 §3.1.5). */
function modseq(parser: Parser): number {
  if (parser.next('"')) {
    parser.string('an entry name');
    parser.sp().oneOf(['PRIV', 'SHARED', 'ALL'], 'entry type');
    parser.sp();
  }
  return parser.number64('a mod-sequence');
}

function nested(scope: Scope, read: () => SearchKey): SearchKey {
  if (++scope.depth > MAX_DEPTH) throw new CommandSyntaxError(`Search keys may be nested ${MAX_DEPTH} deep`);
  const found = read();
  scope.depth--;
  return found;
}

function and(keys: SearchKey[]): SearchKey {
  const [only] = keys;
  return keys.length === 1 && only ? only : { type: 'and', keys };
}

function text(parser: Parser, scope: Scope): string {
  return scope.decode(parser.astringBytes('a search string'));
}

const UNKNOWN_CHARSET = no('Unknown charset', code('BADCHARSET', `(${Object.keys(CHARSETS).join(' ')})`));

/** @returns undefined for an unknown one */
function decoder(charset: string): ((bytes: string) => string) | undefined {
  const label = lookUp(CHARSETS, charset);
  if (!label) return undefined;
  const decode = new TextDecoder(label, { ignoreBOM: true });
  return (bytes) => (/[\x80-\xff]/.test(bytes) ? decode.decode(Buffer.from(bytes, 'latin1')) : bytes);
}

function flagKey(flag: string, isSet: boolean): SearchKey {
  return flag === '\\Recent' ? { type: 'recent', isSet } : { type: 'flag', flag: flag.startsWith('\\') ? flag : (keywordOfFlag(flag) ?? flag), isSet };
}

function lookUp<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
