/** Delivery of what comes in, as the MX (one answer) and LMTP (an answer each) ask for it, and what of it goes through the queue. */
import { expect, test } from 'vitest';
import type { DeliveryAnswer, DeliveryRequest } from '../../../api/client/index.ts';
import { deliver } from '../../../api/mail/delivery/deliver.ts';
import { createAlias } from '../../../api/people/aliases.ts';
import { updateAccount } from '../../../api/people/accounts.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, type Node, people, queue, readable, to, worlds } from './harness.ts';

const minute = 60_000;
const text = message({ From: 'far@away.test', Subject: 'Hi', 'Message-ID': '<hi@away.test>' }, 'x'.repeat(600));

type Given = Partial<Omit<DeliveryRequest, 'recipients'>> & { to: readonly (string | DeliveryRequest['recipients'][number])[]; forward?: Node['transport']['forward'] };

function take(node: Node, { to: recipients, forward = node.transport.forward, ...change }: Given): Promise<DeliveryAnswer[]> {
  async function* source(): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }
  return deliver(node.core, {
    sender: 'far@away.test', recipients: recipients.map((one) => (typeof one === 'string' ? { address: `${one}@example.org` } : one)), trace: 'Received: by mail.example.org\r\n',
    source: source(), maxBytes: 100_000, ...change,
  }, forward);
}

const codes = (answers: readonly DeliveryAnswer[]): number[] => answers.map(({ delivered, code }) => (delivered ? 250 : code));
const waiting = async (node: Node): Promise<string[]> => (await queue(node)).map((entry) => entry.recipient);

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  /** full: has room for one message; tiny: never has room. */
  async function filled(options: Parameters<typeof node>[1] = {}) {
    const server = await node(await world(), options);
    const all = await people(server, { ali: {}, bob: {}, full: { quotaBytes: 1200 }, tiny: { quotaBytes: 300 }, sender: {} });
    expect(codes(await take(server, { to: ['full'] }))).toEqual([250]);
    return { server, ...all };
  }

  test('RFC 5321 §4.2.5: one answer for all: who is full now gets it later, who never can is told of to the sender, before the 250', async () => {
    const { server, ali, full, tiny, sender } = await filled({ start: false });
    expect(codes(await take(server, { to: ['full', 'ali', 'tiny'], sender: sender.address, oneAnswer: true }))).toEqual([250, 250, 250]);
    expect(await mailbox(server, ali)).toHaveLength(1);
    expect(await queue(server)).toMatchObject([
      { recipient: 'full@example.org', attempts: 1, last_reply: expect.stringMatching(/^452 4\.2\.2 /), next_attempt_at: server.clock.now() + minute },
      { recipient: 'sender@example.org', attempts: 0 },
    ]);
    await server.transport.start();
    await server.transport.idle();
    const [report, ...more] = await mailbox(server, sender);
    expect(more).toEqual([]);
    expect(report?.text).toMatch(/^Return-Path: <>\r\n/);
    expect(report?.text).toContain('Final-Recipient: rfc822; tiny@example.org\r\nAction: failed\r\nStatus: 5.2.2\r\n');
    expect(report?.text).toContain('Message-ID: <hi@away.test>');
    await updateAccount(server.core, 'full@example.org', { quotaBytes: 100_000 });
    await later(server, minute);
    expect((await mailbox(server, full))[1]?.text).toMatch(/^Return-Path: <sender@example\.org>\r\nDelivered-To: full@example\.org\r\nReceived: by mail\.example\.org\r\nFrom: /);
    expect([await queue(server), await mailbox(server, tiny)]).toEqual([[], []]);
  });

  test('RFC 5321 §4.2.5: nobody has it: all for now is 452, all for ever 5xx, and nothing is queued; of both kinds it is taken', async () => {
    const { server, full, sender } = await filled();
    const more = await addStuffed(server);
    const mx = { sender: sender.address, oneAnswer: true };
    expect(codes(await take(server, { ...mx, to: ['full', more] }))).toEqual([452, 452]);
    expect(codes(await take(server, { ...mx, to: ['tiny', 'nobody'] }))).toEqual([552, 550]);
    expect(await queue(server)).toEqual([]);
    expect(codes(await take(server, { ...mx, to: ['full', 'nobody'] }))).toEqual([250, 250]);
    await server.transport.idle();
    expect(await waiting(server)).toEqual(['full@example.org']);
    expect((await mailbox(server, sender))[0]?.text).toContain('Final-Recipient: rfc822; nobody@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n');
    expect(await mailbox(server, full)).toHaveLength(1);
  });

  test('RFC 2033 §4.2: an answer each: who is refused is the client’s affair, and nothing is queued for them', async () => {
    const { server } = await filled();
    expect(codes(await take(server, { to: ['full', 'ali', 'tiny', 'nobody'] }))).toEqual([452, 250, 552, 550]);
    expect(await queue(server)).toEqual([]);
    await createAlias(server.core, { address: 'team@example.org', targets: ['full@example.org', 'bob@example.org'] });
    expect(codes(await take(server, { to: ['full', 'team'] }))).toEqual([452, 250]);
    expect(await queue(server)).toEqual([]);
  });

  test('an alias of several: the member who is full gets it later, the one who never can is told of, for MX and LMTP alike', async () => {
    for (const oneAnswer of [true, false]) {
      const { server, bob, full, sender } = await filled();
      await createAlias(server.core, { address: 'team@example.org', targets: ['full@example.org', 'bob@example.org', 'tiny@example.org'] });
      expect(codes(await take(server, { to: ['team'], sender: sender.address, oneAnswer }))).toEqual([250]);
      await server.transport.idle();
      expect(await waiting(server)).toEqual(['full@example.org']);
      expect((await mailbox(server, sender)).map((report) => report.text)).toEqual([
        expect.stringContaining('Original-Recipient: rfc822; team@example.org\r\nFinal-Recipient: rfc822; tiny@example.org\r\nAction: failed\r\n'),
      ]);
      await updateAccount(server.core, 'full@example.org', { quotaBytes: 100_000 });
      await later(server, minute);
      expect([await mailbox(server, full), await mailbox(server, bob)].map((found) => found.length)).toEqual([2, 1]);
    }
  });

  test('what cannot be queued is not accepted: 451 for all (possibly twice, never lost); with LMTP for those it is about', async () => {
    const { server, sender } = await filled();
    const forward = (): Promise<never> => Promise.reject(new Error('the disk is full'));
    expect(codes(await take(server, { to: ['ali', 'full'], sender: sender.address, oneAnswer: true, forward }))).toEqual([451, 451]);
    await createAlias(server.core, { address: 'team@example.org', targets: ['full@example.org', 'bob@example.org'] });
    expect(codes(await take(server, { to: ['ali', 'team'], sender: sender.address, forward }))).toEqual([250, 451]);
    expect(codes(await take(server, { to: ['ali', 'bob'], sender: sender.address, oneAnswer: true, forward }))).toEqual([250, 250]);
  });

  test('RFC 5321 §4.5.5: the null sender is told nothing', async () => {
    const { server } = await filled({ start: false });
    expect(codes(await take(server, { to: [{ address: 'ali@example.org', notify: 'SUCCESS' }, 'tiny'], sender: '', oneAnswer: true }))).toEqual([250, 250]);
    expect(await queue(server)).toEqual([]);
  });

  test('RFC 3461 §4.1, §5.2: SUCCESS, FAILURE and NEVER of mail for mailboxes here, to a sender elsewhere; ENVID, ORCPT, RET', async () => {
    const standIn = await smarthost();
    const { server } = await filled({ smarthost: to(standIn) });
    await createAlias(server.core, { address: 'info@example.org', targets: ['bob@example.org', 'eve@elsewhere.test'] });
    await take(server, {
      to: [
        { address: 'ali@example.org', notify: 'SUCCESS,FAILURE', originalRecipient: 'rfc822;a+41@first.test' }, { address: 'sender@example.org', notify: 'FAILURE' }, 'bob',
        { address: 'tiny@example.org', notify: 'NEVER' }, { address: 'gone@example.org', notify: 'FAILURE' },
      ],
      envelopeId: 'a+2B41', dsnReturn: 'FULL', oneAnswer: true,
    });
    await server.transport.idle();
    expect(standIn.messages.map((got) => [got.mailFrom, got.rcptTo[0]?.address])).toEqual([['', 'far@away.test'], ['', 'far@away.test']]);
    const [failed, delivered] = standIn.messages.map((got) => got.text).sort((a) => (a.includes('Action: failed') ? -1 : 1)) as [string, string];
    expect(delivered.match(/^(Original-Envelope-Id|Original-Recipient|Final-Recipient|Action|Status): .*$/gm)).toEqual([
      'Original-Envelope-Id: a+2B41', 'Original-Recipient: rfc822; a+41@first.test', 'Final-Recipient: rfc822; ali@example.org', 'Action: delivered', 'Status: 2.0.0',
    ]);
    expect(delivered).toContain('Content-Type: text/rfc822-headers');
    expect(failed.match(/^(Final-Recipient|Action|Content-Type): .*$/gm)).toEqual([
      'Content-Type: multipart/report; report-type=delivery-status;', 'Content-Type: text/plain; charset=utf-8', 'Content-Type: message/delivery-status',
      'Final-Recipient: rfc822; gone@example.org', 'Action: failed', 'Content-Type: message/rfc822',
    ]);
    expect(readable(failed)).toContain('gone@example.org');

    // An alias: success is told once, by us; whoever is behind it elsewhere is asked for failures only.
    await take(server, { to: [{ address: 'info@example.org', notify: 'SUCCESS,FAILURE' }], oneAnswer: true });
    await server.transport.idle();
    const sent = standIn.messages.slice(2);
    expect(sent.find((got) => got.mailFrom === 'far@away.test')?.rcptTo).toEqual([{ address: 'eve@elsewhere.test', parameters: 'NOTIFY=FAILURE ORCPT=rfc822;info@example.org' }]);
    expect(sent.find((got) => got.mailFrom === '')?.text).toContain('Final-Recipient: rfc822; info@example.org\r\nAction: delivered\r\n');
    expect(sent).toHaveLength(2);
  });
});

/** A second mailbox that is full. */
async function addStuffed(server: Node): Promise<string> {
  const { createAccount } = await import('../../../api/people/accounts.ts');
  await createAccount(server.core, { address: 'stuffed@example.org', name: 'stuffed', quotaBytes: 1200 });
  await take(server, { to: ['stuffed'] });
  return 'stuffed';
}
