import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

const part = (header: string): Part => parseMessage(message(`${header}\n\n`)).root;
const params = (contentType: string): Record<string, string> => part(`Content-Type: ${contentType}`).params;
const filename = (disposition: string): string | null => part(`Content-Disposition: ${disposition}`).filename;

describe('RFC 2045 §5.1 Content-Type', () => {
  test('tokens, quoted strings, comments, folding, letter case', () => {
    expect(part('Content-Type: (a) Text/HTML (b); (c) Charset="utf-8" (d);\n\tFormat=flowed')).toMatchObject({ type: 'text', subtype: 'html', params: { charset: 'utf-8', format: 'flowed' }, charset: 'utf-8' });
    expect(params('text/plain; charset=us-ascii (Plain text)')).toEqual({ charset: 'us-ascii' });
    expect(params('text/plain; a="x\\"y\\\\z;w"; b=')).toEqual({ a: 'x"y\\z;w', b: '' });
  });

  test('§5.2: what makes no sense is text/plain', () => {
    for (const value of ['', 'text', '/', 'text/', ';charset=x', '????']) expect(part(`Content-Type: ${value}`)).toMatchObject({ type: 'text', subtype: 'plain' });
  });

  test('missing semicolons, blanks around =, unterminated quotes, doubled names', () => {
    expect(params('text/plain charset=utf-8 format=flowed')).toEqual({ charset: 'utf-8', format: 'flowed' });
    expect(params('text/plain; charset = "utf-8"')).toEqual({ charset: 'utf-8' });
    expect(params('text/plain; charset="utf-8')).toEqual({ charset: 'utf-8' });
    expect(params('text/plain;; ; x; charset=a; charset=b')).toEqual({ charset: 'a' });
    expect(params('text/plain; name=my report (1).pdf; charset=x')).toEqual({ name: 'my report (1).pdf', charset: 'x' });
    expect(Object.keys(params('text/plain; __proto__=x; a=b'))).toEqual(['a']);
  });

  test('RFC 8621 §4.1.4 charset: implicit for text and without Content-Type, null for other types', () => {
    expect(part('Subject: x').charset).toBe('us-ascii');
    expect(part('Content-Type: text/x').charset).toBe('us-ascii');
    expect(part('Content-Type: image/png').charset).toBeNull();
    expect(part('Content-Type: application/json; charset=utf-8').charset).toBe('utf-8');
  });
});

describe('RFC 2231', () => {
  test('§4: charset and percent-encoding', () => {
    expect(filename("attachment; filename*=utf-8'fr'%C3%A9t%C3%A9.txt")).toBe('été.txt');
    expect(filename("attachment; filename*=iso-8859-1''%E9")).toBe('é');
    expect(filename("attachment; filename*=''%C3%A9")).toBe('é');
    expect(filename('attachment; filename*=%C3%A9')).toBe('é');
  });

  test('§3: continuations in any order, until one is missing', () => {
    expect(filename('attachment; filename*1=b; filename*0=a; filename*2=c')).toBe('abc');
    expect(filename('attachment; filename*0=a; filename*2=c')).toBe('a');
    expect(filename("attachment; filename*0*=utf-8''%E2%82; filename*1*=%AC; filename*2=\".txt\"")).toBe('€.txt');
  });

  test('the extended form wins over the plain one', () => {
    expect(filename("attachment; filename=plain.txt; filename*=utf-8''ext.txt")).toBe('ext.txt');
  });

  test('as seen in the wild: RFC 2047 in parameters, raw octets', () => {
    expect(filename('attachment; filename="=?utf-8?Q?=C3=A9t=C3=A9.txt?="')).toBe('été.txt');
    expect(filename('attachment; filename="=?utf-8?B?w6k=?=\n =?utf-8?B?w6k=?=.txt"')).toBe('éé.txt');
    expect(filename(`attachment; filename="${utf8('مرحبا')}.pdf"`)).toBe('مرحبا.pdf');
    expect(filename('attachment; filename="\xe9.pdf"')).toBe('é.pdf');
    expect(filename(`attachment; filename=${utf8('voilà')}`)).toBe('voilà');
    expect(part(`Content-ID: <${utf8('à')}@x>\nContent-Location: ${utf8('à')}`)).toMatchObject({ contentId: 'à@x', location: 'à' });
  });

  test('RFC 8621 §4.1.4 name: filename, else the name of Content-Type', () => {
    expect(part('Content-Type: image/png; name="=?utf-8?q?=C3=A9?="').filename).toBe('é');
    expect(part('Content-Type: image/png; name=a\nContent-Disposition: attachment; filename=b').filename).toBe('b');
  });
});

test('other fields: RFC 2183, 2045 §6-8, 3282, 2557, 1864', () => {
  expect(part('Content-Disposition: INLINE; filename=x\nContent-Transfer-Encoding: Base64 (really)\nContent-ID: (c) < a@b >\nContent-Language: fr, (French) ar\nContent-Location: http://x/\n y\nContent-Description: =?utf-8?q?a?=\nContent-MD5: Q2hlY2s='))
    .toMatchObject({ disposition: 'inline', encoding: 'base64', contentId: 'a@b', language: ['fr', 'ar'], location: 'http://x/y', description: '=?utf-8?q?a?=', md5: 'Q2hlY2s=' });
  expect(part('Content-ID: a@b').contentId).toBe('a@b');
  expect(part('Content-Disposition: ;filename=x')).toMatchObject({ disposition: null, filename: 'x' });
  expect(part('Content-Transfer-Encoding: 8-bit').encoding).toBe('8bit');
});
