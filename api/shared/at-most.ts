/**
 * Options of an LRU cache of at most so many entries, that takes its room as it fills. With `max` alone the library takes all of it at once: 15 ms and some
 * megabytes for 100 000 entries that may never come.
 */
export function atMost(entries: number): { readonly maxSize: number; readonly sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: one };
}

const one = (): number => 1;
