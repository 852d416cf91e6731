import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAccessService } from '../../../api/access/index.ts';
import { type Deliver, isDemonstration, prepareDemonstration } from '../../../api/demo/index.ts';
import { storeMessages } from '../../../api/demo/store.ts';
import { listAccounts } from '../../../api/people/accounts.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from './opened-core.ts';

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  test('contract, Demonstration: an empty database becomes example.org, once, with passwords that sign in and a file for this user alone', async () => {
    const { core, dataFolder } = await opener.open();
    const options = { dataFolder, enabled: true, deliver: storeMessages(core) };
    const made = await prepareDemonstration(core, options);
    expect(made?.made).toHaveLength(6);
    expect((await stat(join(dataFolder, 'demo-accounts.txt'))).mode & 0o777).toBe(0o600);
    const lines = (await readFile(join(dataFolder, 'demo-accounts.txt'), 'utf8')).trim().split('\n').map((line) => line.split('\t'));
    expect(lines).toEqual(made?.made?.map(({ address, password }) => [address, password]));
    const access = createAccessService(core);
    opener.onClose(() => access.close());
    const [user = '', password = ''] = lines[0] ?? [];
    const ctx = await access.signIn({ user, password }, { protocol: 'imap', remoteAddress: '127.0.0.1', tls: false });
    expect(ctx.principal).toMatchObject({ administrator: true, language: 'fr' });
    const accounts = await listAccounts(core);
    expect(new Set(accounts.items.map((account) => account.language))).toEqual(new Set(['fr', 'en', 'ar']));
    const mail = await core.db.read((read) => read.all<{ role: string; total: number; unread: number; threads: number }>(sql`
      SELECT role, SUM(total_emails) AS total, SUM(unread_emails) AS unread, SUM(total_threads) AS threads FROM mailbox GROUP BY role ORDER BY role`));
    const of = (role: string) => mail.find((row) => row.role === role);
    expect(Number(of('inbox')?.total)).toBeGreaterThan(20);
    expect(Number(of('inbox')?.unread)).toBeGreaterThan(5);
    expect(Number(of('inbox')?.unread)).toBeLessThan(Number(of('inbox')?.total));
    expect(mail.filter((row) => row.role !== null).map((row) => [row.role, Number(row.total) > 0])).toEqual(['archive', 'drafts', 'inbox', 'junk', 'sent', 'trash'].map((role) => [role, true]));
    const threads = await core.db.read((read) => read.all<{ n: number }>(sql`SELECT COUNT(*) AS n FROM email GROUP BY thread_id HAVING COUNT(*) > 2`));
    expect(threads.length).toBeGreaterThan(0);
    const previews = await core.db.read((read) => read.all<{ base_subject: string; preview: string }>(sql`SELECT base_subject, preview FROM email_projection`));
    expect(previews.some((row) => row.preview.includes('سيصل الوفد يوم الخميس'))).toBe(true);
    expect(previews.some((row) => /budget du deuxième trimestre/i.test(row.base_subject))).toBe(true);

    const second = await prepareDemonstration(core, options);
    expect(second).toMatchObject({ made: null, accountsFile: join(dataFolder, 'demo-accounts.txt') });
    expect((await listAccounts(core)).items).toHaveLength(6);
  });

  test('one that a stop left half done is done again at the next start', async () => {
    const { core, dataFolder } = await opener.open();
    let left = 10;
    const deliver = storeMessages(core);
    const stopping: Deliver = async (delivery) => {
      if (left-- === 0) throw new Error('stopped');
      await deliver(delivery);
    };
    await expect(prepareDemonstration(core, { dataFolder, enabled: true, deliver: stopping })).rejects.toThrow('stopped');
    expect(await core.db.read(isDemonstration)).toBe(true);
    const done = await prepareDemonstration(core, { dataFolder, enabled: false, deliver });
    expect(done?.made).toHaveLength(6);
    expect((await listAccounts(core)).items).toHaveLength(6);
    const twice = await core.db.read((read) => read.all(sql`SELECT message_id_hash FROM email GROUP BY account_id, message_id_hash HAVING COUNT(*) > 1`));
    expect(twice).toEqual([]);
  });

  test('it is not made where it is not wanted, nor in a database that is in use', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'messagerie-demo-'));
    const { core } = await opener.open();
    const deliver: Deliver = async () => undefined;
    expect(await prepareDemonstration(core, { dataFolder: folder, enabled: false, deliver })).toBeNull();
    await createDomain(core, { name: 'example.com' });
    expect(await prepareDemonstration(core, { dataFolder: folder, enabled: true, deliver })).toBeNull();
    expect(await core.db.read(isDemonstration)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
