import { expect, test } from 'vitest';
import { createAccount, getAccount, listAccounts, updateAccount } from '../../../api/people/accounts.ts';
import { normalizeDomain } from '../../../api/people/addresses.ts';
import { createAlias, deleteAlias, getAlias, listAliases, setAliasTargets } from '../../../api/people/aliases.ts';
import { deleteAccount, finishDeletions } from '../../../api/people/delete-account.ts';
import { createDomain, deleteDomain, getDomain, listDomains, setDomainCatchAll } from '../../../api/people/domains.ts';
import { addressesOf, mayUseAddress } from '../../../api/people/own-addresses.ts';
import { resolveRoute } from '../../../api/people/recipients.ts';
import { beginDeletion } from '../../../db/repositories/accounts.ts';
import { mailboxesOf, subscriptionsOf } from '../../../db/repositories/mailboxes.ts';
import { type Database, raw, sql } from '../../../db/index.ts';
import { tables } from '../../../db/schema/migrations/0001-mail.tables.ts';
import { fromId } from '../../../api/ids.ts';
import { storeMessages } from '../../../api/demo/store.ts';
import { eachDatabase } from '../../setup/databases.ts';
import { coreOpener } from './opened-core.ts';

test('RFC 5890: a domain in Unicode and its A-labels are one', () => {
  expect(normalizeDomain('BÜCHER.example')).toBe('xn--bcher-kva.example');
  expect(normalizeDomain('bu\u0308cher.example.')).toBe('xn--bcher-kva.example');
  expect(normalizeDomain('XN--BCHER-KVA.Example')).toBe('xn--bcher-kva.example');
  expect(normalizeDomain('Example.ORG')).toBe('example.org');
});

eachDatabase((_, makeUrl) => {
  const opener = coreOpener(makeUrl);
  const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(() => 'accepted', (error: { kind?: string; message: string }) => (error.kind ? { kind: error.kind, message: error.message } : error));
  const number = (id: string): number => fromId('account', id) ?? Number.NaN;

  async function withDomain() {
    const opened = await opener.open();
    await createDomain(opened.core, { name: 'example.org' });
    return opened;
  }

  test('design §5: an account is born with six role folders in its language, subscribed, and an identity that cannot be deleted', async () => {
    const { core } = await withDomain();
    const { id } = await createAccount(core, { address: 'Amina@Example.org', name: 'أمينة', language: 'ar', quotaBytes: 1000 });
    const account = number(id);
    const rows = await core.db.read((read) => mailboxesOf(read, account));
    expect(rows.map((row) => [row.role, row.name])).toEqual(expect.arrayContaining([['inbox', 'البريد الوارد'], ['sent', 'المرسلة']]));
    expect(rows.map((row) => row.role).sort()).toEqual(['archive', 'drafts', 'inbox', 'junk', 'sent', 'trash']);
    expect(new Set(rows.map((row) => row.uid_validity)).size).toBe(6);
    expect(await core.db.read((read) => subscriptionsOf(read, account))).toHaveLength(6);
    const identities = await core.db.read((read) => read.all(sql`SELECT name, email, may_delete FROM identity WHERE account_id = ${account}`));
    expect(identities).toEqual([{ name: 'أمينة', email: 'amina@example.org', may_delete: 0 }]);
    const numbers = await core.db.read((read) => read.get<Record<string, number>>(sql`
      SELECT modseq, mailbox_modseq, mailbox_property_modseq, identity_modseq, quota_modseq FROM account WHERE id = ${account}`));
    expect(new Set(Object.values(numbers ?? {})).size).toBe(1);
    expect(await getAccount(core, 'AMINA@example.org')).toMatchObject({ id, address: 'amina@example.org', quotaBytes: 1000, usedBytes: 0 });
    expect((await createAccount(core, { address: 'bob@example.org', name: 'Bob' })).language).toBe('en');
  });

  test('wrong addresses, domains, names and passwords are refused with what to write instead', async () => {
    const { core } = await withDomain();
    expect(await refusal(createAccount(core, { address: 'ali@elsewhere.example', name: 'Ali' }))).toEqual({
      kind: 'domainUnknown', message: 'This server does not receive mail for elsewhere.example. Add the domain first: messagerie domain add elsewhere.example',
    });
    for (const address of ['ali', '@example.org', 'ali@', 'a li@example.org', '.ali@example.org', 'a..b@example.org', `${'x'.repeat(65)}@example.org`, 'ali@exa mple.org', 'a@b@example.org']) {
      expect(await refusal(createAccount(core, { address, name: 'Ali' }))).toMatchObject({ kind: 'invalidProperties' });
    }
    expect(await refusal(createAccount(core, { address: 'ali@example.org', name: ' ' }))).toMatchObject({ kind: 'invalidProperties' });
    expect(await refusal(createAccount(core, { address: 'ali@example.org', name: 'Ali', password: 'short' }))).toMatchObject({ kind: 'invalidProperties' });
    expect(await refusal(createDomain(core, { name: 'not a domain' }))).toMatchObject({ kind: 'invalidProperties' });
    expect(await refusal(createDomain(core, { name: 'EXAMPLE.org.' }))).toMatchObject({ kind: 'alreadyExists' });
    expect((await listAccounts(core)).items).toEqual([]);
  });

  test('lists come in pages by key; what comes and goes between two pages neither repeats nor hides another', async () => {
    const { core } = await withDomain();
    for (const local of ['a', 'b', 'c', 'd', 'e']) await createAccount(core, { address: `${local}@example.org`, name: local });
    const first = await listAccounts(core, { limit: 2 });
    expect(first.items.map((item) => item.name)).toEqual(['a', 'b']);
    await deleteAccount(core, 'b@example.org');
    await createAccount(core, { address: 'aa@example.org', name: 'aa' });
    const second = await listAccounts(core, { limit: 2, cursor: first.next ?? '' });
    const third = await listAccounts(core, { limit: 2, cursor: second.next ?? '' });
    expect([...second.items, ...third.items].map((item) => item.name)).toEqual(['c', 'd', 'e']);
    expect(third.next).toBeNull();
    expect(await refusal(listAccounts(core, { cursor: 'zzz' }))).toMatchObject({ kind: 'invalidArguments' });
    expect((await listAccounts(core, { search: 'A_' })).items).toEqual([]);
    expect((await listAccounts(core, { search: 'AA' })).items).toHaveLength(1);
    expect((await listAccounts(core, { domain: 'other.example' })).items).toEqual([]);
    expect((await listDomains(core)).items).toMatchObject([{ name: 'example.org', accounts: 5 }]);
  });

  test('aliases lead here and elsewhere, through others and in circles; an account’s address cannot become one', async () => {
    const { core } = await withDomain();
    const ali = await createAccount(core, { address: 'ali@example.org', name: 'Ali' });
    const bob = await createAccount(core, { address: 'bob@example.org', name: 'Bob' });
    expect(await refusal(createAlias(core, { address: 'ali@example.org', targets: ['bob@example.org'] }))).toMatchObject({ kind: 'alreadyExists' });
    expect(await refusal(createAlias(core, { address: 'x@example.org', targets: ['nobody@example.org'] }))).toMatchObject({ kind: 'invalidProperties' });
    await createAlias(core, { address: 'sales@example.org', targets: ['ali@example.org', 'Carol@Elsewhere.example', 'ali@example.org'] });
    await createAlias(core, { address: 'all@example.org', targets: ['sales@example.org', 'bob+team@example.org'] });
    expect(await setAliasTargets(core, 'sales@example.org', ['ali@example.org', 'all@example.org', 'carol@elsewhere.example'])).toMatchObject({
      targets: ['ali@example.org', 'all@example.org', 'carol@elsewhere.example'],
    });
    expect(await core.db.read((read) => resolveRoute(read, 'SALES@example.org'))).toEqual({
      kind: 'local', accounts: expect.arrayContaining([number(ali.id), number(bob.id)]), external: ['carol@elsewhere.example'],
    });
    expect(await refusal(createAccount(core, { address: 'sales@example.org', name: 'Sales' }))).toMatchObject({ kind: 'alreadyExists' });
    expect((await listAliases(core, { target: 'ali@example.org' })).items.map((alias) => alias.address)).toEqual(['sales@example.org']);

    const own = await core.db.read((read) => addressesOf(read, number(ali.id)));
    expect(own.sort()).toEqual(['ali@example.org', 'all@example.org', 'sales@example.org']);
    const may = (address: string) => core.db.read((read) => mayUseAddress(read, number(ali.id), address));
    expect(await Promise.all(['Ali@example.org', 'ali+lists@example.org', 'all@example.org', 'sales+x@example.org'].map(may))).toEqual([true, true, true, true]);
    expect(await Promise.all(['bob@example.org', 'carol@elsewhere.example', '', 'ali@elsewhere.example', '+x@example.org'].map(may))).toEqual([false, false, false, false, false]);
    await deleteAlias(core, 'all@example.org');
    expect(await may('all@example.org')).toBe(false);
  });

  test('a domain with addresses stays; its catch-all is somebody', async () => {
    const { core } = await withDomain();
    await createAccount(core, { address: 'ali@example.org', name: 'Ali' });
    expect(await refusal(setDomainCatchAll(core, 'example.org', 'nobody@example.org'))).toMatchObject({ kind: 'invalidProperties' });
    expect(await setDomainCatchAll(core, 'example.org', 'Ali@example.org')).toMatchObject({ catchAll: 'ali@example.org' });
    expect(await core.db.read((read) => resolveRoute(read, 'whoever@example.org'))).toMatchObject({ kind: 'local' });
    expect(await refusal(setDomainCatchAll(core, 'example.org', 'nobody@example.org'))).toMatchObject({ kind: 'invalidProperties' });
    expect(await refusal(deleteDomain(core, 'example.org'))).toEqual({ kind: 'inUse', message: 'example.org still has 1 account and 0 aliases; delete them first.' });
    await deleteAccount(core, 'ali@example.org');
    expect(await getDomain(core, 'example.org')).toMatchObject({ catchAll: null, accounts: 0 });
    await deleteDomain(core, 'example.org');
    expect(await refusal(getDomain(core, 'example.org'))).toMatchObject({ kind: 'notFound' });
  });

  test('a new name reaches the default identity; a new quota its type’s state', async () => {
    const { core } = await withDomain();
    const { id } = await createAccount(core, { address: 'ali@example.org', name: 'Ali' });
    const changes: string[][] = [];
    core.db.onChange((change) => changes.push([...change.types].sort()));
    await updateAccount(core, id, { name: 'Ali Ben', quotaBytes: 5000 });
    expect(changes).toEqual([['Principal'], ['Identity', 'Quota']]);
    expect(await core.db.read((read) => read.get(sql`SELECT name FROM identity WHERE account_id = ${number(id)}`))).toEqual({ name: 'Ali Ben' });
    expect(await updateAccount(core, id, { quotaBytes: null })).toMatchObject({ quotaBytes: null, name: 'Ali Ben' });
  });

  test('deletion leaves no row of the account, frees its address, and is finished after a stop in between', async () => {
    const { core } = await withDomain();
    const { id } = await createAccount(core, { address: 'ali@example.org', name: 'Ali', password: 'a long pass phrase' });
    await createAlias(core, { address: 'only@example.org', targets: ['ali@example.org'] });
    await createAlias(core, { address: 'both@example.org', targets: ['ali@example.org', 'x@elsewhere.example'] });
    const deliver = storeMessages(core);
    for (let n = 0; n < 3; n++) {
      const source = Buffer.from(`From: x@example.net\r\nSubject: ${n}\r\nMessage-ID: <${n}@x>\r\n\r\nHello\r\n`);
      await deliver({ accountId: number(id), role: 'inbox', source, keywords: [], receivedAt: 1000 + n });
    }
    expect(await rowsOf(core.db, number(id))).not.toEqual([]);
    await deleteAccount(core, id);
    expect(await rowsOf(core.db, number(id))).toEqual([]);
    expect(await refusal(getAlias(core, 'only@example.org'))).toMatchObject({ kind: 'notFound' });
    expect(await getAlias(core, 'both@example.org')).toMatchObject({ targets: ['x@elsewhere.example'] });
    const again = await createAccount(core, { address: 'ali@example.org', name: 'Another Ali' });
    expect(again.id).not.toBe(id);
    await core.db.write([number(again.id)], (tx) => beginDeletion(tx, number(again.id)));
    expect(await refusal(getAccount(core, again.id))).toMatchObject({ kind: 'accountNotFound' });
    await finishDeletions(core);
    expect(await rowsOf(core.db, number(again.id))).toEqual([]);
  });
});

/** Tables that still hold something of an account, the audit left out. */
async function rowsOf(db: Database, account: number): Promise<string[]> {
  const found: string[] = [];
  for (const table of tables) {
    for (const column of ['account_id', 'principal_id', 'member_id']) {
      if (!(column in table.columns)) continue;
      const row = await db.read((read) => read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${raw(table.name)} WHERE ${raw(column)} = ${account}`));
      if (row && row.n > 0) found.push(table.name);
    }
  }
  for (const table of ['account', 'principal']) {
    const row = await db.read((read) => read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${raw(table)} WHERE id = ${account}`));
    if (row && row.n > 0) found.push(table);
  }
  return found;
}
