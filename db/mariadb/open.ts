import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2/promise';
import type { BlobStore } from '../blobs/blob-store.ts';
import { ChangeFeed } from '../change-feed.ts';
import type { Database, DatabaseLog } from '../database.ts';
import { Gate } from '../gate.ts';
import { Snapshot } from '../snapshot.ts';
import type { Read } from '../sql/queries.ts';
import type { FileSyncer } from '../sqlite/syncer.ts';
import type { Unit } from '../unit.ts';
import { MariadbConnection } from './connection.ts';
import { isConnectionLost } from './failures.ts';
import { type MariadbAddress, tlsOptions } from './url.ts';
import { MariadbWriter } from './writer.ts';

const WRITE_CONNECTIONS = 16;
const READ_CONNECTIONS = 16;
/** When reads wait for reads inside them, more are opened. */
const MOST_READ_CONNECTIONS = 48;
/** Of 16 382 that a server holds, so that several nodes have room. */
const STATEMENTS_PER_CONNECTION = 150;

/** Connection settings shared by the pools, the migrations and the command. */
export function connectionOptions(address: MariadbAddress): PoolOptions {
  return {
    ...(address.socketPath ? { socketPath: address.socketPath } : { host: address.host, port: address.port }),
    user: address.user,
    password: address.password,
    database: address.database,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    // SUM and AVG of integers are decimals to the server.
    decimalNumbers: true,
    timezone: 'Z',
    ...tlsOptions(address),
  };
}

/** @param transactions how they are, unless one says otherwise: isolation and access */
function pool(address: MariadbAddress, connections: number, transactions: string): Pool {
  const made = createPool({
    ...connectionOptions(address),
    connectionLimit: connections,
    maxIdle: READ_CONNECTIONS,
    maxPreparedStatements: STATEMENTS_PER_CONNECTION,
  });
  // These come before the first statement of the caller: one connection runs its statements in order.
  made.pool.on('connection', (connection) => {
    for (const setting of [
      `SET SESSION TRANSACTION ISOLATION LEVEL ${transactions}`,
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 10",
    ]) {
      connection.query(setting, (error) => {
        if (error) connection.destroy();
      });
    }
  });
  return made;
}

/** Opens the migrated database: units READ COMMITTED (no gap locks), reads from a consistent snapshot (design §4). */
export function openMariadb(address: MariadbAddress, syncer: FileSyncer, makeBlobs: (db: Database) => BlobStore, log: DatabaseLog): Database {
  const writes = pool(address, WRITE_CONNECTIONS, 'READ COMMITTED');
  const reads = pool(address, MOST_READ_CONNECTIONS, 'REPEATABLE READ, READ ONLY');
  const gate = new Gate({ usual: READ_CONNECTIONS, most: MOST_READ_CONNECTIONS, stallMs: 100, giveUpMs: 30_000 });
  const feed = new ChangeFeed(log);
  const writer = new MariadbWriter(writes, (change) => feed.publish(change), log);
  const throughGate = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!gate.tryEnter()) await gate.wait();
    try {
      return await work();
    } finally {
      gate.leave();
    }
  };
  const close = async (): Promise<void> => {
    // The store first: what it is writing may still need a unit.
    await blobs.close();
    await writer.close();
    await gate.close();
    await reads.end();
    await writes.end();
    await syncer.close();
  };
  const db: Database = {
    dialect: 'mariadb',
    get blobs() {
      return blobs;
    },
    read: (fn) => throughGate(() => readSnapshot(reads, fn)),
    single: {
      dialect: 'mariadb',
      all: (statement) => throughGate(() => readSingle(reads, (read) => read.all(statement))),
      get: (statement) => throughGate(() => readSingle(reads, (read) => read.get(statement))),
    },
    write: <T>(accountIds: readonly number[], fn: (tx: Unit) => Promise<T>) => writer.write(accountIds, fn),
    onChange: (listener) => feed.add(listener),
    close,
  };
  const blobs = makeBlobs(db);
  return db;
}

async function readSnapshot<T>(reads: Pool, fn: (read: Read) => Promise<T>): Promise<T> {
  const pooled = await beginSnapshot(reads);
  const snapshot = new Snapshot(new MariadbConnection(pooled));
  try {
    return await fn(snapshot);
  } finally {
    snapshot.finish();
    try {
      await pooled.query('COMMIT');
      pooled.release();
    } catch {
      pooled.destroy();
    }
  }
}

/** One statement, which commits by itself. An idle connection may have died since it was last used: then another one is taken. */
async function readSingle<T>(reads: Pool, statement: (read: Read) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const pooled = await reads.getConnection();
    try {
      const answer = await statement(new MariadbConnection(pooled));
      pooled.release();
      return answer;
    } catch (error) {
      if (!isConnectionLost(error)) {
        pooled.release();
        throw error;
      }
      pooled.destroy();
      if (attempt >= MOST_READ_CONNECTIONS) throw error;
    }
  }
}

/** An idle connection may have died since it was last used: then another one is taken. */
async function beginSnapshot(reads: Pool): Promise<PoolConnection> {
  for (let attempt = 0; ; attempt++) {
    const pooled = await reads.getConnection();
    try {
      await pooled.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      return pooled;
    } catch (error) {
      pooled.destroy();
      if (!isConnectionLost(error) || attempt >= MOST_READ_CONNECTIONS) throw error;
    }
  }
}
