import { request } from 'node:http';
import { expect, test } from 'vitest';
import { type EmailFilterCondition, validator, type SchemaName } from '../../../openapi/index.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { toId } from '../../../api/ids.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

interface Item {
  readonly id: string;
  readonly subject: string;
  readonly keywords: string[];
  readonly mailboxIds: string[];
}

interface PageOf<T> {
  readonly items: T[];
  readonly next: string | null;
}

const fits = (schema: SchemaName, value: unknown): void => expect(validator(schema)(value)).toBeNull();

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp(limits: Parameters<typeof openWeb>[1] = {}) {
    const web = await openWeb(opener, limits);
    const { call, access } = web;
    const ctx = await access.signIn({ user: 'ali@example.org', password }, { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: true });
    const accountId = toId('account', ctx.principal.id);
    const { list: mailboxes } = await callMethod(ctx, 'Mailbox/get', { accountId, ids: null });
    const mailbox = (role: string): string => mailboxes.find((one) => one.role === role)?.id ?? '';
    /** Puts a message into a folder. @returns its id */
    const put = async (subject: string, options: { role?: string; receivedAt?: string; keywords?: string[]; text?: string; from?: string } = {}): Promise<string> => {
      const { role = 'inbox', receivedAt, keywords = [], text = 'x', from = 'someone@elsewhere.example' } = options;
      const { created, notCreated } = await callMethod(ctx, 'Email/set', {
        accountId,
        create: {
          one: {
            mailboxIds: { [mailbox(role)]: true }, subject, from: [{ email: from }], to: [{ email: 'ali@example.org' }], keywords: Object.fromEntries(keywords.map((keyword) => [keyword, true])),
            bodyValues: { t: { value: text } }, textBody: [{ partId: 't', type: 'text/plain' }], ...(receivedAt === undefined ? {} : { receivedAt }),
          },
        },
      } as never);
      expect(notCreated).toBeNull();
      return (created as Record<string, { id: string }>)['one']?.id ?? '';
    };
    const page = async (query: string, cursor?: string | null): Promise<PageOf<Item>> => {
      const answer = await call('GET', `/messages?${query}${cursor ? `&cursor=${cursor}` : ''}`, { as: 'ali' });
      fits('MessagePage', answer.body);
      return answer.body as unknown as PageOf<Item>;
    };
    const subjects = async (query: string): Promise<string[]> => (await page(query)).items.map(({ subject }) => subject);
    return { ...web, ctx, accountId, mailbox, put, page, subjects };
  }

  test('folders with their path, counts and rights, in pages; ETag and If-None-Match', async () => {
    const { call, put, ctx, accountId, mailbox } = await setUp();
    await put('one');
    const { created } = await callMethod(ctx, 'Mailbox/set', { accountId, create: { a: { name: 'Projets', parentId: null }, b: { name: 'Été', parentId: '#a' } } } as never);
    const inner = (created as Record<string, { id: string }>)['b']?.id;
    const all = await call('GET', '/mailboxes', { as: 'ali' });
    fits('MailboxPage', all.body);
    const items = all.body['items'] as { id: string; path: string[]; role: string | null; totalEmails: number; unreadEmails: number }[];
    expect(items.find(({ id }) => id === inner)?.path).toEqual(['Projets', 'Été']);
    expect(items.find(({ role }) => role === 'inbox')).toMatchObject({ totalEmails: 1, unreadEmails: 1 });
    expect((await call('GET', `/mailboxes/${inner}`, { as: 'ali' })).body).toMatchObject({ path: ['Projets', 'Été'], myRights: { mayReadItems: true } });
    expect((await call('GET', `/mailboxes/${inner}`, { as: 'root' })).status).toBe(404);
    const paged: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const answer: PageOf<{ id: string }> = (await call('GET', `/mailboxes?limit=3${next === '' ? '' : `&cursor=${next}`}`, { as: 'ali' })).body as never;
      paged.push(...answer.items.map(({ id }) => id));
      next = answer.next;
    }
    expect(paged).toEqual(items.map(({ id }) => id));
    const etag = all.headers.get('etag') ?? '';
    expect(all.headers.get('cache-control')).toBe('private, no-cache');
    const same = await call('GET', '/mailboxes', { as: 'ali', headers: { 'if-none-match': etag } });
    expect([same.status, same.headers.get('etag'), same.body]).toEqual([304, etag, {}]);
    await put('two');
    expect((await call('GET', '/mailboxes', { as: 'ali', headers: { 'if-none-match': etag } })).status).toBe(200);
    expect((await call('GET', `/mailboxes/${mailbox('inbox')}?accountId=a999`, { as: 'ali' })).status).toBe(404);
  });

  test('a search finds what Email/query finds, condition by condition', async () => {
    const { put, subjects, page, ctx, accountId, mailbox, call } = await setUp();
    await put('Réunion de rentrée', { receivedAt: '2026-01-01T08:00:00Z', text: 'ordre du jour', keywords: ['$seen'] });
    await put('Invoice 12', { receivedAt: '2026-01-02T08:00:00Z', from: 'billing@shop.example', keywords: ['$flagged', 'urgent'] });
    await put('Draft', { receivedAt: '2026-01-03T08:00:00Z', role: 'drafts', keywords: ['$draft', '$seen'] });
    const cases: [string, string[], EmailFilterCondition[]][] = [
      ['', ['Draft', 'Invoice 12', 'Réunion de rentrée'], []],
      ['order=oldest', ['Réunion de rentrée', 'Invoice 12', 'Draft'], []],
      [`mailboxId=${mailbox('inbox')}`, ['Invoice 12', 'Réunion de rentrée'], [{ inMailbox: mailbox('inbox') }]],
      ['query=reunion', ['Réunion de rentrée'], [{ text: 'reunion' }]],
      ['body=ordre', ['Réunion de rentrée'], [{ body: 'ordre' }]],
      ['from=billing', ['Invoice 12'], [{ from: 'billing' }]],
      ['subject=inv&unread=true', ['Invoice 12'], [{ subject: 'inv' }, { notKeyword: '$seen' }]],
      ['unread=false', ['Draft', 'Réunion de rentrée'], [{ hasKeyword: '$seen' }]],
      ['flagged=true&keyword=urgent', ['Invoice 12'], [{ hasKeyword: '$flagged' }, { hasKeyword: 'urgent' }]],
      ['after=2026-01-02T08:00:00Z&before=2026-01-03T08:00:00Z', ['Invoice 12'], [{ after: '2026-01-02T08:00:00Z' }, { before: '2026-01-03T08:00:00Z' }]],
      ['hasAttachment=true', [], [{ hasAttachment: true }]],
    ];
    for (const [query, expected, conditions] of cases) {
      expect([query, await subjects(query)]).toEqual([query, expected]);
      const { ids } = await callMethod(ctx, 'Email/query', { accountId, filter: { operator: 'AND', conditions }, sort: [{ property: 'receivedAt', isAscending: query === 'order=oldest' }] });
      expect([query, (await page(query)).items.map(({ id }) => id)]).toEqual([query, ids]);
    }
    for (const query of ['unread=yes', 'order=size', 'limit=501', 'limit=0', 'after=yesterday', 'cursor=x', 'cursor=PnggeQ', 'colour=red', `query=${'x'.repeat(501)}`]) {
      expect([query, (await call('GET', `/messages?${query}`, { as: 'ali' })).status]).toEqual([query, 400]);
    }
  });

  const kinds = [['newest', 'a folder', false], ['oldest', 'a folder', false], ['newest', 'a search', true], ['oldest', 'a search', true]] as const;
  test.each(kinds)('issue, stable paging: %s first through %s, nothing is skipped or repeated while mail comes and goes', async (order, _what, isSearch) => {
    const { put, page, mailbox, call } = await setUp();
    const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
    const ids: string[] = [];
    // Five of them arrive in the same moment, on both sides of a page's border.
    for (let n = 0; n < 17; n++) ids.push(await put(`number ${n}`, { receivedAt: at(n >= 4 && n < 9 ? 5 : n) }));
    const query = `mailboxId=${mailbox('inbox')}&order=${order}&limit=4${isSearch ? '&subject=number' : ''}`;
    const seen: string[] = [];
    const gone: string[] = [];
    let cursor: string | null = null;
    let comings = 0;
    do {
      const answer: PageOf<Item> = await page(query, cursor);
      seen.push(...answer.items.map(({ id }) => id));
      cursor = answer.next;
      // The newest and the oldest of all arrive, the last of this page goes, and so does one of the next.
      await put(`number new ${comings}`, { receivedAt: at(1000 + comings) });
      await put(`number old ${comings}`, { receivedAt: at(-1000 - comings++) });
      const last = seen.at(-1);
      if (last !== undefined && comings % 2 === 1) expect((await call('DELETE', `/messages/${last}?permanent=true`, { as: 'ali' })).status).toBe(204);
      const next = ids.find((id) => !seen.includes(id) && !gone.includes(id));
      if (next !== undefined && comings === 2) {
        gone.push(next);
        expect((await call('DELETE', `/messages/${next}`, { as: 'ali' })).status).toBe(204);
      }
      expect(comings).toBeLessThan(20);
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    const expected = (order === 'newest' ? [...ids].reverse() : ids).filter((id) => !gone.includes(id));
    expect(seen.filter((id) => ids.includes(id))).toEqual(expected);
  });

  test('a message to read, its ETag, and its bytes as they came', async () => {
    const { call, base } = await setUp();
    await call('POST', '/messages', {
      as: 'root',
      body: { to: [{ email: 'ali@example.org' }], subject: 'Photo', text: 'Voici', html: '<p>Voici <img src="cid:p"></p>', references: ['a@x'], inReplyTo: ['a@x'], attachments: [{ name: 'é.png', type: 'image/png', cid: 'p', content: 'iVBORw0KGgo=' }, { name: 'n.txt', type: 'text/plain', content: 'bm90ZQ==' }] },
    });
    const id = ((await call('GET', '/messages', { as: 'ali' })).body['items'] as Item[])[0]?.id ?? '';
    const message = await call('GET', `/messages/${id}`, { as: 'ali' });
    fits('Message', message.body);
    expect(message.body).toMatchObject({ subject: 'Photo', text: 'Voici', html: '<p>Voici <img src="cid:p"></p>', inReplyTo: ['a@x'], references: ['a@x'], isTruncated: false, bcc: [] });
    const attachments = message.body['attachments'] as { name: string; isInline: boolean; url: string }[];
    expect(attachments.map(({ name, isInline }) => [name, isInline])).toEqual([['é.png', true], ['n.txt', false]]);
    const authorization = `Basic ${Buffer.from(`ali@example.org:${password}`).toString('base64')}`;
    expect(await (await fetch(`${base}${attachments[1]?.url}`, { headers: { authorization } })).text()).toBe('note');
    const etag = message.headers.get('etag') ?? '';
    expect((await call('GET', `/messages/${id}`, { as: 'ali', headers: { 'if-none-match': etag } })).status).toBe(304);
    const raw = await fetch(`${base}/api/v1/messages/${id}/raw`, { headers: { authorization } });
    expect([raw.headers.get('content-type'), raw.headers.get('content-security-policy')]).toEqual(['message/rfc822', expect.stringContaining('sandbox')]);
    const bytes = await raw.text();
    expect(bytes).toMatch(/^Return-Path: <root@example\.org>\r\n/);
    expect(Buffer.byteLength(bytes)).toBe(message.body['size']);
    const rawTag = raw.headers.get('etag') ?? '';
    expect((await fetch(`${base}/api/v1/messages/${id}/raw`, { headers: { authorization, 'if-none-match': rawTag } })).status).toBe(304);
    for (const path of [`/messages/${id}`, `/messages/${id}/raw`]) expect((await call('GET', path, { as: 'root' })).status).toBe(404);
    for (const other of ['e0', 'x', '%00', 'e'.repeat(300)]) expect((await call('GET', `/messages/${other}`, { as: 'ali' })).status).toBe(404);
  });

  test('a message is marked and moved; If-Match refuses what has changed meanwhile, and only that', async () => {
    const { put, call, mailbox } = await setUp();
    const id = await put('one');
    const before = await call('GET', `/messages/${id}`, { as: 'ali' });
    const etag = before.headers.get('etag') ?? '';
    const seen = await call('PATCH', `/messages/${id}`, { as: 'ali', headers: { 'if-match': etag }, body: { seen: true, addKeywords: ['Projet/x'] } });
    expect(seen.body).toMatchObject({ keywords: expect.arrayContaining(['$seen', 'projet/x']) });
    expect(await call('PATCH', `/messages/${id}`, { as: 'ali', headers: { 'if-match': etag }, body: { flagged: true } })).toMatchObject({ status: 412, body: { code: 'stateMismatch' } });
    // Another message's change is none of this one's.
    await put('two');
    const moved = await call('PATCH', `/messages/${id}`, { as: 'ali', headers: { 'if-match': seen.headers.get('etag') ?? '' }, body: { seen: false, removeKeywords: ['projet/x'], mailboxIds: [mailbox('archive')] } });
    expect(moved.body).toMatchObject({ keywords: [], mailboxIds: [mailbox('archive')] });
    expect((await call('GET', `/messages/${id}`, { as: 'ali' })).headers.get('etag')).toBe(moved.headers.get('etag'));
    expect((await call('PATCH', `/messages/${id}`, { as: 'ali', body: { mailboxIds: ['f1'] } })).body).toMatchObject({ status: 422, code: 'invalidProperties' });
    expect((await call('PATCH', `/messages/${id}`, { as: 'ali', body: { addKeywords: ['a b'] } })).status).toBe(422);
    expect((await call('PATCH', `/messages/${id}`, { as: 'ali', body: { seen: true, removeKeywords: ['$seen'] } })).status).toBe(422);
    expect((await call('PATCH', '/messages/e0', { as: 'ali', body: { seen: true } })).status).toBe(404);
    expect((await call('PATCH', `/messages/${id}`, { as: 'root', body: { seen: true } })).status).toBe(404);
    expect((await call('PATCH', `/messages/${id}`, { as: 'ali', body: {} })).status).toBe(400);
  });

  test('deleting moves into the Trash, from there for good', async () => {
    const { put, call, mailbox } = await setUp();
    const id = await put('one');
    expect((await call('DELETE', `/messages/${id}`, { as: 'root' })).status).toBe(404);
    expect((await call('DELETE', `/messages/${id}`, { as: 'ali' })).status).toBe(204);
    expect((await call('GET', `/messages/${id}`, { as: 'ali' })).body).toMatchObject({ mailboxIds: [mailbox('trash')] });
    expect((await call('DELETE', `/messages/${id}`, { as: 'ali' })).status).toBe(204);
    expect((await call('GET', `/messages/${id}`, { as: 'ali' })).status).toBe(404);
    const two = await put('two');
    expect((await call('DELETE', `/messages/${two}?permanent=true`, { as: 'ali' })).status).toBe(204);
    expect((await call('DELETE', `/messages/${two}`, { as: 'ali' })).status).toBe(404);
  });

  test('scopes: mail:read reads and changes nothing, account does neither', async () => {
    const { put, call } = await setUp();
    const id = await put('one');
    const token = async (scope: string) => ({ authorization: `Bearer ${String((await call('POST', '/me/tokens', { as: 'ali', body: { name: scope, scopes: [scope] } })).body['token'])}` });
    const [reader, settings] = [await token('mail:read'), await token('account')];
    for (const path of ['/messages', `/messages/${id}`, `/messages/${id}/raw`, '/mailboxes']) {
      expect([path, (await call('HEAD', path, { headers: reader })).status, (await call('GET', path, { headers: settings })).status]).toEqual([path, 200, 403]);
    }
    expect((await call('PATCH', `/messages/${id}`, { headers: reader, body: { seen: true } })).status).toBe(403);
    expect((await call('DELETE', `/messages/${id}`, { headers: reader })).status).toBe(403);
  });

  test('contract, rate limits: more requests at a time than limits.maxConcurrentRequests are refused, as many are not; nothing is delayed', async () => {
    const { call, base } = await setUp({ maxConcurrentRequests: 2 });
    const message = 'From: ali@example.org\r\nTo: root@example.org\r\nSubject: slow\r\n\r\nx\r\n';
    // A body that does not come to its end holds its request; the server asks for it once the request has its place.
    const slow = async () => {
      const sending = request(`${base}/api/v1/messages`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`ali@example.org:${password}`).toString('base64')}`, 'content-type': 'message/rfc822', 'content-length': message.length, expect: '100-continue' },
      });
      const status = new Promise<number | undefined>((resolve, reject) => sending.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject));
      await new Promise((resolve) => sending.on('continue', resolve).flushHeaders());
      sending.write(message.slice(0, 20));
      return { end: () => sending.end(message.slice(20)), status };
    };
    const two = [await slow(), await slow()];
    expect(await call('GET', '/me', { as: 'ali' })).toMatchObject({ status: 429, body: { limit: 'maxConcurrentRequests' } });
    // Of one account: others are not held up.
    expect((await call('GET', '/me', { as: 'root' })).status).toBe(200);
    for (const one of two) one.end();
    expect(await Promise.all(two.map(({ status }) => status))).toEqual([201, 201]);
    expect((await call('GET', '/me', { as: 'ali' })).status).toBe(200);
  });
});
