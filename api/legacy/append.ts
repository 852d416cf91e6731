/** APPEND (RFC 9051 §6.3.12, RFC 3502): the bytes are durable, then one unit puts the messages into their mailbox. */
import { mailboxById } from '../../db/repositories/mailboxes.ts';
import type { Context } from '../access/context.ts';
import { needRights } from '../access/need-rights.ts';
import { mayIn, type Reach, reachForMailbox } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';
import type { AppendMessage, AppendRequest, StagedMessage } from '../client/legacy.ts';
import { accountOf, toId } from '../ids.ts';
import { normaliseForMerge } from '../mail/mime/index.ts';
import { type Arrived, arrive } from '../mail/store/arrival.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { packExtra, SEEN, toKeywords } from '../mail/store/keywords.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { setSeenByReader } from '../mail/store/reader-seen.ts';
import { mergeIntoSent } from '../transport/sent-merge.ts';
import { asNowhereToPut, destinationNumber } from './destination.ts';
import { mayWrite } from './reached-mailbox.ts';

/** What a staged message is behind what its holder sees of it. */
const arrivals = new WeakMap<StagedMessage, Arrived>();

/** @throws CoreError tooLarge, notPermitted */
export async function stage(ctx: Context, source: AsyncIterable<Uint8Array>): Promise<StagedMessage> {
  mayWrite(ctx);
  const { db, limits } = ctx.core;
  const arrived = await arrive(db.blobs, source, { maxBytes: limits.messageBytes, limits: mimeLimits(limits) });
  const staged = { sizeBytes: arrived.blob.sizeBytes, heldBytes: heldBytes(arrived) };
  arrivals.set(staged, arrived);
  return staged;
}

/** Fields are views of the header; the projection holds it once more, in part. */
function heldBytes({ projection }: Arrived): number {
  let bytes = 0;
  for (const value of Object.values(projection)) if (typeof value === 'string' || Buffer.isBuffer(value)) bytes += 2 * value.length;
  return bytes;
}

interface Entering {
  readonly arrived: Arrived;
  readonly message: AppendMessage;
  readonly keywords: ReturnType<typeof toKeywords>;
  /** In Sent: what tells the twin of a message that the server filed itself. */
  readonly mergeKey: string | undefined;
}

/** One message in one go. */
export async function append(ctx: Context, { mailboxId, source, ...message }: AppendRequest): Promise<{ uid: number; uidValidity: number; emailId: string }> {
  destinationNumber(mailboxId);
  const { uids, uidValidity, emailIds } = await appendStaged(ctx, mailboxId, [{ ...message, staged: await stage(ctx, source) }]);
  return { uid: uids[0] as number, uidValidity, emailId: emailIds[0] as string };
}

/** All or none (RFC 3502 §3). */
export async function appendStaged(ctx: Context, mailbox: string, messages: readonly AppendMessage[]): Promise<{ uids: Uint32Array; uidValidity: number; emailIds: string[] }> {
  mayWrite(ctx);
  const { core } = ctx;
  const mailboxId = destinationNumber(mailbox);
  const account = accountOf(mailboxId);
  const isSent = account === ctx.principal.id && (await core.db.read((read) => mailboxById(read, account, mailboxId)))?.role === 'sent';
  const entering: Entering[] = [];
  for (const message of messages) {
    const arrived = arrivals.get(message.staged);
    if (!arrived) throw new CoreError('invalidArguments', 'The message was not staged here.');
    const mergeKey = isSent ? normaliseForMerge(await core.db.blobs.readPending(arrived.blob)) : undefined;
    entering.push({ arrived, message, mergeKey, keywords: toKeywords(message.keywords, core.limits.keywordsPerEmail) });
  }
  const now = core.clock.now();
  return core.db.write([account], async (tx) => {
    const reach = await reachForMailbox(ctx, tx, mailboxId, 'write').catch(asNowhereToPut);
    needRights(reach, mailboxId, 'You may not put messages into this folder.', 'i');
    const unit = new MailUnit(tx, account, now);
    const row = await unit.mailbox(mailboxId).catch(asNowhereToPut);
    const changes = new EmailChanges(unit);
    const uids: number[] = [];
    const emailIds: number[] = [];
    const seen: number[] = [];
    for (const each of entering) {
      const { open, uid } = await enter(ctx, changes, reach, mailboxId, each, now);
      uids.push(uid);
      emailIds.push(open.row.id);
      if (each.keywords.bits & SEEN) seen.push(open.row.id);
    }
    await changes.settle();
    if (!reach.isOwner && seen.length > 0 && mayIn(reach, mailboxId, 's')) await setSeenByReader(tx, reach, seen, true);
    return { uids: Uint32Array.from(uids), uidValidity: row.uid_validity, emailIds: emailIds.map((id) => toId('email', id)) };
  });
}

async function enter(ctx: Context, changes: EmailChanges, reach: Reach, mailboxId: number, { arrived, message, keywords, mergeKey }: Entering, now: number) {
  // Flags that they may not set are left out (RFC 4314 §4); their `\Seen` is theirs alone.
  const flags = reach.isOwner ? keywords : mayIn(reach, mailboxId, 'w') ? { bits: keywords.bits & ~SEEN, extra: keywords.extra } : { bits: 0, extra: [] };
  const { open, uids } = await createEmail(changes, ctx.core.db.blobs, {
    arrived, prefix: null, mailboxIds: [mailboxId], bits: flags.bits, extra: packExtra(flags.extra),
    deleted: message.deleted && mayIn(reach, mailboxId, 't'), receivedAt: message.receivedAt ?? now, by: reach,
  });
  if (mergeKey !== undefined) await mergeIntoSent(changes, { open, mailboxId, mergeKey });
  return { open, uid: uids.get(mailboxId) as number };
}
