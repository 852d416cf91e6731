/** What outlives one call ends with the sign-in behind it (design §4, Bus; §11), and with no other of the same person. */
import { expect, test, vi } from 'vitest';
import { type Context, isEndOf, onSignInEnd } from '../../../api/access/index.ts';
import { lookupHash } from '../../../api/access/secrets.ts';
import { createToken, deleteToken } from '../../../api/access/tokens.ts';
import type { Caller } from '../../../api/client/index.ts';
import { createClient } from '../../../api/in-process/messagerie-api.ts';
import { RecentMarks } from '../../../api/legacy/recent.ts';
import { updateAccount } from '../../../api/people/accounts.ts';
import type { Limits } from '../../../config.ts';
import { insertCredential } from '../../../db/repositories/credentials.ts';
import { sessionById } from '../../../db/repositories/web-sessions.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { openWeb, password } from '../../protocol/rest/web.ts';
import { coreOpener } from './opened-core.ts';

const user = 'ali@example.org';
const minute = 60_000;
const mailAppPassword = 'an app password';

eachDatabase((_name, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function open(limits: Partial<Limits> = {}) {
    const web = await openWeb(opener, limits);
    const { core, access, base } = web;
    const caller: Caller = { protocol: 'imap', remoteAddress: '127.0.0.1', tls: true };
    const ctx = await access.signIn({ user, password }, caller);
    const { id } = ctx.principal;
    const addAppPassword = (secret: string, expiresAt: number | null): Promise<void> => core.db.write([id], (tx) => insertCredential(tx, {
      id: tx.account(id).newId(), principal_id: id, kind: 'app', label: 'phone', secret: '', lookup: lookupHash(secret), scopes: 'mail', created_at: 0, expires_at: expiresAt, last_used_at: null,
    }));
    /** An open event stream: `next` gives what comes, null at its end. */
    const stream = async (headers: Record<string, string>) => {
      const response = await fetch(`${base}/jmap/events?types=*&closeafter=no&ping=0`, { headers: { ...headers, origin: base, 'sec-fetch-site': 'same-origin' } });
      expect(response.status).toBe(200);
      const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toContain(': open');
      return { next: async () => (await reader.read()).value ?? null };
    };
    let modseq = 100;
    const tellChange = (): void =>
      core.bus.publish({ kind: 'change', change: { accountId: id, modseq: ++modseq, types: new Set(['Email']), delivered: false, mailboxIds: new Set(), readers: new Map() } });
    return { ...web, ctx, caller, addAppPassword, stream, tellChange };
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const basic = (secret: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` });
  const clientOf = (ctx: Context) => {
    const unused = (): never => {
      throw new Error('nothing is sent here');
    };
    return createClient({ core: ctx.core, access: {} as never, transport: { submit: unused, forward: unused }, legacy: { recent: new RecentMarks(ctx.core) } as never }, ctx);
  };

  test('RFC 8620 §7.2: each sign-in knows the credential that it was made with, whatever the protocol', async () => {
    const { access, ctx, caller, addAppPassword } = await open();
    await addAppPassword(mailAppPassword, null);
    const { token } = await createToken(ctx, { name: 'script', scopes: ['mail'] });
    const byApp = await access.signIn({ user, password: mailAppPassword }, { ...caller, protocol: 'pop3' });
    const byToken = await access.signIn({ token }, { ...caller, protocol: 'jmap' });
    const again = await access.signIn({ user, password }, { ...caller, protocol: 'submission' });
    const { cookie } = await access.startSession(ctx);
    const bySession = await access.signIn({ cookie }, { ...caller, protocol: 'rest' });
    expect(new Set([ctx.credentialId, byApp.credentialId, byToken.credentialId]).size).toBe(3);
    for (const { credentialId } of [ctx, byApp, byToken]) expect(credentialId).toEqual(expect.any(Number));
    expect(again.credentialId).toBe(ctx.credentialId);
    expect([bySession.credentialId, typeof bySession.sessionId]).toEqual([null, 'number']);
  });

  test('a deleted token ends its own streams at once; those of other sign-ins go on', async () => {
    const { ctx, stream, tellChange } = await open();
    const [one, two] = await Promise.all(['one', 'two'].map((name) => createToken(ctx, { name, scopes: ['mail:read'] })));
    const [first, second, third] = [await stream(bearer(one?.token ?? '')), await stream(bearer(two?.token ?? '')), await stream(basic(password))];
    await deleteToken(ctx, one?.id ?? '');
    expect(await first.next()).toBeNull();
    tellChange();
    expect(await second.next()).toContain('event: state');
    expect(await third.next()).toContain('event: state');
    // A disabled account ends all of them.
    await updateAccount(ctx.core, user, { disabled: true });
    expect([await second.next(), await third.next()]).toEqual([null, null]);
  });

  test('an app password or token that expires ends its streams and mail sessions at that time', async () => {
    const { core, access, ctx, caller, clock, addAppPassword, stream, tellChange } = await open();
    await addAppPassword(mailAppPassword, clock.now() + 10 * minute);
    const { token } = await createToken(ctx, { name: 'short', scopes: ['mail:read'], expiresAt: new Date(clock.now() + 5 * minute).toISOString() });
    const [byToken, byPassword] = [await stream(bearer(token)), await stream(basic(password))];
    const imap = clientOf(await access.signIn({ user, password: mailAppPassword }, caller));
    const ended = vi.fn<(reason: string) => void>();
    imap.onRevoked(ended);
    const idle = core.clock as unknown as { waiting: number };
    await expect.poll(() => idle.waiting).toBeGreaterThanOrEqual(4);
    await clock.advance(5 * minute - 1);
    tellChange();
    expect(await byToken.next()).toContain('event: state');
    await clock.advance(1);
    expect(await byToken.next()).toBeNull();
    expect(ended).not.toHaveBeenCalled();
    await clock.advance(5 * minute);
    await expect.poll(() => ended).toHaveBeenCalledTimes(1);
    expect(await byPassword.next()).toContain('event: state');
    tellChange();
    expect(await byPassword.next()).toContain('event: state');
  });

  test('a web session ends its streams when it is signed out, and when nobody has used it for its lifetime', async () => {
    const { core, access, ctx, clock, caller, stream, tellChange } = await open({ sessionLifetime: 60 * minute });
    const [one, two] = [await access.startSession(ctx), await access.startSession(ctx)];
    const cookie = (value: string) => ({ cookie: `__Host-messagerie=${value}` });
    const [first, second] = [await stream(cookie(one.cookie)), await stream(cookie(two.cookie))];
    await access.endSession(await access.signIn({ cookie: one.cookie }, caller));
    expect(await first.next()).toBeNull();
    await clock.advance(40 * minute);
    // Used meanwhile: its time counts from here. The use is noted beside the answer.
    await access.signIn({ cookie: two.cookie }, caller);
    await vi.waitFor(async () => expect((await core.db.read((read) => sessionById(read, two.sessionId)))?.last_used_at).toBe(clock.now()), { timeout: 10_000 });
    await clock.advance(40 * minute);
    tellChange();
    expect(await second.next()).toContain('event: state');
    // The timer is set again once the session was looked up.
    for (let ended: string | null | undefined; ended !== null; ) {
      const next = second.next().then((value) => (ended = value));
      while (ended === undefined) await Promise.race([next, clock.advance(minute)]);
    }
  });

  test('who begins to listen after the end is told all the same', async () => {
    const { ctx, access, caller } = await open();
    const { token, id } = await createToken(ctx, { name: 'gone', scopes: ['mail'] });
    const signedIn = await access.signIn({ token }, caller);
    await deleteToken(ctx, id);
    const reason = await new Promise<string>((resolve) => void onSignInEnd(signedIn, resolve));
    expect(reason).toContain('sign in again');
    expect(isEndOf({ kind: 'revoked', principalId: ctx.principal.id, reason: '', credentialId: signedIn.credentialId as number }, ctx)).toBe(false);
  });
});
