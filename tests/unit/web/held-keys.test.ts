/** Keys while a place to write in is on its way, and where it does not come. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropKeys, giveKeys, holdKey, holdKeys, loseKeys } from '../../../web/app/held-keys.ts';

const typed: string[] = [];
const press = (key: string) => holdKey({ key, repeat: false, altKey: false } as KeyboardEvent);

beforeEach(() => {
  vi.useFakeTimers();
  typed.length = 0;
  vi.stubGlobal('document', { execCommand: (_: string, __: boolean, text: string) => typed.push(text) });
});
afterEach(() => {
  dropKeys();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is typed for a place that comes is typed there', () => {
  expect(press('a')).toBe(false);
  holdKeys();
  for (const key of ['h', 'o', 'x', 'Backspace', 'Enter']) expect(press(key)).toBe(true);
  expect(press('Escape')).toBe(false);
  giveKeys();
  expect(typed).toEqual(['ho\n']);
  expect(press('a')).toBe(false);
});

test('what is typed for one that does not come does nothing, until there is a pause', () => {
  holdKeys();
  expect(press('h')).toBe(true);
  loseKeys();
  for (const key of 'orsligne#e') {
    vi.advanceTimersByTime(1_400);
    expect(press(key)).toBe(true);
  }
  vi.advanceTimersByTime(1_600);
  expect(press('e')).toBe(false);
  giveKeys();
  expect(typed).toEqual([]);
});

test('one that is asked for again after that gets its own keys alone', () => {
  loseKeys();
  press('x');
  holdKeys();
  vi.advanceTimersByTime(2_000);
  press('y');
  giveKeys();
  expect(typed).toEqual(['y']);
});
