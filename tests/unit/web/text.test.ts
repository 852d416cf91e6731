/** Texts with values in them, and how dates, sizes and numbers are written. */
import { createElement, type ReactElement } from 'react';
import { describe, expect, test } from 'vitest';
import { ar } from '../../../web/text/ar/index.ts';
import { en } from '../../../web/text/en/index.ts';
import { fr } from '../../../web/text/fr/index.ts';
import { createFormat, type FormatSettings } from '../../../web/text/format.ts';
import { preferredLanguage } from '../../../web/text/languages.ts';
import { translator } from '../../../web/text/translate.ts';
import { usualFirstDay } from '../../../web/text/week.ts';

const french = translator('fr', fr);
const english = translator('en', en);
const arabic = translator('ar', ar);

/** Spaces that do not break are spaces here. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/[\u200e\u200f\u061c]/g, '');

describe('plural forms', () => {
  test('French counts 0 and 1 as one, a million as many', () => {
    expect(french('shell.offlineChanges', { count: 0 })).toContain('0 modification sera');
    expect(french('shell.offlineChanges', { count: 2 })).toContain('2 modifications seront');
    expect(plain(french('shell.offlineChanges', { count: 1_000_000 }))).toContain('1 000 000 de modifications');
  });
  test('Arabic has a form for none, one, two, few, many and other', () => {
    const forms = [0, 1, 2, 3, 11, 100].map((count) => arabic('shell.offlineChanges', { count }));
    expect(new Set(forms).size).toBe(6);
    expect(forms[3]).toContain('3 تغييرات');
  });
  test('numbers are written as the language does', () => {
    expect(english('shell.offlineChanges', { count: 1234 })).toContain('1,234 changes');
  });
});

describe('values in a text', () => {
  test('a name of the other direction is isolated, one of the same is not', () => {
    expect(english('shell.accountOf', { name: 'Amina' })).toBe('Amina’s account');
    expect(english('shell.accountOf', { name: 'كريم' })).toBe('\u2068كريم\u2069’s account');
    expect(arabic('shell.accountOf', { name: 'Amina' })).toBe('حساب \u2068Amina\u2069');
  });
  test('what looks like a placeholder in a value stays as it is', () => {
    expect(english('errors.undone', { reason: '{reason} $& {count}' })).toBe('This could not be done: {reason} $& {count}');
  });
  test('t.rich takes elements and keeps the words around them', () => {
    const parts = english.rich('shell.accountOf', { name: createElement('b', null, 'Amina') }) as ReactElement<{ children: unknown }>[];
    expect(parts.map(({ props }) => (typeof props.children === 'string' ? props.children : 'element'))).toEqual([
      '', 'element', '’s account',
    ]);
  });
});

describe('dates', () => {
  const now = new Date('2026-03-05T12:00:00Z');
  const format = (language: FormatSettings['language'], more: Partial<FormatSettings> = {}) => createFormat({ language, timeZone: 'Africa/Algiers', ...more });

  test('a list shows the time today, the weekday within six days, then the day, then the year', () => {
    const dates = ['2026-03-05T08:07:00Z', '2026-03-04T23:30:00Z', '2026-03-04T22:30:00Z', '2026-02-27T09:00:00Z', '2026-02-26T09:00:00Z', '2025-12-31T22:30:00Z', '2025-12-31T23:30:00Z'];
    expect(dates.map((date) => format('fr').listDate(date, now))).toEqual(['09:07', '00:30', 'mer.', 'ven.', '26 févr.', '31 déc. 2025', '1 janv.']);
    expect(dates.map((date) => format('en').listDate(date, now))).toEqual(['09:07', '00:30', 'Wed', 'Fri', '26 Feb', '31 Dec 2025', '1 Jan']);
  });
  test('Arabic has Algerian months, Western digits and 24 hours', () => {
    expect(plain(format('ar').date('2026-01-05T12:00:00Z'))).toBe('5 جانفي 2026');
    expect(plain(format('ar').time('2026-01-05T13:05:00Z'))).toBe('14:05');
  });
  test('12 hours where the person wants them', () => {
    expect(plain(format('en', { hourCycle: 'h12' }).time('2026-01-05T13:05:00Z'))).toMatch(/^0?2:05 pm$/i);
  });
  test('the time zone decides the day', () => {
    expect(format('en', { timeZone: 'America/New_York' }).listDate('2026-03-05T03:00:00Z', now)).toBe('Wed');
  });
  test('a day begins at midnight of the time zone, or when its clock changes over midnight', () => {
    const start = (timeZone: string, ...day: [number, number, number]) => format('en', { timeZone }).startOfDay(...day).toISOString();
    expect(start('Africa/Algiers', 2026, 3, 14)).toBe('2026-03-13T23:00:00.000Z');
    expect(start('Asia/Tokyo', 2026, 3, 14)).toBe('2026-03-13T15:00:00.000Z');
    expect(start('America/New_York', 2026, 3, 8)).toBe('2026-03-08T05:00:00.000Z');
    expect(start('America/New_York', 2026, 3, 9)).toBe('2026-03-09T04:00:00.000Z');
    // In Cairo there is no midnight on the last Friday of April, and it comes twice before the last Friday of October.
    expect(start('Africa/Cairo', 2026, 4, 24)).toBe('2026-04-23T22:00:00.000Z');
    expect(start('Africa/Cairo', 2026, 10, 30)).toBe('2026-10-29T22:00:00.000Z');
    expect(format('en', { timeZone: 'Asia/Tokyo' }).isoDay(new Date('2026-03-13T20:00:00Z'))).toBe('2026-03-14');
  });
  test('a date that is none is shown as nothing', () => {
    for (const wrong of ['', 'yesterday', '2026-13-45']) {
      expect(format('fr').listDate(wrong, now) + format('fr').fullDate(wrong) + format('fr').dateTime(wrong, now)).toBe('');
    }
  });
  test('the clock of the time zone is shown, and read', () => {
    const { wallClock, fromWallClock } = format('en', { timeZone: 'America/New_York' });
    expect(wallClock(new Date('2026-03-14T02:05:00Z'))).toBe('2026-03-13T22:05');
    const moment = (text: string) => fromWallClock(text).toISOString();
    expect(moment('2026-03-13T22:05')).toBe('2026-03-14T02:05:00.000Z');
    // Left out in March, twice in November; and on both sides of the change.
    expect(['2026-03-08T01:30', '2026-03-08T02:30', '2026-03-08T03:30'].map(moment)).toEqual(['2026-03-08T06:30:00.000Z', '2026-03-08T07:30:00.000Z', '2026-03-08T07:30:00.000Z']);
    expect(['2026-11-01T00:30', '2026-11-01T01:30', '2026-11-01T02:30'].map(moment)).toEqual(['2026-11-01T04:30:00.000Z', '2026-11-01T05:30:00.000Z', '2026-11-01T07:30:00.000Z']);
    for (const wrong of ['', 'tomorrow', '2026-13-01T00:00']) expect(fromWallClock(wrong).getTime()).toBeNaN();
  });
  test('the week begins as set, else as it is usual in the region', () => {
    expect(format('en').weekdays('short')).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    expect([format('fr'), format('ar'), format('fr', { wanted: ['fr-DZ', 'fr'] }), format('fr', { wanted: ['en-US', 'fr'] }), format('en', { wanted: ['en-US', 'en'] })].map(({ firstDayOfWeek }) => firstDayOfWeek)).toEqual([1, 6, 6, 1, 0]);
    expect(usualFirstDay('fr-FR', ['fr-zz-!', 'fr-CA'])).toBe(0);
    expect(format('ar', { firstDayOfWeek: 0 }).firstDayOfWeek).toBe(0);
    expect(format('fr', { firstDayOfWeek: 6 }).weekdays('short')[0]).toBe('sam.');
  });
});

test('sizes have at most three digits before the comma', () => {
  const { size } = createFormat({ language: 'fr' });
  expect([0, 999, 1000, 999_499, 999_500, 1_540_000, 25_000_000_000].map((bytes) => plain(size(bytes)))).toEqual(['0 o', '999 o', '1 ko', '999 ko', '1 Mo', '1,5 Mo', '25 Go']);
  // Words throughout: Intl's short form has words for some and letters for others.
  expect([3, 3000, 3_000_000].map((bytes) => createFormat({ language: 'ar' }).size(bytes)).join(' ')).not.toMatch(/\./);
});

test('the browser’s first language that we speak is taken, French where there is none', () => {
  expect(preferredLanguage(['de-DE', 'ar-DZ', 'fr'])).toBe('ar');
  expect(preferredLanguage(['en-US'])).toBe('en');
  expect(preferredLanguage(['ber', 'de'])).toBe('fr');
});
