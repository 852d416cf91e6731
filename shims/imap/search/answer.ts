/** Untagged answers of SEARCH and SORT. */
import type { SearchReturn } from '../grammar/search-key.ts';
import { formatNumbers } from '../grammar/sequence-set.ts';
import type { Writer } from '../grammar/writer.ts';
import type { Selected } from '../view/selected.ts';
import type { Found } from './find.ts';

export interface AnswerOptions {
  readonly mailbox: Selected;
  readonly writer: Writer;
  readonly tag: string;
  /** Answered with UIDs. */
  readonly uid: boolean;
  /** MODSEQ was among the keys: the highest one is told (RFC 7162 §3.1.5, §3.1.6). */
  readonly asksModseq: boolean;
}

/** `* SEARCH 2 3 (MODSEQ 12)`, `* SORT 3 2`. */
export function writeNumbers(kind: 'SEARCH' | 'SORT', found: Found, { mailbox, writer, uid, asksModseq }: AnswerOptions): void {
  const shown = uid ? found.uids : found.numbers;
  const modseq = asksModseq ? highestModseq(mailbox, found.uids) : 0;
  writer.untagged(`${kind}${shown.length > 0 ? ` ${shown.join(' ')}` : ''}${modseq > 0 ? ` (MODSEQ ${modseq})` : ''}`);
}

/**
 * `* ESEARCH (TAG "a") UID COUNT 2 ALL 3:4` (RFC 4731 §3; in the order found, RFC 5267 §3); keeps what "$" names from now on (RFC 5182).
 * SAVE alone asks for no answer.
 */
export function answerExtended(found: Found, returns: ReadonlySet<SearchReturn>, { mailbox, writer, tag, uid, asksModseq }: AnswerOptions): void {
  if (returns.has('SAVE')) {
    mailbox.save(Uint32Array.from(deciding(found, returns)).sort());
    if (returns.size === 1) return;
  }
  const modseq = asksModseq ? highestModseq(mailbox, deciding(found, returns)) : 0;
  writer.untagged(`ESEARCH (TAG "${tag}")${uid ? ' UID' : ''}${items(uid ? found.uids : found.numbers, returns)}${modseq > 0 ? ` MODSEQ ${modseq}` : ''}`);
}

/** MIN, MAX and ALL are left out where nothing was found (RFC 4731 §3.1). */
function items(shown: readonly number[], returns: ReadonlySet<SearchReturn>): string {
  let text = '';
  if (returns.has('MIN') && shown.length > 0) text += ` MIN ${shown[0]}`;
  if (returns.has('MAX') && shown.length > 0) text += ` MAX ${shown.at(-1)}`;
  if (returns.has('COUNT')) text += ` COUNT ${shown.length}`;
  if (returns.has('ALL') && shown.length > 0) text += ` ALL ${formatNumbers(shown)}`;
  return text;
}

/** The messages that are meant: only those named, where just MIN and MAX are asked for (MODSEQ: RFC 4731 §3.2; SAVE: RFC 5182 §2.4). */
function deciding({ uids }: Found, returns: ReadonlySet<SearchReturn>): readonly number[] {
  const asksEnds = returns.has('MIN') || returns.has('MAX');
  if (!asksEnds || returns.has('ALL') || returns.has('COUNT')) return uids;
  return [...new Set([...(returns.has('MIN') ? uids.slice(0, 1) : []), ...(returns.has('MAX') ? uids.slice(-1) : [])])];
}

function highestModseq({ view: { rows } }: Selected, uids: readonly number[]): number {
  let highest = 0;
  let row = -1;
  for (const uid of uids) {
    row = rows.find(uid, row + 1);
    if (row >= 0) highest = Math.max(highest, rows.modseqs[row] as number);
  }
  return highest;
}
