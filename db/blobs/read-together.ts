/** What somebody wants of a file. */
export interface Wanted {
  readonly offset: number;
  readonly length: number;
}

/** Bytes [offset, offset + length) that answer one or more wishes. */
export interface Span<T extends Wanted> extends Wanted {
  readonly wanted: readonly T[];
}

/** So many bytes that nobody wants are read along rather than asking twice. */
const MOST_BETWEEN = 16 * 1024;
/** Of what is read together; a longer wish is read by itself. */
const MOST_TOGETHER = 256 * 1024;

/** Joins what lies close together in a file: messages that came one after the other are read so, and asking costs more than the bytes. */
export function spansOf<T extends Wanted>(wishes: readonly T[]): Span<T>[] {
  const spans: Span<T>[] = [];
  let wanted: T[] = [];
  let start = 0;
  let end = 0;
  const close = (): void => {
    if (wanted.length > 0) spans.push({ offset: start, length: end - start, wanted });
  };
  for (const wish of [...wishes].sort((a, b) => a.offset - b.offset)) {
    const stop = Math.max(end, wish.offset + wish.length);
    if (wanted.length > 0 && wish.offset - end <= MOST_BETWEEN && stop - start <= MOST_TOGETHER) {
      wanted.push(wish);
      end = stop;
      continue;
    }
    close();
    wanted = [wish];
    start = wish.offset;
    end = wish.offset + wish.length;
  }
  close();
  return spans;
}
