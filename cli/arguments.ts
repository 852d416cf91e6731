import { InvalidArgumentError } from 'commander';

const factors: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** A limit, or none. Not `null`: commander takes that for an option without a value, and makes it an empty text. */
export type Limit = number | 'none';

/** As the API spells it. */
export const limitValue = (limit: Limit): number | null => (limit === 'none' ? null : limit);

/** `500M`, `2G`, a number of bytes, or `none`. */
export function parseQuota(text: string): Limit {
  if (text === 'none') return text;
  const [, digits = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)\s*([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(digits) * (factors[unit.toUpperCase()] ?? Number.NaN));
  if (digits === '' || !Number.isSafeInteger(bytes)) throw new InvalidArgumentError('Write for example 500M, 2G, or none.');
  return bytes;
}

/** A number, or `none`. */
export function parseCount(text: string): Limit {
  if (text === 'none') return text;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Write a number, for example 100000, or none.');
  return Number(text);
}

/** `QRESYNC,IDLE`, or `none`. */
export function parseNames(text: string): string[] {
  return text === 'none' ? [] : text.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

export type Language = 'en' | 'fr' | 'ar';

/** `90d`, `12h`, or a date; as an instant. */
export function parseExpiry(text: string): string {
  const [, count = '', unit = ''] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  const at = count === '' ? Date.parse(text) : Date.now() + Number(count) * (unit === 'd' ? 86_400_000 : 3_600_000);
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write for example 90d, 12h, or 2027-01-31.');
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Several values, each by an option of its own. */
export function collect<T extends string>(value: string, earlier: T[] | undefined): T[] {
  return [...(earlier ?? []), value as T];
}
