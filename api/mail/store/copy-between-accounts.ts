/** COPY and MOVE from one account into another, in one unit over both (design §5). */
import { copyProjection, type EmailRow, emailsById, moveProjections, projectedHeaders } from '../../../db/repositories/emails.ts';
import { membershipsByUid } from '../../../db/repositories/memberships.ts';
import { unbury } from '../../../db/repositories/tombstones.ts';
import type { Unit } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import { needRights } from '../../access/need-rights.ts';
import { mayIn, type Reach, reachForMailbox } from '../../access/reach.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { carrySeen, seenToCarry } from './carry-seen.ts';
import { type ProjectedHeaders, threadKeysOf } from './description.ts';
import type { UidPairs } from './copy-emails.ts';
import { beginEmail } from './create-email.ts';
import { EmailChanges, type OpenEmail } from './email-changes.ts';
import { SEEN } from './keywords.ts';
import { MailUnit } from './mail-unit.ts';
import { checkQuota } from './quota.ts';
import { seenByReader, setSeenByReader } from './reader-seen.ts';
import { recalledSeen, rememberSeen } from './seen-memory.ts';

export interface CopyBetweenAccounts {
  readonly mailboxId: number;
  readonly uids: ArrayLike<number>;
  /** In another account. */
  readonly toMailboxId: number;
  readonly move: boolean;
}

/**
 * Copies or moves messages between accounts: the same bytes with the lines of the first recipient in front, a thread of the other account, its owner's
 * quota. What moves keeps its id where it is in no mailbox any more that it came from, and the id is free. Keywords come along as the caller sees them, as
 * far as they may set them there (RFC 4314 §4); what others have seen stays seen for those who may read it there, too. All or nothing.
 * @param tx a unit that holds both accounts
 * @throws CoreError mailboxNotFound, mailboxToCreate, notPermitted, overQuota, largerThanQuota
 */
export async function copyBetweenAccounts(tx: Unit, ctx: Context, request: CopyBetweenAccounts): Promise<UidPairs> {
  const { mailboxId, toMailboxId, move } = request;
  const { core } = ctx;
  const from = await reachForMailbox(ctx, tx, mailboxId, move ? 'write' : 'read');
  const to = await destinationReach(ctx, tx, toMailboxId);
  if (move) needRights(from, mailboxId, 'You may not take messages out of this folder.', 't', 'e');
  needRights(to, toMailboxId, 'You may not put messages into that folder.', 'i');
  const now = core.clock.now();
  const [source, target] = [new EmailChanges(new MailUnit(tx, from.account, now)), new EmailChanges(new MailUnit(tx, to.account, now))];
  await source.unit.mailbox(mailboxId);
  const destination = await target.unit.mailbox(toMailboxId);
  const memberships = await membershipsByUid(tx, mailboxId, request.uids);
  const ids = memberships.map((row) => row.email_id);
  await source.load(ids);
  refuseOverQuota(source, target, ids);
  const seen = from.isOwner ? undefined : await seenByReader(tx, from, ids);
  const seenByOwner = ids.filter((id) => ((source.get(id)?.row.keyword_bits ?? 0) & SEEN) !== 0);
  if (move) await rememberSeen(core, tx, from, ids.flatMap((id) => source.get(id)?.row ?? []));
  const carried = move ? await seenToCarry(tx, from, to, toMailboxId, ids, seenByOwner) : undefined;
  const recalled = await recalledSeen(core, tx, to, toMailboxId, ids.flatMap((id) => source.get(id)?.row ?? []));
  const headers = new Map((await projectedHeaders(tx, ids)).map((row) => [row.id, JSON.parse(row.headers) as ProjectedHeaders]));
  const taken = new Set((await emailsById(tx, to.account, ids)).map((row) => row.id));
  const pairs: UidPairs = { uidValidity: destination.uid_validity, sourceUids: [], destinationUids: [] };
  const kept: number[] = [];
  const seenThere: number[] = [];
  const there = new Map<number, number>();
  for (const membership of memberships) {
    const email = source.get(membership.email_id) as OpenEmail;
    const { row } = email;
    const keeps = move && email.memberships.size === 1 && !taken.has(row.id);
    const ofOwner = carried?.byOwner.has(row.id) || recalled.byOwner.has(row.id) ? SEEN : 0;
    const keywords = keywordsThere(to, toMailboxId, row, seen ? seen.has(row.id) : (row.keyword_bits & SEEN) !== 0);
    const { open, uids } = await beginEmail(
      target, core.db.blobs,
      {
        id: keeps ? row.id : undefined, blob: { hash: row.blob_hash, sizeBytes: row.size_bytes - (row.prefix?.length ?? 0), location: undefined }, sentAt: row.sent_at,
        hasAttachment: row.has_attachment === 1, messageIdHash: row.message_id_hash, headers: headers.get(row.id),
        threadKeys: threadKeys(headers.get(row.id)),
      },
      { prefix: row.prefix, mailboxIds: [toMailboxId], bits: keywords.bits | ofOwner, extra: keywords.extra, receivedAt: membership.received_at, by: to },
    );
    if (keeps) kept.push(row.id);
    else await copyProjection(tx, row.id, open.row.id, to.account);
    if (keywords.seen) seenThere.push(open.row.id);
    there.set(row.id, open.row.id);
    if (move) await source.remove(email, mailboxId);
    pairs.sourceUids.push(membership.uid);
    pairs.destinationUids.push(uids.get(toMailboxId) as number);
  }
  if (kept.length > 0) {
    await moveProjections(tx, kept, to.account);
    await unbury(tx, to.account, 'Email', kept);
  }
  await source.settle();
  await target.settle();
  if (!to.isOwner) await setSeenByReader(tx, to, seenThere, true);
  if (carried) await carrySeen(tx, to, toMailboxId, carried, there);
  await carrySeen(tx, to, toMailboxId, recalled, there);
  return pairs;
}

async function destinationReach(ctx: Context, tx: Unit, mailboxId: number): Promise<Reach> {
  try {
    return await reachForMailbox(ctx, tx, mailboxId, 'write');
  } catch (error) {
    if (!isCoreError(error) || error.kind !== 'mailboxNotFound') throw error;
    throw new CoreError('mailboxToCreate', 'There is no such folder to put messages in; create it first.');
  }
}

/** All of them must fit, before any is there. */
function refuseOverQuota(source: EmailChanges, target: EmailChanges, ids: readonly number[]): void {
  const { account } = target.unit;
  const { quotaBytes, quotaMessages } = account;
  let { usedBytes, usedCount } = account;
  for (const id of ids) {
    const sizeBytes = source.get(id)?.row.size_bytes ?? 0;
    checkQuota({ quotaBytes, quotaMessages, usedBytes, usedCount }, sizeBytes);
    usedBytes += sizeBytes;
    usedCount += 1;
  }
}

function threadKeys(headers: ProjectedHeaders | undefined): string[] {
  return headers ? threadKeysOf(headers) : [];
}

/** Others' rights decide what of the keywords may come along; `$seen` is the caller's own there. */
function keywordsThere(to: Reach, mailboxId: number, row: EmailRow, seen: boolean): { bits: number; extra: string | null; seen: boolean } {
  const others = row.keyword_bits & ~SEEN;
  if (to.isOwner) return { bits: seen ? others | SEEN : others, extra: row.extra_keywords, seen: false };
  const may = mayIn(to, mailboxId, 'w');
  return { bits: may ? others : 0, extra: may ? row.extra_keywords : null, seen: seen && mayIn(to, mailboxId, 's') };
}
