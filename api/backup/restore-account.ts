import { createHash } from 'node:crypto';
import { type BackupMailbox, type BackupMessage, findDamage, openBackup, type OpenBackup, readManifest, refuseDamage } from '../../db/backup/index.ts';
import { mailboxById } from '../../db/repositories/mailboxes.ts';
import { putMetadata, SHARED } from '../../db/repositories/metadata.ts';
import { accountUsage } from '../../db/repositories/people.ts';
import { audit } from '../access/audit.ts';
import type { Actor } from '../access/actor.ts';
import { CoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { arrive } from '../mail/store/arrival.ts';
import { createEmail } from '../mail/store/create-email.ts';
import { messageIdHash } from '../mail/store/description.ts';
import { EmailChanges } from '../mail/store/email-changes.ts';
import { MailUnit } from '../mail/store/mail-unit.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { quotaRefusal, roomOf } from '../mail/store/quota.ts';
import { findAccount } from '../people/accounts.ts';
import { chooseFolders } from './choose-folders.ts';
import { makeFolders, removeFolders } from './restored-folders.ts';
import { readable } from './locked.ts';
import { asRefusal } from './shown.ts';

export interface RestoreRequest {
  readonly folder: string;
  /** The address in the backup. */
  readonly account: string;
  /** A path in the backup; undefined: all folders. */
  readonly mailbox?: string | undefined;
  readonly messageId?: string | undefined;
  /** Id or address of the account that gets it; undefined: the same address. */
  readonly to?: string | undefined;
}

export interface RestoredBeside {
  readonly takenAt: number;
  readonly emails: number;
  readonly bytes: number;
  /** Path of the new folder. */
  readonly mailbox: string;
}

export type RestoreProgress = (progress: { readonly step: 'checking' | 'messages'; readonly done: number; readonly total: number | null }) => void;

/** So few at once that nobody waits behind them. */
const MESSAGES_PER_UNIT = 25;

interface Chosen {
  readonly accountId: number;
  /** Parents before children; a parent that is not among them is the new folder itself. */
  readonly mailboxes: readonly BackupMailbox[];
  readonly emails: number;
  readonly bytes: number;
}

/**
 * Puts an account, a folder or a message back from a backup, under one new folder beside what is there: keywords, received dates and the order of folders
 * are kept, bytes that are there already are not stored twice. Everything is checked before anything is made, quota included, and what was made is taken
 * away again where it cannot be ended.
 * @throws CoreError notFound, accountNotFound, mailboxNotFound, overQuota, invalidArguments (damaged)
 */
export async function restoreAccount(core: Core, request: RestoreRequest, by: Actor, progress: RestoreProgress, signal: AbortSignal): Promise<RestoredBeside> {
  const { folder } = request;
  return readable(folder, async () => {
    try {
      const manifest = readManifest(folder);
      refuseDamage(folder, await findDamage(folder, manifest, { only: 'database', signal }));
      const target = await core.db.read((read) => findAccount(read, request.to ?? request.account));
      const backup = openBackup(folder, manifest);
      try {
        const chosen = await choose(backup, request, progress, signal);
        await checkRoom(core, target.id, chosen);
        const made = await makeFolders(core, target.id, { language: target.language as Language, takenAt: manifest.takenAt }, chosen.mailboxes);
        const emailIds = new Set<number>();
        try {
          await putBack(core, backup, target.id, request, chosen, made.idOf, emailIds, progress, signal);
          await putMetadataBack(core, backup, target.id, chosen.accountId, made.idOf);
        } catch (error) {
          await removeFolders(core, target.id, made, emailIds);
          throw error;
        }
        await core.db.write([target.id], (tx) => audit(tx, target.id, core.clock.now(), by, {
          action: 'restore', subject: target.address ?? '', detail: `${chosen.emails} messages of ${request.account} from ${new Date(manifest.takenAt).toISOString()}`,
        }));
        return { takenAt: manifest.takenAt, emails: chosen.emails, bytes: chosen.bytes, mailbox: made.name };
      } finally {
        await backup.close();
      }
    } catch (error) {
      throw asRefusal(error);
    }
  });
}

/** What was noted on the folders (RFC 5464): the owner's own, and for everybody; other people's own are theirs. */
async function putMetadataBack(core: Core, backup: OpenBackup, accountId: number, from: number, idOf: ReadonlyMap<number, number>): Promise<void> {
  const rows = (await backup.metadata(from)).filter(({ mailboxId }) => idOf.has(mailboxId));
  for (let start = 0; start < rows.length; start += MESSAGES_PER_UNIT) {
    await core.db.write([accountId], async (tx) => {
      for (const { mailboxId, isShared, entry, value } of rows.slice(start, start + MESSAGES_PER_UNIT)) {
        const mailbox = idOf.get(mailboxId) as number;
        // A folder may have been deleted meanwhile.
        if (await mailboxById(tx, accountId, mailbox)) await putMetadata(tx, { mailbox_id: mailbox, principal_id: isShared ? SHARED : accountId, entry, account_id: accountId, value });
      }
    });
  }
}

/** Reads everything that is to be put back once, so that damage is found before anything is made. */
async function choose(backup: OpenBackup, request: RestoreRequest, progress: RestoreProgress, signal: AbortSignal): Promise<Chosen> {
  const account = await backup.account(request.account.toLowerCase());
  if (!account) throw new CoreError('accountNotFound', `The backup has no account ${request.account}.`);
  const folders = chooseFolders(await backup.mailboxes(account.id), request.mailbox);
  const used = new Set<number>();
  const intact = new Set<string>();
  let emails = 0;
  let bytes = 0;
  for await (const message of messages(backup, account.id, folders.mailboxes, request.messageId, signal)) {
    for (const { mailboxId } of message.memberships) used.add(mailboxId);
    if (!intact.has(message.blobHash)) await bytesOf(backup, message);
    intact.add(message.blobHash);
    emails += 1;
    bytes += message.blobBytes + (message.prefix?.length ?? 0);
    progress({ step: 'checking', done: emails, total: null });
  }
  if (request.messageId !== undefined && emails === 0) throw new CoreError('notFound', `${request.account} has no message ${request.messageId} in the backup${request.mailbox === undefined ? '' : ` in ${request.mailbox}`}.`);
  return { accountId: account.id, mailboxes: request.messageId === undefined ? folders.mailboxes : folders.leadingTo(used), emails, bytes };
}

/** @throws CoreError overQuota: all of it has to fit */
async function checkRoom(core: Core, accountId: number, chosen: Chosen): Promise<void> {
  const usage = await core.db.read((read) => accountUsage(read, accountId));
  if (!usage || !quotaRefusal(roomOf(usage), chosen.bytes, chosen.emails)) return;
  const left = (limit: number | null, used: number, of: string): string[] => (limit === null ? [] : [`${Math.max(0, limit - used)} ${of}`]);
  const room = [...left(usage.quota_messages, usage.used_count, 'messages'), ...left(usage.quota_bytes, usage.used_bytes, 'bytes')].join(' and ');
  throw new CoreError('overQuota', `${chosen.emails} messages with ${chosen.bytes} bytes are to be put back, and the account has room for ${room}. Raise its quota (messagerie user set ADDRESS --quota, --quota-messages), or put back a single folder.`);
}

/** @param emailIds gets the numbers of the Emails that were made */
async function putBack(
  core: Core, backup: OpenBackup, accountId: number, request: RestoreRequest, chosen: Chosen, idOf: ReadonlyMap<number, number>, emailIds: Set<number>,
  progress: RestoreProgress, signal: AbortSignal,
): Promise<void> {
  let done = 0;
  let waiting: BackupMessage[] = [];
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const arrived = await Promise.all(batch.map(async (message) => ({
      message, arrived: await arrive(core.db.blobs, await bytesOf(backup, message), { maxBytes: Number.POSITIVE_INFINITY, limits: mimeLimits(core.limits) }),
    })));
    const made = await core.db.write([accountId], async (tx) => {
      const changes = new EmailChanges(new MailUnit(tx, accountId, core.clock.now()));
      const ids: number[] = [];
      for (const { message, arrived: ready } of arrived) {
        const { open } = await createEmail(changes, core.db.blobs, {
          arrived: ready, prefix: message.prefix, mailboxIds: [], bits: message.bits, extra: message.extra, receivedAt: message.receivedAt,
        });
        ids.push(open.row.id);
        for (const { mailboxId, receivedAt, deleted } of message.memberships) {
          const to = idOf.get(mailboxId);
          if (to !== undefined) await changes.add(open, to, { receivedAt, deleted });
        }
      }
      await changes.settle();
      return ids;
    });
    for (const id of made) emailIds.add(id);
    done += batch.length;
    progress({ step: 'messages', done, total: chosen.emails });
  };
  for await (const message of messages(backup, chosen.accountId, chosen.mailboxes, request.messageId, signal)) {
    waiting.push(message);
    if (waiting.length === MESSAGES_PER_UNIT) await flush();
  }
  if (waiting.length > 0) await flush();
}

async function* messages(backup: OpenBackup, accountId: number, mailboxes: readonly BackupMailbox[], messageId: string | undefined, signal: AbortSignal): AsyncGenerator<BackupMessage> {
  const mailboxIds = mailboxes.map(({ id }) => id);
  const hash = messageId === undefined ? null : messageIdHash(messageId.replace(/^\s*<|>\s*$/g, ''));
  for (let after = 0; ; ) {
    const page = await backup.messages(accountId, { after, mailboxIds, messageIdHash: hash });
    const last = page.at(-1);
    if (!last) return;
    for (const message of page) {
      if (signal.aborted) throw new CoreError('unavailable', 'The server is stopping.');
      yield message;
    }
    after = last.id;
  }
}

/** A message's stored bytes, held against their hash. @throws CoreError invalidArguments */
async function bytesOf(backup: OpenBackup, message: BackupMessage): Promise<Buffer> {
  const bytes = message.segment > 0 ? await backup.bytes(message).catch(() => undefined) : undefined;
  if (bytes && createHash('sha256').update(bytes).digest('hex') === message.blobHash) return bytes;
  throw new CoreError('invalidArguments', `The backup is damaged: the bytes of message ${message.blobHash.slice(0, 16)}… are not there as they were. Nothing was put back.`);
}
