/**
 * `$seen` as each reader has it: the owner's is a bit of the Email, everybody else's a row of their own, and no row is unseen (design §5). Who writes such
 * rows is `store/reader-seen.ts`.
 */
import { integers, raw, type Read, sql, type Statement } from '../../../db/index.ts';
import type { Reach } from '../../access/reach.ts';
import { shareeOf, type Viewer } from './viewer.ts';

/** A sharee has read the Email. @param emailId column with its number */
export function hasRead({ principal, account }: Reach, emailId: string): Statement {
  return sql`EXISTS (SELECT 1 FROM seen_overlay so WHERE so.principal_id = ${principal} AND so.email_id = ${raw(emailId)} AND so.account_id = ${account} AND so.seen = 1)`;
}

/** `email.keyword_bits` as this viewer sees them. */
export function keywordBits(viewer: Viewer, alias: 'e' | 't'): Statement {
  const bits = raw(`${alias}.keyword_bits`);
  const sharee = shareeOf(viewer);
  // `$seen` is the lowest bit.
  return sharee ? sql`(${bits} - (${bits} % 2) + CASE WHEN ${hasRead(sharee, `${alias}.id`)} THEN 1 ELSE 0 END)` : sql`${bits}`;
}

/** When a reader's counters of a mailbox, and their own properties of it, last changed; 0 where they never did. */
export interface ReaderMarks {
  readonly counter: number;
  readonly property: number;
}

const none: ReaderMarks = { counter: 0, property: 0 };

/** @returns asks for the marks of one of these mailboxes */
export async function readerMarks(read: Read, principal: number, mailboxIds: ArrayLike<number>): Promise<(mailboxId: number) => ReaderMarks> {
  const rows = await read.all<ReaderMarks & { id: number }>(sql`
    SELECT mailbox_id AS id, counter_modseq AS counter, property_modseq AS property FROM reader_mailbox WHERE principal_id = ${principal} AND mailbox_id IN ${integers(mailboxIds)}`);
  const marks = new Map(rows.map((row) => [row.id, row]));
  return (mailboxId) => marks.get(mailboxId) ?? none;
}
