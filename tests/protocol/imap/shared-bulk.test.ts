/** Bulk changes by a reader (issue 9: rights taken away in the middle; a thousand marked as read). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LegacyClient } from '../../../api/client/index.ts';
import { accountStates } from '../../../api/jmap/state.ts';
import { createLegacyClient } from '../../../api/legacy/legacy-client.ts';
import { RecentMarks } from '../../../api/legacy/recent.ts';
import { rightBits } from '../../../api/access/rights.ts';
import { sql } from '../../../db/index.ts';
import { deleteGrant, putGrant } from '../../../db/repositories/grants.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message } from './harness.ts';

const READER = 8;
const MESSAGES = 2400;

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let reader: LegacyClient;
  let owner: LegacyClient;
  /** An inbox with many messages that a second person may read and keep their own marks in. */
  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    const { core, ctx, account, mailbox } = mail;
    await core.db.write([], async (tx) => {
      await tx.insertMany('principal', ['id', 'type', 'name', 'address', 'language', 'created_at'], [[READER, 'individual', 'Bob', 'bob@example.org', 'en', 0]]);
      await tx.run(sql`INSERT INTO account (id) VALUES (${READER})`);
    });
    await core.db.write([account], (tx) => putGrant(tx, {
      object_id: mailbox.inbox, principal_id: READER, account_id: account, rights: rightBits.l | rightBits.r | rightBits.s, modseq: tx.account(account).modseq, created_at: 0,
    }));
    await mail.addMany(Array.from({ length: MESSAGES }, (_, i) => ({ message: message(`m${i}`) })));
    const services = { recent: new RecentMarks(core) };
    owner = createLegacyClient(ctx, services);
    reader = createLegacyClient({ ...ctx, principal: { ...ctx.principal, id: READER, address: 'bob@example.org' } }, services);
  });
  afterAll(() => mail.close());
  const uids = Uint32Array.from({ length: MESSAGES }, (_, i) => i + 1);

  test('what a reader marked comes in batches without a gap; snapshot, changes and counters agree', async () => {
    const id = mail.mailboxId('inbox');
    const start = await reader.snapshot(id);
    await reader.changeFlags({ mailboxId: id, uids, op: 'add', keywords: ['$seen'], deleted: false });
    const delta = await reader.changesSince(id, start.highestModseq);
    expect(delta.changed.uids).toEqual(uids);
    expect(delta.changed.flags.every((flags) => flags === 1)).toBe(true);
    expect(delta.highestModseq).toBe(Math.max(...delta.changed.modseqs));
    const end = await reader.snapshot(id);
    expect([end.messages.flags, end.messages.modseqs, end.highestModseq]).toEqual([delta.changed.flags, delta.changed.modseqs, delta.highestModseq]);
    expect((await reader.changesSince(id, end.highestModseq)).changed.uids).toHaveLength(0);
    expect((await reader.mailboxes('others')).map(({ unseen, messages }) => [messages, unseen])).toEqual([[MESSAGES, 0]]);
    expect((await reader.search(id, { op: 'not', filter: { op: 'keyword', keyword: '$seen' } })).length).toBe(0);
  });

  test('a right that is taken away in the middle: units before stand, the rest is refused; the owner has nothing of it', async () => {
    const { core, account, mailbox } = mail;
    const id = mail.mailboxId('inbox');
    const before = await core.db.read((read) => accountStates(read, account));
    const ownersBefore = await owner.snapshot(id);
    let revoking: Promise<void> | undefined;
    core.db.onChange((change) => {
      if (change.readers.has(READER)) revoking ??= core.db.write([account], (tx) => deleteGrant(tx, mailbox.inbox, READER));
    });
    await expect(reader.changeFlags({ mailboxId: id, uids, op: 'remove', keywords: ['$seen'], deleted: false })).rejects.toMatchObject({ kind: 'mailboxNotFound' });
    await revoking;
    const left = await core.db.read((read) => read.get<{ count: number }>(sql`SELECT COUNT(*) AS count FROM seen_overlay WHERE principal_id = ${READER} AND seen = 1`));
    expect(Number(left?.count)).toBeGreaterThan(0);
    expect(Number(left?.count)).toBeLessThan(MESSAGES);
    expect(await core.db.read((read) => accountStates(read, account))).toEqual(before);
    expect(await owner.snapshot(id)).toEqual(ownersBefore);
    await expect(reader.snapshot(id)).rejects.toMatchObject({ kind: 'mailboxNotFound' });
  });
});
