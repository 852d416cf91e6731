import { describe, expect, test } from 'vitest';
import { baseSubject, buildMessage, defaultLimits, headerForm, htmlToText, jmapBody, parseMessage, partText, projectMessage } from '../../../api/mail/mime/index.ts';
import type { Part } from '../../../api/mail/mime/index.ts';

/** Far above what linear work needs on a busy core, far below what quadratic work would take. */
const boundMs = 4_000;

function within<T>(work: () => T): T {
  const start = performance.now();
  const result = work();
  expect(performance.now() - start).toBeLessThan(boundMs);
  return result;
}

function depthOf(part: Part): number {
  const inner = part.message ? [part.message] : part.parts;
  return 1 + Math.max(0, ...inner.map(depthOf));
}

function nestedMultiparts(levels: number): Buffer {
  let text = 'Subject: x\r\n';
  for (let level = 0; level < levels; level++) text += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  text += '\r\nx\r\n';
  for (let level = levels - 1; level >= 0; level--) text += `--b${level}--\r\n`;
  return Buffer.from(text);
}

describe('limits, at and over', () => {
  test('depth of multiparts', () => {
    const at = parseMessage(nestedMultiparts(defaultLimits.depth));
    expect([at.truncated, depthOf(at.root)]).toEqual([false, defaultLimits.depth + 1]);
    const over = parseMessage(nestedMultiparts(defaultLimits.depth + 1));
    expect([over.truncated, depthOf(over.root)]).toEqual([true, defaultLimits.depth + 1]);
    expect(JSON.stringify(over.root)).toContain('octet-stream');
  });

  test('depth 1 000, of multiparts and of messages', () => {
    for (const source of [nestedMultiparts(1_000), Buffer.from(`${'Content-Type: message/rfc822\r\n\r\n'.repeat(1_000)}x`)]) {
      const parsed = within(() => parseMessage(source));
      expect(parsed.truncated).toBe(true);
      expect(depthOf(parsed.root)).toBe(defaultLimits.depth + 1);
      within(() => projectMessage(source, parsed));
    }
  });

  test('parts', () => {
    const multipart = (count: number): Buffer => Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`);
    const at = parseMessage(multipart(20), { parts: 21 });
    expect([at.truncated, at.root.parts.length]).toEqual([false, 20]);
    const over = parseMessage(multipart(22), { parts: 21 });
    expect([over.truncated, over.root.parts.length]).toEqual([true, 21]);
    const source = multipart(22);
    expect(over.root.parts[20]).toMatchObject({ type: 'application', bodyEnd: source.length, partId: '21' });
  });

  test('20 000 parts', () => {
    const source = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/html\r\n\r\nx\r\n'.repeat(20_000)}--b--\r\n`);
    const projection = within(() => projectMessage(source));
    expect(projection.structure.parts.length).toBe(defaultLimits.parts);
    within(() => jmapBody(projection.structure));
  });

  test('header octets and fields', () => {
    const long = `X-Long: ${'a'.repeat(1_000)}\r\n`;
    const parsed = parseMessage(Buffer.from(`${long.repeat(10)}Subject: late\r\n\r\nbody`), { headerBytes: 5_000 });
    expect(parsed.truncated).toBe(true);
    expect(parsed.fields.some((field) => field.key === 'subject')).toBe(false);
    expect(parsed.root.bodyEnd - parsed.root.bodyStart).toBe(4);
    expect(parseMessage(Buffer.from(`${'a: b\r\n'.repeat(10)}\r\n`), { headerFields: 10 })).toMatchObject({ truncated: false });
    expect(parseMessage(Buffer.from(`${'a: b\r\n'.repeat(11)}\r\n`), { headerFields: 10 })).toMatchObject({ truncated: true });
  });
});

describe('time is linear', () => {
  const megabyte = 1 << 20;
  const headers: [string, string][] = [
    ['a single line of 1 MB', `Subject: ${'a'.repeat(megabyte)}\r\n`],
    ['200 000 fields', 'a: b\r\n'.repeat(200_000)],
    ['a field of 200 000 folds', `Subject: x\r\n${' y\r\n'.repeat(200_000)}`],
    ['half-open encoded words', `Subject: ${'=?a?q?x '.repeat(megabyte / 8)}\r\n`],
    ['encoded words', `Subject: ${'=?utf-8?q?=C3?= '.repeat(megabyte / 16)}\r\n`],
    ['reply marks', `Subject: ${'Re: [a] '.repeat(megabyte / 8)}\r\n`],
    ['open comments', `From: ${'('.repeat(megabyte)}\r\n`],
    ['angle brackets', `To: ${'<a,'.repeat(megabyte / 3)}\r\n`],
    ['quotes', `To: ${'<a,"'.repeat(megabyte / 4)}\r\n`],
    ['colons behind words', `To: ${'a '.repeat(megabyte / 4)}@${' :'.repeat(megabyte / 4)}\r\n`],
    ['parameters', `Content-Type: text/plain${'; a=b'.repeat(megabyte / 5)}\r\n`],
    ['continuations', `Content-Type: text/plain${Array.from({ length: 50_000 }, (_, index) => `; n*${index}=x`).join('')}\r\n`],
    ['references', `References: ${'<a@b> '.repeat(megabyte / 6)}\r\n`],
    ['blanks in a date', `Date: ${' '.repeat(megabyte / 2)}1 Jan 2026${' '.repeat(megabyte / 2)}\r\n`],
    ['carriage returns', `Subject: ${'\r'.repeat(megabyte)}\r\n`],
    ['languages', `Content-Language: ${'a,'.repeat(megabyte / 2)}\r\n`],
  ];
  test.each(headers)('%s', (_, header) => {
    const source = Buffer.from(`${header}\r\nbody`);
    within(() => projectMessage(source));
    // and without the parser's bound
    const value = header.slice(header.indexOf(':') + 1);
    for (const form of ['asText', 'asAddresses', 'asMessageIds', 'asDate', 'asURLs'] as const) within(() => headerForm(value, form));
  });

  const bodies: [string, string][] = [
    ['lines that begin like a delimiter', '--\r\n'.repeat(500_000)],
    ['lines of a boundary\'s length', '--a\r\n'.repeat(500_000)],
    ['a delimiter with endless white space', `--b${' '.repeat(2 * megabyte)}x`],
    ['delimiters in every header', '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n'.repeat(20_000)],
    ['hyphens only', '-'.repeat(4 * megabyte)],
    ['line ends only', '\n'.repeat(4 * megabyte)],
  ];
  test.each(bodies)('%s', (_, body) => {
    within(() => projectMessage(Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${body}`)));
  });

  test('quoted-printable and base64 of rubbish', () => {
    for (const [encoding, body] of [['quoted-printable', `${'= '.repeat(megabyte)}=`], ['quoted-printable', ' '.repeat(2 * megabyte)], ['base64', '='.repeat(2 * megabyte)], ['base64', 'A=='.repeat(megabyte)], ['x-uuencode', `begin 644 x\n${'M\n'.repeat(megabyte / 2)}`]] as const) {
      const source = Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`);
      within(() => partText(source, parseMessage(source).root));
    }
  });

  test('HTML: 200 000 nested elements, endless attributes, unclosed tags and comments', () => {
    for (const html of [`${'<div>'.repeat(200_000)}x`, `<a ${'b=c '.repeat(200_000)}`, '<'.repeat(megabyte), '<!--'.repeat(200_000), '&'.repeat(megabyte), `${'<style>'.repeat(100_000)}`, '<b>'.repeat(100_000) + '</b>'.repeat(100_000)]) {
      within(() => htmlToText(html));
    }
    expect(htmlToText(`${'<div>'.repeat(10_000)}deep${'</div>'.repeat(10_000)}`).trim()).toBe('deep');
  });

  test('base subject of brackets (RFC 5256 §2.1)', () => {
    within(() => baseSubject('['.repeat(megabyte)));
    within(() => baseSubject('[a]'.repeat(megabyte / 3)));
    within(() => baseSubject(`${'[fwd: '.repeat(megabyte / 6)}x${']'.repeat(megabyte / 6)}`));
    within(() => baseSubject(' (fwd)'.repeat(megabyte / 6)));
    within(() => baseSubject('re [a'.repeat(megabyte / 5)));
  });

  test('building from large values', async () => {
    const start = performance.now();
    const word = 'é'.repeat(100_000);
    const { bytes } = await buildMessage({ subject: word, from: [{ name: word, email: 'a@b.c' }], textBody: [{ partId: '1' }], bodyValues: { 1: { value: 'ü\n'.repeat(500_000) } } }, async () => null, new Date(0), () => 'x@y');
    expect(bytes?.toString('latin1').split('\r\n').every((line) => line.length <= 78)).toBe(true);
    expect(performance.now() - start).toBeLessThan(boundMs);
  });
});
