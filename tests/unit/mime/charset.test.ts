import { describe, expect, test } from 'vitest';
import { decodeText, isKnownCharset, parseMessage, partText } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

const octets = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');
const decode = (bytes: Buffer | string, charset: string | null): [string, boolean] => {
  const { text, isEncodingProblem } = decodeText(typeof bytes === 'string' ? octets(bytes) : bytes, charset);
  return [text, isEncodingProblem];
};

describe('charsets people meet', () => {
  test.each([
    ['utf-8', utf8('été مرحبا'), 'été مرحبا'],
    ['UTF8', '\xef\xbb\xbfx\xc3\xa9', 'xé'],
    ['iso-8859-1', 'caf\xe9 \x93x\x94', 'café “x”'],
    ['iso-8859-15', '\xa4', '€'],
    ['windows-1252', '\x80', '€'],
    ['windows-1256', '\xe3\xd1\xcd\xc8\xc7', 'مرحبا'],
    ['iso-8859-6', '\xe5\xd1\xcd\xc8\xc7', 'مرحبا'],
    ['koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['iso-2022-jp', '\x1b$BF|K\\\x1b(B!', '日本!'],
    ['shift_jis', '\x93\xfa\x96{', '日本'],
    ['cp932', '\x93\xfa\x96{', '日本'],
    ['euc-jp', '\xc6\xfc\xcb\xdc', '日本'],
    ['gb18030', '\xc4\xe3\xba\xc3', '你好'],
    ['gb2312', '\xc4\xe3\xba\xc3', '你好'],
    ['hz-gb-2312', 'x~{Dc:C~}~~y', 'x你好~y'],
    ['big5', '\xa7A\xa6n', '你好'],
    ['euc-kr', '\xbe\xc8\xb3\xe7', '안녕'],
    ['iso-2022-kr', '\x1b$)C\x0e>H3g\x0f!', '안녕!'],
    ['utf-7', 'caf+AOk- +-', 'café +'],
    ['utf-16le', 'x\0\xe9\0', 'xé'],
    ['utf-16be', '\0x\0\xe9', 'xé'],
    ['ibm850', '\x82', 'é'],
    ['macintosh', '\x8e', 'é'],
  ])('%s', (charset, bytes, text) => {
    expect(decode(bytes, charset)).toEqual([text, false]);
  });

  test('labels with quotes, rubbish, other names', () => {
    expect(decode('\xe9', '"ISO-8859-1"')).toEqual(['é', false]);
    expect(decode('\xe9', ' iso-8859-1; x')).toEqual(['é', false]);
    expect(decode('x', 'ansi_x3.4-1968')).toEqual(['x', false]);
    expect([isKnownCharset('utf-8'), isKnownCharset('base64'), isKnownCharset('hex'), isKnownCharset('x-klingon'), isKnownCharset('__proto__'), isKnownCharset('constructor')]).toEqual([true, false, false, false, false, false]);
  });
});

describe('missing, unknown and wrong declarations (RFC 8621 §4.1.4 isEncodingProblem)', () => {
  test('nothing declared: UTF-8 if valid, else windows-1252', () => {
    expect(decode(utf8('é'), null)).toEqual(['é', false]);
    expect(decode('\xe9\x80', null)).toEqual(['é€', true]);
    expect(decode('x', null)).toEqual(['x', false]);
  });

  test('unknown charset', () => {
    expect(decode(utf8('é'), 'x-klingon')).toEqual(['é', true]);
    expect(decode('x', 'x-klingon')).toEqual(['x', true]);
    expect(decode(utf8('é'), 'unknown-8bit')).toEqual(['é', false]);
  });

  test('ASCII declared over octets above 127', () => {
    expect(decode(utf8('é'), 'us-ascii')).toEqual(['é', true]);
    expect(decode('\xe9', 'us-ascii')).toEqual(['é', true]);
  });

  test('UTF-8 declared: damaged stays UTF-8, without any valid sequence it is windows-1252', () => {
    expect(decode(`${utf8('é')}\xc3`, 'utf-8')).toEqual(['é\ufffd', true]);
    expect(decode('caf\xe9', 'utf-8')).toEqual(['café', true]);
  });

  test('Latin declared over valid UTF-8', () => {
    expect(decode(utf8('été'), 'iso-8859-1')).toEqual(['été', true]);
    expect(decode('\xe9t\xe9', 'iso-8859-1')).toEqual(['été', false]);
  });

  test('octets that the charset has not', () => {
    expect(decode('\xff\xff', 'shift_jis')).toEqual(['\ufffd\ufffd', true]);
  });
});

describe('RFC 8621 §4.1.4 body values', () => {
  const value = (text: string, maxBytes?: number): [string, boolean, boolean] => {
    const source = message(text);
    const { value: body, isEncodingProblem, isTruncated } = partText(source, parseMessage(source).root, maxBytes);
    return [body, isEncodingProblem, isTruncated];
  };

  test('CRLF becomes LF, transfer encoding and charset are decoded', () => {
    expect(value('Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=E9\nx=\ny\n')).toEqual(['é\nxy\n', false, false]);
  });

  test('an unknown transfer encoding is a problem, the octets are given', () => {
    expect(value('Content-Transfer-Encoding: x-zip\n\nabc')).toEqual(['abc', true, false]);
  });

  test('§4.2 maxBodyValueBytes: whole characters, no more octets than asked', () => {
    const text = `Content-Type: text/plain; charset=utf-8\n\n${utf8('aé€😀b')}`;
    expect([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 0].map((limit) => value(text, limit)[0])).toEqual(['a', 'a', 'aé', 'aé', 'aé', 'aé€', 'aé€', 'aé€', 'aé€😀', 'aé€😀b', 'aé€😀b']);
    expect(value(text, 10)[2]).toBe(true);
    expect(value(text, 11)[2]).toBe(false);
  });

  test('§4.2: not inside an HTML tag', () => {
    expect(value('Content-Type: text/html\n\n<p>one <a href="x">two</a>', 14)[0]).toBe('<p>one ');
    expect(value('Content-Type: text/html\n\n<p>one &amp; two', 10)[0]).toBe('<p>one ');
  });
});

describe('HTML whose charset stands within it only', () => {
  const html = (head: string, body: string, type = 'text/html') => {
    const source = octets(`Content-Type: ${type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><head>${head}</head><body>${body}</body></html>`);
    const part = parseMessage(source).root;
    return partText(source, part).value.replace(/^.*<body>|<\/body>.*$/gs, '');
  };
  test.each([
    ['<meta charset=shift_jis>', '\x93\xfa\x96{', '日本'],
    ['<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">', '\xe3\xd1\xcd\xc8\xc7', 'مرحبا'],
    ['<META CHARSET="koi8-r">', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['<meta charset=iso-2022-jp>', '\x1b$BF|K\\\x1b(B', '日本'],
    ['<title>x</title><meta name=a content=b><meta charset=gb2312>', '\xc4\xe3\xba\xc3', '你好'],
  ])('%s', (head, body, text) => expect(html(head, body)).toBe(text));
  test('is not believed against its header, of UTF-8, in plain text, beyond its beginning, or where it would hide markup', () => {
    expect(html('<meta charset=koi8-r>', 'caf\xe9', 'text/html; charset=iso-8859-1')).toBe('café');
    expect(html('<meta charset=koi8-r>', utf8('été'))).toBe('été');
    expect(html('<meta charset=koi8-r>', 'caf\xe9', 'text/plain')).toBe('café');
    expect(html(`${' '.repeat(1100)}<meta charset=koi8-r>`, 'caf\xe9')).toBe('café');
    expect(html('<meta charset=utf-7>', '+ADw-b+AD4-')).toBe('+ADw-b+AD4-');
    expect(html('<meta charset=utf-16le>', 'caf\xe9')).toBe('café');
    expect(html('<meta charset=nonsense><meta charset="">', 'caf\xe9')).toBe('café');
  });
});
