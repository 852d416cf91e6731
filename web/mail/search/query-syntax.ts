/**
 * What people type into the search box: words, "phrases", `-not`, and operators such as `from:`. Parsed into terms that become chips, suggestions and one filter of
 * Email/query (RFC 8621 §4.4.1). Operators may be typed in English, French or Arabic, whatever the page speaks.
 */
import { longestQuery } from './longest-query.ts';

export type Operator = 'from' | 'to' | 'cc' | 'subject' | 'body' | 'in' | 'has' | 'is' | 'label' | 'before' | 'after' | 'larger' | 'smaller';

export interface Term {
  /** Undefined for plain words. */
  readonly operator: Operator | undefined;
  readonly value: string;
  /** In quotation marks: these words, in this order. */
  readonly isPhrase: boolean;
  readonly isNegated: boolean;
  /** It or the term before it: `from:a OR from:b`. Binds closer than terms that only stand side by side. */
  readonly isAlternative: boolean;
  /** Where it stands in the text: [from, to). */
  readonly from: number;
  readonly to: number;
}

const names: Readonly<Record<string, Operator>> = {
  from: 'from', de: 'from', من: 'from',
  to: 'to', à: 'to', a: 'to', إلى: 'to', الى: 'to',
  cc: 'cc', نسخة: 'cc',
  subject: 'subject', objet: 'subject', sujet: 'subject', الموضوع: 'subject', موضوع: 'subject',
  body: 'body', corps: 'body', نص: 'body',
  in: 'in', dans: 'in', في: 'in',
  has: 'has', contient: 'has', يحتوي: 'has',
  is: 'is', est: 'is', هو: 'is',
  label: 'label', tag: 'label', étiquette: 'label', etiquette: 'label', تصنيف: 'label',
  before: 'before', avant: 'before', قبل: 'before',
  after: 'after', après: 'after', apres: 'after', بعد: 'after',
  larger: 'larger', 'plus-grand': 'larger', أكبر: 'larger', اكبر: 'larger',
  smaller: 'smaller', 'plus-petit': 'smaller', أصغر: 'smaller', اصغر: 'smaller',
}; // prettier-ignore

export const operators: readonly Operator[] = ['from', 'to', 'cc', 'subject', 'body', 'in', 'has', 'is', 'label', 'before', 'after', 'larger', 'smaller'];

/** Between two terms, in capitals: in small letters, and in quotation marks, they are words. */
const alternators: ReadonlySet<string> = new Set(['OR', 'OU']);

const token = /(-?)(?:([\p{L}-]+):)?(?:"([^"]*)"?|(\S+))/gu;

/** The terms in the order that they stand in. An unknown operator is part of a word: `http://…` is no search in http. */
export function parseQuery(text: string): Term[] {
  const terms: Term[] = [];
  const add = (term: Omit<Term, 'isAlternative'>): void => {
    const before = terms.at(-1);
    const isAlternative = terms.length > 1 && before !== undefined && isAlternator(before);
    if (isAlternative) terms.pop();
    terms.push({ ...term, isAlternative });
  };
  for (const match of text.slice(0, longestQuery).matchAll(token)) {
    const [whole, minus = '', name, phrase, word] = match;
    const from = match.index;
    const operator = name === undefined ? undefined : names[name.toLowerCase()];
    if (name !== undefined && operator === undefined) {
      add({ operator: undefined, value: phrase === undefined ? whole.slice(minus.length) : `${name}:${phrase}`, isPhrase: phrase !== undefined, isNegated: minus !== '', from, to: from + whole.length });
      continue;
    }
    const value = phrase ?? word ?? '';
    if (value === '' && operator === undefined) continue;
    add({ operator, value, isPhrase: phrase !== undefined, isNegated: minus !== '', from, to: from + whole.length });
  }
  // `from:` at the end, still without a value.
  const unfinished = /(?:^|\s)(-?)([\p{L}-]+):$/u.exec(text.slice(0, longestQuery));
  const operator = unfinished?.[2] === undefined ? undefined : names[unfinished[2].toLowerCase()];
  if (unfinished && operator) {
    const last = terms.at(-1);
    if (last && last.to === text.length) terms.pop();
    add({ operator, value: '', isPhrase: false, isNegated: unfinished[1] === '-', from: text.length - unfinished[0].trimStart().length, to: text.length });
  }
  return terms;
}

function isAlternator({ operator, value, isPhrase, isNegated }: Typed): boolean {
  return operator === undefined && !isPhrase && !isNegated && alternators.has(value);
}

/** What of a term is typed: where it stands does not matter. */
export type Typed = Pick<Term, 'operator' | 'value' | 'isPhrase' | 'isNegated'>;

/** A term as it is typed. @param nameOf the operators' names in the person's language */
export function formatTerm({ operator, value, isPhrase, isNegated }: Typed, nameOf: (operator: Operator) => string): string {
  const quoted = isPhrase || /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;
  return `${isNegated ? '-' : ''}${operator === undefined ? '' : `${nameOf(operator)}:`}${quoted}`;
}

export function formatQuery(terms: readonly (Typed & { readonly isAlternative?: boolean })[], nameOf: (operator: Operator) => string): string {
  return terms.map((term) => `${term.isAlternative ? 'OR ' : ''}${formatTerm(term, nameOf)}`).join(' ');
}

/** The text without one of its terms, and without the `OR` that joined it to another; the others stay as they were typed. */
export function without(text: string, { from, to }: Term): string {
  const [left, right] = [text.slice(0, from).trimEnd(), text.slice(to).trimStart()];
  const next = right.replace(/^(?:OR|OU)\s+/, '');
  return `${next === right ? left.replace(/\s(?:OR|OU)$/, '').trimEnd() : left} ${next}`.trim();
}
