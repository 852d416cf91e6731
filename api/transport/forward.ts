/** What is left to do about mail that came in, taken over in one unit: addresses elsewhere, mailboxes that are full, reports. */
import { insertQueueEntries, type QueueRow } from '../../db/repositories/queue.ts';
import type { Core } from '../core.ts';
import type { OnwardMessage, OnwardRecipient } from '../mail/delivery/onward.ts';
import { isAscii, wantsNotice } from './envelope.ts';
import { makeReport, type ReadyReport, type ReportedMessage, reportEntry } from './make-report.ts';
import { newEntry } from './new-entry.ts';
import { type Outcome, ownReply } from './outcome.ts';
import { streamIsEightBit } from './outgoing-message.ts';
import { makeQueueAccount, QUEUE_ACCOUNT } from './queue-account.ts';
import { LEASE_MS, nextAttempt } from './retry-schedule.ts';
import { queueOwner, wakeQueue } from './transport-of.ts';

/**
 * Puts what is left to do into the queue; durable when it resolves. What will never arrive, and what arrived and was asked after (RFC 3461), becomes a
 * report to the sender; the null sender is told nothing (RFC 5321 §4.5.5).
 */
export async function forward(core: Core, message: OnwardMessage): Promise<void> {
  const { db, limits } = core;
  const { arrived, sender, recipients } = message;
  const now = core.clock.now();
  // With a row, the bytes are read in pieces.
  await db.write([], (tx) => db.blobs.register(tx, arrived.blob, now));
  const common: ReportedMessage = {
    blob_hash: arrived.blob.hash, prefix: null, size_bytes: arrived.blob.sizeBytes, sender, envelope_id: message.envelopeId, dsn_return: message.dsnReturn,
    language: core.settings.language, created_at: now, expires_at: now + limits.queueLifetime,
  };
  const waiting = recipients.filter(({ task }) => task.kind === 'send' || task.kind === 'retry');
  const eightBit = waiting.length > 0 && (await streamIsEightBit(db.blobs.read(arrived.blob.hash)));
  const reports = await reportsOf(core, message, common, now);
  if (waiting.length + reports.length === 0) return;
  const owner = queueOwner(core);
  await makeQueueAccount(db);
  await db.write([QUEUE_ACCOUNT], async (tx) => {
    await db.blobs.register(tx, arrived.blob, now);
    for (const report of reports) await db.blobs.register(tx, report.arrived.blob, now);
    let id = tx.account(QUEUE_ACCOUNT).newIds(waiting.length + reports.length);
    const entries = waiting.map((recipient) => newEntry({
      ...common, id: id++, account_id: QUEUE_ACCOUNT, recipient: recipient.address, original_recipient: recipient.originalRecipient, dsn_notify: recipient.notify,
      body_type: eightBit ? '8BITMIME' : '7BIT', smtputf8: [sender, recipient.address].every(isAscii) ? 0 : 1, ...firstAttempt(recipient, owner, now, common.expires_at),
    }));
    await insertQueueEntries(tx, [...entries, ...reports.map((report) => reportEntry(core, report, { id: id++, account_id: QUEUE_ACCOUNT, recipient: sender, language: common.language, now, dueAt: now }))]);
  });
  wakeQueue(core);
}

/** Mail for elsewhere is ours to send at once; a mailbox that was tried a moment ago waits its time. */
function firstAttempt({ task }: OnwardRecipient, owner: string | null, now: number, expiresAt: number): Partial<QueueRow> {
  if (task.kind !== 'retry') return { lease_owner: owner, lease_until: owner === null ? null : now + LEASE_MS };
  return {
    attempts: 1, next_attempt_at: nextAttempt(0, now, expiresAt) ?? now, last_attempt_at: now, last_status: task.enhanced, last_reply: ownReply(task.code, task.enhanced, task.text),
  };
}

async function reportsOf(core: Core, { sender, recipients }: OnwardMessage, common: ReportedMessage, now: number): Promise<ReadyReport[]> {
  if (sender === '') return [];
  const told = (kind: 'failed' | 'delivered'): OnwardRecipient[] =>
    recipients.filter(({ task, notify }) => task.kind === kind && wantsNotice(notify, kind === 'failed' ? 'FAILURE' : 'SUCCESS'));
  const reports: ReadyReport[] = [];
  for (const action of ['failed', 'delivered'] as const) {
    const about = told(action).map((recipient) => ({ row: { recipient: recipient.address, original_recipient: recipient.originalRecipient }, outcome: outcomeOf(recipient) }));
    if (about.length > 0) reports.push(await makeReport(core, action, common, about, now));
  }
  return reports;
}

function outcomeOf({ task }: OnwardRecipient): Outcome {
  if (task.kind === 'failed') return { kind: 'failed', reply: ownReply(task.code, task.enhanced, task.text), status: task.enhanced, remote: null };
  return { kind: 'delivered', reply: '250 2.1.5 Delivered', stored: true, remote: null, reports: false };
}
