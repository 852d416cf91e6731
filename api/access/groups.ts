/** Membership in groups, through groups in groups. */
import type { Read } from '../../db/index.ts';
import { groupsWith, membersIn } from '../../db/repositories/groups.ts';

/** All groups that a principal is in; a circle of groups ends by itself. */
export async function groupsOf(read: Read, principalId: number): Promise<number[]> {
  return closure([principalId], (ids) => groupsWith(read, ids));
}

/** Everybody in a group, groups included, at any depth. */
export async function membersOf(read: Read, groupId: number): Promise<number[]> {
  return closure([groupId], (ids) => membersIn(read, ids));
}

/** What the step leads to from the first ones, without these. */
async function closure(first: readonly number[], step: (ids: readonly number[]) => Promise<readonly number[]>): Promise<number[]> {
  const known = new Set(first);
  for (let fresh: readonly number[] = first; fresh.length > 0; ) {
    fresh = (await step(fresh)).filter((id) => !known.has(id));
    for (const id of fresh) known.add(id);
  }
  for (const id of first) known.delete(id);
  return [...known];
}
