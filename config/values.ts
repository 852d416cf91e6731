/** The kinds of values a key takes: how each is read from a file or a variable, and how the reference describes it. */
import path from 'node:path';
import { ValueError } from './problems.ts';
import { formatDuration, formatSize, parseDuration, parseSize } from './quantities.ts';
import { nearest } from './suggest.ts';

/** A value as it stands in the source, before it is understood. */
export interface RawValue {
  /** What YAML made of it; from the environment always text. */
  readonly value: unknown;
  /** The letters in the source, where YAML loses them (`0640` would become 640). */
  readonly source: string;
  /** Folder against which relative paths count. */
  readonly base: string;
  readonly fromEnvironment: boolean;
}

/** One key: reads its value or throws a {@link ValueError} that says what is allowed. */
export interface Key<T> {
  readonly isKey: true;
  /** For people: `integer 0–65535`, `none, starttls, implicit`. */
  readonly takes: string;
  readonly about: string;
  /** For people: what holds where nothing is written. */
  readonly unset: string;
  readonly fallback: T;
  readonly isList: boolean;
  /** Never repeated in a message. */
  readonly isSecret: boolean;
  read(raw: RawValue): T;
}

export interface About<T> {
  readonly about: string;
  readonly fallback: T;
  readonly unset?: string;
}

type Check = (text: string) => void;

function key<T>(about: About<T>, rest: Pick<Key<T>, 'takes' | 'read'> & Partial<Pick<Key<T>, 'isList' | 'isSecret'>>, show: (value: T) => string): Key<T> {
  return {
    isKey: true,
    about: about.about,
    fallback: about.fallback,
    unset: about.unset ?? show(about.fallback),
    isList: false,
    isSecret: false,
    ...rest,
  };
}

const showText = (value: unknown): string => (value === null || value === '' ? '(none)' : String(value));

export function text<T extends string | null>(takes: string, about: About<T>, check?: Check, isSecret = false): Key<T | string> {
  return key<T | string>(about, {
    takes,
    isSecret,
    read(raw) {
      const value = asText(raw);
      check?.(value);
      return value;
    },
  }, showText);
}

/** A file or folder; relative ones count from the folder of the configuration file, or the current folder for variables. */
export function filePath<T extends string | null>(takes: string, about: About<T>): Key<T | string> {
  return key<T | string>(about, {
    takes,
    read(raw) {
      const value = asText(raw);
      if (value === '' || value.includes('\0')) throw new ValueError('is not a path');
      return path.resolve(raw.base, value);
    },
  }, showText);
}

export function choice<const T extends string, const F extends T | null>(allowed: readonly T[], about: About<F>): Key<T | F> {
  return key<T | F>(about, {
    takes: allowed.join(', '),
    read(raw) {
      const found = allowed.find((name) => name === raw.value);
      if (found !== undefined) return found;
      const typed = typeof raw.value === 'string' ? nearest(raw.value, allowed) : null;
      throw new ValueError(`${shown(raw)} is not allowed; allowed: ${allowed.join(', ')}${meant(typed)}`);
    },
  }, showText);
}

export function boolean<T extends boolean | null>(about: About<T>): Key<T | boolean> {
  return key<T | boolean>(about, {
    takes: 'true, false',
    read(raw) {
      if (typeof raw.value === 'boolean') return raw.value;
      if (raw.fromEnvironment && (raw.value === 'true' || raw.value === 'false')) return raw.value === 'true';
      const word = typeof raw.value === 'string' ? raw.value.toLowerCase() : '';
      // YAML 1.2 reads yes, no, on, off as text; taking them would make `no` mean something else elsewhere in the file.
      const meantWord = ['no', 'off', 'n', '0'].includes(word) ? 'false' : ['yes', 'on', 'y', '1'].includes(word) ? 'true' : null;
      throw new ValueError(`${shown(raw)} is not allowed; allowed: true, false${meant(meantWord)}`);
    },
  }, showText);
}

export function integer<T extends number | null>(min: number, max: number, about: About<T>): Key<T | number> {
  return key<T | number>(about, {
    takes: `integer ${min}–${max}`,
    read(raw) {
      const value = raw.fromEnvironment && /^\d{1,15}$/.test(raw.source) ? Number(raw.source) : raw.value;
      if (/^[+-]?0\d/.test(raw.source)) {
        throw new ValueError(`${shown(raw)} starts with a zero, which YAML does not read as octal; write the number without it`);
      }
      if (typeof value !== 'number' || !Number.isInteger(value)) throw new ValueError(`${shown(raw)} is not an integer from ${min} to ${max}`);
      return within(value, min, max, raw, String);
    },
  }, showText);
}

/** Bytes. */
export function size(min: number, max: number, about: About<number>): Key<number> {
  return key<number>(about, {
    takes: `size ${formatSize(min)}–${formatSize(max)}`,
    read: (raw) => within(quantity(raw, parseSize), min, max, raw, formatSize),
  }, formatSize);
}

/** Milliseconds. */
export function duration(min: number, max: number, about: About<number>): Key<number> {
  return key<number>(about, {
    takes: `duration ${formatDuration(min)}–${formatDuration(max)}`,
    read: (raw) => within(quantity(raw, parseDuration), min, max, raw, formatDuration),
  }, formatDuration);
}

/** A list of texts; in the environment separated by commas. */
export function list(takes: string, about: About<readonly string[]>, check?: Check): Key<readonly string[]> {
  return key<readonly string[]>(about, {
    takes: `list of ${takes}`,
    isList: true,
    read(raw) {
      const items = raw.fromEnvironment ? raw.source.split(',').map((item) => item.trim()).filter((item) => item !== '') : raw.value;
      if (!Array.isArray(items)) throw new ValueError(`${shown(raw)} is not a list; write [ … ] or one "- …" a line`);
      if (items.length > 10_000) throw new ValueError('has more than 10000 entries');
      return items.map((item: unknown) => {
        if (typeof item !== 'string' || item === '') throw new ValueError(`${quoted(item)} is not text; put it in quotes`);
        check?.(item);
        return item;
      });
    },
  }, (items) => (items.length === 0 ? '(none)' : items.join(', ')));
}

function asText(raw: RawValue): string {
  if (typeof raw.value === 'string') return raw.value;
  if (raw.value === null) throw new ValueError('has no value; write one or take the line away');
  throw new ValueError(`${shown(raw)} is not text; put it in quotes`);
}

function quantity(raw: RawValue, parse: (source: string) => number): number {
  if (typeof raw.value !== 'string' && typeof raw.value !== 'number') throw new ValueError(`${shown(raw)} is not text; put it in quotes`);
  if (/^[+-]?0\d/.test(raw.source)) throw new ValueError(`${shown(raw)} starts with a zero; write the number without it`);
  try {
    return parse(typeof raw.value === 'number' ? String(raw.value) : raw.value);
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(`${shown(raw)} ${error.message}`);
    throw error;
  }
}

function within(value: number, min: number, max: number, raw: RawValue, show: (value: number) => string): number {
  if (value < min || value > max) throw new ValueError(`${shown(raw)} is out of range; allowed: ${show(min)} to ${show(max)}`);
  return value;
}

function meant(word: string | null): string {
  return word === null ? '' : `; did you mean ${word}?`;
}

function shown(raw: RawValue): string {
  if (raw.value === null) return 'nothing';
  return typeof raw.value === 'object' ? (Array.isArray(raw.value) ? 'a list' : 'a group of keys') : quoted(raw.source);
}

export function quoted(value: unknown): string {
  const written = String(value);
  return JSON.stringify(written.length > 60 ? `${written.slice(0, 60)}…` : written);
}
