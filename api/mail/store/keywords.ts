import { CoreError } from '../../client/errors.ts';
import { flagBits } from '../../client/legacy.ts';

/** Keywords of an Email: those with a bit of their own, and the rest, sorted, lower case. */
export interface Keywords {
  readonly bits: number;
  readonly extra: readonly string[];
}

export const SEEN = flagBits.$seen;
export const DRAFT = flagBits.$draft;

const bitOf: ReadonlyMap<string, number> = new Map(Object.entries(flagBits));
const named: readonly (readonly [string, number])[] = Object.entries(flagBits);

/** RFC 8621 §4.1.1: 1–255 characters of %x21–7E without those that IMAP's atoms cannot hold. */
const keywordForm = /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]{1,255}$/;

export function isKeyword(keyword: string): boolean {
  return keywordForm.test(keyword);
}

/** @throws CoreError invalidProperties, tooManyKeywords */
export function toKeywords(names: Iterable<string>, maxKeywords: number): Keywords {
  let bits = 0;
  const extra = new Set<string>();
  for (const name of names) {
    if (!isKeyword(name)) {
      throw new CoreError('invalidProperties', `${JSON.stringify(name.slice(0, 100))} cannot be a keyword (RFC 8621 §4.1.1).`, { properties: ['keywords'] });
    }
    const keyword = name.toLowerCase();
    const bit = bitOf.get(keyword);
    if (bit) bits |= bit;
    else extra.add(keyword);
  }
  if (extra.size > maxKeywords || packedLength(extra) > MAX_PACKED) throw tooManyKeywords(maxKeywords);
  return { bits, extra: [...extra].sort() };
}

/** What the column takes, separators included. */
const MAX_PACKED = 2048;

const packedLength = (extra: Iterable<string>): number => [...extra].reduce((sum, keyword) => sum + keyword.length + 1, 0);

function tooManyKeywords(maxKeywords: number): CoreError {
  return new CoreError('tooManyKeywords', `A message takes at most ${maxKeywords} keywords.`, { maxKeywords });
}

export function keywordNames(bits: number, extra: string | null): string[] {
  const names: string[] = [];
  for (const [name, bit] of named) if (bits & bit) names.push(name);
  if (extra) names.push(...extra.split(' '));
  return names;
}

/** The extra keywords as their column holds them. */
export const packExtra = (extra: readonly string[]): string | null => (extra.length === 0 ? null : extra.join(' '));
export const unpackExtra = (extra: string | null): string[] => (extra ? extra.split(' ') : []);

/** RFC 8621 §2: neither seen nor a draft. */
export const isUnread = (bits: number): boolean => (bits & (SEEN | DRAFT)) === 0;

/**
 * Applies STORE's three forms (RFC 9051 §6.4.6).
 * @param maxKeywords how many the Email may have when keywords were added to those it has
 * @throws CoreError tooManyKeywords
 */
export function applyKeywords(
  bits: number, extra: string | null, op: 'add' | 'remove' | 'replace', by: Keywords, maxKeywords = Number.POSITIVE_INFINITY,
): { bits: number; extra: string | null } {
  if (op === 'replace') return { bits: by.bits, extra: packExtra(by.extra) };
  const newBits = op === 'add' ? bits | by.bits : bits & ~by.bits;
  if (by.extra.length === 0) return { bits: newBits, extra };
  const names = new Set(unpackExtra(extra));
  const before = names.size;
  for (const name of by.extra) {
    if (op === 'add') names.add(name);
    else names.delete(name);
  }
  if (names.size > before && (names.size > maxKeywords || packedLength(names) > MAX_PACKED)) throw tooManyKeywords(maxKeywords);
  return { bits: newBits, extra: packExtra([...names].sort()) };
}
