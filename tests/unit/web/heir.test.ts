/** Which row takes the place of rows that leave a list together. */
import { expect, test } from 'vitest';
import { heirOf } from '../../../web/mail/list/heir.ts';

const before = ['a', 'b', 'c', 'd', 'e'];

test.each([
  ['alone: the one below', 'b', ['a', 'c', 'd', 'e'], 'c'],
  ['with the one below: the first below both', 'b', ['a', 'd', 'e'], 'd'],
  ['with one above: not one too far', 'c', ['b', 'd', 'e'], 'd'],
  ['with all below: the last above', 'd', ['a', 'b'], 'b'],
  ['what came in meanwhile is nobody’s heir', 'c', ['new', 'a', 'newer', 'e'], 'e'],
])('%s', (_, gone, now, heir) => {
  expect(heirOf(gone, before, now)).toBe(heir);
});

test('nobody is left, or it was never there: no heir', () => {
  expect(heirOf('c', before, ['x'])).toBeUndefined();
  expect(heirOf('x', before, before)).toBeUndefined();
});
