export type { Dialect } from './dialect.ts';
export type { Read, Row, Write } from './queries.ts';
export {
  integers, join, onConflictKeep, onConflictUpdate, perDialect, raw, render, sql, strings,
} from './statement.ts';
export type { Rendered, SqlValue, Statement } from './statement.ts';
