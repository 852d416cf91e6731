import { accountsSharedWith } from '../../db/repositories/grants.ts';
import type { Unit } from '../../db/index.ts';
import { groupsOf, membersOf } from '../access/groups.ts';
import type { Core } from '../core.ts';

/** People whose membership changed look again at whatever is shared with the group, and with the groups that it is in. */
export async function tellOfMembership(tx: Unit, core: Core, groupId: number, memberIdsChanged: readonly number[]): Promise<void> {
  if (memberIdsChanged.length === 0) return;
  const people = new Set(memberIdsChanged);
  for (const id of memberIdsChanged) for (const inner of await membersOf(tx, id)) people.add(inner);
  const shared = await accountsSharedWith(tx, [groupId, ...(await groupsOf(tx, groupId))]);
  const accounts = new Set(shared.map((row) => row.account_id));
  tx.afterCommit(() => {
    for (const accountId of accounts) core.bus.publish({ kind: 'grants', accountId, principalIds: people });
  });
}
