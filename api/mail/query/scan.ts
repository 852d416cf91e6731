/** Walks over the Emails of a mailbox or of an account by key ranges, in turns with other work (design §6). */
import { performance } from 'node:perf_hooks';
import { type Dialect, integers, join, perDialect, raw, type Read, sql, type Statement } from '../../../db/index.ts';
import { intersection, type TextHits } from '../search/index.ts';
import { candidateIds } from './candidate-ids.ts';
import { type EmailPlan, isPlain, passesRow } from './filter.ts';
import type { Candidate, EmailOrder, SortKey } from './order.ts';
import { sortInTurns, type Turn } from './turn.ts';

const FIRST_BATCH = 100;
const SMALLEST_BATCH = 25;
const LARGEST_BATCH = 1000;
/** How long one batch may keep others from the event loop; the next one is cut to that. */
const BATCH_MS = 4;

interface Key {
  received: number;
  id: number;
}

type ScanRow = Key & { thread: number } & Record<`s${number}` | `c${number}`, SortKey>;

/** What is looked for, and how. */
export interface Scan {
  readonly plan: EmailPlan;
  readonly order: EmailOrder;
  /** Where the texts of the plan stand; null where it has none. */
  readonly hits: TextHits | null;
  /** So many candidates suffice. */
  readonly needed: number;
}

/**
 * Candidates in the order of arrival where that is the order asked for; else in the order of ids, in which they and their projections lie in the
 * database. Rows that the filter refuses are not transferred.
 */
export async function* scanEmails(read: Read, account: number, scan: Scan, turn: Turn): AsyncGenerator<Candidate[]> {
  const { plan, order, hits, needed } = scan;
  const walk: Walk = order.isByArrival ? 'arrival' : 'id';
  const found = plan.residual && hits ? candidateIds(plan.residual, hits) : null;
  const readable = plan.readable && (await fewReadable(read, account, plan.readable, walk, needed));
  const ids = readable && found ? intersection(found, readable) : (readable ?? found);
  if (ids?.length === 0) return;
  if (ids && (readable || ids.length <= FEW || (hits && isCheaper(ids.length, hits.size, walk, needed)))) {
    yield await byIds(read, account, scan, ids, turn);
    return;
  }
  const source = plan.mailbox === null ? accountSource(account, walk) : mailboxSource(account, plan.mailbox, walk);
  const isAscending = order.isByArrival && order.isAscending;
  let size = FIRST_BATCH;
  let after: Key | undefined;
  for (;;) {
    const startedAt = performance.now();
    let end: Key | undefined;
    if (!isPlain(plan)) end = await read.get<Key>(endOfBatch(source, read.dialect, after, isAscending, size));
    const rows = await read.all<ScanRow>(batch(source, read.dialect, plan, order, { after, end, isAscending, size }));
    const candidates = rows.map((row) => toCandidate(row, scan)).filter((candidate) => candidate !== undefined);
    const spentMs = performance.now() - startedAt;
    yield candidates;
    const last = isPlain(plan) ? (rows.length < size ? undefined : rows.at(-1)) : end;
    if (!last) return;
    after = { received: last.received, id: last.id };
    size = nextSize(read.dialect, size, spentMs);
    await turn.giveWay();
  }
}

/** A row found by its id costs as much as some found along an index. */
const BY_ID = 3;
const FEW = 200;

function isCheaper(found: number, all: number, walk: Walk, needed: number): boolean {
  // A walk along arrivals ends where there are enough: the more are found, the sooner.
  const walked = walk === 'arrival' && needed < found ? (needed * all) / found : all;
  return found * BY_ID < walked;
}

/**
 * What a sharee sees, where that is little beside what the account holds: their queries cost what was given to them, and tell nothing of the rest by the time
 * they take. Null where a walk is cheaper.
 */
async function fewReadable(read: Read, account: number, mailboxes: readonly number[], walk: Walk, needed: number): Promise<Float64Array | null> {
  const size = await read.get<{ few: number | null; held: number }>(sql`
    SELECT (SELECT SUM(total_emails) FROM mailbox WHERE account_id = ${account} AND id IN ${integers(mailboxes)}) AS few, used_count AS held FROM account WHERE id = ${account}`);
  const few = Number(size?.few ?? 0);
  if (few > FEW && !isCheaper(few, size?.held ?? 0, walk, needed)) return null;
  const rows = await read.all<{ id: number }>(sql`
    SELECT DISTINCT email_id AS id FROM membership WHERE account_id = ${account} AND mailbox_id IN ${integers(mailboxes)} AND deleted = 0 ORDER BY email_id`);
  return Float64Array.from(rows, ({ id }) => id);
}

/** The candidates among these Emails, in the order of the query where that is the order of arrival. */
async function byIds(read: Read, account: number, scan: Scan, ids: Float64Array, turn: Turn): Promise<Candidate[]> {
  const { plan, order } = scan;
  const mailbox = plan.mailbox === null ? undefined : sql`m.mailbox_id = ${plan.mailbox} AND m.deleted = 0 AND m.account_id = ${account}`;
  const found: (Key & { candidate: Candidate })[] = [];
  for (let start = 0; start < ids.length; start += IDS) {
    const chunk = ids.subarray(start, start + IDS);
    const emails = mailbox
      ? sql`email e ${joinInOrder} membership m ON m.mailbox_id = ${plan.mailbox} AND m.email_id = e.id`
      : sql`email e`;
    const scope = sql`e.account_id = ${account} AND e.id IN ${integers(chunk)}`;
    const conditions = [scope, ...(mailbox ? [mailbox] : []), sql`e.visible > 0`, ...plan.where.map((test) => sql`(${test})`)];
    const projection = order.needsProjection ? sql`LEFT JOIN email_projection p ON p.id = e.id` : sql``;
    const rows = await read.all<ScanRow>(sql`
      SELECT ${join(columnsOf(plan, order, mailbox ? 'm.received_at' : 'e.received_at'), ', ')} FROM ${emails} ${projection} WHERE ${join(conditions, ' AND ')} ORDER BY e.id`);
    for (const row of rows) {
      const candidate = toCandidate(row, scan);
      if (candidate) found.push({ received: row.received, id: row.id, candidate });
    }
    await turn.giveWay();
  }
  if (!order.isByArrival) return found.map(({ candidate }) => candidate);
  const direction = order.isAscending ? 1 : -1;
  return (await sortInTurns(found, (a, b) => direction * (a.received - b.received || a.id - b.id), turn)).map(({ candidate }) => candidate);
}

const IDS = 500;

/** Where rows come from far away in the file, few of them take as long as many others do. */
function nextSize(dialect: Dialect, size: number, spentMs: number): number {
  // MariaDB works while we wait: only what we do with its rows counts.
  if (dialect === 'mariadb') return LARGEST_BATCH;
  const fitting = Math.floor((size * BATCH_MS) / Math.max(spentMs, 0.1));
  return Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, Math.min(fitting, size * 4)));
}

type Walk = 'arrival' | 'id';

interface Source {
  readonly walk: Walk;
  /** FROM and conditions of the index alone. */
  readonly table: Statement;
  readonly indexScope: Statement;
  readonly emails: Statement;
  readonly scope: Statement;
  readonly received: string;
  readonly id: string;
}

/** The optimisers are told to walk along the index: the batch is what it is by its keys. */
const forced = (index: string) => perDialect({ sqlite: '', mariadb: `FORCE INDEX (${index})` });
const membershipIndexes = { arrival: forced('ix_membership_mailbox_id_deleted_received_at_email_id'), id: forced('ix_membership_mailbox_id_email_id') };
const emailIndexes = { arrival: forced('ix_email_account_id_received_at_id'), id: forced('PRIMARY') };
const joinInOrder = perDialect({ sqlite: 'CROSS JOIN', mariadb: 'STRAIGHT_JOIN' });

function mailboxSource(account: number, mailbox: number, walk: Walk): Source {
  const index = membershipIndexes[walk];
  return {
    walk,
    table: sql`membership m ${index}`,
    indexScope: walk === 'arrival' ? sql`m.mailbox_id = ${mailbox} AND m.deleted = 0` : sql`m.mailbox_id = ${mailbox}`,
    emails: sql`membership m ${index} ${joinInOrder} email e ON e.account_id = m.account_id AND e.id = m.email_id`,
    scope: sql`m.mailbox_id = ${mailbox} AND m.deleted = 0 AND m.account_id = ${account}`,
    received: 'm.received_at',
    id: 'm.email_id',
  };
}

function accountSource(account: number, walk: Walk): Source {
  const table = sql`email e ${emailIndexes[walk]}`;
  const scope = sql`e.account_id = ${account}`;
  return { walk, table, indexScope: scope, emails: table, scope, received: 'e.received_at', id: 'e.id' };
}

/** Keys behind `key`, or up to it. SQLite walks the index by row values only, MariaDB by written-out comparisons only. */
function compare(source: Source, key: Key, dialect: Dialect, operator: '<' | '<=' | '>' | '>='): Statement {
  const [received, id] = [raw(source.received), raw(source.id)];
  if (source.walk === 'id') return sql`${id} ${raw(operator)} ${key.id}`;
  if (dialect === 'sqlite') return sql`(${received}, ${id}) ${raw(operator)} (${key.received}, ${key.id})`;
  return sql`(${received} ${raw(operator.charAt(0))} ${key.received} OR (${received} = ${key.received} AND ${id} ${raw(operator)} ${key.id}))`;
}

const beyond = (source: Source, key: Key, dialect: Dialect, isAscending: boolean): Statement => compare(source, key, dialect, isAscending ? '>' : '<');
const upTo = (source: Source, key: Key, dialect: Dialect, isAscending: boolean): Statement => compare(source, key, dialect, isAscending ? '<=' : '>=');

function inOrder({ walk, received, id }: Source, isAscending: boolean) {
  const direction = isAscending ? 'ASC' : 'DESC';
  return raw(walk === 'id' ? `ORDER BY ${id} ${direction}` : `ORDER BY ${received} ${direction}, ${id} ${direction}`);
}

/** The last key of a batch, out of the index alone; none where less than a batch is left. */
function endOfBatch(source: Source, dialect: Dialect, after: Key | undefined, isAscending: boolean, size: number): Statement {
  const start = after ? sql` AND ${beyond(source, after, dialect, isAscending)}` : sql``;
  const received = raw(source.walk === 'id' ? '0' : source.received);
  return sql`SELECT ${received} AS received, ${raw(source.id)} AS id FROM ${source.table} WHERE ${source.indexScope}${start}
    ${inOrder(source, isAscending)} LIMIT 1 OFFSET ${size - 1}`;
}

function batch(source: Source, dialect: Dialect, plan: EmailPlan, order: EmailOrder, range: { after: Key | undefined; end: Key | undefined; isAscending: boolean; size: number }): Statement {
  const { after, end, isAscending, size } = range;
  const columns = columnsOf(plan, order, source.received);
  const conditions = [
    source.scope,
    sql`e.visible > 0`,
    ...(after ? [beyond(source, after, dialect, isAscending)] : []),
    ...(end ? [upTo(source, end, dialect, isAscending)] : []),
    ...plan.where.map((test) => sql`(${test})`),
  ];
  const projection = order.needsProjection ? sql`LEFT JOIN email_projection p ON p.id = e.id` : sql``;
  const limit = isPlain(plan) ? sql`LIMIT ${size}` : sql``;
  return sql`SELECT ${join(columns, ', ')} FROM ${source.emails} ${projection} WHERE ${join(conditions, ' AND ')} ${inOrder(source, isAscending)} ${limit}`;
}

function columnsOf(plan: EmailPlan, order: EmailOrder, received: string): Statement[] {
  return [
    sql`${raw(`e.id AS id, e.thread_id AS thread, ${received} AS received`)}`,
    ...order.keys.map(({ column }, i) => sql`${column} AS ${raw(`s${i}`)}`),
    ...plan.structural.map((test, i) => sql`CASE WHEN ${test} THEN 1 ELSE 0 END AS ${raw(`c${i}`)}`),
  ];
}

function toCandidate(row: ScanRow, { plan, order, hits }: Scan): Candidate | undefined {
  let passed: boolean | null = true;
  if (plan.residual) {
    passed = passesRow(plan.residual, (index) => row[`c${index}`] === 1, (test) => (hits ? hits.meets(test, row.id) : null));
    if (passed === false) return undefined;
  }
  return { id: row.id, thread: row.thread, keys: order.keys.map((_, i) => row[`s${i}`] as SortKey), isUnsure: passed === null };
}
