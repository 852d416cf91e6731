import type { MimeLimits } from '../mail/mime/index.ts';
import { type Description, describeMessage, describeOpaque } from '../mail/store/description.ts';
import { inThread, JobFailed, NoWorker } from './index.ts';

/** A message of 50 MB takes about a second; who needs this long is hostile. */
const TIMEOUT_MS = 20_000;

/**
 * Describes a large message in another thread. One that takes the thread down, or takes too long, is described as opaque: its sender never hears of it.
 * @param read gives the bytes in a buffer of their own, which leaves this thread; asked again where the description fails
 */
export async function describeInThread(read: () => Promise<Buffer>, limits: Partial<MimeLimits>, run: typeof inThread = inThread): Promise<Description> {
  const bytes = ownBytes(await read());
  try {
    return withBuffers(await run('describe', { bytes, limits }, { timeoutMs: TIMEOUT_MS, transfer: [bytes.buffer] }));
  } catch (error) {
    if (error instanceof NoWorker) return describeMessage(await read(), limits);
    if (error instanceof JobFailed) return describeOpaque(await read());
    throw error;
  }
}

/** A view of a buffer that nobody else looks into. */
function ownBytes(bytes: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}

function withBuffers(description: Description): Description {
  const projection = Object.fromEntries(Object.entries(description.projection).map(([name, value]) =>
    [name, (value as unknown) instanceof Uint8Array ? toBuffer(value as Uint8Array) : value])) as unknown as Description['projection'];
  return { ...description, projection };
}

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
