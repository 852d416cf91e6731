/** Delivery into mailboxes here, inside a unit that also says so in the queue or in the submission: exactly once, whatever stops in between. */
import type { Unit } from '../../db/index.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import type { Core } from '../core.ts';
import type { Arrived } from '../mail/store/arrival.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';

/** So many mailboxes are filled within one unit; the rest waits its turn in the queue. */
export const MOST_ACCOUNTS_IN_UNIT = 50;

/**
 * Puts a message into an account's inbox.
 * @throws CoreError overQuota, largerThanQuota, before anything is written
 */
export async function deliverInUnit(tx: Unit, core: Core, accountId: number, message: { arrived: Arrived; prefix: Buffer | null; receivedAt: number }): Promise<void> {
  const unit = new MailUnit(tx, accountId, message.receivedAt);
  const inbox = await mailboxByRole(tx, accountId, 'inbox');
  if (!inbox) throw new Error(`account ${accountId} has no inbox`);
  const changes = new EmailChanges(unit);
  await createEmail(changes, core.db.blobs, { ...message, mailboxIds: [inbox.id], bits: 0, extra: null });
  unit.account.delivered = true;
  await changes.settle();
}
