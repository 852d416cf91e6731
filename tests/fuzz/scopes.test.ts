/** What a narrow sign-in must not reach (design §11): each way of writing, with a token or app password that may only read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookupHash } from '../../api/access/secrets.ts';
import { createToken } from '../../api/access/tokens.ts';
import { insertCredential } from '../../db/repositories/credentials.ts';
import { LineClient } from '../crash/line-client.ts';
import { ALICE, type Target, target } from '../protocol/bad-input/harness.ts';
import { freshDatabase } from '../setup/databases.ts';
import { PASSWORD } from '../setup/server.ts';

const APP_PASSWORD = 'app-password-that-reads';
const caller = { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: false } as const;

let at: Target;
let accountId = '';
let inbox = '';
let email = '';
let token = '';
beforeAll(async () => {
  at = await target(() => freshDatabase('sqlite'));
  const { core, access } = at.server.running.open;
  await at.deliver('Subject: kept\r\nMessage-ID: <kept@x.example>\r\n\r\nhello\r\n');
  accountId = await at.alice.accountId();
  const [mailboxes, emails] = await at.alice.call([['Mailbox/query', { filter: { role: 'inbox' } }, '0'], ['Email/query', {}, '1']]);
  inbox = (mailboxes?.[1]['ids'] as string[])[0] ?? '';
  email = (emails?.[1]['ids'] as string[])[0] ?? '';
  const ctx = await access.signIn({ user: ALICE, password: PASSWORD }, caller);
  ({ token } = await createToken(ctx, { name: 'reader', scopes: ['mail:read'] }));
  const { id } = ctx.principal;
  await core.db.write([id], (tx) => insertCredential(tx, {
    id: tx.account(id).newId(), principal_id: id, kind: 'app', label: 'reader', secret: '', lookup: lookupHash(APP_PASSWORD), scopes: 'mail:read', created_at: 0, expires_at: null, last_used_at: null,
  }));
});
afterAll(() => at.end());

const basic = (password: string): string => `Basic ${Buffer.from(`${ALICE}:${password}`).toString('base64')}`;

test('JMAP: every method that writes is refused, and reading works', async () => {
  for (const authorization of [`Bearer ${token}`, basic(APP_PASSWORD)]) {
    const writes: [string, Record<string, unknown>][] = [
      ['Mailbox/set', { create: { a: { name: 'x' } } }], ['Email/set', { update: { [email]: { 'keywords/$seen': true } } }], ['Email/set', { destroy: [email] }],
      ['Email/import', { emails: { a: { blobId: 'b', mailboxIds: { [inbox]: true } } } }], ['Identity/set', { create: { a: { email: ALICE } } }], ['EmailSubmission/set', { create: { a: { emailId: email, identityId: 'i1' } } }],
    ];
    const answer = await at.fetch('/jmap/api', {
      method: 'POST', headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        using: ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`),
        methodCalls: [...writes.map(([name, args], n) => [name, { accountId, ...args }, String(n)]), ['Email/get', { accountId, ids: [email], properties: ['subject', 'keywords'] }, 'read']],
      }),
    });
    const { methodResponses } = (await answer.json()) as { methodResponses: [string, Record<string, unknown>, string][] };
    for (const [name, args, callId] of methodResponses.slice(0, -1)) expect([callId, name, args['type']]).toEqual([callId, 'error', 'forbidden']);
    expect(methodResponses.at(-1)?.[1]['list']).toEqual([{ id: email, subject: 'kept', keywords: {} }]);
    expect((await at.fetch(`/jmap/upload/${accountId}`, { method: 'POST', body: 'x', headers: { authorization } })).status).toBe(403);
  }
});

test('REST: one’s settings, tokens and administration are not for reading mail', async () => {
  for (const authorization of [`Bearer ${token}`, basic(APP_PASSWORD)]) {
    for (const [method, path, body] of [['PATCH', '/api/v1/me', { name: 'X' }], ['POST', '/api/v1/me/tokens', { name: 't', scopes: ['mail'] }], ['GET', '/api/v1/accounts', undefined], ['GET', '/api/v1/queue', undefined], ['POST', '/api/v1/verify', {}]] as const) {
      const answer = await at.fetch(path, { method, headers: { authorization, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => status === 403 || status === 404 || status === 405)]);
      expect(answer.ok).toBe(false);
    }
  }
});

test('REST: a person cannot make themselves administrator, or give themselves room', async () => {
  for (const change of [{ administrator: true }, { quotaBytes: null }, { disabled: false }, { address: 'root@example.com' }]) {
    const answer = await at.fetch('/api/v1/me', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change) });
    expect([change, answer.status]).toEqual([change, 400]);
  }
});

test('an app password opens no web session, which could do everything', async () => {
  const signIn = (password: string) => fetch(`${at.server.http}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: ALICE, password }) });
  const refused = await signIn(APP_PASSWORD);
  expect([refused.status, refused.headers.get('set-cookie')]).toEqual([403, null]);
  const accepted = await signIn(PASSWORD);
  expect([accepted.ok, accepted.headers.get('set-cookie')]).toEqual([true, expect.stringMatching(/^__Host-messagerie=.+HttpOnly; SameSite=Strict/)]);
});

test('IMAP, POP3, submission: what writes is refused, and nothing is changed', async () => {
  const imap = new LineClient(at.server.ports.imap);
  await imap.line();
  expect((await imap.command('a', `LOGIN ${ALICE} "${APP_PASSWORD}"`)).tagged).toMatch(/^OK/);
  const selected = await imap.command('b', 'SELECT INBOX');
  expect(selected.tagged).toMatch(/^OK \[READ-ONLY\]/);
  expect(selected.untagged.join('\n')).toContain('[PERMANENTFLAGS ()]');
  for (const command of ['STORE 1 +FLAGS (\\Deleted)', 'COPY 1 Sent', 'MOVE 1 Trash', 'EXPUNGE', 'CREATE x', 'DELETE Drafts', 'RENAME Drafts y', 'SUBSCRIBE Drafts', 'APPEND INBOX {14+}\r\nSubject: x\r\n\r\n']) {
    expect([command, (await imap.command('c', command)).tagged]).toEqual([command, expect.stringMatching(/^NO /)]);
  }
  for (const item of ['BODY.PEEK[]', 'BODY[]', 'RFC822']) expect((await imap.command('d', `FETCH 1 ${item}`)).tagged).toMatch(/^OK/);
  expect((await imap.command('e', 'FETCH 1 FLAGS')).untagged.join('\n')).not.toContain('\\Seen');
  expect((await imap.command('f', 'CLOSE')).tagged).toMatch(/^OK/);
  imap.close();
  const smtp = new LineClient(at.server.ports.submission);
  await smtp.reply();
  await smtp.reply('EHLO x');
  await smtp.reply(`AUTH PLAIN ${Buffer.from(`\0${ALICE}\0${APP_PASSWORD}`).toString('base64')}`);
  await smtp.reply(`MAIL FROM:<${ALICE}>`);
  await smtp.reply(`RCPT TO:<${ALICE}>`);
  const data = await smtp.reply('DATA');
  if (data?.startsWith('354')) expect(await smtp.reply(`From: <${ALICE}>\r\nSubject: sent\r\n\r\nx\r\n.`)).toMatch(/^5/);
  smtp.close();
  expect(await at.alice.emails()).toEqual([expect.objectContaining({ id: email, keywords: {} })]);
});

test('POP3 for reading alone: messages are read, the session ends well, and nothing is marked', async () => {
  const pop3 = new LineClient(at.server.ports.pop3);
  await pop3.line();
  pop3.send(`USER ${ALICE}\r\nPASS ${APP_PASSWORD}\r\nRETR 1\r\nQUIT\r\n`);
  const lines = await pop3.rest();
  expect(lines.at(-1)).toMatch(/^\+OK/);
  expect((await at.alice.emails())[0]?.keywords).toEqual({});
});

