import { changeBits } from '../../../db/repositories/emails.ts';
import {
  type FlaggedRow, flagsByUid, hasHiddenElsewhere, mailboxesHolding, membershipsByUid, stampByUid, stampedMemberships, stampMemberships,
} from '../../../db/repositories/memberships.ts';
import type { Unit } from '../../../db/index.ts';
import { DELETED_BIT } from '../../client/legacy.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { applyKeywords, DRAFT, isUnread, type Keywords, SEEN } from './keywords.ts';
import { MailUnit } from './mail-unit.ts';

export interface FlagChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly keywords: Keywords;
  readonly deleted: boolean;
  readonly ifUnmodifiedSince?: number | undefined;
  /** `limits.keywordsPerEmail`. */
  readonly maxKeywords?: number | undefined;
}

export interface FlagsChanged {
  /** UIDs that were dealt with, changed or not, ascending, and what each carries now: mod-sequence, bits with that of `\Deleted`, other keywords. */
  readonly updated: number[];
  readonly modseqs: number[];
  readonly flags: number[];
  readonly extra: (string | null)[];
  /** UIDs whose mod-sequence was newer than allowed. */
  readonly conflicting: number[];
  /** The mailbox's highest mod-sequence before and after. */
  readonly before: number;
  readonly after: number;
}

/** Bits alone, set or taken off: all else that each Email carries stays. */
type BitChange = FlagChange & { readonly op: 'add' | 'remove' };

function isBitChange(change: FlagChange): change is BitChange {
  return change.op !== 'replace' && !change.deleted && change.keywords.extra.length === 0;
}

/** Bits that no counter shows, such as `$flagged`: they need no look at threads and counters. */
const isCounted = ({ keywords: { bits } }: BitChange): boolean => (bits & (SEEN | DRAFT)) !== 0;

/** How much a change costs: one that no counter shows least, one of bits that counters show less than any other. */
export function costOf(change: FlagChange): 'uncounted' | 'counted' | 'any' {
  if (!isBitChange(change)) return 'any';
  return isCounted(change) ? 'counted' : 'uncounted';
}

/** STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3) over messages of one mailbox, in one unit. */
export async function changeFlags(tx: Unit, accountId: number, mailboxId: number, uids: ArrayLike<number>, change: FlagChange, now: number): Promise<FlagsChanged> {
  const unit = new MailUnit(tx, accountId, now);
  const before = (await unit.mailbox(mailboxId)).highest_modseq;
  const result: FlagsChanged = { updated: [], modseqs: [], flags: [], extra: [], conflicting: [], before, after: before };
  const hasChanged = isBitChange(change) ? await changeBitsOnly(unit, mailboxId, uids, change, result) : await changeAny(unit, mailboxId, uids, change, result);
  return hasChanged ? { ...result, after: unit.modseq } : result;
}

/** @returns whether anything changed */
async function changeAny(unit: MailUnit, mailboxId: number, uids: ArrayLike<number>, change: FlagChange, result: FlagsChanged): Promise<boolean> {
  const rows = await membershipsByUid(unit.tx, mailboxId, uids);
  const changes = new EmailChanges(unit);
  await changes.load(rows.map((row) => row.email_id));
  let hasChanged = false;
  for (const row of rows) {
    if (change.ifUnmodifiedSince !== undefined && row.modseq > change.ifUnmodifiedSince) {
      result.conflicting.push(row.uid);
      continue;
    }
    const email = changes.get(row.email_id) as OpenEmail;
    const { bits, extra } = applyKeywords(email.row.keyword_bits, email.row.extra_keywords, change.op, change.keywords, change.maxKeywords);
    if (await changes.setKeywords(email, bits, extra)) hasChanged = true;
    const marks = change.op === 'replace' || change.deleted;
    if (marks && (await changes.mark(email, mailboxId, change.op === 'replace' ? change.deleted : change.op === 'add'))) hasChanged = true;
    const membership = email.memberships.get(mailboxId) ?? row;
    tell(result, row.uid, membership.modseq, membership.deleted, bits, extra);
  }
  await changes.settle();
  return hasChanged;
}

/** Set-based: what it takes is read in one statement and written in few, whatever the number of messages (design §6). */
async function changeBitsOnly(unit: MailUnit, mailboxId: number, uids: ArrayLike<number>, change: BitChange, result: FlagsChanged): Promise<boolean> {
  const { tx, account, modseq } = unit;
  const { op, keywords: { bits }, ifUnmodifiedSince } = change;
  const changed: FlaggedRow[] = [];
  for (const row of await flagsByUid(tx, mailboxId, uids)) {
    if (ifUnmodifiedSince !== undefined && row.modseq > ifUnmodifiedSince) {
      result.conflicting.push(row.uid);
      continue;
    }
    const after = withBits(row.keyword_bits, change);
    const differs = after !== row.keyword_bits;
    if (differs) changed.push(row);
    tell(result, row.uid, differs ? modseq : row.modseq, row.deleted, after, row.extra_keywords);
  }
  if (changed.length === 0) return false;
  const ids = changed.map((row) => row.email_id);
  await changeBits(tx, account.id, ids, op, bits, modseq);
  if (isCounted(change)) {
    await count(unit, changed, change);
  } else if (changed.every((row) => row.visible === 1 && !row.deleted) && !(await hasHiddenElsewhere(tx, account.id, mailboxId))) {
    // They are in no other mailbox, as nearly all mail is.
    await stampByUid(tx, mailboxId, changed.map((row) => row.uid), modseq);
    await unit.touch(mailboxId);
  } else {
    await stampMemberships(tx, account.id, ids, modseq);
    for (const id of await mailboxesHolding(tx, account.id, ids)) await unit.touch(id);
  }
  account.touch('Email');
  await unit.flush();
  return true;
}

const withBits = (bits: number, { op, keywords }: BitChange): number => (op === 'add' ? bits | keywords.bits : bits & ~keywords.bits);

interface Visible {
  readonly mailboxIds: number[];
  trashId: number | undefined;
}

/** Stamps the memberships of Emails whose bits were changed, and counts what became seen or unseen, read or unread. */
async function count(unit: MailUnit, changed: readonly FlaggedRow[], change: BitChange): Promise<void> {
  const { tx, account, modseq } = unit;
  const rows = new Map(changed.map((row) => [row.email_id, row]));
  const totals = new Map<number, { unseen: number; unread: number; isTrash: boolean }>();
  const visible = new Map<FlaggedRow, Visible>();
  for (const membership of await stampedMemberships(tx, account.id, [...rows.keys()], modseq)) {
    const row = rows.get(membership.email_id);
    if (!row) continue;
    let total = totals.get(membership.mailbox_id);
    if (!total) totals.set(membership.mailbox_id, (total = { unseen: 0, unread: 0, isTrash: await unit.isTrash(membership.mailbox_id) }));
    const after = withBits(row.keyword_bits, change);
    total.unseen += Number((after & SEEN) === 0) - Number((row.keyword_bits & SEEN) === 0);
    const unread = unreadChange(row.keyword_bits, after);
    if (unread === 0 || membership.deleted) continue;
    total.unread += unread;
    let places = visible.get(row);
    if (!places) visible.set(row, (places = { mailboxIds: [], trashId: undefined }));
    if (total.isTrash) places.trashId = membership.mailbox_id;
    else places.mailboxIds.push(membership.mailbox_id);
  }
  for (const [mailboxId, { unseen, unread }] of totals) await unit.countSeen(mailboxId, unseen, unread);
  for (const [row, { mailboxIds, trashId }] of visible) {
    const unread = unreadChange(row.keyword_bits, withBits(row.keyword_bits, change));
    if (unread !== 0) unit.threads.unread(row.thread_id, unread, mailboxIds, trashId);
  }
}

function unreadChange(before: number, after: number): -1 | 0 | 1 {
  return (Number(isUnread(after)) - Number(isUnread(before))) as -1 | 0 | 1;
}

function tell(result: FlagsChanged, uid: number, modseq: number, deleted: number, bits: number, extra: string | null): void {
  result.updated.push(uid);
  result.modseqs.push(modseq);
  result.flags.push(deleted ? bits | DELETED_BIT : bits);
  result.extra.push(extra);
}
