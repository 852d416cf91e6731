/** Which way a text runs. */
export type Dir = 'ltr' | 'rtl';

const strong = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|\p{L}/u;

/** The direction of the first letter that has one (UAX #9, P2); undefined where there is none. */
export function firstStrong(text: string): Dir | undefined {
  const found = strong.exec(text)?.[0];
  if (found === undefined) return undefined;
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(found) ? 'rtl' : 'ltr';
}

/** `Re:`, `Fwd:`, `TR:`, `رد:` and the like, one or more. */
const marks = /^(?:\s*[\p{L}\p{M}]{1,5}(?:\[\d+\])?\s*[:：])+/u;

/** For a subject's `dir`: the marks of answers, often in another script, do not turn what they stand before. */
export function subjectDirection(subject: string): Dir | 'auto' {
  const bare = subject.replace(marks, '');
  return (bare === subject ? undefined : firstStrong(bare)) ?? 'auto';
}
