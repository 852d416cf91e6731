import { accountUsage } from '../../db/repositories/people.ts';
import { countMailboxes } from '../../db/repositories/mailboxes.ts';
import type { Read } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { needRights } from '../access/need-rights.ts';
import { reachForMailbox } from '../access/reach.ts';
import type { LegacyQuota } from '../client/legacy.ts';
import { accountOf } from '../ids.ts';
import { mailboxNumber } from './reached-mailbox.ts';
import { sharedMailboxes } from './shared-mailboxes.ts';

/** GETQUOTAROOT (RFC 9208 §4.1.2): the owner pays for what others put into a shared folder, so that those who may do so see what is left. */
export function readQuota(ctx: Context, mailboxId?: string): Promise<LegacyQuota> {
  const mailbox = mailboxId === undefined ? undefined : mailboxNumber(mailboxId);
  return ctx.core.db.read(async (read) => {
    if (mailbox === undefined || accountOf(mailbox) === ctx.principal.id) return usage(ctx, read, ctx.principal.id, '');
    const reach = await reachForMailbox(ctx, read, mailbox, 'read');
    needRights(reach, mailbox, 'You may not put messages into this folder; what room there is is not shown.', 'i');
    const root = (await sharedMailboxes(ctx, read)).find((each) => each.row.id === mailbox)?.root ?? '';
    return usage(ctx, read, reach.account, root);
  });
}

async function usage(ctx: Context, read: Read, account: number, root: string): Promise<LegacyQuota> {
  const row = await accountUsage(read, account);
  return {
    usedBytes: row?.used_bytes ?? 0, limitBytes: row?.quota_bytes ?? null, usedCount: row?.used_count ?? 0, limitCount: row?.quota_messages ?? null,
    mailboxes: await countMailboxes(read, account), maxMailboxes: ctx.core.limits.mailboxesPerAccount, root,
  };
}
