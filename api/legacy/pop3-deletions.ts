import { accountById } from '../../db/repositories/accounts.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { toId } from '../ids.ts';
import { changeFlags, expunge, move } from './change.ts';
import { mailboxNumber, mayWrite } from './reached-mailbox.ts';

/**
 * What becomes of messages that a POP3 client deletes, as the account has it: they go to Trash, or, out of Trash itself or without one, away; or away in any
 * case; or they stay.
 * @returns how many left the mailbox
 */
export async function deleteByPop3(ctx: Context, mailboxId: string, uids: Uint32Array): Promise<number> {
  mayWrite(ctx);
  const mailbox = mailboxNumber(mailboxId);
  const { deletions, trash } = await ctx.core.db.read(async (read) => {
    const account = await accountById(read, ctx.principal.id);
    if (!account) throw new CoreError('accountNotFound', 'This account is not there any more.');
    return { deletions: account.pop3_deletions, trash: await mailboxByRole(read, account.id, 'trash') };
  });
  if (deletions === 'keep' || uids.length === 0) return 0;
  if (deletions === 'trash' && trash && trash.id !== mailbox) return (await move(ctx, { mailboxId, uids, toMailboxId: toId('mailbox', trash.id) })).sourceUids.length;
  await changeFlags(ctx, { mailboxId, uids, op: 'add', keywords: [], deleted: true });
  return (await expunge(ctx, mailboxId, uids)).uids.length;
}
