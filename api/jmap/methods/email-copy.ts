import type { EmailCopyArguments, EmailCopyResponse } from '../../../openapi/index.ts';
import { BlobDamaged, integers, sql, type Unit } from '../../../db/index.ts';
import { type EmailRow, emailsById } from '../../../db/repositories/emails.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import { type Arrived, arriveStored } from '../../mail/store/arrival.ts';
import { createEmail } from '../../mail/store/create-email.ts';
import { EmailChanges } from '../../mail/store/email-changes.ts';
import { packExtra, unpackExtra } from '../../mail/store/keywords.ts';
import { MailUnit } from '../../mail/store/mail-unit.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { method, type MethodContext } from '../method.ts';
import { checkState, SetOutcome } from '../set.ts';
import { typeState } from '../state.ts';
import { type CopyReach, copyAccounts, reachOf } from './email-copy-reach.ts';
import { createdEmail, keywordsOf, knownMailboxes, mailboxNumbers, receivedAtOf } from './email-write.ts';

/** Email/copy (RFC 8620 §5.4, RFC 8621 §4.7). */
export const emailCopy = method('Email/copy', (ctx, args) => copyEmails(ctx, args, reachOf(ctx)));

/** A copy that this call has made. */
interface Copy {
  readonly id: number;
  readonly row: EmailRow;
  readonly mailboxIds: readonly number[];
}

/**
 * Copies Emails into another account: new ids, the same bytes (with the lines of the first recipient in front), in one unit over both accounts, so that an
 * original that goes meanwhile is not copied. Destroying the originals is an Email/set of its own that follows (§5.4: the two are not atomic).
 */
export async function copyEmails(ctx: MethodContext, args: EmailCopyArguments, reach: CopyReach): Promise<EmailCopyResponse> {
  const { from, to } = copyAccounts(ctx, args, reach);
  const { core } = ctx;
  const sources = await readSources(ctx, from, args);
  const outcome = await core.db.write([from, to], async (tx) => {
    const oldState = await typeState(tx, to, 'Email');
    checkState(args.ifFromInState, await typeState(tx, from, 'Email'));
    checkState(args.ifInState, oldState);
    const unit = new MailUnit(tx, to, core.clock.now());
    const changes = new EmailChanges(unit);
    const mailboxes = await knownMailboxes(tx, to);
    const made = new SetOutcome<{ id: string; blobId: string; threadId: string; size: number }>();
    const originals = new Set<string>();
    const copies: Copy[] = [];
    const still = new Map((await emailsById(tx, from, [...sources.keys()])).map((row) => [row.id, row]));
    for (const [creationId, draft] of Object.entries(args.create)) {
      await made.attempt(ctx, 'Created', creationId, async () => {
        const { number, id } = originalOf(ctx, draft);
        const source = sources.get(number);
        const row = still.get(number);
        if (!source || !row || row.visible === 0) throw new CoreError('notFound', `There is no Email ${id} to copy.`);
        if (isCoreError(source)) throw source;
        const own = { bits: row.keyword_bits, extra: unpackExtra(row.extra_keywords) };
        const keywords = draft['keywords'] === undefined ? own : keywordsOf(draft['keywords'], core.limits.keywordsPerEmail);
        const mailboxIds = mailboxNumbers(draft['mailboxIds'], (written) => ctx.request.resolveId(written), mailboxes);
        const receivedAt = receivedAtOf(draft['receivedAt'], row.received_at);
        await refuseRepetition(tx, to, row, mailboxIds, copies);
        const { open } = await createEmail(changes, core.db.blobs, {
          arrived: source, prefix: row.prefix, mailboxIds, bits: keywords.bits, extra: packExtra(keywords.extra), receivedAt,
        });
        made.created.set(creationId, createdEmail(open, source));
        copies.push({ id: open.row.id, row, mailboxIds });
        originals.add(id);
      });
    }
    await changes.settle();
    return { made, originals: [...originals], oldState, newState: unit.account.types.has('Email') ? String(unit.modseq) : oldState };
  });
  if (args.onSuccessDestroyOriginal && outcome.originals.length > 0) {
    ctx.followUp('Email/set', { accountId: args.fromAccountId, ifInState: args.destroyFromIfInState ?? null, destroy: outcome.originals });
  }
  const { created, notCreated } = outcome.made.lists();
  return { fromAccountId: args.fromAccountId, accountId: args.accountId, oldState: outcome.oldState, newState: outcome.newState, created, notCreated } as EmailCopyResponse;
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
async function readSources(ctx: MethodContext, from: number, args: EmailCopyArguments): Promise<Map<number, Arrived | CoreError>> {
  const { db, limits, log } = ctx.core;
  const numbers = Object.values(args.create).map((draft) => fromId('email', typeof draft['id'] === 'string' ? ctx.request.resolveId(draft['id']) : undefined));
  const rows = await db.read((read) => emailsById(read, from, [...new Set(numbers.filter((number) => number !== undefined))]));
  const sources = new Map<number, Arrived | CoreError>();
  for (const row of rows) {
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
