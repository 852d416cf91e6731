import { describe, expect, test } from 'vitest';
import { canonicalAddress, countedAddress, isLoopback, isPublicAddress } from '../../../api/shared/addresses.ts';
import { allowList, parseAllowEntry } from '../../../api/shared/fetch-allow.ts';

test('one form for each address', () => {
  expect(canonicalAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(canonicalAddress('0:0:0:0:0:ffff:7f00:1')).toBe('127.0.0.1');
  expect(canonicalAddress('FE80::1%eth0')).toBe('fe80:0:0:0:0:0:0:1');
  expect(canonicalAddress('64:ff9b::192.0.2.33')).toBe('64:ff9b:0:0:0:0:c000:221');
  expect(canonicalAddress('::')).toBe('0:0:0:0:0:0:0:0');
  expect(canonicalAddress('127.1')).toBeNull();
});

test('loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
  expect(['::', '0.0.0.0', '10.0.0.1', 'localhost'].some(isLoopback)).toBe(false);
});

test('RFC 6890: special networks are not public, in whatever clothes', () => {
  const inside = [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1',
    '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:10.0.0.1', '::127.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', 'fc00::1', 'fd12::1', 'fe80::1', 'fec0::1', 'ff02::1', '2001::1', '2001:db8::1',
    '2002:7f00:1::', '3fff::1', 'not an address',
  ];
  expect(inside.filter(isPublicAddress)).toEqual([]);
  const outside = ['1.1.1.1', '100.128.0.1', '172.32.0.1', '192.0.1.1', '223.255.255.255', '2606:4700::1', '2a00:1450::1', '::ffff:8.8.8.8'];
  expect(outside.filter((address) => !isPublicAddress(address))).toEqual([]);
});

test('IPv6 is counted by /64', () => {
  expect(countedAddress('2001:db8:1:2:3::4')).toBe(countedAddress('2001:db8:1:2::'));
  expect(countedAddress('2001:db8:1:3::')).not.toBe(countedAddress('2001:db8:1:2::'));
  expect(countedAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
});

describe('fetch.allow', () => {
  test('host, host with port, network, address with port', () => {
    const list = allowList(['cal.lan', 'Ics.LAN.:8443', '10.20.0.0/16', 'fd00::/8', '[::1]:81', '192.168.1.9']);
    expect(list.allowsHost('CAL.lan', 99)).toBe(true);
    expect(list.allowsHost('x.cal.lan', 99)).toBe(false);
    expect([list.allowsHost('ics.lan', 8443), list.allowsHost('ics.lan', 443)]).toEqual([true, false]);
    expect([list.allowsAddress('10.20.255.1', 80), list.allowsAddress('10.21.0.1', 80), list.allowsAddress('::ffff:10.20.0.1', 80)]).toEqual([true, false, true]);
    expect([list.allowsAddress('fd99::1', 80), list.allowsAddress('fe80::1', 80)]).toEqual([true, false]);
    expect([list.allowsAddress('::1', 81), list.allowsAddress('::1', 80)]).toEqual([true, false]);
    expect([list.allowsAddress('192.168.1.9', 1), list.allowsAddress('192.168.1.8', 1)]).toEqual([true, false]);
  });

  test.each(['', '*', 'a b', 'a:0', 'a:65536', '10.0.0.0/33', 'fd00::/129', '10.0.0.300', '127.1', '[cal.lan]:1', 'http://a', 'a/b', '::ffff:10.0.0.0/8'])('%j is refused', (entry) => {
    expect(() => parseAllowEntry(entry)).toThrow(/allowed: host, host:port, or a network/);
  });
});
