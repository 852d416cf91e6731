import type { PoolConnection } from 'mysql2/promise';
import type { Row, Write } from '../sql/queries.ts';
import { render, type SqlValue, type Statement } from '../sql/statement.ts';

function bind(value: SqlValue): string | number | bigint | Buffer | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value as string | number | bigint | Buffer | null;
}

const MAX_PARAMETERS = 60_000;

/** One pooled MariaDB connection behind the query interface. Texts that hold inlined integers are not prepared. */
export class MariadbConnection implements Write {
  readonly dialect = 'mariadb' as const;
  readonly #connection: PoolConnection;

  constructor(connection: PoolConnection) {
    this.#connection = connection;
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
    const perStatement = Math.max(1, Math.min(500, Math.floor(MAX_PARAMETERS / columns.length)));
    const one = `(${columns.map(() => '?').join(',')})`;
    for (let start = 0; start < rows.length; start += perStatement) {
      const chunk = rows.slice(start, start + perStatement);
      const text = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${chunk.map(() => one).join(',')}`;
      const values = chunk.flatMap((row) => row.map(bind));
      if (chunk.length === perStatement || chunk.length === 1) await this.#connection.execute(text, values);
      else await this.#connection.query(text, values);
    }
  }

  /** Text without parameters, such as BEGIN. */
  async exec(text: string): Promise<void> {
    await this.#connection.query(text);
  }

  async #send(statement: Statement): Promise<unknown> {
    const { text, values, inline } = render(statement, 'mariadb');
    const bound = values.map(bind);
    const [answer] = inline ? await this.#connection.query(text, bound) : await this.#connection.execute(text, bound);
    return answer;
  }
}
