/** Groups, principals, who may do what, and the notices of it (RFC 9670; design §5, §7). */
import { expect, test } from 'vitest';
import type { Context } from '../../../api/access/context.ts';
import { explainFolderRights, getFolderGrants, setFolderGrant } from '../../../api/people/folder-rights.ts';
import { createAccount, updateAccount } from '../../../api/people/accounts.ts';
import { consoleContext } from '../../../api/access/console.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { addGroupMembers, createGroup, deleteGroup, getGroup, listGroups, removeGroupMembers, updateGroup } from '../../../api/people/groups.ts';
import { resolveRoute } from '../../../api/people/recipients.ts';
import { fromId, toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener, type OpenedCore } from '../../unit/access/opened-core.ts';

const caller = { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: false } as const;

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  /** example.org with these people; contexts by their local part. */
  async function organisation(...locals: string[]): Promise<OpenedCore & { people: Record<string, Context>; id(local: string): number }> {
    const opened = await opener.open();
    await createDomain(opened.core, { name: 'example.org' });
    const people: Record<string, Context> = {};
    for (const local of locals) {
      const account = await createAccount(opened.core, { address: `${local}@example.org`, name: local.toUpperCase() });
      const principal = { id: fromId('account', account.id) as number, address: account.address, name: account.name, language: 'en', administrator: false } as const;
      people[local] = { core: opened.core, scopes: null, sessionId: null, principal, caller };
    }
    return { ...opened, people, id: (local) => (people[local] as Context).principal.id };
  }

  test('a group has people and groups in it; circles, strangers and taken addresses are refused', async () => {
    const { core } = await organisation('ali', 'lea', 'tom');
    const group = await createGroup(core, { address: 'Sales@Example.org', name: 'Sales', members: ['ali@example.org', 'lea@example.org'] });
    expect(group).toMatchObject({ address: 'sales@example.org', delivery: 'members', description: null });
    expect(group.members.map((member) => member.address)).toEqual(['ali@example.org', 'lea@example.org']);
    await createGroup(core, { address: 'all@example.org', name: 'All', members: ['sales@example.org', 'tom@example.org'] });
    await expect(addGroupMembers(core, 'sales@example.org', ['all@example.org'])).rejects.toMatchObject({ kind: 'invalidProperties', message: expect.stringContaining('is in the one') });
    await expect(addGroupMembers(core, 'sales@example.org', [group.id])).rejects.toMatchObject({ kind: 'invalidProperties', message: expect.stringContaining('of itself') });
    await expect(addGroupMembers(core, 'sales@example.org', ['x@elsewhere.example'])).rejects.toMatchObject({ kind: 'invalidProperties' });
    await expect(removeGroupMembers(core, 'sales@example.org', ['tom@example.org'])).rejects.toMatchObject({ kind: 'notFound' });
    await expect(createGroup(core, { address: 'ali@example.org', name: 'x' })).rejects.toMatchObject({ kind: 'alreadyExists' });
    await expect(createAccount(core, { address: 'sales@example.org', name: 'x' })).rejects.toMatchObject({ kind: 'alreadyExists', message: expect.stringContaining('a group') });
    await expect(createGroup(core, { address: 'g@elsewhere.example', name: 'x' })).rejects.toMatchObject({ kind: 'domainUnknown' });
    expect((await removeGroupMembers(core, 'sales@example.org', ['lea@example.org'])).members).toHaveLength(1);
    expect(await updateGroup(core, 'sales@example.org', { name: 'Vente', description: 'Bureau 4' })).toMatchObject({ name: 'Vente', description: 'Bureau 4' });
    expect((await listGroups(core)).items.map((each) => each.address)).toEqual(['all@example.org', 'sales@example.org']);
    await deleteGroup(core, 'sales@example.org');
    await expect(getGroup(core, 'sales@example.org')).rejects.toMatchObject({ kind: 'notFound' });
    expect((await getGroup(core, 'all@example.org')).members.map((member) => member.address)).toEqual(['tom@example.org']);
    expect(await core.db.read((read) => read.all(sql`SELECT * FROM group_member WHERE group_id = ${fromId('principal', group.id) as number}`))).toEqual([]);
  });

  test('mail to a group goes to everybody in it, at any depth, each once, not to the disabled; or into its own folder', async () => {
    const { core, id } = await organisation('ali', 'lea', 'tom');
    await createGroup(core, { address: 'inner@example.org', name: 'Inner', members: ['ali@example.org', 'lea@example.org'] });
    await createGroup(core, { address: 'outer@example.org', name: 'Outer', members: ['inner@example.org', 'lea@example.org', 'tom@example.org'] });
    const route = () => core.db.read((read) => resolveRoute(read, 'Outer+list@example.org'));
    const accounts = async () => [...((await route()) as Extract<Awaited<ReturnType<typeof route>>, { kind: 'local' }>).accounts].sort((a, b) => a - b);
    expect(await accounts()).toEqual([id('ali'), id('lea'), id('tom')]);
    await updateAccount(core, 'tom@example.org', { disabled: true });
    expect(await accounts()).toEqual([id('ali'), id('lea')]);
    const own = await updateGroup(core, 'outer@example.org', { delivery: 'mailbox' });
    expect(await accounts()).toEqual([fromId('principal', own.id)]);
    const boxes = await core.db.read((read) => read.all<{ role: string }>(sql`SELECT role FROM mailbox WHERE account_id = ${fromId('principal', own.id) as number}`));
    expect(boxes).toEqual([{ role: 'inbox' }]);
  });

  test('a grant to a group is explained by the way to it; a change of membership is told to those concerned at once', async () => {
    const { core, people, events, id } = await organisation('ali', 'lea', 'tom');
    const ali = people['ali'] as Context;
    await createGroup(core, { address: 'inner@example.org', name: 'Inner', members: ['lea@example.org'] });
    const outer = await createGroup(core, { address: 'outer@example.org', name: 'Outer', members: ['inner@example.org'] });
    expect(await setFolderGrant(ali, 'ali@example.org', { folder: 'Archive', grantee: 'outer@example.org', rights: 'lrs' })).toEqual([
      { principalId: outer.id, grantee: 'outer@example.org', rights: 'lrs' },
    ]);
    const explained = await explainFolderRights(ali, 'ali@example.org', 'Archive', 'lea@example.org');
    expect(explained).toMatchObject({
      path: 'Archive', owner: 'ali@example.org', address: 'lea@example.org', rights: 'lrs',
      grants: [{ kind: 'group', grantee: 'outer@example.org', via: ['inner@example.org', 'outer@example.org'], rights: 'lrs' }],
    });
    expect(await explainFolderRights(ali, 'ali@example.org', 'Archive', 'ali@example.org')).toMatchObject({ grants: [{ kind: 'owner' }], rights: 'lrswipkxtea' });
    expect(await explainFolderRights(ali, 'ali@example.org', 'Archive', 'tom@example.org')).toMatchObject({ grants: [], rights: '' });
    // Who may not share it may ask about themselves, where they see it, and about nobody else.
    expect(await explainFolderRights(people['lea'] as Context, 'ali@example.org', 'Archive', 'lea@example.org')).toMatchObject({ rights: 'lrs' });
    await expect(explainFolderRights(people['lea'] as Context, 'ali@example.org', 'Archive', 'tom@example.org')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(explainFolderRights(people['tom'] as Context, 'ali@example.org', 'Archive', 'tom@example.org')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(getFolderGrants(people['lea'] as Context, 'ali@example.org', 'Archive')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(setFolderGrant(people['lea'] as Context, 'ali@example.org', { folder: 'Archive', grantee: 'tom@example.org', rights: 'lr' })).rejects.toMatchObject({ kind: 'notFound' });
    await expect(setFolderGrant(ali, 'ali@example.org', { folder: 'Archive', grantee: 'tom@example.org', rights: 'lrz' })).rejects.toMatchObject({ kind: 'invalidProperties' });
    events.length = 0;
    await addGroupMembers(core, 'inner@example.org', ['tom@example.org']);
    expect(events.filter((event) => event.kind === 'grants')).toEqual([{ kind: 'grants', accountId: id('ali'), principalIds: new Set([id('tom')]) }]);
    expect(await explainFolderRights(ali, 'ali@example.org', 'Archive', 'tom@example.org')).toMatchObject({ rights: 'lrs' });
    await deleteGroup(core, 'outer@example.org');
    expect(await explainFolderRights(ali, 'ali@example.org', 'Archive', 'lea@example.org')).toMatchObject({ rights: '', grants: [] });
    expect(await getFolderGrants(ali, 'ali@example.org', 'Archive')).toEqual({ grants: [] });
  });

  test('at the console folders are shared in the owner’s place, and audited', async () => {
    const { core } = await organisation('ali', 'lea');
    const console_ = await consoleContext(core, { protocol: 'console', remoteAddress: 'local', tls: false } as never);
    await setFolderGrant(console_, 'ali@example.org', { folder: 'INBOX', grantee: 'lea@example.org', rights: 'lrswipkxtea' });
    await setFolderGrant(console_, 'ali@example.org', { folder: 'INBOX', grantee: 'anyone', rights: 'lr' });
    expect(await getFolderGrants(console_, 'ali@example.org', 'inbox')).toMatchObject({ grants: [{ grantee: 'anyone', rights: 'lr' }, { grantee: 'lea@example.org', rights: 'lrswipkxtea' }] });
    const audited = await core.db.read((read) => read.all<{ actor: string }>(sql`SELECT actor FROM audit WHERE action = 'share'`));
    expect(audited).toEqual([{ actor: 'console' }, { actor: 'console' }]);
    await expect(setFolderGrant(console_, 'ali@example.org', { folder: 'INBOX', grantee: 'ali@example.org', rights: 'lr' })).rejects.toMatchObject({ kind: 'notPermitted' });
  });

  test('Principal/get, query, changes and set (RFC 9670 §2)', async () => {
    const { core, people, id } = await organisation('ali', 'lea', 'tom');
    const ali = people['ali'] as Context;
    const accountId = toId('account', id('ali'));
    const group = await createGroup(core, { address: 'ventes@example.org', name: 'Équipe des ventes', description: 'Étage 2', members: ['lea@example.org'] });
    const all = await callMethod(ali, 'Principal/get', { accountId, ids: null });
    expect(all.list.map((principal) => [principal.type, principal.email])).toEqual([
      ['individual', 'ali@example.org'], ['individual', 'lea@example.org'], ['individual', 'tom@example.org'], ['group', 'ventes@example.org'],
    ]);
    expect(all.list[0]?.accounts).toMatchObject({ [accountId]: { isPersonal: true } });
    expect(all.list[1]?.accounts).toBeNull();
    await setFolderGrant(people['lea'] as Context, 'lea@example.org', { folder: 'INBOX', grantee: 'ali@example.org', rights: 'lr' });
    expect((await callMethod(ali, 'Principal/get', { accountId, ids: [toId('principal', id('lea'))] })).list[0]?.accounts).toMatchObject({
      [toId('account', id('lea'))]: { isPersonal: false, isReadOnly: true },
    });
    const query = (filter: object | null, sort?: { property: string; isAscending?: boolean }[]) => callMethod(ali, 'Principal/query', { accountId, filter, ...(sort ? { sort } : {}) } as never);
    expect((await query({ text: 'equipe VENTES' })).ids).toEqual([group.id]);
    expect((await query({ email: 'lea@' })).ids).toEqual([toId('principal', id('lea'))]);
    expect((await query({ type: 'individual' }, [{ property: 'name', isAscending: false }])).ids.map((each) => fromId('principal', each))).toEqual([id('tom'), id('lea'), id('ali')]);
    expect((await query({ accountIds: [accountId] })).ids).toEqual([toId('principal', id('ali'))]);
    const before = await query(null);
    const beforeState = (await callMethod(ali, 'Principal/get', { accountId, ids: [] })).state;
    const updated = await callMethod(ali, 'Principal/set', {
      accountId, create: { x: { type: 'group', name: 'X' } },
      update: { [toId('principal', id('ali'))]: { name: 'Ali Ben', timeZone: 'Africa/Casablanca' }, [toId('principal', id('lea'))]: { name: 'x' } },
      destroy: [group.id],
    } as never);
    expect(updated).toMatchObject({
      updated: { [toId('principal', id('ali'))]: null }, notCreated: { x: { type: 'forbidden' } }, notUpdated: { [toId('principal', id('lea'))]: { type: 'forbidden' } },
      notDestroyed: { [group.id]: { type: 'forbidden' } },
    });
    expect(await callMethod(ali, 'Principal/set', { accountId, update: { [toId('principal', id('ali'))]: { timeZone: 'Mars/Olympus' } } } as never)).toMatchObject({
      notUpdated: { [toId('principal', id('ali'))]: { type: 'invalidProperties', properties: ['timeZone'] } },
    });
    await deleteAccount(core, 'tom@example.org');
    const fresh = await createAccount(core, { address: 'new@example.org', name: 'New' });
    const changes = await callMethod(ali, 'Principal/changes', { accountId, sinceState: beforeState });
    expect(changes).toMatchObject({
      created: [toId('principal', fromId('account', fresh.id) as number)], updated: [toId('principal', id('ali'))], destroyed: [toId('principal', id('tom'))], hasMoreChanges: false,
    });
    const queryChanges = await callMethod(ali, 'Principal/queryChanges', { accountId, sinceQueryState: before.queryState, calculateTotal: true });
    const held = before.ids.filter((each) => !queryChanges.removed.includes(each));
    for (const { id: each, index } of queryChanges.added) held.splice(index, 0, each);
    expect(held).toEqual((await query(null)).ids);
    await expect(callMethod(ali, 'Principal/queryChanges', { accountId, sinceQueryState: '999999' })).rejects.toMatchObject({ kind: 'cannotCalculateChanges' });
    await expect(callMethod(ali, 'Principal/get', { accountId: toId('account', id('lea')), ids: null })).rejects.toMatchObject({ kind: 'accountNotFound' });
  });

  test('ShareNotification: who gains or loses something hears of it, through a group too; notices can only be dismissed (RFC 9670 §3)', async () => {
    const { core, people, id } = await organisation('ali', 'lea', 'tom');
    const [ali, lea] = [people['ali'] as Context, people['lea'] as Context];
    const accountId = toId('account', id('lea'));
    await createGroup(core, { address: 'sales@example.org', name: 'Sales', members: ['lea@example.org', 'ali@example.org'] });
    const list = async (ctx: Context) => (await callMethod(ctx, 'ShareNotification/get', { accountId: toId('account', ctx.principal.id), ids: null }));
    const empty = await list(lea);
    await setFolderGrant(ali, 'ali@example.org', { folder: 'Archive', grantee: 'sales@example.org', rights: 'lr' });
    const told = await expect.poll(async () => (await list(lea)).list).toHaveLength(1).then(() => list(lea));
    expect(told.list[0]).toMatchObject({
      changedBy: { name: 'ALI', email: 'ali@example.org', principalId: toId('principal', id('ali')) }, objectType: 'Mailbox', objectAccountId: toId('account', id('ali')), name: 'Archive',
      oldRights: null, newRights: { mayReadItems: true, mayAddItems: false },
    });
    // More for lea alone: the group's grant stays in the sum.
    await setFolderGrant(ali, 'ali@example.org', { folder: 'Archive', grantee: 'lea@example.org', rights: 'lri' });
    await expect.poll(async () => (await list(lea)).list).toHaveLength(2);
    expect((await list(lea)).list[1]).toMatchObject({ oldRights: { mayReadItems: true, mayAddItems: false }, newRights: { mayReadItems: true, mayAddItems: true } });
    expect([(await list(ali)).list, (await list(people['tom'] as Context)).list]).toEqual([[], []]);
    const query = await callMethod(lea, 'ShareNotification/query', { accountId, sort: [{ property: 'created', isAscending: false }] });
    const [newest, oldest] = query.ids as [string, string];
    expect(await callMethod(lea, 'ShareNotification/set', { accountId, destroy: [newest], update: { [oldest]: { name: 'x' } }, create: { x: {} } } as never)).toMatchObject({
      destroyed: [newest], notUpdated: { [oldest]: { type: 'forbidden' } }, notCreated: { x: { type: 'forbidden' } },
    });
    expect(await callMethod(lea, 'ShareNotification/changes', { accountId, sinceState: empty.state })).toMatchObject({ created: [oldest], updated: [], destroyed: [] });
    expect(await callMethod(lea, 'ShareNotification/changes', { accountId, sinceState: query.queryState })).toMatchObject({ created: [], destroyed: [newest] });
    expect(await callMethod(lea, 'ShareNotification/queryChanges', { accountId, sinceQueryState: query.queryState })).toMatchObject({ removed: [newest], added: [] });
  });
});
