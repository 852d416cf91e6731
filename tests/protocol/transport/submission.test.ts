import { expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { later, mailbox, message, people, type Person, queue, readable, refusal, submit, to, worlds } from './harness.ts';

eachDatabase((_name, makeUrl) => {
  const { world, node, smarthost } = worlds(makeUrl);

  test('RFC 6409: people here have it at once, others through the smarthost; Sent has a copy that is read', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org', 'eve@elsewhere.test'], message({ From: 'alice@example.org', To: 'bob@example.org, eve@elsewhere.test', Subject: 'Hi' }));
    const [atBob] = await mailbox(server, bob);
    expect(atBob?.text).toMatch(/^Return-Path: <alice@example\.org>\r\nDelivered-To: bob@example\.org\r\nReceived: by mail\.example\.org with ESMTPSA id \w+;/);
    expect(atBob?.text).toMatch(/\r\nDate: Mon, 05 Jan 2026 09:00:00 \+0000\r\n/);
    expect(atBob?.text).toMatch(/\r\nMessage-ID: <[^>]+@mail\.example\.org>\r\n/);
    await server.transport.idle();
    expect(standIn.messages).toHaveLength(1);
    expect(standIn.messages[0]).toMatchObject({ mailFrom: 'alice@example.org', rcptTo: [{ address: 'eve@elsewhere.test' }] });
    expect(standIn.messages[0]?.text).toContain('Subject: Hi\r\n');
    expect(standIn.messages[0]?.text).not.toContain('127.0.0.1');
    expect(await queue(server)).toEqual([]);
    const sent = await mailbox(server, alice, 'sent');
    expect(sent).toMatchObject([{ seen: true }]);
    expect(sent[0]?.text).not.toContain('Received:');
  });

  test('RFC 5322 §3.6.3: Bcc is in the sender’s copy and nowhere else', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const text = message({ From: 'alice@example.org', To: 'bob@example.org', Bcc: 'eve@elsewhere.test,\r\n carol@elsewhere.test', 'Resent-Bcc': 'x@y.test', Subject: 'Quiet' });
    await submit(server, alice, ['bob@example.org', 'eve@elsewhere.test', 'carol@elsewhere.test'], text);
    await server.transport.idle();
    expect(standIn.messages[0]?.rcptTo.map((rcpt) => rcpt.address).sort()).toEqual(['carol@elsewhere.test', 'eve@elsewhere.test']);
    for (const bytes of [standIn.messages[0]?.text, (await mailbox(server, bob))[0]?.text]) {
      expect(bytes).toContain('Subject: Quiet');
      expect(bytes).not.toMatch(/bcc|carol/i);
    }
    expect((await mailbox(server, alice, 'sent'))[0]?.text).toContain('Bcc: eve@elsewhere.test,\r\n carol@elsewhere.test');
  });

  test('RFC 6409 §6.1: senders, recipients and loops that are refused, each with its reason', async () => {
    const server = await node(await world(), { limits: { recipients: 3, receivedFields: 10 } });
    const { alice } = await people(server, { alice: {}, bob: {} });
    const fine = message({ From: 'alice@example.org', Subject: 'x' });
    expect(await refusal(submit(server, alice, ['bob@example.org'], fine, { from: 'bob@example.org' }))).toMatchObject({ kind: 'forbiddenMailFrom' });
    expect(await refusal(submit(server, alice, ['bob@example.org'], message({ From: 'bob@example.org' })))).toMatchObject({ kind: 'senderNotAllowed' });
    expect(await refusal(submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Sender: 'bob@example.org' })))).toMatchObject({ kind: 'senderNotAllowed' });
    expect(await refusal(submit(server, alice, [], fine))).toMatchObject({ kind: 'noRecipients' });
    expect(await refusal(submit(server, alice, ['nobody@example.org', 'bob@example.org'], fine))).toMatchObject({ kind: 'recipientUnknown', details: { invalidRecipients: ['nobody@example.org'] } });
    expect(await refusal(submit(server, alice, ['a b@x.test', 'x', 'a\r\nRCPT TO:<z@z.test>@x.test', 'ok@x.test'], fine))).toMatchObject({ kind: 'invalidRecipients', details: { invalidRecipients: ['a b@x.test', 'x', 'a\r\nRCPT TO:<z@z.test>@x.test'] } });
    expect(await refusal(submit(server, alice, ['1@x.test', '2@x.test', '3@x.test', '4@x.test'], fine))).toMatchObject({ kind: 'tooManyRecipients', details: { maxRecipients: 3 } });
    await submit(server, alice, ['1@x.test', '2@x.test', '3@x.test', '1@X.test'], fine);
    expect(await refusal(submit(server, alice, ['bob@example.org'], `${'Received: by a\r\n'.repeat(11)}${fine}`))).toMatchObject({ kind: 'tooManyHops' });
    await submit(server, alice, ['bob@example.org'], `${'Received: by a\r\n'.repeat(10)}${fine}`);
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice+tag@example.org' }), { from: 'alice+tag@example.org' });
  });

  test('no smarthost: what is for elsewhere waits and says why; it goes once there is one', async () => {
    const place = await world();
    const first = await node(place);
    const { alice } = await people(first, { alice: {} });
    await submit(first, alice, ['eve@elsewhere.test'], message({ From: 'alice@example.org', Subject: 'Later' }));
    await first.transport.idle();
    expect(await queue(first)).toMatchObject([{ recipient: 'eve@elsewhere.test', state: 'waiting', attempts: 1, last_reply: '451 4.4.4 no smarthost configured: set smarthost.host' }]);
    await first.stop();
    const standIn = await smarthost();
    const second = await node(place, { smarthost: to(standIn), clock: first.clock });
    await later(second, 60_000);
    expect(standIn.messages).toHaveLength(1);
    expect(await queue(second)).toEqual([]);
  });

  test('a mailbox here that is full is tried again, and filled when it has room', async () => {
    const server = await node(await world());
    const { alice, bob } = await people(server, { alice: {}, bob: { quotaBytes: 4000 } });
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Subject: '1' }, 'x'.repeat(3000)));
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Subject: '2' }, 'x'.repeat(3000)));
    expect(await mailbox(server, bob)).toHaveLength(1);
    expect(await queue(server)).toMatchObject([{ recipient: 'bob@example.org', last_reply: expect.stringMatching(/^452 4\.2\.2 /) }]);
    const { updateAccount } = await import('../../../api/people/accounts.ts');
    await updateAccount(server.core, 'bob@example.org', { quotaBytes: 40_000 });
    await later(server, 60_000);
    expect((await mailbox(server, bob)).map((email) => /Subject: (.)/.exec(email.text)?.[1])).toEqual(['1', '2']);
    expect(await queue(server)).toEqual([]);
  });

  test('a message larger than the recipient’s whole mailbox comes back at once', async () => {
    const server = await node(await world());
    const { alice } = await people(server, { alice: {}, bob: { quotaBytes: 2000 } });
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org', Subject: 'Big' }, 'x'.repeat(3000)));
    await server.transport.idle();
    const [report] = await mailbox(server, alice);
    expect(report?.text).toContain('Status: 5.2.2');
    expect(readable(report?.text ?? '')).toContain('bob@example.org');
  });

  test('an alias that leads elsewhere and here reaches both, each once', async () => {
    const standIn = await smarthost();
    const server = await node(await world(), { smarthost: to(standIn) });
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    const { createAlias } = await import('../../../api/people/aliases.ts');
    await createAlias(server.core, { address: 'team@example.org', targets: ['bob@example.org', 'eve@elsewhere.test'] });
    await submit(server, alice, ['team@example.org', 'bob@example.org'], message({ From: 'alice@example.org', Subject: 'Team' }));
    await server.transport.idle();
    expect(await mailbox(server, bob)).toHaveLength(1);
    expect(standIn.messages.map((got) => got.rcptTo)).toEqual([[{ address: 'eve@elsewhere.test', parameters: 'ORCPT=rfc822;team@example.org' }]]);
  });

  test('more mailboxes than one unit fills: through the queue, each once', async () => {
    const server = await node(await world());
    const names = Array.from({ length: 55 }, (_, i) => `p${i}`);
    const all = await people(server, Object.fromEntries(names.map((name) => [name, {}])));
    const first = all['p0'] as Person;
    const { createAlias } = await import('../../../api/people/aliases.ts');
    await createAlias(server.core, { address: 'all@example.org', targets: names.map((name) => `${name}@example.org`) });
    await submit(server, first, ['all@example.org', 'p1@example.org'], message({ From: 'p0@example.org', Subject: 'All' }));
    await server.transport.idle();
    for (const name of names) expect(await mailbox(server, all[name] as Person), name).toHaveLength(1);
    expect(await queue(server)).toEqual([]);
  });

  test('RFC 4865: HOLDFOR over SMTP keeps the message until then; the copy in Sent is there at once', async () => {
    const server = await node(await world());
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org' }), { parameters: { HOLDFOR: '90' } });
    expect(await mailbox(server, alice, 'sent')).toHaveLength(1);
    await later(server, 89_999);
    expect(await mailbox(server, bob)).toEqual([]);
    await later(server, 1);
    expect(await mailbox(server, bob)).toHaveLength(1);
  });

  test('a message without From, Date and Message-ID gets them; one that begins with its body keeps it', async () => {
    const server = await node(await world());
    const { alice, bob } = await people(server, { alice: {}, bob: {} });
    await submit(server, alice, ['bob@example.org'], 'Only words.\r\n');
    expect((await mailbox(server, bob))[0]?.text).toMatch(/\r\nFrom: <alice@example\.org>\r\nDate: [^\r]+\r\nMessage-ID: <[^\r]+>\r\n\r\nOnly words\.\r\n$/);
  });

  test('an account that has no room for its copy in Sent is told so, and nothing is sent', async () => {
    const server = await node(await world());
    const { alice, bob } = await people(server, { alice: { quotaBytes: 1000 }, bob: {} });
    expect(await refusal(submit(server, alice, ['bob@example.org'], message({ From: 'alice@example.org' }, 'x'.repeat(2000))))).toMatchObject({ kind: 'largerThanQuota' });
    expect(await mailbox(server, bob)).toEqual([]);
  });
});
