/** The one way out for whatever the server fetches: no private addresses, bounded in size, time and redirects. */
import { isIP } from 'node:net';
import { abortable } from './abortable.ts';
import { isPublicAddress } from './addresses.ts';
import { allowList } from './fetch-allow.ts';
import type { FetchClient, Screen } from './fetch-client.ts';
import { FetchRefused, reasonOf } from './fetch-refused.ts';
import { limitedBody, type FetchedBody } from './fetched-body.ts';
import { hostResolver, type ResolveHost } from './resolve-host.ts';

export interface FetcherOptions {
  /** `fetch.allow`: host, host:port or network that may be private. */
  readonly allow: readonly string[];
  readonly proxy: string | null;
  readonly caFile: string | null;
  /** Bytes of one body. */
  readonly fetchBytes: number;
  /** Milliseconds for one fetch, redirects and body included. */
  readonly fetchTimeout: number;
  readonly fetchRedirects: number;
  readonly userAgent?: string;
  /** How names become addresses; tests give their own. */
  readonly resolve?: ResolveHost;
}

export interface FetchRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'REPORT' | 'PROPFIND';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Less than the fetcher's own bounds. */
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
}

export interface Fetched {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where it came from in the end. */
  readonly url: string;
  /** To be read or cancelled. Compression is never asked for, so the bytes are those of the resource. */
  readonly body: FetchedBody;
}

export interface GuardedFetcher {
  /** @throws FetchRefused where an address, size, time or redirect is not allowed, or the other side does not answer */
  fetch(url: string | URL, request?: FetchRequest): Promise<Fetched>;
  close(): Promise<void>;
}

/** Sent on to another origin only if the caller's own request went there. */
const personalHeaders = new Set(['authorization', 'cookie', 'proxy-authorization']);

export function guardedFetcher(options: FetcherOptions): GuardedFetcher {
  const allowed = allowList(options.allow);
  const resolve = options.resolve ?? hostResolver();
  const mayReach = (host: string, address: string, port: number): boolean =>
    allowed.allowsHost(host, port) || allowed.allowsAddress(address, port) || isPublicAddress(address);

  /** All addresses must be allowed: a name with one private address is a trap, not a fallback. */
  const refusePrivate = (host: string, addresses: readonly string[], port: number): void => {
    const refused = addresses.find((address) => !mayReach(host, address, port));
    if (refused !== undefined) throw new FetchRefused('private', privateMessage(host, refused, port));
  };

  const screen: Screen = {
    async addresses(host, port) {
      const addresses = isIP(host) === 0 ? await resolve(host) : [host];
      if (addresses.length === 0) throw new FetchRefused('unreachable', `${host} has no address`);
      refusePrivate(host, addresses, port);
      return addresses;
    },
    async route(host, port) {
      if (allowed.allowsHost(host, port)) return 'direct';
      // Behind a proxy this machine may know no outside name at all; then the proxy decides.
      const addresses = isIP(host) === 0 ? await resolve(host).catch(() => []) : [host];
      if (addresses.length > 0 && addresses.every((address) => allowed.allowsAddress(address, port))) return 'direct';
      refusePrivate(host, addresses, port);
      return 'proxy';
    },
    resolve,
  };
  let client: Promise<FetchClient> | null = null;
  // Loaded with the first fetch: the HTTP client takes longer to load than the rest of the start.
  const openClient = (): Promise<FetchClient> => {
    client ??= import('./fetch-client.ts').then((module) => module.fetchClient(screen, options));
    // A file of authorities that could not be read may be mended without a restart.
    client.catch(() => {
      client = null;
    });
    return client;
  };

  return {
    async fetch(target, init = {}) {
      let url = webUrl(target, undefined);
      const timeoutMs = Math.min(init.timeoutMs ?? options.fetchTimeout, options.fetchTimeout);
      const maxBytes = Math.min(init.maxBytes ?? options.fetchBytes, options.fetchBytes);
      const maxRedirects = Math.min(init.maxRedirects ?? options.fetchRedirects, options.fetchRedirects);
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(new FetchRefused('timeout', `No complete answer within ${Math.ceil(timeoutMs / 1000)} s`)), timeoutMs);
      const onAbort = (): void => abort.abort(init.signal?.reason);
      if (init.signal?.aborted) onAbort();
      init.signal?.addEventListener('abort', onAbort, { once: true });
      const finish = (): void => {
        clearTimeout(timer);
        init.signal?.removeEventListener('abort', onAbort);
      };
      let { method = 'GET', body } = init;
      let headers: Record<string, string> = { 'user-agent': options.userAgent ?? 'Messagerie', ...lowerCase(init.headers ?? {}) };
      try {
        for (let redirects = 0; ; redirects++) {
          // The client hears the signal only once it is connected, hence the second ear.
          const answer = await abortable(
            openClient().then((opened) => opened.send(url, { method, headers, body: body ?? null, signal: abort.signal, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })),
            abort.signal,
          );
          const location = answer.headers.location;
          if (![301, 302, 303, 307, 308].includes(answer.statusCode) || typeof location !== 'string') {
            return { status: answer.statusCode, headers: answer.headers, url: url.href, body: limitedBody(answer, maxBytes, abort.signal, finish) };
          }
          answer.body.on('error', () => undefined).destroy();
          if (redirects >= maxRedirects) throw new FetchRefused('redirect', `More than ${maxRedirects} redirects`);
          const next = webUrl(location, url);
          if (url.protocol === 'https:' && next.protocol === 'http:') throw new FetchRefused('redirect', `${url.host} leads from https to http`);
          if (next.origin !== url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !personalHeaders.has(name)));
          // RFC 9110 §15.4: 303 asks for a GET; 301 and 302 after a POST are followed by one, too.
          if ((answer.statusCode === 303 && method !== 'HEAD') || (answer.statusCode <= 302 && method === 'POST')) {
            method = 'GET';
            body = undefined;
            headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
          }
          url = next;
        }
      } catch (error) {
        finish();
        throw reasonOf(error, abort.signal, url.host);
      }
    },
    async close() {
      await client?.then((opened) => opened.close(), () => undefined);
    },
  };
}

/**
 * An address to fetch from. The URL standard turns `http://2130706433`, `0x7f.1` and `0177.0.0.1` into 127.0.0.1 here,
 * so that what is checked is what is connected to.
 */
function webUrl(target: string | URL, base: URL | undefined): URL {
  const written = String(target);
  if (written.length > 8192 || !URL.canParse(written, base?.href)) throw new FetchRefused('address', 'Not a web address');
  const url = new URL(written, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchRefused('address', `${url.protocol} is not fetched; allowed: http, https`);
  if (url.username !== '' || url.password !== '') throw new FetchRefused('address', 'An address with a name or password in it is not fetched');
  if (url.port === '0') throw new FetchRefused('address', 'Port 0 is not fetched from');
  url.hash = '';
  return url;
}

function privateMessage(host: string, address: string, port: number): string {
  const place = host === address ? host : `${host} (${address})`;
  return `${place} is not on the Internet and may not be fetched from; if it should be, add "${host.includes(':') ? `[${host}]` : host}:${port}" to fetch.allow`;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
