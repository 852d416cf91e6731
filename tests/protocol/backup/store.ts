/** Stores to back up and to restore into: a core over a database of either kind, with its blobs in segments or in the database. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { serverActor } from '../../../api/access/actor.ts';
import type { Context } from '../../../api/access/context.ts';
import { type BackupJob, type BackupService, createBackupService } from '../../../api/backup/backup-service.ts';
import { restoreWhole } from '../../../api/backup/restore-whole.ts';
import { Bus } from '../../../api/bus.ts';
import type { Core } from '../../../api/core.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { packExtra, toKeywords } from '../../../api/mail/store/keywords.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { createAccount } from '../../../api/people/accounts.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { toId } from '../../../api/ids.ts';
import { systemClock } from '../../../api/shared/clock.ts';
import { silentLog } from '../../../api/shared/log.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { type Database, openDatabase, sql } from '../../../db/index.ts';
import type { RestoreTarget } from '../../../db/backup/index.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import type { JmapMethodName, JmapMethods } from '../../../openapi/index.ts';
import { type DatabaseName, freshDatabase } from '../../setup/databases.ts';
import { limitsOf } from '../../setup/mail.ts';
import { addressOf } from '../../unit/db/opened.ts';

export type BlobPlace = 'segments' | 'database';

export interface Store {
  readonly core: Core;
  readonly target: RestoreTarget;
  readonly backups: BackupService;
  addUser(local: string, options?: { quotaBytes?: number; language?: 'en' | 'fr' | 'ar' }): Promise<number>;
  /** Puts a message into folders; the inbox unless given. @returns its Email's number */
  add(account: number, message: string | Buffer, options?: { mailboxes?: readonly number[]; keywords?: readonly string[]; receivedAt?: number; prefix?: string; deleted?: boolean }): Promise<number>;
  call<M extends JmapMethodName>(account: number, name: M, args: Omit<JmapMethods[M]['arguments'], 'accountId'>): Promise<JmapMethods[M]['response']>;
  /** Makes a backup. @throws Error with the problem of one that fails */
  backup(folder: string): Promise<NonNullable<BackupJob['result']>>;
  /** Puts something back beside what is there. @throws Error with the problem of one that fails */
  putBack(request: Parameters<BackupService['startRestore']>[0]): Promise<NonNullable<BackupJob['result']>>;
  /** What `verify` finds. */
  differences(): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Makes stores and folders that are gone after each test. */
export function stores() {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'messagerie-backup-'));
    closing.push(() => rm(made, { recursive: true, force: true }));
    return made;
  };

  /** A place that nothing was opened in yet. */
  const place = async (name: DatabaseName, blobs: BlobPlace): Promise<RestoreTarget> => {
    const database = await freshDatabase(name);
    closing.push(() => database.drop());
    return { address: addressOf(database.url), dataFolder: await folder(), blobs };
  };

  const open = async (target: RestoreTarget, options: { segmentBytes?: number } = {}): Promise<Store> => {
    const db = await openDatabase({ ...target, log: silentLog(), ...options });
    const store = storeOver(db, target);
    closing.push(() => store.close());
    return store;
  };

  return {
    folder, place, open,
    fresh: async (name: DatabaseName, blobs: BlobPlace, options: { segmentBytes?: number } = {}): Promise<Store> => {
      const store = await open(await place(name, blobs), options);
      await createDomain(store.core, { name: 'example.org' });
      return store;
    },
  };
}

function storeOver(db: Database, target: RestoreTarget): Store {
  const log = silentLog();
  const limits = limitsOf();
  const core = {
    db, log, limits, clock: systemClock, bus: new Bus(() => undefined),
    settings: { hostname: 'mail.example.org', publicUrl: null, language: 'en', historyMs: limits.changesHorizon },
  } as unknown as Core;
  const backups = createBackupService(core, target);
  let closed: Promise<void> | undefined;
  const ended = async (job: BackupJob): Promise<NonNullable<BackupJob['result']>> => {
    for (let now = job; ; now = backups.job(job.id)) {
      if (now.result) return now.result;
      if (now.status === 'failed') throw new Error(now.problem ?? '');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    core, target, backups,
    async addUser(local, options = {}) {
      await createAccount(core, { address: `${local}@example.org`, name: local, ...options });
      const row = await db.read((read) => read.get<{ id: number }>(sql`SELECT id FROM principal WHERE address = ${`${local}@example.org`}`));
      return row?.id ?? 0;
    },
    async add(account, message, { mailboxes, keywords = [], receivedAt = core.clock.now(), prefix, deleted = false } = {}) {
      const arrived = await arrive(db.blobs, Buffer.from(message), { maxBytes: limits.messageBytes, limits: {} });
      const { bits, extra } = toKeywords(keywords, limits.keywordsPerEmail);
      return db.write([account], async (tx) => {
        const changes = new EmailChanges(new MailUnit(tx, account, core.clock.now()));
        const mailboxIds = mailboxes ?? [(await mailboxByRole(tx, account, 'inbox'))?.id ?? 0];
        const { open } = await createEmail(changes, db.blobs, {
          arrived, prefix: prefix === undefined ? null : Buffer.from(prefix), mailboxIds, bits, extra: packExtra(extra), receivedAt, deleted,
        });
        await changes.settle();
        return open.row.id;
      });
    },
    call: (account, name, args) => callMethod(contextOf(core, account), name, { accountId: toId('account', account), ...args } as never),
    backup: async (folder) => ended(backups.startBackup(folder, serverActor)),
    putBack: async (request) => ended(backups.startRestore(request, serverActor)),
    differences: async () => (await createVerifyService(core).verify({})).differences,
    close: () => (closed ??= (async () => {
      await backups.stop();
      await db.close();
    })()),
  };
}

function contextOf(core: Core, account: number): Context {
  return {
    core, scopes: null, sessionId: null, principal: { id: account, address: 'x@example.org', name: 'X', language: 'en', administrator: false },
    caller: { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: false },
  } as unknown as Context;
}

/** Restores a whole backup. */
export const restore = (target: RestoreTarget, folder: string, replace = false) => restoreWhole(target, folder, { replace, now: Date.now() }, () => undefined);

/** Every row of the tables that hold people and mail, so that two stores can be held against each other. */
export async function contents(core: Core): Promise<Record<string, unknown[]>> {
  return core.db.read(async (read) => ({
    people: await read.all(sql`SELECT id, address, name, language FROM principal ORDER BY id`),
    mailboxes: await read.all(sql`SELECT id, account_id, parent_id, name, role, uid_next, total_emails, unread_emails, message_count, size_bytes FROM mailbox ORDER BY id`),
    emails: await read.all(sql`SELECT account_id, id, thread_id, blob_hash, prefix, size_bytes, received_at, keyword_bits, extra_keywords, changed_modseq FROM email ORDER BY account_id, id`),
    memberships: await read.all(sql`SELECT mailbox_id, uid, email_id, modseq, received_at, deleted FROM membership ORDER BY mailbox_id, uid`),
    projections: await read.all(sql`SELECT * FROM email_projection ORDER BY id`),
    credentials: await read.all(sql`SELECT id, principal_id, kind, secret FROM credential ORDER BY id`),
  }));
}

/** Files of a backup with their sizes and times, without the lock. */
export async function files(folder: string): Promise<Record<string, { size: number; mtimeMs: number; mode: number }>> {
  const found: Record<string, { size: number; mtimeMs: number; mode: number }> = {};
  for (const name of existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : []) {
    const { size, mtimeMs, mode } = await stat(join(folder, name));
    if (!name.startsWith('lock.db')) found[name] = { size, mtimeMs, mode: mode & 0o777 };
  }
  return found;
}
