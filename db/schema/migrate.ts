import 'reflect-metadata';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { type MariadbAddress, tlsOptions } from '../mariadb/url.ts';
import { entities } from './entities/index.ts';
import { Mail1700000000001 } from './migrations/0001-mail.ts';
import { Push1700000000002 } from './migrations/0002-push.ts';
import { Sharing1700000000003 } from './migrations/0003-sharing.ts';
import { Search1700000000004 } from './migrations/0004-search.ts';
import { People1700000000005 } from './migrations/0005-people.ts';
import { ShareChanges1700000000006 } from './migrations/0006-share-changes.ts';
import { Metadata1700000000007 } from './migrations/0007-metadata.ts';
import { Capabilities1700000000008 } from './migrations/0008-capabilities.ts';
import { MessageQuota1700000000009 } from './migrations/0009-message-quota.ts';
import { SearchFolding1700000000010 } from './migrations/0010-search-folding.ts';

const LOCK_SECONDS = 300;

/** Oldest first. */
const migrations = [
  Mail1700000000001, Push1700000000002, Sharing1700000000003, Search1700000000004, People1700000000005, ShareChanges1700000000006, Metadata1700000000007,
  Capabilities1700000000008, MessageQuota1700000000009, SearchFolding1700000000010,
] as const;

/** Where the tables are. */
export type DatabaseAddress = { kind: 'sqlite'; file: string } | ({ kind: 'mariadb' } & MariadbAddress);

/** TypeORM's view of the database. Its connection is closed before ours writes (design §4: exactly one connection writes). */
export function dataSource(address: DatabaseAddress): DataSource {
  const shared = { entities: entities(address.kind), migrations: [...migrations], migrationsTableName: 'migration', logging: false as const };
  const options: DataSourceOptions = address.kind === 'sqlite'
    ? {
        type: 'better-sqlite3',
        database: address.file,
        prepareDatabase: (db: { pragma(text: string): unknown }) => {
          db.pragma('page_size = 8192');
          db.pragma('journal_mode = WAL');
          db.pragma('synchronous = FULL');
        },
        ...shared,
      }
    : {
        type: 'mariadb',
        ...(address.socketPath ? { socketPath: address.socketPath } : { host: address.host, port: address.port }),
        username: address.user,
        password: address.password,
        database: address.database,
        charset: 'utf8mb4',
        supportBigNumbers: true,
        ...tlsOptions(address),
        ...shared,
      };
  return new DataSource(options);
}

/**
 * Brings the tables up to date, or, with `only`, to where these migrations leave them.
 * @returns the names of the migrations that ran
 */
export function migrateUp(address: DatabaseAddress, only?: readonly string[]): Promise<string[]> {
  return migrating(address, async (source) => {
    if (only) source.migrations.splice(0, source.migrations.length, ...source.migrations.filter((migration) => only.includes(migration.name ?? migration.constructor.name)));
    return (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
  });
}

/** The names of all migrations, oldest first. */
export function migrationNames(): string[] {
  return migrations.map((migration) => migration.name);
}

/** Takes back the newest migration. */
export function migrateDown(address: DatabaseAddress): Promise<void> {
  return migrating(address, (source) => source.undoLastMigration({ transaction: 'each' }));
}

/** Nodes that start together on one MariaDB migrate one after the other. */
async function migrating<T>(address: DatabaseAddress, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await dataSource(address).initialize();
  try {
    if (address.kind === 'sqlite') return await work(source);
    const lock = source.createQueryRunner();
    try {
      const [row] = (await lock.query(`SELECT GET_LOCK(CONCAT('migrate.', DATABASE()), ${LOCK_SECONDS}) AS held`)) as { held: number | null }[];
      if (row?.held !== 1) throw new Error('another node has been migrating the database for too long');
      return await work(source);
    } finally {
      // The lock ends with the connection as well.
      await lock.query("DO RELEASE_LOCK(CONCAT('migrate.', DATABASE()))").catch(() => undefined);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}
