/** What kind of network an IP address belongs to. */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** IANA's special-purpose networks that are not reachable on the Internet (RFC 6890 and its registry), and multicast. */
const specialIpv4 = networks('ipv4', [
  '0.0.0.0/8', // "this" network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT (RFC 6598)
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]);

/** Of IPv6 only 2000::/3 is given out at all; this leaves out NAT64, unique local, link-local, multicast and loopback. */
const globalIpv6 = networks('ipv6', ['2000::/3']);

/** Inside 2000::/3: protocol assignments with Teredo, documentation, 6to4 (which hides an IPv4 address). */
const specialIpv6 = networks('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

function networks(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/**
 * One form for each address: IPv4 inside IPv6 (`::ffff:127.0.0.1`) becomes IPv4, zones (`%eth0`) are cut off,
 * IPv6 is written out in eight groups. Null where it is not an address.
 */
export function canonicalAddress(address: string): string | null {
  const bare = address.replace(/%.*$/s, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return null;
  const groups = ipv6Groups(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  return groups.map((group) => group.toString(16)).join(':');
}

export function isLoopback(address: string): boolean {
  const canonical = canonicalAddress(address);
  return canonical !== null && (canonical.startsWith('127.') || canonical === '0:0:0:0:0:0:0:1');
}

/** Whether an address can be reached over the Internet and belongs to nobody's inside. */
export function isPublicAddress(address: string): boolean {
  const canonical = canonicalAddress(address);
  if (canonical === null) return false;
  if (isIP(canonical) === 4) return !specialIpv4.check(canonical, 'ipv4');
  return globalIpv6.check(canonical, 'ipv6') && !specialIpv6.check(canonical, 'ipv6');
}

/** The key under which an address is counted: IPv6 by its /64, since whoever has one address there has all of them. */
export function countedAddress(address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical === null) return 'unknown';
  return isIP(canonical) === 4 ? canonical : `${canonical.split(':').slice(0, 4).join(':')}::/64`;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function ipv6Groups(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = dotted
    ? address.slice(0, dotted.index) + [[dotted[1], dotted[2]], [dotted[3], dotted[4]]].map(([a, b]) => (Number(a) * 256 + Number(b)).toString(16)).join(':')
    : address;
  const [head = '', tail] = hex.split('::');
  const parse = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const left = parse(head);
  const right = tail === undefined ? [] : parse(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}
