/** What somebody sees of an account that is shared with them, and what not (design §5, §7; RFC 8621, RFC 9670). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { deleteGrant, putGrant } from '../../../db/repositories/grants.ts';
import { reachFor } from '../../../api/access/reach.ts';
import { toId } from '../../../api/ids.ts';
import { readableBlob } from '../../../api/jmap/blob-access.ts';
import { standardRegistry } from '../../../api/jmap/engine.ts';
import { buildSession, sessionState } from '../../../api/jmap/session.ts';
import { keepUpload } from '../../../api/jmap/upload.ts';
import { packExtra, toKeywords } from '../../../api/mail/store/keywords.ts';
import { threadIds } from '../../../api/mail/read/thread-ids.ts';
import { setSeenByReader } from '../../../api/mail/store/reader-seen.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { message, withAttachment } from '../jmap-mail/messages.ts';
import { BOB, CAROL, EVERYBODY, type Person, sharing, type Sharing, TEAM } from './three-people.ts';

const email = (id: number): string => toId('email', id);
const box = (id: number): string => toId('mailbox', id);

eachDatabase((_name, makeUrl) => {
  let s: Sharing;
  let parent: number;
  let shared: number;
  let other: number;
  beforeAll(async () => {
    s = await sharing(makeUrl);
    parent = await s.mail.addMailbox('Projects');
    shared = await s.mail.addMailbox('Shared', { parent });
    other = await s.mail.addMailbox('Other', { parent: shared });
    await s.grant(shared, BOB, 'lr');
  });
  afterAll(() => s.close());

  const see = async (person: Person, ids: readonly number[], seen = true) =>
    s.mail.db.write([s.mail.account], async (tx) => setSeenByReader(tx, await reachFor(person.ctx, tx, s.mail.accountId, 'write'), ids, seen));
  const session = (person: Person) => buildSession(person.ctx, standardRegistry().capabilities, 'http://x');
  const bytesOf = async (person: Person, accountId: string, blobId: string): Promise<string> => {
    const pieces: Buffer[] = [];
    for await (const piece of (await readableBlob(person.ctx, accountId, blobId)).read()) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  const keyword = (id: number, ...names: string[]) => s.mail.change(async (c) => {
    await c.load([id]);
    const keywords = toKeywords(names, 100);
    const open = c.get(id);
    if (open) await c.setKeywords(open, keywords.bits, packExtra(keywords.extra));
  });

  describe('session (RFC 8620 §2, RFC 9670 §1.5)', () => {
    test('an account of others, by its owner\'s address, read-only without a right to change anything; nothing for whom nothing is shared with', async () => {
      const { accounts, primaryAccounts, capabilities } = await session(s.bob);
      expect(Object.keys(accounts)).toEqual([s.bob.accountId, s.mail.accountId]);
      expect(accounts[s.mail.accountId]).toMatchObject({ name: 'ali@example.org', isPersonal: false, isReadOnly: true });
      const own = accounts[s.bob.accountId]?.accountCapabilities ?? {};
      const theirs = accounts[s.mail.accountId]?.accountCapabilities ?? {};
      expect(Object.keys(theirs).sort()).toEqual([
        'https://messagerie.example/jmap/legacy', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:mail:share', 'urn:ietf:params:jmap:principals:owner',
      ]);
      expect([theirs['urn:ietf:params:jmap:mail'], own['urn:ietf:params:jmap:mail']]).toMatchObject([{ mayCreateTopLevelMailbox: false }, { mayCreateTopLevelMailbox: true }]);
      expect(theirs['urn:ietf:params:jmap:principals:owner']).toEqual({ accountIdForPrincipal: s.bob.accountId, principalId: s.ali.principalId });
      expect(own['urn:ietf:params:jmap:principals']).toEqual({ currentUserPrincipalId: s.bob.principalId });
      expect(own['urn:ietf:params:jmap:principals:owner']).toEqual({ accountIdForPrincipal: s.bob.accountId, principalId: s.bob.principalId });
      expect(own).toHaveProperty('urn:ietf:params:jmap:mail:share');
      expect(Object.values(primaryAccounts).every((id) => id === s.bob.accountId)).toBe(true);
      expect(capabilities).toHaveProperty('urn:ietf:params:jmap:mail:share');
      expect(capabilities).not.toHaveProperty('urn:ietf:params:jmap:principals:owner');
      expect(Object.keys((await session(s.carol)).accounts)).toEqual([s.carol.accountId]);
    });

    test('its state changes with grants at once, and only where they concern one', async () => {
      const state = (person: Person) => sessionState(person.ctx, standardRegistry().capabilities);
      const [bob, carol] = [await state(s.bob), await state(s.carol)];
      await s.grant(shared, CAROL, 'lrw');
      expect(await state(s.bob)).toBe(bob);
      expect(await state(s.carol)).not.toBe(carol);
      expect((await session(s.carol)).accounts[s.mail.accountId]).toMatchObject({ isReadOnly: false });
      await s.grant(shared, CAROL, 'l');
      expect(await state(s.carol)).toBe(carol);
      await s.grant(shared, CAROL, '');
    });

    test('a sign-in for reading only cannot change others\' mail either', async () => {
      await s.grant(shared, BOB, 'lrw');
      const { accounts } = await buildSession({ ...s.bob.ctx, scopes: new Set(['mail:read']) }, standardRegistry().capabilities, 'http://x');
      expect(accounts[s.mail.accountId]).toMatchObject({ isReadOnly: true });
      await s.grant(shared, BOB, 'lr');
    });
  });

  describe('Mailbox/get, /query, /queryChanges (RFC 8621 §2)', () => {
    test('only what may be seen and read; a parent that may not is none; rights, subscription and shareWith are the reader\'s', async () => {
      await s.grant(other, BOB, 'lrsa');
      const { list } = await s.bob.call('Mailbox/get', { ids: null });
      expect(list).toMatchObject([
        { id: box(shared), name: 'Shared', parentId: null, isSubscribed: false, myRights: { mayReadItems: true, maySetSeen: false, mayAddItems: false, mayShare: false } },
        { id: box(other), name: 'Other', parentId: box(shared), isSubscribed: false, myRights: { mayReadItems: true, maySetSeen: true, mayShare: true, mayDelete: false } },
      ]);
      expect(list[0]).not.toHaveProperty('shareWith');
      const { list: shares } = await s.bob.call('Mailbox/get', { ids: null, properties: ['shareWith'] });
      expect(shares.map((one) => one.shareWith && Object.keys(one.shareWith))).toEqual([null, [s.bob.principalId]]);
      const { list: own } = await s.ali.call('Mailbox/get', { ids: [box(shared), box(parent)], properties: ['shareWith'] });
      expect(own.find((one) => one.id === box(shared))?.shareWith).toMatchObject({ [s.bob.principalId]: { mayReadItems: true, maySetSeen: false, mayShare: false } });
      expect(own.find((one) => one.id === box(parent))?.shareWith).toBeNull();
      expect(await s.bob.call('Mailbox/get', { ids: [box(parent), box(s.mail.mailbox.inbox)] })).toMatchObject({ list: [], notFound: [box(parent), box(s.mail.mailbox.inbox)] });
      expect((await s.bob.call('Mailbox/query', { sort: [{ property: 'name' }], filter: { parentId: null } })).ids).toEqual([box(shared)]);
      expect((await s.bob.call('Mailbox/query', { sortAsTree: true, filter: { isSubscribed: false } })).ids).toEqual([box(shared), box(other)]);
      await s.grant(other, BOB, '');
    });

    test('l without r, or r without l, shows nothing; no grant at all: accountNotFound', async () => {
      for (const letters of ['l', 'r', 'swite']) {
        await s.grant(shared, BOB, letters);
        for (const call of [() => s.bob.call('Mailbox/get', { ids: null }), () => s.bob.call('Email/query', {}), () => s.bob.call('Thread/get', { ids: [] }), () => s.bob.call('SearchSnippet/get', { emailIds: [] }), () => s.bob.call('Email/parse', { blobIds: [] })]) {
          await expect(call()).rejects.toMatchObject({ kind: 'accountNotFound' });
        }
      }
      await s.grant(shared, BOB, 'lr');
      // What is the owner's alone is not there for others.
      for (const name of ['Identity/get', 'Quota/get', 'EmailSubmission/get', 'VacationResponse/get'] as const) await expect(s.bob.call(name, { ids: null })).rejects.toMatchObject({ kind: 'accountNotFound' });
    });

    test('through groups in groups; what several grants give is added up; out of the group, out of the mailbox', async () => {
      await s.grant(shared, EVERYBODY, 'lr');
      await s.grant(shared, TEAM, 's');
      await s.grant(shared, CAROL, 'w');
      const { list } = await s.carol.call('Mailbox/get', { ids: null });
      expect(list).toMatchObject([{ id: box(shared), myRights: { mayReadItems: true, maySetSeen: true, maySetKeywords: true, mayAddItems: false } }]);
      for (const principal of [EVERYBODY, TEAM, CAROL]) await s.grant(shared, principal, '');
      await expect(s.carol.call('Mailbox/get', { ids: null })).rejects.toMatchObject({ kind: 'accountNotFound' });
    });

    test('a state from a time of other mailboxes, or of other rights in them: cannotCalculateChanges', async () => {
      const before = await s.bob.call('Mailbox/get', { ids: [] });
      const emails = await s.bob.call('Email/get', { ids: [] });
      const query = await s.bob.call('Mailbox/query', {});
      await s.grant(shared, BOB, 'lrs');
      await expect(s.bob.call('Mailbox/changes', { sinceState: before.state })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      await expect(s.bob.call('Mailbox/queryChanges', { sinceQueryState: query.queryState })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      expect(await s.bob.call('Email/changes', { sinceState: emails.state })).toMatchObject({ created: [], updated: [], destroyed: [] });
      await s.grant(other, BOB, 'lr');
      for (const call of [() => s.bob.call('Email/changes', { sinceState: emails.state }), () => s.bob.call('Thread/changes', { sinceState: emails.state }), () => s.bob.call('Email/queryChanges', { sinceQueryState: emails.state })]) {
        await expect(call()).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      }
      // A state of the owner's is none of a sharee's, and the other way round.
      const own = await s.ali.call('Email/get', { ids: [] });
      await expect(s.bob.call('Email/changes', { sinceState: own.state })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      await expect(s.ali.call('Email/changes', { sinceState: emails.state })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      await s.grant(other, BOB, '');
      await s.grant(shared, BOB, 'lr');
    });

    test('Mailbox/queryChanges of a sharee: a new name is told, a counter is not', async () => {
      const query = { sort: [{ property: 'name' as const }] };
      const { queryState } = await s.bob.call('Mailbox/query', query);
      await s.mail.add(message({ id: 'qc@x' }), { mailboxes: [shared] });
      expect(await s.bob.call('Mailbox/queryChanges', { ...query, sinceQueryState: queryState })).toMatchObject({ removed: [], added: [], newQueryState: queryState });
      await s.ali.call('Mailbox/set', { update: { [box(shared)]: { name: 'Shared now' } } });
      expect(await s.bob.call('Mailbox/queryChanges', { ...query, sinceQueryState: queryState })).toMatchObject({ removed: [box(shared)], added: [{ id: box(shared), index: 0 }] });
    });
  });

  describe('an Email in a shared and a private mailbox, beside private thread mates', () => {
    let both: number;
    let mate: number;
    let hidden: number;
    let lonely: number;
    const secret = 'zanzibar';
    beforeAll(async () => {
      both = await s.mail.add(message({ id: 'both@x', subject: 'plan', body: 'open words' }), { mailboxes: ['inbox', shared], receivedAt: 2000, keywords: ['$seen', '$flagged'], prefix: 'Delivered-To: ali@example.org\r\n' });
      mate = await s.mail.add(message({ id: 'mate@x', subject: 'Re: plan', references: '<both@x>', body: secret }), { mailboxes: ['inbox'], receivedAt: 3000 });
      hidden = await s.mail.add(message({ id: 'marked@x', subject: 'Re: plan', references: '<both@x>' }), { mailboxes: [shared], receivedAt: 2500, deleted: true });
      lonely = await s.mail.add(withAttachment, { mailboxes: ['archive'], receivedAt: 4000 });
    });

    test('Email/get: neither the private mailbox nor private Emails; $seen is one\'s own, other keywords are everybody\'s (design §5)', async () => {
      expect(await s.look(s.bob, both)).toEqual({ keywords: ['$flagged'], mailboxes: [box(shared)] });
      expect(await s.look(s.ali, both)).toEqual({ keywords: ['$flagged', '$seen'], mailboxes: [box(shared), box(s.mail.mailbox.inbox)].sort() });
      const { list, notFound } = await s.bob.call('Email/get', { ids: [both, mate, hidden, lonely].map(email), properties: ['id'] });
      expect(list).toEqual([{ id: email(both) }]);
      expect(notFound).toEqual([mate, hidden, lonely].map(email));
      expect((await s.bob.call('Email/get', { ids: null, properties: ['id'] })).list.map((one) => one.id)).not.toContain(email(mate));
    });

    test('Thread/get: without private mates; a thread that is private altogether is not there', async () => {
      const thread = (await s.bob.call('Email/get', { ids: [email(both)], properties: ['threadId'] })).list[0]?.threadId as string;
      expect((await s.bob.call('Thread/get', { ids: [thread] })).list).toEqual([{ id: thread, emailIds: [email(both)] }]);
      const [own, other] = (await s.ali.call('Email/get', { ids: [email(both), email(lonely)], properties: ['threadId'] })).list.map((one) => one.threadId as string);
      expect((await s.ali.call('Thread/get', { ids: [own as string] })).list).toEqual([{ id: own, emailIds: [email(both), email(mate)] }]);
      const alone = (await threadIds(s.mail.db))({ isOwner: false }).idOf(numberOf('thread', other));
      expect((await s.bob.call('Thread/get', { ids: [alone] })).notFound).toEqual([alone]);
      expect((await s.bob.call('Thread/get', { ids: null })).list.map((one) => one.id)).not.toContain(alone);
    });

    test('Email/query: no private hits, whatever is asked; thread conditions over readable mates', async () => {
      const found = async (filter: object | null) => (await s.bob.call('Email/query', { filter: filter as never, calculateTotal: true })).ids;
      for (const filter of [{ text: secret }, { body: secret }, { operator: 'NOT', conditions: [{ inMailbox: box(shared) }] }, { inMailbox: box(s.mail.mailbox.inbox) }, { inMailboxOtherThan: [box(shared)] }, { hasAttachment: true }, { someInThreadHaveKeyword: '$seen' }]) {
        expect(await found(filter), JSON.stringify(filter)).toEqual([]);
      }
      expect(await found({ text: 'open words' })).toEqual([email(both)]);
      expect(await found({ allInThreadHaveKeyword: '$flagged', subject: 'plan' })).toEqual([email(both)]);
      expect((await s.ali.call('Email/query', { filter: { allInThreadHaveKeyword: '$flagged', subject: 'plan' } })).ids).toEqual([]);
      expect(await found({ notKeyword: '$seen', subject: 'plan' })).toEqual([email(both)]);
      const all = await found(null);
      expect(all).toContain(email(both));
      for (const id of [mate, hidden, lonely]) expect(all).not.toContain(email(id));
      // The thread's newest Email is private: the newest that may be read stands for it.
      expect((await s.bob.call('Email/query', { collapseThreads: true, filter: { subject: 'plan' } })).ids).toEqual([email(both)]);
    });

    test('SearchSnippet/get: of what may be read', async () => {
      const { list, notFound } = await s.bob.call('SearchSnippet/get', { filter: { text: secret }, emailIds: [email(both), email(mate)] });
      expect(list.map((one) => one.emailId)).toEqual([email(both)]);
      expect(notFound).toEqual([email(mate)]);
    });

    test('blobs: the Email\'s own and its parts, marked \\Deleted or not; none of private Emails, and not in one\'s own account', async () => {
      const ids = async (id: number) => (await s.ali.call('Email/get', { ids: [email(id)], properties: ['blobId', 'attachments', 'textBody'] })).list[0] ?? { id: '', blobId: '' };
      const mine = await ids(both);
      expect(mine.blobId).toBe(`m${email(both)}`);
      expect(await bytesOf(s.bob, s.mail.accountId, mine.blobId as string)).toContain('Delivered-To: ali');
      expect((await bytesOf(s.bob, s.mail.accountId, mine.textBody?.[0]?.blobId as string)).trim()).toBe('open words');
      const [privateMate, privateAlone] = [await ids(mate), await ids(lonely)];
      for (const blobId of [privateMate.blobId, `m${email(mate)}`, privateAlone.blobId, privateAlone.attachments?.[0]?.blobId, privateMate.textBody?.[0]?.blobId]) {
        await expect(readableBlob(s.bob.ctx, s.mail.accountId, blobId as string), blobId as string).rejects.toMatchObject({ kind: 'blobNotFound' });
        expect((await s.bob.call('Email/parse', { blobIds: [blobId as string] })).notFound).toEqual([blobId]);
      }
      await expect(readableBlob(s.bob.ctx, s.bob.accountId, mine.blobId as string)).rejects.toMatchObject({ kind: 'blobNotFound' });
      await expect(readableBlob(s.carol.ctx, s.mail.accountId, mine.blobId as string)).rejects.toMatchObject({ kind: 'accountNotFound' });
      expect((await s.bob.call('Email/parse', { blobIds: [mine.blobId as string], properties: ['subject'] })).parsed).toMatchObject({ [mine.blobId as string]: { subject: 'plan' } });
      // IMAP shows what is marked \Deleted.
      const marked = await s.mail.db.read((read) => read.get<{ hash: string }>(sql`SELECT blob_hash AS hash FROM email WHERE account_id = ${s.mail.account} AND id = ${hidden}`));
      expect(await bytesOf(s.bob, s.mail.accountId, `b${marked?.hash}`)).toContain('marked@x');
    });

    test('private mail changes no state of a sharee, in one\'s threads neither (design §5)', async () => {
      const states = async () => [
        (await s.bob.call('Email/get', { ids: [] })).state, (await s.bob.call('Thread/get', { ids: [] })).state, (await s.bob.call('Mailbox/get', { ids: [] })).state,
        (await s.bob.call('Email/query', {})).queryState, (await s.bob.call('Mailbox/query', {})).queryState,
      ];
      await keyword(mate, '$seen');
      await keyword(both, '$seen', '$flagged');
      const before = await states();
      const unread = (await s.ali.call('Mailbox/get', { ids: [box(shared)], properties: ['unreadThreads'] })).list[0]?.unreadThreads as number;
      const late = await s.mail.add(message({ id: 'late@x', subject: 'Re: plan', references: '<both@x>' }), { mailboxes: ['inbox'] });
      // The owner's own counter of the shared mailbox has moved by that.
      expect((await s.ali.call('Mailbox/get', { ids: [box(shared)], properties: ['unreadThreads'] })).list[0]?.unreadThreads).toBe(unread + 1);
      await keyword(late, '$flagged');
      await s.mail.change(async (c) => {
        await c.load([late, both]);
        const [first, second] = [c.get(late), c.get(both)];
        if (first) await c.remove(first, s.mail.mailbox.inbox);
        if (second) await c.remove(second, s.mail.mailbox.inbox);
      });
      expect(await states()).toEqual(before);
    });
  });

  describe('one\'s own $seen (design §5)', () => {
    test('marking 1 000 Emails read there changes no state of the owner\'s and of nobody else\'s; the reader\'s second client learns it', async () => {
      const folder = await s.mail.addMailbox('Thousand');
      await s.grant(folder, BOB, 'lrs');
      await s.grant(folder, CAROL, 'lrs');
      const ids = await s.mail.addMany(Array.from({ length: 1000 }, (_, i) => ({ message: message({ id: `t${i}@x`, subject: `Number ${i}` }), options: { mailboxes: [folder] } })));
      const states = async (person: Person) => Promise.all((['Email/get', 'Thread/get', 'Mailbox/get'] as const).map(async (name) => (await person.call(name, { ids: [] })).state));
      const unread = async (person: Person) => (await person.call('Mailbox/get', { ids: [box(folder)], properties: ['unreadEmails', 'unreadThreads', 'totalEmails'] })).list[0];
      const [ali, carol, bob] = [await states(s.ali), await states(s.carol), await states(s.bob)];
      expect(await unread(s.bob)).toMatchObject({ unreadEmails: 1000, unreadThreads: 1000, totalEmails: 1000 });
      s.changes.length = 0;
      await see(s.bob, ids);
      expect(s.changes).toMatchObject([{ accountId: s.mail.account, types: new Set(), mailboxIds: new Set() }]);
      expect([await states(s.ali), await states(s.carol)]).toEqual([ali, carol]);
      expect(await unread(s.bob)).toMatchObject({ unreadEmails: 0, unreadThreads: 0, totalEmails: 1000 });
      expect([await unread(s.ali), await unread(s.carol)]).toMatchObject([{ unreadEmails: 1000 }, { unreadEmails: 1000, unreadThreads: 1000 }]);
      const told = new Set<string>();
      for (let since = bob[0] as string, hasMore = true; hasMore; ) {
        const changes = await s.bob.call('Email/changes', { sinceState: since, maxChanges: 300 });
        expect([changes.created, changes.destroyed]).toEqual([[], []]);
        for (const id of changes.updated) told.add(id);
        [since, hasMore] = [changes.newState, changes.hasMoreChanges];
      }
      expect(told.size).toBe(1000);
      expect(await s.bob.call('Mailbox/changes', { sinceState: bob[2] as string })).toMatchObject({ updated: [box(folder)], updatedProperties: ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'] });
      expect(await s.bob.call('Thread/changes', { sinceState: bob[1] as string })).toMatchObject({ created: [], updated: [], destroyed: [] });
      expect((await s.bob.call('Email/query', { filter: { inMailbox: box(folder), notKeyword: '$seen' } })).ids).toEqual([]);
      expect((await s.carol.call('Email/query', { filter: { inMailbox: box(folder), hasKeyword: '$seen' } })).ids).toEqual([]);
      // The owner's reading is none of a sharee's.
      await keyword(ids[0] as number, '$seen');
      expect(await unread(s.carol)).toMatchObject({ unreadEmails: 1000 });
    });

    test('what was read in one mailbox while another was out of reach is counted there once it is given back', async () => {
      const [one, two] = [await s.mail.addMailbox('One'), await s.mail.addMailbox('Two')];
      const id = await s.mail.add(message({ id: 'twice@x', subject: 'Twice' }), { mailboxes: [one, two] });
      for (const folder of [one, two]) await s.grant(folder, CAROL, 'lrs');
      const unread = async () => (await s.carol.call('Mailbox/get', { ids: [box(one), box(two)], properties: ['unreadEmails'] })).list.map((mailbox) => mailbox.unreadEmails);
      expect(await unread()).toEqual([1, 1]);
      await s.grant(two, CAROL, '');
      await see(s.carol, [id]);
      await s.grant(two, CAROL, 'lrs');
      expect(await unread()).toEqual([0, 0]);
    });
  });

  describe('uploads (RFC 8620 §6.1)', () => {
    test('into a shared account only with a right to add something; they are the uploader\'s, until an Email refers to them', async () => {
      const bytes = Buffer.from(message({ id: 'up@x', subject: 'Uploaded' }));
      await expect(keepUpload(s.bob.ctx, s.mail.accountId, bytes)).rejects.toMatchObject({ kind: 'notPermitted' });
      await s.grant(shared, BOB, 'lri');
      await s.grant(shared, CAROL, 'lri');
      const { blobId } = await keepUpload(s.bob.ctx, s.mail.accountId, bytes, 'message/rfc822');
      expect(await bytesOf(s.bob, s.mail.accountId, blobId)).toContain('Uploaded');
      for (const person of [s.ali, s.carol]) await expect(readableBlob(person.ctx, s.mail.accountId, blobId)).rejects.toMatchObject({ kind: 'blobNotFound' });
      const created = await s.bob.call('Email/import', { emails: { k: { blobId, mailboxIds: { [box(shared)]: true } } } });
      expect(created.notCreated).toBeNull();
      for (const person of [s.ali, s.carol]) expect(await bytesOf(person, s.mail.accountId, blobId)).toContain('Uploaded');
      // The same bytes, uploaded by the owner as well: neither takes the other's away.
      const same = Buffer.from('the same bytes');
      await keepUpload(s.ali.ctx, s.mail.accountId, same);
      const second = await keepUpload(s.bob.ctx, s.mail.accountId, same);
      for (const person of [s.ali, s.bob]) expect(await bytesOf(person, s.mail.accountId, second.blobId)).toBe('the same bytes');
      await expect(readableBlob(s.carol.ctx, s.mail.accountId, second.blobId)).rejects.toMatchObject({ kind: 'blobNotFound' });
      await s.grant(shared, CAROL, '');
      await s.grant(shared, BOB, 'lr');
    });
  });

  test('a grant counts from the next snapshot on, however it was written: nothing of it is remembered (design §4)', async () => {
    const id = await s.mail.add(message({ id: 'now@x' }), { mailboxes: [parent] });
    const look = async () => (await s.bob.call('Email/get', { ids: [email(id)], properties: ['id'] })).list.length;
    expect(await look()).toBe(0);
    await s.mail.db.write([], (tx) => putGrant(tx, { object_id: parent, principal_id: BOB, account_id: s.mail.account, rights: 3, modseq: 1, created_at: 0 }));
    expect(await look()).toBe(1);
    expect((await s.bob.call('Mailbox/get', { ids: [box(shared)], properties: ['parentId'] })).list[0]?.parentId).toBe(box(parent));
    await s.mail.db.write([], (tx) => deleteGrant(tx, parent, BOB));
    expect(await look()).toBe(0);
  });
});
