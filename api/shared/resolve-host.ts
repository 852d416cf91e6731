/**
 * Addresses of a host name without `dns.lookup`, whose threads are shared with file access (design §6: it waits behind
 * password checks and they behind it): the hosts file first, then DNS by its own sockets. Names are taken as complete;
 * search domains are not tried.
 */
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostName } from './fetch-allow.ts';

/** Addresses of a name in the order to try; empty where the name has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

export interface ResolveOptions {
  readonly hostsFile?: string;
  readonly timeoutMs?: number;
  readonly tries?: number;
}

const hostsFileAgeMs = 5000;
const maxHostsBytes = 4 * 1024 * 1024;
const noSuchName = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME']);

export function hostResolver(options: ResolveOptions = {}): ResolveHost {
  const hostsFile = options.hostsFile ?? (process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts');
  const resolver = new Resolver({ timeout: options.timeoutMs ?? 3000, tries: options.tries ?? 2 });
  let hosts: { readAt: number; names: Promise<Map<string, string[]>> } | null = null;

  return async (host) => {
    const name = hostName(host);
    if (isIP(name) !== 0) return [name];
    // RFC 6761 §6.3: never asked of the DNS, always this machine.
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    if (hosts === null || performance.now() - hosts.readAt > hostsFileAgeMs) hosts = { readAt: performance.now(), names: readHosts(hostsFile) };
    const written = (await hosts.names).get(name);
    if (written !== undefined) return written;
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const failure = answers.find((answer) => answer.status === 'rejected' && !noSuchName.has((answer.reason as NodeJS.ErrnoException).code ?? ''));
    if (failure?.status === 'rejected') throw failure.reason;
    return [];
  };
}

async function readHosts(file: string): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  // A machine without the file, or one that hides it, has no names in it.
  const content = await readFile(file, 'utf8').catch(() => '');
  for (const line of content.slice(0, maxHostsBytes).split('\n')) {
    const [address = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const alias of aliases) names.set(hostName(alias), [...(names.get(hostName(alias)) ?? []), address]);
  }
  return names;
}
