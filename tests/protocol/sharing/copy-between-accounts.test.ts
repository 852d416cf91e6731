/** COPY and MOVE between accounts (design §5): what IMAP does over a shared folder and one's own, in one unit over both. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { toId } from '../../../api/ids.ts';
import { fromRightLetters } from '../../../api/access/rights.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { putGrant } from '../../../db/repositories/grants.ts';
import { copyBetweenAccounts } from '../../../api/mail/store/copy-between-accounts.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, CAROL, type Person, type Sharing, sharing, TEAM } from './three-people.ts';

const id = (number: number): string => toId('mailbox', number);

eachDatabase((_name, makeUrl) => {
  let at: Sharing;
  let shared: number;
  let secret: number;
  beforeAll(async () => {
    at = await sharing(makeUrl);
    shared = await at.mail.addMailbox('Shared');
    secret = await at.mail.addMailbox('Secret');
  });
  beforeEach(() => at.grant(shared, BOB, 'lrswite'));
  afterAll(() => at.close());

  let n = 0;
  const add = async (mailboxes: readonly number[], keywords: readonly string[] = [], more: { id?: string; references?: string; subject?: string; prefix?: string } = {}) => {
    const email = await at.mail.add(message({ id: more.id ?? `between${++n}@x`, subject: more.subject ?? `Between ${n}`, ...(more.references ? { references: more.references } : {}) }), {
      mailboxes, keywords, receivedAt: 5000, ...(more.prefix === undefined ? {} : { prefix: more.prefix }),
    });
    return { email, uid: await uidOf(mailboxes[0] as number, email) };
  };
  const uidOf = async (mailbox: number, email: number): Promise<number> =>
    (await at.mail.db.read((read) => read.get<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${mailbox} AND email_id = ${email}`)))?.uid ?? 0;
  const transfer = (who: Person, mailboxId: number, toMailboxId: number, uids: readonly number[], move: boolean) =>
    at.mail.db.write([at.mail.account, who.principal], (tx) => copyBetweenAccounts(tx, who.ctx, { mailboxId, uids, toMailboxId, move }));
  const emailAt = async (mailbox: number, uid: number | undefined): Promise<number> =>
    (await at.mail.db.read((read) => read.get<{ email_id: number }>(sql`SELECT email_id FROM membership WHERE mailbox_id = ${mailbox} AND uid = ${uid ?? 0}`)))?.email_id ?? 0;
  const mine = async (who: Person, email: number, properties = ['keywords', 'mailboxIds', 'receivedAt', 'subject', 'preview', 'header:Delivered-To', 'threadId']) =>
    (await who.own('Email/get', { ids: [toId('email', email)], properties })).list[0];
  const used = async (account: number) => at.mail.db.read((read) => read.get<{ bytes: number; count: number }>(sql`SELECT used_bytes AS bytes, used_count AS count FROM account WHERE id = ${account}`));

  describe('COPY', () => {
    test('takes a new id; projection, date and lines of the recipient come along; $seen as the reader sees it', async () => {
      const { email, uid } = await add([shared, secret], ['$seen', '$flagged', 'work'], { prefix: 'Delivered-To: ali@example.org\r\n' });
      const before = await used(at.mail.account);
      const pairs = await transfer(at.bob, shared, at.bob.inbox, [uid], false);
      expect(pairs.sourceUids).toEqual([uid]);
      const copy = await emailAt(at.bob.inbox, pairs.destinationUids[0]);
      expect(copy).not.toBe(email);
      expect(await mine(at.bob, copy)).toMatchObject({
        keywords: { $flagged: true, work: true }, mailboxIds: { [id(at.bob.inbox)]: true }, receivedAt: '1970-01-01T00:00:05Z', preview: 'Hello.', 'header:Delivered-To': ' ali@example.org',
      });
      expect((await mine(at.bob, copy))?.keywords).not.toHaveProperty('$seen');
      expect(await used(at.mail.account)).toEqual(before);
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(shared), id(secret)].sort());
    });

    test('joins the thread of the other account, or begins one there', async () => {
      const first = await add([shared], [], { id: 'talk1@x', subject: 'Talk' });
      const answer = await add([shared], [], { id: 'talk2@x', subject: 'Re: Talk', references: '<talk1@x>' });
      const one = await transfer(at.bob, shared, at.bob.inbox, [first.uid], false);
      const two = await transfer(at.bob, shared, at.bob.inbox, [answer.uid], false);
      const [a, b] = [await emailAt(at.bob.inbox, one.destinationUids[0]), await emailAt(at.bob.inbox, two.destinationUids[0])];
      const threads = [(await mine(at.bob, a))?.threadId, (await mine(at.bob, b))?.threadId];
      expect(threads[0]).toBe(threads[1]);
      expect((await at.ali.call('Thread/get', { ids: [threads[0] as string] })).notFound).toEqual([threads[0]]);
    });

    test('read-only is enough to take; to give, i is needed: w and s decide what of the flags comes along (RFC 4314 §4)', async () => {
      await at.grant(shared, BOB, 'lr');
      const { uid } = await add([shared], ['$flagged']);
      const taken = await transfer(at.bob, shared, at.bob.inbox, [uid], false);
      const own = await emailAt(at.bob.inbox, taken.destinationUids[0]);
      await at.bob.own('Email/set', { update: { [toId('email', own)]: { keywords: { $seen: true, $flagged: true } } } });
      await expect(transfer(at.bob, at.bob.inbox, shared, taken.destinationUids, false)).rejects.toMatchObject({ kind: 'notPermitted' });
      await at.grant(shared, BOB, 'lri');
      const bare = await transfer(at.bob, at.bob.inbox, shared, taken.destinationUids, false);
      expect(await at.look(at.bob, await emailAt(shared, bare.destinationUids[0]))).toMatchObject({ keywords: [] });
      await at.grant(shared, BOB, 'lrswi');
      const whole = await transfer(at.bob, at.bob.inbox, shared, taken.destinationUids, false);
      const given = await emailAt(shared, whole.destinationUids[0]);
      expect(await at.look(at.bob, given)).toMatchObject({ keywords: ['$flagged', '$seen'] });
      expect(await at.look(at.ali, given)).toMatchObject({ keywords: ['$flagged'] });
    });

    test('is all or nothing: over the quota of the target\'s owner none is there', async () => {
      const uids = [(await add([shared])).uid, (await add([shared])).uid];
      const before = await used(BOB);
      const one = await at.mail.db.read((read) => read.get<{ size: number }>(sql`SELECT MAX(size_bytes) AS size FROM email WHERE account_id = ${at.mail.account}`));
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = ${(before?.bytes ?? 0) + (one?.size ?? 0)} WHERE id = ${BOB}`));
      await expect(transfer(at.bob, shared, at.bob.inbox, uids, false)).rejects.toMatchObject({ kind: 'overQuota' });
      expect(await used(BOB)).toEqual(before);
      await at.mail.db.write([], (tx) => tx.run(sql`UPDATE account SET quota_bytes = NULL WHERE id = ${BOB}`));
    });
  });

  describe('MOVE', () => {
    test('keeps the id where it stays in no mailbox; it is gone for the owner and for other readers', async () => {
      await at.grant(shared, CAROL, 'lr');
      const { email, uid } = await add([shared], ['$flagged']);
      await at.bob.call('Email/set', { update: { [toId('email', email)]: { 'keywords/$seen': true } } });
      const [ali, bob, carol] = [
        (await at.ali.call('Email/get', { ids: [] })).state, (await at.bob.own('Email/get', { ids: [] })).state, (await at.carol.call('Email/get', { ids: [] })).state,
      ];
      const before = [await used(at.mail.account), await used(BOB)];
      const pairs = await transfer(at.bob, shared, at.bob.inbox, [uid], true);
      expect(await emailAt(at.bob.inbox, pairs.destinationUids[0])).toBe(email);
      expect(await mine(at.bob, email)).toMatchObject({ keywords: { $flagged: true, $seen: true }, preview: 'Hello.' });
      expect(await at.look(at.ali, email)).toBeUndefined();
      expect((await at.ali.call('Email/changes', { sinceState: ali })).destroyed).toEqual([toId('email', email)]);
      expect((await at.carol.call('Email/changes', { sinceState: carol })).destroyed).toEqual([toId('email', email)]);
      expect((await at.bob.own('Email/changes', { sinceState: bob })).created).toEqual([toId('email', email)]);
      const after = [await used(at.mail.account), await used(BOB)];
      expect((before[0]?.bytes ?? 0) - (after[0]?.bytes ?? 0)).toBe((after[1]?.bytes ?? 0) - (before[1]?.bytes ?? 0));
      expect([after[0]?.count, after[1]?.count]).toEqual([(before[0]?.count ?? 0) - 1, (before[1]?.count ?? 0) + 1]);
    });

    test('what others have seen stays seen for those who may read it there: readers, the owner of the source, the owner of the target', async () => {
      const theirs = at.bob.inbox;
      const shareTheirs = (rights: ReadonlyMap<number, string>) => at.mail.db.write([BOB], async (tx) => {
        for (const [principal, letters] of rights) await putGrant(tx, { object_id: theirs, principal_id: principal, account_id: BOB, rights: fromRightLetters(letters) ?? 0, modseq: tx.account(BOB).modseq, created_at: 0 });
      });
      await at.grant(shared, CAROL, 'lrswite');
      await shareTheirs(new Map([[TEAM, 'lrswite'], [at.mail.account, 'lrs']]));
      const seenBy = async (who: Person, email: number): Promise<boolean> => {
        const { list } = await callMethod(who.ctx, 'Email/get', { accountId: at.bob.accountId, ids: [toId('email', email)], properties: ['keywords'] });
        return '$seen' in (list[0]?.keywords ?? {});
      };
      // Read by Bob, who gets it, and by Ali, whose it is; moved by Carol, who has not read it, and has her right through a group.
      const one = await add([shared], ['$seen']);
      const two = await add([shared, secret]);
      await at.bob.call('Email/set', { update: { [toId('email', one.email)]: { 'keywords/$seen': true }, [toId('email', two.email)]: { 'keywords/$seen': true } } });
      const ali = await callMethod(at.ali.ctx, 'Mailbox/get', { accountId: at.bob.accountId, ids: [id(theirs)], properties: ['unreadEmails'] });
      const pairs = await at.mail.db.write([at.mail.account, BOB], (tx) => copyBetweenAccounts(tx, at.carol.ctx, { mailboxId: shared, uids: [one.uid, two.uid], toMailboxId: theirs, move: true }));
      const fresh = await emailAt(theirs, pairs.destinationUids[1]);
      expect(fresh).not.toBe(two.email);
      for (const [email, seen] of [[one.email, [true, true, false]], [fresh, [true, false, false]]] as const) {
        expect([await seenBy(at.bob, email), await seenBy(at.ali, email), await seenBy(at.carol, email)]).toEqual(seen);
      }
      const after = await callMethod(at.ali.ctx, 'Mailbox/get', { accountId: at.bob.accountId, ids: [id(theirs)], properties: ['unreadEmails'] });
      expect((after.list[0]?.unreadEmails ?? 0) - (ali.list[0]?.unreadEmails ?? 0)).toBe(1);
      // Carol reads it; Bob takes it back into Ali's: it is read for all three, and not for whoever may not keep $seen there.
      await callMethod(at.carol.ctx, 'Email/set', { accountId: at.bob.accountId, update: { [toId('email', one.email)]: { 'keywords/$seen': true } } });
      const back = await transfer(at.bob, theirs, shared, [pairs.destinationUids[0] as number], true);
      expect(await emailAt(shared, back.destinationUids[0])).toBe(one.email);
      for (const who of [at.ali, at.bob, at.carol]) expect((await at.look(who, one.email))?.keywords).toContain('$seen');
      await at.grant(secret, CAROL, 'lr');
      await at.grant(secret, BOB, 'lrswite');
      const out = await transfer(at.bob, shared, theirs, [back.destinationUids[0] as number], true);
      await transfer(at.bob, theirs, secret, [out.destinationUids[0] as number], true);
      expect((await at.look(at.carol, one.email))?.keywords).not.toContain('$seen');
      expect((await at.look(at.ali, one.email))?.keywords).toContain('$seen');
      for (const principal of [CAROL, BOB]) await at.grant(secret, principal, '');
      await at.mail.db.write([BOB], (tx) => tx.run(sql`DELETE FROM access_grant WHERE object_id = ${theirs}`));
      expect(await at.verify()).toEqual([]);
    });

    test('there and back: the same id, told as created and destroyed each time', async () => {
      const { email, uid } = await add([shared]);
      const there = await transfer(at.bob, shared, at.bob.inbox, [uid], true);
      const [ali, bob] = [(await at.ali.call('Email/get', { ids: [] })).state, (await at.bob.own('Email/get', { ids: [] })).state];
      const back = await transfer(at.bob, at.bob.inbox, shared, there.destinationUids, true);
      expect(await emailAt(shared, back.destinationUids[0])).toBe(email);
      expect(back.destinationUids[0]).toBeGreaterThan(uid);
      expect((await at.ali.call('Email/changes', { sinceState: ali })).created).toEqual([toId('email', email)]);
      expect((await at.bob.own('Email/changes', { sinceState: bob })).destroyed).toEqual([toId('email', email)]);
      expect(await at.verify()).toEqual([]);
    });

    test('where a membership stays behind, what moves takes a new id, and the reader learns nothing of the one that stays', async () => {
      const { email, uid } = await add([shared, secret]);
      const pairs = await transfer(at.bob, shared, at.bob.inbox, [uid], true);
      expect(await emailAt(at.bob.inbox, pairs.destinationUids[0])).not.toBe(email);
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(secret)]);
      expect(await at.look(at.bob, email)).toBeUndefined();
    });

    test('needs t and e there and i here; a mailbox that is not seen is not there', async () => {
      const { email, uid } = await add([shared]);
      await at.grant(shared, BOB, 'lrst');
      await expect(transfer(at.bob, shared, at.bob.inbox, [uid], true)).rejects.toMatchObject({ kind: 'notPermitted' });
      expect((await at.look(at.ali, email))?.mailboxes).toEqual([id(shared)]);
      await expect(transfer(at.bob, secret, at.bob.inbox, [1], false)).rejects.toMatchObject({ kind: 'mailboxNotFound' });
      await expect(transfer(at.bob, at.bob.inbox, secret, [1], false)).rejects.toMatchObject({ kind: 'mailboxToCreate' });
      await at.grant(shared, BOB, '');
      await expect(transfer(at.bob, shared, at.bob.inbox, [uid], false)).rejects.toMatchObject({ kind: 'mailboxNotFound' });
    });

    test('many at once, some of which are no longer there', async () => {
      const uids: number[] = [];
      for (let i = 0; i < 30; i++) uids.push((await add([shared])).uid);
      const pairs = await transfer(at.bob, shared, at.bob.inbox, [...uids, 100_000], true);
      expect(pairs.sourceUids).toEqual(uids);
      expect(pairs.destinationUids).toHaveLength(30);
      expect(new Set(pairs.destinationUids).size).toBe(30);
    });
  });

  test('after all this both accounts are sound', async () => {
    expect(await at.verify()).toEqual([]);
  });
});
