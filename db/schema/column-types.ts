import type { Dialect } from '../sql/dialect.ts';

/** Column types by meaning: what each database calls them. Names and addresses compare byte for byte on both. */
export const columnTypes = {
  /** Ids, mod-sequences, UIDs, instants in milliseconds: integers below 2⁵³. */
  integer: { sqlite: 'integer', mariadb: 'bigint' },
  /** Counters, bit sets and flags. */
  small: { sqlite: 'integer', mariadb: 'int' },
  text: { sqlite: 'text', mariadb: 'longtext' },
  bytes: { sqlite: 'blob', mariadb: 'longblob' },
} as const satisfies Record<string, Record<Dialect, string>>;

export type ColumnKind = keyof typeof columnTypes | { string: number };

/** The type as the database spells it. */
export function columnType(kind: ColumnKind, dialect: Dialect): { type: string; length?: number } {
  if (typeof kind === 'object') return { type: 'varchar', length: kind.string };
  return { type: columnTypes[kind][dialect] };
}
