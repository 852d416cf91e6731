import { ValueError } from './problems.ts';

const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
  tb: 1000 ** 4,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Bytes of `50 MiB`, `10MB`, `4096`. A plain number is bytes. */
export function parseSize(text: string): number {
  const match = /^\s*(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]{0,3})\s*$/i.exec(text);
  const unit = match ? sizeUnits[(match[2] ?? '').toLowerCase()] : undefined;
  if (!match || unit === undefined) {
    throw new ValueError('is not a size; write for example 50 MiB (units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)');
  }
  return exact(Number(match[1]) * unit);
}

/** Milliseconds of `90d`, `1h 30m`, `500ms`. A unit is needed, except for 0. */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '0') return 0;
  const complete = /^(?:\d{1,12}(?:\.\d{1,6})?\s*(?:ms|s|m|h|d|w)\s*)+$/i;
  if (trimmed.length > 60 || !complete.test(trimmed)) {
    throw new ValueError('is not a duration; write for example 90d or 1h 30m (units: ms, s, m, h, d, w)');
  }
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/gi)) {
    total += Number(amount) * (durationUnits[(unit ?? '').toLowerCase()] ?? 0);
  }
  return exact(total);
}

/** The shortest way to write a size that reads back as the same number of bytes. */
export function formatSize(bytes: number): string {
  return largestUnit(bytes, [['TiB', 1024 ** 4], ['GiB', 1024 ** 3], ['MiB', 1024 ** 2], ['KiB', 1024]], ' ', '');
}

/** The shortest way to write a duration that reads back as the same number of milliseconds. */
export function formatDuration(durationMs: number): string {
  return largestUnit(durationMs, [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]], '', 'ms');
}

function largestUnit(amount: number, units: readonly (readonly [string, number])[], gap: string, rest: string): string {
  for (const [name, size] of units) {
    if (amount >= size && amount % size === 0) return `${amount / size}${gap}${name}`;
  }
  return amount === 0 ? '0' : `${amount}${rest}`;
}

function exact(amount: number): number {
  const rounded = Math.round(amount);
  if (!Number.isSafeInteger(rounded)) throw new ValueError('is too large');
  return rounded;
}
