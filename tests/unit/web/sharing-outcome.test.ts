/** What the share dialog says of a change that concerns folders below, too. */
import { describe, expect, test } from 'vitest';
import { SetFailed } from '../../../web/jmap/errors.ts';
import type { Outcome } from '../../../web/sharing/folder-grants.ts';
import { outcomeInWords, refusalsInWords } from '../../../web/sharing/outcome-in-words.ts';
import { roleOf, rightsOf, rightsOfLetters } from '../../../web/sharing/roles.ts';
import type { Folder } from '../../../web/store/index.ts';
import { ar } from '../../../web/text/ar/index.ts';
import { en } from '../../../web/text/en/index.ts';
import { fr } from '../../../web/text/fr/index.ts';
import { createFormat } from '../../../web/text/format.ts';
import type { Language } from '../../../web/text/languages.ts';
import { translator } from '../../../web/text/translate.ts';

const folders = (...names: string[]) => names.map((name) => ({ id: name, name, role: null }) as Folder);
const nothing: Outcome = { before: new Map(), along: [], kept: [], foreign: [], refused: [], still: { here: undefined, below: [] } };
const refusal = new SetFailed({ type: 'forbidden', description: 'Not yours.' });
const catalogues = { fr, en, ar } as const;
const textOf = (language: Language) => [translator(language, catalogues[language]), createFormat({ language })] as const;
const said = (outcome: Partial<Outcome>, hasEnded: boolean, language: Language = 'en') => outcomeInWords(...textOf(language), { name: 'bob', groupAt: (address) => `Group ${address}` }, { ...nothing, ...outcome }, hasEnded);

describe('what is said', () => {
  test('names up to three folders, counts more of them', () => {
    expect(said({ along: folders('A', 'B', 'C') }, true)).toEqual(['bob no longer has this folder, nor the ones in it: “A”, “B” and “C”.']);
    expect(said({ along: folders('A', 'B', 'C', 'D') }, true)).toEqual(['bob no longer has this folder, nor the ones in it: 4 subfolders.']);
    expect(said({ along: folders('A', 'B', 'C', 'D') }, false, 'fr')).toEqual(['La même chose vaut maintenant pour\u00a0: 4 sous-dossiers.']);
  });

  test('is nothing of a change that concerns the folder alone, and that it has ended', () => {
    expect(said({}, false)).toEqual([]);
    expect(said({}, true)).toEqual(['bob no longer has this folder.']);
  });

  test('does not say that a folder has ended which the server refused', () => {
    const refused = [{ folder: undefined, error: refusal }];
    expect(said({ refused }, true)).toEqual([]);
    expect(said({ refused, along: folders('A') }, true)).toEqual(['bob no longer has these subfolders: “A”.']);
  });

  test('is what somebody has all the same, by whom, and nothing that could not be asked', () => {
    const here = { rights: rightsOf('reader'), through: [{ kind: 'group' as const, grantee: 'g@x', via: [], rights: 'lrs' }, { kind: 'anyone' as const, grantee: 'anyone', via: [], rights: 'lr' }] };
    const [a, b] = folders('A', 'B');
    expect(said({ still: { here, below: [] } }, true)).toEqual(['bob still has this folder (Reader), through: Group g@x and Everyone in the organisation.']);
    expect(said({ along: [a, b] as Folder[], still: { here: undefined, below: [b] as Folder[] } }, true)).toEqual(['bob no longer has this folder, nor the ones in it: “A”.', 'bob still has these subfolders, through a group or everyone: “B”.']);
    expect(said({ still: undefined, along: [a] as Folder[] }, true)).toEqual(['This folder is no longer shared with bob by name; what a group or everyone gives stays.', 'The same now holds in: “A”.']);
  });

  test('keeps names of the other direction apart', () => {
    expect(said({ kept: folders('Élections', 'ميزانية 2026') }, false, 'ar')).toEqual(['يحتفظ \u2068bob\u2069 بصلاحيات أخرى في: \u2068«\u2068Élections\u2069» و«\u2068ميزانية 2026\u2069»\u2069.']);
  });
});

test('a reason is said once for all folders that it holds for', () => {
  const [a, b, c] = folders('A', 'B', 'C');
  const other = new SetFailed({ type: 'rateLimit', description: 'Later.' });
  expect(refusalsInWords(...textOf('en'), [{ folder: a, error: refusal }, { folder: b, error: refusal }, { folder: c, error: other }, { folder: undefined, error: other }])).toEqual([
    'Later.', 'Nothing was changed in: “A” and “B”. Not yours.', 'Nothing was changed in: “C”. Later.',
  ]);
});

test('letters that REST tells are the rights of a role', () => {
  expect(['lrs', 'lrsip', 'lrswiptek', 'lrswipktxea'].map((letters) => roleOf(rightsOfLetters(letters)))).toEqual(['reader', 'contributor', 'editor', 'manager']);
  // Removing takes both: `t` alone is no right.
  expect(rightsOfLetters('lrt')).toMatchObject({ mayReadItems: true, mayRemoveItems: false });
});
