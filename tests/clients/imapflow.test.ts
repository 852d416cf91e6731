/** imapflow against a whole server, beside JMAP; rule by rule: `tests/protocol/imap/`. */
import { ImapFlow } from 'imapflow';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';
import { expectAgreement } from './agreement.ts';
import { bytesOf, changeMail, deliver, letter, mailOf, subjectsOf } from './mail.ts';

const ALICE = 'alice@example.com';

eachDatabase((_name, makeUrl) => {
  let server: TestServer;
  const open: ImapFlow[] = [];
  beforeEach(async () => {
    server = await startTestServer(makeUrl, { people: ['alice'] });
  });
  afterEach(async () => {
    for (const flow of open.splice(0)) flow.close();
    await server.stop();
  });

  const connect = async (options: { qresync?: boolean; secure?: boolean } = {}): Promise<ImapFlow> => {
    const flow = new ImapFlow({
      host: '127.0.0.1', port: options.secure ? server.ports.imaps : server.ports.imap, secure: options.secure ?? false, tls: { rejectUnauthorized: false },
      auth: { user: ALICE, pass: PASSWORD }, logger: false, qresync: options.qresync ?? false,
    });
    open.push(flow);
    await flow.connect();
    return flow;
  };
  const text = async (stream: AsyncIterable<unknown>): Promise<string> => {
    let all = '';
    for await (const piece of stream) all += (piece as Buffer).toString('utf8');
    return all;
  };

  test('within TLS: folders are made, renamed, given a use, removed; mail is searched, read in parts, flagged, copied, moved, deleted', async () => {
    await deliver(server, ALICE, [{ subject: 'Réunion' }, { subject: 'مرحبا' }, { subject: 'with a file', attachmentBytes: 60_000 }, { subject: 'old news' }]);
    const flow = await connect({ secure: true });
    const uses = async () => Object.fromEntries((await flow.list()).filter(({ specialUse }) => specialUse).map(({ path, specialUse }) => [path, specialUse]));
    expect(await uses()).toMatchObject({ INBOX: '\\Inbox', Sent: '\\Sent', Trash: '\\Trash', Drafts: '\\Drafts', Junk: '\\Junk', Archive: '\\Archive' });
    expect(await flow.mailboxCreate(['Projets', 'Été'])).toMatchObject({ path: 'Projets/Été', created: true });
    expect(await flow.mailboxRename(['Projets', 'Été'], ['Projets', 'مشاريع'])).toMatchObject({ newPath: 'Projets/مشاريع' });
    await flow.mailboxCreate('Passing');
    expect(await flow.mailboxDelete('Passing')).toMatchObject({ path: 'Passing' });
    // The role folder takes the name by which another program calls it, while it is unused.
    await flow.mailboxCreate('Sent Items');
    expect(await uses()).toMatchObject({ 'Sent Items': '\\Sent' });
    // It has no words of its own for this command.
    const words = flow as unknown as { exec(command: string, attributes: readonly unknown[]): Promise<{ next(): void }> };
    (await words.exec('CREATE', [{ type: 'ATOM', value: 'Later' }, [{ type: 'ATOM', value: 'USE' }, [{ type: 'ATOM', value: '\\Important' }]]])).next();
    expect((await flow.list()).find(({ path }) => path === 'Later')?.flags).toContain('\\Important');

    await flow.mailboxOpen('INBOX');
    expect(await flow.search({ subject: 'reunion' }, { uid: true })).toEqual([1]);
    expect(await flow.search({ body: 'à demain', not: { subject: 'مرحبا' } }, { uid: true })).toEqual([1, 3, 4]);
    const parts: { part: string; type: string }[] = [];
    for await (const { bodyStructure, envelope } of flow.fetch('3', { bodyStructure: true, envelope: true, flags: true })) {
      expect(envelope).toMatchObject({ subject: 'with a file', from: [{ name: 'Zoé', address: 'zoe@elsewhere.example' }] });
      for (const { part, type } of bodyStructure?.childNodes ?? []) parts.push({ part: part as string, type });
    }
    expect(parts).toEqual([{ part: '1', type: 'text/plain' }, { part: '2', type: 'application/pdf' }]);
    const downloaded = await flow.download('3', '2');
    expect(downloaded.meta).toMatchObject({ filename: 'rapport.pdf', contentType: 'application/pdf' });
    expect(await text(downloaded.content as AsyncIterable<unknown>)).toBe(Buffer.alloc(60_000, 'report ').toString());
    const whole = (await flow.fetchOne('2', { source: true })) as { source: Buffer };
    expect(whole.source).toEqual(await bytesOf(server, ALICE, ((await mailOf(server, ALICE))['Inbox'] ?? [])[1] as never));
    expect(whole.source.toString('utf8')).toContain(letter({ subject: 'مرحبا' }));

    await flow.messageFlagsAdd('1:2', ['\\Flagged', '\\Seen', 'urgent']);
    expect(await flow.messageCopy('1', 'Projets/مشاريع')).toMatchObject({ uidMap: new Map([[1, 1]]) });
    expect(await flow.messageMove('2', 'Projets/مشاريع')).toMatchObject({ uidMap: new Map([[2, 2]]) });
    expect(await flow.messageDelete({ subject: 'old news' } as never)).toBe(true);
    expect(await flow.append('Sent Items', letter({ subject: 'sent by hand' }), ['\\Seen'])).toMatchObject({ uid: 1 });
    expect(await flow.status('INBOX', { messages: true, unseen: true })).toMatchObject({ messages: 2, unseen: 1 });
    await flow.logout();
    expect(await subjectsOf(server, ALICE)).toEqual({ Inbox: ['Réunion', 'with a file'], 'Projets/مشاريع': ['Réunion', 'مرحبا'], 'Sent Items': ['sent by hand'] });
    // One Email in two mailboxes.
    expect(await expectAgreement(server, ALICE)).toBe(4);
  });

  test('IDLE tells of what is delivered, of what JMAP flags and of what another session moves, as it happens', async () => {
    await deliver(server, ALICE, [{ subject: 'one' }, { subject: 'two' }]);
    const flow = await connect();
    await flow.mailboxOpen('INBOX');
    const told: unknown[] = [];
    flow.on('exists', ({ count, prevCount }) => told.push(['exists', prevCount, count]));
    flow.on('flags', ({ seq, flags }) => told.push(['flags', seq, [...(flags ?? [])].filter((flag) => flag !== '\\Recent')]));
    flow.on('expunge', ({ seq }) => told.push(['expunge', seq]));
    const idle = flow.idle();
    await expect.poll(() => flow.idling, { interval: 10 }).toBe(true);
    await deliver(server, ALICE, [{ subject: 'three' }]);
    await expect.poll(() => told, { interval: 10 }).toEqual([['exists', 2, 3]]);
    const [one] = (await mailOf(server, ALICE))['Inbox'] ?? [];
    await changeMail(server, ALICE, { [one?.id as string]: { 'keywords/$seen': true } });
    await expect.poll(() => told, { interval: 10 }).toEqual([['exists', 2, 3], ['flags', 1, ['\\Seen']]]);
    // Another command ends it; it is begun again.
    expect(await flow.status('Trash', { messages: true })).toMatchObject({ messages: 0 });
    const again = flow.idle();
    await expect.poll(() => flow.idling, { interval: 10 }).toBe(true);
    const other = await connect();
    await other.mailboxOpen('INBOX');
    await other.messageMove('2', 'Archive');
    await expect.poll(() => told.at(-1), { interval: 10 }).toEqual(['expunge', 2]);
    await flow.noop();
    await Promise.all([idle, again]);
    expect(flow.mailbox).toMatchObject({ exists: 2 });
    expect(await expectAgreement(server, ALICE)).toBe(3);
  });

  test('QRESYNC: a client that was away is told what changed and what left, and CHANGEDSINCE gives no more than that', async () => {
    await deliver(server, ALICE, Array.from({ length: 12 }, (_, i) => ({ subject: `n${i + 1}` })));
    const first = await connect({ qresync: true });
    const { uidValidity, highestModseq } = await first.mailboxOpen('INBOX');
    await first.logout();

    const inbox = (await mailOf(server, ALICE))['Inbox'] ?? [];
    await changeMail(server, ALICE, { [inbox[3]?.id as string]: { 'keywords/$answered': true }, [inbox[7]?.id as string]: { 'keywords/$seen': true, 'keywords/ours': true } });
    const other = await connect();
    await other.mailboxOpen('INBOX');
    await other.messageMove('2:3', 'Archive');
    await deliver(server, ALICE, [{ subject: 'new' }]);

    const flow = await connect({ qresync: true });
    const told: unknown[] = [];
    flow.on('expunge', ({ uid, vanished, earlier }) => told.push({ uid, vanished, earlier }));
    flow.on('flags', ({ uid, flags }) => told.push({ uid, flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort() }));
    await flow.mailboxOpen('INBOX', { changedSince: highestModseq, uidValidity } as never);
    expect(told).toEqual([
      { uid: 2, vanished: true, earlier: true }, { uid: 3, vanished: true, earlier: true }, { uid: 4, flags: ['\\Answered'] }, { uid: 8, flags: ['\\Seen', 'ours'] }, { uid: 13, flags: [] },
    ]);
    const changed: number[] = [];
    for await (const { uid } of flow.fetch('1:*', { uid: true, flags: true }, { changedSince: highestModseq as never, uid: true })) changed.push(uid);
    expect(changed).toEqual([4, 8, 13]);
    // A flag that another client changes meanwhile is not lost to a conditional STORE.
    const before = (flow.mailbox as { highestModseq: bigint }).highestModseq;
    await other.messageFlagsAdd('1', ['\\Flagged'], { uid: true });
    await flow.messageFlagsSet('1', ['\\Seen'], { uid: true, unchangedSince: before as never });
    expect([...((await flow.fetchOne('1', { flags: true }, { uid: true })) as { flags: Set<string> }).flags].filter((flag) => flag !== '\\Recent')).toEqual(['\\Flagged']);
    expect(await expectAgreement(server, ALICE)).toBe(13);
  });
});
