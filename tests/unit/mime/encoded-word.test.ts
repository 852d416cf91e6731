import { expect, test } from 'vitest';
import { decodeEncodedWords, headerForm } from '../../../api/mail/mime/index.ts';

const text = (raw: string | Buffer): string => headerForm(raw, 'asText');

test('RFC 2047 §4: both encodings, in any letter case', () => {
  expect(text('=?UTF-8?Q?caf=C3=A9_noir?=')).toBe('café noir');
  expect(text('=?utf-8?b?w6l0w6k=?=')).toBe('été');
  expect(text('=?ISO-8859-1?q?=e9?=')).toBe('é');
});

test('RFC 2047 §6.2: white space between encoded words goes, elsewhere it stays', () => {
  expect(text('=?utf-8?q?a?=  =?utf-8?q?b?= c  =?utf-8?q?d?=')).toBe('ab c  d');
  expect(text('=?utf-8?q?a?=\r\n =?iso-8859-1?q?b?=')).toBe('ab');
});

test('characters cut between encoded words (RFC 2047 §5 (3) forbids it) are put together', () => {
  expect(text('=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=')).toBe('€');
  expect(text('=?utf-8?B?4oI=?= =?utf-8?Q?=AC?=')).toBe('€');
  expect(text('=?iso-2022-jp?B?GyRCRnw=?=\r\n\t=?iso-2022-jp?B?S1wbKEI=?=')).toBe('日本');
});

test('RFC 8621 §4.1.2.2: what violates placement is left as it is', () => {
  for (const raw of ['a=?utf-8?q?b?=', '=?utf-8?q?b?=c', '=?utf-8?q?a b?=', '=?utf-8?x?a?=', '=?utf-8?q?a', '=??q?a?=', '=?utf-8?q?a?', '=?']) expect(text(raw)).toBe(raw);
});

test('RFC 2047 §6.2: unknown charsets are left as they are', () => {
  expect(text('=?x-klingon?q?a?= =?utf-8?q?b?=')).toBe('=?x-klingon?q?a?= b');
});

test('RFC 8621 §4.1.2.2: NUL and controls that were encoded are dropped', () => {
  expect(text('=?utf-8?q?a=00=0D=0Ab=7F?=')).toBe('ab');
});

test('RFC 2231 §5: a language behind the charset is ignored', () => {
  expect(text('=?utf-8*fr?q?=C3=A9?=')).toBe('é');
});

test('damaged octets become U+FFFD or windows-1252, the rest survives', () => {
  expect(text('=?utf-8?q?=C3=A9=C3?=')).toBe('é\ufffd');
  expect(text('=?utf-8?q?caf=E9?=')).toBe('café');
});

test('charsets people meet', () => {
  expect(text('=?windows-1256?B?48/NyMc=?=')).toBe('مدحبا');
  expect(text('=?koi8-r?B?8NLJ18XU?=')).toBe('Привет');
  expect(text('=?gb2312?B?xOO6ww==?=')).toBe('你好');
  expect(text('=?utf-7?Q?caf+AOk-?=')).toBe('café');
  expect(text('=?big5?B?p0Gmbg==?=')).toBe('你好');
  expect(text('=?ks_c_5601-1987?B?vsiz5w==?=')).toBe('안녕');
});

test('anywhere: in quoted strings and parameters', () => {
  expect(decodeEncodedWords('x=?utf-8?q?=C3=A9?=y', 'anywhere')).toBe('xéy');
});
