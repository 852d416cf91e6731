import { aliasesTo, aliasTargets, principalById } from '../../db/repositories/people.ts';
import type { Read } from '../../db/index.ts';
import { normalizeAddress, splitAddress } from './recipients.ts';

/** Aliases that are followed upwards: more lead to nobody in real life. */
const mostAddresses = 5000;

/** The addresses that a person may send as: their own first, then aliases that lead to it, by way of others too. */
export async function addressesOf(read: Read, principalId: number): Promise<string[]> {
  const principal = await principalById(read, principalId);
  if (!principal || principal.address === null) return [];
  const found = new Set([principal.address]);
  // A Set is walked in the order of insertion, with what is added on the way: this is the search itself.
  for (const address of found) {
    if (found.size >= mostAddresses) break;
    for (const alias of await aliasesTo(read, address)) found.add(alias);
  }
  return [...found];
}

/** Those of a person's addresses that lead to others as well, straight or by way of one that does. @param own as {@link addressesOf} gives them */
export async function sharedAmong(read: Read, own: readonly string[]): Promise<ReadonlySet<string>> {
  const isOwn = new Set(own);
  const targets = await aliasTargets(read, own);
  const shared = new Set(targets.filter(({ target }) => !isOwn.has(target)).map(({ address }) => address));
  // Each round goes one alias further up; there are no more rounds than aliases.
  for (let before = -1; before !== shared.size; ) {
    before = shared.size;
    for (const { address, target } of targets) if (shared.has(target)) shared.add(address);
  }
  return shared;
}

/** May a person send as this address: one of their own, or a plus-address of one (`ali+list@…`)? */
export async function mayUseAddress(read: Read, principalId: number, rawAddress: string): Promise<boolean> {
  const address = normalizeAddress(rawAddress);
  const parts = splitAddress(address);
  if (!parts) return false;
  const own = new Set(await addressesOf(read, principalId));
  if (own.has(address)) return true;
  const plus = parts.local.indexOf('+');
  return plus > 0 && own.has(`${parts.local.slice(0, plus)}@${parts.domain}`);
}
