import { describe, expect, test } from 'vitest';
import { commonLabels } from '../../../web/mail/actions/labels.ts';
import { toFields, toQuery } from '../../../web/mail/search/form-fields.ts';
import { formatQuery, operators, parseQuery, without } from '../../../web/mail/search/query-syntax.ts';
import { searchWords } from '../../../web/mail/search/search-words.ts';
import { isAttachment, isEverywhere, keywordOf, stateOf } from '../../../web/mail/search/term-values.ts';
import { unknownOperatorOf } from '../../../web/mail/search/unknown-operator.ts';
import { toFilter } from '../../../web/mail/search/to-filter.ts';
import type { Folder } from '../../../web/store/types.ts';
import { ar } from '../../../web/text/ar/index.ts';
import { en } from '../../../web/text/en/index.ts';
import { fr } from '../../../web/text/fr/index.ts';
import { translator } from '../../../web/text/translate.ts';

const folders = [
  { id: 'f1', name: 'Boîte de réception', role: 'inbox' },
  { id: 'f2', name: 'Corbeille', role: 'trash' },
  { id: 'f3', name: 'Indésirables', role: 'junk' },
  { id: 'f4', name: 'Projet Été', role: null },
] as Folder[];
const scope = { folders, own: ['jane@example.org', 'j@example.org'], startOfDay: (year: number, month: number, day: number) => new Date(Date.UTC(year, month - 1, day)) };
const filterOf = (text: string, mailboxId?: string) => toFilter(parseQuery(text), { ...scope, mailboxId });
const elsewhere = { inMailboxOtherThan: ['f2', 'f3'] };
const all = (...conditions: object[]) => ({ operator: 'AND', conditions });

describe('what is typed into the search box', () => {
  test.each([
    ['rapport annuel', all({ text: 'rapport annuel' }, elsewhere)],
    ['"rapport annuel" 2026', all({ text: '"rapport annuel" 2026' }, elsewhere)],
    ['from:claire subject:"plan été"', all({ from: 'claire' }, { subject: '"plan été"' }, elsewhere)],
    ['de:claire objet:plan', all({ from: 'claire' }, { subject: 'plan' }, elsewhere)],
    ['من:كريم', all({ from: 'كريم' }, elsewhere)],
    ['هو:مميّزة', all({ hasKeyword: '$flagged' }, elsewhere)],
    ['has:attachment is:unread', all({ hasAttachment: true }, { notKeyword: '$seen' }, elsewhere)],
    ['label:important étiquette:"plus tard"', all({ hasKeyword: '$label1' }, { hasKeyword: '$label5' }, elsewhere)],
    ['تصنيف:للإنجاز -label:Urgent', all({ hasKeyword: '$label4' }, { operator: 'NOT', conditions: [{ hasKeyword: 'urgent' }] }, elsewhere)],
    ['from:me', all({ operator: 'OR', conditions: [{ from: 'jane@example.org' }, { from: 'j@example.org' }] }, elsewhere)],
    ['à:moi -cc:أنا', all({ operator: 'OR', conditions: [{ to: 'jane@example.org' }, { to: 'j@example.org' }] }, { operator: 'NOT', conditions: [{ operator: 'OR', conditions: [{ cc: 'jane@example.org' }, { cc: 'j@example.org' }] }] }, elsewhere)],
    ['à:karim a:claire', all({ to: 'karim' }, { to: 'claire' }, elsewhere)],
    ['before:2026-03-14 after:2026', all({ before: '2026-03-14T00:00:00Z' }, { after: '2026-01-01T00:00:00Z' }, elsewhere)],
    ['larger:5M smaller:1,5Mo', all({ minSize: 5_000_000 }, { maxSize: 1_500_000 }, elsewhere)],
    ['in:"projet ete" x', all({ text: 'x' }, { inMailbox: 'f4' })],
    ['in:trash', { inMailbox: 'f2' }],
    ['dans:Corbeille', { inMailbox: 'f2' }],
    ['في:المهملات', { inMailbox: 'f2' }],
    ['قبل:٢٠٢٦-٠٣-١٤', all({ before: '2026-03-14T00:00:00Z' }, elsewhere)],
    ['in:anywhere x', { text: 'x' }],
    ['x -from:bot', all({ text: 'x' }, { operator: 'NOT', conditions: [{ from: 'bot' }] }, elsewhere)],
    ['http://example.org/a', all({ text: 'http://example.org/a' }, elsewhere)],
  ])('%s', (text, expected) => {
    expect(filterOf(text)).toEqual({ filter: expected, unclear: [] });
  });

  test('a folder chosen beside the words', () => {
    expect(filterOf('x', 'f1').filter).toEqual(all({ text: 'x' }, { inMailbox: 'f1' }));
  });

  test.each([
    ['from:claire OR from:karim', all({ operator: 'OR', conditions: [{ from: 'claire' }, { from: 'karim' }] }, elsewhere)],
    ['rapport de:claire OU de:karim OU "le plan"', all({ text: 'rapport' }, { operator: 'OR', conditions: [{ from: 'claire' }, { from: 'karim' }, { text: '"le plan"' }] }, elsewhere)],
    ['a OR -from:b', all({ operator: 'OR', conditions: [{ text: 'a' }, { operator: 'NOT', conditions: [{ from: 'b' }] }] }, elsewhere)],
    ['in:trash OR in:"projet ete"', { operator: 'OR', conditions: [{ inMailbox: 'f2' }, { inMailbox: 'f4' }] }],
    ['a or b', all({ text: 'a or b' }, elsewhere)],
    ['a "OR" b', all({ text: 'a "OR" b' }, elsewhere)],
    ['OR a OR', all({ text: 'OR a OR' }, elsewhere)],
  ])('one or the other: %s', (text, expected) => {
    expect(filterOf(text)).toEqual({ filter: expected, unclear: [] });
  });

  test('a folder in Trash belongs to Trash: left out with it, and found in it', () => {
    const inTrash = [...folders, { id: 'f5', name: 'Ancien', role: null, parentId: 'f2' }, { id: 'f6', name: 'Plus ancien', role: null, parentId: 'f5' }] as Folder[];
    const at = (text: string, mailboxId?: string) => toFilter(parseQuery(text), { ...scope, folders: inTrash, mailboxId }).filter;
    const whole = { operator: 'OR', conditions: [{ inMailbox: 'f2' }, { inMailbox: 'f5' }, { inMailbox: 'f6' }] };
    expect(at('x')).toEqual(all({ text: 'x' }, { inMailboxOtherThan: ['f2', 'f5', 'f6', 'f3'] }));
    expect(at('in:trash')).toEqual(whole);
    expect(at('x', 'f2')).toEqual(all({ text: 'x' }, whole));
    expect(at('in:"plus ancien"')).toEqual({ inMailbox: 'f6' });
  });

  test('of what cannot be searched all is said, and nothing is found by accident', () => {
    const { filter, unclear } = filterOf('x before:soon in:nowhere larger:big has:tea label:ét(oile');
    expect(filter).toEqual({ operator: 'NOT', conditions: [{}] });
    expect(unclear.map(({ operator }) => operator)).toEqual(['before', 'in', 'larger', 'has', 'label']);
  });

  test('an operator without a value yet', () => {
    expect(parseQuery('plan from:').map(({ operator, value }) => [operator, value])).toEqual([
      [undefined, 'plan'],
      ['from', ''],
    ]);
  });

  test('formatting and parsing again gives the same terms', () => {
    for (const text of ['a b "c d" -e', 'from:"Jean Dupont" -in:x', 'subject:"été 2026" من:"كريم بن"']) {
      const strip = (terms: ReturnType<typeof parseQuery>) => terms.map(({ from, to, ...rest }) => rest);
      const terms = parseQuery(text);
      expect(strip(parseQuery(formatQuery(terms, (operator) => operator)))).toEqual(strip(terms));
    }
  });
});

describe.each([['fr', fr], ['en', en], ['ar', ar]] as const)('operators in %s', (language, catalogue) => {
  const words = searchWords(translator(language, catalogue));

  test('the search box understands each that it offers', () => {
    for (const operator of operators) expect(parseQuery(`${words.nameOf(operator)}:x`)[0]?.operator, words.nameOf(operator)).toBe(operator);
    for (const state of ['unread', 'read', 'flagged', 'answered', 'forwarded', 'draft'] as const) {
      expect(stateOf(words.typed(state)), words.typed(state)).toBe(state);
      expect(words.typed(state)).not.toMatch(/\s/);
    }
    for (const { keyword, name } of commonLabels(translator(language, catalogue))) expect(keywordOf(name), name).toBe(keyword);
    expect(isAttachment(words.typed('attachment'))).toBe(true);
    expect(isEverywhere(words.typed('everywhere'))).toBe(true);
  });

  test('the form says the same as the words, both ways', () => {
    const fields = {
      from: 'Karim Benali', to: 'claire@example.org', subject: 'plan été', words: 'budget "ligne 3"', not: 'brouillon "en cours"', folder: 'f4', after: '2026-01-31', before: '2026-03-01',
      state: 'unread', largerMegabytes: 2.5, hasAttachment: true, others: [],
    } as const;
    const text = toQuery(fields, folders, words);
    expect(filterOf(text).unclear).toEqual([]);
    expect(toFields(text, folders)).toEqual(fields);
  });

  test('what the form has no field for is kept', () => {
    const text = `${words.nameOf('from')}:a ${words.nameOf('from')}:b ${words.nameOf('to')}:d OR ${words.nameOf('cc')}:d -${words.nameOf('subject')}:c ${words.nameOf('smaller')}:1M x`;
    const filter = filterOf(text).filter as { conditions: object[] };
    const again = filterOf(toQuery(toFields(text, folders), folders, words)).filter as { conditions: object[] };
    expect(new Set(again.conditions.map((one) => JSON.stringify(one)))).toEqual(new Set(filter.conditions.map((one) => JSON.stringify(one))));
  });
});

test('a form that says nothing is no search; a folder chosen beside the words is in the form', () => {
  const words = searchWords(translator('en', en));
  expect(toQuery(toFields('', folders), folders, words)).toBe('');
  expect(toQuery(toFields('x', folders, 'f2'), folders, words)).toBe('x in:Corbeille');
});

test('a term taken out leaves the others as they were typed', () => {
  const text = '  de:claire   "plan  été" -x ';
  const [from, phrase, not] = parseQuery(text);
  if (!from || !phrase || !not) throw new Error('three terms');
  expect(without(text, phrase)).toBe('de:claire -x');
  expect(without(text, from)).toBe('"plan  été" -x');
  expect(without(text, not)).toBe('de:claire   "plan  été"');
});

test('a term taken out takes the OR with it that joined it to another', () => {
  const text = 'x from:a OR from:b OR from:c y';
  const left = parseQuery(text).map((term) => without(text, term));
  expect(left).toEqual(['from:a OR from:b OR from:c y', 'x from:b OR from:c y', 'x from:a OR from:c y', 'x from:a OR from:b y', 'x from:a OR from:b OR from:c']);
});

test('the 30th of February is no day', () => {
  expect(filterOf('before:2026-02-30').unclear).toHaveLength(1);
  expect(filterOf('before:2024-02-29').unclear).toHaveLength(0);
});

test.each([
  ['filename:pdf', [{ name: 'filename', isForFileNames: true }]],
  ['devis -ext:pdf older_than:1y', [{ name: 'ext', isForFileNames: true }, { name: 'older_than', isForFileNames: false }]],
  ['ملف:عقد', [{ name: 'ملف', isForFileNames: true }]],
  ['cost:"a b"', [{ name: 'cost', isForFileNames: false }]],
  ['from:claire "filename:pdf" https://example.org/a:b Re: 10:30 C:\\x std::vector', []],
])('an operator that there is not: %s', (text, expected) => {
  expect(parseQuery(text).flatMap((term) => unknownOperatorOf(text, term) ?? [])).toEqual(expected);
  // It stays text that is searched for.
  expect(filterOf(text).unclear).toEqual([]);
});
