import type { PoolConnection } from 'mysql2/promise';
import type { Row, Write } from '../sql/queries.ts';
import { render, type SqlValue, type Statement } from '../sql/statement.ts';
import { isConflict, isConnectionLost } from './failures.ts';

type Bound = string | number | bigint | Buffer | null;

function bind(value: SqlValue): Bound {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value as Bound;
}

const MAX_ROWS = 500;
const MAX_PARAMETERS = 60_000;
/** Well below the server's `max_allowed_packet` of 16 MiB, also when each byte is written as two digits. */
const MAX_BYTES = 4 * 1024 * 1024;

/** One pooled MariaDB connection behind the query interface. Texts that hold inlined integers are not prepared. */
export class MariadbConnection implements Write {
  readonly dialect = 'mariadb' as const;
  readonly #connection: PoolConnection;
  #failure: { error: unknown } | undefined;

  constructor(connection: PoolConnection) {
    this.#connection = connection;
  }

  /**
   * An error that ended the transaction on the server. What is sent after it would commit statement by statement, so it is refused, also when the
   * unit's own code swallowed the error.
   */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  async all<T = Row>(statement: Statement): Promise<T[]> {
    return (await this.#send(statement)) as T[];
  }

  async get<T = Row>(statement: Statement): Promise<T | undefined> {
    return ((await this.#send(statement)) as T[])[0];
  }

  async run(statement: Statement): Promise<number> {
    return ((await this.#send(statement)) as { affectedRows: number }).affectedRows;
  }

  async insertMany(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const perStatement = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_PARAMETERS / columns.length)));
    const one = `(${columns.map(() => '?').join(',')})`;
    for (let start = 0; start < rows.length; ) {
      const values: Bound[] = [];
      let end = start;
      for (let bytes = 0; end < rows.length && end - start < perStatement && (end === start || bytes < MAX_BYTES); end++) {
        for (const value of rows[end] ?? []) {
          values.push(bind(value));
          bytes += sizeOf(value);
        }
      }
      const count = end - start;
      const text = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array(count).fill(one).join(',')}`;
      // Only full chunks and single rows are worth a prepared statement.
      await this.#answer(text, values, count === perStatement || count === 1);
      start = end;
    }
  }

  /** Text without parameters, such as BEGIN. */
  async exec(text: string): Promise<void> {
    await this.#connection.query(text);
  }

  #send(statement: Statement): Promise<unknown> {
    const { text, values, inline } = render(statement, 'mariadb');
    return this.#answer(text, values.map(bind), !inline);
  }

  async #answer(text: string, values: Bound[], prepared: boolean): Promise<unknown> {
    if (this.#failure) throw this.#failure.error;
    try {
      const [answer] = prepared ? await this.#connection.execute(text, values) : await this.#connection.query(text, values);
      return answer;
    } catch (error) {
      if (isConflict(error) || isConnectionLost(error)) this.#failure ??= { error };
      throw error;
    }
  }
}

function sizeOf(value: SqlValue): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Uint8Array ? value.length : 8;
}
