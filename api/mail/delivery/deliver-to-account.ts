import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import type { Core } from '../../core.ts';
import type { Arrived } from '../store/arrival.ts';
import { createEmail } from '../store/create-email.ts';
import { EmailChanges } from '../store/email-changes.ts';
import { MailUnit } from '../store/mail-unit.ts';

export interface AccountDelivery {
  readonly arrived: Arrived;
  /** Header lines of this recipient alone ({@link deliveryPrefix}). */
  readonly prefix: Buffer | null;
  /** Milliseconds. */
  readonly receivedAt: number;
}

/**
 * Puts a message into an account's inbox: one unit, durable when it resolves.
 * @throws CoreError overQuota, largerThanQuota
 */
export async function deliverToAccount(core: Core, accountId: number, delivery: AccountDelivery): Promise<void> {
  await core.db.write([accountId], async (tx) => {
    const unit = new MailUnit(tx, accountId, delivery.receivedAt);
    const inbox = await mailboxByRole(tx, accountId, 'inbox');
    if (!inbox) throw new Error(`account ${accountId} has no inbox`);
    const changes = new EmailChanges(unit);
    await createEmail(changes, core.db.blobs, {
      arrived: delivery.arrived, prefix: delivery.prefix, mailboxIds: [inbox.id], bits: 0, extra: null, receivedAt: delivery.receivedAt,
    });
    unit.account.delivered = true;
    await changes.settle();
  });
}

/** Lines that only this recipient's copy has (RFC 5321 §4.4; Delivered-To as other servers write it). */
export function deliveryPrefix(sender: string, recipient: string): Buffer {
  const clean = (address: string): string => address.replace(/[\r\n\0<>]/g, '');
  return Buffer.from(`Return-Path: <${clean(sender)}>\r\nDelivered-To: ${clean(recipient)}\r\n`);
}
