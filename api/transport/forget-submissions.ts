import { bury } from '../../db/repositories/tombstones.ts';
import { deleteSubmissions, finishedSubmissions } from '../../db/repositories/submissions.ts';
import type { Core } from '../core.ts';

const BATCH = 500;

/**
 * Destroys submissions of which nothing more is to be expected, `limits.submissionHistory` after they were sent or cancelled (RFC 8621 §7 leaves it to the
 * server). One of which anything is still in the queue stays, however old.
 * @returns how many went
 */
export async function forgetSubmissions(core: Core, accountId: number): Promise<number> {
  const before = core.clock.now() - core.limits.submissionHistory;
  let gone = 0;
  // Looked up outside of a unit, which would give the account a new state: most accounts have nothing to forget.
  while ((await core.db.read((read) => finishedSubmissions(read, accountId, before, 1))).length > 0) {
    gone += await core.db.write([accountId], async (tx) => {
      const account = tx.account(accountId);
      const rows = await finishedSubmissions(tx, accountId, before, BATCH);
      if (rows.length === 0) return 0;
      await deleteSubmissions(tx, rows.map(({ id }) => id));
      await bury(tx, accountId, 'EmailSubmission', rows.map(({ id, created_modseq }) => ({ id, created: created_modseq })), account.modseq, core.clock.now());
      account.touch('EmailSubmission');
      return rows.length;
    });
  }
  return gone;
}
