import type { PushSubscriptionRow } from '../../db/repositories/push-subscriptions.ts';
import type { PushVerification, StateChange } from '../../openapi/index.ts';
import { FetchRefused } from '../shared/fetch-refused.ts';
import type { GuardedFetcher } from '../shared/guarded-fetch.ts';
import { encryptPush } from './encrypt.ts';

/** What became of a POST. */
export type PostOutcome =
  | { readonly kind: 'sent' }
  /** The subscription is over: the other side says so. */
  | { readonly kind: 'gone' }
  /** This address must not be posted to: it leads into a private network, or is none. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly isTooOften: boolean; readonly retryAfterMs: number };

/** A receiver that does not answer is given up after this time. */
const timeoutMs = 10_000;
/** Of an answer nothing is read. */
const answerBytes = 64 * 1024;
/** A push service keeps a message this long for a device that is away (RFC 8030 §5.2). */
const longestTtlSeconds = 86_400;

/** Posts to a subscription's address (RFC 8620 §7.2): JSON, encrypted where the client gave keys. Redirects are not followed: the client named one address. */
export async function postPush(
  fetcher: GuardedFetcher, row: PushSubscriptionRow, object: PushVerification | StateChange, now: number, signal: AbortSignal,
): Promise<PostOutcome> {
  const plain = Buffer.from(JSON.stringify(object));
  const keys = row.p256dh !== null && row.auth !== null ? { p256dh: row.p256dh, auth: row.auth } : undefined;
  try {
    const { status, headers, body } = await fetcher.fetch(row.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json', ttl: String(Math.max(0, Math.min(longestTtlSeconds, Math.floor((row.expires_at - now) / 1000)))), urgency: 'normal',
        ...(keys ? { 'content-encoding': 'aes128gcm' } : {}),
      },
      body: keys ? encryptPush(plain, keys) : plain,
      timeoutMs, maxBytes: answerBytes, maxRedirects: 0, signal,
    });
    body.cancel();
    if (status >= 200 && status < 300) return { kind: 'sent' };
    if (status === 404 || status === 410) return { kind: 'gone' };
    return { kind: 'failed', reason: `status ${status}`, isTooOften: status === 429, retryAfterMs: retryAfter(headers['retry-after'], now) };
  } catch (error) {
    if (!(error instanceof FetchRefused)) throw error;
    if (error.code === 'private' || error.code === 'address') return { kind: 'refused', reason: error.code };
    return { kind: 'failed', reason: error.code, isTooOften: false, retryAfterMs: 0 };
  }
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfter(value: string | string[] | undefined, now: number): number {
  if (typeof value !== 'string') return 0;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
