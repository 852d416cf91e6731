import { describe, expect, test } from 'vitest';
import { fieldsOf, headerFields, headerForm, isFormAllowed, lastField, parseMessage, rawValue } from '../../../api/mail/mime/index.ts';
import { message } from './text.ts';

describe('RFC 5322 §2.2 header fields', () => {
  const names = (source: Buffer): string[] => fieldsOf(source).map((field) => `${field.name}=${rawValue(source, field)}`);

  test('§2.2.3: folded lines belong to the field, offsets cut it exactly', () => {
    const source = message('A: 1\n\t2\nB:3\n\nbody');
    expect(names(source)).toEqual(['A= 1\r\n\t2', 'B=3']);
    expect(headerFields(source, parseMessage(source).root).map(({ start, end }) => source.subarray(start, end).toString())).toEqual(['A: 1\r\n\t2\r\n', 'B:3\r\n']);
  });

  test('§4.5: white space before the colon', () => {
    expect(names(message('Subject : x\n\n'))).toEqual(['Subject= x']);
  });

  test('lines that are no fields are skipped with their continuations', () => {
    expect(names(message('A: 1\nrubbish here\n more\nB: 2\n\n'))).toEqual(['A= 1', 'B= 2']);
  });

  test('mbox lines before the header are skipped', () => {
    expect(names(message('From a@b Tue Nov 24 23:14:13 2026\nA: 1\n\n'))).toEqual(['A= 1']);
    expect(names(message('>From a@b Tue Nov 24 23:14:13 2026\nA: 1\n\n'))).toEqual(['A= 1']);
  });

  test('a body without header begins at once', () => {
    const source = message('just text\nA: 1\n');
    expect(parseMessage(source)).toMatchObject({ fields: [], root: { headerEnd: 0, bodyStart: 0, bodyEnd: source.length } });
  });

  test('RFC 8621 §4.1.3: the last of several fields is the one asked for', () => {
    const source = message('X: 1\nx: 2\n\n');
    expect(rawValue(source, lastField(fieldsOf(source), 'x') as { start: 0 } & ReturnType<typeof fieldsOf>[0])).toBe(' 2');
  });
});

describe('RFC 8621 §4.1.2 forms', () => {
  test('§4.1.2.1 Raw: octets that are no UTF-8 become U+FFFD, NUL is dropped, folding stays', () => {
    expect(headerForm(Buffer.from(' a\r\n b\0\xff', 'latin1'), 'asRaw')).toBe(' a\r\n b\ufffd');
    expect(headerForm(Buffer.from(' é', 'utf8'), 'asRaw')).toBe(' é');
  });

  test('§4.1.2.2 Text: unfolded, trimmed, NFC', () => {
    expect(headerForm('  a\r\n\tb ', 'asText')).toBe('a\tb');
    expect(headerForm('e\u0301', 'asText')).toBe('é');
    expect(headerForm('=?utf-8?q?e=CC=81?=', 'asText')).toBe('é');
  });

  test('RFC 6532: octets above 127 are UTF-8 if valid, else windows-1252', () => {
    expect(headerForm(Buffer.from('été', 'utf8'), 'asText')).toBe('été');
    expect(headerForm(Buffer.from('\xe9t\xe9 \x80', 'latin1'), 'asText')).toBe('été €');
  });

  test('§4.1.2.5 MessageIds', () => {
    expect(headerForm(' <a@b> (comment <x@y>)\r\n <c@d>', 'asMessageIds')).toEqual(['a@b', 'c@d']);
    expect(headerForm(' Your message of today <a@b>', 'asMessageIds')).toEqual(['a@b']);
    expect(headerForm(' <a\r\n @b>', 'asMessageIds')).toEqual(['a@b']);
    expect(headerForm(' a@b', 'asMessageIds')).toEqual(['a@b']);
    expect(headerForm(' nothing', 'asMessageIds')).toBeNull();
    expect(headerForm('', 'asMessageIds')).toBeNull();
  });

  test('§4.1.2.6 Date: RFC 5322 §3.3 and its obsolete forms', () => {
    const dates: [string, string | null][] = [
      ['Tue, 24 Nov 2026 23:14:13 +0100', '2026-11-24T23:14:13+01:00'],
      ['24 Nov 2026 23:14 -0330', '2026-11-24T23:14:00-03:30'],
      ['Tue, 24 Nov 2026 23:14:13 -0000 (UTC)', '2026-11-24T23:14:13Z'],
      ['Tue, 24 Nov 26 23:14:13 EST', '2026-11-24T23:14:13-05:00'],
      ['Tue, 24 Nov 99 23:14:13 GMT', '1999-11-24T23:14:13Z'],
      ['Tue, 24 Nov 126 23:14:13 GMT', '2026-11-24T23:14:13Z'],
      ['Tue , (day) 24  Nov\r\n 2026 23 : 14 : 13 XYZ', null],
      ['Tue, 24 Nov 2026 23:14:13 XYZ', '2026-11-24T23:14:13Z'],
      ['Tue Nov 24 23:14:13 2026', '2026-11-24T23:14:13Z'],
      ['2026-11-24T23:14:13+02:00', '2026-11-24T23:14:13+02:00'],
      ['Mon, 30 Feb 2026 10:00:00 +0000', null],
      ['Tue, 24 Nov 2026 24:14:13 +0000', null],
      ['31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59Z'],
      ['yesterday', null],
      ['', null],
    ];
    expect(dates.map(([value]) => headerForm(value, 'asDate'))).toEqual(dates.map(([, date]) => date));
  });

  test('§4.1.2.7 URLs (RFC 2369 §2)', () => {
    expect(headerForm(' (mail) <mailto:a@b?subject=x>,\r\n <https://x.example/\r\n y>', 'asURLs')).toEqual(['mailto:a@b?subject=x', 'https://x.example/y']);
    expect(headerForm(' NO', 'asURLs')).toBeNull();
  });

  test('each form only for its fields', () => {
    const allowed: [string, Parameters<typeof isFormAllowed>[1], boolean][] = [
      ['Subject', 'asText', true], ['Subject', 'asAddresses', false], ['From', 'asGroupedAddresses', true], ['from', 'asText', false],
      ['Message-ID', 'asMessageIds', true], ['Date', 'asDate', true], ['Date', 'asText', false], ['List-Post', 'asURLs', true], ['List-Post', 'asText', false],
      ['List-Id', 'asText', true], ['Received', 'asText', false], ['Received', 'asRaw', true], ['X-Any', 'asAddresses', true], ['X-Any', 'asURLs', true],
    ];
    expect(allowed.map(([name, form]) => isFormAllowed(name, form))).toEqual(allowed.map(([, , is]) => is));
  });
});
