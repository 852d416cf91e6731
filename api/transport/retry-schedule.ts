const minute = 60_000;
const hour = 60 * minute;

/** Waiting times between attempts; the last one repeats. */
const waits = [1 * minute, 5 * minute, 15 * minute, 30 * minute, 1 * hour, 2 * hour, 4 * hour];

/** After this long without success the sender is told, once (RFC 5321 §4.5.4.1). */
export const DELAY_REPORT_MS = 4 * hour;

/** How long an attempt may hold an entry without a sign of life. */
export const LEASE_MS = 5 * minute;

/** When to try again after an attempt that a fault of ours ended: also past the end, which only an attempt can find. */
export function afterFault(attempts: number, now: number): number {
  return now + (waits[Math.min(attempts, waits.length - 1)] as number);
}

/**
 * When to try again after an attempt that failed for now.
 * @param attempts made before this one
 * @returns never later than `expiresAt`, when the last attempt is made; undefined where that time has come
 */
export function nextAttempt(attempts: number, now: number, expiresAt: number): number | undefined {
  if (now >= expiresAt) return undefined;
  return Math.min(now + (waits[Math.min(attempts, waits.length - 1)] as number), expiresAt);
}
