import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import { BlobTooLarge } from './blob-store.ts';

/** A stream up to this size is held in memory; a longer one goes through a temporary file. */
const MEMORY_BYTES = 256 * 1024;

/** Makes the folder for temporary files, and removes what an interrupted upload left in it. */
export function openSpoolFolder(folder: string): void {
  makeFolder(folder);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

/** A source that was taken in to its end: small ones as bytes, others as a file. */
export type Spooled = { readonly bytes: Buffer } | { readonly file: SpoolFile };

/**
 * Takes in a source without holding more than 256 KiB of it.
 * @throws BlobTooLarge past `maxBytes`; no file is left then, nor when the source fails
 */
export async function spool(source: AsyncIterable<Uint8Array>, maxBytes: number, folder: string): Promise<Spooled> {
  const held: Uint8Array[] = [];
  let sizeBytes = 0;
  let file: SpoolFile | undefined;
  try {
    for await (const piece of source) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes) throw new BlobTooLarge(`more than ${maxBytes} bytes`);
      if (file) await file.append(piece);
      else held.push(piece);
      if (!file && sizeBytes > MEMORY_BYTES) {
        file = await SpoolFile.create(folder);
        for (const early of held.splice(0)) await file.append(early);
      }
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  return file ? { file } : { bytes: Buffer.concat(held) };
}

/** A temporary file that is hashed while it is written. */
export class SpoolFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #digest = createHash('sha256');
  #hash: string | undefined;
  #sizeBytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async create(folder: string): Promise<SpoolFile> {
    const path = join(folder, randomUUID());
    return new SpoolFile(path, await open(path, 'wx+', 0o600));
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** SHA-256 of what was appended, 64 hexadecimal digits; nothing is appended after it was asked for. */
  get hash(): string {
    return (this.#hash ??= this.#digest.digest('hex'));
  }

  async append(piece: Uint8Array): Promise<void> {
    this.#digest.update(piece);
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await this.#handle.write(piece, done, piece.length - done, this.#sizeBytes);
      this.#sizeBytes += bytesWritten;
      done += bytesWritten;
    }
  }

  /** The bytes from the start, in pieces of exactly `pieceBytes` but for the last. */
  async *pieces(pieceBytes: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.#sizeBytes; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, this.#sizeBytes - at));
      for (let done = 0; done < piece.length; ) {
        const { bytesRead } = await this.#handle.read(piece, done, piece.length - done, at + done);
        if (bytesRead === 0) throw new Error('a temporary file became shorter');
        done += bytesRead;
      }
      at += piece.length;
      yield piece;
    }
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#path, { force: true });
  }
}
