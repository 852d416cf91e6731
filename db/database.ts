import type { BlobStore } from './blobs/blob-store.ts';
import type { Dialect } from './sql/dialect.ts';
import type { Read } from './sql/queries.ts';
import type { AccountChange, Unit } from './unit.ts';

/** The database is being closed, or is closed: nothing more is taken. */
export class DatabaseClosed extends Error {
  override name = 'DatabaseClosed';
  constructor() {
    super('the database is closed');
  }
}

/** The store as the core sees it (design §4, unit of work). */
export interface Database {
  readonly dialect: Dialect;
  readonly blobs: BlobStore;
  /**
   * Runs `fn` over one snapshot. It ends with `fn`: nothing may stay open while a socket is waited for.
   */
  read<T>(fn: (read: Read) => Promise<T>): Promise<T>;
  /** For one statement that is all there is to ask: it is a snapshot by itself, and needs no transaction around it. */
  readonly single: Read;
  /**
   * One unit of work over the named accounts: all or nothing, durable when it resolves, tried again on a conflict. `fn` must have no outside effects and,
   * on SQLite, await nothing but its unit.
   * @param accountIds account numbers; a unit that asks for another one starts again with it
   */
  write<T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>): Promise<T>;
  /** Called after commit and sync, in commit order, once per account that a unit changed. */
  onChange(listener: (change: AccountChange) => void): () => void;
  /** Waits for what is under way, marks the stop as clean, closes. */
  close(): Promise<void>;
}

/** Where the store tells of what no caller hears: a listener that threw, a checkpoint that failed. */
export interface DatabaseLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export const consoleLog: DatabaseLog = {
  warn: (details, message) => console.warn(message, details),
  error: (details, message) => console.error(message, details),
};

/** Runs code of others whose failure must not change what was committed. */
export function guarded(log: DatabaseLog, what: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    log.error({ error }, `${what} failed after the commit`);
  }
}
