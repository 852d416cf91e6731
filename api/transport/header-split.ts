const LF = 10;
const CR = 13;

/** Finds the end of a message's header in bytes that come in pieces: the first empty line, LF or CRLF alone (RFC 5322 §2.1). */
export class HeaderSplit {
  readonly #pieces: Buffer[] = [];
  /** Where in a line the bytes so far end. */
  #at: 'start' | 'cr' | 'inside' = 'start';
  #header: Buffer | undefined;
  #rest: Buffer = Buffer.alloc(0);

  /** @returns whether the header is complete; nothing is to be added then */
  add(piece: Buffer): boolean {
    for (let at = 0; at < piece.length; at++) {
      if (this.#at === 'inside') {
        // Straight to the end of the line.
        const end = piece.indexOf(LF, at);
        if (end < 0) break;
        at = end;
        this.#at = 'start';
      } else if (piece[at] === LF) {
        this.#pieces.push(piece.subarray(0, at + 1));
        this.#rest = piece.subarray(at + 1);
        return true;
      } else {
        this.#at = piece[at] === CR && this.#at === 'start' ? 'cr' : 'inside';
      }
    }
    this.#pieces.push(piece);
    return false;
  }

  /** With the empty line; all that was added where there was none. */
  get header(): Buffer {
    return (this.#header ??= Buffer.concat(this.#pieces));
  }

  /** What the last piece held behind the header. */
  get rest(): Buffer {
    return this.#rest;
  }
}
