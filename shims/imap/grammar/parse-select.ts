import type { Parser } from './parser.ts';
import { countNumbers, isAscending, type SequenceSet } from './sequence-set.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/** What a client knew of the mailbox when it left it (RFC 7162 §3.2.5). */
export interface Resynchronisation {
  readonly uidValidity: number;
  readonly modseq: number;
  /** Undefined: all that there may have been. */
  readonly knownUids: SequenceSet | undefined;
  /** Some sequence numbers and the UID of each, both ascending (RFC 7162 §3.2.5.2). */
  readonly match: { readonly numbers: SequenceSet; readonly uids: SequenceSet } | undefined;
}

export interface SelectParameters {
  readonly condstore: boolean;
  readonly qresync: Resynchronisation | undefined;
}

/** `(CONDSTORE)` and `(QRESYNC (…))` behind SELECT and EXAMINE (RFC 7162 §3.1.8, §3.2.5). */
export function selectParameters(parser: Parser): SelectParameters {
  let condstore = false;
  let qresync: Resynchronisation | undefined;
  parser.list((p) => {
    if (p.oneOf(['CONDSTORE', 'QRESYNC'], 'select parameter') === 'CONDSTORE') condstore = true;
    else if (qresync) throw new CommandSyntaxError('QRESYNC is given once');
    else qresync = resynchronisation(p.sp());
  });
  return { condstore, qresync };
}

/** `(67890007 20050715194045000 41:211,214:541 (5000,7500 15000,22500))`. */
function resynchronisation(parser: Parser): Resynchronisation {
  parser.character('(');
  const uidValidity = parser.nzNumber('a UIDVALIDITY from 1');
  const modseq = parser.sp().number64('a mod-sequence from 1');
  if (modseq === 0) throw new CommandSyntaxError('A mod-sequence is 1 or more');
  let knownUids: SequenceSet | undefined;
  let match: Resynchronisation['match'];
  if (parser.next(' ')) {
    parser.sp();
    if (!parser.next('(')) {
      knownUids = knownSet(parser);
      if (parser.next(' ')) parser.sp();
    }
    if (parser.take('(')) {
      match = { numbers: knownSet(parser), uids: knownSet(parser.sp()) };
      parser.character(')');
      if (!isAscending(match.numbers) || !isAscending(match.uids)) throw new CommandSyntaxError('Sequence numbers and UIDs that match are given in ascending order');
      if (countNumbers(match.numbers) !== countNumbers(match.uids)) throw new CommandSyntaxError('There are as many UIDs as sequence numbers that match');
    }
  }
  parser.character(')');
  return { uidValidity, modseq, knownUids, match };
}

/** A set without "*" and "$": what the client knew then (RFC 7162 §7). */
function knownSet(parser: Parser): SequenceSet {
  const set = parser.sequenceSet();
  if (set.saved || set.bounds.includes(0)) throw new CommandSyntaxError('Known messages are named by numbers, without "*" and "$"');
  return set;
}

/** `(USE (\Archive \Sent))` behind CREATE (RFC 6154 §3): the special uses asked for, in lower case. */
export function createParameters(parser: Parser): { specialUses: readonly string[] } {
  const specialUses: string[] = [];
  parser.list((p) => {
    p.oneOf(['USE'], 'create parameter');
    specialUses.push(...p.sp().list((q) => q.character('\\').keyword('a special use').toLowerCase()));
  });
  return { specialUses };
}
