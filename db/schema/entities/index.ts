import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions } from 'typeorm';
import type { Dialect } from '../../sql/dialect.ts';
import { columnType } from '../column-types.ts';
import { indexName } from '../table.ts';
import { currentTables } from '../tables.ts';

export { currentTables } from '../tables.ts';

/** One TypeORM entity per table, for administrative objects and for the comparison with the migrated schema. */
export function entities(dialect: Dialect): EntitySchema[] {
  return currentTables.map((table) => new EntitySchema({
    name: table.name,
    tableName: table.name,
    ...(dialect === 'sqlite' && table.clustered ? { withoutRowid: true } : {}),
    columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => {
      const { type, length } = columnType(column.kind, dialect);
      return [name, {
        type: type as NonNullable<EntitySchemaColumnOptions['type']>,
        nullable: column.nullable ?? false,
        ...(length ? { length: String(length) } : {}),
        ...(column.default === undefined ? {} : { default: column.default }),
        ...(table.primaryKey.includes(name) ? { primary: true } : {}),
      } satisfies EntitySchemaColumnOptions];
    })),
    indices: [
      ...(table.unique ?? []).map((columns) => ({ name: indexName(table.name, columns), columns: [...columns], unique: true })),
      ...(table.indexes ?? []).map((columns) => ({ name: indexName(table.name, columns), columns: [...columns] })),
    ],
  }));
}
