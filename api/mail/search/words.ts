/** Longer words are kept in overlapping pieces: any text of up to {@link STRIDE} characters inside of a word lies whole in one of its pieces. */
const PIECE = 64;
export const STRIDE = 32;

/** Adds the words of a folded line, which are what stands between blanks. */
export function addWords(line: string, words: Set<string>): void {
  let start = 0;
  while (start < line.length) {
    let end = line.indexOf(' ', start);
    if (end < 0) end = line.length;
    if (end - start <= PIECE) {
      if (end > start) words.add(line.slice(start, end));
    } else {
      for (let at = start; at === start || at + PIECE - STRIDE < end; at += STRIDE) words.add(whole(line, at, Math.min(end, at + PIECE)));
    }
    start = end + 1;
  }
}

/** A pair of surrogates is not divided. */
function whole(line: string, start: number, end: number): string {
  const from = isLow(line, start) ? start + 1 : start;
  const to = isLow(line, end) ? end - 1 : end;
  return line.slice(from, to);
}

const isLow = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
};

/** How a dictionary is asked for a term: each pattern must be in a word of the Email, a line feed standing for the border of a word. */
export interface Patterns {
  readonly patterns: readonly Buffer[];
  /** Whoever has all of them has the term. */
  readonly isExact: boolean;
}

/** @param term folded; undefined where no text can hold it */
export function patternsOf(term: string): Patterns | undefined {
  if (/[\n]/.test(term) || !isWellFormed(term)) return undefined;
  const pieces = term.split(' ');
  if (pieces.length === 1 && term.length <= STRIDE) return { patterns: [Buffer.from(term)], isExact: true };
  const patterns: Buffer[] = [];
  for (const [i, piece] of pieces.entries()) {
    if (piece === '') continue;
    if (piece.length > STRIDE) {
      for (let at = 0; at < piece.length; at += STRIDE) {
        const part = whole(piece, at, Math.min(piece.length, at + STRIDE));
        if (part !== '') patterns.push(Buffer.from(part));
      }
    } else {
      patterns.push(Buffer.from(`${i > 0 ? '\n' : ''}${piece}${i < pieces.length - 1 ? '\n' : ''}`));
    }
  }
  return { patterns: unique(patterns), isExact: false };
}

const isWellFormed = (text: string): boolean => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

/** The longest first: they are the rarest. */
function unique(patterns: readonly Buffer[]): Buffer[] {
  const byText = new Map(patterns.map((pattern) => [pattern.toString('latin1'), pattern]));
  return [...byText.values()].sort((a, b) => b.length - a.length).slice(0, MOST_PATTERNS);
}

/** So many narrow a long text down far enough. */
const MOST_PATTERNS = 16;
