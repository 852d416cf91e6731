import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import type { Unit } from '../../../db/index.ts';
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

/** Puts a message into an account's inbox: one unit, durable when it resolves. @throws CoreError overQuota, largerThanQuota */
export async function deliverToAccount(core: Core, accountId: number, delivery: AccountDelivery): Promise<void> {
  await core.db.write([accountId], (tx) => deliverInUnit(tx, core, accountId, delivery));
}

/**
 * The same inside a unit that also says so in the queue or in a submission: exactly once, whatever stops in between.
 * @throws CoreError overQuota, largerThanQuota, before anything is written
 */
export async function deliverInUnit(tx: Unit, core: Core, accountId: number, { arrived, prefix, receivedAt }: AccountDelivery): Promise<void> {
  const unit = new MailUnit(tx, accountId, receivedAt);
  const inbox = await mailboxByRole(tx, accountId, 'inbox');
  if (!inbox) throw new Error(`account ${accountId} has no inbox`);
  const changes = new EmailChanges(unit);
  await createEmail(changes, core.db.blobs, { arrived, prefix, mailboxIds: [inbox.id], bits: 0, extra: null, receivedAt });
  unit.account.delivered = true;
  await changes.settle();
}

/** Lines that only this recipient's copy has (RFC 5321 §4.4; Delivered-To as other servers write it). */
export function deliveryPrefix(sender: string, recipient: string): Buffer {
  const clean = (address: string): string => address.replace(/[\r\n\0<>]/g, '');
  return Buffer.from(`Return-Path: <${clean(sender)}>\r\nDelivered-To: ${clean(recipient)}\r\n`);
}
