import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerLabel, type FetchSection } from '../../../shims/imap/grammar/fetch-item.ts';
import { fetchAttributes, fetchModifiers } from '../../../shims/imap/grammar/parse-fetch.ts';
import { searchArguments } from '../../../shims/imap/grammar/parse-search.ts';
import { parseAll } from './assemble.ts';

const fetch = (text: string) => parseAll(text, fetchAttributes);
const search = (text: string) => parseAll(text, searchArguments);
const section = (text: string): FetchSection => {
  const [item] = fetch(text);
  if (item?.type !== 'section') throw new Error('no section');
  return item;
};

describe('FETCH (RFC 9051 §6.4.5)', () => {
  test('macros and simple attributes', () => {
    expect(fetch('FULL').map((item) => item.type)).toEqual(['flags', 'internalDate', 'size', 'envelope', 'body']);
    expect(fetch('(UID MODSEQ EMAILID threadid BODYSTRUCTURE)').map((item) => item.type)).toEqual(['uid', 'modseq', 'emailId', 'threadId', 'bodyStructure']);
    expect(fetch('RFC822.SIZE')).toEqual([{ type: 'size' }]);
  });

  test.each([
    ['BODY[]', [], undefined, false],
    ['BODY.PEEK[1.2.3]', [1, 2, 3], undefined, true],
    ['BODY[HEADER]', [], { type: 'header' }, false],
    ['BODY[2.TEXT]', [2], { type: 'text' }, false],
    ['BODY[4.1.MIME]', [4, 1], { type: 'mime' }, false],
    ['BODY.PEEK[HEADER.FIELDS (From "X Y")]', [], { type: 'fields', names: ['From', 'X Y'], excluded: false }, true],
    ['BODY[1.HEADER.FIELDS.NOT (To)]', [1], { type: 'fields', names: ['To'], excluded: true }, false],
  ])('%s', (text, part, kind, peek) => {
    const item = section(text);
    expect([item.part, item.text, item.peek]).toEqual([part, kind, peek]);
    expect(item.label).toBe(text.replace('.PEEK', ''));
  });

  test('a partial shows its offset only in the answer', () => {
    const item = section('BODY.PEEK[]<100.50>');
    expect(item.partial).toEqual({ offset: 100, length: 50 });
    expect(answerLabel(item)).toBe('BODY[]<100>');
  });

  test('the old names keep theirs', () => {
    expect(fetch('(RFC822 RFC822.HEADER RFC822.TEXT)').map((item) => item.type === 'section' && [item.label, item.peek])).toEqual([
      ['RFC822', false],
      ['RFC822.HEADER', true],
      ['RFC822.TEXT', false],
    ]);
  });

  test.each(['', '()', 'BODY[', 'BODY[MIME]', 'BODY[0]', 'BODY[1.]', 'BODY[1', 'BODY[HEADER.FIELDS ()]', 'BODY[]<1>', 'BODY[]<0.0>', 'X', '(FAST)', 'BODY.PEEK', 'TO.STRING', 'CONSTRUCTOR', 'BODY[1.HEADERX]'])('%j is refused', (text) => {
    expect(() => fetch(text)).toThrow();
  });

  test('RFC 7162 §3.1.4.1: CHANGEDSINCE', () => {
    expect(parseAll('(CHANGEDSINCE 12345)', fetchModifiers)).toEqual({ changedSince: 12345, vanished: false });
    expect(() => parseAll('(VANISHED)', fetchModifiers)).toThrow('VANISHED needs CHANGEDSINCE');
  });
});

describe('SEARCH (RFC 9051 §6.4.4)', () => {
  test.each<[string, unknown]>([
    ['ALL', { type: 'all' }],
    ['UNSEEN', { type: 'flag', flag: '\\Seen', isSet: false }],
    ['NEW', { type: 'and', keys: [{ type: 'recent', isSet: true }, { type: 'flag', flag: '\\Seen', isSet: false }] }],
    ['KEYWORD $Forwarded', { type: 'flag', flag: '$forwarded', isSet: true }],
    ['FROM "alice"', { type: 'from', value: 'alice' }],
    ['HEADER Message-ID "<a@b>"', { type: 'header', field: 'Message-ID', value: '<a@b>' }],
    ['SENTSINCE 1-Feb-2024', { type: 'date', of: 'sent', when: 'since', date: { year: 2024, month: 2, day: 1 } }],
    ['BEFORE "01-Feb-2024"', { type: 'date', of: 'internal', when: 'before', date: { year: 2024, month: 2, day: 1 } }],
    ['LARGER 1000', { type: 'size', than: 'larger', bytes: 1000 }],
    ['NOT (SEEN DELETED)', { type: 'not', key: { type: 'and', keys: [{ type: 'flag', flag: '\\Seen', isSet: true }, { type: 'flag', flag: '\\Deleted', isSet: true }] } }],
    ['OR SUBJECT a BODY b', { type: 'or', keys: [{ type: 'subject', value: 'a' }, { type: 'body', value: 'b' }] }],
    ['EMAILID M1 THREADID T2', { type: 'and', keys: [{ type: 'emailId', id: 'M1' }, { type: 'threadId', id: 'T2' }] }],
    ['1:3,7', { type: 'sequence', set: { saved: false, bounds: Uint32Array.of(1, 3, 7, 7) } }],
    ['UID 5:*', { type: 'uid', set: { saved: false, bounds: Uint32Array.of(5, 0) } }],
    ['CHARSET UTF-8 SUBJECT {2}\r\n\xc3\xa9', { type: 'subject', value: 'é' }],
    ['CHARSET ISO-8859-1 SUBJECT "\xe9"', { type: 'subject', value: 'é' }],
    ['CHARSET windows-1256 SUBJECT "\xc7"', { type: 'subject', value: 'ا' }],
  ])('%s', (text, key) => {
    expect(search(text).key).toEqual(key);
  });

  test('RFC 4731: RETURN, and an empty RETURN is ALL', () => {
    expect(search('RETURN (MIN COUNT) UNSEEN').returns).toEqual(new Set(['MIN', 'COUNT']));
    expect(search('RETURN () CHARSET UTF-8 UNSEEN').returns).toEqual(new Set(['ALL']));
    expect(search('UNSEEN').returns).toBeUndefined();
  });

  test('RFC 7162 §3.1.5: MODSEQ with and without an entry', () => {
    expect(search('NOT MODSEQ "/flags/\\\\draft" all 620162338')).toMatchObject({ asksModseq: true, key: { key: { type: 'modseq', atLeast: 620162338 } } });
    expect(search('MODSEQ 0').asksModseq).toBe(true);
  });

  test('an unknown charset is NO [BADCHARSET (…)]', () => {
    expect(search('CHARSET KLINGON ALL').refusal).toMatchObject({ kind: 'NO', code: { name: 'BADCHARSET' } });
    expect(search('CHARSET UTF-8 ALL').refusal).toBeUndefined();
  });

  test.each(['', 'X', '()', '(ALL', 'OR ALL', 'NOT', 'SUBJECT', 'HEADER a', 'SINCE 32-Jan-2024', 'RETURN (NOPE) ALL', 'RETURN (ALL)', 'LARGER x', 'constructor'])('%j is refused', (text) => {
    expect(() => search(text)).toThrow();
  });

  test('a hundred levels are read, one more is not', () => {
    expect(() => search(`${'('.repeat(100)}ALL${')'.repeat(100)}`)).not.toThrow();
    expect(() => search(`${'('.repeat(101)}ALL${')'.repeat(101)}`)).toThrow('100 deep');
    expect(() => search(`${'NOT '.repeat(1000)}ALL`)).toThrow('100 deep');
    expect(() => search(`${'OR '.repeat(20_000)}ALL`)).toThrow('100 deep');
    expect(() => search('('.repeat(60_000))).toThrow('100 deep');
  });

  test('many keys side by side are no depth', () => {
    expect(search(`${'NOT SEEN '.repeat(1000)}ALL`).key).toMatchObject({ type: 'and' });
  });

  test('never an unexpected error', () => {
    const words = fc.array(fc.constantFrom('NOT', 'OR', '(', ')', 'ALL', 'SUBJECT', '"x"', '1:2', 'UID', '{1}\r\na', 'CHARSET', 'UTF-8', 'RETURN', '1-Jan-2024', 'SINCE', 'MODSEQ', '$'), { maxLength: 16 });
    fc.assert(
      fc.property(words, fc.constantFrom(' ', ''), (parts, glue) => {
        try {
          search(parts.join(glue));
        } catch (error) {
          expect(['CommandSyntaxError', 'Refusal']).toContain((error as Error).name);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
