import { expect, test } from 'vitest';
import { createAccessService } from '../../../api/access/index.ts';
import { createPasswords } from '../../../api/access/passwords.ts';
import { createToken, deleteToken, listTokens } from '../../../api/access/tokens.ts';
import { sealOnce, verifyChain } from '../../../api/access/audit.ts';
import type { Caller } from '../../../api/client/index.ts';
import { createAccount, updateAccount } from '../../../api/people/accounts.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { newestAudit } from '../../../db/repositories/audit.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener, type OpenedCore } from './opened-core.ts';

const loopback: Caller = { protocol: 'imap', remoteAddress: '127.0.0.1', tls: false };
const afar: Caller = { protocol: 'imap', remoteAddress: '198.51.100.7', tls: true };
const password = 'a long pass phrase';

test('a password hash says how it was made, and verifies that password in any composition of its characters', async () => {
  const passwords = createPasswords({ passwordChecks: 2, passwordChecksWaiting: 10 });
  const encoded = await passwords.hash('mot de passe \u00e9l\u00e9gant');
  expect(encoded).toMatch(/^scrypt\$16384\$8\$1\$[\w-]+\$[\w-]+$/);
  expect(await passwords.verify('mot de passe e\u0301le\u0301gant', encoded)).toBe(true);
  expect(await passwords.verify('mot de passe elegant', encoded)).toBe(false);
  expect(await passwords.verify('', undefined)).toBe(false);
  for (const broken of ['', 'scrypt$16384$8$1$x', 'scrypt$1073741824$8$1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAA', 'scrypt$16383$8$1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
    expect(await passwords.verify('anything', broken)).toBe(false);
  }
});

test('limits.passwordChecks, passwordChecksWaiting: more checks wait, and more than may wait are turned away', async () => {
  const passwords = createPasswords({ passwordChecks: 1, passwordChecksWaiting: 1 });
  const results = await Promise.allSettled([1, 2, 3].map((n) => passwords.verify(`password ${n}`, undefined)));
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : (result.reason as { kind: string }).kind))).toEqual([false, false, 'unavailable']);
});

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function withAlice(limits = {}): Promise<OpenedCore & { access: ReturnType<typeof createAccessService> }> {
    const opened = await opener.open(limits);
    await createDomain(opened.core, { name: 'example.org' });
    await createAccount(opened.core, { address: 'alice@example.org', name: 'Alice Martin', password });
    const access = createAccessService(opened.core);
    opener.onClose(() => access.close());
    return { ...opened, access };
  }

  const kindOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'accepted', (error: { kind?: string }) => error.kind ?? error);

  test('a person signs in by address, in any case, and nobody else does', async () => {
    const { access } = await withAlice();
    const ctx = await access.signIn({ user: 'Alice@Example.ORG', password }, loopback);
    expect(ctx.principal).toMatchObject({ address: 'alice@example.org', name: 'Alice Martin', language: 'en', administrator: false });
    expect(ctx.scopes).toBeNull();
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password: 'wrong' }, loopback))).toBe('credentialsInvalid');
    expect(await kindOf(access.signIn({ user: 'bob@example.org', password }, loopback))).toBe('credentialsInvalid');
    expect(await kindOf(access.signIn({ user: '', password: '' }, loopback))).toBe('credentialsInvalid');
  });

  test('connections of one client that sign in at the same moment cost one password check', async () => {
    const { access } = await withAlice({ passwordChecks: 1, passwordChecksWaiting: 1 });
    const kinds = await Promise.all(Array.from({ length: 8 }, () => kindOf(access.signIn({ user: 'alice@example.org', password }, loopback))));
    expect(new Set(kinds)).toEqual(new Set(['accepted']));
  });

  test('design §11: no secret travels before TLS, except on loopback', async () => {
    const { access } = await withAlice();
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, { ...afar, tls: false }))).toBe('encryptionRequired');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, afar))).toBe('accepted');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, { ...loopback, remoteAddress: '::1' }))).toBe('accepted');
  });

  test('failures delay, by account on loopback too; the right password in between is not asked to wait once it is known', async () => {
    const { access, clock } = await withAlice({ signInFailures: 2 });
    await access.signIn({ user: 'alice@example.org', password }, loopback);
    // A wait of up to five seconds holds the answer, a longer one refuses it: the clock is moved on until each is answered.
    const attempt = async (): Promise<unknown> => {
      const answer = kindOf(access.signIn({ user: 'alice@example.org', password: 'wrong' }, loopback));
      let done = false;
      void answer.finally(() => { done = true; });
      while (!done) {
        await new Promise((resolve) => setImmediate(resolve));
        if (clock.waiting > 1) await clock.advance(10);
      }
      return answer;
    };
    const kinds: unknown[] = [];
    for (let n = 0; n < 10; n++) kinds.push(await attempt());
    expect(kinds.slice(0, 3)).toEqual(['credentialsInvalid', 'credentialsInvalid', 'credentialsInvalid']);
    expect(kinds).toContain('tooManyAttempts');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, loopback))).toBe('accepted');
  });

  test('design §11: guesses sent at once are delayed as guesses sent one after the other', async () => {
    const { access, clock } = await withAlice({ signInFailures: 2 });
    const kinds: unknown[] = [];
    const all = Promise.all(Array.from({ length: 40 }, async (_, n) => void kinds.push(await kindOf(access.signIn({ user: 'alice@example.org', password: `guess ${n}` }, loopback)))));
    let done = false;
    void all.finally(() => { done = true; });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      if (clock.waiting > 1) await clock.advance(10);
    }
    // Two for nothing, one before the first wait, and two at most that were held for a second and two; the next would have been held for four more.
    const checked = kinds.filter((kind) => kind === 'credentialsInvalid').length;
    expect(checked).toBeGreaterThanOrEqual(3);
    expect(checked).toBeLessThanOrEqual(5);
    expect(kinds.filter((kind) => kind === 'tooManyAttempts')).toHaveLength(40 - checked);
  });

  test('a new password counts at once, ends sessions and tells the bus; tokens live on', async () => {
    const { core, access, events } = await withAlice();
    const ctx = await access.signIn({ user: 'alice@example.org', password }, loopback);
    const { cookie } = await access.startSession(ctx);
    const { token } = await createToken(ctx, { name: 'script', scopes: ['mail:read'] });
    expect(await kindOf(access.signIn({ cookie }, loopback))).toBe('accepted');
    await updateAccount(core, 'alice@example.org', { password: 'another pass phrase' });
    expect(events.filter((event) => event.kind === 'revoked')).toEqual([{ kind: 'revoked', principalId: ctx.principal.id, reason: 'the password was changed' }]);
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, loopback))).toBe('credentialsInvalid');
    expect(await kindOf(access.signIn({ cookie }, loopback))).toBe('credentialsInvalid');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password: 'another pass phrase' }, loopback))).toBe('accepted');
    expect(await kindOf(access.signIn({ token }, loopback))).toBe('accepted');
  });

  test('a disabled account is told so only to who knows its password; a deleted one is unknown', async () => {
    const { core, access } = await withAlice();
    await updateAccount(core, 'alice@example.org', { disabled: true });
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, loopback))).toBe('accountDisabled');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password: 'wrong' }, loopback))).toBe('credentialsInvalid');
    await access.close();
    await deleteAccount(core, 'alice@example.org');
    expect(await kindOf(access.signIn({ user: 'alice@example.org', password }, loopback))).toBe('credentialsInvalid');
  });

  test('bearer tokens: scopes, end, last use, deletion; the secret is not stored', async () => {
    const { core, access, clock } = await withAlice();
    const ctx = await access.signIn({ user: 'alice@example.org', password }, loopback);
    const made = await createToken(ctx, { name: 'backup', scopes: ['mail:read'], expiresAt: new Date(clock.now() + 60_000).toISOString() });
    const stored = await core.db.read((read) => read.all<{ secret: string; lookup: string }>(sql`SELECT secret, lookup FROM credential WHERE kind = 'token'`));
    expect(JSON.stringify(stored)).not.toContain(made.token);
    const signed = await access.signIn({ token: made.token }, loopback);
    expect([...(signed.scopes ?? [])]).toEqual(['mail:read']);
    expect(await kindOf(createToken(signed, { name: 'more', scopes: ['mail'] }))).toBe('notPermitted');
    expect(await kindOf(createToken(ctx, { name: 'admin', scopes: ['admin'] }))).toBe('notPermitted');
    await access.close();
    expect((await listTokens(ctx)).items).toMatchObject([{ id: made.id, name: 'backup', lastUsedAt: new Date(clock.now()).toISOString() }]);
    await clock.advance(60_001);
    expect(await kindOf(access.signIn({ token: made.token }, loopback))).toBe('credentialsInvalid');
    await deleteToken(ctx, made.id);
    expect((await listTokens(ctx)).items).toEqual([]);
    expect(await kindOf(deleteToken(ctx, made.id))).toBe('notFound');
    expect(await kindOf(access.signIn({ token: 'mst_nothing' }, loopback))).toBe('credentialsInvalid');
  });

  test('web sessions: rotated after a day with the old value good for a minute, ended by idleness and by sign-out', async () => {
    const { access, clock, events } = await withAlice();
    const ctx = await access.signIn({ user: 'alice@example.org', password }, loopback);
    const { cookie } = await access.startSession(ctx, 'a browser');
    const inSession = await access.signIn({ cookie }, loopback);
    expect(await access.rotateIfDue(inSession)).toBeNull();
    await clock.advance(24 * 3_600_000);
    const rotated = await Promise.all([access.rotateIfDue(inSession), access.rotateIfDue(inSession)]);
    const fresh = rotated.find((one) => one !== null)?.cookie ?? '';
    expect(rotated.filter((one) => one !== null)).toHaveLength(1);
    expect(await kindOf(access.signIn({ cookie }, loopback))).toBe('accepted');
    expect(await kindOf(access.signIn({ cookie: fresh }, loopback))).toBe('accepted');
    await clock.advance(60_000);
    expect(await kindOf(access.signIn({ cookie }, loopback))).toBe('credentialsInvalid');
    expect((await access.listSessions(inSession)).map((one) => [one.userAgent, one.isCurrent])).toEqual([['a browser', true]]);
    await access.endSession(inSession);
    expect(events.at(-1)).toEqual({ kind: 'revoked', principalId: ctx.principal.id, reason: 'signed out', sessionId: inSession.sessionId });
    expect(await kindOf(access.signIn({ cookie: fresh }, loopback))).toBe('credentialsInvalid');
    const second = await access.startSession(ctx);
    await clock.advance(30 * 86_400_000);
    expect(await kindOf(access.signIn({ cookie: second.cookie }, loopback))).toBe('credentialsInvalid');
  });

  test('design §4: what is done leaves audit rows, chained by hash; a changed or missing row breaks the chain', async () => {
    const { core, access } = await withAlice();
    await access.signIn({ user: 'alice@example.org', password }, loopback);
    await access.close();
    await updateAccount(core, 'alice@example.org', { name: 'Alice' });
    const rows = await core.db.read((read) => newestAudit(read, 10));
    expect(rows.map((row) => [row.actor, row.action, row.subject]).sort()).toEqual([
      ['alice@example.org', 'signIn', 'alice@example.org'],
      ['server', 'accountCreate', 'alice@example.org'],
      ['server', 'accountUpdate', 'alice@example.org'],
      ['server', 'domainCreate', 'example.org'],
    ]);
    expect(await sealOnce(core)).toBe(4);
    expect(await sealOnce(core)).toBe(0);
    expect(await core.db.read(verifyChain)).toBeNull();
    await core.db.write([], (tx) => tx.run(sql`UPDATE audit SET actor = 'nobody' WHERE action = 'accountUpdate'`));
    expect(await core.db.read(verifyChain)).toMatchObject({ action: 'accountUpdate' });
    await core.db.write([], (tx) => tx.run(sql`DELETE FROM audit WHERE action = 'accountUpdate'`));
    expect(await core.db.read(verifyChain)).not.toBeNull();
  });
});
