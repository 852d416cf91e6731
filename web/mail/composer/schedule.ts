/** When a message may be sent later, by the clock of the time zone that the person has set. Pure. */
import type { Format } from '../../text/index.ts';

export type Preset = 'thisEvening' | 'tomorrowMorning' | 'tomorrowAfternoon' | 'nextWeek';

/** The person's clock. */
export type Clock = Pick<Format, 'wallClock' | 'fromWallClock' | 'firstDayOfWeek'>;

const morning = '08:00';
const afternoon = '14:00';
const evening = '18:00';
/** Later than this, it is evening. */
const lateForEvening = '17:00';
const dayMs = 86_400_000;

/** The moments that are offered, the nearest first. Work begins on Sunday where the week does on Saturday, on Monday everywhere else. */
export function presetsAt(now: Date, clock: Clock): { readonly preset: Preset; readonly at: Date }[] {
  const [today = '', time = ''] = clock.wallClock(now).split('T');
  const at = (days: number, hour: string): Date => clock.fromWallClock(`${new Date(Date.parse(today) + days * dayMs).toISOString().slice(0, 10)}T${hour}`);
  const found: { preset: Preset; at: Date }[] = [];
  if (time < lateForEvening) found.push({ preset: 'thisEvening', at: at(0, evening) });
  found.push({ preset: 'tomorrowMorning', at: at(1, morning) }, { preset: 'tomorrowAfternoon', at: at(1, afternoon) });
  const firstWorkday = clock.firstDayOfWeek === 6 ? 0 : 1;
  const days = (firstWorkday - weekdayOf(today) + 7) % 7 || 7;
  if (days > 1) found.push({ preset: 'nextWeek', at: at(days, morning) });
  return found;
}

/** 0 = Sunday. @param day `2026-03-14`, with or without a time behind it */
export const weekdayOf = (day: string): number => new Date(day.slice(0, 10)).getUTCDay();

/** UTC without fractions, as HOLDUNTIL has it (RFC 4865 §5). */
export const holdUntil = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
