/**
 * What others had seen of messages that somebody takes out of an account of theirs: put back by the same person, as Undo does, they are no news to anybody.
 * Kept in memory, for a while; what is forgotten is unread again.
 */
import { LRUCache } from 'lru-cache';
import type { EmailRow } from '../../../db/repositories/emails.ts';
import { readersWhoSaw, seenByReaders } from '../../../db/repositories/seen-overlay.ts';
import type { Unit } from '../../../db/index.ts';
import type { Reach } from '../../access/reach.ts';
import type { Core } from '../../core.ts';
import { atMost } from '../../shared/at-most.ts';
import { type CarriedSeen, mayKeepSeen } from './carry-seen.ts';
import { SEEN } from './keywords.ts';

const KEPT_MS = 60 * 60_000;
const KEPT = 50_000;
/** As in a move: of more, each with marks of their own, a unit takes too long. */
const READERS = 100;

interface Marks {
  readonly byOwner: boolean;
  readonly readers: readonly number[];
}

const memories = new WeakMap<Core, LRUCache<string, Marks>>();

function memoryOf(core: Core): LRUCache<string, Marks> {
  const known = memories.get(core);
  if (known) return known;
  const made = new LRUCache<string, Marks>({ ...atMost(KEPT), ttl: KEPT_MS });
  memories.set(core, made);
  return made;
}

type Message = Pick<EmailRow, 'id' | 'blob_hash' | 'keyword_bits'>;

const keyOf = ({ principal, account }: Reach, blobHash: string): string => `${principal} ${account} ${blobHash}`;

/** To be called in the unit that takes them out, before it does. */
export async function rememberSeen(core: Core, tx: Unit, from: Reach, messages: readonly Message[]): Promise<void> {
  if (from.isOwner || messages.length === 0) return;
  const ids = messages.map(({ id }) => id);
  const readers = (await readersWhoSaw(tx, from.account, ids, READERS)).filter((id) => id !== from.principal);
  const marks = readers.length > 0 ? await seenByReaders(tx, from.account, ids, readers) : [];
  const memory = memoryOf(core);
  for (const { id, blob_hash, keyword_bits } of messages) {
    const byOwner = (keyword_bits & SEEN) !== 0;
    const of = marks.filter(({ email_id }) => email_id === id).map(({ principal_id }) => principal_id);
    if (byOwner || of.length > 0) memory.set(keyOf(from, blob_hash), { byOwner, readers: of });
  }
}

/** What comes back, and who had seen it. @param messages by the ids that they have where they come from */
export async function recalledSeen(core: Core, tx: Unit, to: Reach, toMailboxId: number, messages: readonly Message[]): Promise<CarriedSeen> {
  const byOwner = new Set<number>();
  const byReader = new Map<number, number[]>();
  if (to.isOwner) return { byOwner, byReader };
  const memory = memoryOf(core);
  for (const { id, blob_hash } of messages) {
    const marks = memory.get(keyOf(to, blob_hash));
    if (marks?.byOwner) byOwner.add(id);
    for (const reader of marks?.readers ?? []) byReader.set(reader, [...(byReader.get(reader) ?? []), id]);
  }
  const may = new Set(await mayKeepSeen(tx, toMailboxId, [...byReader.keys()]));
  return { byOwner, byReader: new Map([...byReader].filter(([reader]) => may.has(reader))) };
}
