import { describe, expect, test } from 'vitest';
import { imapString, projectMessage } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

const envelope = (text: string): string => projectMessage(message(text)).envelope.toString('latin1');
const bodyStructure = (text: string): string => projectMessage(message(text)).bodyStructure.toString('latin1');
const body = (text: string): string => projectMessage(message(text)).body.toString('latin1');

test('RFC 3501 §4.3 strings: quoted where seven bits allow it, else literals; no NUL', () => {
  expect(imapString('a "b" \\c')).toBe('"a \\"b\\" \\\\c"');
  expect(imapString('a\r\nb')).toBe('{4}\r\na\r\nb');
  expect(imapString('caf\xe9')).toBe('{4}\r\ncaf\xe9');
  expect(imapString('a\0b')).toBe('"ab"');
  expect(imapString('a'.repeat(1_001))).toBe(`{1001}\r\n${'a'.repeat(1_001)}`);
});

describe('RFC 3501 §7.4.2 ENVELOPE', () => {
  test('all fields; sender and reply-to are from where absent or empty', () => {
    expect(envelope('Date: Tue, 24 Nov 2026 23:14:13 +0000\nSubject: =?utf-8?q?x?=\n y\nFrom: "A B" <a@b.c>\nReply-To:\nTo: <@r:d@e.f>\nCc: "x y"@z\nBcc: q\nIn-Reply-To: <1@x>\nMessage-ID: <2@x>\n\n'))
      .toBe('("Tue, 24 Nov 2026 23:14:13 +0000" "=?utf-8?q?x?= y" (("A B" NIL "a" "b.c")) (("A B" NIL "a" "b.c")) (("A B" NIL "a" "b.c")) ((NIL "@r" "d" "e.f")) ((NIL NIL "x y" "z")) ((NIL NIL "q" "")) "<1@x>" "<2@x>")');
  });

  test('groups between start and end marks', () => {
    expect(envelope('To: a@b, G: c@d, e@f;, undisclosed:;\n\n')).toBe('(NIL NIL NIL NIL NIL ((NIL NIL "a" "b")(NIL NIL "G" NIL)(NIL NIL "c" "d")(NIL NIL "e" "f")(NIL NIL NIL NIL)(NIL NIL "undisclosed" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)');
  });

  test('octets above 127 are literals', () => {
    expect(envelope(`Subject: ${utf8('é')}\n\n`)).toBe(`(NIL {2}\r\n${utf8('é')} NIL NIL NIL NIL NIL NIL NIL NIL)`);
  });

  test('an empty subject is not an absent one', () => {
    expect(envelope('Subject:\n\n')).toBe('(NIL "" NIL NIL NIL NIL NIL NIL NIL NIL)');
  });
});

describe('RFC 3501 §7.4.2 BODYSTRUCTURE and BODY', () => {
  test('a text', () => {
    expect(bodyStructure('Subject: x\n\none\ntwo\n')).toBe('("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10 2 NIL NIL NIL NIL)');
    expect(body('Subject: x\n\none\ntwo\n')).toBe('("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 10 2)');
  });

  test('a basic part with every extension', () => {
    expect(bodyStructure('Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\nContent-ID: <i@x>\nContent-Description: a picture\nContent-MD5: xyz\nContent-Disposition: attachment; filename="a b.png"\nContent-Language: fr, en\nContent-Location: http://x/\n\nAAAA'))
      .toBe('("IMAGE" "PNG" ("NAME" "a.png") "<i@x>" "a picture" "BASE64" 4 "xyz" ("ATTACHMENT" ("FILENAME" "a b.png")) ("fr" "en") "http://x/")');
  });

  test('multiparts', () => {
    const text = 'Content-Type: multipart/alternative; boundary=b\nContent-Language: fr\n\n--b\n\nx\n--b\nContent-Type: text/html; charset=utf-8\n\ny\n--b--\n';
    expect(bodyStructure(text)).toBe('(("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 1 1 NIL NIL NIL NIL)("TEXT" "HTML" ("CHARSET" "utf-8") NIL NIL "7BIT" 1 1 NIL NIL NIL NIL) "ALTERNATIVE" ("BOUNDARY" "b") NIL "fr" NIL)');
    expect(body(text)).toBe('(("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 1 1)("TEXT" "HTML" ("CHARSET" "utf-8") NIL NIL "7BIT" 1 1) "ALTERNATIVE")');
  });

  test('an embedded message brings its envelope, structure and lines', () => {
    expect(body('Content-Type: message/rfc822\n\nSubject: in\nFrom: a@b\n\nx\ny\n')).toBe('("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 32 (NIL "in" ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 6 2) 5)');
  });

  test('a transfer-encoded message has no parts to ask for', () => {
    expect(body('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA')).toBe('("APPLICATION" "OCTET-STREAM" NIL NIL NIL "BASE64" 4)');
  });

  test('parameters are as in the message (RFC 2231 forms, encoded words)', () => {
    expect(body("Content-Type: a/b; name*0*=utf-8''%C3; name*1*=%A9\n\n")).toBe('("A" "B" ("NAME*0*" "utf-8\'\'%C3" "NAME*1*" "%A9") NIL NIL "7BIT" 0)');
    expect(body('Content-Type: a/b; name="=?utf-8?q?x?="\n\n')).toBe('("A" "B" ("NAME" "=?utf-8?q?x?=") NIL NIL "7BIT" 0)');
  });

  test('every octet string stays balanced, whatever is in it', () => {
    const structure = bodyStructure('Content-Type: a/b; x="(\\")"; y="\xe9"\nContent-Disposition: x; "(\nContent-Description: ) {5}\n\n');
    expect(structure.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\{(\d+)\}\r\n/g, '')).toMatch(/^\([^()]*\([^()]*\)[^()]*(\([^()]*\))?[^()]*\)$/);
  });
});
