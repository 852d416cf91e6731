/** Where the rows of a long list lie, also where no browser could lay out a box of their height. */
import { expect, test } from 'vitest';
import { boxHeight, rowAfterKey, rowsInSight, rowTop, scaleOf, scrollTopToReveal, tallestBox } from '../../../web/ui/row-layout.ts';

const short = { count: 100_000, rowHeight: 80, viewport: 800 };
const long = { count: 2_000_000, rowHeight: 80, viewport: 800 };

test('up to 200 000 rows nothing is scaled', () => {
  expect(scaleOf({ ...short, count: 200_000 })).toBe(1);
  expect(boxHeight(short)).toBe(8_000_000);
  expect(rowTop(short, 99_999, 0)).toBe(7_999_920);
});

test('a longer list keeps a box that browsers lay out, and its last row is seen at the end', () => {
  expect(boxHeight(long)).toBe(tallestBox);
  const end = scrollTopToReveal(long, long.count - 1, 0);
  expect(end).toBeCloseTo(tallestBox - long.viewport, 3);
  expect(rowTop(long, long.count - 1, end) + long.rowHeight - end).toBeCloseTo(long.viewport, 3);
});

test('any row can be brought into view, and lies within the box', () => {
  for (const index of [0, 1, 9, 10, 250_000, 1_234_567, 1_999_999]) {
    const scrollTop = scrollTopToReveal(long, index, 3_000_000);
    const top = rowTop(long, index, scrollTop) - scrollTop;
    expect(top).toBeGreaterThanOrEqual(-0.01);
    expect(top + long.rowHeight).toBeLessThanOrEqual(long.viewport + 0.01);
  }
});

test('a row that is seen already moves nothing', () => {
  expect(scrollTopToReveal(short, 5, 160)).toBe(160);
  expect(scrollTopToReveal(short, 1, 160)).toBe(80);
  expect(scrollTopToReveal(short, 20, 160)).toBe(880);
});

test('keys go by a row, by a page less one row, and to the ends', () => {
  const after = (from: number, key: string): number | undefined => rowAfterKey(short, from, key);
  expect([after(5, 'ArrowDown'), after(5, 'ArrowUp'), after(50, 'PageDown'), after(50, 'PageUp'), after(5, 'Home'), after(5, 'End')]).toEqual([6, 4, 59, 41, 0, 99_999]);
  expect([after(0, 'ArrowUp'), after(99_999, 'ArrowDown'), after(2, 'PageUp'), after(5, 'x')]).toEqual([0, 99_999, 0, undefined]);
  expect(rowAfterKey({ ...short, count: 0 }, 0, 'ArrowDown')).toBeUndefined();
});

test('the rows in sight are those of which a pixel is seen', () => {
  expect(rowsInSight(short, 0)).toEqual({ from: 0, to: 9 });
  expect(rowsInSight(short, 1)).toEqual({ from: 0, to: 10 });
  expect(rowsInSight(short, 79)).toEqual({ from: 0, to: 10 });
  expect(rowsInSight(short, 80)).toEqual({ from: 1, to: 10 });
  expect(rowsInSight(short, boxHeight(short) - short.viewport)).toEqual({ from: 99_990, to: 99_999 });
  expect(rowsInSight({ ...short, count: 3 }, 0)).toEqual({ from: 0, to: 2 });
  expect(rowsInSight({ ...short, count: 0 }, 0)).toEqual({ from: 0, to: -1 });
  expect(rowsInSight({ ...short, viewport: 0 }, 0)).toEqual({ from: 0, to: -1 });
  const end = rowsInSight(long, tallestBox - long.viewport);
  expect(end.to).toBe(long.count - 1);
  expect(end.to - end.from).toBeLessThanOrEqual(10);
});

test('a box that is still scrolled to where rows were shows the last ones', () => {
  expect(rowsInSight({ ...short, count: 5 }, 4_000)).toEqual({ from: 4, to: 4 });
});
