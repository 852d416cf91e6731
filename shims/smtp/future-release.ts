/** Sending later: HOLDFOR and HOLDUNTIL (RFC 4865). */
import { Reply } from './reply.ts';
import type { Parameters } from './transaction.ts';

/** Seconds and a moment, as EHLO names them (RFC 4865 §4). */
export function futureReleaseKeyword(maxDelayMs: number, now: number): string {
  return `FUTURERELEASE ${Math.floor(maxDelayMs / 1000)} ${new Date(now + maxDelayMs).toISOString().replace(/\.\d+Z$/, 'Z')}`;
}

/** @throws Reply 501 for what is not a time, lies too far ahead, or is given twice */
export function checkFutureRelease(parameters: Parameters, maxDelayMs: number, now: number): void {
  const { HOLDFOR: holdFor, HOLDUNTIL: holdUntil } = parameters;
  if (holdFor === undefined && holdUntil === undefined) return;
  if (holdFor !== undefined && holdUntil !== undefined) throw new Reply(501, '5.5.4', 'HOLDFOR and HOLDUNTIL exclude each other');
  let delayMs: number;
  if (holdFor !== undefined) {
    if (!/^[1-9]\d{0,8}$/.test(holdFor ?? '')) throw new Reply(501, '5.5.4', 'HOLDFOR needs a number of seconds');
    delayMs = Number(holdFor) * 1000;
  } else {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/i.test(holdUntil ?? '')) throw new Reply(501, '5.5.4', 'HOLDUNTIL needs a time such as 2026-05-01T08:00:00Z');
    delayMs = Date.parse((holdUntil ?? '').toUpperCase()) - now;
  }
  if (Number.isNaN(delayMs)) throw new Reply(501, '5.5.4', 'HOLDUNTIL is not a time');
  if (delayMs > maxDelayMs) throw new Reply(501, '5.5.4', `A message can be held for ${Math.floor(maxDelayMs / 1000)} seconds at most`);
}
