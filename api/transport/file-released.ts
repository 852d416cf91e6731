/** What waited for its time is no longer to come: it is among what was sent. */
import type { Unit } from '../../db/index.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';

/**
 * Moves an Email that begins to leave from the mailbox with the role `scheduled` to the one with the role `sent`. One that its owner has filed elsewhere stays
 * there, as does all of it where the account has no Sent.
 * @param emailId 0 or that of an Email that is gone: nothing happens
 */
export async function fileReleased(tx: Unit, accountId: number, emailId: number, now: number): Promise<void> {
  const scheduled = await mailboxByRole(tx, accountId, 'scheduled');
  if (!scheduled || emailId === 0) return;
  const changes = new EmailChanges(new MailUnit(tx, accountId, now));
  await changes.load([emailId]);
  const email = changes.get(emailId);
  const waiting = email?.memberships.get(scheduled.id);
  const sent = await mailboxByRole(tx, accountId, 'sent');
  if (!email || !waiting || !sent) return;
  await changes.remove(email, scheduled.id);
  const there = email.memberships.get(sent.id);
  if (!there) await changes.add(email, sent.id, { receivedAt: email.row.received_at, deleted: waiting.deleted === 1 });
  await changes.settle();
}
