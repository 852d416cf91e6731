/** Reports ready to be put somewhere: their bytes are durable before the unit begins that says so. */
import type { QueueRow } from '../../db/repositories/queue.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { type Arrived, arrive } from '../mail/store/arrival.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { newEntry } from './new-entry.ts';
import { isEightBit } from './outgoing-message.ts';
import { buildReport, headerOf, mostReturnedBytes, type ReportAction, type ReportedRecipient } from './report.ts';

/** The message that a report is about, and when it came and would be given up. */
export type ReportedMessage = Pick<QueueRow, 'blob_hash' | 'prefix' | 'size_bytes' | 'sender' | 'envelope_id' | 'dsn_return' | 'language' | 'created_at' | 'expires_at'>;

export interface ReadyReport {
  readonly arrived: Arrived;
  readonly eightBit: boolean;
}

/** @param message its blob has a row */
export async function makeReport(core: Core, action: ReportAction, message: ReportedMessage, recipients: readonly ReportedRecipient[], now: number): Promise<ReadyReport> {
  const full = action === 'failed' && message.dsn_return === 'FULL' && message.size_bytes <= mostReturnedBytes;
  const bytes = buildReport({
    action, hostname: core.settings.hostname, language: message.language as Language, sender: message.sender, envelopeId: message.envelope_id, recipients,
    arrivedAt: message.created_at, expiresAt: message.expires_at, now, returned: { bytes: await returnedBytes(core, message, full), full },
  });
  return { eightBit: isEightBit(bytes), arrived: await arrive(core.db.blobs, bytes, { maxBytes: Number.MAX_SAFE_INTEGER, limits: mimeLimits(core.limits) }) };
}

/** A report on its way in the queue. Its own sender is empty: nothing comes of its failure (RFC 3461 §6.1). */
export function reportEntry(core: Core, report: ReadyReport, given: Pick<QueueRow, 'id' | 'account_id' | 'recipient' | 'language'> & { now: number; dueAt: number }): QueueRow {
  const { now, dueAt, ...columns } = given;
  return newEntry({
    ...columns, blob_hash: report.arrived.blob.hash, size_bytes: report.arrived.blob.sizeBytes, sender: '', dsn_notify: 'NEVER',
    body_type: report.eightBit ? '8BITMIME' : '7BIT', next_attempt_at: dueAt, expires_at: now + core.limits.queueLifetime, created_at: now,
  });
}

async function returnedBytes(core: Core, message: ReportedMessage, full: boolean): Promise<Buffer> {
  const prefix = message.prefix ?? Buffer.alloc(0);
  const blobBytes = message.size_bytes - prefix.length;
  const most = full ? blobBytes : Math.min(blobBytes, core.limits.headerBytes);
  try {
    const bytes = Buffer.concat([prefix, await core.db.blobs.readAll(message.blob_hash, 0, most)]);
    return full ? bytes : headerOf(bytes);
  } catch (error) {
    // The message is damaged; that it did not arrive has to be said all the same.
    core.log.error({ err: error, blob: message.blob_hash }, 'a message cannot be read for a report');
    return prefix;
  }
}
