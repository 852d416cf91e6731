import { BlobTooLarge, type BlobStore, type PendingBlob } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { describeInThread } from '../../workers/describe.ts';
import type { MimeLimits } from '../mime/index.ts';
import { type Description, describeMessage } from './description.ts';

export { messageIdHash, type ProjectedHeaders } from './description.ts';

/** A message whose bytes are kept and whose projection is computed: ready to be put into an account, by a unit that waits for the bytes to be durable. */
export interface Arrived extends Description {
  readonly blob: PendingBlob;
}

/** A larger message is described in another thread: it would hold up the event loop for more than some milliseconds (design §6). */
const IN_THREAD_BYTES = 256 * 1024;

/**
 * Keeps a message's bytes and computes its projection, once (design §6).
 * @param before header lines to put in front, kept as part of the message
 * @throws CoreError tooLarge
 */
export async function arrive(
  blobs: BlobStore, source: AsyncIterable<Uint8Array> | Buffer, options: { maxBytes: number; limits: Partial<MimeLimits>; before?: string },
): Promise<Arrived> {
  const before = options.before ? Buffer.from(options.before, 'latin1') : undefined;
  if (Buffer.isBuffer(source)) {
    if (source.length > options.maxBytes) throw tooLarge(options.maxBytes);
    const bytes = before ? Buffer.concat([before, source]) : source;
    return describe(blobs, await blobs.put(bytes, { isNew: before !== undefined }), options.limits);
  }
  try {
    // Lines that were made for this arrival alone make it unlike any other.
    const blob = await blobs.putStream(before ? prefixed(before, source) : source, options.maxBytes + (before?.length ?? 0), { isNew: before !== undefined });
    return await describe(blobs, blob, options.limits);
  } catch (error) {
    if (error instanceof BlobTooLarge) throw tooLarge(options.maxBytes);
    throw error;
  }
}

/** The same for a message that is in the store already. */
export async function arriveStored(blobs: BlobStore, blob: PendingBlob, limits: Partial<MimeLimits>): Promise<Arrived> {
  return describe(blobs, blob, limits);
}

function tooLarge(maxBytes: number): CoreError {
  return new CoreError('tooLarge', `A message may have at most ${maxBytes} bytes.`, { maxBytes });
}

async function* prefixed(before: Buffer, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield before;
  yield* source;
}

async function describe(blobs: BlobStore, { bytes, ...blob }: PendingBlob, limits: Partial<MimeLimits>): Promise<Arrived> {
  if (blob.sizeBytes <= IN_THREAD_BYTES) return { blob, ...describeMessage(bytes ?? (await blobs.readPending(blob)), limits) };
  // The thread takes the bytes with it: it gets a reading of its own, which costs the event loop less than a copy.
  return { blob, ...(await describeInThread(() => blobs.readPending(blob), limits)) };
}
