import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMessage, decodePart, headerForm, parseMessage, partText, projectMessage, rawValue } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';

const now = new Date(Date.UTC(2026, 10, 24));

const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Text as a header can hold it: NFC, no controls, no half pairs, no blanks at the ends. */
const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 40 }), fc.array(fc.constantFrom('a', 'été', 'مرحبا', '日本語', '😀', '=?utf-8?q?x?=', '"', '\\', ',', '(', ':', '  ', '<a@b>', 'word'), { maxLength: 30 }).map((list) => list.join(' ')))
  .map((text) => text.normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f]/g, '').replace(/\s/g, ' ').trim().normalize('NFC'))
  .filter(isWellFormed);
const email = fc.tuple(fc.stringMatching(/^[a-z0-9._+-]{1,20}$/), fc.stringMatching(/^[a-z0-9-]{1,20}\.[a-z]{2,5}$/)).map(([local, domain]) => `${local}@${domain}`);
const address = fc.record({ name: fc.option(words.filter((name) => name !== '')), email });
const addresses = fc.array(address, { minLength: 1, maxLength: 8 });
const ids = fc.array(fc.stringMatching(/^[A-Za-z0-9.$+-]{1,60}@[a-z0-9.-]{1,60}$/), { minLength: 1, maxLength: 10 });
const date = fc.record({ year: fc.integer({ min: 1950, max: 2100 }), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }), seconds: fc.integer({ min: 0, max: 86_399 }), zone: fc.integer({ min: -719, max: 840 }) }).map(({ year, month, day, seconds, zone }) => {
  const two = (number: number): string => String(number).padStart(2, '0');
  const offset = zone === 0 ? 'Z' : `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}:${two(Math.abs(zone) % 60)}`;
  return `${year}-${two(month)}-${two(day)}T${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${offset}`;
});
const body = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 100 }), fc.array(fc.constantFrom('text', 'été', ' ', '\n', '\r\n', '.', 'From ', '--', '=', '\t', 'مرحبا', '😀', 'x'.repeat(200)), { maxLength: 40 }).map((list) => list.join('')))
  .filter((text) => isWellFormed(text) && !text.startsWith('\ufeff'));
const blob = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const attachment = fc.record({ content: blob, name: fc.option(words.filter((name) => name !== '')), type: fc.constantFrom('application/pdf', 'image/png', 'text/csv', 'application/x-y'), disposition: fc.constantFrom('attachment', 'inline') });

test('what is built is read back: header fields, texts, attachments (RFC 8621 §4.6, RFC 5322, 2045, 2047, 2231)', async () => {
  await fc.assert(fc.asyncProperty(fc.record({ from: addresses, to: fc.option(addresses), subject: words, messageId: ids, references: fc.option(ids), sentAt: date, text: body, html: fc.option(body), attachments: fc.array(attachment, { maxLength: 3 }) }), async (mail) => {
    const { bytes, errors } = await buildMessage({
      from: mail.from, to: mail.to, subject: mail.subject, messageId: mail.messageId, references: mail.references, sentAt: mail.sentAt,
      textBody: [{ partId: 't' }], ...(mail.html === null ? {} : { htmlBody: [{ partId: 'h' }] }),
      attachments: mail.attachments.map(({ name, type, disposition }, index) => ({ blobId: String(index), name, type, disposition })),
      bodyValues: { t: { value: mail.text }, ...(mail.html === null ? {} : { h: { value: mail.html } }) },
    }, async (id) => mail.attachments[Number(id)]?.content ?? null, now, () => 'x@y');
    expect(errors).toBeNull();
    const source = bytes as Buffer;
    const parsed = parseMessage(source);
    expect(parsed).toMatchObject({ lineEnding: 'crlf', bare8bit: false, truncated: false });
    expect(projectMessage(source, parsed)).toMatchObject({ from: mail.from, to: mail.to, subject: mail.subject, messageIds: mail.messageId, references: mail.references ?? [], sentAt: mail.sentAt });
    const leaves: Part[] = [];
    const collect = (part: Part): void => (part.parts.length > 0 ? part.parts.forEach(collect) : void leaves.push(part));
    collect(parsed.root);
    const values = [mail.text, ...(mail.html === null ? [] : [mail.html])];
    for (const [index, value] of values.entries()) expect(partText(source, leaves[index] as Part)).toEqual({ value: value.replace(/\r\n|\r|\n/g, '\n'), isEncodingProblem: false, isTruncated: false });
    expect(leaves.slice(values.length).map((part) => ({ content: decodePart(source, part), name: part.filename, type: `${part.type}/${part.subtype}`, disposition: part.disposition }))).toEqual(mail.attachments);
    for (const line of source.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  }), { numRuns: 300 });
});

test('every form is read back as it was set (RFC 8621 §4.1.2)', async () => {
  const group = fc.record({ name: fc.option(words.filter((name) => name !== '')), addresses: fc.array(address, { minLength: 1, maxLength: 3 }) });
  // neighbours outside of a group are one group when they are read
  const groups = fc.array(group, { minLength: 1, maxLength: 4 }).filter((list) => list.every((item, index) => item.name !== null || list[index + 1]?.name !== null));
  await fc.assert(fc.asyncProperty(words, addresses, groups, ids, date, fc.array(fc.webUrl(), { minLength: 1, maxLength: 3 }), async (text, list, grouped, messageIds, time, urls) => {
    const given = { asText: text, asAddresses: list, asGroupedAddresses: grouped, asMessageIds: messageIds, asDate: time, asURLs: urls };
    const draft = Object.fromEntries(Object.entries(given).map(([form, value]) => [`header:X-${form}:${form}`, value]));
    const { bytes } = await buildMessage(draft, async () => null, now, () => 'x@y');
    const source = bytes as Buffer;
    const { fields } = parseMessage(source);
    for (const [form, value] of Object.entries(given)) {
      const field = fields.find((candidate) => candidate.name === `X-${form}`);
      expect(field).toBeDefined();
      if (field) expect(headerForm(rawValue(source, field), form as keyof typeof given)).toEqual(value);
    }
  }), { numRuns: 300 });
});

test('a parsed message\'s JSON is the same tree (it is stored as it is)', () => {
  const source = Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody\r\n--b--\r\n');
  const { root } = parseMessage(source);
  expect(JSON.parse(JSON.stringify(root))).toEqual(root);
});
