/** `messagerie verify` runs beside a server that works: what changes meanwhile is no damage. */
import { expect, test } from 'vitest';
import { changeFlags, expunge, move } from '../../../api/legacy/change.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

const message = (n: number): string => `Subject: Note ${n % 7}\r\nMessage-ID: <${n}@example.org>\r\n${n > 7 ? `References: <${n - 7}@example.org>\r\n` : ''}From: a@example.org\r\n\r\nBody ${n}`;

eachDatabase((_name, makeUrl) => {
  test('deliveries, flags, moves and expunges during the check raise no alarm', { timeout: 120_000 }, async () => {
    const mail = await mailFixture(makeUrl);
    try {
      await mail.addMany(Array.from({ length: 300 }, (_, n) => ({ message: message(n) })));
      const inbox = mail.mailboxId('inbox');
      let isOver = false;
      let writes = 0;
      const work = async (): Promise<void> => {
        for (let n = 1; !isOver; n++) {
          const uids = Uint32Array.from({ length: 5 }, (_, i) => n * 3 + i);
          await mail.add(message(1000 + n));
          await changeFlags(mail.ctx, { mailboxId: inbox, uids, op: n % 2 ? 'add' : 'remove', keywords: ['$seen'], deleted: n % 3 === 0 });
          if (n % 4 === 0) await move(mail.ctx, { mailboxId: inbox, uids, toMailboxId: mail.mailboxId('archive') });
          if (n % 5 === 0) await expunge(mail.ctx, inbox);
          writes += 1;
        }
      };
      const working = Promise.all([work(), work()]);
      const { verify } = createVerifyService(mail.core);
      for (let i = 0; i < 6; i++) {
        const report = await verify(i % 2 ? { accountId: mail.account } : {});
        expect(report.differences).toEqual([]);
        expect(report.emails).toBeGreaterThan(100);
      }
      isOver = true;
      await working;
      expect(writes).toBeGreaterThan(5);
      expect((await verify({})).differences).toEqual([]);
    } finally {
      await mail.close();
    }
  });
});
