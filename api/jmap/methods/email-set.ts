import { randomUUID } from 'node:crypto';
import type { EmailSetResponse } from '../../../openapi/index.ts';
import type { Unit } from '../../../db/index.ts';
import { needRightsInAll } from '../../access/need-rights.ts';
import { type Reach, reachFor } from '../../access/reach.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { buildMessage } from '../../mail/mime/index.ts';
import { arrive, type Arrived } from '../../mail/store/arrival.ts';
import { createEmail } from '../../mail/store/create-email.ts';
import { EmailChanges, type OpenEmail } from '../../mail/store/email-changes.ts';
import { keywordNames, packExtra, SEEN } from '../../mail/store/keywords.ts';
import { MailUnit } from '../../mail/store/mail-unit.ts';
import { rememberSeen } from '../../mail/store/seen-memory.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { threadIds } from '../../mail/read/thread-ids.ts';
import { readableMailboxes, seenByReader, setSeenByReader, visibleMailboxes } from '../../mail/store/reader-seen.ts';
import { readableBlob } from '../blob-access.ts';
import { method, type MethodContext } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet, type ResolveId } from '../set.ts';
import { typeState } from '../state.ts';
import { writableReach } from '../write-reach.ts';
import { createdEmail, keywordsOf, knownMailboxes, mailboxNumbers, newEmailKeywords, receivedAtOf, trueKeys } from './email-write.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Email/set (RFC 8621 §4.6), of one's own account and of others. Messages to create are built and their bytes made durable first; then everything happens
 * in one unit of work, and a failure of one item leaves the others standing.
 */
export const emailSet = method('Email/set', async (ctx, args) => {
  const { account: accountId } = await writableReach(ctx, args.accountId);
  const { core } = ctx;
  const threads = await threadIds(core.db);
  const built = new Map<string, Arrived | CoreError>();
  for (const [creationId, draft] of Object.entries(args.create ?? {})) built.set(creationId, await build(ctx, args.accountId, draft as Fields));
  return core.db.write([accountId], async (tx) => {
    const reach = await reachFor(ctx, tx, args.accountId, 'write');
    const unit = new MailUnit(tx, accountId, core.clock.now());
    const changes = new EmailChanges(unit);
    const oldState = await typeState(tx, reach, 'Email');
    const numbers = numbersIn([...Object.keys(args.update ?? {}), ...(args.destroy ?? [])], (id) => ctx.request.resolveId(id));
    await changes.load(numbers);
    const seen = new Map<number, boolean>();
    if (!reach.isOwner) for (const id of await seenByReader(tx, reach, numbers)) seen.set(id, true);
    const doomed = numbersIn(args.destroy ?? [], (id) => ctx.request.resolveId(id)).flatMap((id) => changes.get(id)?.row ?? []);
    await rememberSeen(core, tx, reach, doomed);
    const work: Work = { reach, changes, mailboxes: await knownMailboxes(tx, reach), maxKeywords: core.limits.keywordsPerEmail, seen, marked: new Set() };
    const answer = await applySet(ctx, args, { oldState, newState: () => oldState }, {
      async create(draft, resolve, creationId) {
        const arrived = built.get(creationId);
        if (!arrived || isCoreError(arrived)) throw arrived ?? new CoreError('notFound', 'The message was not built.');
        const mailboxIds = mailboxNumbers(draft['mailboxIds'], resolve, work.mailboxes);
        const { bits, extra, seenByReader: isSeen } = newEmailKeywords(reach, mailboxIds, keywordsOf(draft['keywords'], work.maxKeywords));
        const made = await createEmail(changes, core.db.blobs, { arrived, prefix: null, mailboxIds, bits, extra, receivedAt: receivedAtOf(draft['receivedAt'], unit.now), by: reach });
        if (isSeen) markSeen(work, made.open.row.id, true);
        return createdEmail(made.open, arrived, threads(reach));
      },
      async update(id, patch, resolve) {
        await updateEmail(work, open(work, id), patch, resolve);
        return null;
      },
      async destroy(id) {
        await destroyEmail(work, open(work, id));
      },
    });
    await changes.settle();
    await settleSeen(tx, work);
    const changed = unit.account.types.has('Email') ? String(unit.modseq) : oldState;
    return { ...answer, newState: reach.isOwner ? changed : await typeState(tx, reach, 'Email') } as EmailSetResponse;
  });
});

/** What the items of one call work on. */
interface Work {
  readonly reach: Reach;
  readonly changes: EmailChanges;
  /** Those that may be named. */
  readonly mailboxes: ReadonlySet<number>;
  readonly maxKeywords: number;
  /** The caller's own `$seen`, in accounts of others; not there: not seen. */
  readonly seen: Map<number, boolean>;
  /** Emails whose `seen` has to be written. */
  readonly marked: Set<number>;
}

/** An Email that the caller sees by JMAP. @throws CoreError notFound */
function open({ changes, reach }: Work, id: string): OpenEmail {
  const email = changes.get(needId('email', id));
  if (!email || email.row.visible === 0 || visibleMailboxes(reach, email).length === 0) throw new CoreError('notFound', `There is no Email ${id}.`);
  return email;
}

function numbersIn(ids: readonly string[], resolve: (id: string) => string | undefined): number[] {
  const numbers = ids.map((id) => fromId('email', resolve(id)));
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

function markSeen(work: Work, id: number, seen: boolean): void {
  work.seen.set(id, seen);
  work.marked.add(id);
}

async function settleSeen(tx: Unit, { reach, seen, marked }: Work): Promise<void> {
  const ids = [...marked];
  if (ids.length === 0) return;
  await setSeenByReader(tx, reach, ids.filter((id) => seen.get(id)), true);
  await setSeenByReader(tx, reach, ids.filter((id) => !seen.get(id)), false);
}

async function updateEmail(work: Work, email: OpenEmail, patch: Fields, resolve: ResolveId): Promise<void> {
  const { changes, reach } = work;
  const { row } = email;
  const touched = patchedProperties(patch);
  const wrong = touched.filter((property) => property !== 'keywords' && property !== 'mailboxIds');
  if (wrong.length > 0) throw new CoreError('invalidProperties', `An Email does not change; ${wrong.join(', ')} cannot be set.`, { properties: wrong });
  const visible = visibleMailboxes(reach, email);
  const bitsBefore = reach.isOwner ? row.keyword_bits : (row.keyword_bits & ~SEEN) | (work.seen.get(row.id) ? SEEN : 0);
  const before = {
    keywords: Object.fromEntries(keywordNames(bitsBefore, row.extra_keywords).map((name) => [name, true])),
    mailboxIds: Object.fromEntries(visible.map((id) => [toId('mailbox', id), true])),
  };
  const after = applyPatch(before, lowerKeywords(patch), { keywords: {} });
  // Everything is checked before anything is changed.
  const keywords = touched.includes('keywords') ? keywordsOf(after['keywords'], work.maxKeywords) : undefined;
  const target = touched.includes('mailboxIds') ? new Set(mailboxNumbers(after['mailboxIds'], resolve, work.mailboxes)) : undefined;
  const added = target ? [...target].filter((id) => !visible.includes(id)) : [];
  const removed = target ? visible.filter((id) => !target.has(id)) : [];
  if (!reach.isOwner) {
    const seenAfter = keywords ? (keywords.bits & SEEN) !== 0 : undefined;
    const isSeenChanged = seenAfter !== undefined && seenAfter !== ((bitsBefore & SEEN) !== 0);
    if (isSeenChanged) needRightsInAll(reach, visible, 'You may not mark this message as read or unread.', 's');
    if (keywords && ((keywords.bits ^ bitsBefore) & ~SEEN || packExtra(keywords.extra) !== row.extra_keywords)) {
      needRightsInAll(reach, visible, 'You may not change the flags of this message.', 'w');
    }
    needRightsInAll(reach, added, 'You may not put messages into this folder.', 'i');
    needRightsInAll(reach, removed, 'You may not take messages out of this folder.', 't', 'e');
    if (isSeenChanged) markSeen(work, row.id, seenAfter);
  }
  if (keywords) {
    // The owner's own `$seen` stays as it is when others change the rest.
    const bits = reach.isOwner ? keywords.bits : (keywords.bits & ~SEEN) | (row.keyword_bits & SEEN);
    await changes.setKeywords(email, bits, packExtra(keywords.extra));
  }
  for (const id of added) {
    // Marked `\Deleted` there: a new UID, so that a pending EXPUNGE cannot take it away (design §5).
    if (email.memberships.has(id)) await changes.remove(email, id);
    await changes.add(email, id, { receivedAt: row.received_at });
  }
  for (const id of removed) await changes.remove(email, id);
}

/** Takes an Email out of all its mailboxes; out of those of others that may be read, where all must allow it: elsewhere it lives on (design §5). */
async function destroyEmail({ reach, changes }: Work, email: OpenEmail): Promise<void> {
  const mailboxes = readableMailboxes(reach, email);
  needRightsInAll(reach, mailboxes, 'You may not delete this message.', 't', 'e');
  for (const id of mailboxes) await changes.remove(email, id);
}

/** Keywords are lower case in the store, however a patch spells them (RFC 8621 §4.1.1). */
function lowerKeywords(patch: Fields): Fields {
  return Object.fromEntries(Object.entries(patch).map(([path, value]) => [path.startsWith('keywords/') ? path.toLowerCase() : path, value]));
}

/** Builds a message and keeps its bytes; a refusal is told when its turn comes. */
async function build(ctx: MethodContext, accountId: string, draft: Fields): Promise<Arrived | CoreError> {
  const { core } = ctx;
  try {
    if (draft['mailboxIds'] === undefined) throw new CoreError('invalidProperties', 'mailboxIds is missing.', { properties: ['mailboxIds'] });
    trueKeys(draft['mailboxIds'], 'mailboxIds');
    const { maxSizeAttachmentsPerEmail } = core.limits;
    let attachedBytes = 0;
    const result = await buildMessage(
      draft,
      async (blobId) => {
        const blob = await readableBlob(ctx, accountId, ctx.request.resolveId(blobId) ?? blobId).catch((error: unknown) => {
          if (isCoreError(error)) return undefined;
          throw error;
        });
        if (!blob) return null;
        // Before it is read: of all of them together, no more is ever held.
        attachedBytes += blob.sizeBytes;
        if (attachedBytes > maxSizeAttachmentsPerEmail) throw new CoreError('tooLarge', `Attachments may have at most ${maxSizeAttachmentsPerEmail} bytes.`, { maxSize: maxSizeAttachmentsPerEmail });
        const pieces: Buffer[] = [];
        for await (const piece of blob.read()) pieces.push(piece);
        return Buffer.concat(pieces);
      },
      new Date(core.clock.now()),
      () => `${randomUUID()}@${core.settings.hostname}`,
      { contentBytes: core.limits.messageBytes, parts: core.limits.mimeParts },
    );
    if (result.errors) return toCoreError(result.errors);
    return await arrive(core.db.blobs, result.bytes, { maxBytes: core.limits.messageBytes, limits: mimeLimits(core.limits) });
  } catch (error) {
    if (isCoreError(error)) return error;
    throw error;
  }
}

function toCoreError(errors: NonNullable<Awaited<ReturnType<typeof buildMessage>>['errors']>): CoreError {
  if (errors.type === 'tooLarge') return new CoreError('tooLarge', `A message may have at most ${errors.maxBytes} bytes.`, { maxSize: errors.maxBytes });
  if (errors.type === 'blobNotFound') {
    return new CoreError('blobNotFound', `These blobs are not there: ${errors.notFound.join(', ').slice(0, 500)}.`, { notFound: errors.notFound });
  }
  return new CoreError('invalidProperties', errors.description ?? 'Some properties cannot be set like this.', { properties: errors.properties });
}
