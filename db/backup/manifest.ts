import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../folders.ts';

/** The form of a backup's folder that this release writes and reads. */
const FORMAT = 1;
const MOST_BYTES = 64 * 1024 * 1024;

export const MANIFEST = 'manifest.json';
export const SEGMENTS = 'segments';

/** What a file of a backup must be. */
export interface BackupFile {
  /** Path inside the backup's folder. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackupSegment extends BackupFile {
  readonly number: number;
}

/** `manifest.json`: written last, it says what belongs to the backup. What it does not name is left from a backup that was interrupted. */
export interface Manifest {
  /** Instants in milliseconds. Everything that was acknowledged before is in the backup. */
  readonly takenAt: number;
  readonly finishedAt: number;
  /** Names of the migrations that made the tables. */
  readonly migrations: readonly string[];
  /** Where the blobs lay: in segments, or in the database, from where the backup put them into segments of its own. */
  readonly blobs: 'segments' | 'database';
  /** Names the store in this life of it: segments of the same name and length are then the same. */
  readonly store: string;
  readonly counts: { readonly accounts: number; readonly emails: number; readonly blobs: number };
  /** Segments that the store itself had lost, wholly or in part. */
  readonly missingSegments: readonly number[];
  readonly database: BackupFile;
  readonly segments: readonly BackupSegment[];
}

/** The folder holds no backup that can be used: why, and what to do. */
export class BackupUnusable extends Error {
  override name = 'BackupUnusable';
  readonly reason: 'missing' | 'damaged' | 'newer' | 'foreign';
  constructor(reason: BackupUnusable['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

const damaged = (message: string): BackupUnusable => new BackupUnusable('damaged', message);

/** Whether a name in a backup's folder is one that a backup gives. */
export const isBackupName = (name: string): boolean =>
  [MANIFEST, `${MANIFEST}.new`, SEGMENTS].includes(name) || /^lock\.db(-journal)?$/.test(name) || databaseName.test(name);

const databaseName = /^database-\d{8}T\d{9}Z\.sqlite(-journal)?$/;
const segmentPath = /^segments\/\d{8}(-\d{8}T\d{9}Z)?\.seg$/;

/** An instant as names of files have it. */
export const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:.]/g, '');

/** @throws BackupUnusable */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) throw new BackupUnusable('missing', `There is no backup in ${folder}: it has no ${MANIFEST}.`);
  if (statSync(path).size > MOST_BYTES) throw damaged(`${path} is not what a backup writes: it is too large.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw damaged(`${path} is damaged: it is no JSON.`);
  }
  const { format, sha256, ...manifest } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Partial<Manifest> & { format?: unknown; sha256?: unknown };
  if (typeof format !== 'number') throw damaged(`${path} is not what a backup writes: it names no format.`);
  if (format !== FORMAT) throw new BackupUnusable('newer', `The backup in ${folder} has format ${format}; this release reads format ${FORMAT}. Use the release that wrote it, or a newer one.`);
  if (sha256 !== hashOf(manifest)) throw damaged(`${path} is damaged: it is not as it was written.`);
  if (!isManifest(manifest)) throw damaged(`${path} is not what a backup writes.`);
  return manifest;
}

/** Puts the manifest in its place: from here on the backup is the one that it describes. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const fresh = join(folder, `${MANIFEST}.new`);
  writeFileSync(fresh, `${JSON.stringify({ format: FORMAT, ...manifest, sha256: hashOf(manifest) }, null, 1)}\n`, { mode: 0o600 });
  const fd = openSync(fresh, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(fresh, join(folder, MANIFEST));
  syncFolder(folder);
}

const hashOf = (manifest: object): string => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

function isManifest(value: Partial<Manifest>): value is Manifest {
  const { takenAt, finishedAt, migrations, blobs, store, counts, missingSegments, database, segments } = value;
  return isCount(takenAt) && isCount(finishedAt) && Array.isArray(migrations) && migrations.every((name) => typeof name === 'string') &&
    (blobs === 'segments' || blobs === 'database') && typeof store === 'string' && typeof counts === 'object' &&
    [counts.accounts, counts.emails, counts.blobs].every(isCount) && Array.isArray(missingSegments) && missingSegments.every(isCount) &&
    isFile(database, databaseName) && Array.isArray(segments) && segments.every((segment) => isFile(segment, segmentPath) && isCount((segment as BackupSegment).number));
}

function isFile(value: unknown, name: RegExp): boolean {
  const { file, bytes, sha256 } = (value ?? {}) as Partial<BackupFile>;
  return typeof file === 'string' && name.test(file) && isCount(bytes) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
