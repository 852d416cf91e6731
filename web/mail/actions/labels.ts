/**
 * Labels are keywords. The five that Thunderbird brings have names of their own here; any other that somebody's program has set is shown as it is written.
 */
import type { Translate } from '../../text/index.ts';

export interface Label {
  readonly keyword: string;
  readonly name: string;
  /** 0–359 on the colour wheel. */
  readonly hue: number;
}

const common = [
  ['$label1', 'labelImportant', 25],
  ['$label2', 'labelWork', 90],
  ['$label3', 'labelPersonal', 160],
  ['$label4', 'labelToDo', 265],
  ['$label5', 'labelLater', 330],
] as const;

/** Marks of mail programs that nobody set by hand. */
const technical = new Set(['junk', 'nonjunk', 'notjunk', 'junkrecorded', 'receipthandled', 'old', 'mdnsent', 'forwarded', 'redirected']);

export function commonLabels(t: Translate): Label[] {
  return common.map(([keyword, name, hue]) => ({ keyword, name: t(`list.${name}`), hue }));
}

/** The labels among keywords, in a fixed order. */
export function labelsAmong(t: Translate, keywords: Readonly<Record<string, true>>): Label[] {
  const labels: Label[] = commonLabels(t).filter(({ keyword }) => keyword in keywords);
  for (const keyword of Object.keys(keywords).sort()) {
    if (!keyword.startsWith('$') && !technical.has(keyword)) labels.push({ keyword, name: keyword, hue: hueOf(keyword) });
  }
  return labels;
}

const hues = [25, 90, 160, 200, 265, 330];

function hueOf(keyword: string): number {
  let sum = 0;
  for (const character of keyword) sum += character.codePointAt(0) ?? 0;
  return hues[sum % hues.length] ?? 200;
}
