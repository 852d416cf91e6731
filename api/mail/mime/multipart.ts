import { maxBoundaryLength } from './limits.ts';

/** A delimiter line of an open multipart (RFC 2046 §5.1.1). */
export interface Delimiter {
  /** Key of the multipart, as given to {@link OpenBoundaries.open}. */
  owner: number;
  isClosing: boolean;
  /** First octet of the line. */
  start: number;
  /** After the line end. */
  end: number;
}

const LF = 10;
const CR = 13;
const HYPHEN = 45;
const lineDelimiter = Buffer.from('\n--', 'latin1');

/**
 * The boundaries of the multiparts that are open at one place of a message. A line is compared as a whole, trailing
 * white space left out: a boundary that begins another one's does not end it. Where two multiparts have the same
 * boundary the inner one is meant, until it is closed.
 *
 * Each candidate line costs one pass and one look-up, however many boundaries are open.
 */
export class OpenBoundaries {
  readonly #source: Buffer;
  /** Owners of each boundary, innermost last. */
  readonly #owners = new Map<string, number[]>();
  /** How many open boundaries have this length; rejects most lines without making a string. */
  readonly #lengths = new Uint16Array(maxBoundaryLength + 1);
  #count = 0;
  #found: Delimiter | null = null;

  constructor(source: Buffer) {
    this.#source = source;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  open(boundary: string, owner: number): void {
    const owners = this.#owners.get(boundary);
    if (owners) owners.push(owner);
    else this.#owners.set(boundary, [owner]);
    this.#lengths[boundary.length] = (this.#lengths[boundary.length] as number) + 1;
    this.#count++;
  }

  close(boundary: string, owner: number): void {
    const owners = this.#owners.get(boundary);
    const index = owners ? owners.lastIndexOf(owner) : -1;
    if (owners === undefined || index < 0) return;
    owners.splice(index, 1);
    if (owners.length === 0) this.#owners.delete(boundary);
    this.#lengths[boundary.length] = (this.#lengths[boundary.length] as number) - 1;
    this.#count--;
  }

  /** Whether the line at `lineStart` is a delimiter; it is then told by {@link found}. */
  isDelimiter(lineStart: number): boolean {
    this.#found = this.#read(lineStart);
    return this.#found !== null;
  }

  /** What the last successful {@link isDelimiter} saw. */
  get found(): Delimiter | null {
    return this.#found;
  }

  /** The first delimiter line at or after `lineStart`, which is the start of a line. */
  next(lineStart: number): Delimiter | null {
    if (this.#count === 0) return null;
    const source = this.#source;
    if (source[lineStart] === HYPHEN && source[lineStart + 1] === HYPHEN) {
      const delimiter = this.#read(lineStart);
      if (delimiter !== null) return delimiter;
    }
    // the line feed before a candidate is at or after `lineStart`
    for (let at = source.indexOf(lineDelimiter, lineStart); at >= 0; at = source.indexOf(lineDelimiter, at + 1)) {
      const delimiter = this.#read(at + 1);
      if (delimiter !== null) return delimiter;
    }
    return null;
  }

  #read(lineStart: number): Delimiter | null {
    const source = this.#source;
    let lineEnd = source.indexOf(LF, lineStart + 2);
    if (lineEnd < 0) lineEnd = source.length;
    const start = lineStart + 2;
    let end = lineEnd;
    while (end > start && isPadding(source[end - 1] as number)) end--;
    const length = end - start;
    if (length === 0 || length > maxBoundaryLength + 2) return null;
    const mayClose = length > 2 && source[end - 1] === HYPHEN && source[end - 2] === HYPHEN;
    const isWhole = length <= maxBoundaryLength && this.#lengths[length] !== 0;
    const isClosing = mayClose && this.#lengths[length - 2] !== 0;
    if (!isWhole && !isClosing) return null;
    const line = source.toString('latin1', start, end);
    const opening = isWhole ? this.#innermost(line) : -1;
    const closing = isClosing ? this.#innermost(line.slice(0, -2)) : -1;
    if (opening < 0 && closing < 0) return null;
    const lineAfter = Math.min(lineEnd + 1, source.length);
    return opening > closing
      ? { owner: opening, isClosing: false, start: lineStart, end: lineAfter }
      : { owner: closing, isClosing: true, start: lineStart, end: lineAfter };
  }

  #innermost(boundary: string): number {
    const owners = this.#owners.get(boundary);
    return owners === undefined ? -1 : (owners[owners.length - 1] as number);
  }
}

/** White space, and the carriage return of the line end. */
function isPadding(octet: number): boolean {
  return octet === 32 || octet === 9 || octet === CR;
}

/** The position before the line end that precedes `lineStart`: it belongs to the delimiter (RFC 2046 §5.1.1). */
export function beforeLineEnd(source: Buffer, lineStart: number): number {
  if (lineStart === 0 || source[lineStart - 1] !== LF) return lineStart;
  return lineStart > 1 && source[lineStart - 2] === CR ? lineStart - 2 : lineStart - 1;
}
