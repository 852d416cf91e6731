import type { Dialect } from './dialect.ts';
import type { Statement } from './statement.ts';

/** A row as the driver gives it: integers as numbers, text as strings, bytes as Buffers. */
export type Row = Record<string, unknown>;

/** Reads one state of the database. Inside a unit of work it sees the unit's own writes. */
export interface Read {
  readonly dialect: Dialect;
  /** All rows of the answer. */
  all<T = Row>(statement: Statement): Promise<T[]>;
  /** The first row, if there is one. */
  get<T = Row>(statement: Statement): Promise<T | undefined>;
}

/** Reads and changes the database; only units of work have it. */
export interface Write extends Read {
  /** @returns how many rows were inserted, deleted or matched by the update */
  run(statement: Statement): Promise<number>;
  /** Runs one statement for many parameter lists, in as few round trips as the database allows. */
  insertMany(table: string, columns: readonly string[], rows: readonly (readonly import('./statement.ts').SqlValue[])[]): Promise<void>;
}
