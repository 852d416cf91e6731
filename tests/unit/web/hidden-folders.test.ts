/** Which folders of somebody else are hidden. */
import { expect, test } from 'vitest';
import { hiddenOf } from '../../../web/mail/folders/hidden-of.ts';
import type { Folder } from '../../../web/store/index.ts';

const folder = (id: string, isSubscribed: boolean, parentId: string | null = null) => ({ id, isSubscribed, parentId }) as Folder;
const folders = [folder('f1', true), folder('f2', false), folder('f3', true, 'f2'), folder('f4', false)];
const hidden = (preferences: Parameters<typeof hiddenOf>[0]) => [...hiddenOf(preferences, 'a1', folders)];

test('none before anything was chosen there, also with preferences of an earlier release', () => {
  expect(hidden({})).toEqual([]);
  expect(hidden({ chosenFolders: {}, chosenAccounts: [] })).toEqual([]);
  expect(hidden({ chosenFolders: { a2: ['f2', 'f4'] }, chosenAccounts: ['a2'] })).toEqual([]);
});

test('those that were there at the last choice and are not subscribed to; what came later is shown, below a hidden one, too', () => {
  expect(hidden({ chosenFolders: { a1: ['f1', 'f2'] } })).toEqual(['f2']);
  expect(hidden({ chosenFolders: { a1: ['f1', 'f2', 'f3', 'f4'] } })).toEqual(['f2', 'f4']);
});

test('all that are not subscribed to, and what lies in them, where an earlier release noted the account', () => {
  expect(hidden({ chosenAccounts: ['a1'] })).toEqual(['f2', 'f3', 'f4']);
});
