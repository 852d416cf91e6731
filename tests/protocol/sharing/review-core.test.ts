/** What grants do not allow, tried by people to whom something is shared: more rights, notices of private mail, others' work (design §5, §7). */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ANYONE } from '../../../db/repositories/grants.ts';
import { toRightLetters } from '../../../api/access/rights.ts';
import { reachFor, rightsIn } from '../../../api/access/reach.ts';
import { toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { arrive } from '../../../api/mail/store/arrival.ts';
import { copyBetweenAccounts } from '../../../api/mail/store/copy-between-accounts.ts';
import { createEmail } from '../../../api/mail/store/create-email.ts';
import { mimeLimits } from '../../../api/mail/store/mime-limits.ts';
import { notifyShared } from '../../../api/people/share-notifications.ts';
import { SharedFollower } from '../../../api/push/shared-states.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, CAROL, EVERYBODY, type Person, sharing, type Sharing, TEAM } from './three-people.ts';

const none = {
  mayReadItems: false, mayAddItems: false, mayRemoveItems: false, maySetSeen: false, maySetKeywords: false, mayCreateChild: false, mayRename: false, mayDelete: false, maySubmit: false,
  mayShare: false,
};

eachDatabase((_, makeUrl) => {
  let at: Sharing;
  beforeAll(async () => {
    at = await sharing(makeUrl);
  });
  afterAll(() => at.close());

  const id = (mailbox: number) => toId('mailbox', mailbox);
  const principal = (number: number) => toId('principal', number);
  const rightsOf = async (who: Person, mailbox: number) =>
    toRightLetters(await at.mail.db.read(async (read) => rightsIn(await reachFor(who.ctx, read, at.mail.accountId, 'read'), mailbox)));
  const update = async (who: Person, mailbox: number, patch: Record<string, unknown>) =>
    (await who.call('Mailbox/set', { update: { [id(mailbox)]: patch } })).notUpdated?.[id(mailbox)];

  describe('RFC 4314 §4, design §7: the right a gives nobody more than they have', () => {
    test('neither through a group that one is in, nor through a group in a group, nor through everybody, nor through somebody else', async () => {
      const mailbox = await at.mail.addMailbox('Administered by Carol');
      await at.grant(mailbox, CAROL, 'lrka');
      for (const grantee of [TEAM, EVERYBODY, ANYONE, BOB]) {
        expect(await update(at.carol, mailbox, { [`shareWith/${principal(grantee)}`]: { ...none, mayReadItems: true, mayRemoveItems: true } })).toMatchObject({
          type: 'forbidden', properties: [`shareWith/${principal(grantee)}`],
        });
      }
      expect(await rightsOf(at.carol, mailbox)).toBe('lrka');
      // What one has may be given on, and taken away again.
      for (const grantee of [TEAM, ANYONE, BOB]) expect(await update(at.carol, mailbox, { [`shareWith/${principal(grantee)}`]: { ...none, mayReadItems: true, mayShare: true } })).toBeUndefined();
      for (const grantee of [TEAM, ANYONE, BOB]) expect(await update(at.carol, mailbox, { [`shareWith/${principal(grantee)}`]: null })).toBeUndefined();
      expect(await rightsOf(at.carol, mailbox)).toBe('lrka');
    });

    test('nor in a folder that one makes; what somebody else was given by the owner stays theirs', async () => {
      const mailbox = await at.mail.addMailbox('With children');
      await at.grant(mailbox, CAROL, 'lrka');
      await at.grant(mailbox, BOB, 'lrte');
      const share = (rights: object) => at.carol.call('Mailbox/set', { create: { c: { name: 'Made', parentId: id(mailbox), shareWith: rights } } } as never);
      expect((await share({ [principal(CAROL)]: { ...none, mayReadItems: true, mayShare: true, mayCreateChild: true }, [principal(TEAM)]: { ...none, mayReadItems: true, mayDelete: true, mayRename: true } })).notCreated?.['c']?.type).toBe('forbidden');
      expect((await share({ [principal(CAROL)]: { ...none, mayReadItems: true, mayShare: true, mayCreateChild: true }, [principal(BOB)]: { ...none, mayReadItems: true, mayRemoveItems: true } })).notCreated).toBeNull();
      expect(await update(at.carol, mailbox, { [`shareWith/${principal(BOB)}/maySetSeen`]: true })).toMatchObject({ type: 'forbidden' });
      expect(await rightsOf(at.bob, mailbox)).toBe('lrte');
    });
  });

  test('RFC 8621 §1.5, design §4 (Bus): a delivery into a private mailbox is no EmailDelivery to whom only another mailbox of the thread is shared', async () => {
    const [shared, hidden] = [await at.mail.addMailbox('Told of'), await at.mail.addMailbox('Not told of')];
    await at.grant(shared, BOB, 'lr');
    await at.mail.add(message({ subject: 'A thread', id: 'first@example.org' }), { mailboxes: [shared], keywords: ['$seen'] });
    const told: Record<string, string>[] = [];
    const { db, core } = at.mail;
    const follower = new SharedFollower(core, at.bob.ctx, (_account, states) => told.push({ ...states }));
    const stop = db.onChange((change) => follower.hear({ kind: 'change', change }));
    await follower.begin(false);
    const deliver = async (mailbox: number, name: string) => {
      const text = Buffer.from(message({ subject: 'Re: A thread', id: `${name}@example.org`, references: '<first@example.org>' }));
      const arrived = await arrive(db.blobs, text, { maxBytes: core.limits.messageBytes, limits: mimeLimits(core.limits) });
      const read = vi.spyOn(db, 'read');
      await at.mail.change(async (changes, tx) => {
        await createEmail(changes, db.blobs, { arrived, prefix: null, mailboxIds: [mailbox], bits: 0, extra: null, receivedAt: 0 });
        tx.account(at.mail.account).delivered = true;
      });
      // The thread is unread for the owner now: its shared mailbox is looked at either way.
      await expect.poll(() => read).toHaveBeenCalled();
      await Promise.all(read.mock.results.map((result) => result.value as Promise<unknown>));
      read.mockRestore();
    };
    await deliver(hidden, 'private');
    await deliver(shared, 'public');
    await expect.poll(() => told.some((states) => 'EmailDelivery' in states)).toBe(true);
    expect(told.filter((states) => 'EmailDelivery' in states)).toEqual([expect.objectContaining({ Email: expect.any(String) })]);
    follower.stop();
    stop();
  });

  test('RFC 8621 §4.3, design §5: that the owner files a shared message in a private mailbox as well is told to no sharee', async () => {
    const [shared, hidden] = [await at.mail.addMailbox('Public shelf'), await at.mail.addMailbox('Private shelf')];
    await at.grant(shared, BOB, 'lr');
    const email = await at.mail.add(message({ subject: 'On two shelves', id: 'shelves@example.org' }), { mailboxes: [shared] });
    const state = (await at.bob.call('Email/get', { ids: [] })).state;
    for (const patch of [{ [`mailboxIds/${id(hidden)}`]: true }, { [`mailboxIds/${id(hidden)}`]: null }]) {
      expect((await at.ali.call('Email/set', { update: { [toId('email', email)]: patch } })).notUpdated).toBeNull();
    }
    expect(await at.bob.call('Email/changes', { sinceState: state })).toMatchObject({ created: [], updated: [], destroyed: [] });
  });

  test('RFC 8620 §5.4: Email/copy reads no byte of what the caller does not see', async () => {
    const shared = await at.mail.addMailbox('To copy from');
    await at.grant(shared, BOB, 'lr');
    const hidden = await at.mail.add(message({ subject: 'Not for Bob', id: 'hidden@example.org', body: 'x'.repeat(100_000) }));
    const visible = await at.mail.add(message({ subject: 'For Bob', id: 'visible@example.org' }), { mailboxes: [shared] });
    const read = vi.spyOn(at.mail.db.blobs, 'readPending');
    try {
      const copy = (email: number) => callMethod(at.bob.ctx, 'Email/copy', {
        fromAccountId: at.mail.accountId, accountId: at.bob.accountId, create: { c: { id: toId('email', email), mailboxIds: { [id(at.bob.inbox)]: true } } },
      } as never);
      expect((await copy(hidden)).notCreated?.['c']?.type).toBe('notFound');
      expect(read).not.toHaveBeenCalled();
      expect((await copy(visible)).created?.['c']).toBeDefined();
      expect(read).toHaveBeenCalled();
    } finally {
      read.mockRestore();
    }
  });

  test('design §5, §6: a message that moves to another account and back is found by its text in the one where it is, and in no other', async () => {
    const shared = await at.mail.addMailbox('Moving');
    await at.grant(shared, BOB, 'lrswite');
    const email = await at.mail.add(message({ subject: 'Travels', id: 'travels@example.org', body: 'peregrination' }), { mailboxes: [shared] });
    const found = async (who: 'ali' | 'bob') => (await at[who].own('Email/query', { filter: { text: 'peregrination' } })).ids;
    const move = async (from: number, to: number) => {
      const [row] = await at.mail.db.read((read) => read.all<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${from} AND email_id = ${email}`));
      await at.mail.db.write([at.mail.account, BOB], (tx) => copyBetweenAccounts(tx, at.bob.ctx, { mailboxId: from, uids: [row?.uid ?? 0], toMailboxId: to, move: true }));
    };
    for (let turn = 0; turn < 2; turn++) {
      expect([await found('ali'), await found('bob')]).toEqual([[toId('email', email)], []]);
      await move(shared, at.bob.inbox);
      expect([await found('ali'), await found('bob')]).toEqual([[], [toId('email', email)]]);
      await move(at.bob.inbox, shared);
    }
    expect([await found('ali'), await found('bob')]).toEqual([[toId('email', email)], []]);
    expect(await at.verify()).toEqual([]);
  });

  test('design §6: a query of a sharee costs what is shared with them, not what the account holds; and finds the same', async () => {
    const [shared, other, big] = [await at.mail.addMailbox('Small'), await at.mail.addMailbox('Small too'), await at.mail.addMailbox('Big')];
    await at.mail.db.write([at.mail.account], (tx) => tx.run(sql`DELETE FROM access_grant WHERE account_id = ${at.mail.account}`));
    await at.grant(shared, CAROL, 'lr');
    await at.grant(other, CAROL, 'lr');
    const mine = await at.mail.addMany(Array.from({ length: 6 }, (_unused, i) => ({
      message: message({ subject: i % 2 ? 'Needle' : 'Hay', id: `small${i}@example.org` }), options: { mailboxes: i < 4 ? [shared, ...(i === 0 ? [other] : [])] : [other, big], receivedAt: 1000 - i * 7 },
    })));
    const ids = (numbers: readonly number[]) => numbers.map((number) => toId('email', number));
    const [a, b, c, d, e, f] = mine as [number, number, number, number, number, number];
    let statements = 0;
    const { db } = at.mail;
    const original = db.read.bind(db);
    const spy = vi.spyOn(db, 'read').mockImplementation((work) => original((read) => work(new Proxy(read, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (name !== 'all' && name !== 'get') return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
        return (...args: unknown[]) => {
          statements += 1;
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    }))));
    const query = async (args: object) => (await at.carol.call('Email/query', args as never)) as { ids: string[]; total?: number };
    const look = async (): Promise<number> => {
      statements = 0;
      expect(await query({ calculateTotal: true })).toMatchObject({ ids: ids([a, b, c, d, e, f]), total: 6 });
      expect((await query({ sort: [{ property: 'receivedAt', isAscending: true }] })).ids).toEqual(ids([f, e, d, c, b, a]));
      expect((await query({ sort: [{ property: 'subject', isAscending: true }, { property: 'receivedAt', isAscending: false }] })).ids).toEqual(ids([a, c, e, b, d, f]));
      expect((await query({ filter: { operator: 'NOT', conditions: [{ inMailbox: id(shared) }] } })).ids).toEqual(ids([e, f]));
      expect((await query({ filter: { notKeyword: '$seen' }, limit: 2, collapseThreads: true })).ids).toHaveLength(2);
      expect((await query({ filter: { inMailbox: id(big) } })).ids).toEqual([]);
      const cost = statements;
      expect((await query({ filter: { text: 'needle' }, calculateTotal: true })).ids).toEqual(ids([b, d, f]));
      expect((await query({ filter: { operator: 'NOT', conditions: [{ text: 'needle' }] } })).ids).toEqual(ids([a, c, e]));
      return cost;
    };
    try {
      const before = await look();
      await at.mail.addMany(Array.from({ length: 2000 }, (_unused, i) => ({ message: message({ subject: 'Needle', id: `big${i}@example.org` }), options: { mailboxes: [big], receivedAt: i } })));
      expect(await look()).toBeLessThanOrEqual(before);
    } finally {
      spy.mockRestore();
    }
  });

  test('RFC 9670 §3, §6.3: whoever changes one grant again and again does not fill the list of whom it concerns; changes are joined', async () => {
    const mailbox = await at.mail.addMailbox('On and off');
    const change = { mailboxId: mailbox, accountId: at.mail.account, name: 'On and off', changedBy: { id: at.mail.account, name: 'Ali', address: 'ali@example.org' }, at: at.mail.clock.now() };
    const list = async () => {
      const { list: all, state } = await at.bob.own('ShareNotification/get', { ids: null, properties: ['id', 'objectId', 'oldRights', 'newRights'] });
      return { state, notices: all.filter(({ objectId }) => objectId === id(mailbox)) };
    };
    const told: string[] = [];
    for (let i = 0, had = 0; i < 30; i++, had = had === 3 ? 7 : 3) {
      await notifyShared(at.mail.core, { ...change, before: new Map(had === 0 ? [] : [[BOB, had]]), after: new Map([[BOB, had === 3 ? 7 : 3]]) });
      const { notices } = await list();
      told.push(notices.at(-1)?.id ?? '');
      expect(notices).toHaveLength(Math.min(10, i + 1));
    }
    const { notices, state } = await list();
    // Nothing is lost: each begins where the one before it ended.
    for (const [i, notice] of notices.entries()) if (i > 0) expect(notice.oldRights).toEqual(notices[i - 1]?.newRights);
    expect(notices.at(-1)?.newRights).toMatchObject({ mayReadItems: true, maySetSeen: true });
    await notifyShared(at.mail.core, { ...change, before: new Map([[BOB, 7]]), after: new Map() });
    const changes = await at.bob.own('ShareNotification/changes', { sinceState: state });
    expect(changes).toMatchObject({ created: [expect.any(String)], updated: [], destroyed: [told.at(-1)] });
    expect((await list()).notices.at(-1)).toMatchObject({ newRights: null });
  });

  test('after all this the store is sound', async () => {
    expect(await at.verify()).toEqual([]);
  });
});
