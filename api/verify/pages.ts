/** Rows read, or objects looked at, before the event loop gets its turn. */
export const PAGE = 1_000;

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads rows page by page and gives each to `look`; between two pages others get their turn. */
export async function eachRow<T, K>(first: K, read: (after: K, limit: number) => Promise<T[]>, keyOf: (row: T) => K, look: (row: T) => void): Promise<void> {
  for (let after = first; ; await turn()) {
    const rows = await read(after, PAGE);
    rows.forEach(look);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = keyOf(last);
  }
}

/** Gives each of many to `look`; others get their turn in between. */
export async function eachOf<T>(items: Iterable<T>, look: (item: T) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    look(item);
    if (++count % PAGE === 0) await turn();
  }
}
