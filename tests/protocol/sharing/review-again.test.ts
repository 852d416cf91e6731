/** Addresses that are taken again, circles of groups, members who left: no right outlives whom it was given to (design §5, §7). */
import { expect, test } from 'vitest';
import type { Context } from '../../../api/access/context.ts';
import { createAppPassword } from '../../../api/access/app-passwords.ts';
import { createAccessService } from '../../../api/access/index.ts';
import { reachOfAccount, rightsIn, sharedReaches } from '../../../api/access/reach.ts';
import { toRightLetters } from '../../../api/access/rights.ts';
import { fromId, toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { createAccount, updateAccount } from '../../../api/people/accounts.ts';
import { completeRecipient } from '../../../api/people/completion.ts';
import { deleteAccount } from '../../../api/people/delete-account.ts';
import { createDomain } from '../../../api/people/domains.ts';
import { setFolderGrant } from '../../../api/people/folder-rights.ts';
import { addGroupMembers, createGroup, deleteGroup, removeGroupMembers } from '../../../api/people/groups.ts';
import { addMember } from '../../../db/repositories/groups.ts';
import { sql } from '../../../db/index.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from '../../unit/access/opened-core.ts';

const caller = { protocol: 'jmap', remoteAddress: '127.0.0.1', tls: true } as const;

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);

  async function organisation(...locals: string[]) {
    const opened = await opener.open();
    const { core } = opened;
    await createDomain(core, { name: 'example.org' });
    const person = async (local: string): Promise<Context> => {
      const account = await createAccount(core, { address: `${local}@example.org`, name: local, password: 'a long pass phrase' });
      const principal = { id: fromId('account', account.id) as number, address: account.address, name: account.name, language: 'en', administrator: false } as const;
      return { core, scopes: null, sessionId: null, principal, caller };
    };
    const people = new Map<string, Context>();
    for (const local of locals) people.set(local, await person(local));
    const of = (local: string): Context => people.get(local) as Context;
    const share = (who: string, rights: string) => setFolderGrant(of('ali'), 'ali@example.org', { folder: 'Archive', grantee: who === 'anyone' ? who : `${who}@example.org`, rights });
    const archive = (await core.db.read((read) => read.all<{ id: number }>(sql`SELECT id FROM mailbox WHERE account_id = ${of('ali').principal.id} AND role = 'archive'`)))[0]?.id ?? 0;
    const rights = async (ctx: Context): Promise<string> => {
      const reach = await core.db.read((read) => reachOfAccount(ctx, read, of('ali').principal.id));
      return reach ? toRightLetters(rightsIn(reach, archive)) : '';
    };
    return { ...opened, of, person, share, rights, archive };
  }

  test('a person who gets the address of one who was deleted gets nothing else of theirs: no share, no group, no password, no notice, no memory', async () => {
    const { core, of, person, share, rights } = await organisation('ali', 'lea');
    const lea = of('lea');
    await createGroup(core, { address: 'team@example.org', name: 'Team', members: ['lea@example.org'] });
    await share('lea', 'lrs');
    await share('team', 'lrw');
    const { password } = await createAppPassword(lea, { label: 'old' });
    const access = createAccessService(core);
    opener.onClose(() => access.close());
    expect((await access.signIn({ user: 'lea@example.org', password }, caller)).principal.id).toBe(lea.principal.id);
    expect(await rights(lea)).toBe('lrsw');
    await deleteAccount(core, 'lea@example.org');
    // Whoever still holds a context of the deleted one sees nothing.
    expect(await rights(lea)).toBe('');
    const next = await person('lea');
    expect(next.principal.id).not.toBe(lea.principal.id);
    expect([await rights(next), await core.db.read((read) => sharedReaches(next, read))]).toEqual(['', []]);
    await expect(access.signIn({ user: 'lea@example.org', password }, caller)).rejects.toMatchObject({ kind: 'credentialsInvalid' });
    expect((await callMethod(next, 'ShareNotification/get', { accountId: toId('account', next.principal.id), ids: null })).list).toEqual([]);
    // To share with the address means the new one.
    await share('lea', 'lr');
    expect([await rights(next), await rights(lea)]).toEqual(['lr', '']);
  });

  test('a group made anew under the address of one that was deleted has none of its rights, and its members of then are none of now', async () => {
    const { core, of, share, rights } = await organisation('ali', 'lea', 'tom');
    const old = await createGroup(core, { address: 'team@example.org', name: 'Team', members: ['lea@example.org'] });
    await share('team', 'lrswi');
    expect(await rights(of('lea'))).toBe('lrswi');
    await deleteGroup(core, 'team@example.org');
    expect(await rights(of('lea'))).toBe('');
    const made = await createGroup(core, { address: 'team@example.org', name: 'Team', members: ['tom@example.org'] });
    expect(made.id).not.toBe(old.id);
    expect([await rights(of('lea')), await rights(of('tom'))]).toEqual(['', '']);
    await share('team', 'lr');
    expect([await rights(of('lea')), await rights(of('tom'))]).toEqual(['', 'lr']);
  });

  test('a circle of groups, however it came about, ends; leaving any of them ends what came through it', async () => {
    const { core, of, share, rights } = await organisation('ali', 'lea');
    const [a, b] = [await createGroup(core, { address: 'a@example.org', name: 'A', members: ['lea@example.org'] }), await createGroup(core, { address: 'b@example.org', name: 'B', members: ['a@example.org'] })];
    await expect(addGroupMembers(core, 'a@example.org', ['b@example.org'])).rejects.toMatchObject({ kind: 'invalidProperties' });
    await core.db.write([], (tx) => addMember(tx, fromId('principal', a.id) as number, fromId('principal', b.id) as number));
    await share('b', 'lri');
    expect(await rights(of('lea'))).toBe('lri');
    await removeGroupMembers(core, 'a@example.org', ['lea@example.org']);
    expect(await rights(of('lea'))).toBe('');
  });

  test('a disabled person signs in nowhere, is completed to nobody, and is not told of shares; what was theirs comes back with them', async () => {
    const { core, of, share, rights } = await organisation('ali', 'lea');
    const access = createAccessService(core);
    opener.onClose(() => access.close());
    const { password } = await createAppPassword(of('lea'), { label: 'phone' });
    await updateAccount(core, 'lea@example.org', { disabled: true });
    await expect(access.signIn({ user: 'lea@example.org', password }, caller)).rejects.toMatchObject({ kind: 'accountDisabled' });
    expect((await completeRecipient(of('ali'), { query: 'lea' })).map(({ address }) => address)).toEqual([]);
    await share('lea', 'lr');
    await updateAccount(core, 'lea@example.org', { disabled: false });
    expect(await rights(of('lea'))).toBe('lr');
    expect((await callMethod(of('lea'), 'ShareNotification/get', { accountId: toId('account', of('lea').principal.id), ids: null })).list).toEqual([]);
  });

  test('contract, sharing.anyone: what everybody may is seen by each, by no group, and ends for all at once', async () => {
    const { core, of, share, rights } = await organisation('ali', 'lea');
    await share('anyone', 'lr');
    const late = await createAccount(core, { address: 'late@example.org', name: 'Late' });
    const ctx: Context = { ...of('lea'), principal: { ...of('lea').principal, id: fromId('account', late.id) as number } };
    expect([await rights(of('lea')), await rights(ctx)]).toEqual(['lr', 'lr']);
    await share('anyone', '');
    expect([await rights(of('lea')), await rights(ctx)]).toEqual(['', '']);
  });
});
