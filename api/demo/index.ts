/** The demonstration: an organisation with people and mail, made once in an empty database (contract, Configuration). */
import { randomInt } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMeta, writeMeta } from '../../db/repositories/meta.ts';
import { listAccountRows } from '../../db/repositories/accounts.ts';
import { listDomainRows } from '../../db/repositories/domains.ts';
import type { Read } from '../../db/index.ts';
import type { Core } from '../core.ts';
import { createAccount, listAccounts } from '../people/accounts.ts';
import { createAlias, deleteAlias, listAliases } from '../people/aliases.ts';
import { deleteAccount } from '../people/delete-account.ts';
import { createDomain } from '../people/domains.ts';
import { createGroup, deleteGroup, listGroups } from '../people/groups.ts';
import { compose } from './compose.ts';
import { type DemoMail, demoMail } from './mail.ts';
import { demoAddress, demoAliases, demoGroup, type DemoLocal, demoDomain, demoPeople } from './people.ts';
import { shareFolder } from './share-folder.ts';

export { demoDomain, demoPeople } from './people.ts';

/** A message as it is put into a mailbox. */
export interface DemoDelivery {
  /** The account's number. */
  readonly accountId: number;
  /** Its folder by role; `shared` is the one that the group sees. */
  readonly role: 'inbox' | 'sent' | 'drafts' | 'archive' | 'junk' | 'trash' | 'shared';
  readonly source: Buffer;
  /** JMAP keywords. */
  readonly keywords: readonly string[];
  /** Milliseconds. */
  readonly receivedAt: number;
}

export type Deliver = (delivery: DemoDelivery) => Promise<void>;

export interface DemoAccount {
  readonly address: string;
  readonly password: string;
}

export interface Demonstration {
  /** `address TAB password`, a line each, readable by this user alone. */
  readonly accountsFile: string;
  readonly addresses: readonly string[];
  /** With their passwords, on the start that made them; null later. */
  readonly made: readonly DemoAccount[] | null;
}

const marker = 'demonstration';

/** Is this database a demonstration, whole or begun? It remembers. */
export async function isDemonstration(read: Read): Promise<boolean> {
  return (await readMeta(read, marker)) !== undefined;
}

export interface DemonstrationOptions {
  readonly dataFolder: string;
  /** May an empty database become one (`demo`)? */
  readonly enabled: boolean;
  readonly deliver: Deliver;
}

/**
 * To be called at each start: makes the demonstration in an empty database, does again what a stop left half done, and tells of one that is there.
 * @returns null where this is none
 */
export async function prepareDemonstration(core: Core, options: DemonstrationOptions): Promise<Demonstration | null> {
  const state = await core.db.read((read) => readMeta(read, marker));
  const accountsFile = join(options.dataFolder, 'demo-accounts.txt');
  const addresses = demoPeople.map((person) => demoAddress(person.local));
  if (state === 'complete') return { accountsFile, addresses, made: null };
  if (state === undefined && (!options.enabled || !(await core.db.read(isEmpty)))) return null;
  const made = await createDemonstration(core, { deliver: options.deliver, accountsFile });
  return { accountsFile, addresses, made };
}

async function isEmpty(read: Read): Promise<boolean> {
  return (await listDomainRows(read, undefined, 1)).length === 0 && (await listAccountRows(read, {}, 1)).length === 0;
}

/** Makes the organisation; what an interrupted attempt has left is cleared first. @returns the accounts with their passwords */
export async function createDemonstration(core: Core, options: { readonly deliver: Deliver; readonly accountsFile: string }): Promise<DemoAccount[]> {
  const begun = await core.db.write([], async (tx) => {
    const state = await readMeta(tx, marker);
    if (state !== 'complete') await writeMeta(tx, marker, 'begun');
    return state;
  });
  if (begun === 'complete') return [];
  if (begun === 'begun') await clear(core);
  else await createDomain(core, { name: demoDomain });
  const accounts = new Map<DemoLocal, number>();
  const made: DemoAccount[] = [];
  for (const person of demoPeople) {
    const account = { address: demoAddress(person.local), password: readablePassword() };
    const { id } = await createAccount(core, {
      ...account, name: person.name, language: person.language, administrator: 'administrator' in person,
    });
    accounts.set(person.local, Number.parseInt(id.slice(1), 32));
    made.push(account);
  }
  for (const { local, targets } of demoAliases) await createAlias(core, { address: demoAddress(local), targets: targets.map(demoAddress) });
  await createGroup(core, { address: demoAddress(demoGroup.local), name: demoGroup.name, members: demoGroup.members.map(demoAddress) });
  await shareFolder(core, accounts);
  for (const delivery of deliveries(accounts, core.clock.now())) await options.deliver(delivery);
  // The passwords first: a demonstration that is complete and that nobody can enter would be of no use.
  writeAccounts(options.accountsFile, made);
  await core.db.write([], (tx) => writeMeta(tx, marker, 'complete'));
  return made;
}

async function clear(core: Core): Promise<void> {
  for (const alias of (await listAliases(core, { domain: demoDomain, limit: 500 })).items) await deleteAlias(core, alias.address);
  for (const group of (await listGroups(core, { limit: 500 })).items) await deleteGroup(core, group.address);
  for (const account of (await listAccounts(core, { domain: demoDomain, limit: 500 })).items) await deleteAccount(core, account.address);
  const there = await core.db.read((read) => listDomainRows(read, undefined, 500));
  if (!there.some((domain) => domain.name === demoDomain)) await createDomain(core, { name: demoDomain });
}

function writeAccounts(file: string, accounts: readonly DemoAccount[]): void {
  const lines = accounts.map(({ address, password }) => `${address}\t${password}\n`).join('');
  const temporary = `${file}.new`;
  if (existsSync(temporary)) rmSync(temporary);
  writeFileSync(temporary, lines, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(temporary, file);
}

const syllables = 'ba be bi bo da de di do fa fe fi fo ga go ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo'.split(' ');

/** Random, to be read from a screen and typed: some 57 bits. */
function readablePassword(): string {
  const word = (): string => Array.from({ length: 3 }, () => syllables[randomInt(syllables.length)]).join('');
  return `${word()}-${word()}-${word()}-${randomInt(10, 100)}`;
}

/** Where every message lies: with each recipient, and in the sender's Sent. */
export function* deliveries(accounts: ReadonlyMap<DemoLocal, number>, now: number): Generator<DemoDelivery> {
  const chains = new Map<string, readonly string[]>();
  for (const mail of [...demoMail].sort((a, b) => b.hoursAgo - a.hoursAgo)) {
    const date = new Date(Math.floor((now - mail.hoursAgo * 3_600_000) / 1000) * 1000);
    const messageId = `<${mail.id}.${date.getTime().toString(36)}@${demoDomain}>`;
    const references = mail.replyTo === undefined ? [] : (chains.get(mail.replyTo) ?? []);
    chains.set(mail.id, [...references, messageId]);
    const { from, to, cc, subject, text, html, attachments } = mail;
    const source = compose({ messageId, from, to, cc, subject, date, text, html, attachments, references });
    const sender = typeof from === 'string' ? accounts.get(from) : undefined;
    const at = { source, receivedAt: date.getTime() };
    if (mail.draft) {
      if (sender !== undefined) yield { ...at, accountId: sender, role: 'drafts', keywords: ['$draft', '$seen'] };
      continue;
    }
    if (sender !== undefined) yield { ...at, accountId: sender, role: 'sent', keywords: ['$seen'] };
    for (const local of recipients(mail)) {
      const accountId = accounts.get(local);
      if (accountId !== undefined && local !== from) yield { ...at, accountId, role: mail.folder ?? 'inbox', keywords: keywordsFor(mail, local) };
    }
  }
}

function recipients(mail: DemoMail): Set<DemoLocal> {
  const aliases = new Map(demoAliases.map((alias) => [alias.local, alias.targets]));
  return new Set([...mail.to, ...(mail.cc ?? [])].flatMap((local) => aliases.get(local) ?? [local as DemoLocal]));
}

function keywordsFor(mail: DemoMail, local: DemoLocal): string[] {
  const isRead = mail.read === 'all' || mail.read?.includes(local) || mail.answered?.includes(local);
  return [
    ...(isRead ? ['$seen'] : []),
    ...(mail.flagged?.includes(local) ? ['$flagged'] : []),
    ...(mail.answered?.includes(local) ? ['$answered'] : []),
    ...(mail.folder === 'junk' ? ['$junk'] : []),
  ];
}
