import { describe, expect, test } from 'vitest';
import { buildMessage, decodePart, findPart, headerForm, jmapBody, lastField, parseMessage, partText, projectMessage, rawValue } from '../../../api/mail/mime/index.ts';
import type { BuildErrors, Part } from '../../../api/mail/mime/index.ts';

const blobs: Record<string, Buffer> = {
  png: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]),
  eml: Buffer.from('Subject: inner\r\n\r\nhello \r\n'),
  eml8: Buffer.from('Subject: é\r\n\r\nhello\r\n'),
  txt: Buffer.from('line one\r\nline two\r\n'),
  lf: Buffer.from('line one\nline two\n'),
};
const now = new Date(Date.UTC(2026, 10, 24, 23, 14, 13));

async function build(draft: Record<string, unknown>): Promise<Buffer> {
  const { bytes, errors } = await buildMessage(draft, async (id) => blobs[id] ?? null, now, () => 'new@example.org');
  expect(errors).toBeNull();
  return bytes as Buffer;
}

async function refusal(draft: Record<string, unknown>): Promise<BuildErrors | null> {
  return (await buildMessage(draft, async (id) => blobs[id] ?? null, now, () => 'new@example.org')).errors;
}

async function refused(draft: Record<string, unknown>): Promise<string[]> {
  const errors = await refusal(draft);
  return errors?.type === 'invalidProperties' ? errors.properties : [];
}

const header = async (draft: Record<string, unknown>): Promise<string> => {
  const text = (await build(draft)).toString('utf8');
  return text.slice(0, text.indexOf('MIME-Version'));
};

function outline(part: Part): string {
  return `${part.type}/${part.subtype}${part.parts.length > 0 ? `(${part.parts.map(outline).join(' ')})` : ''}`;
}

const text = { textBody: [{ partId: 't' }], bodyValues: { t: { value: 'Hello\nworld\n' } } };

describe('RFC 8621 §4.6: what is added', () => {
  test('Date, Message-ID and MIME-Version', async () => {
    expect((await build(text)).toString()).toBe('Date: Tue, 24 Nov 2026 23:14:13 +0000\r\nMessage-ID: <new@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nHello\r\nworld\r\n');
  });

  test('not where they are given', async () => {
    expect(await header({ ...text, sentAt: '2026-01-02T03:04:05+01:00', messageId: ['m@x'] })).toBe('Date: Fri, 2 Jan 2026 03:04:05 +0100\r\nMessage-ID: <m@x>\r\n');
    expect(await header({ ...text, 'header:Date:asDate': '2026-01-02T03:04:05Z', 'header:message-id': ' <raw@x>' })).toBe('Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nmessage-id: <raw@x>\r\n'.replace('Date', 'Date'));
  });

  test('a null property is an absent one', async () => {
    expect(await header({ ...text, sentAt: null, messageId: null, cc: null, subject: null, 'header:X-A': null })).toBe('Date: Tue, 24 Nov 2026 23:14:13 +0000\r\nMessage-ID: <new@example.org>\r\n');
  });
});

describe('header fields', () => {
  const given = { ...text, sentAt: '2026-01-01T00:00:00Z', messageId: ['m@x'] };
  const only = async (draft: Record<string, unknown>): Promise<string> => (await header({ ...given, ...draft })).replace(/^Date: .*\r\n/, '').replace(/Message-ID: <m@x>\r\n/, '');

  test('addresses: atoms, quoted strings, encoded words, groups', async () => {
    expect(await only({ from: [{ name: 'Ann Bee', email: 'a@b.c' }, { name: null, email: 'd@e.f' }, { name: 'Bee, "Ann"', email: 'g@h' }] })).toBe('From: Ann Bee <a@b.c>, d@e.f, "Bee, \\"Ann\\"" <g@h>\r\n');
    expect(await only({ to: [{ name: 'André', email: 'a@b.c' }] })).toBe('To: =?utf-8?q?Andr=C3=A9?= <a@b.c>\r\n');
    expect(await only({ to: [{ name: 'محمد', email: 'a@b.c' }] })).toBe('To: =?utf-8?b?2YXYrdmF2K8=?= <a@b.c>\r\n');
    expect(await only({ 'header:To:asGroupedAddresses': [{ name: 'A b', addresses: [{ name: null, email: 'c@d' }] }, { name: null, addresses: [{ email: 'e@f' }] }, { name: 'é', addresses: [] }] })).toBe('To: A b: c@d;, e@f, =?utf-8?b?w6k=?=:;\r\n');
    expect(await only({ to: [] })).toBe('');
  });

  test('RFC 5322 §2.1.1: folded within 78 characters, unfolding gives the value back', async () => {
    const to = Array.from({ length: 30 }, (_, index) => ({ name: `Person ${index}`, email: `person${index}@example.org` }));
    const subject = `${'word '.repeat(40)}été ${'mot '.repeat(40)}fin`;
    const references = Array.from({ length: 20 }, (_, index) => `${index}.${'x'.repeat(20)}@example.org`);
    const bytes = await build({ ...given, to, subject, references, 'header:X-List:asURLs': ['https://a.example/', 'mailto:b@c'] });
    expect(Math.max(...bytes.toString().split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(projectMessage(bytes)).toMatchObject({ to, subject, references });
  });

  test('text that looks like an encoded word, or has line ends, is made safe', async () => {
    expect(projectMessage(await build({ ...given, subject: 'a =?utf-8?q?b?= c' })).subject).toBe('a =?utf-8?q?b?= c');
    const injected = await build({ ...given, subject: 'a\r\nBcc: x@y\0' });
    expect(projectMessage(injected)).toMatchObject({ subject: 'a Bcc: x@y', bcc: null });
  });

  test('raw values keep their folding; nothing else may break a line', async () => {
    expect(await only({ 'header:X-Raw': ' a\r\n b', 'header:X-All:all': [' 1', ' 2'] })).toBe('X-Raw: a\r\n b\r\nX-All: 1\r\nX-All: 2\r\n');
    for (const value of ['a\r\nBcc: b', 'a\nb', 'a\rb', 'a\0', 'a\r\n \r\n b', 5, ['a']]) expect(await refused({ ...text, 'header:X-Raw': value })).toEqual(['header:X-Raw']);
  });
});

describe('RFC 8621 §4.6: what is refused, by property', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['headers', { headers: [] }, ['headers']],
    ['two properties for one field', { from: [{ email: 'a@b' }], 'header:From': ' a@b' }, ['from', 'header:From']],
    ['two forms of one field', { 'header:X:asText': 'a', 'header:x': 'b' }, ['header:X:asText', 'header:x']],
    ['a form that is not for the field', { 'header:From:asText': 'a', 'header:Subject:asDate': '2026-01-01T00:00:00Z' }, ['header:From:asText', 'header:Subject:asDate']],
    ['Content- fields on the Email', { 'header:Content-Type': ' text/html', 'header:content-language:asText': 'fr' }, ['header:Content-Type', 'header:content-language:asText']],
    ['malformed header properties', { 'header:': 'a', 'header:X:asX': 'a', 'header:a b': 'c', 'header:X:all:asText': [] }, ['header:', 'header:X:asX', 'header:a b', 'header:X:all:asText']],
    ['wrong values', { subject: 5, from: 'a@b', to: [{ name: 'x' }], messageId: ['<a@b>'], sentAt: 'today', cc: [{ email: 'a>\r\nX: y' }] }, ['sentAt', 'from', 'to', 'cc', 'subject', 'messageId']],
    ['unknown and server-set properties', { id: 'x', size: 3, preview: '', foo: 1 }, ['id', 'size', 'preview', 'foo']],
    ['bodyStructure beside textBody', { bodyStructure: { partId: 't' } }, ['textBody']],
    ['a partId without value', { textBody: [{ partId: 'missing' }] }, ['textBody/0/partId']],
    ['partId and blobId', { textBody: [{ partId: 't', blobId: 'txt' }] }, ['textBody/0/partId', 'textBody/0/blobId']],
    ['neither', { textBody: [{ type: 'text/plain' }] }, ['textBody/0/partId']],
    ['charset and size with partId', { textBody: [{ partId: 't', charset: 'utf-8', size: 5 }] }, ['textBody/0/charset', 'textBody/0/size']],
    ['two text parts', { textBody: [{ partId: 't' }, { partId: 't' }] }, ['textBody']],
    ['no text part', { textBody: [] }, ['textBody']],
    ['a wrong type', { textBody: [{ partId: 't', type: 'text/html' }] }, ['textBody/0/type']],
    ['a wrong type of HTML', { htmlBody: [{ partId: 't', type: 'text/plain' }] }, ['htmlBody/0/type']],
    ['Content-Transfer-Encoding', { textBody: [{ partId: 't', 'header:Content-Transfer-Encoding': ' 8bit' }] }, ['textBody/0/header:Content-Transfer-Encoding']],
    ['a property and the field it stands for', { textBody: [{ partId: 't', type: 'text/plain', 'header:Content-Type': ' text/plain' }] }, ['textBody/0/header:Content-Type']],
    ['headers of a part', { textBody: [{ partId: 't', headers: [] }] }, ['textBody/0/headers']],
    ['isTruncated', { bodyValues: { t: { value: 'x', isTruncated: true, isEncodingProblem: true } } }, ['bodyValues/t/isEncodingProblem', 'bodyValues/t/isTruncated']],
    ['a body value without value', { bodyValues: { t: {} } }, ['bodyValues/t', 'textBody/0/partId']],
    ['text of another kind than text', { textBody: null, attachments: [{ partId: 't', type: 'image/png' }] }, ['attachments/0/type']],
    ['attachments that are no list', { attachments: 'x' }, ['attachments']],
    ['values with line ends', { attachments: [{ blobId: 'png', cid: 'a\r\nb', type: 'a/b\r\nX: y', disposition: 'x\r\n', location: 'a b', language: ['a\r\n'], charset: '"' }] },
      ['attachments/0/type', 'attachments/0/disposition', 'attachments/0/charset', 'attachments/0/cid', 'attachments/0/location', 'attachments/0/language']],
    ['an empty multipart', { textBody: null, bodyStructure: { type: 'multipart/mixed', subParts: [] } }, ['bodyStructure/subParts']],
    ['parts of a leaf', { textBody: null, bodyStructure: { type: 'text/plain', partId: 't', subParts: [{ partId: 't' }] } }, ['bodyStructure/subParts']],
    ['a field defined on the Email and the root part', { textBody: null, subject: 'x', bodyStructure: { partId: 't', 'header:Subject': ' y' } }, ['bodyStructure/header:Subject']],
  ])('%s', async (_, draft, properties) => {
    expect((await refused({ ...text, ...draft })).sort()).toEqual([...properties].sort());
  });

  test('nesting beyond the bound', async () => {
    let part: unknown = { partId: 't' };
    for (let level = 0; level < 60; level++) part = { type: 'multipart/mixed', subParts: [part] };
    expect((await refused({ ...text, textBody: null, bodyStructure: part })).length).toBe(1);
  });

  test('blobNotFound tells every missing blob, once', async () => {
    expect(await refusal({ ...text, attachments: [{ blobId: 'no1' }, { blobId: 'png' }, { blobId: 'no2' }, { blobId: 'no1' }] })).toEqual({ type: 'blobNotFound', notFound: ['no1', 'no2'] });
  });

  test('keywords, mailboxIds and receivedAt are somebody else\'s', async () => {
    expect(await refusal({ ...text, keywords: { $draft: true }, mailboxIds: { a: true }, receivedAt: '2026-01-01T00:00:00Z' })).toBeNull();
  });
});

describe('bodies', () => {
  const structure = async (draft: Record<string, unknown>): Promise<string> => outline(parseMessage(await build(draft)).root);
  const both = { ...text, htmlBody: [{ partId: 'h' }], bodyValues: { ...text.bodyValues, h: { value: '<p>x' } } };

  test('put together from the lists', async () => {
    expect(await structure({})).toBe('text/plain');
    expect(await structure(both)).toBe('multipart/alternative(text/plain text/html)');
    expect(await structure({ ...both, attachments: [{ blobId: 'png', type: 'image/png', cid: 'i', disposition: 'inline' }, { blobId: 'eml', type: 'message/rfc822' }] })).toBe('multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png)) message/rfc822)');
    expect(await structure({ attachments: [{ blobId: 'png', type: 'image/png' }] })).toBe('multipart/mixed(image/png)');
    expect(await structure({ ...text, attachments: [{ blobId: 'png', cid: 'i' }] })).toBe('multipart/mixed(text/plain application/octet-stream)');
  });

  test('bodyStructure as given, with its own header fields', async () => {
    const bytes = await build({ bodyValues: text.bodyValues, bodyStructure: { type: 'multipart/x', 'header:X-Root': ' 1', subParts: [{ partId: 't', 'header:X-Part:asText': 'é' }, { type: 'multipart/digest', subParts: [{ blobId: 'eml', type: 'message/rfc822' }] }] } });
    const { root, fields } = parseMessage(bytes);
    expect(outline(root)).toBe('multipart/x(text/plain multipart/digest(message/rfc822))');
    expect(lastField(fields, 'x-root')).toBeDefined();
    expect(bytes.toString()).toContain('X-Part: =?utf-8?b?w6k=?=\r\nContent-Type: text/plain');
  });

  test('blobs come out octet for octet, embedded messages unencoded (RFC 2046 §5.2.1)', async () => {
    const names = Object.keys(blobs);
    const types: Record<string, string> = { png: 'image/png', eml: 'message/rfc822', eml8: 'message/rfc822', txt: 'text/plain', lf: 'text/plain' };
    const bytes = await build({ ...text, attachments: names.map((blobId) => ({ blobId, type: types[blobId], disposition: 'attachment' })) });
    const { root } = parseMessage(bytes);
    expect(root.parts.slice(1).map((part) => part.encoding)).toEqual(['base64', '7bit', '8bit', '7bit', 'base64']);
    for (const [index, name] of names.entries()) expect(decodePart(bytes, root.parts[index + 1] as Part)).toEqual(blobs[name]);
  });

  test('text: seven bits, quoted-printable or base64, whichever suits', async () => {
    const encodingOf = async (value: string): Promise<string> => {
      const bytes = await build({ ...text, bodyValues: { t: { value } } });
      const { root } = parseMessage(bytes);
      expect(partText(bytes, root).value).toBe(value.replace(/\r\n?/g, '\n'));
      return root.encoding;
    };
    expect(await encodingOf('plain\ntext')).toBe('7bit');
    expect(await encodingOf('caf\u00e9 and more plain text\n')).toBe('quoted-printable');
    expect(await encodingOf('مرحبا بكم في هذا البريد\n'.repeat(5))).toBe('base64');
    expect(await encodingOf('x'.repeat(999))).toBe('quoted-printable');
    expect(await encodingOf('trailing \nFrom me\n.\n\ttab\t\n')).toBe('quoted-printable');
    expect(await encodingOf('')).toBe('7bit');
  });

  test('names: RFC 2231 where needed, in Content-Type where there is no disposition', async () => {
    const long = `${'long name '.repeat(20)}.pdf`;
    const bytes = await build({ ...text, attachments: ['a.png', 'a "b".png', 'été.png', 'تقرير شهري طويل جدا '.repeat(4), long].map((name) => ({ blobId: 'png', name, disposition: 'attachment', type: 'image/png' })).concat([{ blobId: 'png', name: 'é', disposition: null as unknown as string, type: 'application/x-y' }]) });
    expect(jmapBody(parseMessage(bytes).root).attachments.map((part) => [part.name, part.disposition])).toEqual([['a.png', 'attachment'], ['a "b".png', 'attachment'], ['été.png', 'attachment'], ['تقرير شهري طويل جدا '.repeat(4), 'attachment'], [long, 'attachment'], ['é', null]]);
    expect(Math.max(...bytes.toString().split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  test('cid, language, location, charset of a blob', async () => {
    const bytes = await build({ ...text, attachments: [{ blobId: 'txt', type: 'text/csv', charset: 'iso-8859-1', cid: 'c@x', language: ['fr', 'en'], location: 'http://x/y', disposition: 'attachment' }] });
    expect(findPart(parseMessage(bytes).root, '2')).toMatchObject({ charset: 'iso-8859-1', contentId: 'c@x', language: ['fr', 'en'], location: 'http://x/y' });
  });

  test('a boundary that the content holds already is not taken', async () => {
    const first = (parseMessage(await build(both)).root.params.boundary) as string;
    const bytes = await build({ ...both, bodyValues: { t: { value: `--${first}\n--${first}--\n` }, h: { value: '' } } });
    const { root } = parseMessage(bytes);
    expect(root.params.boundary).not.toBe(first);
    expect(partText(bytes, root.parts[0] as Part).value).toBe(`--${first}\n--${first}--\n`);
  });
});

test('the raw form of a built field parses to what was given', async () => {
  const bytes = await build({ ...text, 'header:X-Ids:asMessageIds': ['a@b', 'c@d'] });
  const { fields } = parseMessage(bytes);
  expect(headerForm(rawValue(bytes, fields.find((field) => field.key === 'x-ids') as (typeof fields)[0]), 'asMessageIds')).toEqual(['a@b', 'c@d']);
});
