import { randomUUID } from 'node:crypto';
import type { EmailSetResponse } from '../../../openapi/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { buildMessage } from '../../mail/mime/index.ts';
import { arrive, type Arrived } from '../../mail/store/arrival.ts';
import { createEmail } from '../../mail/store/create-email.ts';
import { EmailChanges, type OpenEmail } from '../../mail/store/email-changes.ts';
import { keywordNames, packExtra } from '../../mail/store/keywords.ts';
import { MailUnit } from '../../mail/store/mail-unit.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { readableBlob } from '../blob-access.ts';
import { method, type MethodContext } from '../method.ts';
import { applyPatch, patchedProperties } from '../patch.ts';
import { applySet, type ResolveId } from '../set.ts';
import { typeState } from '../state.ts';
import { createdEmail, keywordsOf, knownMailboxes, mailboxNumbers, receivedAtOf, trueKeys } from './email-write.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Email/set (RFC 8621 §4.6). Messages to create are built and their bytes made durable first; then everything happens in one unit of work, and a failure
 * of one item leaves the others standing.
 */
export const emailSet = method('Email/set', async (ctx, args) => {
  const accountId = accountFor(ctx, args.accountId, 'write');
  const { core } = ctx;
  const built = new Map<string, Arrived | CoreError>();
  for (const [creationId, draft] of Object.entries(args.create ?? {})) built.set(creationId, await build(ctx, args.accountId, draft as Fields));
  return core.db.write([accountId], async (tx) => {
    const unit = new MailUnit(tx, accountId, core.clock.now());
    const changes = new EmailChanges(unit);
    const mailboxes = await knownMailboxes(tx, accountId);
    const oldState = await typeState(tx, accountId, 'Email');
    await changes.load(numbersIn([...Object.keys(args.update ?? {}), ...(args.destroy ?? [])], (id) => ctx.request.resolveId(id)));
    const answer = await applySet(ctx, args, { oldState, newState: () => oldState }, {
      async create(draft, resolve, creationId) {
        const arrived = built.get(creationId);
        if (!arrived || isCoreError(arrived)) throw arrived ?? new CoreError('notFound', 'The message was not built.');
        const keywords = keywordsOf(draft['keywords'], core.limits.keywordsPerEmail);
        const made = await createEmail(changes, core.db.blobs, {
          arrived, prefix: null, mailboxIds: mailboxNumbers(draft['mailboxIds'], resolve, mailboxes), bits: keywords.bits, extra: packExtra(keywords.extra),
          receivedAt: receivedAtOf(draft['receivedAt'], unit.now),
        });
        return createdEmail(made.open, arrived);
      },
      async update(id, patch, resolve) {
        await updateEmail(changes, open(changes, id), patch, resolve, mailboxes, core.limits.keywordsPerEmail);
        return null;
      },
      async destroy(id) {
        const email = open(changes, id);
        for (const mailboxId of [...email.memberships.keys()]) await changes.remove(email, mailboxId);
      },
    });
    await changes.settle();
    return { ...answer, newState: unit.account.types.has('Email') ? String(unit.modseq) : oldState } as EmailSetResponse;
  });
});

/** An Email that JMAP sees. @throws CoreError notFound */
function open(changes: EmailChanges, id: string): OpenEmail {
  const email = changes.get(needId('email', id));
  if (!email || email.row.visible === 0) throw new CoreError('notFound', `There is no Email ${id}.`);
  return email;
}

function numbersIn(ids: readonly string[], resolve: (id: string) => string | undefined): number[] {
  const numbers = ids.map((id) => fromId('email', resolve(id)));
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

async function updateEmail(
  changes: EmailChanges, email: OpenEmail, patch: Fields, resolve: ResolveId, mailboxes: ReadonlySet<number>, maxKeywords: number,
): Promise<void> {
  const touched = patchedProperties(patch);
  const wrong = touched.filter((property) => property !== 'keywords' && property !== 'mailboxIds');
  if (wrong.length > 0) throw new CoreError('invalidProperties', `An Email does not change; ${wrong.join(', ')} cannot be set.`, { properties: wrong });
  const visible = [...email.memberships.values()].filter((membership) => !membership.deleted).map((membership) => membership.mailbox_id);
  const before = {
    keywords: Object.fromEntries(keywordNames(email.row.keyword_bits, email.row.extra_keywords).map((name) => [name, true])),
    mailboxIds: Object.fromEntries(visible.map((id) => [toId('mailbox', id), true])),
  };
  const after = applyPatch(before, lowerKeywords(patch), { keywords: {} });
  // Everything is checked before anything is changed.
  const keywords = touched.includes('keywords') ? keywordsOf(after['keywords'], maxKeywords) : undefined;
  const target = touched.includes('mailboxIds') ? new Set(mailboxNumbers(after['mailboxIds'], resolve, mailboxes)) : undefined;
  if (keywords) await changes.setKeywords(email, keywords.bits, packExtra(keywords.extra));
  if (!target) return;
  for (const id of target) {
    const there = email.memberships.get(id);
    if (there && !there.deleted) continue;
    // Marked `\Deleted` there: a new UID, so that a pending EXPUNGE cannot take it away (design §5).
    if (there) await changes.remove(email, id);
    await changes.add(email, id, { receivedAt: email.row.received_at });
  }
  for (const id of visible) if (!target.has(id)) await changes.remove(email, id);
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
