import type { Read } from '../sql/queries.ts';
import type { Unit } from '../unit.ts';

/** Bytes that are in the store but have no row yet: the unit that makes the first reference registers them, and commits once they are durable. */
export interface PendingBlob {
  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** Where the bytes lie; undefined when the blob had a row already. */
  readonly location: BlobLocation | undefined;
  /** The bytes themselves, where they were at hand and are few. */
  readonly bytes?: Buffer | undefined;
  /** Settles when the bytes are on the disk; not there where they were before. Whoever needs no unit waits for it by themselves. */
  readonly durable?: Promise<void> | undefined;
}

export interface PutOptions {
  /** Nothing like it is in the store, as far as the caller knows: it need not be looked for. */
  readonly isNew?: boolean;
}

/** Segment number (0: the bytes are in the database) and offset of the first byte. */
export interface BlobLocation {
  readonly segment: number;
  readonly offset: number;
}

/** The bytes are not there, or are not what their hash says. */
export class BlobDamaged extends Error {
  override name = 'BlobDamaged';
  readonly kind: 'missing' | 'damaged';
  constructor(message: string, kind: 'missing' | 'damaged' = 'damaged') {
    super(message);
    this.kind = kind;
  }
}

/** The source had more bytes than were allowed. */
export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge';
}

/**
 * Bytes by content address, single instance across accounts (design §5). A blob is never readable without a row elsewhere that grants it: who may read
 * is not decided here.
 */
export interface BlobStore {
  /** Keeps bytes. They are on the way to the disk: the unit that registers them commits once they are there, or see {@link PendingBlob.durable}. */
  put(bytes: Buffer, options?: PutOptions): Promise<PendingBlob>;
  /**
   * Keeps a stream without holding it whole.
   * @throws BlobTooLarge past `maxBytes`; nothing is kept then, nor when the source fails
   */
  putStream(source: AsyncIterable<Uint8Array>, maxBytes: number, options?: PutOptions): Promise<PendingBlob>;
  /** Gives the blob its row, or marks it as used again, in the unit that makes a reference. */
  register(tx: Unit, blob: PendingBlob, now: number): Promise<void>;
  /** Marks a blob that has a row as used again, in the unit that makes a further reference. */
  touch(tx: Unit, hash: string, now: number): Promise<void>;
  /** The bytes of a blob that may have no row yet. */
  readPending(blob: PendingBlob): Promise<Buffer>;
  /** Finds out where blobs lie that are read next, all at once. What is not there is told by who reads it. */
  locate(read: Read, hashes: readonly string[]): Promise<void>;
  /** Bytes [start, end) in pieces of at most 1 MiB. @throws BlobDamaged when they are not there */
  read(hash: string, start?: number, end?: number): AsyncIterable<Buffer>;
  /** Bytes [start, end) at once; for messages whose size was bounded before. */
  readAll(hash: string, start?: number, end?: number): Promise<Buffer>;
  /** Checks a blob against its hash: `missing` when its row or its bytes are not there, `damaged` when they are others. */
  verify(hash: string): Promise<'ok' | 'missing' | 'damaged'>;
  /**
   * Begins a new segment, and waits for what is being written into those before: from then on these never change.
   * @returns null where the bytes are in the database
   */
  seal(): Promise<SealedSegments | null>;
  /** Waits for what is being written or read; later calls fail. */
  close(): Promise<void>;
}

/** Segments that are written no more. */
export interface SealedSegments {
  readonly folder: string;
  /** In ascending order. */
  readonly segments: readonly { readonly number: number; readonly file: string }[];
}

/** Takes the answer of a check from reading the whole blob. */
export async function verdict(check: () => Promise<boolean>): Promise<'ok' | 'missing' | 'damaged'> {
  try {
    return (await check()) ? 'ok' : 'damaged';
  } catch (error) {
    if (error instanceof BlobDamaged) return error.kind;
    throw error;
  }
}
