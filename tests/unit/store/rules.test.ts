/** Rules of the mail store that are easy to get wrong one by one (design §4, §5; RFC 8621 §2, §3). */
import { expect, test } from 'vitest';
import { toId } from '../../../api/ids.ts';
import { append } from '../../../api/legacy/append.ts';
import { changeFlags, copy, expunge } from '../../../api/legacy/change.ts';
import { snapshot } from '../../../api/legacy/snapshot.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql } from '../../../db/index.ts';
import { emailsById } from '../../../db/repositories/emails.ts';
import { mailboxById } from '../../../db/repositories/mailboxes.ts';
import { membershipsOfEmails } from '../../../db/repositories/memberships.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, type MailFixtureOptions, mailFixture } from '../../setup/mail.ts';

interface Mail {
  readonly subject?: string;
  readonly id?: string;
  readonly references?: readonly string[];
  readonly inReplyTo?: string;
  readonly body?: string;
}

function write({ subject = 'Plans', id, references = [], inReplyTo, body = 'text' }: Mail): string {
  return [
    `Subject: ${subject}`, ...(id ? [`Message-ID: <${id}@x>`] : []), ...(references.length > 0 ? [`References: ${references.map((each) => `<${each}@x>`).join(' ')}`] : []),
    ...(inReplyTo ? [`In-Reply-To: <${inReplyTo}@x>`] : []), 'From: a@example.org', '', body,
  ].join('\r\n');
}

eachDatabase((_name, makeUrl) => {
  /** Runs on a fresh store, which verify finds sound afterwards. */
  const on = (body: (mail: MailFixture) => Promise<void>, options: MailFixtureOptions = {}) => async (): Promise<void> => {
    const mail = await mailFixture(makeUrl, options);
    try {
      await body(mail);
      expect((await createVerifyService(mail.core).verify({})).differences).toEqual([]);
    } finally {
      await mail.close();
    }
  };
  const row = async (mail: MailFixture, id: number) => (await mail.db.read((read) => emailsById(read, mail.account, [id])))[0];
  const threadOf = async (mail: MailFixture, id: number): Promise<number | undefined> => (await row(mail, id))?.thread_id;
  const flag = (mail: MailFixture, mailboxId: string, uids: number[], op: 'add' | 'remove') =>
    changeFlags(mail.ctx, { mailboxId, uids: Uint32Array.from(uids), op, keywords: [], deleted: true });
  const graves = (mail: MailFixture) => mail.db.read((read) => read.all<{ type: string; object_id: number }>(sql`SELECT type, object_id FROM tombstone ORDER BY type, object_id`));

  test('design §5: copied to Trash, marked, copied back, expunged: the message is there with a new UID', on(async (mail) => {
    const id = await mail.add(write({ id: '1' }));
    const [inbox, trash] = [mail.mailboxId('inbox'), mail.mailboxId('trash')];
    const [uid] = (await snapshot(mail.ctx, inbox)).messages.uids;
    const there = await copy(mail.ctx, { mailboxId: inbox, uids: Uint32Array.of(uid as number), toMailboxId: trash });
    await flag(mail, inbox, [uid as number], 'add');
    const back = await copy(mail.ctx, { mailboxId: trash, uids: there.destinationUids, toMailboxId: inbox });
    expect(back.destinationUids[0]).toBeGreaterThan(uid as number);
    await expunge(mail.ctx, inbox);
    const { messages } = await snapshot(mail.ctx, inbox);
    expect([[...messages.uids], [...messages.emails], [...messages.flags]]).toEqual([[...back.destinationUids], [id], [0]]);
  }));

  test('RFC 8621 §4.1.1: `\\Deleted` on the last visible membership destroys, taking it off creates the same id again', on(async (mail) => {
    const id = await mail.add(write({ id: '1' }), { mailboxes: ['inbox', 'archive'] });
    const since = (await mail.call('Email/get', { ids: [] })).state;
    const changes = async (sinceState: string) => {
      const { created, updated, destroyed, newState } = await mail.call('Email/changes', { sinceState });
      return { created, updated, destroyed, newState };
    };
    await flag(mail, mail.mailboxId('archive'), [1], 'add');
    const half = await changes(since);
    expect(half).toMatchObject({ created: [], updated: [toId('email', id)], destroyed: [] });
    expect(await graves(mail)).toEqual([]);
    await flag(mail, mail.mailboxId('inbox'), [1], 'add');
    expect(await changes(half.newState)).toMatchObject({ created: [], updated: [], destroyed: [toId('email', id)] });
    expect(await graves(mail)).toEqual([{ type: 'Email', object_id: id }, { type: 'Thread', object_id: await threadOf(mail, id) }]);
    const hidden = (await changes(since)).newState;
    await flag(mail, mail.mailboxId('inbox'), [1], 'remove');
    expect(await graves(mail)).toEqual([]);
    expect(await changes(hidden)).toMatchObject({ created: [toId('email', id)], updated: [], destroyed: [] });
    expect(await changes(since), 'both since one state').toMatchObject({ created: [], updated: [toId('email', id)], destroyed: [] });
  }));

  test('an Email that came and was hidden since one state is not told of', on(async (mail) => {
    const since = (await mail.call('Email/get', { ids: [] })).state;
    await mail.add(write({ id: '1' }));
    await flag(mail, mail.mailboxId('inbox'), [1], 'add');
    const { created, updated } = await mail.call('Email/changes', { sinceState: since });
    expect([created, updated]).toEqual([[], []]);
  }));

  test('RFC 8621 §4.6: destroy takes the hidden memberships along; IMAP is told of each', on(async (mail) => {
    const id = await mail.add(write({ id: '1' }), { mailboxes: ['inbox', 'archive'] });
    await flag(mail, mail.mailboxId('archive'), [1], 'add');
    await mail.call('Email/set', { destroy: [toId('email', id)] });
    expect(await mail.db.read((read) => membershipsOfEmails(read, mail.account, [id]))).toEqual([]);
    expect(await mail.db.read((read) => read.all(sql`SELECT uid FROM expunged`))).toHaveLength(2);
  }));

  test('RFC 8621 §3: replies join by reference and base subject', on(async (mail) => {
    const parent = await mail.add(write({ id: '1', subject: 'Plans for May' }));
    const reply = await mail.add(write({ id: '2', subject: 'Re: [team] plans for  May', inReplyTo: '1' }));
    const deep = await mail.add(write({ id: '3', subject: 'Fwd: Re: Plans for May (fwd)', references: ['1', '2'] }));
    const other = await mail.add(write({ id: '4', subject: 'Budget', references: ['1', '2'] }));
    const unrelated = await mail.add(write({ id: '5', subject: 'Plans for May' }));
    const thread = await threadOf(mail, parent);
    expect([await threadOf(mail, reply), await threadOf(mail, deep)]).toEqual([thread, thread]);
    expect(await threadOf(mail, other), 'another subject').not.toBe(thread);
    expect(await threadOf(mail, unrelated), 'the subject alone joins nothing').not.toBe(thread);
  }));

  test('RFC 8621 §3: the parent that arrives late joins its children, two children of one unknown parent are together', on(async (mail) => {
    const child = await mail.add(write({ id: '2', subject: 'Re: Plans', references: ['1'] }));
    const sibling = await mail.add(write({ id: '3', subject: 'Re: Plans', references: ['1'] }));
    const parent = await mail.add(write({ id: '1', subject: 'Plans' }));
    const thread = await threadOf(mail, child);
    expect([await threadOf(mail, sibling), await threadOf(mail, parent)]).toEqual([thread, thread]);
  }));

  test('RFC 8621 §3: threads never merge, a thread id never changes', on(async (mail) => {
    const one = await mail.add(write({ id: '1' }));
    const two = await mail.add(write({ id: '2' }));
    const [before, joined] = [[await threadOf(mail, one), await threadOf(mail, two)], await mail.add(write({ id: '3', references: ['1', '2'] }))];
    expect([await threadOf(mail, one), await threadOf(mail, two)]).toEqual(before);
    expect(await threadOf(mail, joined)).toBe(Math.min(...(before as number[])));
  }));

  test('RFC 8621 §2: unreadThreads; what is unread in Trash only counts there only', on(async (mail) => {
    const unread = async (role: 'inbox' | 'trash' | 'archive'): Promise<number | undefined> =>
      (await mail.db.read((read) => mailboxById(read, mail.account, mail.mailbox[role])))?.unread_threads;
    await mail.add(write({ id: '1' }), { keywords: ['$seen'] });
    await mail.add(write({ id: '2', references: ['1'] }), { mailboxes: ['trash'] });
    expect([await unread('inbox'), await unread('trash')]).toEqual([0, 1]);
    await mail.add(write({ id: '3', references: ['1'] }), { mailboxes: ['archive'] });
    expect([await unread('inbox'), await unread('trash'), await unread('archive')], 'the unread one lies elsewhere, and shows').toEqual([1, 1, 1]);
    await changeFlags(mail.ctx, { mailboxId: mail.mailboxId('trash'), uids: Uint32Array.of(1), op: 'add', keywords: ['$seen'], deleted: false });
    expect([await unread('inbox'), await unread('trash'), await unread('archive')]).toEqual([1, 0, 1]);
    await changeFlags(mail.ctx, { mailboxId: mail.mailboxId('archive'), uids: Uint32Array.of(1), op: 'add', keywords: ['$draft'], deleted: false });
    expect([await unread('inbox'), await unread('trash'), await unread('archive')], 'drafts are not unread').toEqual([0, 0, 0]);
  }));

  test('the newest message of a thread in a mailbox, also where an older one comes as it goes', on(async (mail) => {
    const old = await mail.add(write({ id: '1' }), { mailboxes: ['archive'], receivedAt: 1000 });
    const newest = await mail.add(write({ id: '2', references: ['1'] }), { receivedAt: 5000 });
    await mail.add(write({ id: '3', references: ['1'] }), { receivedAt: 500 });
    await mail.change(async (changes) => {
      await changes.load([old, newest]);
      const [a, b] = [changes.get(old), changes.get(newest)];
      if (!a || !b) throw new Error('both are there');
      await changes.remove(b, mail.mailbox.inbox);
      await changes.add(b, mail.mailbox.junk, { receivedAt: 5000 });
      await changes.add(a, mail.mailbox.inbox, { receivedAt: 1000 });
    });
    const latest = await mail.db.read((read) => read.get<{ latest_email: number }>(sql`SELECT latest_email FROM thread_mailbox WHERE mailbox_id = ${mail.mailbox.inbox}`));
    expect(latest?.latest_email).toBe(old);
  }));

  test('a message appended with `\\Deleted`, and its expunge, leave no trace of a thread', on(async (mail) => {
    const id = await mail.add(write({ id: '1' }), { deleted: true });
    const rows = (table: 'thread' | 'thread_key') => mail.db.read((read) => read.all(table === 'thread' ? sql`SELECT id FROM thread` : sql`SELECT hash FROM thread_key`));
    expect(await rows('thread')).toEqual([{ id: await threadOf(mail, id) }]);
    await expunge(mail.ctx, mail.mailboxId('inbox'));
    expect([await rows('thread'), await rows('thread_key')]).toEqual([[], []]);
  }));

  const size = Buffer.byteLength(write({ id: '1' }));
  const source = async function* (text: string) {
    yield Buffer.from(text);
  };
  const appendTo = (mail: MailFixture, text: string) =>
    append(mail.ctx, { mailboxId: mail.mailboxId('inbox'), keywords: [], deleted: false, source: source(text), sizeBytes: text.length });

  test('design §5, Quota: exact; hidden messages count, copies do not; full is not half done', on(async (mail) => {
    const usage = () => mail.db.read((read) => read.get<{ used_bytes: number; used_count: number }>(sql`SELECT used_bytes, used_count FROM account WHERE id = ${mail.account}`));
    await appendTo(mail, write({ id: '1' }));
    await appendTo(mail, write({ id: '2' }));
    expect(await usage(), 'up to the last byte').toEqual({ used_bytes: size * 2, used_count: 2 });
    await copy(mail.ctx, { mailboxId: mail.mailboxId('inbox'), uids: Uint32Array.of(1), toMailboxId: mail.mailboxId('archive') });
    await flag(mail, mail.mailboxId('inbox'), [2], 'add');
    expect(await usage()).toEqual({ used_bytes: size * 2, used_count: 2 });
    await expect(appendTo(mail, write({ id: '3', body: 'x' }))).rejects.toMatchObject({ kind: 'overQuota', details: { limitBytes: size * 2, usedBytes: size * 2 } });
    await expect(appendTo(mail, write({ id: '3', body: 'x'.repeat(size * 2) }))).rejects.toMatchObject({ kind: 'largerThanQuota' });
    const { uidNext, messages } = await snapshot(mail.ctx, mail.mailboxId('inbox'));
    expect([uidNext, [...messages.uids]], 'no UID was taken').toEqual([3, [1, 2]]);
    expect(await mail.db.read((read) => read.all(sql`SELECT id FROM thread`))).toHaveLength(2);
    await expunge(mail.ctx, mail.mailboxId('inbox'));
    expect(await usage()).toEqual({ used_bytes: size, used_count: 1 });
    await appendTo(mail, write({ id: '4' }));
  }, { quotaBytes: size * 2 }));
});
