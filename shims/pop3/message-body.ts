/** Messages as multi-line answers (RFC 1939 §3). */

const LF = 10;
const CR = 13;
const DOT = 46;
const LF_DOT = Buffer.from('\n.');
const ONE_DOT = Buffer.from('.');
const CRLF = Buffer.from('\r\n');
const NOTHING = Buffer.alloc(0);

/**
 * Puts a dot in front of each line that begins with one, and a CRLF at the end where there is none.
 *
 * A line counts as begun after a bare LF too: most clients read so, and a stored "LF . CRLF" must not end the message for them.
 */
export async function* dotStuffed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stuffing = new Stuffing();
  for await (const piece of source) yield stuffing.stuffed(piece);
  yield stuffing.end();
}

/** The same for a message that is at hand. */
export function stuffedWhole(message: Uint8Array): Uint8Array[] {
  const stuffing = new Stuffing();
  return [stuffing.stuffed(message), stuffing.end()];
}

class Stuffing {
  #previous = LF;
  #beforePrevious = CR;

  stuffed(piece: Uint8Array): Uint8Array {
    if (piece.length === 0) return piece;
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const pieces: Uint8Array[] = [];
    if (this.#previous === LF && chunk[0] === DOT) pieces.push(ONE_DOT);
    let from = 0;
    for (let at = chunk.indexOf(LF_DOT); at >= 0; at = chunk.indexOf(LF_DOT, at + 1)) {
      pieces.push(chunk.subarray(from, at + 1), ONE_DOT);
      from = at + 1;
    }
    pieces.push(chunk.subarray(from));
    this.#beforePrevious = chunk.length > 1 ? (chunk[chunk.length - 2] ?? 0) : this.#previous;
    this.#previous = chunk[chunk.length - 1] ?? 0;
    return pieces.length === 1 ? chunk : Buffer.concat(pieces);
  }

  /** What is missing for the last line to end. */
  end(): Uint8Array {
    return this.#previous === LF && this.#beforePrevious === CR ? NOTHING : CRLF;
  }
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
