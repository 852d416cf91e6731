/** Whole messages out of the store: what stands in front of one for its recipient alone, and the blob. */
import type { BlobStore } from '../../db/blobs/blob-store.ts';
import type { FetchRow } from '../../db/repositories/columns.ts';
import type { ReadableBlob } from '../client/api.ts';

type StoredRow = Pick<FetchRow, 'size_bytes' | 'prefix' | 'blob_hash'>;

/** A larger message is read where it is needed, and as much of it as is needed. */
const SMALL_BYTES = 64 * 1024;
/** Of small messages, how many are held at the same time at most, and how much of them. */
const TOGETHER = 128;
const TOGETHER_BYTES = 1024 * 1024;

/** A message as it is to be read. */
function storedMessage(blobs: BlobStore, row: StoredRow): ReadableBlob {
  const prefix = row.prefix ?? Buffer.alloc(0);
  return {
    sizeBytes: row.size_bytes,
    async *read(start = 0, end = row.size_bytes) {
      if (start < prefix.length) yield prefix.subarray(start, Math.min(end, prefix.length));
      if (end > prefix.length) yield* blobs.read(row.blob_hash, Math.max(0, start - prefix.length), end - prefix.length);
    },
  };
}

/** The same, with its bytes where it is small. What cannot be read fails where it is needed, and not those beside it. */
export async function readAlong(blobs: BlobStore, row: StoredRow): Promise<ReadableBlob> {
  const message = storedMessage(blobs, row);
  if (row.size_bytes > SMALL_BYTES) return message;
  const body = await blobs.readAll(row.blob_hash).catch(() => undefined);
  if (!body) return message;
  return { ...message, bytes: row.prefix ? Buffer.concat([row.prefix, body]) : body };
}

/** Rows whose messages may be held at the same time, in order. */
export function* together<Row extends StoredRow>(rows: readonly Row[]): Generator<Row[]> {
  let some: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    const held = row.size_bytes > SMALL_BYTES ? 0 : row.size_bytes;
    if (some.length === TOGETHER || bytes + held > TOGETHER_BYTES) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(row);
    bytes += held;
  }
  if (some.length > 0) yield some;
}
