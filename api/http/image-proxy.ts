/** Pictures from elsewhere, fetched for whoever reads a message: its sender learns neither who reads it nor from where. */
import { LRUCache } from 'lru-cache';
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
  /** @throws CoreError invalidArguments, notPermitted, tooLarge, notAPicture, remoteFailed, rateLimit */
  fetch(principalId: number, url: string): Promise<FetchedPicture>;
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

export function createImageProxy(fetcher: GuardedFetcher): ImageProxy {
  const everybody = limitConcurrency('pictures', atOnceInAll, inLineInAll);
  const people = new LRUCache<number, ConcurrencyLimit>({ max: 10_000 });
  const lineOf = (principalId: number): ConcurrencyLimit => {
    let line = people.get(principalId);
    if (!line) people.set(principalId, (line = limitConcurrency('pictures', atOnce, inLine)));
    return line;
  };
  return {
    async fetch(principalId, url) {
      const host = URL.canParse(url) ? new URL(url).host : url.slice(0, 80);
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
        return await fetchPicture(fetcher, url, host, free);
      } catch (error) {
        free();
        throw remoteRefusal(error, host);
      }
    },
  };
}

/** Takes a place, to be given back; safe to give back twice. @throws CoreError rateLimit */
function place(line: ConcurrencyLimit): Promise<() => void> {
  return new Promise((resolve, reject) => {
    line.run(() => new Promise<void>((free) => resolve(free))).catch((error: unknown) => {
      reject(error instanceof TooBusy ? new CoreError('rateLimit', 'Too many pictures are being fetched; try again in a moment.') : error);
    });
  });
}

async function fetchPicture(fetcher: GuardedFetcher, url: string, host: string, free: () => void): Promise<FetchedPicture> {
  const fetched = await fetcher.fetch(url, { headers, maxBytes: mostBytes, timeoutMs });
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
