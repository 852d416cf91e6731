/** What never changes about the messages of a mailbox, kept in memory: a search for a common word, for a day or for a size goes through all of them. */
import { LRUCache } from 'lru-cache';
import { type Database, type Read, sql } from '../../db/index.ts';
import type { MailboxRow } from '../../db/repositories/mailboxes.ts';
import type { Turn } from '../mail/query/turn.ts';
import { type SentRow, sentOnItsClock, sentText } from './sent-clock.ts';

/** In order of UIDs; arrays of the same length. */
export interface MailboxColumns {
  readonly uids: Uint32Array;
  readonly emails: Float64Array;
}

/** Octets, and milliseconds since 1970. */
export interface MailboxFacts extends MailboxColumns {
  readonly sizes: Float64Array;
  readonly received: Float64Array;
  readonly saved: Float64Array;
}

/** What each Date header's own clock shows, as if it were UTC's; NaN where there is none. */
export interface MailboxClocks extends MailboxColumns {
  readonly sent: Float64Array;
}

interface EmailRow {
  uid: number;
  email_id: number;
}

interface FactRow extends EmailRow {
  size_bytes: number;
  received_at: number;
  saved_at: number;
}

/** Each of the three kinds. */
const KEPT_BYTES = 16 * 1024 * 1024;
const PAGE = 2000;

/** How columns of one kind are read and made of rows. */
interface Kind<Columns extends MailboxColumns, Row extends EmailRow> {
  readonly kept: WeakMap<Database, LRUCache<number, Kept<Columns>>>;
  /** At most so many rows behind a UID. */
  page(read: Read, mailboxId: number, after: number, limit: number): Promise<Row[]>;
  columns(rows: readonly Row[]): Columns;
}

interface Kept<Columns> {
  readonly columns: Columns;
  readonly uidValidity: number;
  /** The mailbox's when this was read. */
  readonly modseq: number;
}

const emailColumns: Kind<MailboxColumns, EmailRow> = {
  kept: new WeakMap(),
  page: (read, mailboxId, after, limit) => read.all(sql`SELECT uid, email_id FROM membership WHERE mailbox_id = ${mailboxId} AND uid > ${after} ORDER BY uid LIMIT ${limit}`),
  columns: (rows) => ({ uids: Uint32Array.from(rows, (row) => row.uid), emails: Float64Array.from(rows, (row) => row.email_id) }),
};

const factColumns: Kind<MailboxFacts, FactRow> = {
  kept: new WeakMap(),
  page: (read, mailboxId, after, limit) => read.all(sql`
    SELECT m.uid, m.email_id, e.size_bytes, m.received_at, m.saved_at FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${after} ORDER BY m.uid LIMIT ${limit}`),
  columns: (rows) => ({
    ...emailColumns.columns(rows), sizes: Float64Array.from(rows, (row) => row.size_bytes), received: Float64Array.from(rows, (row) => row.received_at),
    saved: Float64Array.from(rows, (row) => row.saved_at),
  }),
};

const clockColumns: Kind<MailboxClocks, EmailRow & SentRow> = {
  kept: new WeakMap(),
  page: (read, mailboxId, after, limit) => read.all(sql`
    SELECT m.uid, m.email_id, e.sent_at, ${sentText} AS sent_text FROM membership m JOIN email e ON e.account_id = m.account_id AND e.id = m.email_id
     WHERE m.mailbox_id = ${mailboxId} AND m.uid > ${after} ORDER BY m.uid LIMIT ${limit}`),
  columns: (rows) => ({ ...emailColumns.columns(rows), sent: Float64Array.from(rows, (row) => sentOnItsClock(row) ?? Number.NaN) }),
};

/** Which Email each message is. @param mailbox its row in the snapshot of `read` */
export const mailboxEmails = (db: Database, read: Read, mailbox: MailboxRow, turn: Turn): Promise<MailboxColumns> => columnsOf(emailColumns, db, read, mailbox, turn);

/** When each says that it was sent. */
export const mailboxClocks = (db: Database, read: Read, mailbox: MailboxRow, turn: Turn): Promise<MailboxClocks> => columnsOf(clockColumns, db, read, mailbox, turn);

/** The same with sizes and dates. */
export const mailboxFacts = (db: Database, read: Read, mailbox: MailboxRow, turn: Turn): Promise<MailboxFacts> => columnsOf(factColumns, db, read, mailbox, turn);

async function columnsOf<Columns extends MailboxColumns, Row extends EmailRow>(kind: Kind<Columns, Row>, db: Database, read: Read, mailbox: MailboxRow, turn: Turn): Promise<Columns> {
  let cache = kind.kept.get(db);
  if (!cache) kind.kept.set(db, (cache = new LRUCache({ maxSize: KEPT_BYTES, sizeCalculation: ({ columns }) => bytesOf(columns) + 1 })));
  const known = cache.get(mailbox.id);
  const isUsable = known?.uidValidity === mailbox.uid_validity && known.modseq <= mailbox.highest_modseq;
  const before = isUsable ? known : undefined;
  if (before?.modseq === mailbox.highest_modseq) return before.columns;
  // Messages come with higher UIDs only, and are never another Email: where as many are there as should be, none of the earlier ones has gone.
  const grown = before && joined(before.columns, kind.columns(await rowsAfter(kind, read, mailbox, before.columns.uids.at(-1) ?? 0, turn)));
  const columns = grown?.uids.length === mailbox.message_count ? grown : kind.columns(await rowsAfter(kind, read, mailbox, 0, turn));
  cache.set(mailbox.id, { columns, uidValidity: mailbox.uid_validity, modseq: mailbox.highest_modseq });
  return columns;
}

async function rowsAfter<Columns extends MailboxColumns, Row extends EmailRow>(kind: Kind<Columns, Row>, read: Read, mailbox: MailboxRow, uid: number, turn: Turn): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after = uid; ; ) {
    const page = await kind.page(read, mailbox.id, after, PAGE);
    for (const row of page) rows.push(row);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return rows;
    after = last.uid;
    await turn.giveWay();
  }
}

type Column = Uint32Array | Float64Array;

const bytesOf = (columns: MailboxColumns): number => Object.values(columns as unknown as Record<string, Column>).reduce((sum, column) => sum + column.byteLength, 0);

/** Columns of the same names, one behind the other. */
function joined<Columns extends MailboxColumns>(before: Columns, more: Columns): Columns {
  if (more.uids.length === 0) return before;
  const [earlier, later] = [before, more] as unknown as Record<string, Column>[];
  const both = Object.entries(earlier ?? {}).map(([name, column]) => {
    const rest = later?.[name] as Column;
    const length = column.length + rest.length;
    const all = column instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
    all.set(column);
    all.set(rest, column.length);
    return [name, all];
  });
  return Object.fromEntries(both) as Columns;
}
