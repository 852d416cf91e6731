/** What `messagerie verify` reads of sharing: every row with what it points to, in pages by key. */
import type { Read } from '../sql/queries.ts';
import { raw, sql } from '../sql/statement.ts';

/** Place of a row: its object and its principal. */
export interface Place {
  readonly object: number;
  readonly principal: number;
}

interface Pointing {
  object_id: number;
  principal_id: number;
  /** 1 where the object is there, in this account. */
  has_object: number;
  /** Null where nobody has that number. */
  principal_type: string | null;
}

export interface GrantPointers extends Pointing {
  rights: number;
  modseq: number;
}

export function grantsAfter(read: Read, accountId: number, after: Place, limit: number): Promise<GrantPointers[]> {
  return read.all(sql`
    SELECT g.object_id, g.principal_id, g.rights, g.modseq, ${hasObject('o')}, p.type AS principal_type
      FROM access_grant g LEFT JOIN mailbox o ON o.id = g.object_id AND o.account_id = g.account_id LEFT JOIN principal p ON p.id = g.principal_id
     WHERE g.account_id = ${accountId} AND g.object_type = 'mailbox' AND g.object_id >= ${after.object} AND (g.object_id > ${after.object} OR g.principal_id > ${after.principal})
     ORDER BY g.object_id, g.principal_id LIMIT ${limit}`);
}

export interface OverlayPointers extends Pointing {
  seen: number;
  modseq: number;
}

export function overlaysAfter(read: Read, accountId: number, after: Place, limit: number): Promise<OverlayPointers[]> {
  return read.all(sql`
    SELECT s.email_id AS object_id, s.principal_id, s.seen, s.modseq, ${hasObject('o')}, p.type AS principal_type
      FROM seen_overlay s LEFT JOIN email o ON o.account_id = s.account_id AND o.id = s.email_id LEFT JOIN principal p ON p.id = s.principal_id
     WHERE s.account_id = ${accountId} AND s.email_id >= ${after.object} AND (s.email_id > ${after.object} OR s.principal_id > ${after.principal})
     ORDER BY s.email_id, s.principal_id LIMIT ${limit}`);
}

export interface ReaderMailboxPointers extends Pointing {
  counter_modseq: number;
  property_modseq: number;
}

export function readerMailboxesAfter(read: Read, accountId: number, after: Place, limit: number): Promise<ReaderMailboxPointers[]> {
  return read.all(sql`
    SELECT r.mailbox_id AS object_id, r.principal_id, r.counter_modseq, r.property_modseq, ${hasObject('o')}, p.type AS principal_type
      FROM reader_mailbox r LEFT JOIN mailbox o ON o.id = r.mailbox_id AND o.account_id = r.account_id LEFT JOIN principal p ON p.id = r.principal_id
     WHERE r.account_id = ${accountId} AND r.mailbox_id >= ${after.object} AND (r.mailbox_id > ${after.object} OR r.principal_id > ${after.principal})
     ORDER BY r.mailbox_id, r.principal_id LIMIT ${limit}`);
}

export interface MetadataPointers extends Pointing {
  entry: string;
}

export function metadataAfter(read: Read, accountId: number, after: Place & { readonly entry: string }, limit: number): Promise<MetadataPointers[]> {
  const { object, principal, entry } = after;
  return read.all(sql`
    SELECT x.mailbox_id AS object_id, x.principal_id, x.entry, ${hasObject('o')}, p.type AS principal_type
      FROM metadata x LEFT JOIN mailbox o ON o.id = x.mailbox_id AND o.account_id = x.account_id LEFT JOIN principal p ON p.id = x.principal_id
     WHERE x.account_id = ${accountId} AND x.mailbox_id >= ${object}
       AND (x.mailbox_id > ${object} OR x.principal_id > ${principal} OR (x.principal_id = ${principal} AND x.entry > ${entry}))
     ORDER BY x.mailbox_id, x.principal_id, x.entry LIMIT ${limit}`);
}

/** The next account that some row of the table belongs to: a step through its index, however many rows it has. */
export async function nextAccountIn(read: Read, table: 'access_grant' | 'seen_overlay' | 'reader_mailbox' | 'share_notification' | 'share_change' | 'metadata', after: number): Promise<number | undefined> {
  const row = await read.get<{ account_id: number }>(sql`SELECT account_id FROM ${raw(table)} WHERE account_id > ${after} ORDER BY account_id LIMIT 1`);
  return row?.account_id;
}

/** Memberships in groups, with what stands on both ends. */
export function groupMembersAfter(
  read: Read, after: { group: number; member: number }, limit: number,
): Promise<{ group_id: number; member_id: number; group_type: string | null; member_type: string | null }[]> {
  return read.all(sql`
    SELECT g.group_id, g.member_id, p.type AS group_type, m.type AS member_type FROM group_member g
      LEFT JOIN principal p ON p.id = g.group_id LEFT JOIN principal m ON m.id = g.member_id
     WHERE g.group_id >= ${after.group} AND (g.group_id > ${after.group} OR g.member_id > ${after.member}) ORDER BY g.group_id, g.member_id LIMIT ${limit}`);
}

const hasObject = (alias: string) => raw(`CASE WHEN ${alias}.id IS NULL THEN 0 ELSE 1 END AS has_object`);
