import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { fromId, toId } from '../../../api/ids.ts';
import { readManifest } from '../../../db/backup/index.ts';
import { sql } from '../../../db/index.ts';
import { putMetadata } from '../../../db/repositories/metadata.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type Store, stores } from './store.ts';

// Threads of a backup stand back behind everybody else: on a busy machine they take their time.
vi.setConfig({ testTimeout: 180_000 });

const text = (id: string, more = ''): string => `Message-ID: <${id}@remote.example>\r\nSubject: ${id}\r\nFrom: Bob <bob@remote.example>\r\n\r\nBody of ${id}\r\n${more}`;

interface Shown {
  readonly path: string;
  readonly subject: string | null;
  readonly keywords: readonly string[];
  readonly receivedAt: string;
}

/** What a person sees: paths of folders, and in each its messages. */
async function tree(store: Store, account: number): Promise<{ folders: string[]; messages: Shown[] }> {
  const { list: mailboxes } = await store.call(account, 'Mailbox/get', { ids: null });
  const path = (id: string | null | undefined): string => {
    const mailbox = mailboxes.find((each) => each.id === id);
    return mailbox ? `${path(mailbox.parentId)}/${mailbox.name}` : '';
  };
  const { list: emails } = await store.call(account, 'Email/get', { ids: null, properties: ['mailboxIds', 'subject', 'keywords', 'receivedAt'] });
  const messages = emails.flatMap((email) => Object.keys(email.mailboxIds ?? {}).map((id) => (
    { path: path(id), subject: email.subject ?? null, keywords: Object.keys(email.keywords ?? {}).sort(), receivedAt: String(email.receivedAt) })));
  return { folders: mailboxes.map(({ id }) => path(id)).sort(), messages: messages.sort((a, b) => (`${a.path} ${a.subject}` < `${b.path} ${b.subject}` ? -1 : 1)) };
}

eachDatabase((name) => {
  const { folder, fresh } = stores();
  const today = new Date().toISOString().slice(0, 10);

  /** An account with folders in folders, a message in two of them, one marked `\Deleted`, one with lines of this recipient alone. */
  async function lived(options: { quotaBytes?: number; language?: 'en' | 'fr' | 'ar' } = {}) {
    const store = await fresh(name, 'segments');
    const ali = await store.addUser('ali', options);
    const { created } = await store.call(ali, 'Mailbox/set', { create: { p: { name: 'Projects' }, y: { name: '2026', parentId: '#p' }, e: { name: 'Empty', parentId: '#p' } } } as never);
    const id = (key: string): number => fromId('mailbox', created?.[key]?.id) ?? 0;
    await store.add(ali, text('one'), { keywords: ['$seen', '$flagged', 'work'], receivedAt: 1_600_000_000_000 });
    await store.add(ali, text('two', 'z'.repeat(20_000)), { mailboxes: [id('p'), id('y')], receivedAt: 1_610_000_000_000 });
    await store.add(ali, text('three'), { mailboxes: [id('y')], prefix: 'Delivered-To: ali@example.org\r\n' });
    await store.add(ali, text('gone'), { mailboxes: [id('y')], deleted: true });
    await store.core.db.write([ali], async (tx) => {
      for (const principal of [0, ali]) await putMetadata(tx, { mailbox_id: id('y'), principal_id: principal, entry: principal === 0 ? '/shared/comment' : '/private/comment', account_id: ali, value: Buffer.from('noted') });
    });
    const backup = join(await folder(), 'backup');
    await store.backup(backup);
    return { store, ali, backup, id };
  }

  test('design §12: an account comes back beside what is there: folders, keywords, dates, marks and bytes as they were', async () => {
    const { store, ali, backup, id } = await lived();
    const before = await tree(store, ali);
    // Somebody empties a folder and deletes another.
    const { ids } = await store.call(ali, 'Email/query', { filter: { inMailbox: toId('mailbox', id('p')) } });
    await store.call(ali, 'Email/set', { destroy: ids });
    await store.call(ali, 'Mailbox/set', { destroy: [toId('mailbox', id('y'))], onDestroyRemoveEmails: true } as never);
    const left = await tree(store, ali);
    const sizes = await blobSize(store);
    const result = await store.putBack({ folder: backup, account: 'Ali@example.org' });
    expect(result).toMatchObject({ emails: 4, mailbox: `Restored ${today}`, warnings: [] });
    const after = await tree(store, ali);
    const root = `/Restored ${today}`;
    expect(after.messages).toEqual([...left.messages, ...before.messages.map((message) => ({ ...message, path: root + message.path }))].sort((a, b) => (`${a.path} ${a.subject}` < `${b.path} ${b.subject}` ? -1 : 1)));
    expect(after.folders).toEqual([...left.folders, root, ...before.folders.map((path) => root + path)].sort());
    const marked = await store.core.db.read((read) => read.all(sql`SELECT m.uid FROM membership m JOIN mailbox b ON b.id = m.mailbox_id WHERE m.deleted = 1 AND b.account_id = ${ali}`));
    expect(marked).toHaveLength(1);
    // Bytes that are there already are not stored twice.
    expect(await blobSize(store)).toBe(sizes);
    const three = (await store.core.db.read((read) => read.all<{ prefix: Buffer }>(sql`SELECT prefix FROM email WHERE account_id = ${ali} AND prefix IS NOT NULL`)))[0];
    expect(three?.prefix.toString()).toBe('Delivered-To: ali@example.org\r\n');
    expect(await store.differences()).toEqual([]);
    // What was noted on a folder is noted on the one that came back, too.
    expect(await store.core.db.read((read) => read.all(sql`
      SELECT m.name, x.principal_id AS principal, x.entry FROM metadata x JOIN mailbox m ON m.id = x.mailbox_id ORDER BY x.mailbox_id, x.entry`))).toEqual([
      { name: '2026', principal: ali, entry: '/private/comment' }, { name: '2026', principal: 0, entry: '/shared/comment' },
    ]);
    // A second time beside the first.
    expect(await store.putBack({ folder: backup, account: 'ali@example.org' })).toMatchObject({ mailbox: `Restored ${today} (2)` });
    expect(await store.differences()).toEqual([]);
  });

  test('design §12: one folder with those below it, or one message, or into another account, named in its language', async () => {
    const { store, ali, backup } = await lived({ language: 'fr' });
    const bob = await store.addUser('bob', { language: 'ar' });
    expect(await store.putBack({ folder: backup, account: 'ali@example.org', mailbox: 'Projects/2026' })).toMatchObject({ emails: 3, mailbox: `Restauré ${today}` });
    const root = `/Restauré ${today}`;
    const mine = await tree(store, ali);
    expect(mine.folders.filter((path) => path.startsWith(root))).toEqual([root, `${root}/2026`]);
    expect(mine.messages.filter(({ path }) => path.startsWith(root)).map(({ path, subject }) => `${path} ${subject}`)).toEqual([`${root}/2026 three`, `${root}/2026 two`]);
    expect(await store.putBack({ folder: backup, account: 'ali@example.org', messageId: '<two@remote.example>', to: 'bob@example.org' })).toMatchObject({ emails: 1 });
    const theirs = await tree(store, bob);
    const there = `/مستعاد ${today}`;
    expect(theirs.folders.filter((path) => path.startsWith(there))).toEqual([there, `${there}/Projects`, `${there}/Projects/2026`]);
    expect(theirs.messages).toMatchObject([{ path: `${there}/Projects`, subject: 'two' }, { path: `${there}/Projects/2026`, subject: 'two' }]);
    expect(await store.putBack({ folder: backup, account: 'ali@example.org', mailbox: 'inbox' })).toMatchObject({ emails: 1 });
    expect(await store.differences()).toEqual([]);
  });

  test('bad input: what the backup does not have, and what has no room, is refused, and nothing is made', async () => {
    const { store, ali, backup } = await lived({ quotaBytes: 30_000 });
    const before = await tree(store, ali);
    const refusals: [Parameters<Store['putBack']>[0], RegExp][] = [
      [{ folder: backup, account: 'nobody@example.org' }, /no account .*nobody@example\.org/i],
      [{ folder: backup, account: 'nobody@example.org', to: 'ali@example.org' }, /The backup has no account nobody@example\.org/],
      [{ folder: backup, account: 'ali@example.org', to: 'nobody@example.org' }, /nobody@example\.org/],
      [{ folder: backup, account: 'ali@example.org', mailbox: 'Projects/1999' }, /no folder "Projects\/1999" in the backup/],
      [{ folder: backup, account: 'ali@example.org', messageId: 'nine@remote.example' }, /no message nine@remote\.example in the backup/],
      [{ folder: backup, account: 'ali@example.org' }, /bytes are to be put back, and the account has room for \d+/],
      [{ folder: '/nonexistent/backup', account: 'ali@example.org' }, /There is no folder/],
    ];
    for (const [request, expected] of refusals) await expect(store.putBack(request), JSON.stringify(request)).rejects.toThrow(expected);
    expect(await tree(store, ali)).toEqual(before);
    // One message fits.
    await store.putBack({ folder: backup, account: 'ali@example.org', messageId: 'one@remote.example' });
  });

  test('a restore that fails takes away what it has put back, and nothing that its owner put there meanwhile', async () => {
    const store = await fresh(name, 'segments');
    const ali = await store.addUser('ali');
    const { created } = await store.call(ali, 'Mailbox/set', { create: { p: { name: 'Projects' }, y: { name: '2026', parentId: '#p' }, z: { name: '2027', parentId: '#p' } } } as never);
    const id = (key: string): number => fromId('mailbox', created?.[key]?.id) ?? 0;
    for (let n = 0; n < 30; n++) await store.add(ali, text(`m${n}`), { mailboxes: [id('p'), id('y'), id('z')] });
    const own = await store.add(ali, text('own'));
    const backup = join(await folder(), 'backup');
    await store.backup(backup);
    const before = await tree(store, ali);
    const { write } = store.core.db;
    const spy = vi.spyOn(store.core.db, 'write').mockImplementation(async (accounts, work) => {
      const done = await write(accounts, work);
      const { list } = await store.call(ali, 'Mailbox/get', { ids: null });
      const fresher = list.find((mailbox) => mailbox.name === '2026' && mailbox.id !== toId('mailbox', id('y')) && (mailbox.totalEmails ?? 0) > 0);
      if (!fresher) return done;
      // After the first messages are back, somebody files one there.
      spy.mockImplementation(write);
      await store.call(ali, 'Email/set', { update: { [toId('email', own)]: { mailboxIds: { [fresher.id as string]: true } } } } as never);
      spy.mockImplementation(() => {
        spy.mockRestore();
        return Promise.reject(new Error('the disk is full'));
      });
      return done;
    });
    await expect(store.putBack({ folder: backup, account: 'ali@example.org', mailbox: 'Projects' })).rejects.toThrow(/disk is full/);
    const root = `/Restored ${today}`;
    const after = await tree(store, ali);
    expect(after.messages).toEqual(before.messages.map((message) => (message.subject === 'own' ? { ...message, path: `${root}/Projects/2026` } : message)).sort((a, b) => (`${a.path} ${a.subject}` < `${b.path} ${b.subject}` ? -1 : 1)));
    expect(after.folders).toEqual([...before.folders, root, `${root}/Projects`, `${root}/Projects/2026`].sort());
    expect(await store.differences()).toEqual([]);
  });

  test('bad input: a message whose bytes are damaged in the backup is found before anything is made', async () => {
    const { store, ali, backup } = await lived();
    const before = await tree(store, ali);
    const segment = join(backup, readManifest(backup).segments[0]?.file ?? '');
    const bytes = await readFile(segment);
    const at = bytes.indexOf('Body of three');
    expect(at).toBeGreaterThan(0);
    bytes.write('B0dy', at);
    await writeFile(segment, bytes);
    await expect(store.putBack({ folder: backup, account: 'ali@example.org' })).rejects.toThrow(/damaged: the bytes of message .* Nothing was put back/);
    expect(await tree(store, ali)).toEqual(before);
    // What is whole can still be saved.
    expect(await store.putBack({ folder: backup, account: 'ali@example.org', mailbox: 'INBOX' })).toMatchObject({ emails: 1 });
    expect(createHash('sha256').update(bytes).digest('hex')).not.toBe(readManifest(backup).segments[0]?.sha256);
  });
});

const blobSize = async (store: Store): Promise<number> =>
  (await store.core.db.read((read) => read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM stored_blob`)))?.n ?? 0;
