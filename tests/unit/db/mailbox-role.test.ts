import { expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

eachDatabase((name, makeUrl) => {
  test('a folder is found by its role without looking through all of the account: each delivery asks for it', async () => {
    const mail = await mailFixture(makeUrl);
    try {
      const { db, account, mailbox } = mail;
      const columns = ['id', 'account_id', 'name', 'uid_validity', 'highest_modseq', 'created_modseq', 'property_modseq', 'changed_modseq', 'created_at'];
      await db.write([account], (tx) => tx.insertMany('mailbox', columns, Array.from({ length: 2000 }, (_unused, n) => [account * 2 ** 32 + 10_000 + n, account, `Folder ${n}`, 10_000 + n, 1, 1, 1, 1, 0])));
      if (name === 'mariadb') await db.write([], (tx) => tx.all(sql`ANALYZE TABLE mailbox`));
      expect((await db.read((read) => mailboxByRole(read, account, 'inbox')))?.id).toBe(mailbox.inbox);
      const plan = await db.read((read) => read.all(name === 'sqlite'
        ? sql`EXPLAIN QUERY PLAN SELECT id FROM mailbox WHERE account_id = ${account} AND role = ${'inbox'}`
        : sql`EXPLAIN SELECT id FROM mailbox WHERE account_id = ${account} AND role = ${'inbox'}`));
      expect(JSON.stringify(plan)).toContain(name === 'sqlite' ? 'ix_mailbox_account_id_role (account_id=? AND role=?)' : '"key":"ix_mailbox_account_id_role"');
    } finally {
      await mail.close();
    }
  });
});
