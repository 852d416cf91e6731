import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Context, Principal, Scope } from '../../../api/access/context.ts';
import { Bus } from '../../../api/bus.ts';
import { CoreError, type Language } from '../../../api/client/index.ts';
import type { Core } from '../../../api/core.ts';
import { createHttpApp, type HttpAppOptions } from '../../../api/http/app.ts';
import type { AccessService } from '../../../api/http/authenticate.ts';
import { createHttpServer } from '../../../api/http/server.ts';
import { toId } from '../../../api/ids.ts';
import { registryOf } from '../../../api/jmap/engine.ts';
import { method, type Method } from '../../../api/jmap/method.ts';
import { coreEcho } from '../../../api/jmap/methods/core-echo.ts';
import { systemClock, type Clock } from '../../../api/shared/clock.ts';
import { createLog } from '../../../api/shared/log.ts';
import { createMetrics } from '../../../api/shared/metrics.ts';
import type { Limits } from '../../../config.ts';
import { limitKeys } from '../../../config/limits.ts';
import { parseMariadbUrl } from '../../../db/mariadb/url.ts';
import { openDatabase, type Database } from '../../../db/index.ts';
import { freshDatabase, type MakeUrl } from '../../setup/databases.ts';
import { fillSchema } from '../../setup/schema.ts';

export const defaultLimits = Object.fromEntries(Object.entries(limitKeys).map(([name, key]) => [name, key.fallback])) as Limits;

export const aliceId = 1;
export const bobId = 2;
export const alice = toId('account', aliceId);
export const bob = toId('account', bobId);

/** The methods that the engine's own tests call: each does what its arguments say. */
export const testMethods: readonly Method[] = [
  coreEcho,
  // Echoes the id behind a reference.
  method('Blob/copy', async (ctx, args) => ({ fromAccountId: args.fromAccountId, accountId: args.accountId, copied: Object.fromEntries(args.blobIds.map((id) => [id, ctx.request.resolveId(id) ?? 'unknown'])), notCopied: null })),
  method('Mailbox/get', async (_ctx, args) => ({ accountId: args.accountId, state: '1', list: [], notFound: [...(args.ids ?? [])] })),
  method('Mailbox/query', async (_ctx, args) => ({ accountId: args.accountId, queryState: '1', canCalculateChanges: false, position: 0, ids: ['f1', 'f2'] })),
  method('Mailbox/set', async (ctx, args) => {
    if (args.destroy) throw new CoreError('mailboxHasEmail', 'There are messages in INBOX.');
    const created = Object.fromEntries(Object.keys(args.create ?? {}).map((creationId, i) => [creationId, { id: `f${i + 1}` }]));
    if (args.update) ctx.followUp('Mailbox/get', { accountId: args.accountId, ids: Object.keys(args.update) });
    return { accountId: args.accountId, oldState: '1', newState: '2', created: created as never, updated: null, destroyed: null, notCreated: null, notUpdated: null, notDestroyed: null };
  }),
  method('Thread/get', async () => {
    throw new Error('secret table name: thread_keys');
  }),
];

export interface Line {
  readonly [field: string]: unknown;
}

/** A response, or the problem in its place. */
export interface JmapBody {
  readonly methodResponses: readonly (readonly [name: string, args: MethodAnswer, callId: string])[];
  readonly sessionState: string;
  readonly createdIds?: Readonly<Record<string, string>>;
  readonly limit?: string;
}

export interface MethodAnswer {
  readonly type?: string;
  readonly description?: string;
  readonly arguments?: readonly string[];
  readonly found?: unknown;
}

export interface Running {
  readonly base: string;
  readonly port: number;
  readonly core: Core;
  readonly db: Database;
  /** What was logged. */
  readonly log: Line[];
  /** fetch with alice's password. */
  call(path: string, init?: RequestInit & { as?: string | null }): Promise<Response>;
  /** A JMAP request; answers the parsed response. */
  jmap(methodCalls: unknown, more?: Record<string, unknown>): Promise<{ status: number; body: JmapBody }>;
  endStreams(): void;
}

export interface RunOptions {
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly language?: Language;
  readonly publicUrl?: string | null;
  readonly loopback?: boolean;
  readonly app?: Partial<HttpAppOptions>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** People and tokens that the stand-in for sign-in knows. */
const people: Readonly<Record<string, Omit<Principal, 'language'>>> = {
  alice: { id: aliceId, address: 'alice@example.org', name: 'Alice', administrator: false },
  bob: { id: bobId, address: 'bob@example.org', name: 'Bob', administrator: false },
  root: { id: 3, address: 'root@example.org', name: 'Root', administrator: true },
};
const tokens: Readonly<Record<string, { who: string; scopes: Scope[] }>> = {
  reader: { who: 'alice', scopes: ['mail:read'] },
  mailer: { who: 'alice', scopes: ['mail'] },
  admin: { who: 'root', scopes: ['admin'] },
};

/** Starts the HTTP side on a free port over a database of its own; it ends with the test. */
export async function run(makeUrl: MakeUrl, options: RunOptions = {}): Promise<Running> {
  const { url } = await makeUrl();
  await fillSchema(url);
  const dataFolder = await mkdtemp(join(tmpdir(), 'messagerie-http-'));
  const log: Line[] = [];
  const logger = createLog({ level: 'info', stream: { write: (line: string) => void log.push(JSON.parse(line) as Line) } });
  const address = url.startsWith('sqlite:') ? { kind: 'sqlite' as const, file: url.slice('sqlite:'.length) } : { kind: 'mariadb' as const, ...parseMariadbUrl(url) };
  const db = await openDatabase({ address, dataFolder, blobs: 'segments', log: logger });
  const bus = new Bus((error) => logger.error({ err: error }, 'a listener failed'));
  db.onChange((change) => bus.publish({ kind: 'change', change }));
  await db.write([], (tx) => tx.insertMany('account', ['id'], [[aliceId], [bobId]]));
  const limits = { ...defaultLimits, ...options.limits };
  const core: Core = {
    db, bus, limits, log: logger, clock: options.clock ?? systemClock,
    settings: { hostname: 'mail.example.org', publicUrl: options.publicUrl ?? null, language: 'en', historyMs: 1, sharing: { allow: 'everyone', anyone: true } },
  };
  const { app, endStreams } = createHttpApp({
    core, access: standInAccess(core, options.language ?? 'en'), metrics: createMetrics({ process: false }), status: () => 'ok', corsOrigins: [],
    listeners: () => [{ name: 'http', port: 8080, tls: 'none', loopback: true }, { name: 'imaps', port: 8993, tls: 'implicit', loopback: false }],
    registry: registryOf(testMethods),
    ...options.app,
  });
  const server = createHttpServer(app, { limits, listener: { loopback: options.loopback ?? true } });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  closing.push(async () => {
    endStreams();
    (server as Server & { closeAllConnections(): void }).closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await db.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const call: Running['call'] = (path, { as = 'alice', headers, ...init } = {}) =>
    fetch(base + path, { redirect: 'manual', ...init, headers: { ...(as === null ? {} : { authorization: basic(as) }), ...(headers as Record<string, string>) } });
  return {
    base, port, core, db, log, call, endStreams,
    async jmap(methodCalls, more = {}) {
      const response = await call('/jmap/api', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls, ...more }),
      });
      return { status: response.status, body: (await response.json()) as JmapBody };
    },
  };
}

/** For rules that do not touch stored data: one database is enough. */
export async function runOnSqlite(options: RunOptions = {}): Promise<Running> {
  const database = await freshDatabase('sqlite');
  closing.push(() => database.drop());
  return run(async () => database, options);
}

export const basic = (user: string, password = 'right'): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function standInAccess(core: Core, language: Language): AccessService {
  const contextFor = (who: string, scopes: Scope[] | null, caller: Context['caller'], sessionId: number | null): Context => {
    const person = people[who];
    if (!person) throw new CoreError('credentialsInvalid', 'Name or password is wrong.');
    return { core, principal: { ...person, language }, caller, scopes: scopes && new Set(scopes), sessionId };
  };
  return {
    async signIn(credentials, caller) {
      if ('cookie' in credentials) return contextFor(credentials.cookie.replace(/-old$/, ''), null, caller, credentials.cookie.endsWith('-old') ? 8 : 7);
      if ('token' in credentials) {
        const token = tokens[credentials.token];
        return contextFor(token?.who ?? '', token?.scopes ?? null, caller, null);
      }
      if (credentials.password === 'slow down') throw new CoreError('tooManyAttempts', 'Too many failed sign-ins.', { retryAfterSeconds: 7 });
      return contextFor(credentials.password === 'right' ? credentials.user : '', null, caller, null);
    },
    rotateIfDue: async (ctx) => (ctx.sessionId === 8 ? { cookie: 'alice' } : null),
  };
}

/** Sends bytes as they are and gives what comes back until the other side closes, or `until` has been seen. */
export function talk(port: number, request: string | Buffer, options: { until?: RegExp; end?: boolean } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      answer += piece;
      if (options.until?.test(answer)) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error)));
    socket.write(request);
    if (options.end) socket.end();
  });
}
