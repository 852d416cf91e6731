import { request } from 'node:http';
import { expect, test } from 'vitest';
import { validator } from '../../../openapi/index.ts';
import { forgetIdempotentAnswers } from '../../../api/people/idempotency.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';
import { openWeb, password } from './web.ts';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function setUp(limits: Parameters<typeof openWeb>[1] = {}) {
    const web = await openWeb(opener, limits);
    const { call, base } = web;
    const send = (body: unknown, headers: Record<string, string> = {}, as = 'ali') => call('POST', '/messages', { as, body, headers });
    const list = async (as: string, role: string) => {
      const folders = (await call('GET', '/mailboxes', { as })).body['items'] as { id: string; role: string }[];
      const id = folders.find((folder) => folder.role === role)?.id;
      return (await call('GET', `/messages?mailboxId=${id}`, { as })).body['items'] as { id: string; subject: string; from: unknown; keywords: string[] }[];
    };
    const raw = (as: string, id: string) => fetch(`${base}/api/v1/messages/${id}/raw`, { headers: { authorization: `Basic ${Buffer.from(`${as}@example.org:${password}`).toString('base64')}` } });
    const text = async (as: string, id: string) => (await raw(as, id)).text();
    return { ...web, send, list, text, raw };
  }

  test('issue, send a message: stored for who is here, queued for who is elsewhere, a copy in Sent; Bcc stays a secret', async () => {
    const { send, list, text } = await setUp();
    const body = {
      to: [{ name: 'Root', email: 'root@example.org' }, { email: 'far@elsewhere.example' }], bcc: [{ email: 'ali@example.org' }], subject: 'Réunion – اجتماع', text: 'Bonjour\n', html: '<p>Bonjour</p>',
      attachments: [{ name: 'à lire.txt', type: 'text/plain', content: Buffer.from('contenu').toString('base64') }, { cid: 'logo', type: 'image/png', content: 'iVBORw0KGgo=' }],
    };
    const sent = await send(body);
    expect([sent.status, validator('MessageSent')(sent.body)]).toEqual([201, null]);
    expect(sent.headers.get('location')).toBe(`/api/v1/messages/${String(sent.body['emailId'])}`);
    expect(sent.body).toMatchObject({ recipients: expect.arrayContaining([expect.objectContaining({ address: 'root@example.org', delivered: 'yes' }), expect.objectContaining({ address: 'far@elsewhere.example', delivered: 'queued' })]) });
    const [arrived] = await list('root', 'inbox');
    expect(arrived).toMatchObject({ subject: 'Réunion – اجتماع', from: [{ name: 'Ali', email: 'ali@example.org' }] });
    const received = await text('root', arrived?.id ?? '');
    expect(received).not.toMatch(/^bcc:/im);
    expect(received).toMatch(/^Received: by mail\.example\.org with HTTP id/m);
    expect(received).toContain(`<${String(sent.body['messageId'])}>`);
    const [copy] = await list('ali', 'sent');
    expect(copy).toMatchObject({ id: sent.body['emailId'], keywords: ['$seen'] });
    expect(await text('ali', copy?.id ?? '')).toMatch(/^Bcc: .*ali@example\.org/im);
    expect((await list('ali', 'inbox')).length).toBe(1);
  });

  test('a copy is filed as the account or the request wants it; a message can wait for its time', async () => {
    const { send, list, call, clock } = await setUp();
    const to = [{ email: 'root@example.org' }];
    expect((await send({ to, subject: 'a', saveToSent: false })).body).toMatchObject({ emailId: null, status: 'final' });
    await call('PATCH', '/me', { as: 'ali', body: { sentCopy: false } });
    expect((await send({ to, subject: 'b' })).body).toMatchObject({ emailId: null });
    expect((await send({ to, subject: 'c', saveToSent: true })).body).toMatchObject({ emailId: expect.any(String) });
    const at = new Date(clock.now() + 3_600_000).toISOString();
    expect((await send({ to, subject: 'later', sendAt: at })).body).toMatchObject({ sendAt: at, status: 'pending' });
    expect((await list('ali', 'sent')).map(({ subject }) => subject)).toEqual(['c']);
    expect((await list('root', 'inbox')).map(({ subject }) => subject).sort()).toEqual(['a', 'b', 'c']);
  });

  test('whole messages are sent as they are, by their header', async () => {
    const { call, list, text } = await setUp();
    const source = 'From: Ali <ali@example.org>\r\nTo: root@example.org\r\nBcc: root@example.org\r\nSubject: raw\r\nMessage-ID: <one@example.org>\r\n\r\nline\r\n';
    const headers = { 'content-type': 'message/rfc822' };
    const sent = await call('POST', '/messages', { as: 'ali', body: source, headers });
    expect([sent.status, sent.body['messageId']]).toEqual([201, 'one@example.org']);
    const [arrived] = await list('root', 'inbox');
    expect(await text('root', arrived?.id ?? '')).toContain('\r\n\r\nline\r\n');
    expect(await call('POST', '/messages', { as: 'ali', body: 'To: root@example.org\r\n\r\nx', headers })).toMatchObject({ status: 422, body: { code: 'invalidEmail' } });
    expect(await call('POST', '/messages', { as: 'ali', body: 'From: root@example.org\r\nTo: root@example.org\r\n\r\nx', headers })).toMatchObject({ status: 403 });
    expect(await call('POST', '/messages', { as: 'ali', body: 'From: ali@example.org\r\n\r\nx', headers })).toMatchObject({ status: 422, body: { code: 'noRecipients' } });
    expect((await call('POST', '/messages', { as: 'ali', body: source, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  });

  test('a message whose connection breaks is not sent', async () => {
    const { base, list, core } = await setUp();
    let began = 0;
    let broke: () => void = () => undefined;
    const broken = new Promise<void>((resolve) => (broke = resolve));
    const putStream = core.db.blobs.putStream.bind(core.db.blobs);
    (core.db.blobs as { putStream: typeof putStream }).putStream = async (source, ...rest) => {
      began++;
      return putStream(source, ...rest).finally(broke);
    };
    const sending = request(`${base}/api/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`ali@example.org:${password}`).toString('base64')}`, 'content-type': 'message/rfc822', 'content-length': 10_000, expect: '100-continue' },
    });
    sending.on('error', () => undefined);
    await new Promise((resolve) => sending.on('continue', resolve).flushHeaders());
    await new Promise((resolve) => sending.write('From: ali@example.org\r\nTo: root@example.org\r\n\r\nthe beginning', resolve));
    await expect.poll(() => began).toBe(1);
    sending.destroy();
    await broken;
    expect([await list('root', 'inbox'), await list('ali', 'sent')]).toEqual([[], []]);
  });

  test('Idempotency-Key: the same request again sends nothing and gets the first answer; another request with the key is refused; after a day the key is free', async () => {
    const { send, list, call, clock, core } = await setUp();
    const headers = { 'idempotency-key': 'order-4711' };
    const body = { to: [{ email: 'root@example.org' }], subject: 'once', text: 'x' };
    const first = await send(body, headers);
    expect(first.status).toBe(201);
    const again = await send(body, headers);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([201, first.body, first.headers.get('location')]);
    // Also where it could not be sent any more.
    await call('DELETE', '/accounts/root@example.org', { as: 'root' });
    expect((await send(body, headers)).body).toEqual(first.body);
    expect(await send({ ...body, subject: 'twice' }, headers)).toMatchObject({ status: 422, body: { code: 'idempotencyKeyReused' } });
    expect((await list('ali', 'sent')).map(({ subject }) => subject)).toEqual(['once']);
    for (const bad of ['', 'x'.repeat(256), 'a b']) {
      expect([bad, (await send(body, { 'idempotency-key': bad })).status]).toEqual([bad, 400]);
    }
    await clock.advance(24 * 3_600_000 + 1);
    const other = { ...body, to: [{ email: 'ali@example.org' }] };
    expect((await send(other, headers)).status).toBe(201);
    await clock.advance(24 * 3_600_000 + 1);
    await forgetIdempotentAnswers(core);
    expect((await list('ali', 'sent')).length).toBe(2);
  });

  test('Idempotency-Key: requests at the same moment send one message; a key belongs to one person; a refusal is not kept', async () => {
    const { send, list, call } = await setUp();
    const headers = { 'idempotency-key': 'k' };
    const body = { to: [{ email: 'root@example.org' }], subject: 'race' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(body, headers)));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await list('root', 'inbox')).length).toBe(1);
    expect((await send({ to: [{ email: 'ali@example.org' }], subject: 'other' }, headers, 'root')).status).toBe(201);
    const unknown = { to: [{ email: 'nobody@example.org' }], subject: 'x' };
    expect((await send(unknown, { 'idempotency-key': 'n' })).status).toBe(422);
    await call('POST', '/accounts', { as: 'root', body: { address: 'nobody@example.org', name: 'Now somebody' } });
    expect((await send(unknown, { 'idempotency-key': 'n' })).status).toBe(201);
    const source = 'From: ali@example.org\r\nTo: root@example.org\r\nSubject: raw\r\n\r\nx\r\n';
    const rawHeaders = { 'content-type': 'message/rfc822', 'idempotency-key': 'raw' };
    const [one, two] = [await call('POST', '/messages', { as: 'ali', body: source, headers: rawHeaders }), await call('POST', '/messages', { as: 'ali', body: source, headers: rawHeaders })];
    expect([one?.status, two?.body]).toEqual([201, one?.body]);
    expect((await call('POST', '/messages', { as: 'ali', body: `${source}y`, headers: rawHeaders })).status).toBe(422);
    expect((await list('root', 'inbox')).map(({ subject }) => subject).sort()).toEqual(['race', 'raw']);
  });

  test('what cannot be sent is told with the place; nothing is sent and nothing is filed', async () => {
    const { send, list, call } = await setUp({ recipients: 5, maxSizeAttachmentsPerEmail: 65_536 });
    const to = [{ email: 'root@example.org' }];
    const refused: [unknown, number, string][] = [
      [{ subject: 'nobody' }, 422, 'noRecipients'],
      [{ to: [{ email: 'nobody@example.org' }] }, 422, 'recipientUnknown'],
      [{ to: [{ email: 'not an address' }] }, 422, 'invalidRecipients'],
      [{ to: Array.from({ length: 6 }, (_, n) => ({ email: `a${n}@elsewhere.example` })) }, 422, 'tooManyRecipients'],
      [{ to, from: { email: 'root@example.org' } }, 403, 'forbiddenMailFrom'],
      [{ to, wrong: 1 }, 400, 'invalidArguments'],
      [{ to, attachments: [{ name: 'x' }] }, 422, 'invalidProperties'],
      [{ to, attachments: [{ content: '***' }] }, 422, 'invalidProperties'],
      [{ to, attachments: [{ blobId: `b${'0'.repeat(64)}` }] }, 404, 'blobNotFound'],
      [{ to, attachments: [{ content: Buffer.alloc(65_537).toString('base64') }] }, 413, 'tooLarge'],
      [{ to, sendAt: '2090-01-01T00:00:00Z' }, 400, 'invalidArguments'],
      [{ to, sendAt: 'tomorrow' }, 400, 'invalidArguments'],
    ];
    for (const [body, status, code] of refused) {
      const answer = await send(body);
      expect([body, answer.status, answer.body['code']]).toEqual([body, status, code]);
      expect(validator('Problem')(answer.body)).toBeNull();
    }
    expect((await send({ to, attachments: [{ name: 'x' }] })).body['errors']).toEqual([{ path: 'attachments/0', message: 'needs either blobId or content' }]);
    expect([await list('ali', 'sent'), await list('root', 'inbox')]).toEqual([[], []]);
    const reader = await call('POST', '/me/tokens', { as: 'ali', body: { name: 'reader', scopes: ['mail:read'] } });
    expect((await call('POST', '/messages', { headers: { authorization: `Bearer ${String(reader.body['token'])}` }, body: { to } })).status).toBe(403);
  });

  test('an attachment by an upload, and what is uploaded by others is not there', async () => {
    const { send, list, base, call } = await setUp();
    const upload = async (as: string) => {
      const authorization = `Basic ${Buffer.from(`${as}@example.org:${password}`).toString('base64')}`;
      const { accountId } = (await call('GET', '/me', { as })).body;
      const answer = await fetch(`${base}/jmap/upload/${String(accountId)}`, { method: 'POST', headers: { authorization, 'content-type': 'application/pdf' }, body: `%PDF of ${as}` });
      return ((await answer.json()) as { blobId: string }).blobId;
    };
    const [own, foreign] = [await upload('ali'), await upload('root')];
    const to = [{ email: 'root@example.org' }];
    expect((await send({ to, attachments: [{ blobId: foreign, name: 'theirs.pdf' }] })).status).toBe(404);
    expect((await send({ to, subject: 'pdf', attachments: [{ blobId: own, name: 'mine.pdf', type: 'application/pdf' }] })).status).toBe(201);
    const [arrived] = await list('root', 'inbox');
    const message = (await call('GET', `/messages/${arrived?.id}`, { as: 'root' })).body as { attachments: { name: string; type: string; size: number }[] };
    expect(message.attachments).toMatchObject([{ name: 'mine.pdf', type: 'application/pdf', size: 11 }]);
  });
});
