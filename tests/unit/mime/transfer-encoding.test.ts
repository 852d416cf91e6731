import { describe, expect, test } from 'vitest';
import { decodePart, parseMessage } from '../../../api/mail/mime/index.ts';

function decode(encoding: string, body: string): string {
  const source = Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`, 'latin1');
  const { root } = parseMessage(source);
  const decoded = decodePart(source, root);
  expect(root.decodedSize).toBe(decoded.length);
  return decoded.toString('latin1');
}

describe('RFC 2045 §6.7 quoted-printable', () => {
  test.each([
    ['a=3Db=e9=E9', 'a=b\xe9\xe9'],
    ['soft=\r\nbreak =  \r\nwith blanks=\nLF', 'softbreak with blanksLF'],
    ['trailing  \t\r\nblanks \nhere \t', 'trailing\r\nblanks\nhere'],
    ['kept=20\r\n=09', 'kept \r\n\t'],
    ['=G1 =1 == =', '=G1 =1 == '],
    ['lone\rCR \r x', 'lone\rCR \r x'],
  ])('%j', (body, text) => {
    expect(decode('quoted-printable', body)).toBe(text);
  });
});

describe('RFC 2045 §6.8 base64', () => {
  test.each([
    ['aGVs\r\nbG8=', 'hello'],
    ['aGVsbG8', 'hello'],
    ['aGV!s b*G8=', 'hello'],
    ['aGVsbG8=\r\n-- \r\nlist footer', 'hello'],
    ['=aGVs', 'hel'],
    ['aGVsb', 'hel'],
    ['_-8=', '\xff\xef'],
    ['', ''],
  ])('%j', (body, text) => {
    expect(decode('base64', body)).toBe(text);
  });
});

test('uuencode, as old software sends it', () => {
  expect(decode('x-uuencode', 'text before\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n')).toBe('Cat');
  expect(decode('x-uuencode', 'begin 644 a.txt\n%:&5L;&\\\n \nend\n')).toBe('hello');
  expect(decode('x-uuencode', 'no data')).toBe('no data');
});

test('identity encodings and unknown ones give the octets (RFC 8621 §4.1.4)', () => {
  for (const encoding of ['7bit', '8bit', 'BINARY', 'x-unknown', '']) expect(decode(encoding, 'a=41\xe9')).toBe('a=41\xe9');
});
