import { createPool, type Pool, type PoolOptions } from 'mysql2/promise';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { Database } from '../database.ts';
import type { AccountChange, Unit } from '../unit.ts';
import { MariadbConnection } from './connection.ts';
import type { MariadbAddress } from './url.ts';
import { MariadbWriter } from './writer.ts';

const WRITE_CONNECTIONS = 16;
const READ_CONNECTIONS = 16;

/** Connection settings shared by the pools, the migrations and the command. */
export function connectionOptions(address: MariadbAddress): PoolOptions {
  return {
    ...(address.socketPath ? { socketPath: address.socketPath } : { host: address.host, port: address.port }),
    user: address.user,
    password: address.password,
    database: address.database,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    timezone: 'Z',
    ...(address.tls ? { ssl: { minVersion: 'TLSv1.2' } } : {}),
  };
}

function pool(address: MariadbAddress, connections: number, isolation: string): Pool {
  const made = createPool({ ...connectionOptions(address), connectionLimit: connections, maxPreparedStatements: 400 });
  // The isolation is set before the first statement of the caller: one connection runs its statements in order.
  made.pool.on('connection', (connection) => {
    connection.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${isolation}`);
    connection.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
  });
  return made;
}

/** Opens the migrated database: units READ COMMITTED (no gap locks), reads from a consistent snapshot (design §4). */
export function openMariadb(address: MariadbAddress, makeBlobs: (db: Database) => BlobStore): Database {
  const writes = pool(address, WRITE_CONNECTIONS, 'READ COMMITTED');
  const reads = pool(address, READ_CONNECTIONS, 'REPEATABLE READ');
  const listeners = new Set<(change: AccountChange) => void>();
  const writer = new MariadbWriter(writes, (change) => {
    for (const listener of listeners) listener(change);
  });
  const db: Database = {
    dialect: 'mariadb',
    get blobs() {
      return blobs;
    },
    async read(fn) {
      const pooled = await reads.getConnection();
      const connection = new MariadbConnection(pooled);
      try {
        await connection.exec('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
        return await fn(connection);
      } finally {
        await connection.exec('COMMIT').catch(() => pooled.destroy());
        pooled.release();
      }
    },
    write: <T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>) => writer.write(accountIds, fn),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await writer.drain();
      await blobs.close();
      await reads.end();
      await writes.end();
    },
  };
  const blobs = makeBlobs(db);
  return db;
}
