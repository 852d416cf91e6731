import { tables } from './migrations/0001-mail.tables.ts';
import { pushTables } from './migrations/0002-push.tables.ts';
import { sharingColumns, sharingTables } from './migrations/0003-sharing.tables.ts';
import { searchTables } from './migrations/0004-search.tables.ts';
import { peopleTables } from './migrations/0005-people.tables.ts';
import { shareChangeDrops, shareChangeIndexes, shareChangeTables } from './migrations/0006-share-changes.tables.ts';
import { metadataTables, pop3Columns } from './migrations/0007-metadata.tables.ts';
import { capabilityColumns } from './migrations/0008-capabilities.tables.ts';
import { messageQuotaColumns } from './migrations/0009-message-quota.tables.ts';
import { type Table, withAdded, withDropped, withIndexes } from './table.ts';

/** The tables as they are today: what the migrations add up to. A test compares them with the migrated database. */
export const currentTables: readonly Table[] = withDropped(
  withIndexes(
    withAdded(
      [...tables, ...pushTables, ...sharingTables, ...searchTables, ...peopleTables, ...shareChangeTables, ...metadataTables],
      [...sharingColumns, ...pop3Columns, ...capabilityColumns, ...messageQuotaColumns],
    ),
    shareChangeIndexes,
  ),
  shareChangeDrops,
);
