import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailboxQueryArguments } from '../../../openapi/index.ts';
import { sql } from '../../../db/index.ts';
import { fromId, toId } from '../../../api/ids.ts';
import { destroyMailbox } from '../../../api/mail/mailboxes/destroy.ts';
import { updateMailbox } from '../../../api/mail/mailboxes/update.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { type MailFixture, mailFixture } from '../../setup/mail.ts';
import { message } from './messages.ts';

eachDatabase((_name, makeUrl) => {
  let mail: MailFixture;
  let projects: number;
  let hidden: number;
  let child: number;

  beforeAll(async () => {
    mail = await mailFixture(makeUrl, { quotaBytes: 100_000, language: 'fr' });
    projects = await mail.addMailbox('Projets');
    hidden = await mail.addMailbox('Caché', { subscribed: false });
    child = await mail.addMailbox('Été 2026', { parent: projects });
  });
  afterAll(() => mail.close());

  const id = (number: number): string => toId('mailbox', number);
  const rights = {
    mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true, mayCreateChild: true, mayRename: true, mayDelete: true, maySubmit: true,
    mayShare: true,
  };

  describe('Mailbox/get (RFC 8621 §2.1)', () => {
    test('shows role, place, rights, subscription and counters', async () => {
      await mail.add(message({ id: 'a@x' }), { mailboxes: ['inbox'] });
      await mail.add(message({ id: 'b@x', references: '<a@x>' }), { mailboxes: ['inbox', 'trash'], keywords: ['$seen'] });
      await mail.add(message({ id: 'c@x', subject: 'other' }), { mailboxes: ['inbox'], keywords: ['$draft'] });
      const { list, notFound, state } = await mail.call('Mailbox/get', { ids: [mail.mailboxId('inbox'), id(child), 'f1'] });
      expect(list).toEqual([
        {
          id: mail.mailboxId('inbox'), name: 'Boîte de réception', parentId: null, role: 'inbox', sortOrder: 1, totalEmails: 3, unreadEmails: 1, totalThreads: 2, unreadThreads: 1,
          myRights: rights, isSubscribed: true,
        },
        {
          id: id(child), name: 'Été 2026', parentId: id(projects), role: null, sortOrder: 0, totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0, myRights: rights,
          isSubscribed: true,
        },
      ]);
      expect(notFound).toEqual(['f1']);
      expect(state).toMatch(/^\d+$/);
      const all = await mail.call('Mailbox/get', { ids: null, properties: ['isSubscribed', 'shareWith'] });
      expect(all.list).toHaveLength(9);
      expect(all.list.find((mailbox) => mailbox.id === id(hidden))).toEqual({ id: id(hidden), isSubscribed: false, shareWith: null });
    });

    test('refuses unknown properties', async () => {
      await expect(mail.call('Mailbox/get', { ids: [], properties: ['colour'] })).rejects.toMatchObject({ type: 'invalidArguments' });
    });
  });

  describe('Mailbox/query (RFC 8621 §2.3)', () => {
    const query = async (args: Omit<MailboxQueryArguments, 'accountId'>) => (await mail.call('Mailbox/query', args)).ids;

    test('filters', async () => {
      expect(await query({ filter: { parentId: id(projects) } })).toEqual([id(child)]);
      expect(await query({ filter: { parentId: null } })).toHaveLength(8);
      expect(await query({ filter: { name: 'ete' } })).toEqual([id(child)]);
      expect(await query({ filter: { role: 'trash' } })).toEqual([mail.mailboxId('trash')]);
      expect(await query({ filter: { hasAnyRole: false } })).toEqual([id(projects), id(hidden), id(child)]);
      expect(await query({ filter: { isSubscribed: false } })).toEqual([id(hidden)]);
      expect(await query({ filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }, { isSubscribed: false }] } })).toEqual([id(projects), id(child)]);
    });

    test('sorts by sortOrder, name and parentId', async () => {
      const named = (await mail.call('Mailbox/get', { ids: await query({ filter: { hasAnyRole: true }, sort: [{ property: 'sortOrder', isAscending: false }] }) })).list;
      expect(named.map(({ role }) => role)).toEqual(['trash', 'junk', 'archive', 'sent', 'drafts', 'inbox']);
      expect(await query({ filter: { hasAnyRole: false }, sort: [{ property: 'name' }] })).toEqual([id(hidden), id(projects), id(child)]);
      expect((await query({ sort: [{ property: 'parentId', isAscending: false }] }))[0]).toBe(id(child));
    });

    test('as a tree: children behind their parent, none without its parents', async () => {
      const sort = [{ property: 'name' }];
      expect(await query({ filter: { hasAnyRole: false }, sort, sortAsTree: true })).toEqual([id(hidden), id(projects), id(child)]);
      expect(await query({ filter: { hasAnyRole: false }, sort: [{ property: 'name', isAscending: false }], sortAsTree: true })).toEqual([id(projects), id(child), id(hidden)]);
      expect(await query({ filter: { name: 'ete' }, filterAsTree: true })).toEqual([]);
      expect(await query({ filter: { hasAnyRole: false }, filterAsTree: true })).toEqual([id(projects), id(hidden), id(child)]);
    });
  });

  describe('Mailbox/changes and queryChanges (RFC 8621 §2.2, §2.4)', () => {
    const stateNow = async () => (await mail.call('Mailbox/get', { ids: [] })).state;

    test('tells counters alone by updatedProperties', async () => {
      const since = await stateNow();
      await mail.add(message());
      expect(await mail.call('Mailbox/changes', { sinceState: since })).toMatchObject({
        created: [], updated: [mail.mailboxId('inbox')], destroyed: [], updatedProperties: ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'],
      });
    });

    test('a new name is more than a counter; made and gone since is nothing', async () => {
      const since = await stateNow();
      const queryState = (await mail.call('Mailbox/query', {})).queryState;
      const passing = await mail.addMailbox('Passage');
      const lasting = await mail.addMailbox('Durable');
      const { core, account } = mail;
      await mail.db.write([account], async (tx) => {
        await destroyMailbox(tx, account, passing, { removeEmails: false }, mail.clock.now());
        await updateMailbox(tx, account, account, projects, { name: 'Dossiers' }, core.limits);
      });
      const answer = await mail.call('Mailbox/changes', { sinceState: since });
      expect(answer).toMatchObject({ created: [id(lasting)], updated: [id(projects)], destroyed: [], updatedProperties: null, newState: await stateNow() });
      const changes = await mail.call('Mailbox/queryChanges', { filter: { hasAnyRole: false }, sort: [{ property: 'name' }], sinceQueryState: queryState });
      expect(new Set(changes.removed)).toEqual(new Set([id(passing), id(lasting), id(projects)]));
      expect(changes.added).toEqual([{ id: id(projects), index: 1 }, { id: id(lasting), index: 2 }]);
      await expect(mail.call('Mailbox/queryChanges', { sortAsTree: true, sinceQueryState: queryState })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
      await expect(mail.call('Mailbox/queryChanges', { maxChanges: 1, sinceQueryState: queryState })).rejects.toMatchObject({ type: 'tooManyChanges' });
      await mail.db.write([account], (tx) => destroyMailbox(tx, account, lasting, { removeEmails: false }, mail.clock.now()));
      expect((await mail.call('Mailbox/changes', { sinceState: answer.newState })).destroyed).toEqual([id(lasting)]);
    });

    test.for(['', 'x', '-1', '99999999', '1:2', '1:1:5'])('does not know the state %j (RFC 8620 §5.2)', async (sinceState) => {
      await expect(mail.call('Mailbox/changes', { sinceState })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
    });
  });

  describe('Quota (RFC 9425)', () => {
    test('bytes used and the limit; changes; query', async () => {
      const before = await mail.call('Quota/get', { ids: null });
      const text = message({ subject: 'counts' });
      await mail.add(text, { mailboxes: ['inbox', 'archive'] });
      const after = await mail.call('Quota/get', { ids: null });
      expect(after.list).toEqual([{
        id: 'octets', resourceType: 'octets', used: (before.list[0]?.used as number) + Buffer.byteLength(text), hardLimit: 100_000, scope: 'account', name: 'ali@example.org', types: ['Email'],
        warnLimit: 90_000, softLimit: null, description: null,
      }]);
      expect(await mail.call('Quota/changes', { sinceState: before.state })).toMatchObject({ updated: ['octets'], created: [], destroyed: ['count'], newState: after.state });
      expect(await mail.call('Quota/changes', { sinceState: after.state })).toMatchObject({ updated: [], destroyed: [] });
      expect((await mail.call('Quota/query', { filter: { type: 'Email', resourceType: 'octets' } })).ids).toEqual(['octets']);
      expect((await mail.call('Quota/query', { filter: { scope: 'domain' } })).ids).toEqual([]);
    });

    test('there is none without a limit', async () => {
      await mail.db.write([mail.account], async (tx) => {
        await tx.run(sql`UPDATE account SET quota_bytes = NULL WHERE id = ${mail.account}`);
      });
      expect((await mail.call('Quota/get', { ids: null })).list).toEqual([]);
      expect((await mail.call('Quota/get', { ids: ['octets'] })).notFound).toEqual(['octets']);
    });
  });

  describe('Identity (RFC 8621 §6)', () => {
    const set = (args: object) => mail.call('Identity/set', args);

    test('made, changed, listed, destroyed; each is told by changes', async () => {
      const { state } = await mail.call('Identity/get', { ids: null });
      const made = await set({ create: { a: { email: 'Ali+Listes@example.org', name: 'Ali', replyTo: [{ name: null, email: 'r@example.org' }] } } });
      const identity = made.created?.['a'];
      expect(identity).toEqual({ id: expect.stringMatching(/^i/), mayDelete: true, email: 'ali+listes@example.org', bcc: null, textSignature: '', htmlSignature: '' });
      expect([made.oldState === state, made.newState === state]).toEqual([true, false]);
      const identityId = identity?.id as string;
      const changed = await set({ update: { [identityId]: { textSignature: 'Ali', 'replyTo': null, email: 'ali+listes@example.org' } } });
      expect(changed.updated).toEqual({ [identityId]: null });
      expect((await mail.call('Identity/get', { ids: null })).list).toEqual([{
        id: identityId, name: 'Ali', email: 'ali+listes@example.org', replyTo: null, bcc: null, textSignature: 'Ali', htmlSignature: '', mayDelete: true,
      }]);
      expect(await mail.call('Identity/changes', { sinceState: state })).toMatchObject({ created: [identityId], updated: [] });
      expect(await mail.call('Identity/changes', { sinceState: made.newState })).toMatchObject({ created: [], updated: [identityId] });
      expect((await set({ destroy: [identityId] })).destroyed).toEqual([identityId]);
      expect(await mail.call('Identity/changes', { sinceState: made.newState })).toMatchObject({ destroyed: [identityId] });
      expect((await set({ destroy: [identityId] })).notDestroyed?.[identityId]?.type).toBe('notFound');
    });

    test('Reply-To and Bcc are addresses that can be sent to; one that was kept before does not stand in the way of other changes', async () => {
      const address = (...emails: string[]) => emails.map((email) => ({ name: null, email }));
      const { created, notCreated } = await set({ create: { a: { email: 'ali@example.org', replyTo: address('أمين@مثال.dz', 'a@x.dz') }, b: { email: 'ali@example.org', replyTo: address('a@x.dz', 'no address') }, c: { email: 'ali@example.org', bcc: address('@x.dz') } } });
      expect(Object.fromEntries(Object.entries(notCreated ?? {}).map(([id, { type, properties }]) => [id, [type, properties]]))).toEqual({ b: ['invalidProperties', ['replyTo']], c: ['invalidProperties', ['bcc']] });
      const identityId = created?.['a']?.id as string;
      expect((await set({ update: { [identityId]: { replyTo: address('x'), bcc: address('y') } } })).notUpdated?.[identityId]).toMatchObject({ type: 'invalidProperties', properties: ['replyTo', 'bcc'] });
      await mail.db.write([mail.account], async (tx) => {
        await tx.run(sql`UPDATE identity SET bcc = ${JSON.stringify(address('of old'))} WHERE id = ${fromId('identity', identityId) as number}`);
      });
      expect((await set({ update: { [identityId]: { name: 'Ali' } } })).updated).toEqual({ [identityId]: null });
      await set({ destroy: [identityId] });
    });

    test('refuses what may not be: other addresses, fixed and unknown properties', async () => {
      const { created, notCreated } = await set({
        create: {
          other: { email: 'zoe@example.org' }, none: { email: 'nobody' }, without: { name: 'x' }, strange: { email: 'ali@example.org', colour: 1 }, long: { email: 'ali@example.org', name: 'n'.repeat(256) },
          good: { email: 'ali@example.org' },
        },
      });
      expect(Object.entries(notCreated ?? {}).map(([key, error]) => [key, error.type])).toEqual([
        ['other', 'forbiddenFrom'], ['none', 'invalidProperties'], ['without', 'invalidProperties'], ['strange', 'invalidProperties'], ['long', 'invalidProperties'],
      ]);
      const good = created?.['good']?.id as string;
      const { notUpdated } = await set({ update: { [good]: { email: 'ali+x@example.org' } } });
      expect(notUpdated?.[good]).toMatchObject({ type: 'invalidProperties', properties: ['email'] });
      await mail.db.write([], async (tx) => {
        await tx.run(sql`UPDATE identity SET may_delete = 0`);
      });
      expect((await set({ destroy: [good] })).notDestroyed?.[good]?.type).toBe('forbidden');
      await expect(set({ ifInState: 'x' })).rejects.toMatchObject({ kind: 'stateMismatch' });
    });
  });
});
