import { mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import type { Read } from '../../../db/index.ts';
import { mayIn, type Reach } from '../../access/reach.ts';
import type { Right } from '../../access/rights.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import type { ThreadIds } from '../../mail/read/thread-ids.ts';
import type { Arrived } from '../../mail/store/arrival.ts';
import type { OpenEmail } from '../../mail/store/email-changes.ts';
import { type Keywords, packExtra, SEEN, toKeywords } from '../../mail/store/keywords.ts';
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

/** The mailboxes that may be named: of others those that may be read. */
export async function knownMailboxes(read: Read, reach: Reach): Promise<ReadonlySet<number>> {
  return reach.isOwner ? new Set((await mailboxesOf(read, reach.account)).map((row) => row.id)) : new Set(reach.readable);
}

/** The keywords of a new Email: those of the Email, and whether it is seen by a creator who is not the owner. */
export interface NewKeywords {
  readonly bits: number;
  readonly extra: string | null;
  readonly seenByReader: boolean;
}

/**
 * May the caller put an Email into these mailboxes, with these keywords? In others' accounts `i` is needed, `s` for `$seen`, which is the creator's own
 * there, and `w` for the rest.
 * @param unasked the keywords were not named: those that may not be set are left out (RFC 4314 §4, COPY)
 * @throws CoreError notPermitted
 */
export function newEmailKeywords(reach: Reach, mailboxIds: readonly number[], keywords: Keywords, unasked = false): NewKeywords {
  const packed = packExtra(keywords.extra);
  if (reach.isOwner) return { bits: keywords.bits, extra: packed, seenByReader: false };
  const may = (...rights: readonly Right[]): boolean => mailboxIds.every((id) => mayIn(reach, id, ...rights));
  if (!may('i')) throw new CoreError('notPermitted', 'You may not put messages into this folder.', { properties: ['mailboxIds'] });
  const seen = (keywords.bits & SEEN) !== 0;
  const others = keywords.bits & ~SEEN;
  const [maySeen, mayOthers] = [may('s'), may('w')];
  if (!unasked && seen && !maySeen) throw new CoreError('notPermitted', 'You may not mark messages as read in this folder.', { properties: ['keywords'] });
  if (!unasked && (others !== 0 || packed !== null) && !mayOthers) throw new CoreError('notPermitted', 'You may not set keywords in this folder.', { properties: ['keywords'] });
  return { bits: mayOthers ? others : 0, extra: mayOthers ? packed : null, seenByReader: seen && maySeen };
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

/** What creation answers (RFC 8621 §4.6, §4.8). @param threads how the caller knows Threads */
export function createdEmail(open: OpenEmail, arrived: Arrived, threads: ThreadIds): { id: string; blobId: string; threadId: string; size: number } {
  return {
    id: toId('email', open.row.id),
    blobId: blobIdOfEmail({ id: open.row.id, hash: arrived.blob.hash, hasPrefix: open.row.prefix !== null }),
    threadId: threads.idOf(open.row.thread_id),
    size: open.row.size_bytes,
  };
}
