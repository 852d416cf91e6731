/** STORE by somebody who is not the owner (RFC 4314 §4): what their rights allow is done, the rest is passed over. */
import { type MembershipRow, membershipsByUid, membershipsOfEmails } from '../../db/repositories/memberships.ts';
import { readerMarks, seenMarks } from '../../db/repositories/reader-columns.ts';
import type { Unit } from '../../db/index.ts';
import { type Reach, rightsIn } from '../access/reach.ts';
import { ALL_RIGHTS, rightBits } from '../access/rights.ts';
import { DELETED_BIT } from '../client/legacy.ts';
import { CoreError } from '../client/errors.ts';
import type { FlagChange, FlagsChanged } from '../mail/store/change-flags.ts';
import { EmailChanges, type OpenEmail } from '../mail/store/email-changes.ts';
import { applyKeywords, type Keywords, SEEN } from '../mail/store/keywords.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import { setSeenByReader } from '../mail/store/reader-seen.ts';

const { s: S, w: W, t: T } = rightBits;

export interface ReaderFlagsChanged extends FlagsChanged {
  /** Some of it their rights did not allow. */
  readonly incomplete: boolean;
  /** Nothing of it was allowed for any message. */
  readonly refused: boolean;
}

/**
 * In one unit: `\Seen` with `s`, in the reader's own marks; other keywords with `w`; `\Deleted` with `t`. Keywords belong to the Email, so that every
 * mailbox which holds it and that they can see must allow it (RFC 8621 §2).
 * @throws CoreError notPermitted where nothing of it is allowed in this mailbox
 */
export async function changeReaderFlags(
  tx: Unit, reach: Reach, mailboxId: number, uids: ArrayLike<number>, change: FlagChange, now: number,
): Promise<ReaderFlagsChanged> {
  const unit = new MailUnit(tx, reach.account, now);
  const mailbox = await unit.mailbox(mailboxId);
  const rows = await membershipsByUid(tx, mailboxId, uids);
  const ids = rows.map((row) => row.email_id);
  const [marks] = await readerMarks(tx, reach.principal, [mailboxId]);
  const before = Math.max(mailbox.highest_modseq, marks?.counter_modseq ?? 0);
  const seen = new Map((await seenMarks(tx, reach.principal, reach.account, ids)).map((mark) => [mark.email_id, mark]));
  const allowed = await rightsOverEmails(tx, reach, mailboxId, ids);
  const asked = askedRights(change);
  if (asked !== 0 && (asked & rightsIn(reach, mailboxId)) === 0) throw flagsForbidden();
  const result = { updated: [] as number[], modseqs: [] as number[], flags: [] as number[], extra: [] as (string | null)[], conflicting: [] as number[] };
  let incomplete = false;
  let anyAllowed = false;

  const dealtWith = rows.filter((row) => {
    const has = allowed.get(row.email_id) ?? 0;
    if ((asked & has) !== asked) incomplete = true;
    if (asked === 0 || (asked & has) !== 0) anyAllowed = true;
    if (change.ifUnmodifiedSince === undefined || Math.max(row.modseq, seen.get(row.email_id)?.modseq ?? 0) <= change.ifUnmodifiedSince) return true;
    result.conflicting.push(row.uid);
    return false;
  });

  const changes = new EmailChanges(unit);
  await changes.load(dealtWith.map((row) => row.email_id));
  const nowSeen: number[] = [];
  const nowUnseen: number[] = [];
  const others: Keywords = { bits: change.keywords.bits & ~SEEN, extra: change.keywords.extra };
  for (const row of dealtWith) {
    const email = changes.get(row.email_id) as OpenEmail;
    const rights = asked & (allowed.get(row.email_id) ?? 0);
    if (rights & S) (isSeenAfter(change) ? nowSeen : nowUnseen).push(row.email_id);
    if (rights & W) {
      const { bits, extra } = applyKeywords(email.row.keyword_bits, email.row.extra_keywords, change.op, others, change.maxKeywords);
      // The owner's own mark stays what it is.
      await changes.setKeywords(email, (bits & ~SEEN) | (email.row.keyword_bits & SEEN), extra);
    }
    if (rights & T) await changes.mark(email, mailboxId, change.op === 'replace' ? change.deleted : change.op === 'add');
  }
  await changes.settle();
  const marked = new Set([...(await setSeenByReader(tx, reach, nowSeen, true)), ...(await setSeenByReader(tx, reach, nowUnseen, false))]);
  for (const row of dealtWith) {
    const email = changes.get(row.email_id) as OpenEmail;
    const membership = email.memberships.get(mailboxId) ?? row;
    const mark = seen.get(row.email_id);
    const isSeen = marked.has(row.email_id) ? isSeenAfter(change) : Boolean(mark?.seen);
    result.updated.push(row.uid);
    result.modseqs.push(marked.has(row.email_id) ? unit.modseq : Math.max(membership.modseq, mark?.modseq ?? 0));
    result.flags.push((email.row.keyword_bits & ~SEEN) | (isSeen ? SEEN : 0) | (membership.deleted ? DELETED_BIT : 0));
    result.extra.push(email.row.extra_keywords);
  }
  return { ...result, incomplete, refused: rows.length > 0 && !anyAllowed, before, after: Math.max(before, ...result.modseqs) };
}

export const flagsForbidden = (): CoreError => new CoreError('notPermitted', 'You may not change these flags in this folder.');

/** Which rights the flags of the command need; FLAGS without a sign says something about every one. */
function askedRights({ op, keywords, deleted }: FlagChange): number {
  if (op === 'replace') return S | W | T;
  return (keywords.bits & SEEN ? S : 0) | ((keywords.bits & ~SEEN) !== 0 || keywords.extra.length > 0 ? W : 0) | (deleted ? T : 0);
}

const isSeenAfter = ({ op, keywords }: FlagChange): boolean => op !== 'remove' && (keywords.bits & SEEN) !== 0;

/** What may be done with the flags of each Email: `s` and `w` only where all visible mailboxes that hold it allow them; `t` is this mailbox's. */
async function rightsOverEmails(tx: Unit, reach: Reach, mailboxId: number, emailIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const here = rightsIn(reach, mailboxId);
  const rights = new Map(emailIds.map((id) => [id, here]));
  // With one mailbox to see there is nothing to look up.
  const elsewhere: MembershipRow[] = reach.readable.length > 1 && here & (S | W) ? await membershipsOfEmails(tx, reach.account, emailIds) : [];
  for (const { email_id: email, mailbox_id: mailbox, deleted } of elsewhere) {
    if (deleted || mailbox === mailboxId || !reach.mailboxes.has(mailbox)) continue;
    rights.set(email, (rights.get(email) ?? 0) & (rightsIn(reach, mailbox) | (ALL_RIGHTS & ~(S | W))));
  }
  return rights;
}
