/** The HTTP client behind the guarded fetcher: every connection it makes has passed the screen. */
import { readFileSync } from 'node:fs';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, buildConnector, ProxyAgent, request, type Dispatcher } from 'undici';
import { abortable } from './abortable.ts';
import { hostName } from './fetch-allow.ts';
import { FetchRefused } from './fetch-refused.ts';
import type { ResolveHost } from './resolve-host.ts';

/** What may be reached, and how. */
export interface Screen {
  /** Addresses of a host to connect to. @throws FetchRefused */
  addresses(host: string, port: number): Promise<string[]>;
  /** Where there is a proxy: whether it is to be used for this host. @throws FetchRefused */
  route(host: string, port: number): Promise<'direct' | 'proxy'>;
  readonly resolve: ResolveHost;
}

type Send = Pick<Dispatcher.RequestOptions, 'headersTimeout' | 'bodyTimeout'> & {
  method: Dispatcher.HttpMethod | 'REPORT' | 'PROPFIND';
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  signal: AbortSignal;
};

export interface FetchClient {
  /** One request, no redirect followed. */
  send(url: URL, init: Send): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

export function fetchClient(screen: Screen, options: { readonly proxy: string | null; readonly caFile: string | null }): FetchClient {
  const tls = options.caFile === null ? {} : { ca: [...rootCertificates, readAuthorities(options.caFile)] };
  const lookups = new Set<AbortController>();

  /** The name server gets as long as a connection may take, and nothing after `close`. */
  const addressesInTime = async (host: string, port: number): Promise<string[]> => {
    const lookup = new AbortController();
    const timer = setTimeout(() => lookup.abort(new FetchRefused('timeout', `The name ${host} is not answered for`)), connectTimeoutMs);
    lookups.add(lookup);
    try {
      return await abortable(screen.addresses(host, port), lookup.signal);
    } finally {
      clearTimeout(timer);
      lookups.delete(lookup);
    }
  };

  const direct = new Agent({
    connect(target, callback) {
      const host = hostName(target.hostname);
      const port = target.port === '' ? defaultPort(target.protocol) : Number(target.port);
      // The check and the connection use one answer: asking again at connect time would let a second answer lead elsewhere.
      addressesInTime(host, port).then(
        (addresses) =>
          buildConnector({ ...tls, timeout: connectTimeoutMs, autoSelectFamily: true, lookup: lookupAs(() => Promise.resolve(addresses)) })({ ...target, hostname: host }, callback),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
    connections: 8,
  });
  // The proxy is the administrator's choice and may be anywhere; only `dns.lookup` is kept away.
  const proxied =
    options.proxy === null
      ? null
      : new ProxyAgent({ uri: options.proxy, proxyTunnel: false, requestTls: tls, proxyTls: { ...tls, autoSelectFamily: true, lookup: lookupAs(screen.resolve) } });

  return {
    async send(url, init) {
      const port = url.port === '' ? defaultPort(url.protocol) : Number(url.port);
      const usesProxy = proxied !== null && (await screen.route(hostName(url.hostname), port)) === 'proxy';
      return request(url, { ...init, method: init.method as Dispatcher.HttpMethod, dispatcher: usesProxy ? proxied : direct });
    },
    async close() {
      // A name that is still being looked up would hold the connection pool open.
      for (const lookup of lookups) lookup.abort(new FetchRefused('aborted', 'The server stops'));
      await Promise.all([direct.destroy(), proxied?.destroy()]);
    },
  };
}

function defaultPort(protocol: string): number {
  return protocol === 'https:' ? 443 : 80;
}

/** Node calls this with names only; a literal address goes past it, which is why the screen comes first. */
function lookupAs(resolve: ResolveHost): LookupFunction {
  return (host, _options, answer) => {
    resolve(host).then(
      (addresses) =>
        addresses.length === 0
          ? answer(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), [])
          : answer(null, addresses.map((address) => ({ address, family: isIP(address) }))),
      (error: unknown) => answer(error as NodeJS.ErrnoException, []),
    );
  };
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new FetchRefused('unreachable', `fetch.caFile: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, error);
  }
}
