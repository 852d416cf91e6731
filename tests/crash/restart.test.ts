/** Stops of every kind under load: nothing that was acknowledged is lost, numbers only grow, and the next start needs no repair (design §6). */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { JUMP } from '../../db/open.ts';
import { eachDatabase, freshDatabase, type TestDatabase } from '../setup/databases.ts';
import { ServerProcess } from '../setup/process.ts';
import { needs, program } from '../setup/programs.ts';
import { JmapAccount } from './jmap-account.ts';
import { LineClient, lmtpConnect, lmtpDeliver } from './line-client.ts';

const ADDRESS = 'alice@example.com';
const PASSWORD = 'correct horse';

let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.remove();
  server = undefined;
});

async function startServer(database: TestDatabase, before: readonly string[] = []): Promise<ServerProcess> {
  server = new ServerProcess(database);
  await server.configure();
  await server.start(before);
  await server.command(['user', 'add', ADDRESS, '--name', 'Alice', '--password-stdin'], PASSWORD);
  return server;
}

async function imap(port: number, mailbox?: string): Promise<LineClient> {
  const client = new LineClient(port);
  await client.line();
  expect((await client.command('in', `LOGIN ${ADDRESS} "${PASSWORD}"`)).tagged).toMatch(/^OK/);
  if (mailbox !== undefined) expect((await client.command('sel', `SELECT ${mailbox}`)).tagged).toMatch(/^OK/);
  return client;
}

interface MailboxNumbers {
  readonly uidNext: number;
  readonly uidValidity: number;
  readonly modseq: number;
}

async function numbers(client: LineClient, mailbox: string): Promise<MailboxNumbers> {
  const { untagged } = await client.command('st', `STATUS ${mailbox} (UIDNEXT UIDVALIDITY HIGHESTMODSEQ)`);
  const answer = untagged.find((line) => line.startsWith('* STATUS ')) ?? '';
  const read = (name: string): number => Number(new RegExp(`${name} (\\d+)`).exec(answer)?.[1]);
  return { uidNext: read('UIDNEXT'), uidValidity: read('UIDVALIDITY'), modseq: read('HIGHESTMODSEQ') };
}

/** UID → flags of everything in the mailbox. */
async function flags(client: LineClient, mailbox: string): Promise<Map<number, string[]>> {
  await client.command('ex', `EXAMINE ${mailbox}`);
  const { untagged } = await client.command('fl', 'UID FETCH 1:* (FLAGS)');
  return new Map(untagged.flatMap((line) => {
    const uid = /\bUID (\d+)/.exec(line);
    const found = /FLAGS \(([^)]*)\)/.exec(line);
    return uid && found && line.includes('FETCH') ? [[Number(uid[1]), (found[1] ?? '').split(' ')] as const] : [];
  }));
}

async function differences(at: ServerProcess): Promise<unknown[]> {
  return (JSON.parse(await at.command(['verify', '--json'])) as { differences: unknown[] }).differences;
}

/** Delivers on every connection until they end or refuse. */
async function deliverUntilRefused(port: number, name: string, connections: number, acknowledged: string[], bytes: number): Promise<(string | null)[]> {
  return Promise.all(Array.from({ length: connections }, async (_, connection) => {
    const client = await lmtpConnect(port);
    for (let n = 0; ; n++) {
      const id = `${name}-${connection}-${n}@test.example`;
      const reply = await lmtpDeliver(client, ADDRESS, `Message-ID: <${id}>\r\nSubject: ${id}\r\n\r\n${id.repeat(Math.ceil(bytes / id.length)).replace(/.{70}/g, '$&\r\n')}`);
      if (!reply?.startsWith('250')) {
        client.close();
        return reply;
      }
      acknowledged.push(id);
    }
  }));
}

async function lostOrTwice(at: ServerProcess, acknowledged: readonly string[]): Promise<{ lost: string[]; twice: string[] }> {
  const counts = new Map<string, number>();
  for (const email of await new JmapAccount(at.ports.http, ADDRESS, PASSWORD).emails()) {
    const id = email.messageId?.[0] ?? '';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return { lost: acknowledged.filter((id) => !counts.has(id)), twice: [...counts].filter(([, count]) => count > 1).map(([id]) => id) };
}

eachDatabase((name, makeUrl) => {
  test('kill -9 under STORE, MOVE, EXPUNGE and Email/set: acknowledged changes stay, numbers only grow, expunged messages stay known', async () => {
    const at = await startServer(await makeUrl());
    const PER_KIND = 40;
    const setUp = await imap(at.ports.imap);
    for (const mailbox of ['work', 'done']) await setUp.command('cr', `CREATE ${mailbox}`);
    const message = (n: number): string => `Message-ID: <m${n}@test.example>\r\nSubject: m${n}\r\n\r\nHello\r\n`;
    for (let n = 1; n <= 4 * PER_KIND; n++) expect((await setUp.command('ap', `APPEND work {${message(n).length}+}\r\n${message(n)}`)).tagged).toContain(` ${n}]`);
    const account = new JmapAccount(at.ports.http, ADDRESS, PASSWORD);
    const emailOf = new Map((await account.emails()).map((email) => [Number(/^m(\d+)@/.exec(email.messageId?.[0] ?? '')?.[1]), email.id]));
    expect(emailOf.size).toBe(4 * PER_KIND);
    const state = (await account.call([['Email/get', { ids: [] }, 'g']]))[0]?.[1]['state'];
    setUp.close();

    const stored = new Set<number>();
    const moved = new Map<number, number>();
    const expunged = new Set<number>();
    const set = new Set<number>();
    const seen = { work: 0, done: 0, uid: 0 };
    const watch = await imap(at.ports.imap);
    const uidsOf = (kind: number): number[] => Array.from({ length: PER_KIND }, (_, i) => kind * PER_KIND + i + 1);
    let changes = 0;
    let enough: () => void = () => undefined;
    const midway = new Promise<void>((resolve) => (enough = resolve));
    const killAfter = 40 + Math.floor(Math.random() * 60);
    const done = (): void => {
      if (++changes === killAfter) enough();
    };
    const load = Promise.all([
      imap(at.ports.imap, 'work').then(async (client) => {
        for (const uid of uidsOf(0)) {
          if (!(await client.command(`s${uid}`, `UID STORE ${uid} +FLAGS.SILENT (\\Flagged k${uid})`)).tagged?.startsWith('OK')) return;
          stored.add(uid);
          done();
        }
      }),
      imap(at.ports.imap, 'work').then(async (client) => {
        for (const uid of uidsOf(1)) {
          const { untagged, tagged } = await client.command(`m${uid}`, `UID MOVE ${uid} done`);
          // RFC 6851 §4.3: COPYUID comes before the tagged answer; only that one acknowledges.
          if (!tagged?.startsWith('OK')) return;
          const to = /COPYUID \d+ \d+ (\d+)/.exec([...untagged, tagged].join(' '))?.[1];
          moved.set(uid, Number(to));
          seen.uid = Math.max(seen.uid, Number(to));
          done();
        }
      }),
      imap(at.ports.imap, 'work').then(async (client) => {
        for (const uid of uidsOf(2)) {
          if (!(await client.command(`d${uid}`, `UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`)).tagged?.startsWith('OK')) return;
          if (!(await client.command(`e${uid}`, `UID EXPUNGE ${uid}`)).tagged?.startsWith('OK')) return;
          expunged.add(uid);
          done();
        }
      }),
      (async () => {
        for (const uid of uidsOf(3)) {
          const answers = await account.call([['Email/set', { update: { [emailOf.get(uid) as string]: { 'keywords/$answered': true } } }, 's']]).catch(() => undefined);
          if (!answers) return;
          expect(answers[0]?.[1]['notUpdated'] ?? null).toBeNull();
          set.add(uid);
          done();
        }
      })(),
      (async () => {
        for (;;) {
          for (const mailbox of ['work', 'done'] as const) {
            const { modseq } = await numbers(watch, mailbox);
            if (watch.isClosed) return;
            seen[mailbox] = Math.max(seen[mailbox], modseq || 0);
          }
        }
      })(),
    ]);
    await midway;
    await at.end('SIGKILL');
    await load;
    await at.start();

    const client = await imap(at.ports.imap);
    const work = await flags(client, 'work');
    const there = await flags(client, 'done');
    expect([...stored].filter((uid) => !work.get(uid)?.includes('\\Flagged') || !work.get(uid)?.includes(`k${uid}`)), 'STORE').toEqual([]);
    expect([...moved].filter(([from, to]) => work.has(from) || !there.has(to)), 'MOVE').toEqual([]);
    expect([...expunged].filter((uid) => work.has(uid)), 'EXPUNGE').toEqual([]);
    expect([...set].filter((uid) => !work.get(uid)?.includes('\\Answered')), 'Email/set').toEqual([]);
    expect(uidsOf(1).filter((uid) => !work.has(uid)).length, 'a message that left one mailbox is in the other').toBe(there.size);

    // MariaDB syncs inside COMMIT, so nobody saw a number that was lost: there is no jump.
    const jump = name === 'sqlite' ? JUMP : 0;
    for (const mailbox of ['work', 'done'] as const) {
      const append = await client.command('ap', `APPEND ${mailbox} {${message(0).length}+}\r\n${message(0)}`);
      const uid = Number(/APPENDUID \d+ (\d+)/.exec(append.tagged ?? '')?.[1]);
      expect(uid).toBeGreaterThan((mailbox === 'work' ? 4 * PER_KIND : seen.uid) + jump);
      const now = await numbers(client, mailbox);
      expect(now.uidNext).toBeGreaterThan(uid);
      expect(now.modseq).toBeGreaterThan(seen[mailbox] + jump);
    }
    const after = new JmapAccount(at.ports.http, ADDRESS, PASSWORD);
    const [answer] = await after.call([['Email/changes', { sinceState: state }, 'c']]);
    const told = answer?.[1] as { destroyed: string[]; updated: string[] };
    expect([...expunged].filter((uid) => !told.destroyed.includes(emailOf.get(uid) as string)), 'destroyed since the state before').toEqual([]);
    expect([...stored, ...moved.keys(), ...set].filter((uid) => !told.updated.includes(emailOf.get(uid) as string)), 'updated since the state before').toEqual([]);
    expect(await differences(at)).toEqual([]);
    await at.end('SIGTERM');
  }, 60_000);

  test('SIGTERM under load: ends with 0 within seconds, loses nothing, starts again without a jump', async () => {
    const at = await startServer(await makeUrl());
    const acknowledged: string[] = [];
    const load = deliverUntilRefused(at.ports.lmtp, 'term', 6, acknowledged, 4000);
    const idle = await imap(at.ports.imap, 'INBOX');
    idle.send('i IDLE\r\n');
    while (acknowledged.length < 30) await new Promise((resolve) => setImmediate(resolve));
    const began = performance.now();
    await at.end('SIGTERM');
    const tookMs = performance.now() - began;
    expect(at.child?.exitCode).toBe(0);
    expect(tookMs).toBeLessThan(8_000);
    expect((await idle.rest()).at(-1), 'an idle client is told').toMatch(/^\* BYE/);
    expect(await load, 'the others are refused for now, or cut').toEqual(Array.from({ length: 6 }, () => expect.toSatisfy((reply: string | null) => reply === null || reply.startsWith('4'))));
    await at.start();
    expect(await lostOrTwice(at, acknowledged)).toEqual({ lost: [], twice: [] });
    expect((await numbers(await imap(at.ports.imap), 'INBOX')).uidNext).toBeLessThan(JUMP);
    expect(await differences(at)).toEqual([]);
    await at.end('SIGTERM');
  }, 60_000);
});

needs('prlimit')('sqlite on a full disk', () => {
  // Which file is the first to meet the limit: large messages fill the segment, small ones the log.
  describe.each([['the segments', 100_000], ['the log', 200]])('%s', (_what, bytes) => {
    test('writing is refused for now, nothing acknowledged is lost, and with room again it goes on without a restart', async () => {
      const at = await startServer(await freshDatabase('sqlite'), [program('prlimit'), '--fsize=unlimited:unlimited']);
      const limitTo = (size: string): void => void execFileSync(program('prlimit'), ['--pid', String(at.child?.pid), `--fsize=${size}:unlimited`]);
      const acknowledged: string[] = [];
      const wal = statSync(join(at.data, 'messagerie.db-wal')).size;
      limitTo(String(wal + 1_500_000));
      const replies = await deliverUntilRefused(at.ports.lmtp, 'full', 3, acknowledged, bytes);
      expect(acknowledged.length).toBeGreaterThan(5);
      expect(replies).toEqual([expect.stringMatching(/^45[12] 4\./), expect.stringMatching(/^45[12] 4\./), expect.stringMatching(/^45[12] 4\./)]);
      const client = await imap(at.ports.imap, 'INBOX');
      const large = `Subject: x\r\n\r\n${'x'.repeat(2_000_000)}`;
      expect((await client.command('ap', `APPEND INBOX {${large.length}+}\r\n${large}`)).tagged).toMatch(/^NO/);
      expect((await client.command('no', 'NOOP')).tagged).toMatch(/^OK/);
      expect(await lostOrTwice(at, acknowledged), 'reading goes on').toEqual({ lost: [], twice: [] });

      limitTo('unlimited');
      const again = await lmtpConnect(at.ports.lmtp);
      for (let n = 0; n < 5; n++) {
        expect(await lmtpDeliver(again, ADDRESS, `Message-ID: <again-${n}@test.example>\r\n\r\n${'x'.repeat(60)}`)).toMatch(/^250/);
        acknowledged.push(`again-${n}@test.example`);
      }
      expect(await differences(at)).toEqual([]);
      const ended = once(at.child as NonNullable<typeof at.child>, 'close');
      await at.end('SIGTERM');
      await ended;
      expect(at.child?.exitCode).toBe(0);
      await at.start();
      expect(await lostOrTwice(at, acknowledged)).toEqual({ lost: [], twice: [] });
      expect(await differences(at)).toEqual([]);
      await at.end('SIGTERM');
    }, 60_000);
  });
});
