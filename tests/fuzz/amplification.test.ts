/** Small requests that could make the server do, hold or keep very much: each has a bound, told by the protocol's own refusal. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RowBatches } from '../../api/jmap/row-batches.ts';
import { searchMailbox } from '../../api/legacy/search.ts';
import { buildMessage } from '../../api/mail/mime/index.ts';
import { LineClient } from '../crash/line-client.ts';
import { ALICE, heldMiB, type Target, target } from '../protocol/bad-input/harness.ts';
import { freshDatabase } from '../setup/databases.ts';
import { mailFixture } from '../setup/mail.ts';
import { PASSWORD } from '../setup/server.ts';
import { within } from './fuzz.ts';

const KiB = 1024;

interface Refused {
  readonly type: string;
  readonly properties?: readonly string[];
  readonly maxSize?: number;
}

describe('a whole server', () => {
  let at: Target;
  let inbox = '';
  let blob = '';
  beforeAll(async () => {
    at = await target(() => freshDatabase('sqlite'), { maxSizeUpload: '64KiB', maxSizeAttachmentsPerEmail: '128KiB', messageBytes: '2MiB', mimeParts: 100 });
    const [mailboxes] = await at.alice.call([['Mailbox/query', { filter: { role: 'inbox' } }, 'q']]);
    inbox = (mailboxes?.[1]['ids'] as string[])[0] ?? '';
    blob = await upload(Buffer.alloc(60 * KiB, 'x'));
  });
  afterAll(() => at.end());

  const post = async (bytes: Buffer): Promise<Response> => at.fetch(`/jmap/upload/${await at.alice.accountId()}`, { method: 'POST', body: bytes, headers: { 'content-type': 'text/plain' } });
  const upload = async (bytes: Buffer): Promise<string> => ((await (await post(bytes)).json()) as { blobId: string }).blobId;
  const create = async (draft: Record<string, unknown>): Promise<Refused | undefined> => {
    const [answer] = await at.alice.call([['Email/set', { create: { e: { mailboxIds: { [inbox]: true }, subject: 'x', ...draft } } }, 's']]);
    return ((answer?.[1]['notCreated'] ?? {}) as Record<string, Refused>)['e'];
  };

  test('RFC 8621 §4.6: ranges of one upload, each a blob of its own, count together as attachments', async () => {
    const attachments = Array.from({ length: 60 }, (_, n) => ({ blobId: `${blob}-${n}-60000-i`, type: 'application/octet-stream' }));
    expect(await create({ attachments })).toMatchObject({ type: 'tooLarge', maxSize: 128 * KiB });
  });

  test('RFC 8621 §4.6: one blob, or one body value, named many times counts each time', async () => {
    expect(await create({ attachments: Array.from({ length: 60 }, () => ({ blobId: blob, type: 'application/octet-stream' })) })).toMatchObject({ type: 'tooLarge' });
    const subParts = Array.from({ length: 60 }, () => ({ partId: '1', type: 'text/plain' }));
    expect(await create({ bodyStructure: { type: 'multipart/mixed', subParts }, bodyValues: { 1: { value: 'y'.repeat(60_000) } } })).toMatchObject({ type: 'tooLarge' });
  });

  test('limits.mimeParts: parts of a message to be made', async () => {
    const subParts = (count: number) => Array.from({ length: count }, () => ({ partId: '1', type: 'text/plain' }));
    const structure = (count: number) => ({ bodyStructure: { type: 'multipart/mixed', subParts: subParts(count) }, bodyValues: { 1: { value: 'y' } } });
    expect(await create(structure(99))).toBeUndefined();
    expect(await create(structure(100))).toMatchObject({ type: 'invalidProperties', properties: ['bodyStructure'] });
  });

  test('RFC 8620 §6.1: uploads that nobody uses are kept to twenty largest ones; those in messages do not count', async () => {
    const [got] = await at.alice.call([['Email/query', {}, 'q']]);
    expect(got?.[0]).toBe('Email/query');
    const blobIds: string[] = [];
    let refused: Response | undefined;
    for (let n = 0; n < 30 && !refused; n++) {
      const answer = await post(Buffer.from(`Subject: ${n}\r\n\r\n${'z'.repeat(60_000)}`));
      if (answer.ok) blobIds.push(((await answer.json()) as { blobId: string }).blobId);
      else refused = answer;
    }
    expect(refused?.status).toBe(507);
    expect(blobIds.length).toBeGreaterThan(18);
    const [imported] = await at.alice.call([['Email/import', { emails: Object.fromEntries(blobIds.map((blobId, n) => [`i${n}`, { blobId, mailboxIds: { [inbox]: true } }])) }, 'i']]);
    expect(imported?.[1]['notCreated']).toBeNull();
    expect((await post(Buffer.from('room again'))).status).toBe(201);
  });

  test('RFC 3501 §6.4.5: a FETCH of many copies of a large header holds one at a time', async () => {
    const number = 300;
    expect(await at.deliver(`Subject: large\r\n${`X-Filler: ${'h'.repeat(900)}\r\n`.repeat(1000)}\r\nbody\r\n`)).toMatch(/^250/);
    const items = Array.from({ length: number }, (_, n) => `BODY.PEEK[HEADER.FIELDS.NOT (N${n})]`).join(' ');
    const before = heldMiB();
    const output = await within('FETCH', new Promise<{ held: number; bytes: number; end: string }>((resolve, reject) => {
      const socket = connect(at.server.ports.imap, '127.0.0.1');
      let held = 0;
      let bytes = 0;
      let end = '';
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        end = (end + chunk.toString('latin1')).slice(-200);
        if (held === 0 && end.includes('BODY[HEADER.FIELDS.NOT') ) held = heldMiB();
        if (bytes > 1_000_000 && held === 0) held = heldMiB();
      });
      socket.on('close', () => resolve({ held, bytes, end }));
      socket.write(`a LOGIN ${ALICE} "${PASSWORD}"\r\nb SELECT INBOX\r\nc FETCH * (${items})\r\nd LOGOUT\r\n`);
    }));
    expect(output.end).toMatch(/c OK FETCH completed\r\n\* BYE [^\r]*\r\nd OK/);
    expect(output.bytes).toBeGreaterThan(number * 900_000);
    expect(output.held - before).toBeLessThan(60);
  });

  test('RFC 9051 §6.2.1, RFC 2595, RFC 3207: a client that leaves in the middle of STARTTLS is not waited for', async () => {
    const { imap, pop3, smtp } = at.server.ports;
    for (const [port, text] of [[imap, 'a STARTTLS\r\n'], [imap, 'a LOGIN nobody@example.com x\r\nb STARTTLS\r\nc NOOP\r\n'], [pop3, 'STLS\r\n'], [smtp, 'EHLO x\r\nSTARTTLS\r\n']] as const) {
      const client = new LineClient(port);
      await client.line();
      client.send(text);
      client.socket.end();
      await within(text, client.rest());
    }
  });

  test('RFC 8621 §6.3: what stands behind the plus of one’s own address is no way into a header', async () => {
    for (const email of ['alice+\r\nBcc: x@example.com', 'alice+x\r\n@example.com', 'alice+a b@example.com', `alice+${'x'.repeat(400)}@example.com`, 'alice+\u0000@example.com']) {
      const [answer] = await at.alice.call([['Identity/set', { create: { i: { name: 'x', email } } }, 'i']]);
      expect([email, answer?.[1]['notCreated']]).toEqual([email, { i: expect.objectContaining({ type: expect.stringMatching(/^(invalidProperties|forbiddenFrom)$/) }) }]);
    }
    const [answer] = await at.alice.call([['Identity/set', { create: { i: { name: 'x', email: 'alice+list@example.com' } } }, 'i']]);
    expect(answer?.[1]['notCreated']).toBeNull();
  });

  test('RFC 8620 §1.4: receivedAt is a UTCDate, with a year that INTERNALDATE can show', async () => {
    for (const receivedAt of ['+010000-01-01T00:00:00Z', '2026', '-000001-01-01T00:00:00Z', '1 Jan 2026', '2026-01-01T00:00:00']) {
      expect([receivedAt, await create({ receivedAt })]).toEqual([receivedAt, expect.objectContaining({ type: 'invalidProperties', properties: ['receivedAt'] })]);
    }
    expect(await create({ receivedAt: '9999-12-31T23:59:59Z' })).toBeUndefined();
  });

  test('RFC 9051 §9 date-time: an APPEND beyond the year 9999 in UTC is shown with four digits', async () => {
    const imap = await at.imap();
    const appended = await imap.command('a', 'APPEND INBOX "31-Dec-9999 23:59:59 -0100" {14+}\r\nSubject: x\r\n\r\n');
    expect(appended.tagged).toMatch(/^OK/);
    const { untagged } = await imap.command('b', 'FETCH * INTERNALDATE');
    expect(untagged.join('\n')).toMatch(/INTERNALDATE "\d\d-[A-Z][a-z]{2}-\d{4} /);
    imap.close();
  });
});

test('design §6: a search with hundreds of conditions on one large message gives way to others between them', async () => {
  const database = await freshDatabase('sqlite');
  const mail = await mailFixture(async () => database);
  try {
    await mail.add(`Subject: long\n\n${'abcdefghij klmnopqrst\n'.repeat(200_000)}`);
    const turnsOf = async (conditions: number): Promise<number> => {
      let turns = 0;
      let isOver = false;
      const count = (): void => {
        turns++;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      const filters = Array.from({ length: conditions }, (_, n) => ({ op: 'not', filter: { op: 'body', text: `needle ${n}` } }) as const);
      const found = await searchMailbox(mail.ctx, mail.mailboxId('inbox'), { op: 'and', filters });
      isOver = true;
      expect(found).toHaveLength(1);
      return turns;
    };
    await turnsOf(1);
    const one = await turnsOf(1);
    expect((await turnsOf(600)) - one).toBeGreaterThan(50);
  } finally {
    await mail.close();
    await database.drop();
  }
});

test('rows with long columns are read few at a time, short ones many', () => {
  const batches = new RowBatches(500);
  expect(batches.rows).toBe(32);
  batches.note(32, 32 * 1000);
  expect(batches.rows).toBe(128);
  batches.note(128, 128 * 4 * KiB * KiB);
  expect(batches.rows).toBe(2);
  batches.note(2, 200 * KiB * KiB);
  expect(batches.rows).toBe(1);
  for (let n = 0; n < 10; n++) batches.note(batches.rows, batches.rows * 100);
  expect(batches.rows).toBe(500);
});

test('building a message of thousands of multiparts looks through its contents once', async () => {
  const text = { partId: '1', type: 'text/plain' };
  const leaves = Array.from({ length: 4_900 }, () => ({ type: 'multipart/mixed', subParts: [text] }));
  const start = performance.now();
  const { bytes } = await buildMessage({ bodyStructure: { type: 'multipart/mixed', subParts: leaves }, bodyValues: { 1: { value: '=_ '.repeat(2000) } } }, async () => null, new Date(0), () => 'x@y');
  expect(bytes?.toString('latin1').match(/boundary=/g)).toHaveLength(4_901);
  expect(performance.now() - start).toBeLessThan(10_000);
});
