import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type Database, openDatabase, type Read, sql, type Unit } from '../../../db/index.ts';
import { parseMariadbUrl } from '../../../db/mariadb/url.ts';
import type { DatabaseOptions } from '../../../db/open.ts';
import type { DatabaseAddress } from '../../../db/schema/migrate.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { fillSchema } from '../../setup/schema.ts';

export function addressOf(url: string): DatabaseAddress {
  return url.startsWith('sqlite:') ? { kind: 'sqlite', file: url.slice('sqlite:'.length) } : { kind: 'mariadb', ...parseMariadbUrl(url) };
}

/** What a test saw in the store's log. */
export interface Logged {
  readonly messages: string[];
}

export interface Opened extends Logged {
  readonly db: Database;
  readonly address: DatabaseAddress;
  readonly dataFolder: string;
}

const open = new Set<Database>();
const folders = new Set<string>();

/** Opens databases that are closed after the test. */
export function opener(makeUrl: MakeUrl) {
  afterEach(async () => {
    const closing = [...open].map((db) => db.close().catch(() => undefined));
    open.clear();
    await Promise.all(closing);
    await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
    folders.clear();
  });

  const fresh = async (options: Partial<DatabaseOptions> = {}): Promise<Opened> => {
    const { url } = await makeUrl();
    await fillSchema(url);
    return again(addressOf(url), await folder(), options);
  };

  const again = async (address: DatabaseAddress, dataFolder: string, options: Partial<DatabaseOptions> = {}): Promise<Opened> => {
    const messages: string[] = [];
    const note = (details: object, message: string): void => {
      const { error } = details as { error?: unknown };
      messages.push(`${message}: ${error instanceof Error ? error.message : String(error)}`);
    };
    const db = await openDatabase({ address, dataFolder, blobs: 'segments', log: { warn: note, error: note }, ...options });
    open.add(db);
    return { db, address, dataFolder, messages };
  };

  return { fresh, again };
}

export async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'messagerie-db-'));
  folders.add(made);
  return made;
}

/** Creates the account rows that a test works on. */
export async function accounts(db: Database, ...ids: number[]): Promise<void> {
  await db.write([], (tx) => tx.insertMany('account', ['id'], ids.map((id) => [id])));
}

/** A note in a table that every unit may use: who wrote, in which order. */
export async function note(tx: Unit, name: string, value: string | number = ''): Promise<void> {
  await tx.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${String(value)})`);
}

/** The notes whose names start so, sorted by name. */
export async function notes(db: { read: Database['read'] }, prefix: string): Promise<string[]> {
  const rows = await db.read((read: Read) => read.all<{ name: string }>(sql`
    SELECT name FROM meta WHERE name >= ${prefix} AND name < ${`${prefix}~`} ORDER BY name`));
  return rows.map((row) => row.name);
}

export const modseqOf = async (db: Database, id: number): Promise<number> =>
  (await db.read((read) => read.get<{ modseq: number }>(sql`SELECT modseq FROM account WHERE id = ${id}`)))?.modseq ?? Number.NaN;

export const filesIn = (path: string): Promise<string[]> => readdir(path);

/** A promise with its handles. */
export function signal<T = void>(): { promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
