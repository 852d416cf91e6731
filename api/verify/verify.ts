import { allAccounts, blobsAfter, danglingBlobs } from '../../db/repositories/verify.ts';
import { SYSTEM_ACCOUNT } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import type { VerifyReport, VerifyService } from '../rest/queue-service.ts';
import { verifyAccount } from './account.ts';
import { verifyMessages } from './messages.ts';
import { Findings } from './report.ts';

const BATCH = 500;

/** `messagerie verify`: recomputes structure, counters, mod-sequence order, threads and blob hashes, beside a running server, and reports differences. */
export function createVerifyService(core: Core): VerifyService {
  return {
    async verify({ accountId }): Promise<VerifyReport> {
      const startedAt = new Date(core.clock.now()).toISOString();
      const findings = new Findings();
      const all = await core.db.read(allAccounts);
      for (const { id } of all) {
        if (id === SYSTEM_ACCOUNT || (accountId !== undefined && id !== accountId)) continue;
        // Numbers and rows of one snapshot; the messages' bytes never change.
        const emails = await core.db.read(async (read) => {
          const account = (await allAccounts(read)).find((row) => row.id === id);
          return account ? verifyAccount(read, account, findings) : [];
        });
        findings.accounts += 1;
        await verifyMessages(core, id, emails, findings);
      }
      if (accountId === undefined) await verifyBlobs(core, findings);
      return {
        startedAt, finishedAt: new Date(core.clock.now()).toISOString(), accounts: findings.accounts, emails: findings.emails, blobs: findings.blobs,
        differences: findings.differences,
      };
    },
  };
}

async function verifyBlobs(core: Core, findings: Findings): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await core.db.read((read) => blobsAfter(read, after, BATCH));
    for (const { hash } of rows) {
      findings.blobs += 1;
      const state = await core.db.blobs.verify(hash);
      if (state !== 'ok') findings.add('blob', null, `b${hash}`, 'bytes with this hash', state);
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) break;
    after = last.hash;
  }
  for (const dangling of await core.db.read(danglingBlobs)) {
    const owner = dangling.what === 'email' ? toId('email', dangling.object_id) : `${dangling.what} ${dangling.object_id.toString(32)}`;
    findings.add('reference', null, owner, `blob b${dangling.hash}`, 'none');
  }
}
