/** EXPUNGE of many messages: what is in another mailbox stays there, what is nowhere else is gone with all that hung on it (design §5, §6). */
import { expect, test } from 'vitest';
import { changeFlags, copy, expunge } from '../../../api/legacy/change.ts';
import { changes } from '../../../api/legacy/snapshot.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql } from '../../../db/index.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

/** More than one unit destroys. */
const MESSAGES = 450;
/** Of these, UIDs 101 to 150 are in another mailbox as well. */
const ELSEWHERE = Uint32Array.from({ length: 50 }, (_, n) => 101 + n);

eachDatabase((_name, makeUrl) => {
  test('hundreds in one command, with gaps between them', { timeout: 60_000 }, async () => {
    const mail = await mailFixture(makeUrl);
    try {
      const [inbox, archive] = [mail.mailboxId('inbox'), mail.mailboxId('archive')];
      await mail.addMany(Array.from({ length: MESSAGES }, (_, n) => ({
        message: `Subject: s${n % 90}\r\nMessage-ID: <${n}@x>\r\n${n > 90 ? `References: <${n - 90}@x>\r\n` : ''}\r\n${n}`, options: { keywords: n % 3 === 0 ? ['$seen'] : [] },
      })));
      await copy(mail.ctx, { mailboxId: inbox, uids: ELSEWHERE, toMailboxId: archive });
      const marked = Uint32Array.from({ length: MESSAGES }, (_, n) => n + 1).filter((uid) => uid % 10 !== 0);
      await changeFlags(mail.ctx, { mailboxId: inbox, uids: marked, op: 'add', keywords: [], deleted: true });
      const before = (await mail.db.read((read) => mailboxById(read, mail.account, mail.mailbox.inbox)))?.highest_modseq ?? 0;

      const { uids, modseq } = await expunge(mail.ctx, inbox);

      expect([...uids]).toEqual([...marked]);
      const delta = await changes(mail.ctx, inbox, before);
      expect([...(delta.expunged ?? [])], 'RFC 7162 §3.2.5: QRESYNC tells of each').toEqual([...marked]);
      expect(modseq, 'RFC 7162 §3.1.2.2').toBe(delta.highestModseq);
      const left = await mail.db.single.all<{ n: number }>(sql`SELECT COUNT(*) AS n FROM email WHERE account_id = ${mail.account}`);
      const kept = MESSAGES - marked.length + [...ELSEWHERE].filter((uid) => uid % 10 !== 0).length;
      expect(left).toEqual([{ n: kept }]);
      expect((await createVerifyService(mail.core).verify({ accountId: mail.account })).differences).toEqual([]);
      // What is not marked stays, whoever names it.
      expect([...(await expunge(mail.ctx, inbox, Uint32Array.of(10, 20))).uids]).toEqual([]);
    } finally {
      await mail.close();
    }
  });
});
