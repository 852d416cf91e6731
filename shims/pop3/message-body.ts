/** Messages as multi-line answers (RFC 1939 §3). */

const LF = 10;
const CR = 13;
const DOT = 46;
const LF_DOT = Buffer.from('\n.');
const ONE_DOT = Buffer.from('.');
const CRLF = Buffer.from('\r\n');

/**
 * Puts a dot in front of each line that begins with one, and a CRLF at the end where there is none.
 *
 * A line counts as begun after a bare LF too: most clients read so, and a stored "LF . CRLF" must not end the message for them.
 */
export async function* dotStuffed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let previous = LF;
  let beforePrevious = CR;
  for await (const piece of source) {
    if (piece.length === 0) continue;
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const pieces: Uint8Array[] = [];
    if (previous === LF && chunk[0] === DOT) pieces.push(ONE_DOT);
    let from = 0;
    for (let at = chunk.indexOf(LF_DOT); at >= 0; at = chunk.indexOf(LF_DOT, at + 1)) {
      pieces.push(chunk.subarray(from, at + 1), ONE_DOT);
      from = at + 1;
    }
    pieces.push(chunk.subarray(from));
    yield pieces.length === 1 ? chunk : Buffer.concat(pieces);
    beforePrevious = chunk.length > 1 ? (chunk[chunk.length - 2] ?? 0) : previous;
    previous = chunk[chunk.length - 1] ?? 0;
  }
  if (previous !== LF || beforePrevious !== CR) yield CRLF;
}

/** The header, the empty line and the first `bodyLines` lines of the body (TOP, RFC 1939 §7). Reads no further. */
export async function* topOf(source: AsyncIterable<Uint8Array>, bodyLines: number): AsyncGenerator<Uint8Array> {
  let inHeader = true;
  let isLineEmpty = true;
  let linesLeft = bodyLines;
  for await (const piece of source) {
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte !== LF) {
        if (byte !== CR) isLineEmpty = false;
        continue;
      }
      if (!inHeader) linesLeft -= 1;
      else if (isLineEmpty) inHeader = false;
      isLineEmpty = true;
      if (!inHeader && linesLeft <= 0) {
        yield piece.subarray(0, at + 1);
        return;
      }
    }
    yield piece;
  }
}
