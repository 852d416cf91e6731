/**
 * Queries that an index answers at the cost of the page, however many messages there are (design §6): a mailbox by arrival, the same collapsed by threads
 * (newest first), and the whole account by arrival.
 */
import { raw, type Read, sql } from '../../../db/index.ts';
import type { MailboxRow } from '../../../db/repositories/mailboxes.ts';
import type { EmailResults } from './results.ts';

const directions = { ascending: { order: raw('ASC'), before: raw('<') }, descending: { order: raw('DESC'), before: raw('>') } } as const;
export type Direction = keyof typeof directions;

interface IdRow {
  id: number;
}

const numbers = (rows: readonly IdRow[]): number[] => rows.map((row) => row.id);

export function mailboxByArrival(read: Read, mailbox: MailboxRow, direction: Direction): EmailResults {
  const { order, before } = directions[direction];
  return {
    count: () => mailbox.total_emails,
    async indexOf(emailId) {
      const anchor = await read.get<{ received: number }>(sql`
        SELECT received_at AS received FROM membership WHERE mailbox_id = ${mailbox.id} AND email_id = ${emailId} AND deleted = 0`);
      if (!anchor) return undefined;
      const row = await read.get<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM membership WHERE mailbox_id = ${mailbox.id} AND deleted = 0
           AND (received_at ${before} ${anchor.received} OR (received_at = ${anchor.received} AND email_id ${before} ${emailId}))`);
      return row?.n;
    },
    page: async (position, limit) => numbers(await read.all<IdRow>(sql`
      SELECT email_id AS id FROM membership WHERE mailbox_id = ${mailbox.id} AND deleted = 0
       ORDER BY received_at ${order}, email_id ${order} LIMIT ${limit} OFFSET ${position}`)),
  };
}

/** The newest Email of each thread stands for it, so only "newest first" is kept ready. */
export function threadsByArrival(read: Read, mailbox: MailboxRow): EmailResults {
  return {
    count: () => mailbox.total_threads,
    async indexOf(emailId) {
      const anchor = await read.get<{ received: number }>(sql`
        SELECT tm.latest_received AS received FROM email e JOIN thread_mailbox tm ON tm.mailbox_id = ${mailbox.id} AND tm.thread_id = e.thread_id
         WHERE e.account_id = ${mailbox.account_id} AND e.id = ${emailId} AND tm.latest_email = ${emailId}`);
      if (!anchor) return undefined;
      const row = await read.get<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM thread_mailbox WHERE mailbox_id = ${mailbox.id}
           AND (latest_received > ${anchor.received} OR (latest_received = ${anchor.received} AND latest_email > ${emailId}))`);
      return row?.n;
    },
    page: async (position, limit) => numbers(await read.all<IdRow>(sql`
      SELECT latest_email AS id FROM thread_mailbox WHERE mailbox_id = ${mailbox.id}
       ORDER BY latest_received DESC, latest_email DESC LIMIT ${limit} OFFSET ${position}`)),
  };
}

export function accountByArrival(read: Read, account: number, direction: Direction): EmailResults {
  const { order, before } = directions[direction];
  return {
    async count() {
      const row = await read.get<{ n: number }>(sql`SELECT used_count AS n FROM account WHERE id = ${account}`);
      // The account counts Emails that JMAP does not see as well: those whose every membership is marked \Deleted.
      const marked = await read.get<{ n: number | null }>(sql`SELECT SUM(deleted_count) AS n FROM mailbox WHERE account_id = ${account}`);
      if (!marked?.n) return row?.n ?? 0;
      const hidden = await read.get<{ n: number }>(sql`SELECT COUNT(*) AS n FROM email WHERE account_id = ${account} AND visible = 0`);
      return (row?.n ?? 0) - (hidden?.n ?? 0);
    },
    async indexOf(emailId) {
      const anchor = await read.get<{ received: number }>(sql`
        SELECT received_at AS received FROM email WHERE account_id = ${account} AND id = ${emailId} AND visible > 0`);
      if (!anchor) return undefined;
      const row = await read.get<{ n: number }>(sql`
        SELECT COUNT(*) AS n FROM email WHERE account_id = ${account} AND visible > 0
           AND (received_at ${before} ${anchor.received} OR (received_at = ${anchor.received} AND id ${before} ${emailId}))`);
      return row?.n;
    },
    page: async (position, limit) => numbers(await read.all<IdRow>(sql`
      SELECT id FROM email WHERE account_id = ${account} AND visible > 0 ORDER BY received_at ${order}, id ${order} LIMIT ${limit} OFFSET ${position}`)),
  };
}
