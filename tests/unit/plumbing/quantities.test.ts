import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, formatSize, parseDuration, parseSize } from '../../../config/quantities.ts';
import { nearest } from '../../../config/suggest.ts';

test('sizes: decimal and binary units, plain numbers are bytes', () => {
  expect(['0', '4096', '1kB', '1 KiB', '1.5 MiB', '2gb', '1TiB'].map(parseSize)).toEqual([0, 4096, 1000, 1024, 1_572_864, 2_000_000_000, 1024 ** 4]);
  for (const wrong of ['', 'x', '-1', '1 MiBs', '1e9', '1 2', '999999999999999 TiB']) expect(() => parseSize(wrong), wrong).toThrow();
});

test('durations: units add up, a bare number is refused', () => {
  expect(['0', '500ms', '90d', '1h 30m', '1h30m', '2w', '1.5s'].map(parseDuration)).toEqual([0, 500, 7_776_000_000, 5_400_000, 5_400_000, 1_209_600_000, 1500]);
  for (const wrong of ['', '90', 'd', '5 minutes', '-5m', '1h x']) expect(() => parseDuration(wrong), wrong).toThrow();
});

test('what is formatted reads back the same', () => {
  fc.assert(fc.property(fc.nat(), (amount) => parseSize(formatSize(amount)) === amount && parseDuration(formatDuration(amount)) === amount));
});

test('the nearest name, if one is near enough', () => {
  expect(nearest('lsiteners', ['listeners', 'limits'])).toBe('listeners');
  expect(nearest('PUBLICURL', ['publicUrl'])).toBe('publicUrl');
  expect(nearest('zzz', ['data', 'role'])).toBeNull();
});
