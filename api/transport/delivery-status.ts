import type { DeliveryStatus } from '../../openapi/index.ts';
import type { QueueRow } from '../../db/repositories/queue.ts';
import { normalizeAddress } from '../people/recipients.ts';
import type { Outcome } from './outcome.ts';

/** Recipient to what became of the message there (RFC 8621 §7). */
export type DeliveryStatuses = Record<string, DeliveryStatus>;

export function parseStatuses(json: string | null): DeliveryStatuses | null {
  return json === null ? null : (JSON.parse(json) as DeliveryStatuses);
}

export const queued = (reply = '250 2.0.0 The message waits in the queue'): DeliveryStatus => ({ smtpReply: reply, delivered: 'queued', displayed: 'unknown' });
export const notSent = (): DeliveryStatus => ({ smtpReply: '554 5.0.0 Cancelled by the sender', delivered: 'no', displayed: 'unknown' });
export const stored = (): DeliveryStatus => ({ smtpReply: '250 2.1.5 Delivered', delivered: 'yes', displayed: 'unknown' });

/** What a recipient's status is after an attempt. @param isOver no further attempt follows */
export function statusAfter(outcome: Outcome, isOver: boolean): DeliveryStatus {
  if (outcome.kind === 'delivered') return { smtpReply: outcome.reply, delivered: outcome.stored ? 'yes' : 'unknown', displayed: 'unknown' };
  return { smtpReply: outcome.reply, delivered: isOver ? 'no' : 'queued', displayed: 'unknown' };
}

/** The recipient of the submission that an entry stands for: itself, or the alias that led to it. */
export function statusKey(statuses: DeliveryStatuses, row: Pick<QueueRow, 'recipient' | 'original_recipient'>): string | undefined {
  const wanted = new Set([row.recipient, (row.original_recipient ?? '').replace(/^[^;]*;/, '')].filter((address) => address !== '').map(normalizeAddress));
  return Object.keys(statuses).find((address) => wanted.has(normalizeAddress(address)));
}
