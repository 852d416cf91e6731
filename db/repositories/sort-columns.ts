import type { Read } from '../sql/queries.ts';
import { integers, raw, sql } from '../sql/statement.ts';

/** What messages are sorted and threaded by (RFC 5256): one column at a time, since each is looked at for itself. */
const expressions = {
  arrival: 'm.received_at',
  // A message without a usable date was sent when it came (RFC 5256 §2.2).
  date: 'COALESCE(e.sent_at, m.received_at)',
  size: 'e.size_bytes',
  displayFrom: 'p.sort_from',
  displayTo: 'p.sort_to',
  subject: 'p.sort_subject',
  envelope: 'p.envelope',
  references: 'p.reference_hashes',
  // The subject is the first member; the rest of the header lists is not read.
  headersStart: 'SUBSTR(p.headers, 1, 2000)',
} as const;

export type SortColumn = keyof typeof expressions;
export type SortValue = number | string | Buffer | null;

/** Of messages by UID, in UID order. */
export function sortRows(read: Read, mailboxId: number, uids: ArrayLike<number>, column: SortColumn): Promise<{ uid: number; value: SortValue }[]> {
  const expression = expressions[column];
  const email = expression.includes('e.') ? 'JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id' : '';
  const projection = expression.includes('p.') ? 'JOIN email_projection p ON p.id = m.email_id' : '';
  return read.all(sql`
    SELECT m.uid, ${raw(expression)} AS value FROM membership m ${raw(email)} ${raw(projection)}
     WHERE m.mailbox_id = ${mailboxId} AND m.uid IN ${integers(uids)} ORDER BY m.uid`);
}
