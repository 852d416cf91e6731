import { describe, expect, test } from 'vitest';
import { fieldsOf, normaliseForMerge, projectedHeaderFields, projectMessage, removeBcc } from '../../../api/mail/mime/index.ts';
import { message, utf8 } from './text.ts';

const text = `
Return-Path: <x@y>
Received: from a by b; Tue, 24 Nov 2026 23:14:13 +0000
Date: Tue, 24 Nov 2026 23:14:13 +0200
From: =?utf-8?q?=C3=89lodie?= <elodie@example.org>
To: "Ahmad, A." <ahmad@example.org>
Bcc: hidden@example.org,
\tother@example.org
Subject: Re: [team] ${utf8('Été')}
Message-ID: <1@example.org>
References: <0@example.org>
\t<0.5@example.org>
In-Reply-To: <0.5@example.org>
X-Other: y

Hello
`;

describe('projection', () => {
  test('RFC 8621 §4.1.3 properties and sort keys', () => {
    expect(projectMessage(message(text))).toMatchObject({
      subject: 'Re: [team] Été', baseSubject: 'Été', isReplyOrForward: true, messageIds: ['1@example.org'], inReplyTo: ['0.5@example.org'], references: ['0@example.org', '0.5@example.org'],
      from: [{ name: 'Élodie', email: 'elodie@example.org' }], to: [{ name: 'Ahmad, A.', email: 'ahmad@example.org' }], cc: null, sender: null, replyTo: null,
      bcc: [{ name: null, email: 'hidden@example.org' }, { name: null, email: 'other@example.org' }],
      sentAt: '2026-11-24T23:14:13+02:00', sentAtMs: Date.UTC(2026, 10, 24, 21, 14, 13), hasAttachment: false, preview: 'Hello', sortFrom: 'elodie', sortTo: 'ahmad, a.', sortSubject: 'ete',
    });
  });

  test('the header projection is octet for octet what the message has, in its order', () => {
    const source = message(text);
    const { headerProjection } = projectMessage(source);
    const expected = fieldsOf(source).filter((field) => projectedHeaderFields.has(field.key)).map((field) => source.toString('latin1', field.start, field.end));
    expect(headerProjection.toString('latin1')).toBe(expected.join(''));
    expect(fieldsOf(headerProjection).map((field) => field.name)).toEqual(['Date', 'From', 'To', 'Bcc', 'Subject', 'Message-ID', 'References', 'In-Reply-To']);
  });

  test('absent fields', () => {
    expect(projectMessage(Buffer.from('\r\nx'))).toMatchObject({ subject: null, baseSubject: '', messageIds: [], references: [], from: null, sentAt: null, sentAtMs: null, sortFrom: '', sortSubject: '', isHeaderProjectionComplete: true });
  });
});

describe('RFC 5322 §3.6.3 Bcc', () => {
  test('is taken out with its folded lines, everything else stays', () => {
    const source = message(text);
    const { bytes, removed } = removeBcc(source);
    expect(bytes.toString('latin1')).toBe(source.toString('latin1').replace(/Bcc: .*\r\n\t.*\r\n/, ''));
    expect(removed).toEqual([{ start: source.indexOf('Bcc:'), end: source.indexOf('Subject:') }]);
  });

  test('several, in any letter case, Resent-Bcc too, but not in the body', () => {
    expect(removeBcc(message('BCC: a\nX: 1\nResent-bcc: b\n\nBcc: c\n')).bytes.toString()).toBe('X: 1\r\n\r\nBcc: c\r\n');
    const source = message('X: 1\n\n');
    expect(removeBcc(source).bytes).toBe(source);
  });

  test('behind the limits of the parser as well', () => {
    expect(removeBcc(Buffer.from(`${'X: y\r\n'.repeat(100_000)}Bcc: secret@x\r\n\r\n`)).bytes.includes('secret')).toBe(false);
  });
});

test('the copy of a mail program and the one that was submitted have the same key', () => {
  const submitted = message('Received: from a by b\n\tfor c\nX-Identity-Key: id1\nSubject: x\nMessage-ID: <1@x>\n\nbody\n');
  const appended = Buffer.from('Bcc: z@x\nSubject: x\nMessage-ID: <1@x>\n\nbody\n\n');
  expect(normaliseForMerge(submitted)).toBe(normaliseForMerge(appended));
  expect(normaliseForMerge(submitted)).not.toBe(normaliseForMerge(message('Subject: x\nMessage-ID: <1@x>\n\nother\n')));
});
