/** `normaliseForMerge` of bytes that come in pieces: the same key, without the message in memory. */
import { createHash } from 'node:crypto';
import type { BlobStore } from '../../db/index.ts';
import { fieldRanges, normaliseForMerge, without } from '../mail/mime/index.ts';
import { HeaderSplit } from './header-split.ts';

const CR = 13;
const LF = 10;
const nothing = normaliseForMerge(Buffer.alloc(0));

/** Fed with the header, then with the rest in pieces. */
export class MergeKey {
  readonly #digest = createHash('sha256');
  #heldCr = false;
  /** Line feeds that count only if something follows them. */
  #heldLf = 0;

  /** @param header the whole of it, with the empty line behind it if there is one */
  constructor(header: Buffer) {
    // Which fields do not count is for `normaliseForMerge` to say: those that leave nothing when they stand alone.
    const passing = fieldRanges(header, () => true).filter(({ start, end }) => normaliseForMerge(header.subarray(start, end)) === nothing);
    this.update(without(header, passing));
  }

  update(piece: Buffer): void {
    let text = (this.#heldCr ? '\r' : '') + piece.toString('latin1');
    this.#heldCr = text.charCodeAt(text.length - 1) === CR;
    if (this.#heldCr) text = text.slice(0, -1);
    this.#add(text.replaceAll('\r\n', '\n'));
  }

  digest(): string {
    if (this.#heldCr) this.#add('\r');
    return this.#digest.digest('hex');
  }

  #add(text: string): void {
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === LF) end--;
    if (end > 0) {
      this.#digest.update('\n'.repeat(this.#heldLf) + text.slice(0, end), 'latin1');
      this.#heldLf = 0;
    }
    this.#heldLf += text.length - end;
  }
}

/** The key of a blob. */
export async function mergeKeyOf(blobs: BlobStore, hash: string): Promise<string> {
  const split = new HeaderSplit();
  let key: MergeKey | undefined;
  for await (const piece of blobs.read(hash)) {
    if (key) key.update(piece);
    else if (split.add(piece)) {
      key = new MergeKey(split.header);
      key.update(split.rest);
    }
  }
  return (key ?? new MergeKey(split.header)).digest();
}
