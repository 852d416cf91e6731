/** A keyword change stamps every membership of the Email and all its mailboxes (design §4), the hidden ones too, however it is written. */
import { expect, test } from 'vitest';
import { changeFlags } from '../../../api/legacy/change.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

const message = (n: number): string => `Subject: ${n}\r\nMessage-ID: <${n}@example.org>\r\n\r\nText ${n}`;

eachDatabase((_name, makeUrl) => {
  test('alone in its mailbox, in two, and hidden in another', async () => {
    const mail = await mailFixture(makeUrl);
    try {
      const alone = await mail.add(message(1));
      const both = await mail.add(message(2), { mailboxes: ['inbox', 'archive'] });
      const hidden = await mail.add(message(3), { mailboxes: ['inbox', 'trash'] });
      const state = () => mail.db.read(async (read) => ({
        memberships: await read.all<{ mailbox: number; email: number; modseq: number }>(sql`SELECT mailbox_id AS mailbox, email_id AS email, modseq FROM membership`),
        mailboxes: new Map((await read.all<{ id: number; modseq: number }>(sql`SELECT id, highest_modseq AS modseq FROM mailbox`)).map((row) => [row.id, row.modseq])),
      }));
      const flag = async (uid: number) => {
        const before = await state();
        await changeFlags(mail.ctx, { mailboxId: mail.mailboxId('inbox'), uids: Uint32Array.of(uid), op: 'add', keywords: ['$flagged'], deleted: false });
        const after = await state();
        const stamped = after.memberships.filter((row) => !before.memberships.some((old) => old.mailbox === row.mailbox && old.email === row.email && old.modseq === row.modseq));
        const touched = [...after.mailboxes].filter(([id, modseq]) => before.mailboxes.get(id) !== modseq).map(([id]) => id);
        for (const row of stamped) expect(row.modseq).toBe(after.mailboxes.get(row.mailbox));
        return { stamped: stamped.map(({ email, mailbox }) => [email, mailbox]).sort(), touched: touched.sort() };
      };
      const { inbox, archive, trash } = mail.mailbox;
      expect(await flag(1)).toEqual({ stamped: [[alone, inbox]], touched: [inbox] });
      expect(await flag(2)).toEqual({ stamped: [[both, inbox], [both, archive]].sort(), touched: [inbox, archive].sort() });
      // Marked \Deleted in Trash: visible in the inbox alone, and still in both.
      await mail.change(async (changes) => {
        await changes.load([hidden]);
        const email = changes.get(hidden);
        if (email) await changes.mark(email, trash, true);
      });
      expect(await flag(3)).toEqual({ stamped: [[hidden, inbox], [hidden, trash]].sort(), touched: [inbox, trash].sort() });
    } finally {
      await mail.close();
    }
  });
});
