import type { components } from '../../openapi/index.ts';
import {
  accountByAddress, accountById, type AccountRow, capabilityNames, insertAccount, insertIdentity, insertSubscriptions, listAccountRows, type Pop3Deletions, renameDefaultIdentity, setCapabilitiesOff, setPop3Deletions, setQuota, setQuotaMessages, setSentCopy, updatePrincipal,
} from '../../db/repositories/accounts.ts';
import { aliasByAddress } from '../../db/repositories/aliases.ts';
import { insertMailbox } from '../../db/repositories/mailboxes.ts';
import { domainByName, principalByAddress } from '../../db/repositories/people.ts';
import { stampPrincipal } from '../../db/repositories/principals.ts';
import { SYSTEM_ACCOUNT, type Read, type Unit, type UnitAccount } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { passwordsOf } from '../access/passwords.ts';
import { putPassword, revoke } from '../access/set-password.ts';
import { CoreError } from '../client/errors.ts';
import type { Language } from '../client/index.ts';
import type { Core } from '../core.ts';
import { fromId, toId } from '../ids.ts';
import { checkedAddress, normalizeDomain } from './addresses.ts';
import { checkedPassword } from './new-password.ts';
import { type Page, pageOf } from './page.ts';
import { normalizeAddress } from './recipients.ts';
import { birthRoles, roleNames } from '../mail/mailboxes/role-names.ts';

export type Account = components['schemas']['Account'];
/** Of IMAP or POP3. */
export type Capability = components['schemas']['Capability'];

export interface NewAccount {
  readonly address: string;
  readonly name: string;
  /** `en` unless given: folder names are what scripts APPEND to. */
  readonly language?: Language | undefined;
  /** Without one nobody can sign in. */
  readonly password?: string | null | undefined;
  readonly quotaBytes?: number | null | undefined;
  readonly quotaMessages?: number | null | undefined;
  readonly administrator?: boolean | undefined;
}

export interface AccountChange {
  readonly name?: string | undefined;
  readonly language?: Language | undefined;
  readonly quotaBytes?: number | null | undefined;
  readonly quotaMessages?: number | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly administrator?: boolean | undefined;
  /** Whether mail submitted by SMTP leaves a copy in the Sent folder. */
  readonly sentCopy?: boolean | undefined;
  readonly pop3Deletions?: Pop3Deletions | undefined;
  readonly capabilitiesOff?: readonly Capability[] | undefined;
  readonly password?: string | undefined;
}

export function accountView(row: AccountRow): Account {
  return {
    id: toId('account', row.id),
    address: row.address ?? '',
    name: row.name,
    language: row.language as Language,
    quotaBytes: row.quota_bytes,
    quotaMessages: row.quota_messages,
    usedBytes: row.used_bytes,
    usedMessages: row.used_count,
    disabled: row.disabled === 1,
    administrator: row.administrator === 1,
    sentCopy: row.sent_copy === 1,
    pop3Deletions: row.pop3_deletions,
    capabilitiesOff: capabilityNames(row.capabilities_off) as Capability[],
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/**
 * Makes a person with an account, their six folders and their identity, in one unit.
 * @throws CoreError domainUnknown (with the command to type), alreadyExists, invalidProperties
 */
export async function createAccount(core: Core, input: NewAccount, by: Actor = serverActor): Promise<Account> {
  const { address, domain } = checkedAddress(input.address, 'address');
  const name = checkedName(input.name);
  const language = input.language ?? 'en';
  const encoded = input.password === undefined || input.password === null ? null : await passwordsOf(core).hash(checkedPassword(input.password, 'password'));
  const now = core.clock.now();
  const row = await core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    await checkFree(tx, address, domain);
    const id = tx.account(SYSTEM_ACCOUNT).newId();
    await insertAccount(tx, { id, name, address, language, administrator: input.administrator ?? false, quotaBytes: input.quotaBytes ?? null, quotaMessages: input.quotaMessages ?? null, createdAt: now });
    await stampPrincipal(tx, id, true);
    const account = await tx.adopt(id);
    await createBirthMailboxes(tx, account, language, now);
    await insertIdentity(tx, { id: account.newId(), accountId: id, name, email: address, mayDelete: false, modseq: account.modseq });
    for (const type of ['Mailbox', 'Identity', 'Quota'] as const) account.touch(type);
    account.mailboxProperties = true;
    if (encoded !== null) await putPassword(tx, id, encoded, now);
    await audit(tx, id, now, by, { action: 'accountCreate', subject: address });
    return needRow(await accountById(tx, id), address);
  });
  return accountView(row);
}

/** An address is free where its domain is ours and nobody and no alias has it. */
export async function checkFree(read: Read, address: string, domain: string): Promise<void> {
  if (!(await domainByName(read, domain))) {
    throw new CoreError('domainUnknown', `This server does not receive mail for ${domain}. Add the domain first: messagerie domain add ${domain}`, {
      properties: ['address'], domain,
    });
  }
  const holder = await principalByAddress(read, address);
  if (holder) {
    throw new CoreError('alreadyExists', `There is ${holder.type === 'individual' ? 'an account' : 'a group'} ${address} already.`, { properties: ['address'] });
  }
  if (await aliasByAddress(read, address)) {
    throw new CoreError('alreadyExists', `${address} is an alias already. Delete it first: messagerie alias delete ${address}`, { properties: ['address'] });
  }
}

async function createBirthMailboxes(tx: Unit, account: UnitAccount, language: Language, now: number): Promise<void> {
  const ids: number[] = [];
  for (const [order, role] of birthRoles.entries()) {
    const id = account.newId();
    await insertMailbox(tx, {
      id, account_id: account.id, parent_id: 0, name: roleNames[language][role], role, sort_order: order + 1, uid_validity: account.newUidValidity(),
      created_at: now, modseq: account.modseq,
    });
    account.mailboxIds.add(id);
    ids.push(id);
  }
  await insertSubscriptions(tx, account.id, account.id, ids);
}

/** @param domain a domain's name; @param search part of a name or address */
export async function listAccounts(
  core: Core, options: { cursor?: string | undefined; limit?: number | undefined; domain?: string | undefined; search?: string | undefined } = {},
): Promise<Page<Account>> {
  return core.db.read((read) =>
    pageOf(options, (after, limit) => {
      const domain = options.domain === undefined ? undefined : normalizeDomain(options.domain);
      return listAccountRows(read, { after, domain, search: options.search?.normalize('NFC') }, limit);
    }, (row) => row.address ?? '', accountView),
  );
}

/** @param name id or address @throws CoreError accountNotFound */
export async function getAccount(core: Core, name: string): Promise<Account> {
  return accountView(await core.db.read((read) => findAccount(read, name)));
}

/** @param name id or address @throws CoreError accountNotFound */
export async function findAccount(read: Read, name: string): Promise<AccountRow> {
  const id = fromId('account', name);
  const row = (id === undefined ? undefined : await accountById(read, id)) ?? (await accountByAddress(read, normalizeAddress(name)));
  return needRow(row, name);
}

function needRow(row: AccountRow | undefined, name: string): AccountRow {
  if (!row) throw new CoreError('accountNotFound', `There is no account ${name.slice(0, 320)}.`);
  return row;
}

/**
 * Changes an account. A new password, and losing the right to sign in or to administer, end what is open.
 * @param name id or address
 * @throws CoreError accountNotFound, invalidProperties
 */
export async function updateAccount(core: Core, name: string, change: AccountChange, by: Actor = serverActor): Promise<Account> {
  const { id } = await core.db.read((read) => findAccount(read, name));
  const encoded = change.password === undefined ? null : await passwordsOf(core).hash(checkedPassword(change.password, 'password'));
  const newName = change.name === undefined ? undefined : checkedName(change.name);
  const now = core.clock.now();
  const row = await core.db.write(newName === undefined && change.disabled === undefined ? [id] : [SYSTEM_ACCOUNT, id], async (tx) => {
    const before = needRow(await accountById(tx, id), name);
    const account = tx.account(id);
    const after = {
      name: newName ?? before.name,
      language: change.language ?? before.language,
      administrator: change.administrator ?? before.administrator === 1,
      disabled: change.disabled ?? before.disabled === 1,
    };
    await updatePrincipal(tx, id, after);
    // The directory says to whom one writes: not to somebody who is disabled.
    if (after.name !== before.name || after.disabled !== (before.disabled === 1)) await stampPrincipal(tx, id);
    if (after.name !== before.name && (await renameDefaultIdentity(tx, id, before.name, after.name, account.modseq)) > 0) account.touch('Identity');
    if (change.quotaBytes !== undefined) {
      await setQuota(tx, id, change.quotaBytes);
      account.touch('Quota');
    }
    if (change.quotaMessages !== undefined) {
      await setQuotaMessages(tx, id, change.quotaMessages);
      account.touch('Quota');
    }
    if (change.sentCopy !== undefined) await setSentCopy(tx, id, change.sentCopy);
    if (change.pop3Deletions !== undefined) await setPop3Deletions(tx, id, change.pop3Deletions);
    if (change.capabilitiesOff !== undefined) await setCapabilitiesOff(tx, id, [...new Set(change.capabilitiesOff)]);
    const changed = Object.keys(change).filter((key) => change[key as keyof AccountChange] !== undefined);
    await audit(tx, id, now, by, { action: 'accountUpdate', subject: before.address ?? '', detail: changed.join(' ') });
    if (encoded !== null) {
      await putPassword(tx, id, encoded, now);
      await revoke(tx, core, id, 'the password was changed', null);
    } else if (after.disabled && before.disabled === 0) {
      await revoke(tx, core, id, 'the account was disabled', null);
    } else if (after.administrator !== (before.administrator === 1)) {
      await revoke(tx, core, id, 'the rights of the account were changed', null);
    }
    return needRow(await accountById(tx, id), name);
  });
  return accountView(row);
}

/** @throws CoreError invalidProperties */
export function checkedName(name: string): string {
  const clean = name.normalize('NFC').trim();
  if (clean === '' || clean.length > 255 || /\p{Cc}/u.test(clean)) {
    throw new CoreError('invalidProperties', 'A name has 1 to 255 characters, without line breaks.', { properties: ['name'] });
  }
  return clean;
}
