/** Bulk work is a handful of statements over sets, never one a message (design §6), and gives up the event loop between its units (design §4). */
import { afterEach, expect, test, vi } from 'vitest';
import { changeFlags, copy, expunge, move } from '../../../api/legacy/change.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import { SqliteConnection } from '../../../db/sqlite/connection.ts';
import { freshDatabase } from '../../setup/databases.ts';
import { mailFixture } from '../../setup/mail.ts';

const MESSAGES = 2_000;

afterEach(() => vi.restoreAllMocks());

test('STORE, COPY, MOVE and EXPUNGE of 2 000 messages', { timeout: 120_000 }, async () => {
  const database = await freshDatabase('sqlite');
  const mail = await mailFixture(() => Promise.resolve(database));
  try {
    const message = (n: number): string => `Subject: s${n % 400}\r\nMessage-ID: <${n}@x>\r\n${n > 400 ? `References: <${n - 400}@x>\r\n` : ''}\r\n${n}`;
    await mail.addMany(Array.from({ length: MESSAGES }, (_, n) => ({ message: message(n) })));
    const uids = Uint32Array.from({ length: MESSAGES }, (_, n) => n + 1);
    const [inbox, junk] = [mail.mailboxId('inbox'), mail.mailboxId('junk')];
    let statements = 0;
    for (const method of ['all', 'get', 'run'] as const) {
      const original = SqliteConnection.prototype[method] as (...args: unknown[]) => unknown;
      vi.spyOn(SqliteConnection.prototype, method).mockImplementation(function counted(this: SqliteConnection, ...args: unknown[]) {
        statements += 1;
        return original.apply(this, args) as never;
      });
    }
    let units = 0;
    mail.db.onChange(() => (units += 1));
    const cost = async (work: () => Promise<unknown>): Promise<{ statements: number; units: number }> => {
      [statements, units] = [0, 0];
      await work();
      return { statements, units };
    };
    const flags = { uids, mailboxId: inbox, deleted: false };
    const store = await cost(() => changeFlags(mail.ctx, { ...flags, op: 'add', keywords: ['$seen'] }));
    const copied = await cost(() => copy(mail.ctx, { mailboxId: inbox, uids, toMailboxId: mail.mailboxId('archive') }));
    const moved = await cost(() => move(mail.ctx, { mailboxId: inbox, uids, toMailboxId: junk }));
    const marked = await cost(() => changeFlags(mail.ctx, { ...flags, mailboxId: junk, op: 'add', keywords: [], deleted: true }));
    const expunged = await cost(() => expunge(mail.ctx, junk));
    console.log('statements and units for 2 000 messages:', { store, copied, moved, marked, expunged });
    expect(copied.units, 'RFC 3501 §6.4.7: COPY is all or nothing').toBe(1);
    // What was hidden and lies elsewhere as well goes without a change of state, so the units of EXPUNGE are counted by their statements.
    expect(expunged.statements).toBeLessThan(400);
    for (const { statements: run, units: committed } of [store, copied, moved, marked]) expect(run / Math.max(committed, 1)).toBeLessThan(40);
    for (const { units: committed } of [store, moved, marked]) expect(committed).toBeGreaterThan(3);
    vi.restoreAllMocks();
    const rows = await mail.db.read(async (read) => [await mailboxById(read, mail.account, mail.mailbox.junk), await mailboxById(read, mail.account, mail.mailbox.archive)]);
    expect(rows.map((row) => row?.message_count)).toEqual([0, MESSAGES]);
    expect((await createVerifyService(mail.core).verify({ accountId: mail.account })).differences).toEqual([]);
  } finally {
    await mail.close();
    await database.drop();
  }
});
