import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMailboxName, decodeUtf7, encodeUtf7 } from '../../../shims/imap/grammar/utf7.ts';

const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('RFC 3501 §5.1.3: modified UTF-7', () => {
  test.each([
    ['Sent', 'Sent'],
    ['R&D', 'R&-D'],
    ['Éléments envoyés', '&AMk-l&AOk-ments envoy&AOk-s'],
    ['المرسلة', '&BicGRAZFBjEGMwZEBik-'],
    ['台北', '&U,BTFw-'],
    ['a😀b', 'a&2D3eAA-b'],
    ['tab\there', 'tab&AAk-here'],
    ['', ''],
  ])('%j is %j', (name, wire) => {
    expect(encodeUtf7(name)).toBe(wire);
    expect(decodeUtf7(wire)).toBe(name);
  });

  test('decode is the inverse of encode for every well-formed name', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => decodeUtf7(encodeUtf7(name)) === name), { numRuns: 500 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => decodeUtf7(encodeUtf7(name)) === name), { numRuns: 500 });
  });

  test('what is decoded encodes to the same text: one name on the wire for one mailbox', () => {
    const shift = fc.array(fc.constantFrom('&', '-', 'A', 'E', 'k', 'y', ',', '+', '/', ' '), { maxLength: 14 });
    fc.assert(
      fc.property(shift, (parts) => {
        const text = parts.join('');
        const name = decodeUtf7(text);
        return name === undefined || encodeUtf7(name) === text;
      }),
      { numRuns: 20_000 },
    );
  });

  test.each(['&', 'a&', '&AOk', '&A-', '&AO-', '&AGE-', '&2D0-', '&AOk-&AOk-', '&AO k-', '&====-'])('%j is not canonical', (text) => {
    expect(decodeUtf7(text)).toBeUndefined();
  });

  test('a lone surrogate becomes U+FFFD instead of wrong base64', () => {
    expect(decodeUtf7(encodeUtf7('a\ud800'))).toBe('a\ufffd');
  });
});

describe('mailbox names as clients send them', () => {
  test('RFC 9051 §5.1: INBOX in any case, and nothing else', () => {
    expect(decodeMailboxName('iNboX')).toBe('INBOX');
    expect(decodeMailboxName('Inbox/Sub')).toBe('Inbox/Sub');
  });

  test('raw UTF-8 is taken, other bytes are refused', () => {
    expect(decodeMailboxName(raw('Éléments'))).toBe('Éléments');
    expect(decodeMailboxName('\xc9l\xe9ments')).toBeUndefined();
  });

  test('an ampersand that starts no encoding is itself', () => {
    expect(decodeMailboxName('R&D')).toBe('R&D');
    expect(decodeMailboxName('R&-D')).toBe('R&D');
    expect(decodeMailboxName('R&-D', true)).toBe('R&-D');
  });
});
