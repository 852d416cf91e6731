import { mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import type { Read } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import type { Arrived } from '../../mail/store/arrival.ts';
import type { OpenEmail } from '../../mail/store/email-changes.ts';
import { type Keywords, toKeywords } from '../../mail/store/keywords.ts';
import { blobIdOfEmail } from '../blob-access.ts';
import type { ResolveId } from '../set.ts';

/** A value of `mailboxIds` or `keywords`: names to true (RFC 8621 §4.1.1). */
export function trueKeys(value: unknown, property: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CoreError('invalidProperties', `${property} is an object whose values are true.`, { properties: [property] });
  }
  const entries = Object.entries(value);
  const wrong = entries.find(([, flag]) => flag !== true);
  if (wrong) throw new CoreError('invalidProperties', `${property}/${wrong[0]} can only be true; leave out what does not apply.`, { properties: [property] });
  return entries.map(([key]) => key);
}

/** Numbers of the mailboxes that an Email is to be in. @throws CoreError invalidProperties where one is not there, or none is named */
export function mailboxNumbers(value: unknown, resolve: ResolveId, known: ReadonlySet<number>): number[] {
  const ids = trueKeys(value, 'mailboxIds');
  if (ids.length === 0) throw new CoreError('invalidProperties', 'An Email is in at least one mailbox.', { properties: ['mailboxIds'] });
  return [...new Set(ids.map((id) => {
    const resolved = resolve(id);
    const number = resolved === undefined ? undefined : fromId('mailbox', resolved);
    if (number === undefined || !known.has(number)) {
      throw new CoreError('invalidProperties', `There is no mailbox ${JSON.stringify(id.slice(0, 80))}.`, { properties: ['mailboxIds'] });
    }
    return number;
  }))];
}

export function keywordsOf(value: unknown, maxKeywords: number): Keywords {
  return toKeywords(value === undefined || value === null ? [] : trueKeys(value, 'keywords'), maxKeywords);
}

export async function knownMailboxes(read: Read, accountId: number): Promise<ReadonlySet<number>> {
  return new Set((await mailboxesOf(read, accountId)).map((row) => row.id));
}

/** RFC 8620 §1.4 UTCDate. Years have four digits: IMAP's INTERNALDATE has no room for more. */
const utcDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** `receivedAt` as milliseconds. @throws CoreError invalidProperties */
export function receivedAtOf(value: unknown, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  const at = typeof value === 'string' && utcDate.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isFinite(at)) throw new CoreError('invalidProperties', 'receivedAt is a UTC date such as 2026-01-31T12:00:00Z.', { properties: ['receivedAt'] });
  return at;
}

/** What creation answers (RFC 8621 §4.6, §4.8). */
export function createdEmail(open: OpenEmail, arrived: Arrived): { id: string; blobId: string; threadId: string; size: number } {
  return {
    id: toId('email', open.row.id),
    blobId: blobIdOfEmail({ id: open.row.id, hash: arrived.blob.hash, hasPrefix: open.row.prefix !== null }),
    threadId: toId('thread', open.row.thread_id),
    size: open.row.size_bytes,
  };
}
