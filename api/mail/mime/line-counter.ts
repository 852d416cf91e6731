/** Counts line ends up to positions that only grow, so that nested parts do not count the same octets again. */
export class LineCounter {
  readonly #source: Buffer;
  #position = 0;
  /** Line feeds before the position. */
  lineFeeds = 0;
  /** Those that follow a carriage return. */
  carriageReturns = 0;

  constructor(source: Buffer) {
    this.#source = source;
  }

  /** Counts on to `position`; nothing happens if that has been passed already. */
  countTo(position: number): void {
    const source = this.#source;
    let lineFeeds = 0;
    let carriageReturns = 0;
    let previous = this.#position > 0 ? source[this.#position - 1] : 0;
    for (let index = this.#position; index < position; index++) {
      const octet = source[index];
      if (octet === 10) {
        lineFeeds++;
        if (previous === 13) carriageReturns++;
      }
      previous = octet;
    }
    this.lineFeeds += lineFeeds;
    this.carriageReturns += carriageReturns;
    if (position > this.#position) this.#position = position;
  }

  /** Takes over what somebody else counted from here to `position`. */
  skipTo(position: number, lineFeeds: number, carriageReturns: number): void {
    if (position <= this.#position) return;
    this.lineFeeds += lineFeeds;
    this.carriageReturns += carriageReturns;
    this.#position = position;
  }
}
