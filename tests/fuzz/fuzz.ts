/**
 * Random tests with a bound: `FUZZ_SECONDS` for each parser (3 unless given; `npm run fuzz` gives ten minutes). Case n of a run has the seed `FUZZ_SEED` + n;
 * a failure names the seed of its case, and `FUZZ_SEED=that` plays it first.
 */
import { test } from 'vitest';
import { pick, type Random, seeded, upTo } from '../unit/mime/generate.ts';

export { pick, type Random, upTo };

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 3);
const given = process.env['FUZZ_SEED'];

/** @param attempt one random case; what it throws is a finding */
export function fuzz(name: string, attempt: (random: Random) => void | Promise<void>): void {
  test(name, async () => {
    const first = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
    const until = performance.now() + seconds * 1000;
    let cases = 0;
    do {
      const seed = first + cases++;
      try {
        await attempt(seeded(seed));
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    } while (performance.now() < until);
    console.log(`fuzz: ${name}: ${cases} cases, FUZZ_SEED=${first}`);
  }, seconds * 1000 + 60_000);
}

/** What has a meaning to nearly every grammar. */
const common = ['\0', '\r', '\n', '\r\n', ' ', '\t', '"', '\\', '(', ')', '<', '>', '[', ']', '{', '}', '%', '*', '+', '-', '&', '=', ':', ';', ',', '.', '@', '/', '\x7f', '\x80', '\xff', '\xc3\xa9', '\xed\xa0\x80', '0', '4294967295', '4294967296', '9007199254740993', '99999999999999999999', '__proto__', 'constructor'];

/** The text (one character a byte) with some changes: pieces taken out, put in, doubled, moved, and words of the grammar. */
export function mutate(random: Random, text: string, words: readonly string[] = [], most = 4): string {
  const dictionary = words.length > 0 && random() < 0.5 ? words : common;
  for (let count = 1 + upTo(random, most); count > 0; count--) {
    const at = upTo(random, text.length + 1);
    const length = upTo(random, random() < 0.9 ? 6 : 60);
    switch (upTo(random, 7)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 1:
        text = text.slice(0, at) + pick(random, dictionary) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + pick(random, dictionary) + text.slice(at + length);
        break;
      case 3:
        text = text.slice(0, at) + String.fromCharCode(upTo(random, 256)) + text.slice(at + 1);
        break;
      case 4:
        text = text.slice(0, at) + text.slice(at, at + length).repeat(random() < 0.95 ? 2 : 500) + text.slice(at);
        break;
      case 5: {
        const from = upTo(random, text.length + 1);
        text = text.slice(0, at) + text.slice(from, from + length) + text.slice(at);
        break;
      }
      default:
        text = random() < 0.3 ? text.slice(0, at) : text.slice(0, at) + pick(random, dictionary) + text.slice(at + 1);
    }
  }
  return text;
}

/** Longest that one case may take: far beyond what any needs on a busy machine, far below "never". */
const PATIENCE_MS = 20_000;

/** @throws Error where the work does not end */
export async function within<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} does not end`)), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
