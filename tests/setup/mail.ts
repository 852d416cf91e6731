/** A core over a fresh database with one account and its role folders, and mail put into it without any protocol. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Limits } from '../../config.ts';
import { limitKeys } from '../../config/limits.ts';
import { type Database, openDatabase, sql, type Unit } from '../../db/index.ts';
import { parseMariadbUrl } from '../../db/mariadb/url.ts';
import { insertMailbox } from '../../db/repositories/mailboxes.ts';
import type { Context } from '../../api/access/context.ts';
import { Bus } from '../../api/bus.ts';
import type { Core } from '../../api/core.ts';
import { type IdType, fromId, toId } from '../../api/ids.ts';
import { callMethod } from '../../api/jmap/engine.ts';
import { setSubscribed } from '../../api/mail/mailboxes/create.ts';
import { type BirthRole, birthRoles, roleNames } from '../../api/mail/mailboxes/role-names.ts';
import { arrive } from '../../api/mail/store/arrival.ts';
import { createEmail } from '../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../api/mail/store/mail-unit.ts';
import { mimeLimits } from '../../api/mail/store/mime-limits.ts';
import { packExtra, toKeywords } from '../../api/mail/store/keywords.ts';
import { type ManualClock, manualClock } from '../../api/shared/clock.ts';
import { silentLog } from '../../api/shared/log.ts';
import type { JmapMethodName, JmapMethods } from '../../openapi/index.ts';
import type { MakeUrl } from './databases.ts';
import { fillSchema } from './schema.ts';

/** Every limit at its default, but for those given. */
export function limitsOf(changed: Partial<Limits> = {}): Limits {
  return { ...(Object.fromEntries(Object.entries(limitKeys).map(([name, key]) => [name, key.fallback])) as Limits), ...changed };
}

export interface NewMessage {
  /** A role of the account, or a mailbox's number; the inbox unless given. */
  readonly mailboxes?: readonly (BirthRole | number)[];
  readonly keywords?: readonly string[];
  /** Milliseconds; the clock's now unless given. */
  readonly receivedAt?: number;
  /** Header lines of this recipient alone, in front of the message. */
  readonly prefix?: string;
  /** Marked `\Deleted` from the start. */
  readonly deleted?: boolean;
}

export interface MailFixture {
  readonly db: Database;
  readonly core: Core;
  readonly ctx: Context;
  readonly clock: ManualClock;
  readonly dataFolder: string;
  readonly account: number;
  readonly accountId: string;
  readonly mailbox: Readonly<Record<BirthRole, number>>;
  /** The JMAP id of a role's mailbox. */
  mailboxId(role: BirthRole): string;
  addMailbox(name: string, options?: { parent?: number; role?: string; subscribed?: boolean }): Promise<number>;
  /** Puts a message in. @returns the Email's number */
  add(message: string | Buffer, options?: NewMessage): Promise<number>;
  /** Puts many messages in, some hundred a unit; headers and bodies as given. */
  addMany(messages: readonly { readonly message: string | Buffer; readonly options?: NewMessage }[]): Promise<number[]>;
  /** Changes Emails in one unit; settles. */
  change<T>(work: (changes: EmailChanges, tx: Unit) => Promise<T>): Promise<T>;
  call<M extends JmapMethodName>(name: M, args: Omit<JmapMethods[M]['arguments'], 'accountId'>): Promise<JmapMethods[M]['response']>;
  close(): Promise<void>;
}

export interface MailFixtureOptions {
  readonly limits?: Partial<Limits>;
  readonly language?: 'en' | 'fr' | 'ar';
  readonly quotaBytes?: number;
  readonly address?: string;
}

/** @param database an empty one, as `eachDatabase` makes them */
export async function mailFixture(makeUrl: MakeUrl, options: MailFixtureOptions = {}): Promise<MailFixture> {
  const { url } = await makeUrl();
  await fillSchema(url);
  const dataFolder = await mkdtemp(join(tmpdir(), 'messagerie-mail-'));
  const address = url.startsWith('sqlite:') ? { kind: 'sqlite' as const, file: url.slice('sqlite:'.length) } : { kind: 'mariadb' as const, ...parseMariadbUrl(url) };
  const log = silentLog();
  const db = await openDatabase({ address, dataFolder, blobs: 'segments', log });
  const clock = manualClock();
  const limits = limitsOf(options.limits);
  const language = options.language ?? 'en';
  const core: Core = {
    db, clock, log, limits,
    bus: new Bus((error) => log.error({ err: error }, 'a listener failed')),
    settings: { hostname: 'mail.example.org', publicUrl: null, language, historyMs: limits.changesHorizon, sharing: { allow: 'everyone', anyone: true } },
  };
  const account = 7;
  const ownAddress = options.address ?? 'ali@example.org';
  const mailbox = await makeAccount(db, account, ownAddress, language, options.quotaBytes ?? null, clock.now());
  const ctx: Context = {
    core, scopes: null, sessionId: null,
    principal: { id: account, address: ownAddress, name: 'Ali', language, administrator: false },
    caller: { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: false },
  };
  const accountId = toId('account', account);

  const prepare = async (message: string | Buffer) =>
    arrive(db.blobs, Buffer.isBuffer(message) ? message : Buffer.from(message.replace(/\r?\n/g, '\r\n')), { maxBytes: limits.messageBytes, limits: mimeLimits(limits) });
  const place = async (changes: EmailChanges, arrived: Awaited<ReturnType<typeof prepare>>, given: NewMessage): Promise<number> => {
    const keywords = toKeywords(given.keywords ?? [], limits.keywordsPerEmail);
    const { open } = await createEmail(changes, db.blobs, {
      arrived,
      prefix: given.prefix === undefined ? null : Buffer.from(given.prefix),
      mailboxIds: (given.mailboxes ?? ['inbox']).map((name) => (typeof name === 'number' ? name : mailbox[name])),
      bits: keywords.bits,
      extra: packExtra(keywords.extra),
      deleted: given.deleted ?? false,
      receivedAt: given.receivedAt ?? clock.now(),
    });
    return open.row.id;
  };

  const fixture: MailFixture = {
    db, core, ctx, clock, dataFolder, account, accountId, mailbox,
    mailboxId: (role) => toId('mailbox', mailbox[role]),
    async addMailbox(name, { parent = 0, role, subscribed = true } = {}) {
      return db.write([account], async (tx) => {
        const row = tx.account(account);
        const id = row.newId();
        await insertMailbox(tx, {
          id, account_id: account, parent_id: parent, name, role: role ?? null, sort_order: 0, uid_validity: row.newUidValidity(), created_at: clock.now(), modseq: row.modseq,
        });
        await setSubscribed(tx, account, account, id, subscribed);
        row.touchMailbox(id);
        row.mailboxProperties = true;
        return id;
      });
    },
    async add(message, given = {}) {
      const arrived = await prepare(message);
      return fixture.change((changes) => place(changes, arrived, given));
    },
    async addMany(messages) {
      const ids: number[] = [];
      for (let start = 0; start < messages.length; start += 500) {
        const chunk = messages.slice(start, start + 500);
        const arrived = await Promise.all(chunk.map(({ message }) => prepare(message)));
        ids.push(...(await fixture.change(async (changes) => {
          const made: number[] = [];
          for (const [i, { options: given = {} }] of chunk.entries()) made.push(await place(changes, arrived[i] as (typeof arrived)[number], given));
          return made;
        })));
      }
      return ids;
    },
    change: (work) => db.write([account], async (tx) => {
      const changes = new EmailChanges(new MailUnit(tx, account, clock.now()));
      const result = await work(changes, tx);
      await changes.settle();
      return result;
    }),
    call: (name, args) => callMethod(ctx, name, { accountId, ...args } as never),
    async close() {
      await db.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
  return fixture;
}

async function makeAccount(db: Database, id: number, address: string, language: 'en' | 'fr' | 'ar', quotaBytes: number | null, now: number): Promise<Record<BirthRole, number>> {
  await db.write([], async (tx) => {
    const row = [id, 'individual', 'Ali', address, language, now];
    await tx.insertMany('principal', ['id', 'type', 'name', 'address', 'language', 'created_at'], [row]);
    await tx.run(sql`INSERT INTO account (id, quota_bytes) VALUES (${id}, ${quotaBytes})`);
  });
  return db.write([id], async (tx) => {
    const account = tx.account(id);
    const made: Partial<Record<BirthRole, number>> = {};
    for (const [order, role] of birthRoles.entries()) {
      const mailboxId = account.newId();
      await insertMailbox(tx, {
        id: mailboxId, account_id: id, parent_id: 0, name: roleNames[language][role], role, sort_order: order + 1, uid_validity: account.newUidValidity(), created_at: now,
        modseq: account.modseq,
      });
      await setSubscribed(tx, id, id, mailboxId, true);
      account.touchMailbox(mailboxId);
      made[role] = mailboxId;
    }
    account.mailboxProperties = true;
    return made as Record<BirthRole, number>;
  });
}

/** The number inside an id that a test got from an answer. */
export function numberOf(type: IdType, id: string | undefined): number {
  const number = fromId(type, id);
  if (number === undefined) throw new Error(`${String(id)} is no id of a ${type}`);
  return number;
}
