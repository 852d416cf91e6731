/** What of a mailbox a sharee has not read: found once by a walk over it, then kept up with what changes. */
import { integers, perDialect, type Read, sql, type Statement } from '../../../db/index.ts';
import type { MailboxRow } from '../../../db/repositories/mailboxes.ts';
import type { Reach } from '../../access/reach.ts';
import { Turn } from '../query/turn.ts';
import { DRAFT } from '../store/keywords.ts';
import { hasRead } from './reader-seen.ts';

/** As it was at two mod-sequences: the mailbox's, and that of the reader's own counters of it. Never changed, since older snapshots may still be read. */
export interface ReaderUnread {
  readonly highest: number;
  readonly counter: number;
  /** Email to Thread: visible there, neither seen by the reader nor a draft. */
  readonly emails: ReadonlyMap<number, number>;
  /** Threads of these. */
  readonly threads: ReadonlySet<number>;
}

/** Rows looked at in one statement. */
const BATCH = 1000;
/** Where more has changed, a walk is no dearer. */
const MOST_CHANGED = 1000;

const forced = perDialect({ sqlite: '', mariadb: 'FORCE INDEX (ix_membership_mailbox_id_email_id)' });
const joinInOrder = perDialect({ sqlite: 'CROSS JOIN', mariadb: 'STRAIGHT_JOIN' });

/**
 * @param counter when the reader's own counters of the mailbox last changed
 * @param before as it was earlier, if that is known
 * @param horizon changes up to it are forgotten
 */
export async function readerUnread(read: Read, sharee: Reach, mailbox: MailboxRow, counter: number, before: ReaderUnread | undefined, horizon: number): Promise<ReaderUnread> {
  const highest = mailbox.highest_modseq;
  const isLater = before && before.highest <= highest && before.counter <= counter && before.highest >= horizon;
  const changed = isLater ? await changedSince(read, sharee, mailbox.id, before) : undefined;
  if (!before || !changed) return unread(highest, counter, await walk(read, sharee, mailbox.id));
  const emails = new Map(before.emails);
  for (const id of changed) emails.delete(id);
  for (const { id, thread } of await read.all<UnreadRow>(unreadRows(sharee, mailbox.id, sql`m.email_id IN ${integers(changed)}`))) emails.set(id, thread);
  return unread(highest, counter, emails);
}

const unread = (highest: number, counter: number, emails: ReadonlyMap<number, number>): ReaderUnread => ({ highest, counter, emails, threads: new Set(emails.values()) });

interface UnreadRow {
  id: number;
  thread: number;
}

const unreadRows = (sharee: Reach, mailbox: number, among: Statement): Statement => sql`
  SELECT m.email_id AS id, e.thread_id AS thread FROM membership m ${forced} ${joinInOrder} email e ON e.account_id = m.account_id AND e.id = m.email_id
   WHERE m.mailbox_id = ${mailbox} AND ${among} AND m.deleted = 0 AND (e.keyword_bits & ${DRAFT}) = 0 AND NOT ${hasRead(sharee, 'm.email_id')}`;

async function walk(read: Read, sharee: Reach, mailbox: number): Promise<Map<number, number>> {
  const turn = new Turn();
  const emails = new Map<number, number>();
  for (let after = 0, isLast = false; !isLast; ) {
    const end = await read.get<{ id: number }>(sql`
      SELECT m.email_id AS id FROM membership m ${forced} WHERE m.mailbox_id = ${mailbox} AND m.email_id > ${after} ORDER BY m.email_id LIMIT 1 OFFSET ${BATCH - 1}`);
    const upTo = end ? sql` AND m.email_id <= ${end.id}` : sql``;
    for (const { id, thread } of await read.all<UnreadRow>(unreadRows(sharee, mailbox, sql`m.email_id > ${after}${upTo}`))) emails.set(id, thread);
    isLast = !end;
    after = end?.id ?? after;
    await turn.giveWay();
  }
  return emails;
}

/** Undefined where there are too many. */
async function changedSince(read: Read, { account, principal }: Reach, mailbox: number, { highest, counter }: ReaderUnread): Promise<number[] | undefined> {
  const limit = sql`LIMIT ${MOST_CHANGED + 1}`;
  const there = await read.all<{ id: number }>(sql`SELECT email_id AS id FROM membership WHERE mailbox_id = ${mailbox} AND modseq > ${highest} ${limit}`);
  if (there.length > MOST_CHANGED) return undefined;
  const left = await read.all<{ id: number }>(sql`
    SELECT email_id AS id FROM membership_past WHERE account_id = ${account} AND to_modseq > ${highest} AND mailbox_id = ${mailbox} ${limit}`);
  if (left.length > MOST_CHANGED) return undefined;
  const seen = await read.all<{ id: number }>(sql`
    SELECT email_id AS id FROM seen_overlay WHERE principal_id = ${principal} AND account_id = ${account} AND modseq > ${counter} ${limit}`);
  if (seen.length > MOST_CHANGED) return undefined;
  return [...new Set([...there, ...left, ...seen].map(({ id }) => id))];
}
