/** A message that comes over submission, made durable on its way through: only its header is held. */
import { CoreError } from '../client/errors.ts';
import type { Core } from '../core.ts';
import { type Arrived, arrive } from '../mail/store/arrival.ts';
import { mimeLimits } from '../mail/store/mime-limits.ts';
import { HeaderSplit } from './header-split.ts';
import { MergeKey } from './merge-key.ts';
import { isEightBit, missingFields, newMessageId, sentBytes } from './outgoing-message.ts';

/** A body up to this size is edited in memory: that costs less than a unit of its own. */
const SMALL_BYTES = 256 * 1024;

export interface TakenIn {
  /** With the fields that were missing, and with Bcc. */
  readonly header: Buffer;
  /** What is sent: without Bcc. */
  readonly outgoing: Arrived;
  readonly eightBit: boolean;
  /** The whole message, Bcc included; null where no copy is wanted. */
  readonly copy: Arrived | null;
  /** `normaliseForMerge` of the bytes as they came. */
  readonly mergeKey: string;
}

interface Wanted {
  /** MAIL FROM, for a message without From. */
  readonly sender: string;
  readonly keepCopy: boolean;
  readonly now: number;
}

/** @throws CoreError tooLarge (maxSize) */
export async function takeIn(core: Core, source: AsyncIterable<Uint8Array>, wanted: Wanted): Promise<TakenIn> {
  const pieces = bounded(source, core.limits.messageBytes);
  try {
    return await readIn(core, pieces, wanted);
  } finally {
    // Whoever gave the source may read on, also where this ended early.
    await pieces.return(undefined);
  }
}

async function readIn(core: Core, pieces: AsyncGenerator<Buffer>, { sender, keepCopy, now }: Wanted): Promise<TakenIn> {
  const { db, limits } = core;
  const split = new HeaderSplit();
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) if (split.add(next.value)) break;
  const submitted = split.header;
  const missing = Buffer.from(missingFields(submitted, { messageId: () => newMessageId(core.settings.hostname), now, sender }));
  const header = missing.length === 0 ? submitted : Buffer.concat([missing, submitted]);
  const sentHeader = sentBytes(header);
  const key = new MergeKey(submitted);
  let eightBit = isEightBit(sentHeader);
  async function* body(): AsyncGenerator<Buffer> {
    for (let piece: Buffer = split.rest; ; ) {
      key.update(piece);
      eightBit ||= isEightBit(piece);
      if (piece.length > 0) yield piece;
      const next = await pieces.next();
      if (next.done) return;
      piece = next.value;
    }
  }
  const parsing = { maxBytes: limits.messageBytes + missing.length, limits: mimeLimits(limits) };
  // The source is counted already, and what is sent is never longer than what came with what was missing.
  const first = await arrive(db.blobs, after(keepCopy ? header : sentHeader, body()), parsing);
  const outgoing = !keepCopy || sentHeader === header ? first : await edited(core, first, header.length, sentHeader, parsing);
  return { header, outgoing, eightBit, copy: keepCopy ? first : null, mergeKey: key.digest() };
}

/** The same message with another header. */
async function edited(core: Core, whole: Arrived, headerBytes: number, header: Buffer, parsing: { maxBytes: number; limits: ReturnType<typeof mimeLimits> }): Promise<Arrived> {
  const { db } = core;
  if (whole.blob.sizeBytes <= SMALL_BYTES) {
    return arrive(db.blobs, Buffer.concat([header, (await db.blobs.readPending(whole.blob)).subarray(headerBytes)]), parsing);
  }
  // With a row, the bytes are read in pieces.
  await db.write([], (tx) => db.blobs.register(tx, whole.blob, core.clock.now()));
  return arrive(db.blobs, after(header, db.blobs.read(whole.blob.hash, headerBytes)), parsing);
}

async function* after(header: Buffer, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (header.length > 0) yield header;
  yield* body;
}

async function* bounded(source: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > most) throw new CoreError('tooLarge', `A message may have at most ${most} bytes.`, { maxSize: most });
    yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }
}
