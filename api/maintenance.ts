import { sql, sweepBlobs } from '../db/index.ts';
import { isStopping } from './client/errors.ts';
import type { Core } from './core.ts';
import { pruneCorrespondents } from './people/correspondents.ts';
import { forgetIdempotentAnswers } from './people/idempotency.ts';
import { resumeShareChanges } from './people/share-changes.ts';
import { forgetShareNotifications } from './people/share-notifications.ts';
import { forgetSubmissions } from './transport/forget-submissions.ts';

const SWEEP_MS = 6 * 3_600_000;
/** Telling people takes less; what is older has been left by a stop or a fault. */
const TELLING_MS = 5 * 60_000;
const BATCH = 5_000;

/** Forgets destroyed objects, closed intervals and expunged UIDs past the horizon: clients that were away longer fetch everything anew (design §4). */
export async function forgetHistory(core: Core): Promise<void> {
  const before = core.clock.now() - core.settings.historyMs;
  for (const { id } of await core.db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM account`))) {
    await core.db.write([id], async (tx) => {
      const last = await tx.get<{ modseq: number | null }>(sql`
        SELECT MAX(modseq) AS modseq FROM (
          SELECT MAX(destroyed_modseq) AS modseq FROM tombstone WHERE account_id = ${id} AND destroyed_at < ${before}
          UNION ALL SELECT MAX(to_modseq) FROM membership_past WHERE account_id = ${id} AND closed_at < ${before}
          UNION ALL SELECT MAX(x.modseq) FROM expunged x JOIN mailbox m ON m.id = x.mailbox_id WHERE m.account_id = ${id} AND x.expunged_at < ${before}) AS old`);
      if (!last?.modseq) return;
      await tx.run(sql`UPDATE account SET horizon_modseq = ${last.modseq} WHERE id = ${id} AND horizon_modseq < ${last.modseq}`);
      await tx.run(sql`DELETE FROM tombstone WHERE account_id = ${id} AND destroyed_at < ${before}`);
      await tx.run(sql`DELETE FROM membership_past WHERE account_id = ${id} AND closed_at < ${before}`);
    });
  }
  while ((await core.db.write([], (tx) => tx.run(core.db.dialect === 'sqlite'
    ? sql`DELETE FROM expunged WHERE (mailbox_id, modseq, uid) IN (SELECT mailbox_id, modseq, uid FROM expunged WHERE expunged_at < ${before} LIMIT ${BATCH})`
    : sql`DELETE FROM expunged WHERE expunged_at < ${before} LIMIT ${BATCH}`))) >= BATCH);
}

/** Runs what the store needs from time to time: blobs that nothing refers to, history past the horizon. */
export function startMaintenance(core: Core): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const timer = core.clock.every(SWEEP_MS, () => {
    running ??= (async () => {
      const swept = await sweepBlobs(core.db, core.clock.now());
      await forgetShareNotifications(core);
      for (const { id } of await core.db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM account`))) await forgetSubmissions(core, id);
      await forgetIdempotentAnswers(core);
      await pruneCorrespondents(core);
      await forgetHistory(core);
      core.log.info({ swept }, 'maintenance done');
    })()
      .catch((error: unknown) => core.log.error({ err: error }, 'maintenance failed; it is tried again later'))
      .finally(() => {
        running = undefined;
      });
  });
  const resume = (before: number): void => void resumeShareChanges(core, before).catch((error: unknown) => {
    if (!isStopping(error)) core.log.warn({ err: error }, 'people who are still to be told of shared folders were not looked for; it is tried again later');
  });
  resume(Number.MAX_SAFE_INTEGER);
  const telling = core.clock.every(TELLING_MS, () => resume(core.clock.now() - TELLING_MS));
  return {
    async stop() {
      timer.cancel();
      telling.cancel();
      await running;
    },
  };
}
