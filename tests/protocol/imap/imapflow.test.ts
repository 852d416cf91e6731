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
    expect((await flow.fetchOne('1', { flags: true })) || undefined).toMatchObject({ flags: new Set(['\\Flagged', 'work', '\\Recent']) });
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
