/** Files of a draft are found again in another version of it. */
import { expect, test } from 'vitest';
import type { Attachment } from '../../../web/mail/composer/draft.ts';
import { sameFiles } from '../../../web/mail/composer/same-files.ts';

const file = (blobId: string, name: string, size = 10, cid?: string, type = 'application/pdf'): Attachment => ({ id: blobId, blobId, name, type, size, ...(cid === undefined ? {} : { cid }) });
const pairs = (files: Attachment[], gone: string[], ...sources: Attachment[][]) => [...sameFiles(files, new Set(gone), sources)];

test('files that look alike are paired in their order, each with one of its own', () => {
  expect(pairs([file('1', 'a'), file('2', 'b'), file('3', 'a')], ['1', '2', '3'], [file('x', 'a'), file('y', 'a'), file('z', 'b')])).toEqual([['1', 'x'], ['2', 'z'], ['3', 'y']]);
  expect(pairs([file('1', 'a'), file('2', 'a')], ['1', '2'], [file('x', 'a')])).toEqual([['1', 'x']]);
});
test('only what is gone is replaced, and by nothing that is gone itself', () => {
  expect(pairs([file('1', 'a'), file('2', 'b')], ['2'], [file('x', 'a'), file('y', 'b')])).toEqual([['2', 'y']]);
  expect(pairs([file('1', 'a')], ['1'], [file('1', 'a')], [file('x', 'a')])).toEqual([['1', 'x']]);
});
test('a file of another size is another file', () => expect(pairs([file('1', 'a', 10)], ['1'], [file('x', 'a', 11)])).toEqual([]));
test('a picture is known by its Content-ID, a file also where its type is spelled otherwise', () => {
  expect(pairs([file('1', 'image.png', 10, 'two'), file('2', 'image.png', 10, 'one')], ['1', '2'], [file('x', 'image.png', 10, 'one'), file('y', 'image.png', 10, 'two')])).toEqual([['1', 'y'], ['2', 'x']]);
  expect(pairs([file('1', 'a', 10, undefined, 'TEXT/csv; charset=utf-8')], ['1'], [file('x', 'a', 10, undefined, 'text/csv')])).toEqual([['1', 'x']]);
});
test('the earlier Email is preferred', () => expect(pairs([file('1', 'a')], ['1'], [file('x', 'a')], [file('y', 'a')])).toEqual([['1', 'x']]));
