import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Database, sql } from '../../../db/index.ts';
import { migrateUp } from '../../../db/schema/migrate.ts';
import { SqliteConnection } from '../../../db/sqlite/connection.ts';
import { type FileSyncer, Syncer, SyncFailed } from '../../../db/sqlite/syncer.ts';
import { SqliteWriter } from '../../../db/sqlite/writer.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { accounts, addressOf, modseqOf, note, opener, signal } from './opened.ts';

const { fresh, again } = opener(() => freshDatabase('sqlite'));

const walOf = (address: { kind: string }): string => `${(address as { file?: string }).file}-wal`;

/** A writer on a connection of its own, which the test may disturb. */
async function bareWriter(sync: () => Promise<void> = async () => undefined) {
  const { url, drop } = await freshDatabase('sqlite');
  const address = addressOf(url);
  if (address.kind !== 'sqlite') throw new Error('for SQLite');
  await migrateUp(address);
  const connection = new SqliteConnection(address.file, { transactionsOnly: true });
  const published: number[] = [];
  const log = { warn: () => undefined, error: () => undefined };
  const writer = new SqliteWriter({ connection, sync, publish: (change) => published.push(change.modseq), committed: () => undefined, log });
  const names = () => connection.handle.prepare("SELECT name FROM meta WHERE name <> 'stop' ORDER BY name").all().map((row) => (row as { name: string }).name);
  return { writer, connection, published, names, async end() {
    await writer.close();
    connection.close();
    await drop();
  } };
}

test('a full disk ends the transaction of a batch: its units are run again alone, none is half done, later ones work (design §4)', async () => {
  const { writer, connection, names, end } = await bareWriter();
  const pages = connection.handle.pragma('page_count', { simple: true }) as number;
  connection.handle.pragma(`max_page_count = ${pages + 6}`);
  const runs: string[] = [];
  const small = (name: string) => writer.write([], async (tx) => {
    runs.push(name);
    await note(tx, name);
    return name;
  });
  const large = (name: string, swallow: boolean) => writer.write([], async (tx) => {
    runs.push(name);
    await note(tx, `${name}-before`);
    const filling = tx.insertMany('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], [[name, 0, Buffer.alloc(200_000), 0]]);
    await (swallow ? filling.catch(() => undefined) : filling);
    await note(tx, `${name}-after`);
  });
  const refused = writer.write([], async (tx) => {
    runs.push('refused');
    await note(tx, 'refused');
    throw new Error('by itself');
  });
  const outcomes = await Promise.allSettled([small('a'), refused, large('big', false), small('b'), large('deaf', true), small('c')]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: { message: 'by itself' } });
  expect(outcomes[2]).toMatchObject({ reason: { code: 'SQLITE_FULL' } });
  expect(names()).toEqual(['a', 'b', 'c']);
  expect(runs.filter((name) => name === 'big').length).toBe(2);
  expect(connection.handle.prepare('SELECT COUNT(*) AS n FROM blob_chunk').get()).toEqual({ n: 0 });
  connection.handle.pragma('max_page_count = 1000000');
  await large('big', false);
  expect(names()).toEqual(['a', 'b', 'big-after', 'big-before', 'c']);
  await end();
});

test('units that started again with a further account are run once also when their batch ends early', async () => {
  const { writer, connection, names, end } = await bareWriter();
  connection.handle.exec('INSERT INTO account (id) VALUES (1), (2)');
  const pages = connection.handle.pragma('page_count', { simple: true }) as number;
  connection.handle.pragma(`max_page_count = ${pages + 6}`);
  const moved = writer.write([1], async (tx) => {
    tx.account(2).touch('Email');
    await tx.run(sql`INSERT INTO meta (name, value) SELECT 'moved' || COUNT(*), '' FROM meta WHERE name LIKE 'moved%'`);
  });
  const big = writer.write([], (tx) => tx.insertMany('blob_chunk', ['hash', 'chunk', 'bytes', 'created_at'], [['h', 0, Buffer.alloc(200_000), 0]]));
  const moved2 = writer.write([1], async (tx) => {
    tx.account(2).touch('Email');
    await note(tx, 'second');
  });
  expect((await Promise.allSettled([moved, big, moved2])).map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(names()).toEqual(['moved0', 'second']);
  expect(connection.handle.prepare('SELECT modseq FROM account WHERE id = 2').get()).toEqual({ modseq: 2 });
  await end();
});

test('when COMMIT fails, every unit of the batch fails and nothing is published', async () => {
  const { writer, connection, published, names, end } = await bareWriter();
  connection.handle.exec('INSERT INTO account (id) VALUES (1)');
  const exec = connection.exec.bind(connection);
  let fail = true;
  connection.exec = (text) => {
    if (text === 'COMMIT' && fail) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    exec(text);
  };
  const write = (name: string) => writer.write([1], async (tx) => {
    tx.account(1).touch('Email');
    await note(tx, name);
  });
  const outcomes = await Promise.allSettled([write('a'), write('b'), writer.write([], () => Promise.reject(new Error('own')))]);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_IOERR' } });
  expect([names(), published]).toEqual([[], []]);
  fail = false;
  await write('c');
  expect([names(), published]).toEqual([['c'], [1]]);
  await end();
});

test('the log is synced after COMMIT and before the answer; what is published comes between (design §6)', async () => {
  const events: string[] = [];
  const syncing = [signal(), signal()];
  let count = 0;
  const { writer, connection, names, end } = await bareWriter(async () => {
    events.push(`sync of ${names().join('+')}${connection.handle.inTransaction ? ' inside' : ''}`);
    await syncing[count++]?.promise;
  });
  const write = (name: string) => writer.write([], async (tx) => {
    await note(tx, name);
    tx.afterCommit(() => events.push(`effect ${name}`));
  }).then(() => events.push(`answer ${name}`));
  const first = write('a');
  while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
  // A unit that is refused because of what it saw waits for the sync of that.
  const refused = writer.write([], async (tx) => note(tx, 'a')).catch(() => events.push('refused a'));
  const second = write('b');
  while (events.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(['sync of a', 'sync of a+b']);
  syncing[1]?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(events.length).toBe(2);
  syncing[0]?.resolve();
  await Promise.all([first, refused, second]);
  expect(events.slice(2)).toEqual(['effect a', 'answer a', 'effect b', 'refused a', 'answer b']);
  await end();
});

test('a blob’s segment is synced before the unit that refers to it is committed; units that come meanwhile join it', async () => {
  const events: string[] = [];
  let seen = async (): Promise<number> => 0;
  let tellRun: () => void = () => undefined;
  const haveRun = new Promise<void>((resolve) => {
    tellRun = resolve;
  });
  const syncer: FileSyncer = {
    sync: async (files) => {
      const names = files.map((fd) => readlinkSync(`/proc/self/fd/${fd}`).replace(/^.*\//, ''));
      events.push(`sync ${names.join(' ')}`);
      // The disk is slower than both units.
      if (names[0]?.endsWith('.seg')) await haveRun;
      events.push(`synced ${names.join(' ')}, ${await seen()} committed`);
    },
    close: async () => undefined,
  };
  const { db } = await fresh({ syncer });
  seen = () => db.read(async (read) => (await read.all(sql`SELECT 1 FROM meta WHERE name IN ('refers', 'joins')`)).length);
  events.length = 0;
  const blob = await db.blobs.put(Buffer.from('a message'));
  events.push('stored');
  const joining: Promise<unknown>[] = [];
  // A batch ends after some milliseconds: on a busy machine the second unit would come too late, and the disk wait for it for ever.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  await db.write([], async (tx) => {
    events.push('unit');
    await note(tx, 'refers');
    await db.blobs.register(tx, blob, 1);
    joining.push(db.write([], async (other) => {
      await note(other, 'joins');
      tellRun();
    }));
  });
  events.push('accepted');
  await Promise.all(joining);
  expect(events).toEqual([
    'sync 00000001.seg', 'stored', 'unit', 'synced 00000001.seg, 0 committed', 'sync messagerie.db-wal', 'synced messagerie.db-wal, 2 committed', 'accepted',
  ]);
});

test('once a sync has failed nothing is acknowledged any more; the stop is not marked as clean', async () => {
  let broken = false;
  const syncer: FileSyncer = {
    sync: () => (broken ? Promise.reject(new SyncFailed('EIO')) : Promise.resolve()),
    close: async () => undefined,
  };
  const { db, address, dataFolder } = await fresh({ syncer });
  await accounts(db, 1);
  const heard: unknown[] = [];
  db.onChange((change) => heard.push(change));
  broken = true;
  const touch = () => db.write([1], async (tx) => tx.account(1).touch('Email'));
  const both = await Promise.allSettled([touch(), touch()]);
  expect(both.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  broken = false;
  await expect(touch()).rejects.toThrow(SyncFailed);
  expect(heard).toEqual([]);
  await db.close();
  const { db: next } = await again(address, dataFolder);
  expect(await modseqOf(next, 1)).toBeGreaterThanOrEqual(10_000);
});

test('the sync thread: many requests, few syncs; a descriptor that cannot be synced fails this and every later request', async () => {
  const syncer = new Syncer();
  const { dataFolder } = await fresh();
  const path = join(dataFolder, 'f');
  writeFileSync(path, 'x');
  const fd = openSync(path, 'r');
  await Promise.all(Array.from({ length: 50 }, () => syncer.sync([fd])));
  closeSync(fd);
  await expect(syncer.sync([999_999])).rejects.toThrow(SyncFailed);
  await expect(syncer.sync([])).rejects.toThrow(SyncFailed);
  await syncer.close();
});

test('after an unclean stop numbers go on 10 000 higher, after a clean one they do not (design §6)', async () => {
  const { db, address, dataFolder } = await fresh();
  await accounts(db, 1);
  const take = (on: Database) => on.write([1], async (tx) => {
    const account = tx.account(1);
    return [account.modseq, account.newId() - 2 ** 32, account.newUidValidity()];
  });
  const uidNext = async (on: Database) => (await on.read((read) => read.get<{ n: number }>(sql`SELECT uid_next AS n FROM mailbox`)))?.n;
  await db.write([], (tx) => tx.insertMany('mailbox',
    ['id', 'account_id', 'name', 'uid_validity', 'uid_next', 'highest_modseq', 'created_modseq', 'property_modseq', 'changed_modseq', 'created_at'],
    [[5, 1, 'Inbox', 1, 42, 1, 1, 1, 1, 0]]));
  expect(await take(db)).toEqual([1, 1, 1]);
  await db.close();
  const clean = await again(address, dataFolder);
  expect(await take(clean.db)).toEqual([2, 2, 2]);
  expect(await uidNext(clean.db)).toBe(42);
  const unclean = await again(address, dataFolder); // the one before was never closed
  expect(await take(unclean.db)).toEqual([10_003, 10_003, 10_003]);
  expect(await uidNext(unclean.db)).toBe(10_042);
});

test('the write-ahead log stays small under many commits, and a long read only delays that', async () => {
  const { db, address, messages } = await fresh();
  const wal = walOf(address);
  const padding = 'p'.repeat(200);
  let n = 0;
  const commits = async (count: number) => {
    for (let done = 0; done < count; done += 20) {
      await Promise.all(Array.from({ length: 20 }, () => {
        const id = n++;
        return db.write([], (tx) => tx.run(sql`INSERT INTO domain (id, name, created_at) VALUES (${id}, ${`${(id * 7919) % 100_003}.${padding}`}, 0)`));
      }));
    }
  };
  await commits(20_000);
  expect(statSync(wal).size).toBeLessThan(80 * 1024 * 1024);
  const inside = signal();
  const goOn = signal();
  const long = db.read(async (read) => {
    const first = await read.get(sql`SELECT COUNT(*) AS n FROM domain`);
    inside.resolve();
    await goOn.promise;
    return [first, await read.get(sql`SELECT COUNT(*) AS n FROM domain`)];
  });
  await inside.promise;
  await commits(4000);
  goOn.resolve();
  expect(await long).toEqual([{ n: 20_000 }, { n: 20_000 }]);
  // Further commits let the log start over, whatever its length.
  const beside = new SqliteConnection((address as { file: string }).file, { readonly: true });
  const frames = () => beside.ask<{ log: number }>('PRAGMA wal_checkpoint(NOOP)').log;
  const held = frames();
  let rounds = 0;
  while (frames() >= held && rounds < 40) {
    await commits(500);
    rounds += 1;
  }
  beside.close();
  expect(rounds).toBeLessThan(40);
  expect(messages).toEqual([]);
}, 60_000);

test('pausing and closing at once ends; two who pause take turns', async () => {
  const { writer, names, end } = await bareWriter();
  await writer.write([], (tx) => note(tx, 'a'));
  const first = await writer.pause();
  const second = writer.pause();
  const later = writer.write([], (tx) => note(tx, 'b'));
  const closing = writer.close((tx) => note(tx, 'last'));
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(names()).toEqual(['a']);
  first();
  (await second)();
  await Promise.all([later, closing]);
  expect(names()).toEqual(['a', 'b', 'last']);
  await end();
});

test('opening and closing leaves no file open', async () => {
  const openFiles = (folder: string) => readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false; // the descriptor that lists them
    }
  }).length;
  const { db, address, dataFolder } = await fresh({ segmentBytes: 5000 });
  for (let n = 0; n < 10; n++) {
    const blob = await db.blobs.put(Buffer.alloc(2000, n));
    await db.write([], (tx) => db.blobs.register(tx, blob, 1));
    await db.blobs.readAll(blob.hash);
  }
  await Promise.all(Array.from({ length: 30 }, () => db.read((read) => read.get(sql`SELECT 1`))));
  await db.close();
  expect(openFiles(dataFolder)).toBe(0);
  expect(openFiles((address as { file: string }).file)).toBe(0);
});

/** The room as plain JavaScript in a folder, for a process of its own. */
function compileRoom(into: string): void {
  const root = process.cwd();
  symlinkSync(join(root, 'node_modules'), join(into, 'node_modules'));
  writeFileSync(join(into, 'package.json'), '{"type": "module"}');
  for (const path of readdirSync(join(root, 'db'), { recursive: true, encoding: 'utf8' })) {
    const target = join(into, 'db', path);
    mkdirSync(dirname(target), { recursive: true });
    if (path.endsWith('.mjs')) copyFileSync(join(root, 'db', path), target);
    if (!path.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(root, 'db', path), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true },
    });
    writeFileSync(target.replace(/\.ts$/, '.js'), outputText);
  }
}

test('a process that forgot to close ends, after the answers it waits for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-db-'));
  const file = join(folder, 'm.db');
  await migrateUp({ kind: 'sqlite', file });
  compileRoom(folder);
  writeFileSync(join(folder, 'run.mjs'), `
    import { openDatabase, sql } from './db/index.js';
    const db = await openDatabase({ address: { kind: 'sqlite', file: ${JSON.stringify(file)} }, dataFolder: ${JSON.stringify(folder)}, blobs: 'segments' });
    db.write([], (tx) => tx.run(sql\`INSERT INTO meta (name, value) VALUES ('x', '')\`)).then(() => process.stdout.write('answered'));
  `);
  const child = spawn(process.execPath, [join(folder, 'run.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 15_000 });
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  const [code] = await once(child, 'exit');
  rmSync(folder, { recursive: true });
  expect([code, out]).toEqual([0, 'answered']);
});
