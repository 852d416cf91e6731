import { DatabaseClosed } from '../database.ts';
import { Gate } from '../gate.ts';
import { Snapshot } from '../snapshot.ts';
import type { Read } from '../sql/queries.ts';
import { SqliteConnection } from './connection.ts';

const KEPT_READERS = 16;
const MOST_READERS = 256;

/** Read-only connections, one a snapshot. Most reads end before the event loop turns, so one connection serves nearly all. */
export class SqliteReaders {
  readonly #file: string;
  readonly #free: SqliteConnection[] = [];
  readonly #gate = new Gate({ usual: KEPT_READERS, most: MOST_READERS, stallMs: 25, giveUpMs: 30_000 });
  /** A statement is over when it has answered, so that one connection is enough for all of {@link single}. */
  #singles: SqliteConnection | undefined;
  #isClosed = false;
  /** Each statement is a read of its own. */
  readonly single: Read = {
    dialect: 'sqlite',
    all: (statement) => (this.#isClosed ? closed() : this.#forSingles().all(statement)),
    get: (statement) => (this.#isClosed ? closed() : this.#forSingles().get(statement)),
  };

  constructor(file: string) {
    this.#file = file;
  }

  async read<T>(fn: (read: Read) => Promise<T>): Promise<T> {
    if (!this.#gate.tryEnter()) await this.#gate.wait();
    let connection: SqliteConnection | undefined;
    let snapshot: Snapshot | undefined;
    try {
      connection = this.#free.pop() ?? new SqliteConnection(this.#file, { readonly: true });
      connection.exec('BEGIN');
      snapshot = new Snapshot(connection);
      return await fn(snapshot);
    } finally {
      snapshot?.finish();
      if (connection) this.#giveBack(connection);
      this.#gate.leave();
    }
  }

  /** Waits for the reads under way; later ones are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#gate.close();
    for (const connection of this.#free.splice(0)) connection.close();
    this.#singles?.close();
  }

  #forSingles(): SqliteConnection {
    return (this.#singles ??= new SqliteConnection(this.#file, { readonly: true }));
  }

  #giveBack(connection: SqliteConnection): void {
    try {
      if (connection.handle.inTransaction) connection.exec('COMMIT');
      if (this.#free.length < KEPT_READERS) {
        this.#free.push(connection);
        return;
      }
    } catch {
      // A connection that cannot end its snapshot is of no more use.
    }
    connection.close();
  }
}

const closed = (): Promise<never> => Promise.reject(new DatabaseClosed());
