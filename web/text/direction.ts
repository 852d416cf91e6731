/** Which way a text runs. */
export type Dir = 'ltr' | 'rtl';

/** The direction of the first letter (UAX #9, P2); undefined where there is none. */
export function firstStrong(text: string): Dir | undefined {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter) return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(letter) ? 'rtl' : 'ltr';
}

/** `Re:`, `Fwd:`, `TR:`, `رد:` and the like, one or more, a number or a list's name in brackets among them. */
const marks = /^((\s*[([][^)\]]{1,40}[)\]])?\s*\p{L}{1,5}(\[\d+\])?\s*:)+/u;

/** For a subject's `dir`: the marks of answers, often in another script, do not turn what they stand before. */
export function subjectDirection(subject: string): Dir | 'auto' {
  const bare = subject.replace(marks, '');
  return (bare === subject ? undefined : firstStrong(bare)) ?? 'auto';
}
