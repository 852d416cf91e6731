/** REST in accounts of others: what a sharee, a narrow token, or a stranger gets, loses, and learns (design §5, §7; RFC 9110). */
import { get, type IncomingMessage } from 'node:http';
import { expect, test, vi } from 'vitest';
import { createAccount } from '../../../api/people/accounts.ts';
import { fromId, toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { type Answer, openWeb, password } from './web.ts';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  /** Ali, who owns folders, Root, an administrator, and Lea. */
  async function setUp() {
    const web = await openWeb(opener);
    const { call, access, core } = web;
    await createAccount(core, { address: 'lea@example.org', name: 'Lea', password });
    const ctx = await access.signIn({ user: 'ali@example.org', password }, { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: true });
    const accountId = toId('account', ctx.principal.id);
    const folder = async (name: string, parentId: string | null = null): Promise<string> =>
      ((await callMethod(ctx, 'Mailbox/set', { accountId, create: { c: { name, parentId } } })).created as Record<string, { id: string }>)['c']?.id ?? '';
    const put = async (mailboxIds: readonly string[], subject: string, more: object = {}): Promise<string> => {
      const { created } = await callMethod(ctx, 'Email/set', {
        accountId,
        create: { one: { mailboxIds: Object.fromEntries(mailboxIds.map((id) => [id, true])), subject, from: [{ email: 'x@elsewhere.example' }], bodyValues: { t: { value: 'x' } }, textBody: [{ partId: 't', type: 'text/plain' }], ...more } },
      } as never);
      return (created as Record<string, { id: string }>)['one']?.id ?? '';
    };
    const grants = `/accounts/${accountId}/grants`;
    const share = (as: string, input: object): Promise<Answer> => call('POST', grants, { as, body: input });
    const token = async (as: string, ...scopes: string[]) =>
      ({ authorization: `Bearer ${String((await call('POST', '/me/tokens', { as, body: { name: scopes.join(), scopes } })).body['token'])}` });
    return { ...web, ctx, accountId, folder, put, grants, share, token };
  }

  test('a DELETE that asks for the Trash never destroys where the Trash is not the sharee’s to use; permanent=true does', async () => {
    const { call, accountId, folder, put, share } = await setUp();
    const work = await folder('Work');
    expect((await share('ali', { folder: work, grantee: 'lea@example.org', rights: 'lrswite' })).status).toBe(200);
    const email = await put([work], 'Keep me');
    const path = `/messages/${email}?accountId=${accountId}`;
    expect(await call('DELETE', path, { as: 'lea' })).toMatchObject({ status: 403 });
    expect((await call('GET', `/messages/${email}`, { as: 'ali' })).body).toMatchObject({ mailboxIds: [work] });
    expect((await call('DELETE', `${path}&permanent=true`, { as: 'lea' })).status).toBe(204);
    expect((await call('GET', `/messages/${email}`, { as: 'ali' })).status).toBe(404);
  });

  test('explainRights, getFolderGrants and setFolderGrant are there for those who are no administrators, within their scopes', async () => {
    const { call, accountId, folder, share, grants, token } = await setUp();
    const work = await folder('Work');
    expect((await share('ali', { folder: work, grantee: 'lea@example.org', rights: 'lr' })).status).toBe(200);
    const explain = (who: string, about = 'lea@example.org', headers = {}) => call('GET', `/accounts/${accountId}/rights?folder=${work}&person=${about}`, who === '' ? { headers } : { as: who });
    expect((await explain('ali')).body).toMatchObject({ rights: 'lr' });
    expect((await explain('lea')).body).toMatchObject({ rights: 'lr' });
    expect((await explain('lea', 'ali@example.org')).status).toBe(404);
    expect((await call('GET', `${grants}?folder=${work}`, { as: 'lea' })).status).toBe(404);
    const [reader, settings, writer] = [await token('ali', 'mail:read'), await token('ali', 'account'), await token('ali', 'mail')];
    expect([(await explain('', 'lea@example.org', reader)).status, (await explain('', 'lea@example.org', settings)).status]).toEqual([200, 403]);
    const give = (headers: Record<string, string>) => call('POST', grants, { headers, body: { folder: work, grantee: 'lea@example.org', rights: 'lrs' } });
    expect([(await give(reader)).status, (await give(settings)).status, (await give(writer)).status]).toEqual([403, 403, 200]);
    // An administrator's token that is for mail administers nothing.
    const mailOfRoot = await token('root', 'mail');
    expect([(await give(mailOfRoot)).status, (await call('GET', `${grants}?folder=${work}`, { headers: mailOfRoot })).status]).toEqual([404, 404]);
    // What is for administrators alone stays so.
    expect((await call('GET', '/groups', { as: 'ali' })).status).toBe(403);
    expect((await call('GET', '/groups', { headers: mailOfRoot })).status).toBe(403);
  });

  test('RFC 4314 §4: a sharee learns no name of a folder above that is not shared, and finds none by its path', async () => {
    const { call, accountId, folder, share } = await setUp();
    const secret = await folder('Dismissals 2027');
    const open = await folder('Open', secret);
    const inner = await folder('Inner', open);
    for (const one of [open, inner]) expect((await share('ali', { folder: one, grantee: 'lea@example.org', rights: 'lra' })).status).toBe(200);
    const explain = (as: string, path: string) => call('GET', `/accounts/${accountId}/rights?folder=${encodeURIComponent(path)}&person=lea@example.org`, { as });
    expect((await explain('lea', open)).body).toMatchObject({ path: 'Open' });
    expect((await explain('lea', 'Open/Inner')).body).toMatchObject({ path: 'Open/Inner', mailboxId: inner });
    expect((await explain('ali', open)).body).toMatchObject({ path: 'Dismissals 2027/Open' });
    const missing = async (path: string) => {
      const { status, body } = await explain('lea', path);
      return { status, text: JSON.stringify(body).replaceAll(path, '…') };
    };
    const never = await missing('Never there');
    expect(never.status).toBe(404);
    for (const path of ['Dismissals 2027', 'Dismissals 2027/Open', secret]) expect(await missing(path)).toEqual(never);
  });

  test('a stranger’s grant makes no unit begin in the account, and an anonymous page cannot make one with a cookie', async () => {
    const { call, base, core, accountId, folder, grants } = await setUp();
    const work = await folder('Work');
    const write = vi.spyOn(core.db, 'write');
    const body = { folder: work, grantee: 'lea@example.org', rights: 'lrswipkxte' };
    expect((await call('POST', grants, { as: 'lea', body })).status).toBe(404);
    expect(write.mock.calls.filter(([accounts]) => accounts.includes(fromId('account', accountId) as number))).toEqual([]);
    write.mockRestore();
    const signedIn = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'ali@example.org', password }) });
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    expect(cookie).not.toBe('');
    const from = (headers: Record<string, string>) => fetch(`${base}/api/v1${grants}`, { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    expect((await from({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    const raw = await fetch(`${base}/api/v1/messages`, {
      method: 'POST', headers: { cookie, 'content-type': 'message/rfc822', origin: base, 'sec-fetch-site': 'same-origin' }, body: 'From: ali@example.org\r\nTo: lea@example.org\r\n\r\nx',
    });
    expect(raw.status).toBe(415);
  });

  test('design §4, Bus: the bytes of a message on their way stop when the right to read ends', async () => {
    const { base, accountId, folder, put, share } = await setUp();
    const work = await folder('Work');
    await share('ali', { folder: work, grantee: 'lea@example.org', rights: 'lr' });
    const email = await put([work], 'Long', { bodyValues: { t: { value: 'A line of a long letter.\n'.repeat(1_200_000) } } });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => get(`${base}/api/v1/messages/${email}/raw?accountId=${accountId}`, {
      headers: { authorization: `Basic ${Buffer.from(`lea@example.org:${password}`).toString('base64')}` }, agent: false,
    }, resolve).on('error', reject));
    expect(answer.statusCode).toBe(200);
    await new Promise((resolve) => answer.once('readable', resolve));
    const ended = new Promise<string>((resolve) => answer.once('error', () => resolve('cut')).once('end', () => resolve('whole')));
    expect((await share('ali', { folder: work, grantee: 'lea@example.org', rights: '' })).status).toBe(200);
    // Only now is more taken: what the sockets held already may still come.
    let bytes = 0;
    answer.on('data', (piece: Buffer) => void (bytes += piece.length));
    expect(await ended).toBe('cut');
    expect(bytes).toBeLessThan(Number(answer.headers['content-length']));
  });

  test('pages through many messages of one moment take a number of queries that grows slowly', async () => {
    const { call, core, folder, ctx, accountId } = await setUp();
    const work = await folder('Work');
    const create = Object.fromEntries(Array.from({ length: 200 }, (_unused, i) => [`m${i}`, {
      mailboxIds: { [work]: true }, subject: `Same moment ${i}`, from: [{ email: 'x@elsewhere.example' }], receivedAt: '2026-01-01T00:00:00Z', bodyValues: { t: { value: 'x' } }, textBody: [{ partId: 't', type: 'text/plain' }],
    }]));
    expect((await callMethod(ctx, 'Email/set', { accountId, create } as never)).notCreated).toBeNull();
    const page = async (cursor: string | null, limit: number) => (await call('GET', `/messages?subject=moment&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`, { as: 'ali' })).body as { items: { id: string }[]; next: string | null };
    const first = await page(null, 190);
    const reads = vi.spyOn(core.db, 'read');
    const second = await page(first.next, 1);
    expect(reads.mock.calls.length).toBeLessThan(60);
    reads.mockRestore();
    const rest = await page(second.next, 100);
    expect(new Set([...first.items, ...second.items, ...rest.items].map(({ id }) => id)).size).toBe(200);
    expect([first.items.length, second.items.length, rest.items.length, rest.next]).toEqual([190, 1, 9, null]);
  });
});
