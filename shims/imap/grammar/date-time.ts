const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A day without a zone, as SEARCH compares it. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** An instant with the zone it was written in. */
export interface DateTime {
  readonly epochMs: number;
  readonly offsetMinutes: number;
}

const DATE = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/;
const DATE_TIME = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** `1-Feb-2024` (RFC 9051 §9 `date-text`); undefined for anything else, also for 31 February. */
export function parseDate(text: string): CivilDate | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, day, month, year] = match as unknown as [string, string, string, string];
  return civil(Number(day), month, Number(year));
}

/** `" 1-Feb-2024 12:00:00 +0100"` without its quotes (RFC 9051 §9 `date-time`). A leap second is taken as the second before it. */
export function parseDateTime(text: string): DateTime | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute] = match as unknown as string[] & { length: 10 };
  const date = civil(Number(day), month as string, Number(year));
  if (!date || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(zoneMinute) > 59) return undefined;
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute));
  const local = new Date(0);
  local.setUTCFullYear(date.year, date.month - 1, date.day);
  local.setUTCHours(Number(hour), Number(minute), Math.min(59, Number(second)));
  return { epochMs: local.getTime() - offsetMinutes * 60_000, offsetMinutes };
}

const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z');

/** An instant as `date-time`, with quotes. UTC unless an offset is given. The form has years of four digits; what lies beyond is shown as their ends. */
export function formatDateTime({ epochMs, offsetMinutes }: DateTime): string {
  const local = new Date(Math.min(LATEST_MS, Math.max(EARLIEST_MS, epochMs + offsetMinutes * 60_000)));
  const zone = Math.abs(offsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(local.getUTCDate()).padStart(2, ' ');
  const year = String(local.getUTCFullYear()).padStart(4, '0');
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `"${day}-${MONTHS[local.getUTCMonth()]}-${year} ${time} ${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}"`;
}

/** A day as `date-text`. */
export function formatDate({ year, month, day }: CivilDate): string {
  return `${day}-${MONTHS[month - 1]}-${String(year).padStart(4, '0')}`;
}

function civil(day: number, monthName: string, year: number): CivilDate | undefined {
  const month = MONTHS.findIndex((name) => name.toLowerCase() === monthName.toLowerCase()) + 1;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return month === 0 || day === 0 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day ? undefined : { year, month, day };
}
