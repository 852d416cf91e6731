import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SEGMENT_BYTES } from '../blobs/segment-file.ts';
import { holdCollection } from '../blobs/collection.ts';
import type { Database } from '../database.ts';
import { makeFolder, syncFolder } from '../folders.ts';
import type { DatabaseAddress } from '../schema/migrate.ts';
import { createTable } from '../schema/table.ts';
import { currentTables } from '../schema/tables.ts';
import { type BackupSegment, BackupUnusable, isBackupName, type Manifest, MANIFEST, readManifest, SEGMENTS, stampOf, writeManifest } from './manifest.ts';
import { storeNames } from './store-name.ts';
import { runThread } from './thread.ts';

/** Tables that no backup holds: bytes go into segments. */
const LEFT_OUT = new Set(['blob_chunk']);

export interface BackupSource {
  readonly db: Database;
  /** For connections of the backup's own. */
  readonly address: DatabaseAddress;
  readonly blobs: 'segments' | 'database';
}

export interface BackupProgress {
  readonly step: 'database' | 'messages';
  /** Rows, then bytes. */
  readonly done: number;
  readonly total: number | null;
}

export interface BackupOutcome {
  readonly manifest: Manifest;
  /** Bytes of segments that were written, and that were there from an earlier backup. */
  readonly copiedBytes: number;
  readonly reusedBytes: number;
}

interface Snapshot {
  readonly migrations: string[];
  readonly takenAt: number;
  readonly written: { readonly number: number; readonly bytes: number; readonly sha256: string }[];
  readonly counts: Manifest['counts'];
  readonly used: { readonly segment: number; readonly end: number; readonly blobs: number }[];
  readonly bytes: number;
  readonly sha256: string;
}

type Copied = { readonly bytes: number; readonly sha256: string; readonly reused: boolean } | { readonly error: string; readonly code: string };

/**
 * Writes a backup beside whoever uses the database: first the rows, out of one snapshot, then the segments, which hold everything that those rows refer
 * to (design §12). Until the manifest is renamed into its place, an earlier backup in the folder is the one that counts.
 *
 * The caller sees to it that nobody else writes into the folder.
 * @throws BackupUnusable where the folder holds a damaged backup, that of another store, or other files
 */
export async function writeBackup(source: BackupSource, folder: string, progress: (progress: BackupProgress) => void, signal?: AbortSignal): Promise<BackupOutcome> {
  refuseForeignFolder(folder);
  makeFolder(join(folder, SEGMENTS));
  const previous = existsSync(join(folder, MANIFEST)) ? readManifest(folder) : null;
  const { store, before } = await storeNames(source.db);
  if (previous && previous.store !== store && previous.store !== before) {
    throw new BackupUnusable('foreign', `${folder} holds the backup of another store, taken ${new Date(previous.takenAt).toISOString()}. Give this one a folder of its own.`);
  }
  removeLeftovers(folder, previous);
  const release = await holdCollection(source.db.blobs);
  try {
    const outcome = await write(source, folder, store, previous, progress, signal);
    removeLeftovers(folder, outcome.manifest);
    return outcome;
  } catch (error) {
    removeLeftovers(folder, previous);
    throw error;
  } finally {
    release();
  }
}

/** @throws BackupUnusable where the folder holds what no backup writes: it may be somebody's */
export function refuseForeignFolder(folder: string): void {
  const strange = existsSync(folder) ? readdirSync(folder).find((name) => !isBackupName(name)) : undefined;
  if (strange !== undefined) throw new BackupUnusable('foreign', `${folder} holds ${strange}, which is no part of a backup. Give the backup a folder of its own.`);
}

async function write(
  source: BackupSource, folder: string, store: string, previous: Manifest | null, progress: (progress: BackupProgress) => void, signal?: AbortSignal,
): Promise<BackupOutcome> {
  const stamp = stampOf(Math.max(Date.now(), (previous?.takenAt ?? 0) + 1));
  const databaseFile = `database-${stamp}.sqlite`;
  const earlier = previous?.blobs === 'database' && source.blobs === 'database' ? previous : null;
  const snapshot = await runThread<Snapshot>('./snapshot-thread.mjs', {
    source: await threadSource(source.address),
    out: join(folder, databaseFile),
    tables: currentTables.filter((table) => !LEFT_OUT.has(table.name)).map((table) => ({
      name: table.name, columns: Object.keys(table.columns), primaryKey: table.primaryKey, create: createTable(table, 'sqlite')[0] ?? '',
    })),
    previous: earlier && join(folder, earlier.database.file),
    segments: { folder: join(folder, SEGMENTS), first: Math.max(0, ...(previous?.segments ?? []).map(({ number }) => number)) + 1, mostBytes: SEGMENT_BYTES },
  }, (done) => progress({ step: 'database', done, total: null }), signal);
  // Everything that the rows refer to lies in what is sealed now: bytes are in their segment before a row is committed.
  const sealed = (await source.db.blobs.seal())?.segments ?? [];
  const { copied, missing } = await copySegments(folder, sealed, previous, { store, stamp }, (done, total) => progress({ step: 'messages', done, total }), signal);
  const own = snapshot.written.map(({ number, ...rest }): BackupSegment => ({ number, file: `${SEGMENTS}/${segmentName(number)}`, ...rest }));
  const segments = [...(earlier?.segments ?? []), ...own, ...copied.map(({ segment }) => segment)];
  const known = new Map(segments.map((segment) => [segment.number, segment]));
  const lost = snapshot.used.filter(({ segment, end }) => segment > 0 && (known.get(segment)?.bytes ?? 0) < end).map(({ segment }) => segment);
  syncFolder(join(folder, SEGMENTS));
  const manifest: Manifest = {
    takenAt: snapshot.takenAt, finishedAt: Date.now(), migrations: snapshot.migrations, blobs: source.blobs, store, counts: snapshot.counts,
    missingSegments: [...new Set([...lost, ...missing])].sort((a, b) => a - b),
    database: { file: databaseFile, bytes: snapshot.bytes, sha256: snapshot.sha256 }, segments,
  };
  writeManifest(folder, manifest);
  const sum = (reused: boolean): number => copied.filter((each) => each.reused === reused).reduce((total, { segment }) => total + segment.bytes, 0);
  return {
    manifest,
    copiedBytes: sum(false) + own.reduce((total, { bytes }) => total + bytes, 0),
    reusedBytes: sum(true) + (earlier?.segments ?? []).reduce((total, { bytes }) => total + bytes, 0),
  };
}

const segmentName = (number: number): string => `${String(number).padStart(8, '0')}.seg`;

/** Copies what an earlier backup does not have yet. A segment that is gone from the store does not stop the rest. */
async function copySegments(
  folder: string, sealed: readonly { readonly number: number; readonly file: string }[], previous: Manifest | null, { store, stamp }: { store: string; stamp: string },
  progress: (done: number, total: number) => void, signal?: AbortSignal,
): Promise<{ copied: { segment: BackupSegment; reused: boolean }[]; missing: number[] }> {
  const known = new Map((previous?.segments ?? []).map((segment) => [segment.number, segment]));
  let total = 0;
  const items = sealed.map(({ number, file }) => {
    const before = known.get(number);
    const isThere = before && existsSync(join(folder, before.file));
    if (!before) total += sizeOf(file);
    // A file of this name that another manifest needs is never written over.
    const name = before ? `${segmentName(number).slice(0, -4)}-${stamp}.seg` : segmentName(number);
    return {
      number, file: name, from: file, to: join(folder, SEGMENTS, name),
      known: isThere ? { ...before, file: join(folder, before.file), sameStore: previous?.store === store } : null, reuse: before?.file,
    };
  });
  if (items.length === 0) return { copied: [], missing: [] };
  const results = await runThread<Copied[]>('./files-thread.mjs', { items }, (done) => progress(done, total), signal);
  const copied: { segment: BackupSegment; reused: boolean }[] = [];
  const missing: number[] = [];
  for (const [i, { number, file, reuse }] of items.entries()) {
    const result = results[i];
    if (!result) throw new Error(`segment ${number} was not copied`);
    if ('error' in result) {
      if (result.code === 'ENOENT') missing.push(number);
      else throw new Error(`segment ${number} could not be copied: ${result.error}`);
    } else {
      const { bytes, sha256, reused } = result;
      copied.push({ segment: { number, file: reused && reuse !== undefined ? reuse : `${SEGMENTS}/${file}`, bytes, sha256 }, reused });
    }
  }
  return { copied, missing };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function threadSource(address: DatabaseAddress): Promise<object> {
  if (address.kind === 'sqlite') return { kind: 'sqlite', file: address.file };
  const { connectionOptions } = await import('../mariadb/open.ts');
  return { kind: 'mariadb', connection: connectionOptions(address) };
}

/** Removes what no manifest names: the rest of a backup that was interrupted, or what the newest one has replaced. */
function removeLeftovers(folder: string, manifest: Manifest | null): void {
  const named = new Set([MANIFEST, SEGMENTS, ...(manifest ? [manifest.database.file, ...manifest.segments.map(({ file }) => basename(file))] : [])]);
  for (const name of readdirSync(folder)) if (isBackupName(name) && !name.startsWith('lock.db') && !named.has(name)) rmSync(join(folder, name), { force: true });
  for (const name of readdirSync(join(folder, SEGMENTS))) if (/^\d{8}(-\d{8}T\d{9}Z)?\.seg$/.test(name) && !named.has(name)) rmSync(join(folder, SEGMENTS, name));
}
