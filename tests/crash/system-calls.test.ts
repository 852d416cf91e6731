/**
 * Told "accepted" means durable (design §6). `kill -9` leaves the page cache alone, so it proves nothing about syncing: here the system calls are
 * traced, the files are made again from only what had been synced before an acknowledgement was sent, and a server starts on them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../setup/databases.ts';
import { ServerProcess } from '../setup/process.ts';
import { needs } from '../setup/programs.ts';
import { DiskModel, type Fate } from './disk-model.ts';
import { JmapAccount } from './jmap-account.ts';
import { LineClient, lmtpConnect, lmtpDeliver } from './line-client.ts';
import { startOn } from './rebuilt.ts';
import { readTrace, straceTo, texts } from './trace.ts';

const ADDRESS = 'alice@example.com';
const PASSWORD = 'correct horse';
const CONNECTIONS = 6;
const PER_CONNECTION = 12;
/** Of each variant. */
const SAMPLES = 8;

/** Something that a client was told. */
interface Acknowledgement {
  /** What was sent; no other answer contains it. */
  readonly text: string;
  /** Message-ID and, where a keyword was set, the keyword. */
  readonly messageId: string;
  readonly keyword?: string;
}

needs('strace')('sqlite under strace', () => {
  let server: ServerProcess | undefined;
  const folders: string[] = [];
  afterEach(async () => {
    await server?.remove();
    server = undefined;
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  test('what was synced before an acknowledgement is enough to keep what it acknowledged, whatever becomes of the rest', async () => {
    server = new ServerProcess(await freshDatabase('sqlite'));
    await server.configure();
    const traces = mkdtempSync(join(tmpdir(), 'messagerie-trace-'));
    folders.push(traces);
    const acknowledgements: Acknowledgement[] = [];
    // From nothing: also the folders, the database and the first segment must be there after a loss of power.
    await server.start(straceTo(join(traces, 'first')));
    await server.command(['user', 'add', ADDRESS, '--name', 'Alice', '--password-stdin'], PASSWORD);
    await Promise.all([deliverMany(server.ports.lmtp, 'first', acknowledgements), storeMany(server, 'first', acknowledgements)]);
    // A stop moves the log into the database file and removes it.
    await server.end('SIGTERM');
    await server.start(straceTo(join(traces, 'second')));
    await Promise.all([deliverMany(server.ports.lmtp, 'second', acknowledgements), storeMany(server, 'second', acknowledgements), setMany(server, 'second', acknowledgements)]);
    await server.end('SIGKILL');

    const model = new DiskModel(server.folder);
    const answers: { line: number; text: string }[] = [];
    let lines = 0;
    for (const name of ['first', 'second']) {
      model.restarted();
      for (const call of await readTrace(join(traces, name), lines)) {
        lines = Math.max(lines, call.end);
        model.apply(call);
        if (/^\d+<(?:TCP|UNIX|socket)/.test(call.args)) answers.push({ line: call.start, text: Buffer.concat(texts(call.args)).toString('latin1') });
      }
    }
    expect(model.has(join(server.data, 'messagerie.db-wal')), 'the trace shows the log').toBe(true);
    const found = acknowledgements.map((each) => ({ ...each, line: answers.find((answer) => answer.text.includes(each.text))?.line ?? -1 })).sort((a, b) => a.line - b.line);
    // Each connection's very last answer before the kill may have left without the tracer having written it down.
    expect(found.filter(({ line }) => line < 0).length, 'acknowledgements that the trace does not show').toBeLessThanOrEqual(CONNECTIONS + 1);
    const timeline = found.filter(({ line }) => line >= 0);
    expect(timeline.length).toBeGreaterThan(2 * CONNECTIONS * PER_CONNECTION);

    const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
    const random = mulberry(seed);
    const fates: Record<string, () => Fate> = {
      'nothing unsynced is kept': () => 'lost',
      'some of what is unsynced is kept, some of it torn': () => (['lost', 'lost', 'kept', 'torn'] as const)[Math.floor(random() * 4)] as Fate,
    };
    let unconfirmed = 0;
    for (const [variant, fate] of Object.entries(fates)) {
      for (let sample = 0; sample < SAMPLES; sample++) {
        const at = Math.floor(((sample + random()) * timeline.length) / SAMPLES);
        const last = timeline[at] as (typeof timeline)[number];
        const folder = mkdtempSync(join(tmpdir(), 'messagerie-rebuilt-'));
        folders.push(folder);
        unconfirmed += model.rebuild(folder, last.line, fate);
        const missing = await missingOn(folder, timeline.slice(0, at + 1));
        expect(missing, `seed ${seed}, ${variant}, at "${last.text}" (${at + 1} of ${timeline.length})`).toEqual({ lost: [], twice: [], unmarked: [], differences: [] });
        rmSync(folder, { recursive: true, force: true });
      }
    }
    expect(unconfirmed, 'steps that were not synced at the time: without any, the test would prove nothing').toBeGreaterThan(SAMPLES);
  }, 120_000);
});

async function deliverMany(port: number, name: string, acknowledged: Acknowledgement[]): Promise<void> {
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, connection) => {
    const client = await lmtpConnect(port);
    for (let n = 0; n < PER_CONNECTION; n++) {
      const messageId = `${name}-${connection}-${n}@test.example`;
      const reply = await lmtpDeliver(client, ADDRESS, `Message-ID: <${messageId}>\r\nFrom: sender@remote.example\r\nSubject: ${messageId}\r\n\r\n${'text '.repeat(n * 80)}`);
      expect(reply, messageId).toMatch(/^250 .*Delivered as \S+$/);
      acknowledged.push({ text: reply ?? '', messageId });
    }
    client.close();
  }));
}

/** APPEND and STORE over IMAP. */
async function storeMany(server: ServerProcess, name: string, acknowledged: Acknowledgement[]): Promise<void> {
  const client = new LineClient(server.ports.imap);
  await client.line();
  expect((await client.command('in', `LOGIN ${ADDRESS} "${PASSWORD}"`)).tagged).toMatch(/^OK/);
  expect((await client.command('se', 'SELECT INBOX')).tagged).toMatch(/^OK/);
  for (let n = 0; n < PER_CONNECTION; n++) {
    const messageId = `${name}-append-${n}@test.example`;
    const message = `Message-ID: <${messageId}>\r\nSubject: appended\r\n\r\nHello\r\n`;
    const append = await client.command(`${name}append${n}`, `APPEND INBOX {${message.length}+}\r\n${message}`);
    expect(append.tagged).toMatch(/^OK/);
    acknowledged.push({ text: `${name}append${n} OK`, messageId });
    const uid = /APPENDUID \d+ (\d+)/.exec(append.tagged ?? '')?.[1];
    const keyword = `${name}k${n}`;
    expect((await client.command(`${name}store${n}`, `UID STORE ${uid} +FLAGS (${keyword})`)).tagged).toMatch(/^OK/);
    acknowledged.push({ text: `${name}store${n} OK`, messageId, keyword });
  }
  client.close();
}

/** Email/set over JMAP: a keyword on what the first run delivered. */
async function setMany(server: ServerProcess, name: string, acknowledged: Acknowledgement[]): Promise<void> {
  const account = new JmapAccount(server.ports.http, ADDRESS, PASSWORD);
  const emails = (await account.emails()).filter((email) => email.messageId?.[0]?.startsWith('first-')).slice(0, PER_CONNECTION);
  expect(emails).toHaveLength(PER_CONNECTION);
  for (const [n, email] of emails.entries()) {
    const keyword = `${name}set${n}`;
    const [answer] = await account.call([['Email/set', { update: { [email.id]: { [`keywords/${keyword}`]: true } } }, `call-${keyword}-done`]]);
    expect(answer?.[1]['updated']).toHaveProperty(email.id);
    acknowledged.push({ text: `"call-${keyword}-done"`, messageId: email.messageId?.[0] ?? '', keyword });
  }
}

/** Starts on the folder: what of the acknowledged is not there, and what `verify` says. */
async function missingOn(folder: string, acknowledged: readonly Acknowledgement[]) {
  const { running, httpPort } = await startOn(folder);
  try {
    const emails = await new JmapAccount(httpPort, ADDRESS, PASSWORD).emails();
    const byId = new Map<string, typeof emails>();
    for (const email of emails) byId.set(email.messageId?.[0] ?? '', [...(byId.get(email.messageId?.[0] ?? '') ?? []), email]);
    const { differences } = await running.open.rest.verify.verify({});
    return {
      lost: acknowledged.filter(({ messageId }) => !byId.has(messageId)),
      twice: [...byId].filter(([, same]) => same.length > 1).map(([id]) => id),
      unmarked: acknowledged.filter(({ messageId, keyword }) => keyword !== undefined && byId.get(messageId)?.[0]?.keywords[keyword] !== true),
      differences,
    };
  } finally {
    await running.stop();
  }
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
