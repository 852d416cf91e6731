/** How much an account may hold is set: a little more than there is, or anything. */
import { updateAccount } from '../../../api/people/accounts.ts';
import type { Who } from '../model/parts.ts';
import { learnAccount } from '../pictures/imap.ts';
import type { World } from '../world.ts';

/** @param leftBytes room that is left; null: no limit */
export async function limitRoom(world: World, who: Who, leftBytes: number | null): Promise<void> {
  await learnAccount(world, who);
  const { least } = world.model.usedBytes(who);
  const quotaBytes = leftBytes === null ? null : least + leftBytes;
  await updateAccount(world.server.running.open.core, world.person(who).address, { quotaBytes });
  world.model.account(who).quotaBytes = quotaBytes;
  world.say(`${world.person(who).name} may hold ${quotaBytes ?? 'any number of'} bytes`);
}
