import type { Dialect } from './sql/dialect.ts';
import type { Read, Row } from './sql/queries.ts';
import type { Statement } from './sql/statement.ts';

/** One caller's hold on a connection: it ends with the caller's function, whatever that left running. */
export class Snapshot implements Read {
  readonly dialect: Dialect;
  readonly #connection: Read;
  #over = false;

  constructor(connection: Read) {
    this.#connection = connection;
    this.dialect = connection.dialect;
  }

  all<T = Row>(statement: Statement): Promise<T[]> {
    return this.#over ? afterEnd() : this.#connection.all<T>(statement);
  }

  get<T = Row>(statement: Statement): Promise<T | undefined> {
    return this.#over ? afterEnd() : this.#connection.get<T>(statement);
  }

  /** The connection belongs to somebody else from now on. */
  finish(): void {
    this.#over = true;
  }
}

function afterEnd(): Promise<never> {
  return Promise.reject(new Error('the read has ended; a statement was sent after that'));
}
