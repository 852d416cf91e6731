/** What stands for people and files in the client. */
import { expect, test } from 'vitest';
import { nameOf, splitFileName, withoutBidiControls } from '../../../web/ui/name-parts.ts';
import { hueOf, initialsOf } from '../../../web/ui/person-mark.ts';

test.each([
  ['Amina Benali', 'AB'],
  ['jean-luc martin', 'JM'],
  ['Zoé Étienne', 'ZÉ'],
  ['Amina', 'A'],
  ['support@example.dz', 'SE'],
  ['كريم بوعلام', 'ك'],
  ['العربي سليم', 'ع'],
  ['مُحَمَّد', 'م'],
  ['Karim كريم', 'K'],
  ['42', '4'],
  ['  ', ''],
  ['👩‍💻', ''],
])('the mark of "%s" is "%s"', (name, mark) => {
  expect(initialsOf(name)).toBe(mark);
});

test('a person keeps a colour, however the name is written', () => {
  expect(hueOf(' Amina ')).toBe(hueOf('amina'));
  expect(new Set(['Amina', 'Karim', 'Jean', 'Zoé', 'Salim', 'Nadia', 'Omar', 'Lina'].map(hueOf)).size).toBeGreaterThan(2);
});

test.each([
  ['report.final.pdf', 'report.final', '.pdf'],
  ['تقرير.docx', 'تقرير', '.docx'],
  ['facture \u202efdp.exe', 'facture fdp', '.exe'],
  ['.profile', '.profile', ''],
  ['README', 'README', ''],
  ['version 2. of it', 'version 2. of it', ''],
  ['a.averyveryverylongend', 'a.averyveryverylongend', ''],
  ['two\nlines.txt', 'two lines', '.txt'],
])('%j is shown as %j and %j', (name, stem, extension) => {
  expect(splitFileName(name)).toEqual({ stem, extension });
});

test('a name cannot turn the text around it', () => {
  expect(withoutBidiControls('a\u202e\u2066b\u2069\u200f')).toBe('ab');
});

test.each([
  ['Claire Martin', 'claire@example.org', 'Claire Martin'],
  ['', 'claire@example.org', 'claire@example.org'],
  ['claire@example.org', 'evil@outside.test', 'evil@outside.test'],
  ['Claire (claire＠example.org)', 'evil@outside.test', 'evil@outside.test'],
  ['Claire@Example.org', 'claire@example.org', 'Claire@Example.org'],
  ['Claire \u202e<claire@example.org>', 'claire@example.org', 'Claire <claire@example.org>'],
])('the name "%s" of %s is shown as "%s": an address that is not theirs is no name', (name, email, shown) => {
  expect(nameOf({ name, email })).toBe(shown);
});
