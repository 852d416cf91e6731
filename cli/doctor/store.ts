/** The server, the lock of the data folder, the database and the blobs. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, failed, ok } from './check.ts';

export const server: Check = ({ connection, unreachable }) => {
  if (connection === null) {
    return [failed('server', unreachable ?? 'It cannot be reached.', 'Start it; if it is starting, wait a moment; if it hangs, stop it and start it again.')];
  }
  if (connection.isServer) return [ok('server', 'runs, and holds the data folder')];
  return [ok('server', 'does not run; the data folder is free')];
};

/** An answer from the core shows that the database is there, is of this version, and can be read. */
export const database: Check = async ({ connection, config }) => {
  if (connection === null) return [];
  try {
    await connection.client.call('listDomains', { query: { limit: 1 } });
    return [ok('database', config.database.kind === 'sqlite' ? config.database.file : `MariaDB, ${config.database.database} on ${config.database.socketPath ?? config.database.host}`)];
  } catch (error) {
    const mend = config.database.kind === 'sqlite' ? 'Look into the log; if the disk has failed, restore the newest backup.' : 'Check database.url, that MariaDB runs, and what its user may do.';
    return [failed('database', (error as Error).message, mend)];
  }
};

/** Every segment can be opened and read; whether its contents are right, `messagerie verify` says. */
export const blobs: Check = ({ config }) => {
  if (config.blobs.store === 'database') return [ok('blobs', 'in the database')];
  const folder = join(config.data, 'blobs');
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isFile()).map((one) => one.name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [ok('blobs', 'none yet')];
    return [failed('blobs', `${folder} cannot be read (${code}).`, 'Give the folder to the user of the server.')];
  }
  for (const name of names) {
    try {
      const file = openSync(join(folder, name), 'r');
      try {
        readSync(file, Buffer.alloc(1), 0, 1, 0);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return [failed('blobs', `${name} cannot be read (${code}).`, 'Give the file to the user of the server; if the disk has failed, restore the newest backup.')];
    }
  }
  return [ok('blobs', `${names.length} ${names.length === 1 ? 'segment' : 'segments'} in ${folder}`)];
};
