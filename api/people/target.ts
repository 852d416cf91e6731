import { aliasByAddress } from '../../db/repositories/aliases.ts';
import { domainByName, principalByAddress } from '../../db/repositories/people.ts';
import type { Read } from '../../db/index.ts';
import { CoreError } from '../client/errors.ts';
import { checkedAddress } from './addresses.ts';

/**
 * An address that mail may be led to. Elsewhere is believed; in one of our domains there must be somebody, else the mail would be refused only once it is
 * here. @throws CoreError invalidProperties
 */
export async function checkTarget(read: Read, input: string, property: string): Promise<string> {
  const { address, local, domain } = checkedAddress(input, property);
  if (!(await domainByName(read, domain))) return address;
  const plus = local.indexOf('+');
  const candidates = plus > 0 ? [address, `${local.slice(0, plus)}@${domain}`] : [address];
  for (const candidate of candidates) {
    if ((await principalByAddress(read, candidate)) || (await aliasByAddress(read, candidate))) return address;
  }
  throw new CoreError('invalidProperties', `There is no account or alias ${address} that could take the mail; add it first.`, { properties: [property] });
}
