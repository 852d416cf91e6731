/** What a client missed while it was away (RFC 7162 §3.2). */
import type { Resynchronisation } from '../grammar/parse-select.ts';
import { numberRanges, type SequenceSet } from '../grammar/sequence-set.ts';
import type { Writer } from '../grammar/writer.ts';
import type { Selected } from './selected.ts';
import { lastMatch, vanishedEarlier } from './vanished.ts';

/** Behind SELECT and EXAMINE: what has vanished and what has changed of that which the client knew (RFC 7162 §3.2.5). */
export async function tellMissed(mailbox: Selected, writer: Writer, { modseq, knownUids, match }: Resynchronisation): Promise<void> {
  await tellVanished(mailbox, writer, knownUids, modseq, lastMatch(match, mailbox.uids()));
  const { rows } = mailbox.view;
  const known = knownRanges(mailbox, knownUids);
  let range = 0;
  let row = -1;
  for (const uid of mailbox.uids().slice()) {
    while (range < known.length && (known[range + 1] as number) < uid) range += 2;
    if (range >= known.length) return;
    if (uid < (known[range] as number)) continue;
    row = rows.find(uid, row + 1);
    if (row < 0 || (rows.modseqs[row] as number) <= modseq) continue;
    writer.fetchFlags(mailbox.numberOf(uid, row), mailbox.flagsAt(row), uid, rows.modseqs[row] as number);
    if (writer.isFull) await writer.drain();
  }
}

/**
 * `* VANISHED (EARLIER) 41,43:116` for those of the set that have gone since a mod-sequence; before any FETCH (RFC 7162 §3.2.6).
 * @param set undefined: all that there ever were. @param above what the client knows to have gone up to there is left out
 */
export async function tellVanished(mailbox: Selected, writer: Writer, set: SequenceSet | undefined, modseq: number, above = 0): Promise<void> {
  const { view, client } = mailbox;
  const expunged = await client.legacy.expungedSince(view.mailboxId, modseq);
  const gone = vanishedEarlier({ known: knownRanges(mailbox, set), present: mailbox.uids(), expunged, above });
  if (gone !== '') writer.untagged(`VANISHED (EARLIER) ${gone}`);
}

/** "*" is the highest UID that ever was: of that message, too, a client wants to hear that it has gone. */
function knownRanges({ view: { uidNext } }: Selected, set: SequenceSet | undefined): Uint32Array {
  return numberRanges(set ?? { saved: false, bounds: Uint32Array.of(1, 0) }, uidNext - 1);
}
