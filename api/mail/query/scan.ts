/** Walks over the Emails of a mailbox or of an account in the order of arrival, by key ranges, in turns with other work (design §6). */
import { type Dialect, join, perDialect, raw, type Read, sql, type Statement } from '../../../db/index.ts';
import { type EmailPlan, isPlain, passesRow } from './filter.ts';
import type { Candidate, EmailOrder, SortKey } from './order.ts';
import { ProjectedEmail, type ProjectedTexts } from './text-conditions.ts';
import type { Turn } from './turn.ts';

const FIRST_BATCH = 100;
const BATCH = 1000;
/** Rows that bring texts along. */
const TEXT_BATCH = 200;

interface Key {
  received: number;
  id: number;
}

type ScanRow = Key & ProjectedTexts & { thread: number } & Record<`s${number}` | `c${number}`, SortKey>;

/** Candidates in the order of arrival. Rows that the filter refuses are not transferred. */
export async function* scanEmails(read: Read, account: number, plan: EmailPlan, order: EmailOrder, turn: Turn): AsyncGenerator<Candidate[]> {
  const source = plan.mailbox === null ? accountSource(account) : mailboxSource(account, plan.mailbox);
  const isAscending = order.isByArrival && order.isAscending;
  const hasTexts = plan.needsHeaders || plan.needsLines;
  let size = FIRST_BATCH;
  let after: Key | undefined;
  for (;;) {
    let end: Key | undefined;
    if (!isPlain(plan)) end = await read.get<Key>(endOfBatch(source, read.dialect, after, isAscending, size));
    const rows = await read.all<ScanRow>(batch(source, read.dialect, plan, order, { after, end, isAscending, size }));
    yield rows.map((row) => toCandidate(row, plan, order)).filter((candidate) => candidate !== undefined);
    const last = isPlain(plan) ? (rows.length < size ? undefined : rows.at(-1)) : end;
    if (!last) return;
    after = { received: last.received, id: last.id };
    size = Math.min(size * 4, hasTexts ? TEXT_BATCH : BATCH);
    await turn.giveWay();
  }
}

interface Source {
  /** FROM and the conditions that choose the index. */
  readonly table: Statement;
  readonly emails: Statement;
  readonly scope: Statement;
  readonly received: string;
  readonly id: string;
}

/** The optimisers are told to walk along the index: the batch is what it is by its keys. */
const arrivalIndex = perDialect({ sqlite: '', mariadb: 'FORCE INDEX (ix_membership_mailbox_id_deleted_received_at_email_id)' });
const accountIndex = perDialect({ sqlite: '', mariadb: 'FORCE INDEX (ix_email_account_id_received_at_id)' });
const joinInOrder = perDialect({ sqlite: 'CROSS JOIN', mariadb: 'STRAIGHT_JOIN' });

function mailboxSource(account: number, mailbox: number): Source {
  return {
    table: sql`membership m ${arrivalIndex}`,
    emails: sql`membership m ${arrivalIndex} ${joinInOrder} email e ON e.account_id = m.account_id AND e.id = m.email_id`,
    scope: sql`m.mailbox_id = ${mailbox} AND m.deleted = 0 AND m.account_id = ${account}`,
    received: 'm.received_at',
    id: 'm.email_id',
  };
}

function accountSource(account: number): Source {
  return { table: sql`email e ${accountIndex}`, emails: sql`email e ${accountIndex}`, scope: sql`e.account_id = ${account}`, received: 'e.received_at', id: 'e.id' };
}

/** Keys behind `key`, or up to it. SQLite walks the index by row values only, MariaDB by written-out comparisons only. */
function compare(source: Source, key: Key, dialect: Dialect, operator: '<' | '<=' | '>' | '>='): Statement {
  const [received, id] = [raw(source.received), raw(source.id)];
  if (dialect === 'sqlite') return sql`(${received}, ${id}) ${raw(operator)} (${key.received}, ${key.id})`;
  return sql`(${received} ${raw(operator.charAt(0))} ${key.received} OR (${received} = ${key.received} AND ${id} ${raw(operator)} ${key.id}))`;
}

const beyond = (source: Source, key: Key, dialect: Dialect, isAscending: boolean): Statement => compare(source, key, dialect, isAscending ? '>' : '<');
const upTo = (source: Source, key: Key, dialect: Dialect, isAscending: boolean): Statement => compare(source, key, dialect, isAscending ? '<=' : '>=');

const inOrder = (source: Source, isAscending: boolean) => raw(`ORDER BY ${source.received} ${isAscending ? 'ASC' : 'DESC'}, ${source.id} ${isAscending ? 'ASC' : 'DESC'}`);

/** The last key of a batch, out of the index alone; none where less than a batch is left. */
function endOfBatch(source: Source, dialect: Dialect, after: Key | undefined, isAscending: boolean, size: number): Statement {
  const start = after ? sql` AND ${beyond(source, after, dialect, isAscending)}` : sql``;
  return sql`SELECT ${raw(source.received)} AS received, ${raw(source.id)} AS id FROM ${source.table} WHERE ${source.scope}${start}
    ${inOrder(source, isAscending)} LIMIT 1 OFFSET ${size - 1}`;
}

function batch(source: Source, dialect: Dialect, plan: EmailPlan, order: EmailOrder, range: { after: Key | undefined; end: Key | undefined; isAscending: boolean; size: number }): Statement {
  const { after, end, isAscending, size } = range;
  const columns = [
    sql`${raw(`e.id AS id, e.thread_id AS thread, ${source.received} AS received`)}`,
    ...order.keys.map(({ column }, i) => sql`${column} AS ${raw(`s${i}`)}`),
    ...plan.structural.map((test, i) => sql`CASE WHEN ${test} THEN 1 ELSE 0 END AS ${raw(`c${i}`)}`),
    ...(plan.needsHeaders ? [sql`p.headers AS headers`] : []),
    ...(plan.needsLines ? [sql`p.header_projection AS header_projection, e.prefix AS prefix`] : []),
  ];
  const needsProjection = order.needsProjection || plan.needsHeaders || plan.needsLines;
  const conditions = [
    source.scope,
    sql`e.visible > 0`,
    ...(after ? [beyond(source, after, dialect, isAscending)] : []),
    ...(end ? [upTo(source, end, dialect, isAscending)] : []),
    ...plan.where.map((test) => sql`(${test})`),
  ];
  const projection = needsProjection ? sql`LEFT JOIN email_projection p ON p.id = e.id` : sql``;
  const limit = isPlain(plan) ? sql`LIMIT ${size}` : sql``;
  return sql`SELECT ${join(columns, ', ')} FROM ${source.emails} ${projection} WHERE ${join(conditions, ' AND ')} ${inOrder(source, isAscending)} ${limit}`;
}

function toCandidate(row: ScanRow, plan: EmailPlan, order: EmailOrder): Candidate | undefined {
  let passed: boolean | null = true;
  if (plan.residual) {
    const email = new ProjectedEmail(row);
    passed = passesRow(plan.residual, (index) => row[`c${index}`] === 1, (test) => email.meets(test));
    if (passed === false) return undefined;
  }
  return { id: row.id, thread: row.thread, keys: order.keys.map((_, i) => row[`s${i}`] as SortKey), isUnsure: passed === null };
}
