import { accountModseq, type CopySource, copySources } from '../../../db/repositories/copies.ts';
import type { Database, Unit } from '../../../db/index.ts';
import { copyOrMove, copySome, type UidPairs } from './copy-emails.ts';
import { OutOfDate } from './copy-plain.ts';

/** Messages read before the event loop gets its turn. */
const BATCH = 1_000;
/** How often what was read beforehand may turn out to be out of date. */
const ATTEMPTS = 3;

export interface CopyMany {
  readonly accountId: number;
  readonly fromMailboxId: number;
  readonly toMailboxId: number;
  readonly uids: Uint32Array;
  /** Called in the unit, before anything is written. @throws CoreError where it may not be done */
  readonly check: (tx: Unit) => Promise<unknown>;
  readonly now: () => number;
}

/** What a COPY is going to do, read in batches and without holding anything. */
interface Plan {
  /** Of a message that carries a later mod-sequence, the plan knows nothing. */
  readonly modseq: number;
  readonly sources: readonly CopySource[];
}

/**
 * COPY of many messages inside an account: all or nothing (RFC 9051 §6.4.7), and yet nobody waits long behind it (design §4). What it takes is read in
 * batches; then one unit gives UIDs, mod-sequence and counters in a handful of statements. A message that is changed or expunged in between makes it
 * read again: what is copied is what is there when the unit commits.
 */
export async function copyMany(db: Database, request: CopyMany): Promise<UidPairs> {
  const { accountId, fromMailboxId, toMailboxId, uids, check, now } = request;
  const way = { fromMailboxId, toMailboxId, move: false };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { modseq, sources } = await planCopy(db, request);
    try {
      return await db.write([accountId], async (tx) => {
        await check(tx);
        return copySome(tx, accountId, way, sources, modseq, now());
      });
    } catch (error) {
      if (!(error instanceof OutOfDate)) throw error;
    }
  }
  return db.write([accountId], async (tx) => {
    await check(tx);
    return copyOrMove(tx, accountId, way, uids, now());
  });
}

async function planCopy(db: Database, { accountId, fromMailboxId, toMailboxId, uids }: CopyMany): Promise<Plan> {
  const modseq = await db.read((read) => accountModseq(read, accountId));
  const sources: CopySource[] = [];
  for (let start = 0; start < uids.length; start += BATCH) {
    sources.push(...(await db.read((read) => copySources(read, fromMailboxId, toMailboxId, uids.subarray(start, start + BATCH)))));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { modseq, sources };
}
