import type { Read } from '../../../db/index.ts';
import { type TextSource, textSources } from '../../../db/repositories/search.ts';
import type { Core } from '../../core.ts';
import type { Part } from '../mime/index.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import type { IndexInput, MessageToIndex } from './index-messages.ts';
import { indexLimits, textStretches } from './message-text.ts';

/** Smaller messages are read whole. */
const WHOLE_BYTES = 64 * 1024;

/** Messages that are to be indexed together: so many, and so much of them to read. */
export const MOST_MESSAGES = 256;
export const MOST_BYTES = 4 * 1024 * 1024;

/** What the text of a message takes to read, at most. */
export const bytesToRead = (sizeBytes: number): number => Math.min(sizeBytes, indexLimits.encodedBytes + 4 * indexLimits.headerLength);

/** Where the texts of these Emails are: in the order of `ids`, as many as may be read together. */
export async function sourcesOf(read: Read, account: number, ids: readonly number[]): Promise<TextSource[]> {
  const rows = new Map((await textSources(read, account, ids.slice(0, MOST_MESSAGES))).map((row) => [row.id, row]));
  const taken: TextSource[] = [];
  let bytes = 0;
  for (const id of ids.slice(0, MOST_MESSAGES)) {
    const row = rows.get(id);
    if (!row) continue;
    bytes += bytesToRead(row.size_bytes);
    if (taken.length > 0 && bytes > MOST_BYTES) break;
    taken.push(row);
  }
  return taken;
}

/** Reads what the index needs of messages. One that cannot be read comes without bytes, and is logged. */
export async function readMessages(core: Core, sources: readonly TextSource[], isIndexed: (id: number) => boolean): Promise<IndexInput> {
  const chunks: Buffer[] = [];
  let length = 0;
  const add = (chunk: Buffer): [number, number] => {
    chunks.push(chunk);
    length += chunk.length;
    return [length - chunk.length, length];
  };
  const messages: MessageToIndex[] = [];
  for (const source of sources) {
    const pieces: [number, number, number][] = [];
    try {
      for (const [start, end] of stretchesOf(source)) pieces.push([start, ...add(await core.db.blobs.readAll(source.hash, start, end))]);
    } catch (error) {
      pieces.splice(0);
      core.log.error({ err: error, blob: source.hash }, 'a stored message cannot be searched; run `messagerie verify`');
    }
    messages.push({ id: source.id, structure: source.structure, prefix: add(source.prefix ?? Buffer.alloc(0)), pieces, isIndexed: isIndexed(source.id) });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes, messages, limits: mimeLimits(core.limits) };
}

function stretchesOf({ size_bytes: size, prefix, structure }: TextSource): (readonly [number, number])[] {
  const whole = size - (prefix?.length ?? 0);
  if (structure === null || whole <= WHOLE_BYTES) return [[0, Math.min(whole, MOST_BYTES)]];
  return textStretches(JSON.parse(structure) as Part, indexLimits).filter(([start, end]) => end > start);
}
