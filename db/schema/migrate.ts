import 'reflect-metadata';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { MariadbAddress } from '../mariadb/url.ts';
import { entities } from './entities/index.ts';
import { Mail1700000000001 } from './migrations/0001-mail.ts';

/** Where the tables are. */
export type DatabaseAddress = { kind: 'sqlite'; file: string } | ({ kind: 'mariadb' } & MariadbAddress);

/** TypeORM's view of the database. Its connection is closed before ours writes (design §4: exactly one connection writes). */
export function dataSource(address: DatabaseAddress): DataSource {
  const shared = { entities: entities(address.kind), migrations: [Mail1700000000001], migrationsTableName: 'migration', logging: false as const };
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
        charset: 'utf8mb4_nopad_bin',
        supportBigNumbers: true,
        ...(address.tls ? { ssl: { minVersion: 'TLSv1.2' } } : {}),
        ...shared,
      };
  return new DataSource(options);
}

/** Brings the tables up to date. @returns the names of the migrations that ran */
export async function migrateUp(address: DatabaseAddress): Promise<string[]> {
  const source = await dataSource(address).initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** Takes back the newest migration. */
export async function migrateDown(address: DatabaseAddress): Promise<void> {
  const source = await dataSource(address).initialize();
  try {
    await source.undoLastMigration({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}
