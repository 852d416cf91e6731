import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Context } from '../../../api/access/context.ts';
import { Bus } from '../../../api/bus.ts';
import { CoreError, type Language } from '../../../api/client/index.ts';
import type { Core } from '../../../api/core.ts';
import { fromId } from '../../../api/ids.ts';
import { createAccount } from '../../../api/people/accounts.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { manualClock, type ManualClock } from '../../../api/shared/clock.ts';
import { silentLog } from '../../../api/shared/log.ts';
import { createTransport, type Transport, type TransportOptions } from '../../../api/transport/index.ts';
import type { Limits, SmarthostConfig } from '../../../config.ts';
import { limitKeys } from '../../../config/limits.ts';
import { type Database, openDatabase, sql } from '../../../db/index.ts';
import { parseMariadbUrl } from '../../../db/mariadb/url.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { fillSchema } from '../../setup/schema.ts';
import { StandIn, type SmarthostOptions } from '../../setup/smarthost.ts';

const limits = Object.fromEntries(Object.entries(limitKeys).map(([name, key]) => [name, key.fallback])) as Limits;

export interface Node {
  readonly core: Core;
  readonly db: Database;
  readonly clock: ManualClock;
  readonly transport: Transport;
  /** What SMTP submission is called with for a person. */
  as(person: Person): Context;
  /** Stops everything in order. */
  stop(): Promise<void>;
}

export interface Person {
  readonly id: number;
  readonly address: string;
  readonly language: Language;
}

export interface Stored {
  readonly mailbox: string;
  readonly text: string;
  readonly seen: boolean;
  readonly uid: number;
  readonly emailId: number;
}

export interface World {
  readonly url: string;
  readonly folder: string;
}

/** Makes databases, nodes and stand-ins that are closed after each test. */
export function worlds(makeUrl: MakeUrl) {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close().catch(() => undefined);
  });

  return {
    async world(): Promise<World> {
      const folder = await mkdtemp(join(tmpdir(), 'messagerie-transport-'));
      closing.push(() => rm(folder, { recursive: true, force: true }));
      const { url } = await makeUrl();
      await fillSchema(url);
      return { url, folder };
    },
    async smarthost(options?: SmarthostOptions): Promise<StandIn> {
      const standIn = await new StandIn(options).listen();
      closing.push(() => standIn.close());
      return standIn;
    },
    /** A server over the world's database; a second call after `stop`, or on MariaDB, is another life or another node. */
    async node(world: World, options: Partial<Omit<TransportOptions, 'smarthost'>> & { smarthost?: SmarthostConfig | null; clock?: ManualClock; limits?: Partial<Limits>; start?: boolean } = {}): Promise<Node> {
      const { url, folder } = world;
      const db = await openDatabase({
        address: url.startsWith('sqlite:') ? { kind: 'sqlite', file: url.slice('sqlite:'.length) } : { kind: 'mariadb', ...parseMariadbUrl(url) },
        dataFolder: folder, blobs: 'database', log: { warn: () => undefined, error: () => undefined },
      });
      const clock = options.clock ?? manualClock(Date.UTC(2026, 0, 5, 9, 0, 0));
      const core: Core = {
        db, bus: new Bus(() => undefined), clock, log: silentLog(), limits: { ...limits, ...options.limits },
        settings: { hostname: 'mail.example.org', publicUrl: null, language: 'en', historyMs: 90 * 86_400_000, sharing: { allow: 'everyone', anyone: true } },
      };
      const transport = createTransport(core, { smarthost: options.smarthost ?? null, node: options.node ?? 'node-a', ...(options.tls ? { tls: options.tls } : {}), ...(options.times ? { times: options.times } : {}) });
      if (options.start !== false) await transport.start();
      let stopped = false;
      const stop = async (): Promise<void> => {
        if (stopped) return;
        stopped = true;
        await transport.stop();
        await db.close();
      };
      closing.push(stop);
      return {
        core, db, clock, transport, stop,
        as: (person) => ({
          core, principal: { ...person, name: person.address, administrator: false }, caller: { protocol: 'submission', remoteAddress: '127.0.0.1', tls: true }, scopes: null, sessionId: null,
        }),
      };
    },
  };
}

/** Takes the organisation example.org and its people into a new database. */
export async function people<Names extends string>(node: Node, wanted: Readonly<Record<Names, { language?: Language; quotaBytes?: number }>>): Promise<Record<Names, Person>> {
  await createDomain(node.core, { name: 'example.org' });
  const made: [string, Person][] = [];
  for (const [name, { language = 'en', quotaBytes }] of Object.entries<{ language?: Language; quotaBytes?: number }>(wanted)) {
    const address = `${name}@example.org`;
    const account = await createAccount(node.core, { address, name, language, ...(quotaBytes === undefined ? {} : { quotaBytes }) });
    made.push([name, { id: fromId('account', account.id) as number, address, language }]);
  }
  return Object.fromEntries(made) as Record<Names, Person>;
}

export const to = (standIn: StandIn, change: Partial<SmarthostConfig> = {}): SmarthostConfig => ({ host: '127.0.0.1', port: standIn.port, tls: 'none', user: null, passwordFile: null, ...change });

export const message = (fields: Readonly<Record<string, string>>, body = 'Hello.'): string =>
  `${Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}\r\n`;

export interface Sending {
  readonly from?: string;
  readonly parameters?: Record<string, string | null>;
  readonly recipients?: Record<string, string | null>;
}

/** Submits by SMTP. */
export function submit(node: Node, person: Person, rcpt: readonly string[], text: string, { from = person.address, parameters = {}, recipients = {} }: Sending = {}): Promise<{ submissionId: string }> {
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }
  return node.transport.submit(node.as(person), { mailFrom: { email: from, parameters }, rcptTo: rcpt.map((email) => ({ email, parameters: recipients })) }, source());
}

/** What is in a person's mailbox of this role, oldest first. */
export async function mailbox(node: Node, person: Person, role = 'inbox'): Promise<Stored[]> {
  const rows = await node.db.read((read) => read.all<{ id: number; uid: number; hash: string; prefix: Buffer | null; bits: number; name: string }>(sql`
    SELECT e.id, m.uid, e.blob_hash AS hash, e.prefix, e.keyword_bits AS bits, b.name FROM mailbox b JOIN membership m ON m.mailbox_id = b.id
      JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id WHERE b.account_id = ${person.id} AND b.role = ${role} ORDER BY m.uid`));
  return Promise.all(rows.map(async (row) => ({
    mailbox: row.name, uid: row.uid, emailId: row.id, seen: (row.bits & 1) === 1,
    text: Buffer.concat([row.prefix ?? Buffer.alloc(0), await node.db.blobs.readAll(row.hash)]).toString(),
  })));
}

/** The text that a person reads in a report. */
export const readable = (report: string): string => Buffer.from(/Content-Transfer-Encoding: base64\r\n\r\n([\s\S]*?)\r\n--/.exec(report)?.[1] ?? '', 'base64').toString();

export interface Queued {
  readonly recipient: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_reply: string | null;
  readonly next_attempt_at: number;
}

export const queue = (node: Node): Promise<Queued[]> =>
  node.db.read((read) => read.all<Queued>(sql`SELECT recipient, state, attempts, last_reply, next_attempt_at FROM queue_entry ORDER BY id`));

/** The kind of the refusal that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<{ kind: string; details: Readonly<Record<string, unknown>> }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof CoreError) return { kind: error.kind, details: error.details };
    throw error;
  }
  throw new Error('it was not refused');
}

/** Moves time on and waits for what follows from it. */
export async function later(node: Node, ms: number): Promise<void> {
  await node.clock.advance(ms);
  await node.transport.idle();
}
