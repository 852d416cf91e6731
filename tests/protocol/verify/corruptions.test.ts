/** `messagerie verify` finds every kind of damage, names it, and has nothing to say about a store that is sound. */
import { open, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { raw, sql, type Statement } from '../../../db/index.ts';
import { emailsById } from '../../../db/repositories/emails.ts';
import { membershipsOfEmails } from '../../../db/repositories/memberships.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';

type Report = Awaited<ReturnType<ReturnType<typeof createVerifyService>['verify']>>;
type Difference = Report['differences'][number];

const message = (n: number, reference?: number): string =>
  [`Subject: Note ${reference ?? n}`, `Message-ID: <${n}@example.org>`, ...(reference === undefined ? [] : [`References: <${reference}@example.org>`]), 'From: a@example.org', '', `Body ${n}`].join('\r\n');

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let first: number;
  let second: number;
  let hidden: number;
  let thread: number;
  let hash: string;
  let folder: number;

  beforeAll(async () => {
    mail = await mailFixture(makeUrl);
    folder = await mail.addMailbox('Folder');
    first = await mail.add(message(1), { mailboxes: ['inbox', folder], receivedAt: 1000 });
    second = await mail.add(message(2, 1), { receivedAt: 2000, keywords: ['$seen'] });
    hidden = await mail.add(message(3), { mailboxes: ['trash'], deleted: true, prefix: 'Delivered-To: ali@example.org\r\n' });
    const gone = await mail.add(message(4), { mailboxes: ['sent'] });
    await mail.call('Email/set', { destroy: [toId('email', gone)] });
    const [row] = await mail.db.read((read) => emailsById(read, mail.account, [first]));
    ({ thread_id: thread, blob_hash: hash } = row as NonNullable<typeof row>);
  });

  afterAll(() => mail.close());

  const verify = async (accountId?: number): Promise<Difference[]> => (await createVerifyService(mail.core).verify({ accountId })).differences;
  const run = (...statements: Statement[]) => mail.db.write([], async (tx) => {
    for (const statement of statements) await tx.run(statement);
  });

  /** Damages the store, looks, mends it, and looks again. */
  async function damaged(damage: readonly Statement[], mend: readonly Statement[]): Promise<Difference[]> {
    await run(...damage);
    const found = await verify();
    await run(...mend);
    expect(await verify(), 'mended').toEqual([]);
    return found;
  }

  test('a sound store gives nothing, over all accounts or one', async () => {
    const report = await createVerifyService(mail.core).verify({});
    expect(report).toMatchObject({ differences: [], accounts: 1, emails: 3, blobs: 4 });
    expect(await verify(mail.account)).toEqual([]);
  });

  const mailboxCounters = ['total_emails', 'unread_emails', 'total_threads', 'unread_threads', 'message_count', 'unseen_count', 'size_bytes', 'deleted_count', 'deleted_bytes'];
  test.each(mailboxCounters)('a wrong counter of a mailbox: %s', async (column) => {
    const inbox = mail.mailbox.inbox;
    const found = await damaged([sql`UPDATE mailbox SET ${raw(column)} = ${raw(column)} + 1 WHERE id = ${inbox}`], [sql`UPDATE mailbox SET ${raw(column)} = ${raw(column)} - 1 WHERE id = ${inbox}`]);
    expect(found).toMatchObject([{ kind: 'counter', accountId: mail.accountId, object: toId('mailbox', inbox) }]);
    expect(found[0]?.expected).toContain(column);
  });

  test('the next UID too low: a UID would be given twice (RFC 9051 §2.3.1.1)', async () => {
    const { inbox } = mail.mailbox;
    expect(await damaged([sql`UPDATE mailbox SET uid_next = 2 WHERE id = ${inbox}`], [sql`UPDATE mailbox SET uid_next = 3 WHERE id = ${inbox}`]))
      .toMatchObject([{ kind: 'counter', object: toId('mailbox', inbox), found: '2' }]);
  });

  test('the next UIDVALIDITY and the next id too low', async () => {
    const account = sql`UPDATE account SET next_uid_validity = next_uid_validity - 100, next_id = next_id - 100000 WHERE id = ${mail.account}`;
    const back = sql`UPDATE account SET next_uid_validity = next_uid_validity + 100, next_id = next_id + 100000 WHERE id = ${mail.account}`;
    const found = await damaged([account], [back]);
    expect(found.every(({ kind, object }) => kind === 'counter' && object === mail.accountId)).toBe(true);
    expect(found.some(({ expected }) => expected.startsWith('next id'))).toBe(true);
    expect(found.some(({ expected }) => expected.startsWith('next UIDVALIDITY'))).toBe(true);
  });

  const stamps: readonly (readonly [table: 'email' | 'thread' | 'membership' | 'mailbox' | 'account' | 'tombstone' | 'membership_past', column: string, object: () => string])[] = [
    ['email', 'changed_modseq', () => toId('email', second)],
    ['thread', 'changed_modseq', () => toId('thread', thread)],
    ['membership', 'modseq', () => `${toId('mailbox', mail.mailbox.trash)}:1`],
    ['mailbox', 'highest_modseq', () => toId('mailbox', mail.mailbox.drafts)],
    ['account', 'mailbox_modseq', () => mail.accountId],
    ['tombstone', 'destroyed_modseq', () => 'tombstone'],
    ['membership_past', 'to_modseq', () => 'interval'],
  ];
  test.each(stamps)('a mod-sequence beyond the account\'s: %s.%s', async (table, column, object) => {
    const where = {
      email: sql`id = ${second}`, thread: sql`id = ${thread}`, membership: sql`email_id = ${hidden}`, mailbox: sql`id = ${mail.mailbox.drafts}`, account: sql`id = ${mail.account}`,
      tombstone: sql`type = 'Email'`, membership_past: sql`account_id = ${mail.account}`,
    }[table];
    const found = await damaged([sql`UPDATE ${raw(table)} SET ${raw(column)} = ${raw(column)} + 1000000 WHERE ${where}`], [sql`UPDATE ${raw(table)} SET ${raw(column)} = ${raw(column)} - 1000000 WHERE ${where}`]);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ kind }) => kind === 'modseq')).toBe(true);
    expect(found.some((difference) => difference.object.startsWith(object()))).toBe(true);
  });

  test('a membership without its Email, an Email without memberships', async () => {
    await run(sql`INSERT INTO membership (mailbox_id, uid, account_id, email_id, modseq, created_modseq, visible_from, saved_at, received_at, deleted)
                  VALUES (${mail.mailbox.junk}, 1, ${mail.account}, ${second + 1000}, 1, 1, 1, 1, 1, 0)`);
    expect(await verify()).toMatchObject([{ kind: 'membership', object: `${toId('mailbox', mail.mailbox.junk)}:1`, expected: `Email ${toId('email', second + 1000)}` }]);
    await run(sql`DELETE FROM membership WHERE mailbox_id = ${mail.mailbox.junk}`);
    await run(sql`UPDATE membership SET account_id = 0 WHERE email_id = ${hidden}`);
    const found = await verify();
    await run(sql`UPDATE membership SET account_id = ${mail.account} WHERE email_id = ${hidden}`);
    expect(found).toContainEqual(expect.objectContaining({ kind: 'membership', object: toId('email', hidden), expected: 'in a mailbox' }));
    expect(await verify()).toEqual([]);
  });

  test('a membership of a mailbox that is not there', async () => {
    await run(sql`UPDATE membership SET mailbox_id = ${folder + 5000} WHERE mailbox_id = ${folder}`);
    const found = await verify();
    await run(sql`UPDATE membership SET mailbox_id = ${folder} WHERE mailbox_id = ${folder + 5000}`);
    expect(found).toContainEqual(expect.objectContaining({ kind: 'membership', object: `${toId('mailbox', folder + 5000)}:1`, expected: 'a mailbox' }));
    expect(await verify()).toEqual([]);
  });

  test('how often an Email is visible', async () => {
    expect(await damaged([sql`UPDATE email SET visible = 1 WHERE id = ${first}`], [sql`UPDATE email SET visible = 2 WHERE id = ${first}`]))
      .toMatchObject([{ kind: 'membership', object: toId('email', first), expected: 'visible: 2', found: 'visible: 1' }]);
  });

  test.each(['email_count', 'unread', 'trash_unread'])('a thread\'s row: %s', async (column) => {
    expect(await damaged([sql`UPDATE thread SET ${raw(column)} = ${raw(column)} + 1 WHERE id = ${thread}`], [sql`UPDATE thread SET ${raw(column)} = ${raw(column)} - 1 WHERE id = ${thread}`]))
      .toMatchObject([{ kind: 'thread', object: toId('thread', thread) }]);
  });

  test('a thread\'s row missing, one too many, a key that leads nowhere, and keys that are missing', async () => {
    const move = (from: number, to: number) => sql`UPDATE thread SET id = ${to} WHERE id = ${from}`;
    const found = await damaged([move(thread, thread + 5000)], [move(thread + 5000, thread)]);
    const about = found.filter(({ kind }) => kind === 'thread');
    expect(about).toContainEqual(expect.objectContaining({ object: toId('thread', thread), expected: 'a row', found: 'none' }));
    expect(about).toContainEqual(expect.objectContaining({ object: toId('thread', thread + 5000), expected: 'no row' }));
    expect(about.some(({ object }) => object.startsWith('key '))).toBe(true);
    const keys = (from: number, to: number) => sql`UPDATE thread_key SET account_id = ${to} WHERE account_id = ${from}`;
    const keyless = await damaged([keys(mail.account, 99)], [keys(99, mail.account)]);
    expect(keyless).toContainEqual(expect.objectContaining({ kind: 'thread', object: toId('email', first), found: 'none' }));
  });

  test.each(['latest_received', 'latest_email', 'email_count', 'unread'])('a thread in a mailbox: %s', async (column) => {
    const where = sql`mailbox_id = ${mail.mailbox.inbox} AND thread_id = ${thread}`;
    expect(await damaged([sql`UPDATE thread_mailbox SET ${raw(column)} = ${raw(column)} + 1 WHERE ${where}`], [sql`UPDATE thread_mailbox SET ${raw(column)} = ${raw(column)} - 1 WHERE ${where}`]))
      .toMatchObject([{ kind: 'thread', object: `${toId('thread', thread)} in ${toId('mailbox', mail.mailbox.inbox)}` }]);
  });

  test('a thread in a mailbox: the row missing, or one too many', async () => {
    const move = (from: number, to: number) => sql`UPDATE thread_mailbox SET mailbox_id = ${to} WHERE mailbox_id = ${from} AND thread_id = ${thread}`;
    const found = await damaged([move(folder, mail.mailbox.junk)], [move(mail.mailbox.junk, folder)]);
    expect(found).toEqual([
      expect.objectContaining({ kind: 'thread', object: `${toId('thread', thread)} in ${toId('mailbox', mail.mailbox.junk)}`, expected: 'no row' }),
      expect.objectContaining({ kind: 'thread', object: `${toId('thread', thread)} in ${toId('mailbox', folder)}`, expected: 'a row' }),
    ]);
  });

  test.each(['headers', 'preview', 'structure', 'base_subject', 'sort_from', 'sort_to', 'sort_subject'])('the projection: %s', async (column) => {
    const [before = {}] = await mail.db.read((read) => read.all<Record<string, string>>(sql`SELECT ${raw(column)} FROM email_projection WHERE id = ${second}`));
    const damage = column === 'structure' ? (before[column] as string).replace('"bodyStart":', '"bodyStart":1') : 'x';
    const found = await damaged([sql`UPDATE email_projection SET ${raw(column)} = ${damage} WHERE id = ${second}`], [sql`UPDATE email_projection SET ${raw(column)} = ${before[column] as string} WHERE id = ${second}`]);
    expect(found).toMatchObject([{ kind: 'structure', object: toId('email', second) }]);
    expect(found[0]?.expected.startsWith(column)).toBe(true);
  });

  test.each(['envelope', 'body_structure', 'body', 'header_projection', 'reference_hashes'])('the projection: %s', async (column) => {
    const [before = {}] = await mail.db.read((read) => read.all<Record<string, Buffer>>(sql`SELECT ${raw(column)} FROM email_projection WHERE id = ${second}`));
    const found = await damaged([sql`UPDATE email_projection SET ${raw(column)} = ${Buffer.from('x')} WHERE id = ${second}`], [sql`UPDATE email_projection SET ${raw(column)} = ${before[column] as Buffer} WHERE id = ${second}`]);
    expect(found).toMatchObject([{ kind: 'structure', object: toId('email', second) }]);
  });

  test('what an Email\'s row took from its message: size, date, attachment, Message-ID', async () => {
    const found = await damaged([sql`UPDATE email SET has_attachment = 1, message_id_hash = NULL, sent_at = 5 WHERE id = ${second}`], [
      sql`UPDATE email SET has_attachment = 0, sent_at = NULL WHERE id = ${second}`,
      sql`UPDATE email SET message_id_hash = (SELECT hash FROM (SELECT ${await messageIdHashOf(second)} AS hash) AS old) WHERE id = ${second}`,
    ]);
    expect(found.map(({ kind, object }) => [kind, object])).toEqual(Array(3).fill(['structure', toId('email', second)]));
    const size = await damaged([sql`UPDATE email SET size_bytes = size_bytes + 1 WHERE id = ${hidden}`], [sql`UPDATE email SET size_bytes = size_bytes - 1 WHERE id = ${hidden}`]);
    expect(size).toContainEqual(expect.objectContaining({ kind: 'structure', object: toId('email', hidden) }));
  });

  const messageIdHashOf = async (id: number): Promise<string> =>
    (await mail.db.read((read) => emailsById(read, mail.account, [id])))[0]?.message_id_hash as string;

  test('a projection without its Email, an Email without its projection', async () => {
    const move = (from: number, to: number) => sql`UPDATE email_projection SET id = ${to} WHERE id = ${from}`;
    const found = await damaged([move(second, second + 5000)], [move(second + 5000, second)]);
    expect(found).toEqual([
      expect.objectContaining({ kind: 'index', accountId: mail.accountId, object: toId('email', second + 5000) }),
      expect.objectContaining({ kind: 'structure', object: toId('email', second), expected: 'a projection', found: 'none' }),
    ]);
  });

  test('graves of the living', async () => {
    const bury = (type: string, id: number) => sql`INSERT INTO tombstone (account_id, type, object_id, created_modseq, destroyed_modseq, destroyed_at) VALUES (${mail.account}, ${type}, ${id}, 1, 2, 1)`;
    const dig = (id: number) => sql`DELETE FROM tombstone WHERE object_id = ${id}`;
    const found = await damaged([bury('Email', first), bury('Thread', thread), bury('Mailbox', folder)], [dig(first), dig(thread), dig(folder)]);
    expect(found.map(({ kind, object }) => [kind, object]).sort()).toEqual([['reference', toId('email', first)], ['reference', toId('mailbox', folder)], ['reference', toId('thread', thread)]].sort());
  });

  test('quota: used bytes and used count', async () => {
    const found = await damaged([sql`UPDATE account SET used_bytes = used_bytes + 7, used_count = used_count - 1 WHERE id = ${mail.account}`], [sql`UPDATE account SET used_bytes = used_bytes - 7, used_count = used_count + 1 WHERE id = ${mail.account}`]);
    expect(found.map(({ kind, object }) => [kind, object])).toEqual([['quota', mail.accountId], ['quota', mail.accountId]]);
  });

  test('a ring in the tree of mailboxes', async () => {
    const below = (id: number, parent: number) => sql`UPDATE mailbox SET parent_id = ${parent} WHERE id = ${id}`;
    const { drafts, sent } = mail.mailbox;
    const found = await damaged([below(drafts, sent), below(sent, drafts)], [below(drafts, 0), below(sent, 0)]);
    expect(found.map(({ kind, object }) => [kind, object]).sort()).toEqual([['structure', toId('mailbox', drafts)], ['structure', toId('mailbox', sent)]].sort());
  });

  test('a blob\'s row missing: for the Email, and for an entry of the queue that refers to it', async () => {
    const [row] = await mail.db.read((read) => read.all<Record<string, never>>(sql`SELECT * FROM stored_blob WHERE hash = ${hash}`));
    const queued = 1 + mail.account * 2 ** 32;
    await run(
      sql`DELETE FROM stored_blob WHERE hash = ${hash}`,
      sql`INSERT INTO queue_entry (id, account_id, blob_hash, size_bytes, sender, recipient, state, language, next_attempt_at, expires_at, created_at)
          VALUES (${queued}, ${mail.account}, ${hash}, 1, 'a@example.org', 'b@example.org', 'waiting', 'en', 1, 1, 1)`,
    );
    const found = await verify();
    await mail.db.write([], async (tx) => tx.insertMany('stored_blob', Object.keys(row ?? {}), [Object.values(row ?? {})]));
    await run(sql`DELETE FROM queue_entry WHERE id = ${queued}`);
    expect(found).toEqual([
      expect.objectContaining({ kind: 'reference', accountId: mail.accountId, object: toId('email', first), expected: `blob b${hash}` }),
      expect.objectContaining({ kind: 'reference', object: toId('queue', queued), expected: `blob b${hash}` }),
    ]);
    expect(await verify()).toEqual([]);
  });

  const segment = async (): Promise<string> => {
    const names = (await readdir(mail.dataFolder, { recursive: true })).filter((name) => name.endsWith('.seg'));
    return join(mail.dataFolder, names[0] as string);
  };
  const placeOf = async (blob: string): Promise<number> =>
    (await mail.db.read((read) => read.get<{ segment_offset: number }>(sql`SELECT segment_offset FROM stored_blob WHERE hash = ${blob}`)))?.segment_offset as number;
  const put = async (path: string, bytes: Uint8Array, position: number): Promise<void> => {
    const file = await open(path, 'r+');
    await file.write(bytes, 0, bytes.length, position);
    await file.close();
  };

  test('a flipped bit in a segment: found by one account\'s check and by the whole one, and named once', async () => {
    const [path, at] = [await segment(), await placeOf(hash)];
    await put(path, Buffer.from('s'), at);
    const [one, all] = [await verify(mail.account), await verify()];
    await put(path, Buffer.from('S'), at);
    for (const found of [one, all]) expect(found[0]).toMatchObject({ kind: 'blob', object: toId('email', first), found: 'damaged' });
    expect(one).toHaveLength(1);
    expect(await verify()).toEqual([]);
  });

  test('a wrong header in front of a blob, from which a segment is read without the database', async () => {
    const [path, at] = [await segment(), await placeOf(hash)];
    await put(path, Buffer.from('X'), at - 44);
    const found = await verify(mail.account);
    await put(path, Buffer.from('M'), at - 44);
    expect(found).toMatchObject([{ kind: 'blob', object: toId('email', first), found: 'damaged' }]);
  });

  test('a segment cut short', async () => {
    const [row] = await mail.db.read((read) => emailsById(read, mail.account, [hidden]));
    const path = await segment();
    await truncate(path, (await placeOf(row?.blob_hash as string)) + 3);
    const found = await verify();
    expect(found).toContainEqual(expect.objectContaining({ kind: 'blob', object: toId('email', hidden) }));
    expect(found.every(({ kind }) => kind === 'blob')).toBe(true);
    expect((await mail.db.read((read) => membershipsOfEmails(read, mail.account, [hidden]))).length).toBe(1);
  });
});
