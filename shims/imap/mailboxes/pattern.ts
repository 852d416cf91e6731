import { bad, Refusal } from '../grammar/status-response.ts';

export const SEPARATOR = '/';
const MAX_PATTERN = 1000;

/**
 * Which names a LIST pattern means (RFC 9051 §6.3.9): "*" anything, "%" anything within one level. The inbox is found in any case.
 * Runs in time pattern × name, whatever the wildcards.
 * @throws Refusal (BAD) for an overlong pattern
 */
export function matcher(reference: string, pattern: string): (name: string) => boolean {
  const whole = pattern.startsWith(SEPARATOR) ? pattern : reference + pattern;
  if (whole.length > MAX_PATTERN) throw new Refusal(bad(`A mailbox pattern may have ${MAX_PATTERN} characters`));
  const tokens = whole.normalize('NFC').replace(/[*%]{2,}/g, (run) => (run.includes('*') ? '*' : '%'));
  const upper = tokens.toUpperCase();
  return (name) => matches(name, tokens) || (name === 'INBOX' && matches(name, upper));
}

/** Keeps, for each place in the pattern, whether it can be reached with the name read so far. */
function matches(name: string, pattern: string): boolean {
  let reached = new Uint8Array(pattern.length + 1);
  reached[0] = 1;
  skipWildcards(reached, pattern);
  for (const character of name) {
    const next = new Uint8Array(pattern.length + 1);
    for (let at = 0; at < pattern.length; at++) {
      if (reached[at] === 0) continue;
      const token = pattern[at];
      if (token === '*' || (token === '%' && character !== SEPARATOR)) next[at] = 1;
      else if (pattern.startsWith(character, at) && token !== '%') next[at + character.length] = 1;
    }
    skipWildcards(next, pattern);
    reached = next;
  }
  return reached[pattern.length] === 1;
}

function skipWildcards(reached: Uint8Array, pattern: string): void {
  for (let at = 0; at < pattern.length; at++) {
    if (reached[at] === 1 && (pattern[at] === '*' || pattern[at] === '%')) reached[at + 1] = 1;
  }
}

/** The names above this one, from the nearest. */
export function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = path.lastIndexOf(SEPARATOR); at > 0; at = path.lastIndexOf(SEPARATOR, at - 1)) parents.push(path.slice(0, at));
  return parents;
}
