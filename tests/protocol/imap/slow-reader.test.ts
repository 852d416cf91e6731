/** A client that takes a long answer at about 1 KB a second: nothing waits for it, nothing is kept open or in memory for it (design §6). */
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import BetterSqlite3 from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { afterEach, expect, test } from 'vitest';
import { EmailChanges } from '../../../api/mail/store/email-changes.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { MailUnit } from '../../../api/mail/store/mail-unit.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { principalByAddress } from '../../../db/repositories/people.ts';
import { eachDatabase, mariadbSocket } from '../../setup/databases.ts';
import { LmtpClient } from '../../setup/lmtp.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';
import { ImapClient } from './harness.ts';

const ALICE = 'alice@example.com';
const MESSAGES = 400;
const MESSAGE_BYTES = 100_000;
const DELIVERIES = 60;
/** What the slow one has taken by the end. */
const SIPPED_BYTES = 2000;
/** Beside what is on its way to one client; all of the answer would be 40 MB. */
const MEMORY_BYTES = 12_000_000;

eachDatabase((name, makeUrl) => {
  let server: TestServer | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server?.stop();
    server = undefined;
  });

  const signIn = async (server: TestServer): Promise<ImapClient> => {
    const client = new ImapClient(connect(server.ports.imap, '127.0.0.1'));
    sockets.push(client.socket);
    await client.line();
    await client.run(`LOGIN ${ALICE} "${PASSWORD}"`);
    await client.run('SELECT INBOX');
    return client;
  };

  test('FETCH 1:* BODY[] to a slow reader holds neither the log nor memory, and mail goes on', async () => {
    const database = await makeUrl();
    server = await startTestServer(async () => database, { people: ['alice'] });
    // What is loaded with a first delivery and a first reading is no growth.
    const sender = new LmtpClient(server.ports.lmtp);
    expect(await sender.deliver(ALICE, 'Subject: first\r\n\r\ntext')).toBe(true);
    const first = await signIn(server);
    await first.run('FETCH 1:* (BODY[])');
    first.socket.destroy();
    const before = await memoryBytes();
    await fill(server);
    const other = await signIn(server);
    const slow = await signIn(server);
    slow.socket.pause();
    slow.socket.removeAllListeners('data');
    let received = 0;
    slow.socket.write('f FETCH 1:* (BODY[])\r\n');
    const sipping = setInterval(() => {
      received += (slow.socket.read(100) as Buffer | null)?.length ?? 0;
    }, 100);
    try {
      await expect.poll(() => received, { interval: 10 }).toBeGreaterThan(0);
      for (let i = 0; i < DELIVERIES; i++) {
        const message = `Message-ID: <new${i}@x.example>\r\nSubject: new ${i}\r\n\r\n${'text\r\n'.repeat(200)}`;
        expect(await sender.again(ALICE, message)).toBe(true);
        // Another session of the same account is told of each, at once.
        expect((await other.run('NOOP')).some((line) => line === `* ${MESSAGES + i + 2} EXISTS`)).toBe(true);
      }
      sender.close();
      await expect.poll(() => received, { interval: 10 }).toBeGreaterThan(SIPPED_BYTES);
      await expect.poll(() => (name === 'sqlite' ? heldFrames(database.url) : openTransactions(database.url)), { interval: 20 }).toBe(0);
      expect((await memoryBytes()) - before).toBeLessThan(MEMORY_BYTES);
      expect(received).toBeLessThan((MESSAGES * MESSAGE_BYTES) / 2);
    } finally {
      clearInterval(sipping);
    }
    // Taken at once, the rest is all there.
    let tail = '';
    await new Promise<void>((resolve) => {
      slow.socket.on('data', (piece: Buffer) => {
        received += piece.length;
        tail = (tail + piece.toString('latin1')).slice(-200);
        if (/^f OK/m.test(tail)) resolve();
      });
      slow.socket.resume();
    });
    expect(received).toBeGreaterThan(MESSAGES * MESSAGE_BYTES);
    expect((await other.run('STATUS INBOX (MESSAGES UNSEEN)'))).toContain(`* STATUS INBOX (MESSAGES ${MESSAGES + DELIVERIES + 1} UNSEEN ${DELIVERIES})`);
  });
});

/** What JavaScript and its buffers hold of this thread, in which the server runs, once all that is left behind has been collected. */
async function memoryBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Buffers go in the turn after their objects.
  for (let i = 0; i < 3; i++) {
    collect();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Frames of the write-ahead log that a checkpoint cannot put into the database file, since somebody still reads an older state. */
function heldFrames(url: string): number {
  const database = new BetterSqlite3(url.slice('sqlite:'.length));
  try {
    const [row] = database.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    return row ? row.log - row.checkpointed : -1;
  } finally {
    database.close();
  }
}

async function openTransactions(url: string): Promise<number> {
  const connection = await createConnection({ socketPath: await mariadbSocket(), user: 'root' });
  try {
    const [rows] = await connection.query(
      'SELECT COUNT(*) AS open FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = ?', [/\/(\w+)\?/.exec(url)?.[1]],
    );
    return Number((rows as { open: number }[])[0]?.open);
  } finally {
    await connection.end();
  }
}

/** Many messages, without a protocol. */
async function fill(server: TestServer): Promise<void> {
  const { core } = server.running.open;
  const account = (await core.db.read((read) => principalByAddress(read, ALICE)))?.id ?? 0;
  const inbox = (await core.db.read((read) => mailboxByRole(read, account, 'inbox')))?.id ?? 0;
  const body = 'a line of the body\r\n'.repeat(MESSAGE_BYTES / 20);
  for (let start = 0; start < MESSAGES; start += 50) {
    const chunk = await Promise.all(Array.from({ length: 50 }, (_, i) => arrive(
      core.db.blobs, Buffer.from(`Message-ID: <e${start + i}@x.example>\r\nSubject: number ${start + i}\r\n\r\n${body}`), { maxBytes: 2 * MESSAGE_BYTES, limits: {} },
    )));
    await core.db.write([account], async (tx) => {
      const changes = new EmailChanges(new MailUnit(tx, account, core.clock.now()));
      for (const arrived of chunk) await createEmail(changes, core.db.blobs, { arrived, prefix: null, mailboxIds: [inbox], bits: 0, extra: null, receivedAt: 1_700_000_000_000 });
      await changes.settle();
    });
  }
}
