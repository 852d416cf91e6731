import { membershipsByUid } from '../../../db/repositories/memberships.ts';
import type { Unit } from '../../../db/index.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { applyKeywords, type Keywords } from './keywords.ts';
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

/** STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3) over messages of one mailbox, in one unit. */
export async function changeFlags(tx: Unit, accountId: number, mailboxId: number, uids: ArrayLike<number>, change: FlagChange, now: number): Promise<FlagsChanged> {
  const unit = new MailUnit(tx, accountId, now);
  await unit.mailbox(mailboxId);
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
