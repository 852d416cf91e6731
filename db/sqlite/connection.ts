import BetterSqlite3 from 'better-sqlite3';
import type { Row, Write } from '../sql/queries.ts';
import { render, type SqlValue, type Statement } from '../sql/statement.ts';
import { rowMaker } from '../sql/row-maker.ts';

/**
 * Integers are bound as BigInt: the driver binds every JS number as REAL, which indexes ignore in places, which division does not cut, and which
 * becomes `5.0` in a text.
 */
function bind(value: SqlValue): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value;
}

/** An earlier error of the unit ended the transaction. */
export class TransactionEnded extends Error {
  override name = 'TransactionEnded';
  constructor() {
    super('an earlier error ended the transaction');
  }
}

const MAX_PARAMETERS = 30_000;

const noRow = (): Row => ({});

interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** The driver's own objects take longer to make, and to look into. */
  readonly toRow: (values: readonly unknown[]) => Row;
}

/**
 * One better-sqlite3 connection behind the asynchronous query interface. Answers are there at once; a unit that awaits
 * nothing else therefore runs without giving up the event loop.
 */
export class SqliteConnection implements Write {
  readonly dialect = 'sqlite' as const;
  readonly handle: BetterSqlite3.Database;
  readonly #statements = new Map<string, Prepared>();
  readonly #transactionsOnly: boolean;

  /**
   * @param options.transactionsOnly an error such as a full disk ends a transaction: statements that follow are refused, since each would commit by itself
   */
  constructor(file: string, options: { readonly?: boolean; transactionsOnly?: boolean } = {}) {
    this.#transactionsOnly = options.transactionsOnly ?? false;
    this.handle = new BetterSqlite3(file, { readonly: options.readonly ?? false, timeout: 5000 });
    this.handle.pragma('foreign_keys = OFF');
    this.handle.pragma('synchronous = NORMAL');
    this.handle.pragma('cache_size = -65536');
    this.handle.pragma('temp_store = MEMORY');
    this.handle.pragma('mmap_size = 268435456');
    this.handle.pragma('wal_autocheckpoint = 0');
  }

  /** Text without parameters, such as BEGIN. */
  exec(text: string): void {
    this.#prepare(text).statement.run();
  }

  /** One row of a PRAGMA, outside of any transaction. */
  ask<T>(text: string): T {
    const { statement, toRow } = this.#prepare(text);
    return toRow(statement.get() as unknown[]) as T;
  }

  all<T = Row>(statement: Statement): Promise<T[]> {
    try {
      const { text, values } = render(statement, 'sqlite');
      this.#check();
      const { statement: prepared, toRow } = this.#prepare(text);
      const rows: unknown[] = prepared.all(...values.map(bind));
      for (let at = 0; at < rows.length; at++) rows[at] = toRow(rows[at] as unknown[]);
      return Promise.resolve(rows as T[]);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  get<T = Row>(statement: Statement): Promise<T | undefined> {
    try {
      const { text, values } = render(statement, 'sqlite');
      this.#check();
      const { statement: prepared, toRow } = this.#prepare(text);
      const row = prepared.get(...values.map(bind)) as unknown[] | undefined;
      return Promise.resolve(row && (toRow(row) as T));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  run(statement: Statement): Promise<number> {
    try {
      const { text, values } = render(statement, 'sqlite');
      this.#check();
      return Promise.resolve(this.#prepare(text).statement.run(...values.map(bind)).changes);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async insertMany(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    this.#check();
    const perStatement = Math.max(1, Math.min(500, Math.floor(MAX_PARAMETERS / columns.length)));
    const one = `(${columns.map(() => '?').join(',')})`;
    for (let start = 0; start < rows.length; start += perStatement) {
      const chunk = rows.slice(start, start + perStatement);
      const text = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${chunk.map(() => one).join(',')}`;
      const values = chunk.flatMap((row) => row.map(bind));
      // Only full chunks and single rows are worth a kept statement.
      const prepared = chunk.length === perStatement || chunk.length === 1 ? this.#prepare(text).statement : this.handle.prepare(text);
      prepared.run(...values);
    }
  }

  close(): void {
    this.#statements.clear();
    this.handle.close();
  }

  #check(): void {
    if (this.#transactionsOnly && !this.handle.inTransaction) throw new TransactionEnded();
  }

  #prepare(text: string): Prepared {
    let prepared = this.#statements.get(text);
    if (!prepared) {
      const statement = this.handle.prepare(text);
      prepared = statement.reader ? { statement: statement.raw(), toRow: rowMaker(statement.columns().map(({ name }) => name)) } : { statement, toRow: noRow };
      if (this.#statements.size > 1000) this.#statements.clear();
      this.#statements.set(text, prepared);
    }
    return prepared;
  }
}
