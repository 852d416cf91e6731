/** Groups and who is in them: people, and groups in their turn. */
import type { Read, Write } from '../sql/queries.ts';
import { integers, sql } from '../sql/index.ts';
import { onConflictKeep } from '../sql/statement.ts';

/** Groups that one of these is directly in. */
export async function groupsWith(read: Read, memberIds: readonly number[]): Promise<number[]> {
  const rows = await read.all<{ group_id: number }>(sql`SELECT DISTINCT group_id FROM group_member WHERE member_id IN ${integers(memberIds)}`);
  return rows.map((row) => row.group_id);
}

/** Which of these is directly in which group. */
export function groupEdges(read: Read, memberIds: readonly number[]): Promise<{ group_id: number; member_id: number }[]> {
  return read.all(sql`SELECT group_id, member_id FROM group_member WHERE member_id IN ${integers(memberIds)} ORDER BY group_id, member_id`);
}

/** Direct members of these groups. */
export async function membersIn(read: Read, groupIds: readonly number[]): Promise<number[]> {
  const rows = await read.all<{ member_id: number }>(sql`SELECT DISTINCT member_id FROM group_member WHERE group_id IN ${integers(groupIds)}`);
  return rows.map((row) => row.member_id);
}

export async function addMember(tx: Write, groupId: number, memberId: number): Promise<void> {
  await tx.run(sql`INSERT INTO group_member (group_id, member_id) VALUES (${groupId}, ${memberId}) ${onConflictKeep(['group_id', 'member_id'])}`);
}

/** @returns whether it was a member */
export async function removeMember(tx: Write, groupId: number, memberId: number): Promise<boolean> {
  return (await tx.run(sql`DELETE FROM group_member WHERE group_id = ${groupId} AND member_id = ${memberId}`)) > 0;
}

/** Takes a principal out of all groups and all members out of it, when it goes. */
export async function forgetMember(tx: Write, principalId: number): Promise<void> {
  await tx.run(sql`DELETE FROM group_member WHERE member_id = ${principalId} OR group_id = ${principalId}`);
}
