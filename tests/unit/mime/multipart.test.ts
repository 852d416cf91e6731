import { describe, expect, test } from 'vitest';
import { decodePart, findPart, isMultipart, parseMessage } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';
import { message } from './text.ts';

/** A tree as `type(children)`, leaves with their decoded content. */
function outline(source: Buffer, part: Part): string {
  const name = `${part.partId || '.'} ${part.type}/${part.subtype}`;
  if (part.message) return `${name} <${outline(source, part.message)}>`;
  if (isMultipart(part)) return `${name} [${part.parts.map((child) => outline(source, child)).join(', ')}]`;
  return `${name} ${JSON.stringify(decodePart(source, part).toString('latin1'))}`;
}

function outlineOf(text: string): string {
  const source = message(text);
  return outline(source, parseMessage(source).root);
}

describe('RFC 2046 §5.1 multiparts', () => {
  test('§5.1.1: parts lie between delimiters, whose line end belongs to them; preamble and epilogue are no parts', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary="b"\n\npreamble\n--b\nContent-Type: text/html\n\none\n--b\n\ntwo\n\n--b--\nepilogue\n'))
      .toBe('. multipart/mixed [1 text/html "one", 2 text/plain "two\\r\\n"]');
  });

  test('§5.1.1: white space behind a boundary is no part of it, anything else makes it another line', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary=b\n\n--b \t\n\n--bb\n--b x\n -- b\n--b--\n')).toBe('. multipart/mixed [1 text/plain "--bb\\r\\n--b x\\r\\n -- b"]');
  });

  test('a boundary that begins another one does not end it', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b1\n\n--b1\n\nx\n--b1\n\ny\n--b1--\n--b\n\nz\n--b--\n'))
      .toBe('. multipart/mixed [1 multipart/alternative [1.1 text/plain "x", 1.2 text/plain "y"], 2 text/plain "z"]');
  });

  test('a boundary that ends in hyphens is told from an end', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary="b--"\n\n--b--\n\nx\n--b----\n')).toBe('. multipart/mixed [1 text/plain "x"]');
  });

  test('a missing end, of the message or of an inner multipart, ends what is open', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--b\n\ny\n'))
      .toBe('. multipart/mixed [1 multipart/alternative [1.1 text/plain "x"], 2 text/plain "y\\r\\n"]');
  });

  test('one boundary for two nested multiparts: the inner one until it ends', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nx\n--b\n\ny\n--b--\n\n--b\n\nz\n--b--\n'))
      .toBe('. multipart/mixed [1 multipart/alternative [1.1 text/plain "x", 1.2 text/plain "y"], 2 text/plain "z"]');
  });

  test('a header without blank line ends at the delimiter; an empty part is a part', () => {
    expect(outlineOf('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n--b\n\n--b--')).toBe('. multipart/mixed [1 text/html "", 2 text/plain "", 3 text/plain ""]');
  });

  test('§5.1.5: parts of a digest are messages unless they say otherwise', () => {
    expect(outlineOf('Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nbody\n--b\nContent-Type: text/plain\n\ny\n--b--\n'))
      .toBe('. multipart/digest [1 message/rfc822 <1.1 text/plain "body">, 2 text/plain "y"]');
  });

  test('without boundary, or where it never occurs, the body is shown as text', () => {
    expect(outlineOf('Content-Type: multipart/mixed\n\nhello')).toBe('1 text/plain "hello"');
    expect(outlineOf('Content-Type: multipart/mixed; boundary=x\nContent-Transfer-Encoding: base64\n\naGVsbG8=')).toBe('1 text/plain "hello"');
  });

  test('LF, CRLF and both mixed', () => {
    for (const eol of ['\n', '\r\n']) {
      const source = Buffer.from(['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b', '', 'two', '--b--', ''].join(eol));
      const parsed = parseMessage(source);
      expect(parsed.lineEnding).toBe(eol === '\n' ? 'lf' : 'crlf');
      expect(outline(source, parsed.root)).toBe('. multipart/mixed [1 text/plain "one", 2 text/plain "two"]');
    }
    const mixed = Buffer.from('Content-Type: multipart/mixed; boundary=b\n\r\n--b\r\n\none\n--b\n\r\ntwo\r\n--b--');
    expect(parseMessage(mixed).lineEnding).toBe('mixed');
    expect(outline(mixed, parseMessage(mixed).root)).toBe('. multipart/mixed [1 text/plain "one", 2 text/plain "two"]');
    expect(parseMessage(Buffer.from('x: y')).lineEnding).toBe('none');
  });
});

describe('RFC 2046 §5.2 message/rfc822', () => {
  const forwarded = 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--c\nContent-Type: text/html\n\ny\n--c--\n--b\nContent-Type: message/rfc822\n\nSubject: leaf\n\nz\n--b--\n';

  test('RFC 3501 §6.4.5: parts of an embedded message are numbered under it', () => {
    expect(outlineOf(forwarded)).toBe('. multipart/mixed [1 text/plain "see below", 2 message/rfc822 <2.TEXT multipart/alternative [2.1 text/plain "x", 2.2 text/html "y"]>, 3 message/rfc822 <3.1 text/plain "z">]');
    const source = message(forwarded);
    const { root } = parseMessage(source);
    expect(decodePart(source, findPart(root, '2.2') as Part).toString()).toBe('y');
    expect(findPart(root, '3.1')?.bodyEnd).toBe(findPart(root, '3')?.bodyEnd);
    expect(findPart(root, '4')).toBeUndefined();
  });

  test('a message that is a message: the embedded one is 1.1', () => {
    expect(outlineOf('Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x\n\nbody')).toBe('1 message/rfc822 <1.1 message/rfc822 <1.1.1 text/plain "body">>');
  });

  test('§5.2.1: a transfer-encoded one is opaque and decodes to the message', () => {
    const inner = 'Subject: hidden\r\n\r\nbody';
    expect(outlineOf(`Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from(inner).toString('base64')}`)).toBe(`1 message/rfc822 ${JSON.stringify(inner)}`);
  });
});

describe('what is told about a message', () => {
  test('lines and sizes (RFC 3501 §7.4.2, RFC 8621 §4.1.4)', () => {
    const source = message('Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: quoted-printable\n\na=\nb=3D\nc\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\n1\n2\n\n--b--\n');
    const { root } = parseMessage(source);
    expect(root.parts.map((part) => [part.lines, part.bodyEnd - part.bodyStart, part.decodedSize])).toEqual([[3, 11, 6], [4, 20, 20]]);
    expect(root.parts[1]?.message?.lines).toBe(2);
    expect(root.lines).toBe(15);
  });

  test('octets above 127 and NUL', () => {
    expect(parseMessage(message('Subject: x\n\ncaf\xe9'))).toMatchObject({ bare8bit: true, header8bit: false, hasNul: false });
    expect(parseMessage(message('Subject: caf\xe9\n\n\0'))).toMatchObject({ bare8bit: true, header8bit: true, hasNul: true });
    expect(parseMessage(message('Subject: x\n\nx'))).toMatchObject({ bare8bit: false, header8bit: false, hasNul: false });
  });

  test('an empty message, and one without body', () => {
    expect(parseMessage(Buffer.alloc(0)).root).toMatchObject({ partId: '1', type: 'text', subtype: 'plain', bodyStart: 0, bodyEnd: 0, lines: 0, decodedSize: 0 });
    expect(parseMessage(message('Subject: x')).root).toMatchObject({ headerEnd: 10, bodyStart: 10, bodyEnd: 10 });
  });
});
