import { type Language, locales } from './languages.ts';
import { type Day, usualFirstDay } from './week.ts';

/** What a person may set about dates. */
export interface FormatSettings {
  readonly language: Language;
  /** IANA name; the device's where absent. */
  readonly timeZone?: string | undefined;
  /** 24 hours unless set: ar-DZ would give 12 by itself. */
  readonly hourCycle?: 'h23' | 'h12' | undefined;
  /** 0 = Sunday … 6 = Saturday; as it is usual in the region unless set. */
  readonly firstDayOfWeek?: Day | undefined;
  /** Languages and regions that the browser asks for. */
  readonly wanted?: readonly string[] | undefined;
}

/** Dates, sizes and numbers as one person reads them. Moments are Dates or ISO 8601 texts, as in JMAP. */
export interface Format {
  readonly locale: string;
  readonly firstDayOfWeek: number;
  /** For a list: the time today, the weekday within the last six days, then day and month, with the year where it is another one. */
  listDate(moment: Moment, now?: Date): string;
  /** With weekday, year and time: for the reader and for tooltips. */
  fullDate(moment: Moment): string;
  /** Day, month, year. */
  date(moment: Moment): string;
  /** Day, month and time, with the year where it is another one. */
  dateTime(moment: Moment, now?: Date): string;
  /** With weekday and time, without the year: for a day that is near. */
  dayAndTime(moment: Moment): string;
  time(moment: Moment): string;
  /** @param bytes shown in the unit that leaves at most three digits before the comma */
  size(bytes: number): string;
  number(value: number): string;
  /** @param fraction 0.25 is a quarter */
  percent(fraction: number): string;
  /** "A, B and C". */
  list(items: readonly string[]): string;
  /** The day that it is then: `2026-03-14`. */
  isoDay(moment: Date): string;
  /** The first moment of a day. @param month 1 = January */
  startOfDay(year: number, month: number, day: number): Date;
  /** What the clock shows then, in the person's time zone: `2026-03-14T17:30`, as a field for date and time takes it. */
  wallClock(moment: Date): string;
  /** When the clock shows this; of an hour that comes twice the first, of one that is left out the same time by the old clock. Invalid where it is no time. */
  fromWallClock(wallClock: string): Date;
  /** Names of the days, from the first day of the week. */
  weekdays(width: 'long' | 'short' | 'narrow'): readonly string[];
}

export type Moment = Date | string;

const dayMs = 86_400_000;
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function createFormat({ language, timeZone, hourCycle = 'h23', firstDayOfWeek: chosenDay, wanted }: FormatSettings): Format {
  const locale = locales[language];
  const firstDayOfWeek = chosenDay ?? usualFirstDay(locale, wanted);
  const inZone = timeZone === undefined ? {} : { timeZone };
  const dates = (options: Intl.DateTimeFormatOptions): ((moment: Moment) => string) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...inZone, ...(options.hour || options.timeStyle ? { hourCycle } : {}) });
    return (moment) => {
      const date = toDate(moment);
      return Number.isNaN(date.getTime()) ? '' : format.format(date);
    };
  };
  const time = dates({ hour: '2-digit', minute: '2-digit' });
  const weekday = dates({ weekday: 'short' });
  const dayMonth = dates({ day: 'numeric', month: 'short' });
  const date = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const fullDate = dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const dayAndTime = dates({ weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
  const dateTimeThisYear = dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const dateTime = dates({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  // Years and days are compared as the calendar of the chosen time zone counts them.
  const calendar = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...inZone });
  const clock = new Intl.DateTimeFormat('en-CA', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...inZone });
  /** How far the clock is ahead of UTC then, in milliseconds. */
  const aheadAt = (moment: number): number => Date.parse(`${calendar.format(moment)}T${clock.format(moment)}Z`) - Math.floor(moment / 1000) * 1000;
  const dayOf = (moment: Date): number => Date.parse(calendar.format(moment)) / dayMs;
  const yearOf = (moment: Date): string => calendar.format(moment).slice(0, -6);

  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  // Short, a byte has no plural in English ("612 byte"), and Arabic has words for some and letters for others.
  const sizes = units.map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: language === 'ar' || (unit === 'byte' && language === 'en') ? 'long' : 'short', maximumFractionDigits: unit === 'byte' || unit === 'kilobyte' ? 0 : 1 }));

  return {
    locale, firstDayOfWeek, time, date, fullDate, dayAndTime,
    listDate(moment, now = new Date()) {
      const at = toDate(moment);
      if (Number.isNaN(at.getTime())) return '';
      const daysAgo = dayOf(now) - dayOf(at);
      if (daysAgo === 0) return time(at);
      if (daysAgo > 0 && daysAgo < 7) return weekday(at);
      return yearOf(at) === yearOf(now) ? dayMonth(at) : date(at);
    },
    dateTime(moment, now = new Date()) {
      const at = toDate(moment);
      return Number.isNaN(at.getTime()) ? '' : yearOf(at) === yearOf(now) ? dateTimeThisYear(at) : dateTime(at);
    },
    size(bytes) {
      let unit = 0;
      let shown = bytes;
      // 999.6 kB would be rounded to "1000 kB".
      while (shown >= 999.5 && unit < units.length - 1) {
        shown /= 1000;
        unit += 1;
      }
      return sizes[unit]?.format(shown) ?? '';
    },
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    list: (items) => list.format(items),
    isoDay: (moment) => calendar.format(moment),
    startOfDay(year, month, day) {
      const midnight = Date.UTC(year, month - 1, day);
      // Clocks that change in this night: the day begins by the old one, unless that is still the day before, or by the new one.
      const [early, late] = [aheadAt(midnight - dayMs), aheadAt(midnight + dayMs)].map((ahead) => midnight - ahead).sort((a, b) => a - b) as [number, number];
      return new Date(dayOf(new Date(early)) * dayMs < midnight ? late : early);
    },
    wallClock: (moment) => `${calendar.format(moment)}T${clock.format(moment).slice(0, 5)}`,
    fromWallClock(wallClock) {
      const asUtc = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(wallClock) ? Date.parse(`${wallClock}Z`) : Number.NaN;
      if (Number.isNaN(asUtc)) return new Date(Number.NaN);
      // The clock of the day before, else that of the day after: one of them shows it, unless the hour is left out.
      const old = asUtc - aheadAt(asUtc - dayMs);
      const late = asUtc - aheadAt(asUtc + dayMs);
      return new Date(late + aheadAt(late) === asUtc && old + aheadAt(old) !== asUtc ? late : old);
    },
    weekdays(width) {
      const name = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' });
      // The fourth of January 1970 was a Sunday.
      return Array.from({ length: 7 }, (_, day) => name.format((3 + firstDayOfWeek + day) * dayMs));
    },
  };
}

function toDate(moment: Moment): Date {
  return typeof moment === 'string' ? new Date(moment) : moment;
}
