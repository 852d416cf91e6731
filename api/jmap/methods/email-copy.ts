import type { EmailCopyArguments, EmailCopyResponse } from '../../../openapi/index.ts';
import { BlobDamaged, integers, type Read, sql, type Unit } from '../../../db/index.ts';
import { type EmailRow, emailsById } from '../../../db/repositories/emails.ts';
import { membershipsOfEmails } from '../../../db/repositories/memberships.ts';
import type { Reach } from '../../access/reach.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import { threadIds } from '../../mail/read/thread-ids.ts';
import { type Arrived, arriveStored } from '../../mail/store/arrival.ts';
import { createEmail } from '../../mail/store/create-email.ts';
import { EmailChanges } from '../../mail/store/email-changes.ts';
import { keywordNames, type Keywords, packExtra, SEEN, unpackExtra } from '../../mail/store/keywords.ts';
import { MailUnit } from '../../mail/store/mail-unit.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { carrySeen } from '../../mail/store/carry-seen.ts';
import { seenByReader, setSeenByReader } from '../../mail/store/reader-seen.ts';
import { recalledSeen } from '../../mail/store/seen-memory.ts';
import { method, type MethodContext } from '../method.ts';
import { checkState, SetOutcome } from '../set.ts';
import { typeState } from '../state.ts';
import { copyReach, copyReachIn } from './email-copy-reach.ts';
import { createdEmail, keywordsOf, knownMailboxes, mailboxNumbers, newEmailKeywords, type NewKeywords, receivedAtOf } from './email-write.ts';

/** A copy that this call has made. */
interface Copy {
  readonly id: number;
  readonly row: EmailRow;
  readonly mailboxIds: readonly number[];
}

type Created = { id: string; blobId: string; threadId: string; size: number; keywords?: Record<string, boolean> };

/**
 * Email/copy (RFC 8620 §5.4, RFC 8621 §4.7). Copies Emails into another account: new ids, the same bytes (with the lines of the first recipient in front),
 * in one unit over both accounts, so that an original that goes meanwhile is not copied. Keywords are copied as the caller sees them. Destroying the
 * originals is an Email/set of its own that follows, and that their account may refuse (§5.4: the two are not atomic).
 */
export const emailCopy = method('Email/copy', async (ctx, args) => {
  const { from: source, to: target } = await copyReach(ctx, args);
  const { core } = ctx;
  const threads = await threadIds(core.db);
  const sources = await readSources(ctx, source, args);
  const outcome = await core.db.write([source.account, target.account], async (tx) => {
    const { from, to } = await copyReachIn(ctx, tx, args);
    const oldState = await typeState(tx, to, 'Email');
    checkState(args.ifFromInState, await typeState(tx, from, 'Email'));
    checkState(args.ifInState, oldState);
    const unit = new MailUnit(tx, to.account, core.clock.now());
    const changes = new EmailChanges(unit);
    const mailboxes = await knownMailboxes(tx, to);
    const made = new SetOutcome<Created>();
    const originals = new Set<string>();
    const copies: Copy[] = [];
    const seenCopies: number[] = [];
    /** Marks of readers can be written when the memberships are. */
    const comeBack: (() => Promise<void>)[] = [];
    const still = await visibleOriginals(tx, from, [...sources.keys()]);
    for (const [creationId, draft] of Object.entries(args.create)) {
      await made.attempt(ctx, 'Created', creationId, async () => {
        const { number, id } = originalOf(ctx, draft);
        const arrived = sources.get(number);
        const original = still.get(number);
        if (!arrived || !original) throw new CoreError('notFound', `There is no Email ${id} to copy.`);
        if (isCoreError(arrived)) throw arrived;
        const { row } = original;
        const unasked = draft['keywords'] === undefined;
        const asked = unasked ? { bits: original.bits, extra: unpackExtra(row.extra_keywords) } : keywordsOf(draft['keywords'], core.limits.keywordsPerEmail);
        const mailboxIds = mailboxNumbers(draft['mailboxIds'], (written) => ctx.request.resolveId(written), mailboxes);
        const keywords = newEmailKeywords(to, mailboxIds, asked, unasked);
        const receivedAt = receivedAtOf(draft['receivedAt'], row.received_at);
        await refuseRepetition(tx, to.account, row, mailboxIds, copies);
        const [mailboxId] = mailboxIds;
        const recalled = mailboxId === undefined ? undefined : await recalledSeen(core, tx, to, mailboxId, [row]);
        const { open } = await createEmail(changes, core.db.blobs, {
          arrived, prefix: row.prefix, mailboxIds, bits: keywords.bits | (recalled?.byOwner.has(row.id) ? SEEN : 0), extra: keywords.extra, receivedAt, by: to,
        });
        if (mailboxId !== undefined && recalled && recalled.byReader.size > 0) comeBack.push(() => carrySeen(tx, to, mailboxId, recalled, new Map([[row.id, open.row.id]])));
        if (keywords.seenByReader) seenCopies.push(open.row.id);
        made.created.set(creationId, { ...createdEmail(open, arrived, threads(to)), ...keywordsLeft(asked, keywords) });
        copies.push({ id: open.row.id, row, mailboxIds });
        originals.add(id);
      });
    }
    await changes.settle();
    if (!to.isOwner) await setSeenByReader(tx, to, seenCopies, true);
    for (const carry of comeBack) await carry();
    const changed = unit.account.types.has('Email') ? String(unit.modseq) : oldState;
    return { made, originals: [...originals], oldState, newState: to.isOwner ? changed : await typeState(tx, to, 'Email') };
  });
  if (args.onSuccessDestroyOriginal && outcome.originals.length > 0) {
    ctx.followUp('Email/set', { accountId: args.fromAccountId, ifInState: args.destroyFromIfInState ?? null, destroy: outcome.originals });
  }
  const { created, notCreated } = outcome.made.lists();
  return { fromAccountId: args.fromAccountId, accountId: args.accountId, oldState: outcome.oldState, newState: outcome.newState, created, notCreated } as EmailCopyResponse;
});

/** The originals that the caller sees, each with the keyword bits that they see. */
async function visibleOriginals(read: Read, from: Reach, ids: readonly number[]): Promise<Map<number, { row: EmailRow; bits: number }>> {
  const rows = (await emailsById(read, from.account, ids)).filter((row) => row.visible > 0);
  if (from.isOwner) return new Map(rows.map((row) => [row.id, { row, bits: row.keyword_bits }]));
  const places = await membershipsOfEmails(read, from.account, rows.map((row) => row.id));
  const seenAt = new Set(places.filter((place) => !place.deleted && from.mailboxes.has(place.mailbox_id)).map((place) => place.email_id));
  const seen = await seenByReader(read, from, [...seenAt]);
  return new Map(rows.filter((row) => seenAt.has(row.id)).map((row) => [row.id, { row, bits: (row.keyword_bits & ~SEEN) | (seen.has(row.id) ? SEEN : 0) }]));
}

/** The keywords that a copy has, where they are not those of its original: some may not be set there. */
function keywordsLeft(asked: Keywords, { bits, extra, seenByReader }: NewKeywords): { keywords?: Record<string, boolean> } {
  const left = seenByReader ? bits | SEEN : bits;
  if (left === asked.bits && extra === packExtra(asked.extra)) return {};
  return { keywords: Object.fromEntries(keywordNames(left, extra).map((name) => [name, true])) };
}

const settable = new Set(['id', 'mailboxIds', 'keywords', 'receivedAt']);

/** @throws CoreError invalidProperties, notFound */
function originalOf(ctx: MethodContext, draft: Readonly<Record<string, unknown>>): { id: string; number: number } {
  const strange = Object.keys(draft).filter((property) => !settable.has(property));
  if (strange.length > 0) throw new CoreError('invalidProperties', `A copy is the same message; ${strange.join(', ').slice(0, 200)} cannot be set.`, { properties: strange });
  const written = draft['id'];
  if (typeof written !== 'string') throw new CoreError('invalidProperties', 'id names the Email to copy.', { properties: ['id'] });
  const id = ctx.request.resolveId(written);
  const number = fromId('email', id);
  if (id === undefined || number === undefined) throw new CoreError('notFound', `There is no Email ${JSON.stringify(written.slice(0, 80))} to copy.`);
  return { id, number };
}

/**
 * The same bytes again in the same mailboxes are no second message but a call that was made twice, its first answer lost: the copy that is there is named
 * (§5.4, alreadyExists). Into another mailbox they may come.
 * @throws CoreError alreadyExists
 */
async function refuseRepetition(tx: Unit, to: number, original: EmailRow, mailboxIds: readonly number[], copies: readonly Copy[]): Promise<void> {
  const isSame = (row: Pick<EmailRow, 'blob_hash' | 'prefix'>): boolean => row.blob_hash === original.blob_hash && (row.prefix ?? empty).equals(original.prefix ?? empty);
  const fresh = copies.find((copy) => isSame(copy.row) && mailboxIds.every((id) => copy.mailboxIds.includes(id)));
  const there = await tx.all<{ id: number; blob_hash: string; prefix: Buffer | null; places: number }>(sql`
    SELECT e.id, e.blob_hash, e.prefix, COUNT(*) AS places FROM email e JOIN membership m ON m.account_id = e.account_id AND m.email_id = e.id AND m.deleted = 0
     WHERE e.blob_hash = ${original.blob_hash} AND e.account_id = ${to} AND m.mailbox_id IN ${integers(mailboxIds)} GROUP BY e.id, e.blob_hash, e.prefix ORDER BY e.id`);
  const existing = fresh ?? there.find((row) => isSame(row) && row.places === mailboxIds.length);
  if (existing) throw new CoreError('alreadyExists', 'This message is in that folder already.', { existingId: toId('email', existing.id) });
}

const empty = Buffer.alloc(0);

/** The messages to copy, parsed before the unit: where they belong among the other account's threads is found by their fields. */
async function readSources(ctx: MethodContext, from: Reach, args: EmailCopyArguments): Promise<Map<number, Arrived | CoreError>> {
  const { db, limits, log } = ctx.core;
  const numbers = Object.values(args.create).map((draft) => fromId('email', typeof draft['id'] === 'string' ? ctx.request.resolveId(draft['id']) : undefined));
  // Only those that the caller sees: what is hidden costs nothing, and takes no time that would tell of it.
  const originals = await db.read((read) => visibleOriginals(read, from, [...new Set(numbers.filter((number) => number !== undefined))]));
  const sources = new Map<number, Arrived | CoreError>();
  for (const { row } of originals.values()) {
    const blob = { hash: row.blob_hash, sizeBytes: row.size_bytes - (row.prefix?.length ?? 0), location: undefined };
    try {
      sources.set(row.id, await arriveStored(db.blobs, blob, mimeLimits(limits)));
    } catch (error) {
      if (!(error instanceof BlobDamaged)) throw error;
      log.error({ err: error, blob: row.blob_hash }, 'a stored message cannot be copied; run `messagerie verify`');
      sources.set(row.id, new CoreError('blobNotFound', 'The bytes of this message are damaged.', { notFound: [] }));
    }
  }
  return sources;
}
