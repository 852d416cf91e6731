/** What several people may do in one mailbox, through whichever grants: a few statements, however many they are. */
import { ANYONE, grantsOn } from '../../db/repositories/grants.ts';
import { groupEdges } from '../../db/repositories/groups.ts';
import type { Read } from '../../db/index.ts';

/** Bits by principal; the owner's are not looked at. */
export async function rightsAmong(read: Read, mailboxId: number, principals: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const granted = new Map((await grantsOn(read, [mailboxId])).map((grant) => [grant.principal_id, grant.rights]));
  const above = new Map<number, number[]>();
  for (let fresh = [...principals]; granted.size > 0 && fresh.length > 0; ) {
    for (const id of fresh) above.set(id, []);
    for (const { group_id: group, member_id: member } of await groupEdges(read, fresh)) above.get(member)?.push(group);
    fresh = [...new Set(fresh.flatMap((id) => above.get(id) ?? []))].filter((id) => !above.has(id));
  }
  return new Map(principals.map((principal) => {
    const identities = new Set([principal]);
    for (const id of identities) for (const group of above.get(id) ?? []) identities.add(group);
    return [principal, [ANYONE, ...identities].reduce((bits, id) => bits | (granted.get(id) ?? 0), 0)];
  }));
}
