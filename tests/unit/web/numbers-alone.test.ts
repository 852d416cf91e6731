import { expect, test } from 'vitest';
import { runsOf } from '../../../web/mail/reader/plain/numbers-alone.ts';

const apart = (text: string) => runsOf(text).filter(({ isNumbers }) => isNumbers).map((run) => run.text);

test('lines of numbers stand apart where something runs from right to left, and nothing is lost', () => {
  const text = 'رقم\n06 12 34\n\n10:00 - 12:00\nBonjour 12\n٠٦ ١٢\n---\n';
  expect(apart(text)).toEqual(['06 12 34', '10:00 - 12:00']);
  expect(runsOf(text).map((run) => run.text).join('')).toBe(text);
});

test('a text that runs one way is one piece', () => {
  expect(runsOf('a\n12 34\n')).toEqual([{ text: 'a\n12 34\n', isNumbers: false }]);
  expect(runsOf('')).toEqual([{ text: '', isNumbers: false }]);
});
