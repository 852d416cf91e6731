/** `fetch.allow`: which private hosts and networks may be fetched from. */
import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from './addresses.ts';

export type AllowEntry =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | { readonly kind: 'network'; readonly network: string; readonly prefix: number; readonly family: 'ipv4' | 'ipv6'; readonly port: number | null };

export interface AllowList {
  /** Whether this host and port are named, wherever the name leads. */
  allowsHost(host: string, port: number): boolean;
  allowsAddress(address: string, port: number): boolean;
}

/**
 * `host`, `host:port`, an address, `address:port` (`[::1]:8443`) or a network (`10.0.0.0/8`).
 * @throws Error with the allowed forms
 */
export function parseAllowEntry(text: string): AllowEntry {
  const forms = `${JSON.stringify(text.slice(0, 60))} is not allowed; allowed: host, host:port, or a network such as 10.0.0.0/8 or fd00::/8`;
  const network = /^([\d.]+|[\da-f:.]+)\/(\d{1,3})$/i.exec(text);
  if (network) {
    const canonical = canonicalAddress(network[1] ?? '');
    const bits = canonical === null ? 0 : isIP(canonical) === 4 ? 32 : 128;
    const prefix = Number(network[2]);
    if (canonical === null || prefix > bits || isIP(network[1] ?? '') !== isIP(canonical)) throw new Error(forms);
    return { kind: 'network', network: canonical, prefix, family: bits === 32 ? 'ipv4' : 'ipv6', port: null };
  }
  const split = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? (isIP(text) === 6 ? [text, text, undefined, undefined] : null);
  const port = split?.[3] === undefined ? null : Number(split[3]);
  const host = hostName(split?.[1] ?? split?.[2] ?? '');
  if (split === null || (port !== null && (port === 0 || port > 65_535)) || (split[1] !== undefined && isIP(split[1]) !== 6)) throw new Error(forms);
  const canonical = canonicalAddress(host);
  if (canonical !== null) {
    const isV4 = isIP(canonical) === 4;
    return { kind: 'network', network: canonical, prefix: isV4 ? 32 : 128, family: isV4 ? 'ipv4' : 'ipv6', port };
  }
  // All digits and dots, but no address: 10.0.0.300 or 127.1 are mistakes, not names.
  if (!/^[a-z\d_]([a-z\d_.-]{0,251}[a-z\d_])?$/.test(host) || /^[\d.]+$/.test(host)) throw new Error(forms);
  return { kind: 'host', host, port };
}

export function allowList(entries: readonly string[]): AllowList {
  const parsed = entries.map(parseAllowEntry).map((entry) => {
    if (entry.kind === 'host') return entry;
    const list = new BlockList();
    list.addSubnet(entry.network, entry.prefix, entry.family);
    return { ...entry, list };
  });
  return {
    allowsHost: (host, port) => parsed.some((entry) => entry.kind === 'host' && entry.host === hostName(host) && (entry.port ?? port) === port),
    allowsAddress(address, port) {
      const canonical = canonicalAddress(address);
      if (canonical === null) return false;
      const family = isIP(canonical) === 4 ? 'ipv4' : 'ipv6';
      return parsed.some((entry) => entry.kind === 'network' && entry.family === family && entry.list.check(canonical, family) && (entry.port ?? port) === port);
    },
  };
}

/** A host name as it is compared: lower case, without the final dot or brackets. */
export function hostName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '').replace(/^\[|\]$/g, '');
}
