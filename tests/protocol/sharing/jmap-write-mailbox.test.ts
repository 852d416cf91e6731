/** Mailbox/set by owners and sharees: `shareWith` (contract, JMAP; RFC 9670), rights (RFC 8621 §2, §2.5; RFC 4314 §2.1). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../../db/index.ts';
import { ANYONE, grantsOn } from '../../../db/repositories/grants.ts';
import { explainRights, setGrants } from '../../../api/access/grants.ts';
import { reachFor } from '../../../api/access/reach.ts';
import { fromRightLetters, toRightLetters } from '../../../api/access/rights.ts';
import { changeFlags } from '../../../api/legacy/change.ts';
import { toId } from '../../../api/ids.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { message } from '../jmap-mail/messages.ts';
import { BOB, CAROL, EVERYBODY, type Person, type Sharing, sharing, TEAM } from './three-people.ts';

const id = (number: number): string => toId('mailbox', number);
const principal = (number: number): string => toId('principal', number);
const none = {
  mayReadItems: false, mayAddItems: false, mayRemoveItems: false, maySetSeen: false, maySetKeywords: false, mayCreateChild: false, mayRename: false, mayDelete: false,
  maySubmit: false, mayShare: false,
};

eachDatabase((_name, makeUrl) => {
  let at: Sharing;
  beforeAll(async () => {
    at = await sharing(makeUrl, { limits: { grantsPerMailbox: 20 } });
  });
  afterAll(() => at.close());

  const folder = (name: string, parent = 0): Promise<number> => at.mail.addMailbox(name, { parent });
  const update = async (who: Person, mailbox: number, patch: Record<string, unknown>) => {
    const answer = await who.call('Mailbox/set', { update: { [id(mailbox)]: patch } });
    return { updated: answer.updated?.[id(mailbox)], error: answer.notUpdated?.[id(mailbox)], answer };
  };
  const create = async (who: Person, draft: Record<string, unknown>) => {
    const answer = await who.call('Mailbox/set', { create: { c: draft as never } });
    return { made: answer.created?.['c'], error: answer.notCreated?.['c'] };
  };
  const destroy = async (who: Person, mailbox: number, onDestroyRemoveEmails = false) => {
    const answer = await who.call('Mailbox/set', { destroy: [id(mailbox)], onDestroyRemoveEmails });
    return answer.notDestroyed?.[id(mailbox)] ?? (answer.destroyed?.includes(id(mailbox)) ? 'destroyed' : undefined);
  };
  const grants = async (mailbox: number): Promise<Record<string, string>> =>
    Object.fromEntries((await at.mail.db.read((read) => grantsOn(read, [mailbox]))).map((row) => [principal(row.principal_id), toRightLetters(row.rights)]));

  describe('shareWith by the owner', () => {
    test('a whole value replaces what was there; null shares with nobody; it reads back as rights', async () => {
      const mailbox = await folder('Whole');
      expect((await update(at.ali, mailbox, { shareWith: { [principal(BOB)]: { ...none, mayReadItems: true, maySetSeen: true }, [principal(TEAM)]: { ...none, mayReadItems: true } } })).error).toBeUndefined();
      expect(await grants(mailbox)).toEqual({ [principal(BOB)]: 'lrs', [principal(TEAM)]: 'lr' });
      const { list } = await at.ali.call('Mailbox/get', { ids: [id(mailbox)], properties: ['shareWith'] });
      expect(list[0]?.shareWith?.[principal(BOB)]).toEqual({ ...none, mayReadItems: true, maySetSeen: true });
      await update(at.ali, mailbox, { shareWith: { [principal(CAROL)]: { mayReadItems: true, mayRemoveItems: true } } });
      expect(await grants(mailbox)).toEqual({ [principal(CAROL)]: 'lrte' });
      await update(at.ali, mailbox, { shareWith: null });
      expect(await grants(mailbox)).toEqual({});
    });

    test('patches add, change and take away one person or one right; all bits of a right go together, others stay (contract)', async () => {
      const mailbox = await folder('Patched');
      await update(at.ali, mailbox, { [`shareWith/${principal(BOB)}`]: { ...none, mayReadItems: true } });
      await at.grant(mailbox, CAROL, 'lrt');
      expect((await update(at.ali, mailbox, { [`shareWith/${principal(BOB)}/mayAddItems`]: true, [`shareWith/${principal(CAROL)}/maySetSeen`]: true })).error).toBeUndefined();
      // `t` alone reads as no right to remove, and stays.
      expect(await grants(mailbox)).toEqual({ [principal(BOB)]: 'lri', [principal(CAROL)]: 'lrst' });
      await update(at.ali, mailbox, { [`shareWith/${principal(CAROL)}/mayRemoveItems`]: true });
      expect(await grants(mailbox)).toMatchObject({ [principal(CAROL)]: 'lrste' });
      await update(at.ali, mailbox, { [`shareWith/${principal(CAROL)}/mayRemoveItems`]: false, [`shareWith/${principal(BOB)}`]: null });
      expect(await grants(mailbox)).toEqual({ [principal(CAROL)]: 'lrs' });
    });

    test('x is one right: mayRename and mayDelete set apart are invalidProperties, with the path', async () => {
      const mailbox = await folder('Rename');
      const path = `shareWith/${principal(BOB)}/mayRename`;
      expect((await update(at.ali, mailbox, { shareWith: { [principal(BOB)]: { ...none, mayReadItems: true, mayRename: true } } })).error).toMatchObject({ type: 'invalidProperties', properties: [path] });
      await at.grant(mailbox, BOB, 'lr');
      expect((await update(at.ali, mailbox, { [path]: true })).error).toMatchObject({ type: 'invalidProperties', properties: [path] });
      expect((await update(at.ali, mailbox, { [path]: true, [`shareWith/${principal(BOB)}/mayDelete`]: true })).error).toBeUndefined();
      expect(await grants(mailbox)).toEqual({ [principal(BOB)]: 'lrx' });
    });

    test('bad input: nobody of this id, unknown rights, no booleans, no objects, oneself, a way through nothing; nothing is half done', async () => {
      const mailbox = await folder('Bad');
      const refused = async (patch: Record<string, unknown>) => {
        const { error } = await update(at.ali, mailbox, { name: 'Half done', ...patch });
        expect((await at.ali.call('Mailbox/get', { ids: [id(mailbox)] })).list[0]?.name).toBe('Bad');
        expect(await grants(mailbox)).toEqual({});
        return [error?.type, ...(error?.properties ?? [])];
      };
      const read = { ...none, mayReadItems: true };
      expect(await refused({ shareWith: { [principal(999)]: read } })).toEqual(['invalidProperties', `shareWith/${principal(999)}`]);
      expect(await refused({ shareWith: { nobody: read } })).toEqual(['invalidProperties', 'shareWith/nobody']);
      expect(await refused({ shareWith: { [principal(BOB)]: { mayFly: true } } })).toEqual(['invalidProperties', `shareWith/${principal(BOB)}/mayFly`]);
      expect(await refused({ shareWith: { [principal(BOB)]: { mayReadItems: 'yes' } } })).toEqual(['invalidProperties', `shareWith/${principal(BOB)}/mayReadItems`]);
      expect(await refused({ shareWith: { [principal(BOB)]: true } })).toEqual(['invalidProperties', `shareWith/${principal(BOB)}`]);
      expect(await refused({ shareWith: [principal(BOB)] })).toEqual(['invalidProperties', 'shareWith']);
      expect(await refused({ shareWith: { [principal(at.mail.account)]: read } })).toEqual(['forbidden', `shareWith/${principal(at.mail.account)}`]);
      expect(await refused({ [`shareWith/${principal(BOB)}/mayAddItems`]: true })).toEqual(['invalidPatch']);
      expect(await refused({ shareWith: { [principal(BOB)]: read }, [`shareWith/${principal(BOB)}/mayAddItems`]: true })).toEqual(['invalidPatch']);
      const crowd = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [principal(1000 + i), read]));
      expect(await refused({ shareWith: crowd })).toEqual(['invalidProperties', 'shareWith']);
    });

    test('a grant is a change of the mailbox for its owner, is audited, told to open connections and by a ShareNotification (RFC 9670 §3)', async () => {
      const mailbox = await folder('Told');
      const state = (await at.ali.call('Mailbox/get', { ids: [] })).state;
      at.events.length = 0;
      const told = Promise.all([at.changed(BOB, 'ShareNotification'), at.changed(CAROL, 'ShareNotification')]);
      await update(at.ali, mailbox, { shareWith: { [principal(BOB)]: { ...none, mayReadItems: true }, [principal(EVERYBODY)]: { ...none, mayReadItems: true } } });
      expect(at.events).toEqual([{ kind: 'grants', accountId: at.mail.account, principalIds: new Set([BOB, EVERYBODY, TEAM, CAROL]) }]);
      expect(await at.ali.call('Mailbox/changes', { sinceState: state })).toMatchObject({ updated: [id(mailbox)], updatedProperties: null });
      await told;
      const rows = await at.mail.db.read((read) => read.all(sql`SELECT account_id, object_id, old_rights, new_rights, name, changed_by_principal FROM share_notification WHERE object_id = ${mailbox} ORDER BY account_id`));
      expect(rows).toEqual([BOB, CAROL].map((receiver) => ({ account_id: receiver, object_id: mailbox, old_rights: null, new_rights: 3, name: 'Told', changed_by_principal: at.mail.account })));
      const audited = await at.mail.db.read((read) => read.get<{ actor: string; detail: string }>(sql`SELECT actor, detail FROM audit WHERE subject = ${id(mailbox)}`));
      expect(audited).toMatchObject({ actor: 'ali@example.org', detail: `${principal(BOB)}: none to lr, ${principal(EVERYBODY)}: none to lr` });
    });

    test('the administrator limits sharing (sharing.allow, sharing.anyone): what is there can be taken away', async () => {
      const mailbox = await folder('Closed');
      await at.grant(mailbox, BOB, 'lrs');
      const under = async (sharing: { allow: 'everyone' | 'administrators' | 'nobody'; anyone: boolean }, administrator: boolean, changes: { principalId: number; rights: number }[]) => {
        const ctx = { ...at.ali.ctx, principal: { ...at.ali.ctx.principal, administrator }, core: { ...at.mail.core, settings: { ...at.mail.core.settings, sharing } } };
        return at.mail.db.write([at.mail.account], async (tx) => setGrants(tx, ctx, await reachFor(ctx, tx, at.mail.accountId, 'write'), mailbox, changes)).catch((error: unknown) => (error as { kind: string }).kind);
      };
      const rights = fromRightLetters('lr') as number;
      expect(await under({ allow: 'nobody', anyone: true }, true, [{ principalId: CAROL, rights }])).toBe('notPermitted');
      expect(await under({ allow: 'administrators', anyone: true }, false, [{ principalId: CAROL, rights }])).toBe('notPermitted');
      expect(await under({ allow: 'administrators', anyone: true }, true, [{ principalId: CAROL, rights }])).toBe(true);
      expect(await under({ allow: 'everyone', anyone: false }, false, [{ principalId: ANYONE, rights }])).toBe('notPermitted');
      expect(await under({ allow: 'everyone', anyone: true }, false, [{ principalId: ANYONE, rights }])).toBe(true);
      expect(await under({ allow: 'nobody', anyone: false }, false, [{ principalId: BOB, rights }, { principalId: CAROL, rights: 0 }, { principalId: ANYONE, rights: 0 }])).toBe(true);
      expect(await grants(mailbox)).toEqual({ [principal(BOB)]: 'lr' });
    });

    test('create with shareWith; without it a new folder is shared as its parent (design §7)', async () => {
      const parent = await folder('Parent');
      await at.grant(parent, BOB, 'lrk');
      const inherits = await create(at.ali, { name: 'Inherits', parentId: id(parent) });
      expect(await grants(numberOf('mailbox', inherits.made?.id))).toEqual({ [principal(BOB)]: 'lrk' });
      const own = await create(at.ali, { name: 'Own', parentId: id(parent), shareWith: { [principal(CAROL)]: { ...none, mayReadItems: true } } });
      expect(await grants(numberOf('mailbox', own.made?.id))).toEqual({ [principal(CAROL)]: 'lr' });
      const closed = await create(at.ali, { name: 'Closed', parentId: id(parent), shareWith: null });
      expect(await grants(numberOf('mailbox', closed.made?.id))).toEqual({});
      expect((await create(at.ali, { name: 'Strange', parentId: id(parent), shareWith: { [principal(999)]: none } })).error).toBeUndefined();
      expect((await create(at.ali, { name: 'Stranger', parentId: id(parent), shareWith: { [principal(999)]: { ...none, mayReadItems: true } } })).error).toMatchObject({
        type: 'invalidProperties', properties: [`shareWith/${principal(999)}`],
      });
    });

    test('a mailbox that goes takes its grants, subscriptions and marks along', async () => {
      const mailbox = await folder('Going');
      await at.grant(mailbox, BOB, 'lr');
      await update(at.bob, mailbox, { isSubscribed: true });
      expect(await destroy(at.ali, mailbox)).toBe('destroyed');
      expect(await grants(mailbox)).toEqual({});
      const left = await at.mail.db.read((read) => read.get<{ count: number }>(sql`
        SELECT (SELECT COUNT(*) FROM reader_mailbox WHERE mailbox_id = ${mailbox}) + (SELECT COUNT(*) FROM mailbox_subscription WHERE mailbox_id = ${mailbox}) AS count`));
      expect(left?.count).toBe(0);
    });
  });

  describe('what sharees may do', () => {
    test('a mailbox without l and r is not there: notFound, never forbidden (RFC 4314 §4)', async () => {
      const open = await folder('Open');
      const secret = await folder('Secret');
      await at.grant(open, BOB, 'lr');
      await at.grant(secret, BOB, 'lwitexka');
      expect((await update(at.bob, secret, { name: 'Mine' })).error?.type).toBe('notFound');
      expect((await update(at.bob, secret, { isSubscribed: true })).error?.type).toBe('notFound');
      expect(await destroy(at.bob, secret)).toMatchObject({ type: 'notFound' });
      expect((await create(at.bob, { name: 'Child', parentId: id(secret) })).error).toMatchObject({ type: 'invalidProperties', properties: ['parentId'] });
      await at.grant(open, BOB, '');
      await expect(at.carol.call('Mailbox/set', { update: {} })).resolves.toBeDefined();
    });

    test('without any grant the account is not there', async () => {
      await at.mail.db.write([at.mail.account], (tx) => tx.run(sql`DELETE FROM access_grant WHERE account_id = ${at.mail.account}`));
      await expect(at.bob.call('Mailbox/set', { update: {} })).rejects.toMatchObject({ kind: 'accountNotFound' });
      await expect(at.bob.call('Email/set', { update: {} })).rejects.toMatchObject({ kind: 'accountNotFound' });
      const before = await at.mail.db.read((read) => read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${at.mail.account}`));
      await at.bob.call('Mailbox/set', { update: {} }).catch(() => undefined);
      expect(await at.mail.db.read((read) => read.get(sql`SELECT modseq FROM account WHERE id = ${at.mail.account}`))).toEqual(before);
    });

    test('k: make folders below, never at the top; role and order are the owner\'s', async () => {
      const mailbox = await folder('Below');
      await at.grant(mailbox, BOB, 'lr');
      expect((await create(at.bob, { name: 'Child', parentId: id(mailbox) })).error?.type).toBe('forbidden');
      await at.grant(mailbox, BOB, 'lrkx');
      expect((await create(at.bob, { name: 'Top' })).error).toMatchObject({ type: 'forbidden', properties: ['parentId'] });
      expect((await create(at.bob, { name: 'Child', parentId: id(mailbox), role: 'important' })).error).toMatchObject({ type: 'forbidden', properties: ['role'] });
      expect((await create(at.bob, { name: 'Child', parentId: id(mailbox), shareWith: null })).error?.type).toBe('forbidden');
      const answer = await at.bob.call('Mailbox/set', {
        create: { a: { name: 'Child', parentId: id(mailbox) }, b: { name: 'Grandchild', parentId: '#a' } },
      });
      expect(answer.notCreated).toBeNull();
      expect(answer.created?.['b']).toMatchObject({ myRights: { ...none, mayReadItems: true, mayCreateChild: true, mayRename: true, mayDelete: true }, isSubscribed: true });
      expect(answer.newState).toBe((await at.bob.call('Mailbox/get', { ids: [] })).state);
      const { list } = await at.ali.call('Mailbox/get', { ids: [answer.created?.['a']?.id as string] });
      expect(list[0]).toMatchObject({ name: 'Child', parentId: id(mailbox), isSubscribed: true });
    });

    test('x: rename, move and delete; moving needs k in the new place; a hidden twin is not named', async () => {
      const [from, to, hidden] = [await folder('From'), await folder('To'), await folder('Hidden')];
      const child = await folder('Child of from', from);
      await folder('Taken', to);
      await at.grant(from, BOB, 'lr');
      await at.grant(child, BOB, 'lr');
      await at.grant(to, BOB, 'lr');
      expect((await update(at.bob, child, { name: 'Named' })).error?.type).toBe('forbidden');
      expect((await update(at.bob, child, { parentId: id(to) })).error?.type).toBe('forbidden');
      expect(await destroy(at.bob, child)).toMatchObject({ type: 'forbidden' });
      await at.grant(child, BOB, 'lrx');
      expect((await update(at.bob, child, { name: 'Named' })).error).toBeUndefined();
      expect((await update(at.bob, child, { parentId: id(to) })).error?.type).toBe('forbidden');
      expect((await update(at.bob, child, { parentId: id(hidden) })).error).toMatchObject({ type: 'invalidProperties', properties: ['parentId'] });
      expect((await update(at.bob, child, { parentId: null })).error).toMatchObject({ type: 'forbidden', properties: ['parentId'] });
      await at.grant(to, BOB, 'lrk');
      const twin = (await update(at.bob, child, { parentId: id(to), name: 'Taken' })).error;
      expect(twin).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
      expect(twin).not.toHaveProperty('existingId');
      expect((await update(at.bob, child, { parentId: id(to) })).error).toBeUndefined();
      expect((await update(at.bob, child, { sortOrder: 5 })).error).toMatchObject({ type: 'forbidden', properties: ['sortOrder'] });
      expect((await update(at.bob, child, { role: 'flagged' })).error).toMatchObject({ type: 'forbidden', properties: ['role'] });
      expect((await update(at.bob, child, { sortOrder: 0, role: null })).error).toBeUndefined();
      await at.grant(to, BOB, '');
      // Now they see it at the top: to say so moves nothing.
      expect((await update(at.bob, child, { parentId: null, name: 'Named again' })).error).toBeUndefined();
      expect((await at.ali.call('Mailbox/get', { ids: [id(child)] })).list[0]).toMatchObject({ name: 'Named again', parentId: id(to) });
    });

    test('x deletes an empty folder; with messages t and e are needed, too (RFC 8621 §2.5, onDestroyRemoveEmails)', async () => {
      const mailbox = await folder('Full');
      const keep = await at.mail.add(message({ id: 'full@x' }), { mailboxes: [mailbox, 'archive'] });
      await at.grant(mailbox, BOB, 'lrx');
      expect(await destroy(at.bob, mailbox)).toMatchObject({ type: 'mailboxHasEmail' });
      expect(await destroy(at.bob, mailbox, true)).toMatchObject({ type: 'forbidden' });
      await at.grant(mailbox, BOB, 'lrxte');
      expect(await destroy(at.bob, mailbox, true)).toBe('destroyed');
      expect((await at.look(at.ali, keep))?.mailboxes).toEqual([at.mail.mailboxId('archive')]);
    });

    test('what others destroy with a folder is in its owner’s Trash; what the owner destroys, and what is marked \\Deleted, is gone', async () => {
      const mailbox = await folder('Somebody’s');
      const alone = await at.mail.add(message({ id: 'alone@x' }), { mailboxes: [mailbox] });
      const twice = await at.mail.add(message({ id: 'twice@x' }), { mailboxes: [mailbox, 'archive'] });
      const marked = await at.mail.add(message({ id: 'marked@x' }), { mailboxes: [mailbox] });
      await changeFlags(at.ali.ctx, { mailboxId: id(mailbox), uids: Uint32Array.of(3), op: 'add', keywords: [], deleted: true });
      await at.grant(mailbox, BOB, 'lrxte');
      expect(await destroy(at.bob, mailbox, true)).toBe('destroyed');
      expect((await at.look(at.ali, alone))?.mailboxes).toEqual([at.mail.mailboxId('trash')]);
      expect((await at.look(at.ali, twice))?.mailboxes).toEqual([at.mail.mailboxId('archive')]);
      expect(await at.look(at.ali, marked)).toBeUndefined();
      expect(await at.look(at.bob, alone)).toBeUndefined();
      const own = await folder('One’s own');
      const gone = await at.mail.add(message({ id: 'own@x' }), { mailboxes: [own] });
      expect(await destroy(at.ali, own, true)).toBe('destroyed');
      expect(await at.look(at.ali, gone)).toBeUndefined();
      expect(await at.verify()).toEqual([]);
    });

    test('a: change who may; not for oneself, but one can give up; without it shareWith is forbidden', async () => {
      const mailbox = await folder('Administered');
      await at.grant(mailbox, BOB, 'lrs');
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(CAROL)}`]: { ...none, mayReadItems: true } })).error?.type).toBe('forbidden');
      await at.grant(mailbox, BOB, 'lrsa');
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(CAROL)}`]: { ...none, mayReadItems: true } })).error).toBeUndefined();
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(BOB)}/mayAddItems`]: true })).error).toMatchObject({ type: 'forbidden', properties: [`shareWith/${principal(BOB)}`] });
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(at.mail.account)}`]: none })).error).toBeUndefined();
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(at.mail.account)}`]: { ...none, mayReadItems: true } })).error?.type).toBe('forbidden');
      expect((await update(at.bob, mailbox, { [`shareWith/${principal(BOB)}`]: null })).error).toBeUndefined();
      expect(await grants(mailbox)).toEqual({ [principal(CAROL)]: 'lr' });
      await at.grant(mailbox, BOB, 'lr');
      expect((await update(at.bob, mailbox, { isSubscribed: true })).error).toBeUndefined();
    });

    test('isSubscribed is each person\'s own: no other hears of it', async () => {
      const mailbox = await folder('Subscribed');
      await at.grant(mailbox, BOB, 'lr');
      await at.grant(mailbox, CAROL, 'lr');
      const seen = async (who: Person) => (await who.call('Mailbox/get', { ids: [id(mailbox)] })).list[0]?.isSubscribed;
      const states = async () => Promise.all([at.ali, at.carol, at.bob].map(async (who) => (await who.call('Mailbox/get', { ids: [] })).state));
      const [ali, carol, bob] = await states();
      at.changes.length = 0;
      expect((await update(at.bob, mailbox, { isSubscribed: true })).error).toBeUndefined();
      expect([await seen(at.ali), await seen(at.bob), await seen(at.carol)]).toEqual([true, true, false]);
      const after = await states();
      expect(after.slice(0, 2)).toEqual([ali, carol]);
      expect(after[2]).not.toBe(bob);
      expect((await at.bob.call('Mailbox/changes', { sinceState: bob as string })).updated).toEqual([id(mailbox)]);
      expect(at.changes.filter(({ accountId }) => accountId === at.mail.account).map((change) => [[...change.types], [...change.readers].map(([reader, { types, mailboxIds }]) => [reader, [...types], [...mailboxIds]])])).toEqual([
        [[], [[BOB, ['Mailbox'], [mailbox]]]],
      ]);
    });

    test('rights through a group, and through a group in a group, count like one\'s own; a membership that ends ends them at once', async () => {
      const mailbox = await folder('Of the group');
      await at.grant(mailbox, EVERYBODY, 'lr');
      await at.grant(mailbox, TEAM, 'lrx');
      expect((await update(at.carol, mailbox, { name: 'Of the groups' })).error).toBeUndefined();
      const explained = await at.mail.db.read((read) => explainRights(read, CAROL, mailbox));
      expect(explained).toMatchObject({ isVisible: true, rights: fromRightLetters('lrx') });
      expect(explained.sources).toEqual([
        { kind: 'group', principalId: TEAM, path: [TEAM], rights: fromRightLetters('lrx') }, { kind: 'group', principalId: EVERYBODY, path: [TEAM, EVERYBODY], rights: fromRightLetters('lr') },
      ]);
      await at.grant(mailbox, ANYONE, 'l');
      await at.grant(mailbox, BOB, 'r');
      const bob = await at.mail.db.read((read) => explainRights(read, BOB, mailbox));
      expect(bob.sources.map(({ kind, rights }) => [kind, toRightLetters(rights)])).toEqual([['anyone', 'l'], ['direct', 'r']]);
      expect((await at.mail.db.read((read) => explainRights(read, at.mail.account, mailbox))).sources[0]).toMatchObject({ kind: 'owner', rights: 2047 });
      await at.mail.db.write([], (tx) => tx.run(sql`DELETE FROM group_member WHERE member_id = ${CAROL}`));
      expect((await update(at.carol, mailbox, { name: 'Again' })).error?.type ?? 'accountNotFound').toMatch(/forbidden|notFound|accountNotFound/);
      await at.mail.db.write([], (tx) => tx.insertMany('group_member', ['group_id', 'member_id'], [[TEAM, CAROL]]));
    });
  });

  test('a sharee who is deleted leaves no grant; verify finds both databases sound', async () => {
    const mailbox = await folder('Last');
    await at.grant(mailbox, CAROL, 'lrswi');
    await update(at.carol, mailbox, { isSubscribed: true });
    await deleteAccount(at.mail.core, 'carol@example.org');
    expect(await grants(mailbox)).toEqual({});
    expect((await update(at.ali, mailbox, { [`shareWith/${principal(CAROL)}`]: { ...none, mayReadItems: true } })).error).toMatchObject({
      type: 'invalidProperties', properties: [`shareWith/${principal(CAROL)}`],
    });
    expect(await at.verify()).toEqual([]);
  });
});
