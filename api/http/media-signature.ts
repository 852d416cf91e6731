/** What bytes are, by how they begin (WHATWG MIME Sniffing §6.1, §6.2), whatever their sender calls them. */

/** Bytes from the start that suffice. */
export const signatureBytes = 32;

const starts: readonly (readonly [type: string, start: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/bmp', 'BM'],
  ['image/x-icon', '\0\0\x01\0'],
  ['application/pdf', '%PDF-'],
];

/** The media type of a picture that browsers draw without running anything, or of a PDF; undefined for all else, SVG above all. */
export function signatureType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, signatureBytes)).toString('latin1');
  const known = starts.find(([, text]) => start.startsWith(text));
  if (known) return known[0];
  if (start.startsWith('RIFF') && start.slice(8, 14) === 'WEBPVP') return 'image/webp';
  if (start.slice(4, 8) === 'ftyp' && /^(?:avif|avis)/.test(start.slice(8, 12))) return 'image/avif';
  return undefined;
}

export const isPicture = (type: string | undefined): type is string => type?.startsWith('image/') ?? false;

/** The first bytes of a stream, and the whole of it after all. */
export async function peek(source: AsyncIterable<Uint8Array>): Promise<{ start: Buffer; whole: AsyncGenerator<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isOver = false;
  while (length < signatureBytes && !isOver) {
    const next = await iterator.next();
    if (next.done === true) isOver = true;
    else {
      pieces.push(next.value);
      length += next.value.length;
    }
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces;
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { start: Buffer.concat(pieces), whole: whole() };
}
