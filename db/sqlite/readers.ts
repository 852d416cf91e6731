import type { Read } from '../sql/queries.ts';
import { SqliteConnection } from './connection.ts';

const MAX_READERS = 16;

/** Read-only connections, one a snapshot. Most reads end before the event loop turns, so one connection serves nearly all. */
export class SqliteReaders {
  readonly #file: string;
  readonly #free: SqliteConnection[] = [];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];
  #open = 0;

  constructor(file: string) {
    this.#file = file;
  }

  async read<T>(fn: (read: Read) => Promise<T>): Promise<T> {
    const connection = this.#free.pop() ?? (await this.#another());
    try {
      connection.exec('BEGIN');
      return await fn(connection);
    } finally {
      connection.exec('COMMIT');
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#free.push(connection);
    }
  }

  close(): void {
    for (const connection of this.#free.splice(0)) connection.close();
  }

  #another(): Promise<SqliteConnection> {
    if (this.#open < MAX_READERS) {
      this.#open += 1;
      return Promise.resolve(new SqliteConnection(this.#file, { readonly: true }));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
