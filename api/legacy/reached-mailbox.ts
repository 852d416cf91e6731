import { type MailboxRow, mailboxById } from '../../db/repositories/mailboxes.ts';
import type { Read } from '../../db/index.ts';
import { type Context, hasScope } from '../access/context.ts';
import { type Reach, reachForMailbox } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';
import { fromId } from '../ids.ts';

/** A mailbox, one's own or another's, with what the caller may do there. */
export interface ReachedMailbox {
  readonly row: MailboxRow;
  readonly reach: Reach;
}

/** @throws CoreError mailboxNotFound, also where it may not be seen; notPermitted */
export async function reachedMailbox(read: Read, ctx: Context, mailboxId: unknown, access: 'read' | 'write' = 'read'): Promise<ReachedMailbox> {
  const id = mailboxNumber(mailboxId);
  const reach = await reachForMailbox(ctx, read, id, access);
  const row = await mailboxById(read, reach.account, id);
  if (!row) throw new CoreError('mailboxNotFound', 'There is no such folder.');
  return { row, reach };
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
