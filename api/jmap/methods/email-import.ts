import type { EmailImportResponse } from '../../../openapi/index.ts';
import { reachFor } from '../../access/reach.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { parseDate } from '../../mail/mime/index.ts';
import { threadIds } from '../../mail/read/thread-ids.ts';
import { arrive, type Arrived } from '../../mail/store/arrival.ts';
import { createEmail } from '../../mail/store/create-email.ts';
import { EmailChanges } from '../../mail/store/email-changes.ts';
import { MailUnit } from '../../mail/store/mail-unit.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { setSeenByReader } from '../../mail/store/reader-seen.ts';
import { readableBlob } from '../blob-access.ts';
import { method, type MethodContext } from '../method.ts';
import { checkState, SetOutcome } from '../set.ts';
import { typeState } from '../state.ts';
import { writableReach } from '../write-reach.ts';
import { createdEmail, keywordsOf, knownMailboxes, mailboxNumbers, newEmailKeywords, receivedAtOf } from './email-write.ts';

interface Prepared {
  readonly arrived: Arrived;
  /** When the newest Received field says it came (RFC 8621 §4.8). */
  readonly receivedAt: number | undefined;
}

/** Email/import (RFC 8621 §4.8): puts blobs into mailboxes as messages, all in one unit; one that is refused leaves the others standing. */
export const emailImport = method('Email/import', async (ctx, args) => {
  const { account: accountId } = await writableReach(ctx, args.accountId);
  const { core } = ctx;
  const threads = await threadIds(core.db);
  const prepared = new Map<string, Prepared | CoreError>();
  for (const [creationId, email] of Object.entries(args.emails)) prepared.set(creationId, await prepare(ctx, args.accountId, email));
  const outcome = await core.db.write([accountId], async (tx) => {
    const reach = await reachFor(ctx, tx, args.accountId, 'write');
    const unit = new MailUnit(tx, accountId, core.clock.now());
    const changes = new EmailChanges(unit);
    const mailboxes = await knownMailboxes(tx, reach);
    const oldState = await typeState(tx, reach, 'Email');
    const seen: number[] = [];
    checkState(args.ifInState, oldState);
    const made = new SetOutcome<{ id: string; blobId: string; threadId: string; size: number }>();
    for (const [creationId, email] of Object.entries(args.emails)) {
      await made.attempt(ctx, 'Created', creationId, async () => {
        const ready = prepared.get(creationId);
        if (!ready || isCoreError(ready)) throw ready ?? new CoreError('blobNotFound', 'The blob was not read.');
        const keywords = keywordsOf(email['keywords'], core.limits.keywordsPerEmail);
        const mailboxIds = mailboxNumbers(email['mailboxIds'], (id) => ctx.request.resolveId(id), mailboxes);
        const { bits, extra, seenByReader } = newEmailKeywords(reach, mailboxIds, keywords);
        const receivedAt = receivedAtOf(email['receivedAt'], ready.receivedAt ?? unit.now);
        const { open } = await createEmail(changes, core.db.blobs, { arrived: ready.arrived, prefix: null, mailboxIds, bits, extra, receivedAt, by: reach });
        if (seenByReader) seen.push(open.row.id);
        made.created.set(creationId, createdEmail(open, ready.arrived, threads(reach)));
      });
    }
    await changes.settle();
    if (!reach.isOwner) await setSeenByReader(tx, reach, seen, true);
    const changed = unit.account.types.has('Email') ? String(unit.modseq) : oldState;
    return { made, oldState, newState: reach.isOwner ? changed : await typeState(tx, reach, 'Email') };
  });
  const { created, notCreated } = outcome.made.lists();
  return { accountId: args.accountId, oldState: outcome.oldState, newState: outcome.newState, created, notCreated } as EmailImportResponse;
});

async function prepare(ctx: MethodContext, accountId: string, email: Readonly<Record<string, unknown>>): Promise<Prepared | CoreError> {
  const { core } = ctx;
  const blobId = String(email['blobId']);
  try {
    const blob = await readableBlob(ctx, accountId, ctx.request.resolveId(blobId) ?? blobId).catch((error: unknown) => {
      throw isCoreError(error) ? new CoreError('invalidProperties', `There is no blob ${blobId.slice(0, 80)}.`, { properties: ['blobId'] }) : error;
    });
    const arrived = await arrive(core.db.blobs, blob.read(), { maxBytes: core.limits.messageBytes, limits: mimeLimits(core.limits) });
    if (arrived.fields.length === 0) return new CoreError('invalidEmail', 'The blob is no message: it has no header field.');
    return { arrived, receivedAt: await newestReceived(ctx, arrived) };
  } catch (error) {
    if (isCoreError(error)) return error;
    throw error;
  }
}

async function newestReceived(ctx: MethodContext, arrived: Arrived): Promise<number | undefined> {
  const field = arrived.fields.find((each) => each.key === 'received');
  if (!field) return undefined;
  const bytes = await ctx.core.db.blobs.readPending(arrived.blob);
  const value = bytes.toString('latin1', field.valueStart, field.valueEnd);
  return parseDate(value.slice(value.lastIndexOf(';') + 1).replace(/\s+/g, ' ').trim())?.ms ?? undefined;
}
