/** When a message may be sent later. Times of this device's clock. */

export type Preset = 'thisEvening' | 'tomorrowMorning' | 'tomorrowAfternoon' | 'nextWeek';

const morning = 8;
const afternoon = 14;
const evening = 18;

/** The moments that are offered, the nearest first. @param weekStart 0 = Sunday; the first working day: Sunday where the week starts on Saturday or Sunday */
export function presetsAt(now: Date, weekStart: number): { readonly preset: Preset; readonly at: Date }[] {
  const found: { preset: Preset; at: Date }[] = [];
  if (now.getHours() < evening - 1) found.push({ preset: 'thisEvening', at: dayAt(now, 0, evening) });
  found.push({ preset: 'tomorrowMorning', at: dayAt(now, 1, morning) }, { preset: 'tomorrowAfternoon', at: dayAt(now, 1, afternoon) });
  const firstWorkday = weekStart === 1 ? 1 : 0;
  const days = (firstWorkday - now.getDay() + 7) % 7 || 7;
  if (days > 1) found.push({ preset: 'nextWeek', at: dayAt(now, days, morning) });
  return found;
}

function dayAt(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** As `<input type="datetime-local">` takes it. */
export function fieldValue(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** UTC without fractions, as HOLDUNTIL has it (RFC 4865 §5). */
export const holdUntil = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
