import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandArguments } from '../../../shims/smtp/command-arguments.ts';

const rcpt = (line: string) => parseCommandArguments('RCPT TO', line);

test('RFC 5321 §4.1.2: the address without brackets, route and needless quotes', () => {
  const cases: [string, string | undefined][] = [
    ['RCPT TO:<ali@example.org>', 'ali@example.org'],
    ['rcpt to: <ali@example.org>', 'ali@example.org'],
    ['RCPT TO:<@a.example,@b.example:ali@example.org>', 'ali@example.org'],
    ['RCPT TO:<"ali"@example.org>', 'ali@example.org'],
    ['RCPT TO:<"a\\li"@example.org>', 'ali@example.org'],
    ['RCPT TO:<"a li"@example.org>', '"a li"@example.org'],
    ['RCPT TO:<"a@b"@example.org>', '"a@b"@example.org'],
    ['RCPT TO:<"a\\"b\\\\"@example.org>', '"a\\"b\\\\"@example.org'],
    ['RCPT TO:<ali@[IPv6:2001:db8::1]>', 'ali@[IPv6:2001:db8::1]'],
    ['RCPT TO:<>', ''],
    ['RCPT TO <ali@example.org>', undefined],
    ['RCPT TO:ali@example.org', undefined],
    ['RCPT TO:<ali>', undefined],
    ['RCPT TO:<ali@example.org', undefined],
    ['RCPT TO:<ali@example.org>NOTIFY=NEVER', undefined],
    ['RCPT TO:<a"li@example.org>', undefined],
    ['RCPT TO:<"ali@example.org>', undefined],
    ['MAIL FROM:<ali@example.org>', undefined],
  ];
  for (const [line, address] of cases) expect([line, rcpt(line)?.address]).toEqual([line, address]);
});

test('RFC 5321 §4.5.3.1.3: a path of 256 octets is taken, one of 257 not', () => {
  const path = (length: number): string => `<${'a'.repeat(length - 14)}@example.org>`;
  expect(path(256)).toHaveLength(256);
  expect(rcpt(`RCPT TO:${path(256)}`)).toBeDefined();
  expect(rcpt(`RCPT TO:${path(257)}`)).toBeUndefined();
});

test('RFC 3461 §4: xtext is decoded where a parameter is xtext, and only there', () => {
  const parsed = parseCommandArguments('MAIL FROM', 'MAIL FROM:<> ENVID=a+2Bb RET=HDRS X+2B=1');
  expect(parsed).toBeUndefined();
  const good = parseCommandArguments('MAIL FROM', 'MAIL FROM:<>  envid=a+2Bb HOLDUNTIL=2026-05-01T08:00:00+01 SMTPUTF8');
  expect(Object.fromEntries(good?.parameters ?? [])).toEqual({ ENVID: 'a+b', HOLDUNTIL: '2026-05-01T08:00:00+01', SMTPUTF8: true });
  for (const value of ['a+0D', 'a+0a', 'a+', 'a+2']) expect(parseCommandArguments('MAIL FROM', `MAIL FROM:<> ENVID=${value}`)).toBeUndefined();
});

test('any line is answered, and an address that comes out holds no control and goes in again as itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('', '<', '<a@', '<"'), (text, start) => {
      const address = rcpt(`RCPT TO:${start}${text}>`)?.address;
      if (address === undefined) return;
      expect(address).not.toMatch(/[\x00-\x1F\x7F]/);
      expect(rcpt(`RCPT TO:<${address}>`)?.address).toBe(address);
    }),
    { numRuns: 1000 },
  );
});
