import { expect, test } from 'vitest';
import { type SchemaName, validator } from '../../../openapi/index.ts';
import { LineClient } from '../../crash/line-client.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { basic } from '../../clients/agreement.ts';
import { startTestServer } from '../../setup/server.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb } from './web.ts';

const fits = (schema: SchemaName, value: unknown): void => expect(validator(schema)(value)).toBeNull();
const ofAli = (secret: string) => ({ authorization: `Basic ${Buffer.from(`ali@example.org:${secret}`).toString('base64')}` });

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('design §11, app passwords: the secret is shown once, and opens what its scope says and no more', async () => {
    const { call } = await openWeb(opener);
    const made = await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'Thunderbird' } });
    expect(made.status).toBe(201);
    fits('AppPasswordCreated', made.body);
    expect(made.body).toMatchObject({ label: 'Thunderbird', scopes: ['mail'], expiresAt: null });
    const secret = String(made.body['password']);
    expect(secret).toMatch(/^(?:[a-z2-9]{4}-){4}[a-z2-9]{4}$/);
    const listed = await call('GET', '/me/app-passwords', { as: 'ali' });
    fits('AppPasswordPage', listed.body);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    expect((await call('GET', '/mailboxes', { headers: ofAli(secret) })).status).toBe(200);
    // As people type it on a telephone.
    expect((await call('GET', '/mailboxes', { headers: ofAli(secret.toUpperCase().replaceAll('-', ' ')) })).status).toBe(200);
    expect((await call('GET', '/me', { headers: ofAli(secret) })).status).toBe(403);
    expect((await call('POST', '/session', { body: { user: 'ali@example.org', password: secret } })).status).toBe(403);
    expect((await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'x', scopes: ['admin'] } })).status).toBe(403);
    const settings = await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'script', scopes: ['account'] } });
    const own = ofAli(String(settings.body['password']));
    expect(await call('POST', '/me/app-passwords', { headers: own, body: { label: 'x', scopes: ['mail'] } })).toMatchObject({ status: 403, body: { code: 'notPermitted' } });
    expect((await call('PATCH', '/me', { headers: own, body: { currentPassword: 'a long pass phrase', newPassword: 'another pass phrase' } })).status).toBe(403);
    expect(await call('POST', '/me/app-passwords', { as: 'ali', body: { label: ' ' } })).toMatchObject({ status: 422, body: { code: 'invalidProperties' } });
    expect(await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'x', scopes: ['all'] } })).toMatchObject({
      status: 400, body: { errors: [{ path: 'scopes/0', message: 'must be one of "mail", "mail:read", "account", "admin"' }] },
    });
  });

  test('an app password ends when its time is over, or at once when it is deleted, whatever was verified before', async () => {
    const { call, clock, events } = await openWeb(opener);
    const inAnHour = new Date(clock.now() + 3_600_000).toISOString();
    expect((await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'x', expiresAt: '2020-01-01T00:00:00Z' } })).status).toBe(422);
    const short = String((await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'short', expiresAt: inAnHour } })).body['password']);
    const made = (await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'long' } })).body;
    const long = String(made['password']);
    for (const secret of [short, long]) expect((await call('GET', '/mailboxes', { headers: ofAli(secret) })).status).toBe(200);
    await clock.advance(3_600_001);
    expect((await call('GET', '/mailboxes', { headers: ofAli(short) })).status).toBe(401);
    expect((await call('DELETE', `/me/app-passwords/${String(made['id'])}`, { as: 'root' })).status).toBe(404);
    expect((await call('DELETE', `/me/app-passwords/${String(made['id'])}`, { as: 'ali' })).status).toBe(204);
    expect((await call('GET', '/mailboxes', { headers: ofAli(long) })).status).toBe(401);
    expect(events.filter((event) => event.kind === 'revoked')).toHaveLength(1);
    expect((await call('DELETE', `/me/app-passwords/${String(made['id'])}`, { as: 'ali' })).status).toBe(404);
  });

  test('last use is noted, and not written again for minutes however often a program signs in', async () => {
    const { call, clock, core, access } = await openWeb(opener);
    let writes = 0;
    const write = core.db.write.bind(core.db);
    (core.db as { write: typeof core.db.write }).write = (accounts, fn) => {
      writes++;
      return write(accounts, fn);
    };
    const secret = String((await call('POST', '/me/app-passwords', { as: 'ali', body: { label: 'phone' } })).body['password']);
    const used = async () => ((await call('GET', '/me/app-passwords', { as: 'ali' })).body['items'] as { lastUsedAt: string | null }[])[0]?.lastUsedAt;
    expect(await used()).toBeNull();
    writes = 0;
    const firstAt = new Date(clock.now()).toISOString();
    for (let n = 0; n < 20; n++) await access.signIn({ user: 'ali@example.org', password: secret }, { protocol: 'imap', remoteAddress: '127.0.0.1', tls: true });
    await expect.poll(used).toBe(firstAt);
    expect(writes).toBe(1);
    writes = 0;
    for (let n = 0; n < 20; n++) await access.signIn({ user: 'ali@example.org', password: secret }, { protocol: 'imap', remoteAddress: '127.0.0.1', tls: true });
    expect(writes).toBe(0);
    await clock.advance(5 * 60_000);
    await access.signIn({ user: 'ali@example.org', password: secret }, { protocol: 'imap', remoteAddress: '127.0.0.1', tls: true });
    await expect.poll(used).toBe(new Date(clock.now()).toISOString());
  });

  test('one app password serves IMAP, POP3, submission and JMAP; its end closes what it has open', async () => {
    const server = await startTestServer(makeUrl, { people: ['ali'] });
    const lines: LineClient[] = [];
    const open = (port: number): LineClient => {
      const client = new LineClient(port);
      lines.push(client);
      return client;
    };
    try {
      const rest = (method: string, path: string, authorization: string, body?: unknown) => fetch(`${server.http}/api/v1${path}`, {
        method, headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const owner = basic('ali@example.com');
      const made = (await (await rest('POST', '/me/app-passwords', owner, { label: 'phone' })).json()) as { id: string; password: string };
      const reader = (await (await rest('POST', '/me/app-passwords', owner, { label: 'reader', scopes: ['mail:read'] })).json()) as { id: string; password: string };
      const withApp = `Basic ${Buffer.from(`ali@example.com:${made.password}`).toString('base64')}`;
      expect((await fetch(`${server.http}/jmap/session`, { headers: { authorization: withApp } })).status).toBe(200);

      const imap = open(server.ports.imap);
      await imap.line();
      expect((await imap.command('a', `LOGIN ali@example.com ${made.password}`)).tagged).toMatch(/^OK/);
      expect((await imap.command('b', 'SELECT INBOX')).tagged).toMatch(/^OK/);
      const pop3 = open(server.ports.pop3);
      await pop3.line();
      pop3.send('USER ali@example.com\r\n');
      await pop3.line();
      pop3.send(`PASS ${made.password}\r\n`);
      expect(await pop3.line()).toMatch(/^\+OK/);
      const smtp = open(server.ports.submission);
      await smtp.reply();
      await smtp.reply('EHLO phone');
      expect(await smtp.reply(`AUTH PLAIN ${Buffer.from(`\0ali@example.com\0${made.password}`).toString('base64')}`)).toMatch(/^235/);

      const readOnly = open(server.ports.imap);
      await readOnly.line();
      expect((await readOnly.command('a', `LOGIN ali@example.com ${reader.password}`)).tagged).toMatch(/^OK/);
      expect((await readOnly.command('b', 'CREATE Work')).tagged).toMatch(/^NO/);

      expect((await rest('DELETE', `/me/app-passwords/${made.id}`, owner)).status).toBe(204);
      expect((await fetch(`${server.http}/jmap/session`, { headers: { authorization: withApp } })).status).toBe(401);
      const ended = await imap.command('c', 'NOOP');
      expect(ended.tagged ?? ended.untagged.join()).toMatch(/BYE|^$/);
      // The other app password goes on.
      expect((await readOnly.command('c', 'SELECT INBOX')).tagged).toMatch(/^OK/);
    } finally {
      for (const client of lines) client.socket.destroy();
      await server.stop();
    }
  });
});
