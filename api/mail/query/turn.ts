import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work before others get the event loop. */
const SLICE_MS = 5;

/** Long work, done in turns with everything else that this process does (design §6). */
export class Turn {
  #since = performance.now();

  /** To be called between small pieces of work: lets others go first where the stretch has become long. */
  async giveWay(): Promise<void> {
    if (performance.now() - this.#since < SLICE_MS) return;
    await setImmediate();
    this.#since = performance.now();
  }
}

const CHUNK = 1000;

/** Sorts in turns: chunks first, then merged two by two. Stable. */
export async function sortInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number, turn: Turn): Promise<T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    runs.push(items.slice(start, start + CHUNK).sort(compare));
    await turn.giveWay();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [left, right] = [runs[i] as T[], runs[i + 1]];
      merged.push(right ? await merge(left, right, compare, turn) : left);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number, turn: Turn): Promise<T[]> {
  const out: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    out.push(compare(left[l] as T, right[r] as T) <= 0 ? (left[l++] as T) : (right[r++] as T));
    if (out.length % CHUNK === 0) await turn.giveWay();
  }
  while (l < left.length) out.push(left[l++] as T);
  while (r < right.length) out.push(right[r++] as T);
  return out;
}
