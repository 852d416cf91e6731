/** Limits of the configuration, each at its value and one over it, as a client meets them (docs/configuration.md, `limits.*`). */
import { afterEach, expect, test } from 'vitest';
import { PASSWORD } from '../../setup/server.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { LineClient } from '../../crash/line-client.ts';
import { ALICE, type Target, target } from './harness.ts';

let at: Target | undefined;
afterEach(async () => {
  await at?.end();
  at = undefined;
});

async function start(limits: Readonly<Record<string, number | string>>): Promise<Target> {
  at = await target(() => freshDatabase('sqlite'), limits);
  return at;
}

interface SetAnswer {
  readonly created?: Record<string, { id: string }> | null;
  readonly notCreated?: Record<string, { type: string; properties?: string[] }> | null;
  readonly updated?: Record<string, unknown> | null;
  readonly notUpdated?: Record<string, { type: string }> | null;
}

async function set(who: Target, method: string, args: Record<string, unknown>): Promise<SetAnswer> {
  const [answer] = await who.alice.call([[method, args, 's']]);
  if (answer?.[0] !== method) throw new Error(JSON.stringify(answer));
  return answer[1] as SetAnswer;
}

test('keywordsPerEmail: JMAP tooManyKeywords (RFC 8621 §4.6), IMAP NO', async () => {
  const who = await start({ keywordsPerEmail: 8 });
  await who.deliver('Subject: x\r\n\r\nx');
  const id = (await who.alice.emails())[0]?.id ?? '';
  const keywords = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, true]));
  expect((await set(who, 'Email/set', { update: { [id]: { keywords: keywords(9) } } })).notUpdated?.[id]?.type).toBe('tooManyKeywords');
  expect((await set(who, 'Email/set', { update: { [id]: { keywords: keywords(8) } } })).updated).toHaveProperty(id);
  const imap = await who.imap();
  expect((await imap.command('a', 'STORE 1 +FLAGS (k1)')).tagged).toMatch(/^OK/);
  expect((await imap.command('b', 'STORE 1 +FLAGS (one-more)')).tagged).toMatch(/^NO/);
  expect(Object.keys((await who.alice.emails())[0]?.keywords ?? {})).toHaveLength(8);
  imap.close();
});

test('mailboxesPerAccount: over it none is made, by JMAP or IMAP', async () => {
  const who = await start({ mailboxesPerAccount: 10 });
  const [got] = await who.alice.call([['Mailbox/get', { ids: null, properties: ['id'] }, 'g']]);
  const room = 10 - ((got?.[1]['list'] ?? []) as unknown[]).length;
  expect(room).toBeGreaterThan(0);
  const create = Object.fromEntries(Array.from({ length: room + 1 }, (_, i) => [`c${i}`, { name: `folder ${i}` }]));
  const answer = await set(who, 'Mailbox/set', { create });
  expect(Object.keys(answer.created ?? {})).toHaveLength(room);
  expect(Object.keys(answer.notCreated ?? {})).toHaveLength(1);
  const imap = await who.imap();
  expect((await imap.command('a', 'CREATE more')).tagged).toMatch(/^NO/);
  imap.close();
});

test('mailboxDepth and mailboxNameBytes: RFC 8621 §1.3.1 tells them, Mailbox/set and CREATE keep them', async () => {
  const who = await start({ mailboxDepth: 3, mailboxNameBytes: 32 });
  const nested = async (depth: number): Promise<SetAnswer> => set(who, 'Mailbox/set', {
    create: Object.fromEntries(Array.from({ length: depth }, (_, i) => [`d${i}`, { name: `depth ${depth}`, parentId: i === 0 ? null : `#d${i - 1}` }])),
  });
  expect((await nested(3)).notCreated ?? null).toBeNull();
  expect((await nested(4)).notCreated?.['d3']).toMatchObject({ type: 'invalidProperties', properties: ['parentId'] });
  const named = (name: string) => set(who, 'Mailbox/set', { create: { n: { name } } });
  expect((await named('é'.repeat(16))).created).toHaveProperty('n');
  expect((await named(`${'é'.repeat(16)}x`)).notCreated?.['n']).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
  const imap = await who.imap();
  expect((await imap.command('a', 'CREATE a/b/c')).tagged).toMatch(/^OK/);
  expect((await imap.command('b', 'CREATE a/b/c/d')).tagged).toMatch(/^NO/);
  expect((await imap.command('c', `CREATE ${'x'.repeat(32)}`)).tagged).toMatch(/^OK/);
  expect((await imap.command('d', `CREATE ${'y'.repeat(33)}`)).tagged).toMatch(/^NO/);
  imap.close();
});

test('maxSizeAttachmentsPerEmail: over it the Email is not made', async () => {
  const who = await start({ maxSizeAttachmentsPerEmail: 65536 });
  const [mailboxes] = await who.alice.call([['Mailbox/query', { filter: { role: 'inbox' } }, 'q']]);
  const inbox = ((mailboxes?.[1]['ids'] ?? []) as string[])[0] ?? '';
  const attempt = async (bytes: number): Promise<SetAnswer> => {
    const upload = (await (await who.fetch(`/jmap/upload/${await who.alice.accountId()}`, { method: 'POST', body: 'x'.repeat(bytes), headers: { 'content-type': 'application/octet-stream' } })).json()) as { blobId: string };
    return set(who, 'Email/set', { create: { e: { mailboxIds: { [inbox]: true }, subject: 'x', attachments: [{ blobId: upload.blobId, type: 'application/octet-stream' }] } } });
  };
  expect((await attempt(65536)).created).toHaveProperty('e');
  expect((await attempt(65537)).notCreated?.['e']?.type).toBe('tooLarge');
  expect(await who.alice.emails()).toHaveLength(1);
});

test('receivedFields: one more is a loop (RFC 5321 §6.3)', async () => {
  const who = await start({ receivedFields: 10 });
  const hops = (count: number): string => `${'Received: from a by b; Thu, 1 Jan 2026 10:00:00 +0000\r\n'.repeat(count)}Subject: x\r\n\r\nx`;
  // Our own counts as well.
  expect(await who.deliver(hops(9))).toMatch(/^250/);
  expect(await who.deliver(hops(11))).toMatch(/^554 5\.4\.6/);
  expect(await who.alice.emails()).toHaveLength(1);
});

test('headerBytes, headerFields, mimeParts and mimeDepth: what lies behind is kept, and not looked into', async () => {
  const who = await start({ headerBytes: 16384, headerFields: 100, mimeParts: 10, mimeDepth: 5 });
  const subjects = async (...messages: string[]): Promise<(string | null)[]> => {
    const found: (string | null)[] = [];
    for (const message of messages) {
      expect(await who.deliver(message)).toMatch(/^250/);
      const [, got] = await who.alice.call([
        ['Email/query', { sort: [{ property: 'receivedAt', isAscending: false }], limit: 1 }, 'q'],
        ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['id', 'subject'] }, 'g'],
      ]);
      const email = ((got?.[1]['list'] ?? []) as { id: string; subject: string | null }[])[0];
      found.push(email?.subject ?? null);
      await who.alice.call([['Email/set', { destroy: [email?.id] }, 'd']]);
    }
    return found;
  };
  const fields = (count: number): string => `${'X-A: b\r\n'.repeat(count)}Subject: seen\r\n\r\nx`;
  expect(await subjects(fields(50), fields(101))).toEqual(['seen', null]);
  const long = (bytes: number): string => `X-A: ${'x'.repeat(bytes)}\r\nSubject: seen\r\n\r\nx`;
  expect(await subjects(long(10_000), long(17_000))).toEqual(['seen', null]);
  const multipart = (count: number): string => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`;
  const parts = async (count: number): Promise<{ type: string }[]> => {
    await who.deliver(multipart(count));
    const [, got] = await who.alice.call([
      ['Email/query', {}, 'q'], ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['id', 'bodyStructure'], bodyProperties: ['type', 'subParts'] }, 'g'],
    ]);
    const email = ((got?.[1]['list'] ?? []) as { id: string; bodyStructure: { subParts: { type: string }[] } }[])[0];
    await who.alice.call([['Email/set', { destroy: [email?.id] }, 'd']]);
    return email?.bodyStructure.subParts ?? [];
  };
  expect((await parts(9)).map((part) => part.type)).toEqual(Array.from({ length: 9 }, () => 'text/plain'));
  const over = await parts(12);
  expect(over.length).toBeLessThanOrEqual(10);
  expect(over.at(-1)?.type).toBe('application/octet-stream');
});

test('lineBytes, commandBytes: an IMAP command over them is refused, the session goes on', async () => {
  const who = await start({ lineBytes: 1024, commandBytes: 4096 });
  const imap = await who.imap();
  const padded = (bytes: number): string => `SEARCH SUBJECT "${'x'.repeat(bytes - 'a SEARCH SUBJECT ""'.length)}"`;
  expect((await imap.command('a', padded(1024))).tagged).toMatch(/^OK/);
  expect((await imap.command('a', padded(1025))).tagged).toMatch(/^BAD/);
  expect((await imap.command('b', `SEARCH SUBJECT {4096+}\r\n${'x'.repeat(4096)}`)).tagged).toMatch(/^OK/);
  expect((await imap.command('c', `SEARCH SUBJECT {4097+}\r\n${'x'.repeat(4097)}`)).tagged).toMatch(/^(BAD|NO)/);
  expect((await imap.command('d', 'NOOP')).tagged).toMatch(/^OK/);
  imap.close();
});

test('sessionLifetime: the cookie lives as long', async () => {
  const who = await start({ sessionLifetime: '2h' });
  const response = await fetch(`${who.server.http}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: ALICE, password: PASSWORD }) });
  expect(response.status).toBeLessThan(300);
  expect(response.headers.get('set-cookie')).toMatch(/Max-Age=7200/i);
});

test('stopTimeout: a client that never finishes does not hold the stop', async () => {
  const who = await start({ stopTimeout: '1s' });
  const client = new LineClient(who.server.ports.smtp);
  await client.reply();
  await client.reply('EHLO x');
  for (const command of ['MAIL FROM:<a@remote.example>', `RCPT TO:<${ALICE}>`, 'DATA']) await client.reply(command);
  client.send('Subject: never finished\r\n\r\n');
  const began = performance.now();
  const again = await who.server.restart();
  expect(performance.now() - began).toBeLessThan(6000);
  await client.rest();
  expect((await again.running.open.rest.verify.verify({})).differences).toEqual([]);
  at = undefined;
  await again.stop();
});
