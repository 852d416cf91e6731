import { createElement, Fragment, type ReactNode } from 'react';
import { directionOf, type Language, locales } from './languages.ts';
import type { Arguments, Catalogue, Key } from './types.ts';

export interface Translate {
  /** The text at `key`, its placeholders filled in; `count` chooses the plural form. */
  <K extends Key>(key: K, ...values: Arguments<K, string | number>): string;
  /** The same for placeholders that are elements: `t.rich('signin.contact', { link: <a …>…</a> })`. */
  rich<K extends Key>(key: K, ...values: Arguments<K, ReactNode>): ReactNode;
}

/** A `t` for one language. */
export function translator(language: Language, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(locales[language]);
  const numbers = new Intl.NumberFormat(locales[language]);

  const sentence = (key: string, values: Readonly<Record<string, unknown>>): string => {
    const leaf = find(catalogue, key);
    if (typeof leaf === 'string') return leaf;
    const { count } = values;
    const form = typeof count === 'number' ? plurals.select(count) : 'other';
    const text = find(leaf, form) ?? find(leaf, 'other');
    return typeof text === 'string' ? text : key;
  };
  const shown = (value: string | number): string => (typeof value === 'number' ? numbers.format(value) : isolated(value, language));

  const t = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
    sentence(key, values).replace(placeholder, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : shown(value);
    });
  const rich = (key: string, values: Readonly<Record<string, ReactNode>> = {}): ReactNode =>
    sentence(key, values)
      .split(placeholder) // texts at even places, names at odd ones
      .map((part, place) => {
        const value = place % 2 === 0 ? part : values[part];
        return createElement(Fragment, { key: place }, typeof value === 'number' ? numbers.format(value) : value);
      });
  return Object.assign(t, { rich }) as Translate;
}

const placeholder = /\{(\w+)\}/g;
const rightToLeftLetter = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name of the other direction inside a sentence would take the punctuation around it along (Unicode's isolates: FSI … PDI). */
function isolated(value: string, language: Language): string {
  const foreign = directionOf(language) === 'rtl' || rightToLeftLetter.test(value);
  return foreign && value !== '' ? `\u2068${value}\u2069` : value;
}

function find(node: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined), node);
}
