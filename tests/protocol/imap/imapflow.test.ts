import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../setup/databases.ts';
import { type ImapFixture, imapFixture, message, PASSWORD } from './harness.ts';

let database: TestDatabase;
let imap: ImapFixture;
beforeAll(async () => {
  database = await freshDatabase('sqlite');
  imap = await imapFixture(async () => database);
});
afterAll(async () => {
  await imap.close();
  await database.drop();
});

test('imapflow, unmodified: folders, mail, flags, search, move', async () => {
  await imap.mail.add(message('first'));
  await imap.mail.add(message('second'));
  const flow = new ImapFlow({ host: '127.0.0.1', port: imap.port, secure: false, auth: { user: 'ali@example.org', pass: PASSWORD }, logger: false });
  await flow.connect();
  try {
    const folders = await flow.list({ statusQuery: { messages: true, unseen: true } });
    expect(folders.map(({ path, specialUse }) => [path, specialUse])).toEqual(expect.arrayContaining([['INBOX', '\\Inbox'], ['Sent', '\\Sent'], ['Trash', '\\Trash']]));
    const made = await flow.mailboxCreate(['projects', 'été']);
    expect(made).toMatchObject({ path: 'projects/été', created: true });

    const mailbox = await flow.mailboxOpen('INBOX');
    expect(mailbox).toMatchObject({ exists: 2, readOnly: false });
    const subjects: (string | undefined)[] = [];
    for await (const each of flow.fetch('1:*', { envelope: true, bodyStructure: true, flags: true, size: true, threadId: true })) subjects.push(each.envelope?.subject);
    expect(subjects).toEqual(['first', 'second']);
    const appended = await flow.append('INBOX', 'Subject: third\r\n\r\nbody\r\n', ['\\Seen'], new Date(0));
    expect(appended).toMatchObject({ uid: 3 });
    expect(await flow.search({ seen: true }, { uid: true })).toEqual([3]);
    await flow.messageFlagsAdd('1', ['\\Flagged', 'work']);
    // It speaks IMAP4rev2, which has no \Recent.
    expect((await flow.fetchOne('1', { flags: true })) || undefined).toMatchObject({ flags: new Set(['\\Flagged', 'work']) });
    expect(await flow.messageMove('2', 'projects/été')).toMatchObject({ destination: 'projects/été' });
    const { content } = await flow.download('1');
    let text = '';
    for await (const piece of content ?? []) text += String(piece);
    expect(text).toContain('Hello');
    expect(await flow.messageDelete('1')).toBe(true);
    expect(await flow.status('INBOX', { messages: true, uidNext: true })).toMatchObject({ messages: 1, uidNext: 4 });
    expect(await flow.getQuota('INBOX')).toBeTruthy();
  } finally {
    await flow.logout();
  }
});

test('imapflow with QRESYNC: what changed while it was away, and what happens while it watches', async () => {
  await imap.mailbox('away', message('one'), message('two'), message('three'));
  const open = async (): Promise<ImapFlow> => {
    const flow = new ImapFlow({ host: '127.0.0.1', port: imap.port, secure: false, auth: { user: 'ali@example.org', pass: PASSWORD }, logger: false, qresync: true });
    await flow.connect();
    return flow;
  };
  const first = await open();
  const { uidValidity, highestModseq } = await first.mailboxOpen('away');
  await first.logout();

  const other = await imap.signIn('away');
  await other.run('UID STORE 1 +FLAGS.SILENT (\\Deleted)');
  await other.run('EXPUNGE');
  await other.run('UID STORE 3 +FLAGS.SILENT (\\Flagged)');

  const flow = await open();
  try {
    const told: unknown[] = [];
    flow.on('expunge', ({ uid, vanished, earlier }) => told.push({ uid, vanished, earlier }));
    flow.on('flags', ({ uid, flags }) => told.push({ uid, flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent') }));
    await flow.mailboxOpen('away', { changedSince: String(highestModseq), uidValidity } as object);
    expect(told).toEqual([{ uid: 1, vanished: true, earlier: true }, { uid: 3, flags: ['\\Flagged'] }]);
    told.length = 0;
    await other.run('UID STORE 2 +FLAGS.SILENT (\\Deleted)');
    await other.run('EXPUNGE');
    await flow.noop();
    expect(told.at(-1)).toEqual({ uid: 2, vanished: true, earlier: false });
    expect(flow.mailbox).toMatchObject({ exists: 1 });
  } finally {
    await flow.logout();
  }
});
