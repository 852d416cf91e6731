import { expect, test } from 'vitest';
import { validator } from '../../../openapi/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly isCurrent: boolean;
  readonly userAgent: string | null;
  readonly remoteAddress: string | null;
  readonly lastUsedAt: string | null;
}

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp() {
    const web = await openWeb(opener);
    const signIn = async (userAgent: string) => {
      const answer = await web.call('POST', '/session', { body: { user: 'ali@example.org', password }, headers: { 'user-agent': userAgent } });
      return { cookie: (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '', 'sec-fetch-site': 'same-origin', 'user-agent': userAgent };
    };
    const list = async (headers: Record<string, string>) => {
      const answer = await web.call('GET', '/me/sessions', { headers });
      expect(validator('OwnSessionList')(answer.body)).toBeNull();
      return answer.body['items'] as Listed[];
    };
    return { ...web, signIn, list };
  }

  test('issue, sessions listed: browsers and tokens, with address and program, the one that asks marked and first', async () => {
    const { signIn, list, call, clock } = await setUp();
    const first = await signIn('Firefox on a desk');
    await clock.advance(60_000);
    const second = await signIn('Safari on a telephone');
    await call('POST', '/me/tokens', { headers: first, body: { name: 'script', scopes: ['account'] } });
    const seen = await list(first);
    expect(seen.map(({ kind, userAgent, name, isCurrent }) => ({ kind, who: userAgent ?? name, isCurrent }))).toEqual([
      { kind: 'web', who: 'Firefox on a desk', isCurrent: true }, { kind: 'web', who: 'Safari on a telephone', isCurrent: false }, { kind: 'token', who: 'script', isCurrent: false },
    ]);
    expect(seen[0]).toMatchObject({ remoteAddress: '127.0.0.1' });
    expect((await list(second)).map(({ userAgent, isCurrent }) => [userAgent, isCurrent])[0]).toEqual(['Safari on a telephone', true]);
    // Nobody else's.
    expect((await call('GET', '/me/sessions', { as: 'root' })).body).toEqual({ items: [] });
  });

  test('one session is ended at once, and so is a token; nobody ends those of others', async () => {
    const { signIn, list, call, events } = await setUp();
    const [first, second] = [await signIn('one'), await signIn('two')];
    const token = (await call('POST', '/me/tokens', { headers: first, body: { name: 'script', scopes: ['account'] } })).body;
    const bearer = { authorization: `Bearer ${String(token['token'])}` };
    expect((await list(bearer)).find(({ isCurrent }) => isCurrent)).toMatchObject({ kind: 'token', name: 'script' });
    const other = (await list(first)).find(({ userAgent }) => userAgent === 'two');
    expect((await call('DELETE', `/me/sessions/${other?.id}`, { as: 'root' })).status).toBe(404);
    expect((await call('DELETE', `/me/sessions/${other?.id}`, { headers: first })).status).toBe(204);
    expect((await call('GET', '/session', { headers: second })).status).toBe(401);
    expect(events.filter((event) => event.kind === 'revoked')).toEqual([expect.objectContaining({ sessionId: expect.any(Number) })]);
    expect((await call('DELETE', `/me/sessions/${String(token['id'])}`, { headers: first })).status).toBe(204);
    expect((await call('GET', '/me', { headers: bearer })).status).toBe(401);
    for (const id of ['w0', 'k0', 'x1', '%20']) expect((await call('DELETE', `/me/sessions/${id}`, { headers: first })).status).toBe(404);
  });

  test('all others are ended, this one and the tokens stay', async () => {
    const { signIn, list, call, events } = await setUp();
    const sessions = [await signIn('one'), await signIn('two'), await signIn('three')] as const;
    const token = (await call('POST', '/me/tokens', { headers: sessions[0], body: { name: 'script', scopes: ['account'] } })).body;
    expect((await call('DELETE', '/me/sessions', { headers: sessions[1] })).body).toEqual({ ended: 2 });
    expect((await Promise.all(sessions.map((headers) => call('GET', '/session', { headers })))).map(({ status }) => status)).toEqual([401, 200, 401]);
    expect((await call('GET', '/me', { headers: { authorization: `Bearer ${String(token['token'])}` } })).status).toBe(200);
    expect((await list(sessions[1])).map(({ kind }) => kind)).toEqual(['web', 'token']);
    expect(events.filter((event) => event.kind === 'revoked')).toHaveLength(2);
    expect((await call('DELETE', '/me/sessions', { headers: sessions[1] })).body).toEqual({ ended: 0 });
  });

  test('a session that nobody has used for its lifetime is listed no more', async () => {
    const { signIn, list, clock, core } = await setUp();
    await signIn('old');
    await clock.advance(core.limits.sessionLifetime + 1);
    expect((await list(await signIn('new'))).map(({ userAgent }) => userAgent)).toEqual(['new']);
  });
});
