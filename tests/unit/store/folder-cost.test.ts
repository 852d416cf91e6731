/** One folder costs what one folder costs, among however many (design §6). */
import { afterEach, expect, test, vi } from 'vitest';
import { createPath, findByPath } from '../../../api/legacy/folders.ts';
import { RecentMarks } from '../../../api/legacy/recent.ts';
import { MariadbConnection } from '../../../db/mariadb/connection.ts';
import { SqliteConnection } from '../../../db/sqlite/connection.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';

afterEach(() => vi.restoreAllMocks());

/** Most rows that one statement gave back since. */
function watchRows(): { most(): number } {
  let most = 0;
  for (const { prototype } of [SqliteConnection, MariadbConnection]) {
    const original = prototype.all as (...args: unknown[]) => Promise<readonly unknown[]>;
    vi.spyOn(prototype, 'all').mockImplementation(async function watch(this: unknown, ...args: unknown[]) {
      const rows = await original.apply(this, args);
      most = Math.max(most, rows.length);
      return rows as never;
    });
  }
  return { most: () => most };
}

eachDatabase((_name, makeUrl) => {
  async function withFolders(count: number): Promise<MailFixture> {
    const mail = await mailFixture(makeUrl);
    const made = await mail.call('Mailbox/set', { create: Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, { name: `folder ${n}` }])) });
    expect(Object.keys(made.created ?? {})).toHaveLength(count);
    return mail;
  }

  test('making a folder, and finding one by its name, reads no other', async () => {
    const mail = await withFolders(200);
    const recent = new RecentMarks(mail.core);
    const rows = watchRows();
    const { id } = await createPath(mail.ctx, 'projects/2026/plans', { subscribe: true });
    await mail.call('Mailbox/set', { create: { k: { name: 'notes', parentId: id } } });
    expect(await findByPath(mail.ctx, recent, 'projects/2026/plans')).toMatchObject({ id, path: 'projects/2026/plans', hasChildren: true, subscribed: true });
    expect(await findByPath(mail.ctx, recent, 'inbox')).toMatchObject({ path: 'INBOX', role: 'inbox', hasChildren: false });
    expect(await findByPath(mail.ctx, recent, 'projects/2025')).toBeUndefined();
    // By what it is called in JMAP the inbox is not to be had.
    expect(await findByPath(mail.ctx, recent, 'Inbox/x')).toBeUndefined();
    await expect(createPath(mail.ctx, 'projects/2026', { subscribe: true })).rejects.toMatchObject({ kind: 'alreadyExists' });
    expect(rows.most()).toBeLessThan(20);
    // Who asks for all of them gets them.
    await mail.call('Mailbox/get', { ids: null });
    expect(rows.most()).toBeGreaterThan(200);
    await mail.close();
  });
});
