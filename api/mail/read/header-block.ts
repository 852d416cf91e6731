import type { BlobStore } from '../../../db/index.ts';
import { type HeaderField, fieldsOf, projectedHeaderFields } from '../mime/index.ts';

/** A header that is read from the message itself goes no further than this. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** The fields of a stored message's header, with the bytes that they lie in. */
export interface HeaderBytes {
  readonly source: Buffer;
  readonly fields: readonly HeaderField[];
}

/** Reads the header of a stored message: as many bytes as it takes, up to 4 MiB. */
export async function parseHeader(blobs: BlobStore, hash: string): Promise<HeaderBytes> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of blobs.read(hash, 0, MAX_HEADER_BYTES)) {
    pieces.push(piece);
    size += piece.length;
    const joined = pieces.length === 1 ? piece : Buffer.concat(pieces, size);
    const end = headerEnd(joined);
    if (end >= 0) return { source: joined.subarray(0, end), fields: fieldsOf(joined.subarray(0, end)) };
    pieces.splice(0, pieces.length, joined);
  }
  const source = Buffer.concat(pieces);
  return { source, fields: fieldsOf(source) };
}

function headerEnd(bytes: Buffer): number {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return crlf + 4;
  return lf >= 0 ? lf + 2 : -1;
}

/** The lines that the projection of a message holds. */
export function headerProjectionOf({ source, fields }: HeaderBytes): Buffer {
  return Buffer.concat(fields.filter((field) => projectedHeaderFields.has(field.key)).map((field) => source.subarray(field.start, field.end)));
}
