import { changeBits } from '../../../db/repositories/emails.ts';
import { flagsByUid, mailboxesHolding, membershipsByUid, stampMemberships } from '../../../db/repositories/memberships.ts';
import type { Unit } from '../../../db/index.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { applyKeywords, DRAFT, type Keywords, SEEN } from './keywords.ts';
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
  /** UIDs that were dealt with, changed or not, ascending, and the mod-sequence each carries now. */
  readonly updated: number[];
  readonly modseqs: number[];
  /** UIDs whose mod-sequence was newer than allowed. */
  readonly conflicting: number[];
}

type Uncounted = FlagChange & { readonly op: 'add' | 'remove' };

/** Bits that no counter shows, such as `$flagged`: they need no look at threads, counters and other keywords. */
export function isUncounted(change: FlagChange): change is Uncounted {
  return change.op !== 'replace' && !change.deleted && change.keywords.extra.length === 0 && (change.keywords.bits & (SEEN | DRAFT)) === 0;
}

async function changeUncounted(unit: MailUnit, mailboxId: number, uids: ArrayLike<number>, { op, keywords: { bits }, ifUnmodifiedSince }: Uncounted): Promise<FlagsChanged> {
  const { tx, account, modseq } = unit;
  const result: FlagsChanged = { updated: [], modseqs: [], conflicting: [] };
  const changed: number[] = [];
  for (const row of await flagsByUid(tx, mailboxId, uids)) {
    if (ifUnmodifiedSince !== undefined && row.modseq > ifUnmodifiedSince) {
      result.conflicting.push(row.uid);
      continue;
    }
    const differs = (op === 'add' ? ~row.keyword_bits & bits : row.keyword_bits & bits) !== 0;
    if (differs) changed.push(row.email_id);
    result.updated.push(row.uid);
    result.modseqs.push(differs ? modseq : row.modseq);
  }
  if (changed.length > 0) {
    await changeBits(tx, account.id, changed, op, bits, modseq);
    await stampMemberships(tx, account.id, changed, modseq);
    for (const id of await mailboxesHolding(tx, account.id, changed)) await unit.touch(id);
    account.touch('Email');
    await unit.flush();
  }
  return result;
}

/** STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3) over messages of one mailbox, in one unit. */
export async function changeFlags(tx: Unit, accountId: number, mailboxId: number, uids: ArrayLike<number>, change: FlagChange, now: number): Promise<FlagsChanged> {
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(mailboxId);
  if (isUncounted(change)) return changeUncounted(unit, mailboxId, uids, change);
  const rows = await membershipsByUid(tx, mailboxId, uids);
  const changes = new EmailChanges(unit);
  await changes.load(rows.map((row) => row.email_id));
  const result: FlagsChanged = { updated: [], modseqs: [], conflicting: [] };
  for (const row of rows) {
    if (change.ifUnmodifiedSince !== undefined && row.modseq > change.ifUnmodifiedSince) {
      result.conflicting.push(row.uid);
      continue;
    }
    const email = changes.get(row.email_id) as OpenEmail;
    const { bits, extra } = applyKeywords(email.row.keyword_bits, email.row.extra_keywords, change.op, change.keywords, change.maxKeywords);
    await changes.setKeywords(email, bits, extra);
    if (change.op === 'replace') await changes.mark(email, mailboxId, change.deleted);
    else if (change.deleted) await changes.mark(email, mailboxId, change.op === 'add');
    result.updated.push(row.uid);
    result.modseqs.push(email.memberships.get(mailboxId)?.modseq ?? row.modseq);
  }
  await changes.settle();
  return result;
}
