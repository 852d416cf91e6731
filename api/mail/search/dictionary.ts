import { SegmentDamaged } from './segment-damaged.ts';

/** Words between two that are found at once: the rest is counted from there. */
const STEP = 32;
const LINE_FEED = 10;

/** A word's place: where it begins in the dictionary and where the next one would, and where its postings begin and those of the next. */
export interface WordPlace {
  readonly start: number;
  readonly end: number;
  readonly postings: number;
  readonly postingsEnd: number;
}

/**
 * Words in order, and where their postings lie. Held as it is stored, with every 32nd place beside it: a place for each word would take as much memory as the
 * words, and each opening of a segment would have to find them all.
 */
export class Dictionary {
  /** A line feed, then words with a line feed after each, in the order of their code units. */
  readonly words: Buffer;
  /** Where the postings of the last word end. */
  readonly postingsEnd: number;
  readonly #lengths: Buffer;
  readonly #count: number;
  /** Of every 32nd word: where it begins, where its length is written, where its postings begin. */
  readonly #starts: Uint32Array;
  readonly #lengthsAt: Uint32Array;
  readonly #postings: Uint32Array;

  /**
   * @param lengths of each word's postings, seven bits an octet
   * @param postings where the first word's begin
   * @throws SegmentDamaged where they are not as many as it says
   */
  constructor(words: Buffer, lengths: Buffer, count: number, postings: number) {
    this.words = words;
    this.#lengths = lengths;
    this.#count = count;
    const anchors = Math.ceil(count / STEP);
    this.#starts = new Uint32Array(anchors);
    this.#lengthsAt = new Uint32Array(anchors);
    this.#postings = new Uint32Array(anchors);
    let feeds = 0;
    for (let i = 0; i < words.length; i++) {
      if (words[i] !== LINE_FEED) continue;
      if (feeds % STEP === 0 && feeds < count) this.#starts[feeds / STEP] = i + 1;
      feeds += 1;
    }
    if (feeds !== count + 1) throw new SegmentDamaged('the dictionary holds another number of words');
    let at = 0;
    let place = postings;
    for (let word = 0; word < count; word++) {
      if (word % STEP === 0) {
        this.#lengthsAt[word / STEP] = at;
        this.#postings[word / STEP] = place;
      }
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const octet = lengths[at++] ?? 0;
        length |= (octet & 0x7f) << shift;
        if (octet < 0x80) break;
      }
      place += length;
    }
    this.postingsEnd = place;
  }

  /** What it takes in memory. */
  get sizeBytes(): number {
    return this.words.length + this.#lengths.length + 12 * this.#starts.length;
  }

  /** The words that lie at these places, which must be asked for in ascending order; a place on the border belongs to the word before it. */
  walk(): (at: number) => WordPlace {
    const { words } = this;
    let anchor = -1;
    let word = -1;
    let start = 0;
    let end = 0;
    let lengthAt = 0;
    let postings = 0;
    let postingsEnd = 0;
    const next = (): void => {
      word += 1;
      start = end;
      while (words[end] !== LINE_FEED && end < words.length) end += 1;
      end += 1;
      postings = postingsEnd;
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const octet = this.#lengths[lengthAt++] ?? 0;
        length |= (octet & 0x7f) << shift;
        if (octet < 0x80) break;
      }
      postingsEnd = postings + length;
    };
    return (at) => {
      const nearest = this.#anchorBefore(at);
      if (nearest > anchor && nearest * STEP > word) {
        anchor = nearest;
        word = nearest * STEP - 1;
        end = this.#starts[nearest] as number;
        lengthAt = this.#lengthsAt[nearest] as number;
        postingsEnd = this.#postings[nearest] as number;
        next();
      }
      while (end <= at && word + 1 < this.#count) next();
      return { start, end, postings, postingsEnd };
    };
  }

  /** Every word with its place, in order. */
  *all(): Generator<WordPlace> {
    const walk = this.walk();
    for (let i = 0, at = 1; i < this.#count; i++) {
      const place = walk(at);
      yield place;
      at = place.end;
    }
  }

  #anchorBefore(at: number): number {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle;
    }
    return low;
  }
}
