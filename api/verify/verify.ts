import { accountIds, accountNumbers, blobsAfter, blobSizes, danglingQueueEntries, danglingUploads } from '../../db/repositories/verify.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { searchIndexOf } from '../mail/search/index.ts';
import type { VerifyReport, VerifyService } from '../rest/queue-service.ts';
import { verifyAccount } from './account.ts';
import { verifyMessages } from './messages.ts';
import { Findings } from './report.ts';
import { verifySearch } from './search.ts';
import { verifyGroups } from './sharing.ts';

const BATCH = 500;

/** `messagerie verify`: recomputes structure, counters, mod-sequence order, threads, blob hashes and the search index, beside a running server, and reports differences. */
export function createVerifyService(core: Core): VerifyService {
  return {
    async verify({ accountId, rebuildSearch = false }): Promise<VerifyReport> {
      const startedAt = new Date(core.clock.now()).toISOString();
      const findings = new Findings();
      const intact = new Set<string>();
      for (const id of await core.db.read(accountIds)) {
        if (id === SYSTEM_ACCOUNT || (accountId !== undefined && id !== accountId)) continue;
        if (rebuildSearch) await searchIndexOf(core).rebuild(id);
        // Numbers and rows of one snapshot; the messages' bytes never change.
        const emails = await core.db.read(async (read) => {
          const account = await accountNumbers(read, id);
          return account && verifyAccount(read, account, findings);
        });
        if (!emails) continue;
        findings.accounts += 1;
        await verifyMessages(core, id, emails, intact, findings);
        await verifySearch(core, id, findings);
      }
      if (accountId === undefined) {
        await core.db.read((read) => verifyGroups(read, findings));
        await verifyBlobs(core, intact, findings);
      }
      return {
        startedAt, finishedAt: new Date(core.clock.now()).toISOString(), accounts: findings.accounts, emails: findings.emails, blobs: findings.blobs,
        differences: findings.differences,
      };
    },
  };
}

/** Blobs that no message led to, and what else refers to blobs. */
async function verifyBlobs(core: Core, intact: ReadonlySet<string>, findings: Findings): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await core.db.read((read) => blobsAfter(read, after, BATCH));
    for (const { hash } of rows) {
      if (intact.has(hash)) continue;
      findings.blobs += 1;
      const state = await core.db.blobs.verify(hash);
      if (state === 'ok') continue;
      // Swept meanwhile: neither bytes nor row are there.
      const isThere = (await core.db.read((read) => blobSizes(read, [hash]))).length > 0;
      if (isThere) findings.add('blob', null, `b${hash}`, 'bytes with this hash', state);
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) break;
    after = last.hash;
  }
  const dangling = await core.db.read(async (read) => ({ queue: await danglingQueueEntries(read), uploads: await danglingUploads(read) }));
  for (const { id, hash } of dangling.queue) findings.add('reference', null, toId('queue', id), `blob b${hash}`, 'none');
  for (const { account_id: account, hash } of dangling.uploads) findings.add('reference', toId('account', account), 'upload', `blob b${hash}`, 'none');
}
