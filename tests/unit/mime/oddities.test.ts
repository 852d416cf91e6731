import { describe, expect, test } from 'vitest';
import { decodePart, isMultipart, jmapBody, parseMessage, partText, projectMessage } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

/** Forms met in real mail, written anew; each says where the form is seen. */

function leaves(part: Part): Part[] {
  if (part.message) return leaves(part.message);
  return isMultipart(part) ? part.parts.flatMap(leaves) : [part];
}

const kinds = (source: Buffer): string[] => leaves(parseMessage(source).root).map((part) => `${part.type}/${part.subtype} ${part.filename ?? '-'}`);

describe('oddities', () => {
  test('Outlook: winmail.dat beside text, boundary with dots and equals signs, base64 name in both fields', () => {
    const source = message(`
From: "Durand, =?iso-8859-1?Q?Ren=E9?=" <rene@example.org>
Content-Type: multipart/mixed;
\tboundary="----=_NextPart_000_0001_01D0.ABCDEF00"
Content-Class: urn:content-classes:message

This is a multi-part message in MIME format.

------=_NextPart_000_0001_01D0.ABCDEF00
Content-Type: text/plain;
\tcharset="Windows-1252"
Content-Transfer-Encoding: quoted-printable

Bonjour=85

------=_NextPart_000_0001_01D0.ABCDEF00
Content-Type: application/ms-tnef;
\tname="=?iso-8859-1?Q?winmail=2Edat?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment;
\tfilename="winmail.dat"

eJ8+IgAA
------=_NextPart_000_0001_01D0.ABCDEF00--
`);
    expect(kinds(source)).toEqual(['text/plain -', 'application/ms-tnef winmail.dat']);
    const projection = projectMessage(source);
    expect(projection).toMatchObject({ preview: 'Bonjour…', hasAttachment: true, from: [{ name: 'Durand, René', email: 'rene@example.org' }] });
  });

  test('Apple Mail: text and pictures in turn, all inline', () => {
    const source = message(`
Content-Type: multipart/mixed; boundary="Apple-Mail=_1"

--Apple-Mail=_1
Content-Transfer-Encoding: 7bit
Content-Type: text/plain; charset=us-ascii

before
--Apple-Mail=_1
Content-Disposition: inline; filename*=utf-8''Capture%20d%E2%80%99e%CC%81cran.png
Content-Type: image/png; x-unix-mode=0644; name="=?utf-8?Q?Capture_d=E2=80=99e=CC=81cran=2Epng?="
Content-Transfer-Encoding: base64

iVBORw==
--Apple-Mail=_1
Content-Type: text/plain; charset=us-ascii

after
--Apple-Mail=_1--
`);
    const body = jmapBody(parseMessage(source).root);
    expect(body.textBody.map((part) => part.type)).toEqual(['text/plain', 'image/png', 'text/plain']);
    expect(body.textBody[1]?.name).toBe('Capture d’e\u0301cran.png');
    expect(projectMessage(source).hasAttachment).toBe(false);
  });

  test('mobile carriers: SMIL presentation, no charset, image without name', () => {
    expect(kinds(message(`
Content-Type: multipart/related; type="application/smil"; boundary="==MMS=="; start=<smil>

--==MMS==
Content-Type: application/smil; name=smil.xml
Content-ID: <smil>

<smil/>
--==MMS==
Content-Type: text/plain; name=text_0.txt; charset=utf-8
Content-Location: text_0.txt

hi
--==MMS==
Content-Type: image/jpeg
Content-ID: <img>
Content-Transfer-Encoding: base64

/9j/
--==MMS==--
`))).toEqual(['application/smil smil.xml', 'text/plain text_0.txt', 'image/jpeg -']);
  });

  test('old web forms and scripts: raw Latin header, no MIME fields, 8-bit body', () => {
    const source = message('From: Caf\xe9 <c@example.org>\nSubject: Commande \xe0 pr\xe9parer \x96 merci\n\nR\xe9f\xe9rence n\xb0 5\n');
    const { root } = parseMessage(source);
    expect(projectMessage(source)).toMatchObject({ subject: 'Commande à préparer – merci', from: [{ name: 'Café', email: 'c@example.org' }], preview: 'Référence n° 5' });
    expect(partText(source, root)).toMatchObject({ value: 'Référence n° 5\n', isEncodingProblem: true });
  });

  test('Arabic mail: windows-1256 declared as ISO-8859-6 sister, header in raw UTF-8 (RFC 6532)', () => {
    const source = message(`Subject: ${utf8('طلب عرض أسعار')}\nContent-Type: text/plain; charset="cp1256"\nContent-Transfer-Encoding: 8bit\n\n\xc7\xe1\xd3\xe1\xc7\xe3 \xda\xe1\xed\xdf\xe3`);
    expect(projectMessage(source)).toMatchObject({ subject: 'طلب عرض أسعار', preview: 'السلام عليكم', sortSubject: 'طلب عرض اسعار' });
  });

  test('Japanese mail: ISO-2022-JP cut over several encoded words and in the body', () => {
    const source = message('Subject: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\n =?ISO-2022-JP?B?GyRCOGwbKEI=?=\nContent-Type: text/plain; charset=ISO-2022-JP\n\n\x1b$BF|K\\8l\x1b(B\n');
    expect(projectMessage(source)).toMatchObject({ subject: '日本語', preview: '日本語' });
  });

  test('list managers: a footer behind the closing base64, and behind the closing boundary', () => {
    const source = message(`Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Transfer-Encoding: base64\n\n${Buffer.from('hello').toString('base64')}\n___\nlist footer\n--x--\n-- \nlist footer\n`);
    expect(leaves(parseMessage(source).root).map((part) => decodePart(source, part).toString())).toEqual(['hello']);
  });

  test('gateways: two Content-Type fields, the first counts; folded boundary; missing blank line before the first delimiter', () => {
    expect(kinds(message('Content-Type: multipart/mixed;\n boundary="a\n b"\nContent-Type: text/plain\n\n--a b\n\nx\n--a b--'))).toEqual(['text/plain -']);
    expect(kinds(message('Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: text/html\n\nx\n--b--\n'))).toEqual(['text/plain -']);
  });

  test('bounces: message/delivery-status and a header-only message are leaves', () => {
    expect(kinds(message(`
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r

Sorry.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; x@y
Action: failed
--r
Content-Type: text/rfc822-headers

Subject: lost
--r--
`))).toEqual(['text/plain -', 'message/delivery-status -', 'text/rfc822-headers -']);
  });

  test('signed in a forward: nested messages keep their own numbers', () => {
    const source = message('Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=s\n\n--s\n\nx\n--s\nContent-Type: application/pgp-signature\n\nsig\n--s--\n\n--o--\n');
    expect(leaves(parseMessage(source).root).map((part) => part.partId)).toEqual(['1.1', '1.2']);
  });

  test('spam tools and scanners: NUL octets in header and body', () => {
    const source = message('Subject: a\0b\nFrom: x\0@y\n\nc\0d');
    const projection = projectMessage(source);
    expect(projection).toMatchObject({ subject: 'ab', from: [{ email: 'x@y' }] });
    expect(projection.envelope.includes(0)).toBe(false);
    expect(parseMessage(source).root.decodedSize).toBe(3);
  });

  test('calendars: an invitation as alternative and as attachment', () => {
    const source = message('Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nx\n--a\nContent-Type: text/calendar; method=REQUEST; charset="utf-8"\n\nBEGIN:VCALENDAR\n--a--\n--m\nContent-Type: application/ics; name="invite.ics"\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR\n--m--\n');
    expect(jmapBody(parseMessage(source).root)).toMatchObject({ textBody: [{ type: 'text/plain' }], htmlBody: [{ type: 'text/plain' }], attachments: [{ type: 'text/calendar' }, { type: 'application/ics', name: 'invite.ics' }] });
  });
});
