/** The most messages that an account may hold (RFC 9208 §5.2, RFC 9425 `count`): the same answer at every entrance, and nothing half done. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateAccount } from '../../../api/people/accounts.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';
import { dialogue } from '../smtp/dialogue.ts';
import { ImapClient, message } from './harness.ts';

const most = 4;

eachDatabase((_name, makeUrl) => {
  let server: TestServer;
  let client: ImapClient;
  let id: string;
  const ali = 'ali@example.com';

  beforeAll(async () => {
    server = await startTestServer(makeUrl, { people: ['ali', 'bob'] });
    ({ id } = await updateAccount(server.running.open.core, ali, { quotaMessages: most }));
    client = new ImapClient(connect(server.ports.imap, '127.0.0.1'));
    await client.talk(`S: * OK *\nC: in LOGIN ${ali} "${PASSWORD}"\nS: in OK *`);
  });
  afterAll(async () => {
    client.socket.destroy();
    await server.stop();
  });

  const lmtp = async (rcpt: string, data?: string): Promise<void> => {
    const peer = await dialogue(server.ports.lmtp);
    await peer.answer();
    peer.send('LHLO client.example.net\r\n');
    await peer.answer();
    await peer.talk(`C: MAIL FROM:<someone@elsewhere.example>\nS: 250 *\nC: RCPT TO:<${ali}>\nS: ${rcpt}`);
    if (data !== undefined) await peer.talk(`C: DATA\nS: 354 *\nC: Subject: x\nC:\nC: y\nC: .\nS: ${data}`);
    peer.close();
  };
  const jmap = async (name: string, args: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${server.http}/jmap/api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${ali}:${PASSWORD}`).toString('base64')}` },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:quota'], methodCalls: [[name, { accountId: id, ...args }, '0']] }),
    });
    const { methodResponses } = (await answer.json()) as { methodResponses: [string, Record<string, unknown>, string][] };
    return methodResponses[0]?.[1] ?? {};
  };
  const createDraft = async (): Promise<unknown> => {
    const { list } = (await jmap('Mailbox/get', {})) as { list: { id: string; role: string }[] };
    const drafts = list.find(({ role }) => role === 'drafts')?.id ?? '';
    const { created, notCreated } = (await jmap('Email/set', { create: { a: { mailboxIds: { [drafts]: true }, subject: 'Draft' } } })) as { created?: object; notCreated?: { a: { type: string } } };
    return notCreated?.a.type ?? Object.keys(created ?? {});
  };
  const append = async (...texts: readonly string[]): Promise<string> => {
    client.send(`a APPEND INBOX${texts.map((text) => ` {${text.length}+}\r\n${text}`).join('')}\r\n`);
    return (await client.line()) ?? '';
  };

  test('room is told by IMAP and JMAP alike; the last one fits, the next one does not, wherever it comes from', async () => {
    const text = message('x');
    expect(await append(text)).toMatch(/^a OK \[APPENDUID/);
    await lmtp('250 *', '250 *');
    expect(await append(text, text, text), 'one of three has no room: none is there').toMatch(/^a NO \[OVERQUOTA\]/);
    expect(await client.run('GETQUOTA ""')).toEqual([expect.stringMatching(/^\* QUOTA "" \(MESSAGE 2 4 MAILBOX \d+ 10000\)$/)]);
    expect(await jmap('Quota/get', { ids: null })).toMatchObject({ list: [{ id: 'count', resourceType: 'count', used: 2, hardLimit: most, warnLimit: 3, scope: 'account', types: ['Email'] }] });
    expect(await createDraft()).toEqual(['a']);
    expect(await append(text)).toMatch(/^a OK/);

    expect(await append(text)).toMatch(/^a NO \[OVERQUOTA\]/);
    expect(await createDraft()).toBe('overQuota');
    await lmtp('452 4.2.2 *');
    expect(await client.run('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 3)']);
  });

  test('a copy within the account takes no room; what is expunged gives it back', async () => {
    await client.run('SELECT INBOX');
    await client.run('COPY 1 Archive');
    expect(await client.run('GETQUOTAROOT INBOX')).toEqual(['* QUOTAROOT INBOX ""', expect.stringMatching(/\(MESSAGE 4 4 /)]);
    await client.run('STORE 2 +FLAGS.SILENT (\\Deleted)');
    await client.run('EXPUNGE');
    expect(await client.run('GETQUOTA ""')).toEqual([expect.stringMatching(/\(MESSAGE 3 4 /)]);
    expect(await append(message('again'))).toMatch(/OK \[APPENDUID|^\* /);
  });
});
