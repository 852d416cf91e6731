/** COPY of many messages is all or nothing (RFC 9051 §6.4.7), and what is copied is what is there when its one unit commits (design §4). */
import { expect, test, vi } from 'vitest';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { changes, snapshot } from '../../../api/legacy/snapshot.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { type AccountChange, type Read, sql } from '../../../db/index.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';

const MESSAGES = 1_000;

const numbers = (length: number, from = 1): number[] => Array.from({ length }, (_, n) => n + from);

async function filled(mail: MailFixture, count = MESSAGES): Promise<void> {
  const message = (n: number): string => `Subject: s${n % 300}\r\nMessage-ID: <${n}@x>\r\n${n > 300 ? `References: <${n - 300}@x>\r\n` : ''}\r\n${n}`;
  await mail.addMany(Array.from({ length: count }, (_, n) => ({ message: message(n), options: { receivedAt: 1000 + ((n * 7919) % count), keywords: n % 3 === 0 ? ['$seen'] : [] } })));
}

const differences = async (mail: MailFixture) => (await createVerifyService(mail.core).verify({ accountId: mail.account })).differences;

eachDatabase((_name, makeUrl) => {
  const within = async (work: (mail: MailFixture) => Promise<void>): Promise<void> => {
    const mail = await mailFixture(makeUrl);
    try {
      await work(mail);
    } finally {
      await mail.close();
    }
  };

  test('UIDs follow the source’s order, counters and threads are right, JMAP hears of each Email', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail);
    // Some are in the destination already: visible, and marked `\Deleted` (design §5); some are hidden in the source.
    const [inbox, archive] = [mail.mailboxId('inbox'), mail.mailboxId('archive')];
    await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(5, 10), toMailboxId: archive });
    await changeFlags(mail.ctx, { mailboxId: archive, uids: Uint32Array.of(2), op: 'add', keywords: [], deleted: true });
    await changeFlags(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(20), op: 'add', keywords: [], deleted: true });
    const before = (await mail.db.read((read) => mailboxById(read, mail.account, mail.mailbox.archive)))?.highest_modseq ?? 0;
    const published: AccountChange[] = [];
    mail.db.onChange((change) => published.push(change));
    const result = await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.from(numbers(MESSAGES)), toMailboxId: archive });
    expect(published.length, 'one unit').toBe(1);
    expect([...result.sourceUids]).toEqual(numbers(MESSAGES));
    const pairs = new Map([...result.sourceUids].map((uid, i) => [uid, result.destinationUids[i] as number]));
    expect(pairs.get(5), 'it is visible there: its UID is told').toBe(1);
    expect([...pairs].filter(([uid]) => uid !== 5).map(([, uid]) => uid), 'also where one by one is copied').toEqual(numbers(MESSAGES - 1, 3));
    const rows = await mail.db.read((read) => read.all<{ a: number; b: number }>(sql`
      SELECT m.uid AS a, d.uid AS b FROM membership m JOIN membership d ON d.email_id = m.email_id AND d.mailbox_id = ${mail.mailbox.archive}
       WHERE m.mailbox_id = ${mail.mailbox.inbox} ORDER BY m.uid`));
    expect(rows.map(({ a, b }) => [a, b])).toEqual([...pairs]);
    const delta = await changes(mail.ctx, archive, before);
    expect(delta.changed.uids.length).toBe(MESSAGES - 1);
    expect(new Set(delta.changed.modseqs)).toEqual(new Set([published[0]?.modseq]));
    expect(delta.uidNext).toBe(Math.max(...result.destinationUids) + 1);
    expect(await differences(mail)).toEqual([]);
  }));

  test('a message that is flagged or expunged while the copy is prepared: it is as it is then, or not copied', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail);
    const [inbox, junk] = [mail.mailboxId('inbox'), mail.mailboxId('junk')];
    await changeFlags(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(7), op: 'add', keywords: [], deleted: true });
    const { write } = mail.db;
    let meanwhile: (() => Promise<unknown>) | undefined = async () => {
      await changeFlags(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(2, 900), op: 'add', keywords: ['$seen', 'work'], deleted: false });
      await expunge(mail.ctx, inbox, Uint32Array.of(7));
    };
    // The unit is about to begin: what it rests on has been read.
    const spy = vi.spyOn(mail.db, 'write').mockImplementation(async (accounts, unit) => {
      const first = meanwhile;
      meanwhile = undefined;
      await first?.();
      return write(accounts, unit) as never;
    });
    const result = await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.from(numbers(MESSAGES)), toMailboxId: junk });
    spy.mockRestore();
    expect([...result.sourceUids]).toEqual(numbers(MESSAGES).filter((uid) => uid !== 7));
    expect([...result.destinationUids]).toEqual(numbers(MESSAGES - 1));
    const { messages } = await snapshot(mail.ctx, junk);
    expect([messages.flags[1], messages.extraKeywords.get(1)]).toEqual([1, ['work']]);
    expect(await differences(mail)).toEqual([]);
  }));

  test('an Email that comes to be seen elsewhere while a copy out of Trash is prepared counts as unread once', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail, 520);
    const uids = Uint32Array.from(numbers(520));
    const [inbox, trash, junk, archive] = [mail.mailboxId('inbox'), mail.mailboxId('trash'), mail.mailboxId('junk'), mail.mailboxId('archive')];
    await move(mail.ctx, { mailboxId: inbox, uids, toMailboxId: trash });
    const { write } = mail.db;
    let meanwhile: (() => Promise<unknown>) | undefined = () => copy(mail.ctx, { mailboxId: trash, uids: Uint32Array.of(2), toMailboxId: archive });
    const spy = vi.spyOn(mail.db, 'write').mockImplementation(async (accounts, unit) => {
      const first = meanwhile;
      meanwhile = undefined;
      await first?.();
      return write(accounts, unit) as never;
    });
    const result = await copy(mail.ctx, { mailboxId: trash, uids, toMailboxId: junk });
    spy.mockRestore();
    expect(result.destinationUids.length).toBe(520);
    expect(await differences(mail)).toEqual([]);
  }));

  test('where messages change again and again the copy comes to its end all the same', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail, 520);
    const [inbox, junk] = [mail.mailboxId('inbox'), mail.mailboxId('junk')];
    const { write } = mail.db;
    let inside = false;
    let rounds = 0;
    const spy = vi.spyOn(mail.db, 'write').mockImplementation(async (accounts, unit) => {
      if (!inside) {
        inside = true;
        await changeFlags(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(3), op: rounds++ % 2 ? 'remove' : 'add', keywords: ['$flagged'], deleted: false });
        inside = false;
      }
      return write(accounts, unit) as never;
    });
    const result = await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.from(numbers(520)), toMailboxId: junk });
    spy.mockRestore();
    expect(rounds).toBeGreaterThan(3);
    expect([...result.destinationUids]).toEqual(numbers(520));
    expect(await differences(mail)).toEqual([]);
  }));

  test('into Trash, out of it and onto the mailbox itself', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail, 520);
    const [inbox, trash, junk] = [mail.mailboxId('inbox'), mail.mailboxId('trash'), mail.mailboxId('junk')];
    const uids = Uint32Array.from(numbers(520));
    await copy(mail.ctx, { mailboxId: inbox, uids, toMailboxId: trash });
    expect(await differences(mail)).toEqual([]);
    await changeFlags(mail.ctx, { mailboxId: inbox, uids, op: 'add', keywords: [], deleted: true });
    await expunge(mail.ctx, inbox);
    await copy(mail.ctx, { mailboxId: trash, uids, toMailboxId: junk });
    expect(await differences(mail)).toEqual([]);
    const onto = await copy(mail.ctx, { mailboxId: junk, uids, toMailboxId: junk });
    expect([...onto.destinationUids], 'new UIDs, the old ones are expunged (design §5)').toEqual(numbers(520, 521));
    expect(await differences(mail)).toEqual([]);
  }));

  test('a copy that fails at its end leaves nothing', { timeout: 60_000 }, () => within(async (mail) => {
    await filled(mail, 520);
    const state = (read: Read) => Promise.all([
      read.all(sql`SELECT * FROM membership ORDER BY mailbox_id, uid`), read.all(sql`SELECT * FROM mailbox ORDER BY id`), read.all(sql`SELECT * FROM thread_mailbox ORDER BY mailbox_id, thread_id`),
    ]);
    const before = await mail.db.read(state);
    const { write } = mail.db;
    const spy = vi.spyOn(mail.db, 'write').mockImplementation((accounts, unit) => write(accounts, async (tx) => {
      await unit(tx);
      throw new Error('the power went');
    }));
    await expect(copy(mail.ctx, { mailboxId: mail.mailboxId('inbox'), uids: Uint32Array.from(numbers(520)), toMailboxId: mail.mailboxId('junk') })).rejects.toThrow('the power went');
    spy.mockRestore();
    expect(await mail.db.read(state)).toEqual(before);
  }));
});
