/** Pictures from elsewhere, fetched for whoever reads a message: its sender learns neither who reads it nor from where. */
import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CoreError } from '../client/errors.ts';
import type { GuardedFetcher } from '../shared/guarded-fetch.ts';
import { type ConcurrencyLimit, limitConcurrency, TooBusy } from '../shared/limit-concurrency.ts';
import { isPicture, peek, signatureType } from './media-signature.ts';
import { remoteRefusal } from './remote-refusal.ts';

export interface FetchedPicture {
  readonly type: string;
  /** Undefined where the sender does not say. */
  readonly sizeBytes: number | undefined;
  /** To be read once at most. */
  read(): AsyncIterable<Uint8Array>;
  /** To be called in the end, read or not: until then the picture takes a place. */
  cancel(): void;
}

export interface ImageProxy {
  /**
   * @param signal aborts what nobody waits for any more
   * @throws CoreError invalidArguments, notPermitted, tooLarge, notAPicture, remoteFailed, rateLimit
   */
  fetch(principalId: number, url: string, signal: AbortSignal): Promise<FetchedPicture>;
}

const mostBytes = 10 * 1024 * 1024;
const timeoutMs = 15_000;
/** Of one person: as many as a browser has connections, and a page full of them in line. */
const atOnce = 6;
const inLine = 200;
/** Of everybody. */
const atOnceInAll = 64;
const inLineInAll = 2000;

/** The same for everybody, and nothing of the person: no cookies, no referrer, no address. */
const headers = { 'user-agent': 'Mozilla/5.0 (compatible; mail image proxy)', accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.8' };

/** @param perHour pictures of one person (`limits.remotePicturesPerHour`) */
export function createImageProxy(fetcher: GuardedFetcher, perHour: number): ImageProxy {
  const fetched = new RateLimiterMemory({ points: perHour, duration: 3600 });
  const everybody = limitConcurrency('pictures', atOnceInAll, inLineInAll);
  const people = new LRUCache<number, ConcurrencyLimit>(atMost(10_000));
  const lineOf = (principalId: number): ConcurrencyLimit => {
    let line = people.get(principalId);
    if (!line) people.set(principalId, (line = limitConcurrency('pictures', atOnce, inLine)));
    return line;
  };
  return {
    async fetch(principalId, url, signal) {
      const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 80);
      await count(fetched, principalId, perHour);
      const freeOwn = await place(lineOf(principalId));
      const freeInAll = await place(everybody).catch((error: unknown) => {
        freeOwn();
        throw error;
      });
      const free = (): void => {
        freeInAll();
        freeOwn();
      };
      try {
        // Whoever left while they waited in line.
        signal.throwIfAborted();
        return await fetchPicture(fetcher, url, host, free, signal);
      } catch (error) {
        free();
        throw signal.aborted ? new CoreError('remoteFailed', `Nobody waits for the picture of ${host} any more.`) : remoteRefusal(error, host);
      }
    },
  };
}

/** @throws CoreError rateLimit */
async function count(fetched: RateLimiterMemory, principalId: number, perHour: number): Promise<void> {
  try {
    await fetched.consume(String(principalId));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.ceil(error.msBeforeNext / 1000);
    throw new CoreError('rateLimit', `${perHour} pictures have been fetched for you within an hour; more come in ${Math.ceil(retryAfterSeconds / 60)} min.`, { retryAfterSeconds });
  }
}

/** Takes a place, to be given back; safe to give back twice. @throws CoreError rateLimit */
function place(line: ConcurrencyLimit): Promise<() => void> {
  return new Promise((resolve, reject) => {
    line.run(() => new Promise<void>((free) => resolve(free))).catch((error: unknown) => {
      reject(error instanceof TooBusy ? new CoreError('rateLimit', 'Too many pictures are being fetched; try again in a moment.') : error);
    });
  });
}

async function fetchPicture(fetcher: GuardedFetcher, url: string, host: string, free: () => void, signal: AbortSignal): Promise<FetchedPicture> {
  const fetched = await fetcher.fetch(url, { headers, maxBytes: mostBytes, timeoutMs, signal });
  const { status, body } = fetched;
  if (status !== 200) {
    body.cancel();
    throw new CoreError('remoteFailed', `${host} answers ${status}.`);
  }
  const { start, whole } = await peek(body);
  const type = signatureType(start);
  if (!isPicture(type)) {
    body.cancel();
    throw new CoreError('notAPicture', `What ${host} sends is no picture (PNG, JPEG, GIF, WebP, AVIF, BMP or an icon).`);
  }
  const length = fetched.headers['content-length'];
  return {
    type,
    sizeBytes: typeof length === 'string' && /^\d{1,9}$/.test(length) && fetched.headers['content-encoding'] === undefined ? Number(length) : undefined,
    read: () => whole,
    cancel() {
      body.cancel();
      free();
    },
  };
}
