import { aliasTargets, domainByName, principalByAddress } from '../../db/repositories/people.ts';
import { administratorIds, postmasterAddresses } from '../../db/repositories/postmaster.ts';
import { activePeople, groupById } from '../../db/repositories/principals.ts';
import type { Read } from '../../db/index.ts';
import { membersOf } from '../access/groups.ts';
import { normalizeDomain } from './addresses.ts';

/** Where a recipient's mail goes. */
export type Route =
  /** Accounts here, and addresses elsewhere where an alias leads there. */
  | { readonly kind: 'local'; readonly accounts: readonly number[]; readonly external: readonly string[] }
  | { readonly kind: 'remote' }
  | { readonly kind: 'unknown' };

/** Aliases that lead to aliases are followed this deep; a circle ends by itself, since no address is looked up twice. */
const MAX_DEPTH = 10;
const MAX_TARGETS = 5_000;

export function splitAddress(address: string): { local: string; domain: string } | undefined {
  const at = address.lastIndexOf('@');
  if (at <= 0 || at === address.length - 1) return undefined;
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/**
 * Addresses compare without regard to case here, in both parts: nobody runs two people as `Ali` and `ali`. An internationalised domain is the same in
 * both of its forms.
 */
export function normalizeAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address.normalize('NFC').toLowerCase();
  return `${address.slice(0, at).normalize('NFC').toLowerCase()}@${normalizeDomain(address.slice(at + 1))}`;
}

/** The one mailbox that needs no domain (RFC 5321 §4.1.1.3). */
export const isBarePostmaster = (address: string): boolean => address.toLowerCase() === POSTMASTER;

const POSTMASTER = 'postmaster';

/**
 * Recipient/resolve: own addresses, aliases, plus-addresses (`ali+list@…`), then the domain's catch-all. Postmaster, with and without a domain of ours, is
 * always somebody (RFC 5321 §4.5.1): whoever has the address, else all administrators.
 */
export async function resolveRoute(read: Read, rawAddress: string): Promise<Route> {
  const address = normalizeAddress(rawAddress);
  if (address === POSTMASTER) return resolvePostmaster(read);
  const parts = splitAddress(address);
  if (!parts) return { kind: 'unknown' };
  const domain = await domainByName(read, parts.domain);
  if (!domain) return { kind: 'remote' };
  const found = { accounts: new Set<number>(), external: new Set<string>() };
  const seen = new Set<string>();
  await follow(read, address, found, seen, 0);
  if (found.accounts.size === 0 && found.external.size === 0 && parts.local === POSTMASTER) for (const id of await administratorIds(read)) found.accounts.add(id);
  if (found.accounts.size === 0 && found.external.size === 0 && domain.catch_all) await follow(read, domain.catch_all, found, seen, 0);
  if (found.accounts.size === 0 && found.external.size === 0) return { kind: 'unknown' };
  return { kind: 'local', accounts: [...found.accounts], external: [...found.external] };
}

/** Without a domain: the postmasters of our domains, where somebody has such an address. */
async function resolvePostmaster(read: Read): Promise<Route> {
  const found = { accounts: new Set<number>(), external: new Set<string>() };
  const seen = new Set<string>();
  for (const address of await postmasterAddresses(read)) await follow(read, address, found, seen, 0);
  if (found.accounts.size === 0 && found.external.size === 0) for (const id of await administratorIds(read)) found.accounts.add(id);
  return found.accounts.size === 0 && found.external.size === 0 ? { kind: 'unknown' } : { kind: 'local', accounts: [...found.accounts], external: [...found.external] };
}

async function follow(read: Read, address: string, found: { accounts: Set<number>; external: Set<string> }, seen: Set<string>, depth: number): Promise<void> {
  if (seen.has(address) || depth > MAX_DEPTH || seen.size > MAX_TARGETS) return;
  seen.add(address);
  const parts = splitAddress(address);
  if (!parts) return;
  const plus = parts.local.indexOf('+');
  const candidates = plus > 0 ? [address, `${parts.local.slice(0, plus)}@${parts.domain}`] : [address];
  for (const candidate of candidates) {
    const principal = await principalByAddress(read, candidate);
    if (principal) {
      if (principal.type === 'group') await followGroup(read, principal.id, found);
      else if (!principal.disabled) found.accounts.add(principal.id);
      return;
    }
    const targets = await aliasTargets(read, [candidate]);
    if (targets.length > 0) {
      for (const { target } of targets) await follow(read, target, found, seen, depth + 1);
      return;
    }
  }
  if (depth > 0 && !(await domainByName(read, parts.domain))) found.external.add(address);
}

/** Mail to a group goes to the people in it, at any depth, or into its own mailbox. */
async function followGroup(read: Read, id: number, found: { accounts: Set<number> }): Promise<void> {
  if ((await groupById(read, id))?.delivery === 'mailbox') {
    found.accounts.add(id);
    return;
  }
  for (const person of await activePeople(read, await membersOf(read, id))) found.accounts.add(person);
}
