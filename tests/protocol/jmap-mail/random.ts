/** Random choices that can be made again: `MESSAGERIE_TEST_SEED` sets the seed, and what fails prints it. */
export interface Random {
  readonly seed: number;
  /** A whole number from 0 up to, not including, `n`. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

export function random(seed = Number(process.env['MESSAGERIE_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))): Random {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    seed,
    below: (n) => Math.floor(next() * n),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    chance: (probability) => next() < probability,
  };
}
