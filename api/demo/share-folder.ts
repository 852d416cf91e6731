import { type MailboxRow, mailboxesOf } from '../../db/repositories/mailboxes.ts';
import { putGrant } from '../../db/repositories/grants.ts';
import { groupByAddress } from '../../db/repositories/principals.ts';
import type { Read } from '../../db/index.ts';
import { fromRightLetters } from '../access/rights.ts';
import type { Core } from '../core.ts';
import { createMailbox } from '../mail/mailboxes/create.ts';
import { demoAddress, demoGroup, type DemoLocal } from './people.ts';

/** Everything but renaming, deleting and sharing on. */
const rights = fromRightLetters('lrswipkte') as number;

/** Makes the folder that is shared with the group, beside the owner's others. */
export async function shareFolder(core: Core, accounts: ReadonlyMap<DemoLocal, number>): Promise<void> {
  const { owner, name } = demoGroup.folder;
  const accountId = accounts.get(owner);
  if (accountId === undefined) throw new Error(`the demonstration has no ${owner}`);
  await core.db.write([accountId], async (tx) => {
    const now = core.clock.now();
    const group = await groupByAddress(tx, demoAddress(demoGroup.local));
    if (!group) throw new Error('the demonstration has no group');
    const id = await createMailbox(tx, accountId, accountId, { name, parentId: 0, role: null, sortOrder: 10, subscribed: true }, core.limits, now);
    await putGrant(tx, { object_id: id, principal_id: group.id, account_id: accountId, rights, modseq: tx.account(accountId).modseq, created_at: now });
  });
}

/** That folder, to put messages into. */
export async function demoFolder(read: Read, accountId: number): Promise<MailboxRow | undefined> {
  return (await mailboxesOf(read, accountId)).find((row) => row.parent_id === 0 && row.name === demoGroup.folder.name);
}
