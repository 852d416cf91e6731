/**
 * Lines of numbers between lines from right to left. A line without letters has the direction of its text (CSS Writing Modes 4 §2.4.5, UAX #9 P3), but Chromium orders it
 * as the line before: "06 12 34" below an Arabic line would be read "34 12 06". Set apart, it is what was written. Pure.
 */

const rightToLeft = /[\u0590-\u05ff\u0620-\u064a\u066e-\u06d3\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Whether anything in a text runs from right to left; else there is nothing to look for. */
export const runsBothWays = (text: string): boolean => rightToLeft.test(text);

/** No letters, and digits that run from left to right. */
export const isNumbersAlone = (line: string): boolean => /[0-9]/.test(line) && !/\p{L}/u.test(line);

export interface Run {
  readonly text: string;
  readonly isNumbers: boolean;
}

/** The text in pieces that make it up again: lines of numbers apart, without their line ends. */
export function runsOf(text: string): Run[] {
  if (!runsBothWays(text)) return [{ text, isNumbers: false }];
  const runs: Run[] = [];
  let other = '';
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) other += '\n';
    if (!isNumbersAlone(line)) {
      other += line;
      continue;
    }
    if (other !== '') runs.push({ text: other, isNumbers: false });
    runs.push({ text: line, isNumbers: true });
    other = '';
  }
  if (other !== '') runs.push({ text: other, isNumbers: false });
  return runs;
}
