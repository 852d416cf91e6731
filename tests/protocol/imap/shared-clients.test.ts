/** Real clients, unmodified, in a folder that somebody else shares: imapflow, Python's imaplib, mbsync. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../clients/run.ts';
import { freshDatabase, type TestDatabase } from '../../setup/databases.ts';
import { needs, program } from '../../setup/programs.ts';
import { PASSWORD } from '../../setup/server.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

let database: TestDatabase;
let shared: SharedFixture;
beforeAll(async () => {
  database = await freshDatabase('sqlite');
  shared = await sharedFixture(async () => database, ['ali', 'bob']);
});
afterAll(async () => {
  await shared.close();
  await database.drop();
});

test('imapflow finds the folder by its namespace, reads, flags and moves', async () => {
  const id = await shared.fill('ali', 'projects', 'first', 'second');
  await shared.grant(id, 'bob', 'lrswite');
  const flow = new ImapFlow({ host: '127.0.0.1', port: shared.server.ports.imap, secure: false, auth: { user: address('bob'), pass: PASSWORD }, logger: false, doSTARTTLS: false });
  await flow.connect();
  try {
    const name = others('ali', 'projects');
    expect((await flow.list({ statusQuery: { messages: true, unseen: true } })).find(({ path }) => path === name)).toMatchObject({ status: { messages: 2, unseen: 2 } });
    expect(await flow.mailboxOpen(name)).toMatchObject({ exists: 2, readOnly: false });
    await flow.messageFlagsAdd('1', ['\\Seen', '\\Flagged']);
    expect(await flow.search({ seen: false })).toEqual([2]);
    const { content } = await flow.download('1');
    let text = '';
    for await (const piece of content ?? []) text += String(piece);
    expect(text).toContain('Subject: first');
    expect(await flow.messageMove('1', 'INBOX')).toMatchObject({ destination: 'INBOX' });
    expect(await flow.messageMove('1', 'Trash')).toMatchObject({ destination: 'Trash' });
    expect(await flow.status(name, { messages: true })).toMatchObject({ messages: 0 });
    await flow.mailboxOpen('INBOX');
    expect((await flow.fetchOne('1', { flags: true, envelope: true })) || undefined).toMatchObject({ envelope: { subject: 'first' }, flags: new Set(['\\Seen', '\\Flagged']) });
  } finally {
    await flow.logout();
  }
  const ali = await shared.signIn('ali');
  expect(await ali.run('STATUS projects (MESSAGES)')).toEqual(['* STATUS projects (MESSAGES 0)']);
});

needs('python3')("Python's imaplib", () => {
  test('shares by SETACL, reads with MYRIGHTS, copies', async () => {
    await shared.fill('ali', 'papers', 'paper');
    const { code, out } = await run(program('python3'), ['-c', `
import imaplib, os
def sign_in(who):
    client = imaplib.IMAP4('127.0.0.1', ${shared.server.ports.imap})
    client.login(who + '@example.com', os.environ['PASSWORD'])
    return client
def ok(answer):
    assert answer[0] == 'OK', answer
    return answer[1]
ali, bob = sign_in('ali'), sign_in('bob')
assert 'ACL' in bob.capabilities and 'RIGHTS=TEXK' in [c.upper() for c in bob.capabilities]
print(ok(ali.setacl('papers', 'bob@example.com', 'lrs')), ok(ali.getacl('papers')))
print(ok(bob.namespace()))
name = '"Other Users/ali@example.com/papers"'
assert any(b'papers' in line for line in ok(bob.list())), 'not listed'
print(ok(bob.myrights(name)))
ok(bob.subscribe(name))
assert any(b'papers' in line for line in ok(bob.lsub())), 'not subscribed'
ok(bob.select(name))
ok(bob.store('1', '+FLAGS', '(\\\\Seen)'))
print(ok(bob.search(None, 'SEEN')))
print(ok(bob.fetch('1', '(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')))
ok(bob.copy('1', 'INBOX'))
ok(ali.deleteacl('papers', 'bob@example.com'))
try:
    bob.noop()
    raise SystemExit('the session goes on')
except imaplib.IMAP4.abort as end:
    print(end)
`], { env: { PASSWORD } });
    expect([code, out]).toEqual([0, expect.stringContaining('Subject: paper')]);
    expect(out).toContain('bob@example.com lrs');
    expect(out).toContain('papers" lrs');
    expect(out).toContain('no longer there');
    const ali = await shared.signIn('ali', 'papers');
    expect(await ali.run('SEARCH SEEN')).toEqual(['* SEARCH']);
  });
});

needs('mbsync')('mbsync', () => {
  test('a plain "*" takes shared folders with it, and the levels above are no folders', async () => {
    const id = await shared.fill('ali', 'synced', 'here', 'too');
    await shared.grant(id, 'bob', 'lrswite');
    const folder = await mkdtemp(join(tmpdir(), 'messagerie-shared-'));
    try {
      await mkdir(join(folder, 'mail'));
      const configuration = join(folder, 'mbsyncrc');
      await writeFile(configuration, [
        'IMAPAccount account', 'Host 127.0.0.1', `Port ${shared.server.ports.imap}`, `User ${address('bob')}`, `Pass "${PASSWORD}"`, 'SSLType None', 'AuthMechs LOGIN', '',
        'IMAPStore far', 'Account account', '', 'MaildirStore near', `Path ${folder}/mail/`, `Inbox ${folder}/mail/INBOX`, 'SubFolders Verbatim', '',
        'Channel all', 'Far :far:', 'Near :near:', 'Patterns *', 'Create Near', 'Expunge None', 'SyncState *', '',
      ].join('\n'));
      const { code, out } = await run(program('mbsync'), ['-c', configuration, 'all']);
      expect([code, out]).toEqual([0, expect.any(String)]);
      const box = join(folder, 'mail', 'Other Users', address('ali'), 'synced');
      expect([...(await readdir(join(box, 'new'))), ...(await readdir(join(box, 'cur')))]).toHaveLength(2);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
