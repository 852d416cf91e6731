import { tables } from './migrations/0001-mail.tables.ts';
import { pushTables } from './migrations/0002-push.tables.ts';
import { sharingColumns, sharingTables } from './migrations/0003-sharing.tables.ts';
import { searchTables } from './migrations/0004-search.tables.ts';
import { peopleTables } from './migrations/0005-people.tables.ts';
import { type Table, withAdded } from './table.ts';

/** The tables as they are today: what the migrations add up to. A test compares them with the migrated database. */
export const currentTables: readonly Table[] = withAdded([...tables, ...pushTables, ...sharingTables, ...searchTables, ...peopleTables], sharingColumns);
