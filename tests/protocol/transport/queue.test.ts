import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverActor } from '../../../api/access/actor.ts';
import { makeSelfSigned } from '../../../api/shared/self-signed.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, people, queue, readable, refusal, submit, to, worlds } from './harness.ts';

const minute = 60_000;
const hour = 60 * minute;
const text = message({ From: 'alice@example.org', To: 'eve@elsewhere.test', Subject: 'Hi', 'Message-ID': '<hi@example.org>' });

let folder = '';
let certificate: { cert: string; key: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messagerie-smarthost-'));
  certificate = await makeSelfSigned(join(folder, 'cert.pem'), join(folder, 'key.pem'), ['localhost', '127.0.0.1'], Date.now());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDatabase((name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  test('RFC 5321 §4.5.4.1: refused for now, it is tried again after growing times, and goes', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '450 4.2.1 come back later' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    const start = server.clock.now();
    expect(await queue(server)).toMatchObject([{ attempts: 1, last_reply: '450 4.2.1 come back later', next_attempt_at: start + minute }]);
    await later(server, minute);
    expect(await queue(server)).toMatchObject([{ attempts: 2, next_attempt_at: start + 6 * minute }]);
    await later(server, 5 * minute - 1);
    expect(await queue(server)).toMatchObject([{ attempts: 2 }]);
    standIn.answer = () => undefined;
    await later(server, 1);
    expect(standIn.messages).toHaveLength(1);
    expect(await queue(server)).toEqual([]);
    expect(await mailbox(server, alice)).toEqual([]);
  });

  test('RFC 3464: refused for ever, it comes back at once, with the reason, from the null sender', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550-5.1.1 No such person\r\n550 5.1.1 here' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    const [report, ...more] = await mailbox(server, alice);
    expect(more).toEqual([]);
    expect(report?.text).toMatch(/^Return-Path: <>\r\n/);
    expect(report?.text).toMatch(/\r\nContent-Type: multipart\/report; report-type=delivery-status;/);
    expect(report?.text).toMatch(/\r\nAuto-Submitted: auto-replied\r\n/);
    expect(report?.text).toContain('Final-Recipient: rfc822; eve@elsewhere.test\r\nAction: failed\r\nStatus: 5.1.1\r\n');
    expect(report?.text).toContain('Diagnostic-Code: smtp; 550 5.1.1 No such person here\r\n');
    expect(report?.text).toContain('Content-Type: text/rfc822-headers\r\n');
    expect(report?.text).toContain('Message-ID: <hi@example.org>');
    expect(report?.text).not.toContain('Hello.');
    expect(readable(report?.text ?? '')).toContain('550 5.1.1 No such person here');
    expect(await queue(server)).toEqual([]);
  });

  test('RFC 5321 §3.3: some recipients are refused, the others have it once', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    standIn.answer = (verb, line) => (verb !== 'RCPT' ? undefined : line.includes('never') ? '550 5.7.1 no' : line.includes('later') ? '451 4.3.0 busy' : undefined);
    await submit(server, alice, ['ok@x.test', 'never@x.test', 'later@x.test', 'fine@x.test'], text);
    await server.transport.idle();
    expect(standIn.messages.map((got) => got.rcptTo.map((rcpt) => rcpt.address))).toEqual([['ok@x.test', 'fine@x.test']]);
    expect(await queue(server)).toMatchObject([{ recipient: 'later@x.test' }]);
    expect((await mailbox(server, alice))[0]?.text.match(/Final-Recipient: .*/g)).toEqual(['Final-Recipient: rfc822; never@x.test']);
    standIn.answer = () => undefined;
    await later(server, minute);
    expect(standIn.messages.map((got) => got.rcptTo.map((rcpt) => rcpt.address))).toEqual([['ok@x.test', 'fine@x.test'], ['later@x.test']]);
  });

  test('RFC 5321 §4.5.3.1.10: a server that takes fewer recipients at a time gets the rest directly after', async () => {
    const standIn = await smarthost();
    let inMessage = 0;
    standIn.answer = (verb) => {
      if (verb === 'MAIL') inMessage = 0;
      return verb === 'RCPT' && ++inMessage > 2 ? '452 4.5.3 too many recipients' : undefined;
    };
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['1@x.test', '2@x.test', '3@x.test', '4@x.test', '5@x.test'], text);
    await server.transport.idle();
    await later(server, 1000);
    await later(server, 1000);
    expect(standIn.messages.map((got) => got.rcptTo.length)).toEqual([2, 2, 1]);
  });

  test('the line is cut after the message and before the answer: sent again, since nobody can know (RFC 1047)', async () => {
    const standIn = await smarthost();
    let cuts = 1;
    standIn.answer = (verb) => (verb === '.' && cuts-- > 0 ? 'cut' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    expect(await queue(server)).toMatchObject([{ attempts: 1, last_reply: expect.stringMatching(/^451 4\.4\.2 /) }]);
    await later(server, minute);
    expect(standIn.messages).toHaveLength(2);
    expect(await queue(server)).toEqual([]);
    expect(await mailbox(server, alice)).toEqual([]);
  });

  test('refused at the end of the message, for ever and for now', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === '.' ? '554 5.6.0 looks like spam' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    expect((await mailbox(server, alice))[0]?.text).toContain('Diagnostic-Code: smtp; 554 5.6.0 looks like spam');
    standIn.answer = (verb) => (verb === '.' ? '451 4.7.1 greylisted' : undefined);
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    expect(await queue(server)).toMatchObject([{ last_reply: '451 4.7.1 greylisted' }]);
    expect(standIn.connections).toBe(1);
  });

  test('a dead smarthost, a silent one, one that says 421: the message waits and says why', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn), times: { connectMs: 200, silenceMs: 200, pauseMs: 0 } });
    const { alice } = await people(server, { alice: {} });
    standIn.answer = (verb) => (verb === 'CONNECT' ? '421 4.3.2 shutting down' : undefined);
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    expect(await queue(server)).toMatchObject([{ last_reply: expect.stringContaining('421 4.3.2 shutting down') }]);
    standIn.answer = (verb) => (verb === 'CONNECT' ? 'silent' : undefined);
    await later(server, minute);
    expect(await queue(server)).toMatchObject([{ attempts: 2, last_reply: expect.stringMatching(/^451 4\.4\.1 No answer from 127\.0\.0\.1 port \d+ in time/) }]);
    standIn.answer = (verb) => (verb === 'DATA' ? 'silent' : undefined);
    await later(server, 5 * minute);
    expect(await queue(server)).toMatchObject([{ attempts: 3 }]);
    await standIn.close();
    await later(server, 15 * minute);
    expect(await queue(server)).toMatchObject([{ attempts: 4, last_reply: expect.stringMatching(/^451 4\.4\.2 The connection to 127\.0\.0\.1 port \d+ failed: .*ECONNREFUSED/) }]);
  });

  test('limits.queueLifetime: told once after four hours, given up after five days', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    const hours = async (count: number): Promise<void> => {
      for (let i = 0; i < count * 4; i++) await later(server, 15 * minute);
    };
    await hours(3);
    expect(await mailbox(server, alice)).toEqual([]);
    await hours(9);
    const [delayed, ...more] = await mailbox(server, alice);
    expect(more).toEqual([]);
    expect(delayed?.text).toContain('Action: delayed\r\nStatus: 4.4.4\r\n');
    expect(delayed?.text).toContain('Will-Retry-Until: Sat, 10 Jan 2026 09:00:00 +0000');
    for (let day = 0; day < 30; day++) await later(server, 4 * hour);
    const reports = await mailbox(server, alice);
    expect(reports.map((report) => /Action: (\w+)/.exec(report.text)?.[1])).toEqual(['delayed', 'failed']);
    expect(reports[1]?.text).toContain('Status: 5.4.7');
    expect(await queue(server)).toEqual([]);
  });

  test('smarthost.tls: starttls is required and checked; user and passwordFile sign in', async () => {
    const place = await world();
    const plain = await smarthost();
    const first = await node(place, { smarthost: to(plain, { tls: 'starttls' }) });
    const { alice } = await people(first, { alice: {} });
    await submit(first, alice, ['eve@elsewhere.test'], text);
    await first.transport.idle();
    expect(plain.commands.some((line) => line.startsWith('MAIL'))).toBe(false);
    await first.stop();
    const context = createSecureContext(certificate);
    for (const tls of ['starttls', 'implicit'] as const) {
      const secure = await smarthost({ tls, context });
      await writeFile(join(folder, 'password'), 's3cret\n');
      const config = to(secure, { tls, user: 'relay', passwordFile: join(folder, 'password') });
      const strict = await node(place, { smarthost: config, clock: first.clock });
      await submit(strict, alice, ['eve@elsewhere.test'], text);
      await later(strict, minute);
      expect(secure.messages).toEqual([]);
      expect((await queue(strict)).at(-1)?.last_reply).toMatch(/certificate/);
      await strict.stop();
      const trusting = await node(place, { smarthost: config, clock: first.clock, tls: { ca: certificate.cert, servername: 'localhost' } });
      await later(trusting, 6 * hour);
      expect(secure.messages.length).toBeGreaterThan(0);
      expect(secure.messages.every((got) => got.tls)).toBe(true);
      expect(secure.commands).toContain(`AUTH PLAIN ${Buffer.from('\0relay\0s3cret').toString('base64')}`);
      expect(await queue(trusting)).toEqual([]);
      await trusting.stop();
    }
  });

  test('a smarthost that does not accept our password keeps nobody’s mail from going later', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'AUTH' ? '535 5.7.8 no' : undefined);
    await writeFile(join(folder, 'wrong'), 'x\n');
    const server = await node(await world(), { smarthost: to(standIn, { user: 'relay', passwordFile: join(folder, 'wrong') }) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.transport.idle();
    expect(await queue(server)).toMatchObject([{ last_reply: expect.stringContaining('535 5.7.8 no') }]);
    expect(await mailbox(server, alice)).toEqual([]);
  });

  test('RFC 3461 §4, RFC 8621 §7: NOTIFY, RET, ENVID, ORCPT come in decoded and go out encoded; where they cannot be, the report of success is ours', async () => {
    const [able, unable] = [await smarthost(), await smarthost({ extensions: ['8BITMIME'] })];
    const place = await world();
    const sending = { parameters: { RET: 'FULL', ENVID: 'a+2B41' }, recipients: { NOTIFY: 'success,failure', ORCPT: 'rfc822;eve+41@home.test' } };
    const first = await node(place, { smarthost: to(able) });
    const { alice } = await people(first, { alice: {} });
    await submit(first, alice, ['eve@elsewhere.test'], text, sending);
    await first.transport.idle();
    expect(able.messages[0]?.mailParameters).toContain('RET=FULL ENVID=a+2B2B41');
    expect(able.messages[0]?.rcptTo[0]?.parameters).toBe('NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;eve+2B41@home.test');
    expect(await mailbox(first, alice)).toEqual([]);
    await first.stop();
    const second = await node(place, { smarthost: to(unable), clock: first.clock });
    await submit(second, alice, ['eve@elsewhere.test', 'alice@example.org'], text, sending);
    await second.transport.idle();
    const reports = (await mailbox(second, alice)).map((email) => email.text).filter((bytes) => bytes.includes('multipart/report'));
    expect(reports.map((report) => /Action: (\w+)/.exec(report)?.[1]).sort()).toEqual(['delivered', 'relayed']);
    expect(reports[0]).toContain('Original-Envelope-Id: a+2B41');
    expect(unable.messages[0]?.mailParameters).toBe('');
  });

  test('a fault of ours ends an attempt: made again after growing times, and never given up for it', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text);
    await server.db.write([], async (tx) => void (await tx.run(sql`UPDATE submission SET delivery_status = ${'{'}`)));
    await server.transport.idle();
    const waited = async (ms: number): Promise<number[]> => {
      await later(server, ms);
      return (await queue(server)).map((entry) => entry.next_attempt_at - server.clock.now());
    };
    await server.db.write([], async (tx) => void (await tx.run(sql`UPDATE queue_entry SET attempts = 0, next_attempt_at = ${server.clock.now() + minute}`)));
    expect(await waited(minute)).toEqual([minute]);
    expect(await queue(server)).toMatchObject([{ attempts: 1, last_reply: expect.stringMatching(/^451 4\.3\.0 /) }]);
    expect(await waited(minute)).toEqual([5 * minute]);
    expect(await waited(5 * minute)).toEqual([15 * minute]);
    await server.db.write([], async (tx) => void (await tx.run(sql`UPDATE submission SET delivery_status = NULL`)));
    await later(server, 15 * minute);
    expect(await queue(server)).toMatchObject([{ attempts: 4, last_reply: expect.stringMatching(/^451 4\.4\.4 /) }]);
  });

  test('RFC 3461 §4.1: NOTIFY=NEVER and the null sender hear of nothing', async () => {
    const standIn = await smarthost();
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['eve@elsewhere.test'], text, { recipients: { NOTIFY: 'NEVER' } });
    await submit(server, alice, ['eve@elsewhere.test'], text, { from: '' });
    await server.transport.idle();
    expect(await mailbox(server, alice)).toEqual([]);
    expect(await queue(server)).toEqual([]);
  });

  test('RFC 1870, 6152, 6531: what the smarthost cannot take comes back with the reason', async () => {
    const standIn = await smarthost({ extensions: ['SIZE 2000'] });
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    await submit(server, alice, ['1@x.test'], `${text}${'x'.repeat(2000)}\r\n`);
    await submit(server, alice, ['2@x.test'], `${text}é\r\n`);
    await submit(server, alice, ['é@x.test'], text);
    await server.transport.idle();
    expect((await mailbox(server, alice)).map((report) => /Status: (.*)\r/.exec(report.text)?.[1]).sort()).toEqual(['5.3.4', '5.6.3', '5.6.7']);
    expect((await mailbox(server, alice)).some((report) => report.text.includes('Final-Recipient: utf-8; \\x{E9}@x.test'))).toBe(true);
    expect(standIn.messages).toEqual([]);
  });

  test('after a kill everything goes on at once; what another node holds, when its lease has run out', async () => {
    const place = await world();
    const first = await node(place, { start: false });
    const { alice } = await people(first, { alice: {} });
    await submit(first, alice, ['mine@x.test'], text);
    await submit(first, alice, ['theirs@x.test'], text);
    const until = first.clock.now() + 5 * minute;
    await first.db.write([], async (tx) => {
      await tx.run(sql`UPDATE queue_entry SET lease_owner = 'node-a/killed', lease_until = ${until} WHERE recipient = 'mine@x.test'`);
      await tx.run(sql`UPDATE queue_entry SET lease_owner = 'node-ab/killed', lease_until = ${until} WHERE recipient = 'theirs@x.test'`);
    });
    await first.stop();
    const standIn = await smarthost();
    const second = await node(place, { smarthost: to(standIn), clock: first.clock, node: 'node-a' });
    await second.transport.idle();
    expect(standIn.messages.map((got) => got.rcptTo[0]?.address)).toEqual(['mine@x.test']);
    await later(second, 5 * minute - 1);
    expect(standIn.messages).toHaveLength(1);
    await later(second, 1);
    expect(standIn.messages.map((got) => got.rcptTo[0]?.address)).toEqual(['mine@x.test', 'theirs@x.test']);
  });

  test('one connection carries one message after the other, also after one that was refused altogether', async () => {
    const standIn = await smarthost({ extensions: ['8BITMIME'] });
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    standIn.answer = (_verb, line) => (line.includes('never') ? '550 5.1.1 no' : undefined);
    for (const local of ['1', 'never', '2', 'never', '3']) {
      await submit(server, alice, [`${local}@x.test`], text);
      await server.transport.idle();
    }
    expect(standIn.messages.map((got) => got.rcptTo[0]?.address)).toEqual(['1@x.test', '2@x.test', '3@x.test']);
    expect(standIn.connections).toBe(1);
  });

  test('the queue as administrators see it: list, retry, cancel with and without a report', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn), times: { pauseMs: 0 } });
    const { alice } = await people(server, { alice: {} });
    standIn.answer = (verb) => (verb === 'MAIL' ? '451 4.3.0 not now' : undefined);
    for (const local of ['1', '2', '3']) await submit(server, alice, [`${local}@x.test`], text);
    await submit(server, alice, ['4@y.test'], text, { parameters: { HOLDFOR: '3600' } });
    await server.transport.idle();
    const service = server.transport.queue;
    const page = await service.list({ limit: 2 });
    expect(page.items.map((entry) => entry.recipients[0]?.address)).toEqual(['1@x.test', '2@x.test']);
    const rest = await service.list({ limit: 2, ...(page.next === null ? {} : { cursor: page.next }) });
    expect(rest).toMatchObject({ items: [{ status: 'waiting' }, { status: 'held' }], next: null });
    expect((await service.list({ status: 'held' })).items).toHaveLength(1);
    expect((await service.list({ domain: 'x.test' })).items).toHaveLength(3);
    expect((await service.list({ recipient: '3@x.test' })).items).toMatchObject([{ recipients: [{ attempts: 1, lastReply: '451 4.3.0 not now' }] }]);
    const [one, two] = page.items.map((entry) => entry.id) as [string, string];
    standIn.answer = () => undefined;
    await service.retry(one, serverActor);
    await server.transport.idle();
    expect(standIn.messages.map((got) => got.rcptTo[0]?.address)).toEqual(['1@x.test']);
    expect(await refusal(service.get(one))).toMatchObject({ kind: 'notFound' });
    await service.cancel(two, { bounce: true }, serverActor);
    expect((await mailbox(server, alice))[0]?.text).toContain('554 5.0.0 Cancelled by the administrator');
    await service.cancel(rest.items[0]?.id as string, { bounce: false }, serverActor);
    expect(await mailbox(server, alice)).toHaveLength(1);
    await service.retry(rest.items[1]?.id as string, serverActor);
    await server.transport.idle();
    expect(standIn.messages.map((got) => got.rcptTo[0]?.address)).toEqual(['1@x.test', '4@y.test']);
    expect(await queue(server)).toEqual([]);
  });

  test('mail that came in for an alias elsewhere is sent on; its failure is told to the sender, and never a failure of the telling', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice } = await people(server, { alice: {} });
    const { arrive } = await import('../../../api/mail/store/arrival.ts');
    const arrived = await arrive(server.db.blobs, Buffer.from(text), { maxBytes: 10_000, limits: {} });
    const onward = (message: typeof arrived, sender: string): Parameters<typeof server.transport.forward>[0] => ({
      arrived: message, sender, envelopeId: null, dsnReturn: null,
      recipients: [{ address: 'eve@elsewhere.test', originalRecipient: 'rfc822;info@example.org', notify: null, task: { kind: 'send' } }],
    });
    await server.transport.forward(onward(arrived, 'far@away.test'));
    await server.transport.idle();
    expect(standIn.messages[0]).toMatchObject({ mailFrom: 'far@away.test', rcptTo: [{ address: 'eve@elsewhere.test' }] });
    standIn.answer = (verb) => (verb === 'RCPT' ? '550 5.1.1 no' : undefined);
    await server.transport.forward(onward(arrived, 'alice@example.org'));
    await server.transport.idle();
    expect((await mailbox(server, alice))[0]?.text).toContain('Original-Recipient: rfc822; info@example.org');
    await server.transport.forward(onward(arrived, 'far@away.test'));
    await server.transport.idle();
    expect(standIn.commands.filter((line) => line.startsWith('MAIL')).at(-1)).toMatch(/^MAIL FROM:<>/);
    expect(await queue(server)).toEqual([]);
  });

  test('what somebody sent still goes after their account was deleted, and its end is found whatever it is', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: {} });
    const { createAlias } = await import('../../../api/people/aliases.ts');
    const { deleteAccount } = await import('../../../api/people/delete-account.ts');
    await createAlias(server.core, { address: 'both@example.org', targets: ['bob@example.org', 'eve@elsewhere.test'] });
    await submit(server, alice, ['both@example.org', 'carol@elsewhere.test'], text, { parameters: { HOLDFOR: '60' } });
    await deleteAccount(server.core, 'alice@example.org');
    await later(server, minute);
    expect((await queue(server)).map((entry) => [entry.recipient, entry.attempts])).toEqual([['carol@elsewhere.test', 1], ['eve@elsewhere.test', 1]]);
    for (const { id } of (await server.transport.queue.list({})).items) await server.transport.queue.cancel(id, { bounce: true }, serverActor);
    expect(await queue(server)).toEqual([]);
  });

  if (name === 'mariadb') {
    test('design §13: two nodes over one database send each message once', async () => {
      const standIn = await smarthost();
      const place = await world();
      const quiet = await node(place, { start: false });
      const { alice } = await people(quiet, { alice: {} });
      const wanted = Array.from({ length: 40 }, (_, i) => `r${String(i).padStart(2, '0')}@x.test`);
      for (const address of wanted) await submit(quiet, alice, [address], text);
      const nodes = await Promise.all(['a', 'b'].map((one) => node(place, { smarthost: to(standIn), node: one, clock: quiet.clock })));
      for (let i = 0; i < 5; i++) await Promise.all(nodes.map((one) => one.transport.idle()));
      expect(standIn.messages.map((got) => got.rcptTo[0]?.address).sort()).toEqual(wanted);
      expect(await queue(quiet)).toEqual([]);
    });
  }
});
