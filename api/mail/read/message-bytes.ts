import type { BlobStore } from '../../../db/index.ts';
import type { Part } from '../mime/index.ts';

/**
 * The bytes of a message as far as they are needed. Offsets of the structure count in the stored blob; lines of the recipient alone (`prefix`) stand in
 * front of it and are part of the message's header (design §5, Blob).
 */
export interface MessageBytes {
  readonly structure: Part;
  readonly prefix: Buffer | null;
  /** Bytes [start, end) of the stored blob. */
  read(start: number, end: number): Promise<Buffer>;
}

/** A message in the store. Ranges that lie close together are better read at once by the caller. */
export function storedMessage(blobs: BlobStore, hash: string, prefix: Buffer | null, structure: Part): MessageBytes {
  return { structure, prefix, read: async (start, end) => (start < end ? blobs.readAll(hash, start, end) : Buffer.alloc(0)) };
}

/** A message that is at hand. */
export function messageInMemory(bytes: Buffer, prefix: Buffer | null, structure: Part): MessageBytes {
  return { structure, prefix, read: async (start, end) => bytes.subarray(start, end) };
}

/** The header block of a part; of the whole message with the prefix in front. */
export async function headerOf(message: MessageBytes, part: Part): Promise<Buffer> {
  const block = await message.read(part.headerStart, part.headerEnd);
  return part === message.structure && message.prefix ? Buffer.concat([message.prefix, block]) : block;
}
