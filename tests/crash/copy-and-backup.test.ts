/** kill -9 in the middle of what takes long: a COPY of thousands of messages, and a backup (design §4, §6, §12). */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../protocol/jmap-mail/random.ts';
import { eachDatabase } from '../setup/databases.ts';
import { ServerProcess } from '../setup/process.ts';
import { JmapAccount } from './jmap-account.ts';
import { LineClient } from './line-client.ts';

const ROUNDS = 3;
const MESSAGES = 6_000;
const AT_ONCE = 1000;
const ADDRESS = 'alice@example.com';
const PASSWORD = 'correct horse';

eachDatabase((name, makeUrl) => {
  const { seed, below } = random();
  let server: ServerProcess;

  beforeAll(async () => {
    console.log(`copy-and-backup, ${name}: MESSAGERIE_TEST_SEED=${seed}`);
    server = new ServerProcess(await makeUrl());
    await server.configure();
    await server.start();
    await server.command(['user', 'add', ADDRESS, '--name', 'Alice', '--password-stdin'], PASSWORD);
    await fillInbox(server.ports.http);
  }, 180_000);
  afterAll(() => server.remove());

  const signIn = async (): Promise<LineClient> => {
    const client = new LineClient(server.ports.imap);
    await client.line();
    expect((await client.command('in', `LOGIN ${ADDRESS} "${PASSWORD}"`)).tagged).toMatch(/^OK/);
    return client;
  };
  const messagesIn = async (client: LineClient, mailbox: string): Promise<number> => {
    const { untagged } = await client.command('st', `STATUS ${mailbox} (MESSAGES)`);
    return Number(/MESSAGES (\d+)/.exec(untagged.join(' '))?.[1]);
  };
  /** Kills the server at some moment of what takes about so long, or right behind it. */
  const killWithin = async (takesMs: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, below(Math.ceil(takesMs * 1.1))));
    await server.end('SIGKILL');
  };
  const findDifferences = async (): Promise<unknown[]> => (JSON.parse(await server.command(['verify', '--json'])) as { differences: unknown[] }).differences;

  test('a backup that was interrupted is refused in words, or whole; the next one into its folder is whole', async () => {
    const check = (folder: string): Promise<string> => server.command(['backup', folder, '--check']).catch((error: Error) => error.message);
    const start = performance.now();
    await server.command(['backup', join(server.folder, 'first')]);
    const takesMs = performance.now() - start;
    for (let round = 0; round < ROUNDS; round++) {
      // The last one is interrupted beside a backup that was there before.
      const folder = join(server.folder, round === ROUNDS - 1 ? 'first' : `backup${round}`);
      const [answer] = await Promise.all([server.command(['backup', folder]).catch((error: Error) => error.message), killWithin(takesMs)]);
      const found = await check(folder);
      const isWhole = found.includes('The backup is whole');
      if (!isWhole) expect(found).toMatch(/There is no backup in|There is no folder/);
      if (answer.startsWith('Backed up') || round === ROUNDS - 1) expect(found, answer).toMatch(/The backup is whole/);
      await server.start();
      expect(await server.command(['backup', folder])).toMatch(/Backed up to/);
      expect(await check(folder)).toMatch(new RegExp(`The backup is whole: taken .*, ${MESSAGES} messages`));
    }
    expect(await findDifferences()).toEqual([]);
  }, 180_000);

  test('a COPY of thousands of messages is there as a whole or not at all', async () => {
    let client = await signIn();
    await client.command('c', 'CREATE whole');
    await client.command('s', 'SELECT INBOX');
    const start = performance.now();
    expect((await client.command('y', 'COPY 1:* whole')).tagged).toMatch(/^OK \[COPYUID/);
    const takesMs = performance.now() - start;
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const target = `round${round}`;
      await client.command('c', `CREATE ${target}`);
      await client.command('s', 'SELECT INBOX');
      const [{ tagged }] = await Promise.all([client.command('y', `COPY 1:* ${target}`), killWithin(takesMs)]);
      await server.start();
      client = await signIn();
      const copied = await messagesIn(client, target);
      expect([0, MESSAGES], `round ${round}, after ${tagged ?? 'no answer'}`).toContain(copied);
      if (tagged?.startsWith('OK')) expect(copied).toBe(MESSAGES);
      expect(await messagesIn(client, 'INBOX')).toBe(MESSAGES);
      outcomes.push(`${copied} there, ${tagged === null ? 'not acknowledged' : 'acknowledged'}`);
    }
    expect(await findDifferences(), outcomes.join('; ')).toEqual([]);
    // What was interrupted is in nobody's way.
    await client.command('s', 'SELECT INBOX');
    expect((await client.command('y', 'COPY 1:10 round0')).tagged).toMatch(/^OK/);
    client.close();
  }, 180_000);
});

/** The same message again and again, which costs its bytes once. */
async function fillInbox(port: number): Promise<void> {
  const account = new JmapAccount(port, ADDRESS, PASSWORD);
  const accountId = await account.accountId();
  const upload = await fetch(`http://127.0.0.1:${port}/jmap/upload/${accountId}`, {
    method: 'POST', body: 'From: sender@remote.example\r\nSubject: again\r\n\r\ntext\r\n',
    headers: { authorization: `Basic ${Buffer.from(`${ADDRESS}:${PASSWORD}`).toString('base64')}`, 'content-type': 'message/rfc822' },
  });
  const { blobId } = (await upload.json()) as { blobId: string };
  const [answer] = await account.call([['Mailbox/query', { filter: { role: 'inbox' } }, 'q']]);
  const [inbox = ''] = answer?.[1]['ids'] as string[];
  for (let done = 0; done < MESSAGES; done += AT_ONCE) {
    const emails = Object.fromEntries(Array.from({ length: AT_ONCE }, (_unused, n) => [`e${n}`, { blobId, mailboxIds: { [inbox]: true } }]));
    const [imported] = await account.call([['Email/import', { emails }, 'i']]);
    expect(Object.keys((imported?.[1]['created'] as object | null) ?? {})).toHaveLength(AT_ONCE);
  }
}
