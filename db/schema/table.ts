import type { Dialect } from '../sql/dialect.ts';
import { columnType, type ColumnKind } from './column-types.ts';

/** A column: its kind; `null` where it may be absent; a default. */
export interface Column {
  readonly kind: ColumnKind;
  readonly nullable?: boolean;
  readonly default?: number | string;
}

export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
  /** Rows lie in the order of the primary key (InnoDB always does this). */
  readonly clustered?: boolean;
}

export const integer: Column = { kind: 'integer' };
export const small: Column = { kind: 'small' };
export const text: Column = { kind: 'text' };
export const bytes: Column = { kind: 'bytes' };
export const string = (length: number): Column => ({ kind: { string: length } });
export const nullable = (column: Column): Column => ({ ...column, nullable: true });
export const zero = (column: Column): Column => ({ ...column, default: 0 });
export const withDefault = (column: Column, value: number | string): Column => ({ ...column, default: value });

export function indexName(table: string, columns: readonly string[]): string {
  return `ix_${table}_${columns.join('_')}`.slice(0, 63);
}

/** Columns that a later migration gives to a table. */
export interface AddedColumns {
  readonly table: string;
  readonly columns: Readonly<Record<string, Column>>;
}

/** The statements that add columns. */
export function addColumns({ table, columns }: AddedColumns, dialect: Dialect): string[] {
  return Object.entries(columns).map(([name, column]) => `ALTER TABLE ${table} ADD COLUMN ${columnDefinition(name, column, dialect)}`);
}

/** The statements that take them away again. */
export function dropColumns({ table, columns }: AddedColumns): string[] {
  return Object.keys(columns).reverse().map((name) => `ALTER TABLE ${table} DROP COLUMN ${name}`);
}

/** Tables as they are after columns were added. */
export function withAdded(tables: readonly Table[], added: readonly AddedColumns[]): Table[] {
  return tables.map((table) => {
    const more = added.filter((each) => each.table === table.name);
    return more.length === 0 ? table : { ...table, columns: Object.assign({}, table.columns, ...more.map((each) => each.columns)) as Table['columns'] };
  });
}

/** Tables as they are after columns were taken away. */
export function withDropped(tables: readonly Table[], dropped: readonly AddedColumns[]): Table[] {
  return tables.map((table) => {
    const gone = new Set(dropped.filter((each) => each.table === table.name).flatMap((each) => Object.keys(each.columns)));
    return gone.size === 0 ? table : { ...table, columns: Object.fromEntries(Object.entries(table.columns).filter(([name]) => !gone.has(name))) };
  });
}

/** An index that a later migration gives to a table. */
export interface AddedIndex {
  readonly table: string;
  readonly columns: readonly string[];
}

export function createIndex({ table, columns }: AddedIndex): string {
  return `CREATE INDEX ${indexName(table, columns)} ON ${table} (${columns.join(', ')})`;
}

export function dropIndex({ table, columns }: AddedIndex, dialect: Dialect): string {
  return `DROP INDEX ${indexName(table, columns)}${dialect === 'mariadb' ? ` ON ${table}` : ''}`;
}

/** Tables as they are after indexes were added. */
export function withIndexes(tables: readonly Table[], added: readonly AddedIndex[]): Table[] {
  return tables.map((table) => {
    const more = added.filter((each) => each.table === table.name).map((each) => each.columns);
    return more.length === 0 ? table : { ...table, indexes: [...(table.indexes ?? []), ...more] };
  });
}

function columnDefinition(name: string, column: Column, dialect: Dialect): string {
  const { type, length } = columnType(column.kind, dialect);
  const value = typeof column.default === 'string' ? `'${column.default}'` : column.default;
  return `${name} ${type}${length ? `(${length})` : ''}${column.nullable ? '' : ' NOT NULL'}${value === undefined ? '' : ` DEFAULT ${value}`}`;
}

/** The statements that create a table and its indexes. */
export function createTable(table: Table, dialect: Dialect): string[] {
  const lines = Object.entries(table.columns).map(([name, column]) => columnDefinition(name, column, dialect));
  lines.push(`PRIMARY KEY (${table.primaryKey.join(', ')})`);
  const options = dialect === 'mariadb'
    ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin ROW_FORMAT=DYNAMIC'
    : table.clustered ? ' WITHOUT ROWID' : '';
  const statements = [`CREATE TABLE ${table.name} (${lines.join(', ')})${options}`];
  for (const columns of table.unique ?? []) {
    statements.push(`CREATE UNIQUE INDEX ${indexName(table.name, columns)} ON ${table.name} (${columns.join(', ')})`);
  }
  for (const columns of table.indexes ?? []) statements.push(createIndex({ table: table.name, columns }));
  return statements;
}
