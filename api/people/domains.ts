import type { components } from '../../openapi/index.ts';
import { addressesIn, deleteDomainRow, type DomainRow, insertDomain, listDomainRows, setCatchAll } from '../../db/repositories/domains.ts';
import { domainByName } from '../../db/repositories/people.ts';
import { SYSTEM_ACCOUNT, type Read } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { checkedDomain, normalizeDomain } from './addresses.ts';
import { type Page, pageOf, type PageOptions } from './page.ts';
import { checkTarget } from './target.ts';

export type Domain = components['schemas']['Domain'];

async function domainView(read: Read, row: DomainRow): Promise<Domain> {
  const { accounts } = await addressesIn(read, row.name);
  return { name: row.name, catchAll: row.catch_all, accounts, createdAt: new Date(row.created_at).toISOString() };
}

/** @throws CoreError alreadyExists, invalidProperties */
export async function createDomain(core: Core, input: { name: string; catchAll?: string | null | undefined }, by: Actor = serverActor): Promise<Domain> {
  const name = checkedDomain(input.name, 'name');
  const now = core.clock.now();
  return core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    if (await domainByName(tx, name)) throw new CoreError('alreadyExists', `There is a domain ${name} already.`, { properties: ['name'] });
    const row: DomainRow = { id: tx.account(SYSTEM_ACCOUNT).newId(), name, catch_all: null, created_at: now };
    await insertDomain(tx, row);
    if (input.catchAll !== undefined && input.catchAll !== null) {
      row.catch_all = await checkTarget(tx, input.catchAll, 'catchAll');
      await setCatchAll(tx, row.id, row.catch_all);
    }
    await audit(tx, SYSTEM_ACCOUNT, now, by, { action: 'domainCreate', subject: name });
    return domainView(tx, row);
  });
}

export async function listDomains(core: Core, options: PageOptions = {}): Promise<Page<Domain>> {
  return core.db.read(async (read) => {
    const page = await pageOf(options, (after, limit) => listDomainRows(read, after, limit), (row) => row.name, (row) => row);
    const items: Domain[] = [];
    for (const row of page.items) items.push(await domainView(read, row));
    return { items, next: page.next };
  });
}

/** @throws CoreError notFound */
export async function getDomain(core: Core, name: string): Promise<Domain> {
  return core.db.read(async (read) => domainView(read, await findDomain(read, name)));
}

async function findDomain(read: Read, name: string): Promise<DomainRow> {
  const row = await domainByName(read, normalizeDomain(name));
  if (!row) throw new CoreError('notFound', `This server has no domain ${name.slice(0, 253)}.`);
  return row;
}

/** @param catchAll who gets mail for addresses that do not exist; null refuses it @throws CoreError notFound, invalidProperties */
export async function setDomainCatchAll(core: Core, name: string, catchAll: string | null, by: Actor = serverActor): Promise<Domain> {
  return core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    const row = await findDomain(tx, name);
    const address = catchAll === null ? null : await checkTarget(tx, catchAll, 'catchAll');
    await setCatchAll(tx, row.id, address);
    await audit(tx, SYSTEM_ACCOUNT, core.clock.now(), by, { action: 'domainUpdate', subject: row.name, detail: `catch-all ${address ?? 'none'}` });
    return domainView(tx, { ...row, catch_all: address });
  });
}

/** @throws CoreError notFound, inUse where accounts or aliases have an address in it */
export async function deleteDomain(core: Core, name: string, by: Actor = serverActor): Promise<void> {
  await core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    const row = await findDomain(tx, name);
    const { accounts, aliases } = await addressesIn(tx, row.name);
    if (accounts + aliases > 0) {
      throw new CoreError('inUse', `${row.name} still has ${count(accounts, 'account')} and ${count(aliases, 'alias', 'aliases')}; delete them first.`, {
        accounts, aliases,
      });
    }
    await deleteDomainRow(tx, row.id);
    await audit(tx, SYSTEM_ACCOUNT, core.clock.now(), by, { action: 'domainDelete', subject: row.name });
  });
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
