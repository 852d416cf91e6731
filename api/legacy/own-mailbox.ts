import { type MailboxRow, mailboxById } from '../../db/repositories/mailboxes.ts';
import type { Read } from '../../db/index.ts';
import { type Context, hasScope } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { fromId } from '../ids.ts';

/** @throws CoreError mailboxNotFound, notPermitted */
export async function ownMailbox(read: Read, ctx: Context, mailboxId: unknown): Promise<MailboxRow> {
  const id = fromId('mailbox', mailboxId);
  const row = id === undefined ? undefined : await mailboxById(read, ctx.principal.id, id);
  if (!row) throw new CoreError('mailboxNotFound', 'There is no such folder.');
  return row;
}

/** @throws CoreError mailboxNotFound where the text is no id */
export function mailboxNumber(mailboxId: unknown): number {
  const id = fromId('mailbox', mailboxId);
  if (id === undefined) throw new CoreError('mailboxNotFound', 'There is no such folder.');
  return id;
}

/** @throws CoreError notPermitted where the sign-in may only read */
export function mayWrite(ctx: Context): void {
  if (!hasScope(ctx, 'mail')) throw new CoreError('notPermitted', 'This sign-in may only read mail.');
}
