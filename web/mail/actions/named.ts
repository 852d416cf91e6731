import { withoutBidiControls } from '../../ui/name-parts.ts';

/** Of a subject, in characters: enough to know which it was. */
const longestName = 60;

/** What was done, and to which message or conversation; one without a subject has no name. */
export function named(done: string, subject: string): string {
  const name = withoutBidiControls(subject).trim();
  return name === '' ? done : `${done} · \u2068${[...name].slice(0, longestName).join('')}\u2069`;
}
