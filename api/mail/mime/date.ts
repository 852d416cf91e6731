import { withoutComments } from './comments.ts';
import { trimBlanks } from './octets.ts';

export interface SentDate {
  /** RFC 3339 with the offset of the header, as JMAP's Date type wants it (`Z` for zero). */
  date: string;
  /** Milliseconds since 1970, UTC. */
  ms: number;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zones: Record<string, number> = { ut: 0, utc: 0, gmt: 0, z: 0, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420, cet: 60, cest: 120, met: 60, mest: 120, bst: 60, jst: 540 };

const rfc5322 = /^(?:[a-z.]{2,12},? *)?(\d{1,2})[ -]+([a-z]{3})[a-z]{0,6}\.?[ ,-]+(\d{2,4})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,9})?)?(?: *([ap]m))? *(.{0,40})/i;
const asctime = /^[a-z]{3,9},? +([a-z]{3})[a-z]{0,6} +(\d{1,2}) +(\d{1,2}):(\d{2}):(\d{2}) +(?:([a-z+0-9-]{1,6}) +)?(\d{4})/i;
const iso = /^(\d{4})-(\d{2})-(\d{2})[t ]+(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? *(z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A date-time (RFC 5322 §3.3, obsolete forms of §4.3 included; asctime and ISO 8601 as seen in the wild).
 * @param value unfolded
 * @returns null if it is none, or names a day or time that does not exist
 */
export function parseDate(value: string): SentDate | null {
  const text = trimBlanks(withoutComments(value).replace(/[\t-\r ]+/g, ' ')).slice(0, 120);
  let match = rfc5322.exec(text);
  if (match) {
    const [, day, month, year, hour, minute, second, half, zone] = match;
    let hours = Number(hour);
    if (half) hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
    return toDate(fullYear(year as string), monthOf(month as string), Number(day), hours, Number(minute), Number(second ?? 0), zoneOf(zone as string));
  }
  match = asctime.exec(text);
  if (match) {
    const [, month, day, hour, minute, second, zone, year] = match;
    return toDate(Number(year), monthOf(month as string), Number(day), Number(hour), Number(minute), Number(second), zoneOf(zone ?? ''));
  }
  match = iso.exec(text);
  if (match) {
    const [, year, month, day, hour, minute, second, zone] = match;
    return toDate(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0), zoneOf(zone ?? ''));
  }
  return null;
}

function monthOf(name: string): number {
  return months.indexOf(name.toLowerCase());
}

/** RFC 5322 §4.3: two digits up to 49 are 20xx, others 19xx; three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

/** Minutes east of UTC. Unknown names mean UTC (RFC 5322 §4.3: "-0000"). */
function zoneOf(text: string): number {
  const numeric = /^(?:gmt|utc)? ?([+-]) ?(\d{1,2}):?(\d{2})(?!\d)/i.exec(text);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
    return Number(numeric[2]) > 23 || Number(numeric[3]) > 59 ? 0 : numeric[1] === '-' ? -minutes : minutes;
  }
  const name = /^"?([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(zones, name) ? (zones[name] as number) : 0;
}

function toDate(year: number, month: number, day: number, hour: number, minute: number, second: number, zone: number): SentDate | null {
  if (month < 0 || month > 11 || day < 1 || hour > 23 || minute > 59 || second > 60 || year < 1 || year > 9999) return null;
  const seconds = Math.min(second, 59); // a leap second has no place in either form
  const local = new Date(0);
  local.setUTCFullYear(year, month, day);
  if (local.getUTCDate() !== day || local.getUTCMonth() !== month) return null;
  local.setUTCHours(hour, minute, seconds);
  const sign = zone < 0 ? '-' : '+';
  const offset = zone === 0 ? 'Z' : `${sign}${pad(Math.trunc(Math.abs(zone) / 60))}:${pad(Math.abs(zone) % 60)}`;
  return { date: `${String(year).padStart(4, '0')}-${pad(month + 1)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(seconds)}${offset}`, ms: local.getTime() - zone * 60_000 };
}

function pad(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
