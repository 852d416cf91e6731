/** THREADID (RFC 8474 §5.2, §6.1) for people with whom a folder is shared: as JMAP and REST tell it, and of nothing that they do not read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../../setup/lmtp.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { PASSWORD } from '../../setup/server.ts';
import type { ImapClient } from '../imap/harness.ts';
import { address, others, type SharedFixture, sharedFixture } from '../imap/shared-harness.ts';
import { message } from '../jmap-mail/messages.ts';
import { toId } from '../../../api/ids.ts';

const GUESSED = 'guessed@example.com';

eachDatabase((_name, makeUrl) => {
  let world: SharedFixture;
  let ali: ImapClient;
  let account = '';
  let folder = '';
  beforeAll(async () => {
    world = await sharedFixture(makeUrl, ['ali', 'bob', 'carol']);
    ali = await world.signIn('ali');
    account = toId('account', await world.number('ali'));
    folder = await world.fill('ali', 'Shared');
    await world.grant(folder, 'bob', 'lrswite');
    await world.grant(folder, 'carol', 'lr');
  });
  afterAll(() => world.close());

  let n = 0;
  const text = (references: string, subject = 'Re: Merger', id = `n${++n}@example.com`): string => message({ id, subject, ...(references === '' ? {} : { references: `<${references}>` }) });
  const append = (name: string, bytes: string): string => `APPEND "${name}" {${Buffer.byteLength(bytes)}+}\r\n${bytes}`;
  /** EMAILID to THREADID of every message of the selected mailbox. */
  async function threadIds(client: ImapClient): Promise<Map<string, string>> {
    const lines = await client.run('FETCH 1:* (EMAILID THREADID)');
    return new Map([...lines.join('\n').matchAll(/EMAILID \((\w+)\) THREADID \((\w+)\)/g)].map(([, email, thread]) => [email as string, thread as string]));
  }

  test('APPEND of replies to a message of a private folder: threads of their own; where the folder\'s owner has the parent in it, that one\'s', async () => {
    await ali.run('CREATE Private');
    await ali.run(append('Private', text('parent@example.com', 'Merger', GUESSED)));
    await ali.run(append('Shared', text('', 'Plan', 'plan@example.com')));
    const bob = await world.signIn('bob', others('ali', 'Shared'));
    for (const bytes of [text(GUESSED), text('parent@example.com'), text('plan@example.com', 'Re: Plan')]) await bob.run(append(others('ali', 'Shared'), bytes));
    await bob.run('NOOP');
    const [plan, one, two, reply] = [...(await threadIds(bob)).values()];
    expect(reply).toBe(plan);
    expect(new Set([plan, one, two]).size).toBe(3);
    for (const id of [plan, one, two]) expect(id).toMatch(/^t[\da-f]{32}$/);
    // Each of the messages begins a thread or not, and the ids of Emails leave no gap that tells.
    const numbers = [...(await threadIds(bob)).keys()].map((id) => numberOf('email', id));
    expect(new Set(numbers.slice(1).map((number, i) => number - (numbers[i] as number))).size).toBe(1);
  });

  test('FETCH, SEARCH THREADID, Email/get, Thread/get and REST name threads alike; the owner\'s are named otherwise', async () => {
    const carol = await world.signIn('carol', others('ali', 'Shared'));
    const shown = await threadIds(carol);
    const [[, list]] = (await world.jmap('carol', ['Email/get', { accountId: account, ids: [...shown.keys()], properties: ['threadId'] }, 'c'])) as [[string, { list: { id: string; threadId: string }[] }, string]];
    expect(new Map(list.list.map(({ id, threadId }) => [id, threadId]))).toEqual(shown);
    const emails = [...shown.keys()];
    const thread = [...shown.values()][0] as string;
    const [[, threads]] = await world.jmap('carol', ['Thread/get', { accountId: account, ids: [thread] }, 'c']) as [[string, Record<string, unknown>, string]];
    expect(threads).toMatchObject({ list: [{ id: thread, emailIds: [emails[0], emails[3]] }] });
    expect(await carol.run(`SEARCH THREADID ${thread}`)).toEqual(['* SEARCH 1 4']);
    expect(await carol.run('SEARCH THREADID t0')).toEqual(['* SEARCH']);
    const answer = await fetch(`${world.server.http}/api/v1/messages/${emails[0]}?accountId=${account}`, { headers: { authorization: `Basic ${Buffer.from(`${address('carol')}:${PASSWORD}`).toString('base64')}` } });
    expect(await answer.json()).toMatchObject({ id: emails[0], threadId: thread });
    await ali.run('SELECT Shared');
    const own = await threadIds(ali);
    expect([...own.keys()]).toEqual(emails);
    for (const id of own.values()) expect(id).toMatch(/^t[\da-v]{1,11}$/);
    expect(await ali.run(`SEARCH THREADID ${own.get(emails[0] as string)}`)).toEqual(['* SEARCH 1 4']);
    expect(await ali.run(`SEARCH THREADID ${thread}`)).toEqual(['* SEARCH']);
  });

  test('COPY into the folder out of one\'s own account: joins what may be read there, not what may not', async () => {
    const bob = await world.signIn('bob');
    await bob.run('CREATE Mine');
    for (const bytes of [text(GUESSED), text('plan@example.com', 'Re: Plan')]) await bob.run(append('Mine', bytes));
    await bob.run('SELECT Mine');
    await bob.run(`COPY 1:2 "${others('ali', 'Shared')}"`);
    await bob.run(`SELECT "${others('ali', 'Shared')}"`);
    const [plan, one, , , copied, reply] = [...(await threadIds(bob)).values()];
    expect(reply).toBe(plan);
    expect([plan, one]).not.toContain(copied);
    await ali.run('SELECT Private');
    const [hidden] = [...(await threadIds(ali)).values()];
    await ali.run('SELECT Shared');
    expect([...(await threadIds(ali)).values()]).not.toContain(hidden);
  });

  test('mail that comes by LMTP into an Inbox that others read: in the owner\'s thread, under an id that does not tell', async () => {
    const inbox = await world.fill('ali', 'INBOX');
    await world.grant(inbox, 'bob', 'lrs');
    const lmtp = new LmtpClient(world.server.ports.lmtp);
    expect(await lmtp.deliver(address('ali'), text(GUESSED))).toBe(true);
    expect(await lmtp.again(address('ali'), text('nobody@example.com'))).toBe(true);
    lmtp.close();
    const bob = await world.signIn('bob', others('ali', 'INBOX'));
    const [old, fresh] = [...(await threadIds(bob)).values()] as [string, string];
    for (const id of [old, fresh]) expect(id).toMatch(/^t[\da-f]{32}$/);
    await ali.run('SELECT Private');
    const [hidden] = [...(await threadIds(ali)).values()];
    await ali.run('SELECT INBOX');
    const [joined, begun] = [...(await threadIds(ali)).values()];
    expect(joined).toBe(hidden);
    expect(begun).not.toBe(hidden);
    const [[, list]] = (await world.jmap('bob', ['Thread/get', { accountId: account, ids: [old, fresh] }, 'c'])) as [[string, { list: { emailIds: string[] }[] }, string]];
    expect(list.list.map(({ emailIds }) => emailIds.length)).toEqual([1, 1]);
  });
});
