import type { components } from '../../openapi/index.ts';
import { aliasByAddress, type AliasRow, deleteAliasRow, insertAlias, listAliasRows, replaceTargets, targetsOf } from '../../db/repositories/aliases.ts';
import { clearCatchAll } from '../../db/repositories/domains.ts';
import { SYSTEM_ACCOUNT, type Read } from '../../db/index.ts';
import { type Actor, serverActor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { checkFree } from './accounts.ts';
import { checkedAddress, normalizeDomain } from './addresses.ts';
import { type Page, pageOf, type PageOptions } from './page.ts';
import { normalizeAddress } from './recipients.ts';
import { checkTarget } from './target.ts';

export type Alias = components['schemas']['Alias'];

const mostTargets = 1000;

function aliasView(row: AliasRow, targets: readonly string[]): Alias {
  return { address: row.address, targets: [...targets], createdAt: new Date(row.created_at).toISOString() };
}

/** Makes an address whose mail goes to others, here or elsewhere. @throws CoreError domainUnknown, alreadyExists, invalidProperties */
export async function createAlias(core: Core, input: { address: string; targets: readonly string[] }, by: Actor = serverActor): Promise<Alias> {
  const { address, domain } = checkedAddress(input.address, 'address');
  const now = core.clock.now();
  return core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    await checkFree(tx, address, domain);
    const targets = await checkedTargets(tx, input.targets, address);
    const row: AliasRow = { id: tx.account(SYSTEM_ACCOUNT).newId(), address, created_at: now };
    await insertAlias(tx, row, targets);
    await audit(tx, SYSTEM_ACCOUNT, now, by, { action: 'aliasCreate', subject: address, detail: targets.join(' ') });
    return aliasView(row, targets);
  });
}

export async function listAliases(
  core: Core, options: PageOptions & { domain?: string | undefined; target?: string | undefined } = {},
): Promise<Page<Alias>> {
  const domain = options.domain === undefined ? undefined : normalizeDomain(options.domain);
  const target = options.target === undefined ? undefined : normalizeAddress(options.target);
  return core.db.read(async (read) => {
    const page = await pageOf(options, (after, limit) => listAliasRows(read, { after, domain, target }, limit), (row) => row.address, (row) => row);
    const targets = await targetsOf(read, page.items.map((row) => row.id));
    return { items: page.items.map((row) => aliasView(row, targets.get(row.id) ?? [])), next: page.next };
  });
}

/** @throws CoreError notFound */
export async function getAlias(core: Core, address: string): Promise<Alias> {
  return core.db.read(async (read) => {
    const row = await findAlias(read, address);
    return aliasView(row, (await targetsOf(read, [row.id])).get(row.id) ?? []);
  });
}

async function findAlias(read: Read, address: string): Promise<AliasRow> {
  const row = await aliasByAddress(read, normalizeAddress(address));
  if (!row) throw new CoreError('notFound', `There is no alias ${address.slice(0, 320)}.`);
  return row;
}

/** @throws CoreError notFound, invalidProperties */
export async function setAliasTargets(core: Core, address: string, input: readonly string[], by: Actor = serverActor): Promise<Alias> {
  return core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    const row = await findAlias(tx, address);
    const targets = await checkedTargets(tx, input, row.address);
    await replaceTargets(tx, row.id, targets);
    await audit(tx, SYSTEM_ACCOUNT, core.clock.now(), by, { action: 'aliasUpdate', subject: row.address, detail: targets.join(' ') });
    return aliasView(row, targets);
  });
}

/** @throws CoreError notFound */
export async function deleteAlias(core: Core, address: string, by: Actor = serverActor): Promise<void> {
  await core.db.write([SYSTEM_ACCOUNT], async (tx) => {
    const row = await findAlias(tx, address);
    await deleteAliasRow(tx, row.id);
    await clearCatchAll(tx, row.address);
    await audit(tx, SYSTEM_ACCOUNT, core.clock.now(), by, { action: 'aliasDelete', subject: row.address });
  });
}

/** Targets in their normal form, each once, in alphabetical order. An alias may lead to another and in a circle: delivery follows each address once. */
async function checkedTargets(read: Read, input: readonly string[], self: string): Promise<string[]> {
  const targets = [...new Set(input.map((target) => checkedAddress(target, 'targets').address))].sort();
  if (targets.length === 0 || targets.length > mostTargets) {
    throw new CoreError('invalidProperties', `An alias leads to 1 to ${mostTargets} addresses.`, { properties: ['targets'] });
  }
  for (const target of targets) if (target !== self) await checkTarget(read, target, 'targets');
  if (targets.length === 1 && targets[0] === self) {
    throw new CoreError('invalidProperties', `${self} cannot lead to itself alone.`, { properties: ['targets'] });
  }
  return targets;
}
