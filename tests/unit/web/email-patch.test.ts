import { describe, expect, test } from 'vitest';
import { changesNothing, type EmailPatch, fromWhereItIs, inverseOf, patched, patchObject } from '../../../web/store/email-patch.ts';
import type { EmailRow } from '../../../web/store/types.ts';

const row = (mailboxIds: string[], keywords: string[] = []): EmailRow => ({
  id: 'e', threadId: 't', receivedAt: '2026-01-01T00:00:00Z', preview: '', hasAttachment: false, size: 1, from: null, to: null, subject: 's',
  mailboxIds: Object.fromEntries(mailboxIds.map((id) => [id, true as const])), keywords: Object.fromEntries(keywords.map((keyword) => [keyword, true as const])),
});
const move = (from: string, to: string): EmailPatch => ({ mailboxIds: { [from]: false, [to]: true } });
const mailboxesAfter = (start: EmailRow, ...patches: EmailPatch[]) => Object.keys(patches.reduce(patched, start).mailboxIds).sort();

describe('a change of an Email', () => {
  test('is taken back by its inverse, and what it did not change stays out of that', () => {
    const start = row(['inbox', 'kept'], ['$seen']);
    const patch: EmailPatch = { mailboxIds: { inbox: false, archive: true, kept: true }, keywords: { $seen: true, $flagged: true } };
    const inverse = inverseOf(start, patch);
    expect(inverse).toEqual({ mailboxIds: { inbox: true, archive: false }, keywords: { $flagged: false } });
    expect(patched(patched(start, patch), inverse)).toEqual(start);
    expect(changesNothing(start, inverse)).toBe(true);
  });

  test('is written as a patch object, with its keys escaped', () => {
    expect(patchObject({ keywords: { 'a/b~c': true, $seen: false }, mailboxIds: { m: true } })).toEqual({ 'keywords/a~1b~0c': true, 'keywords/$seen': null, 'mailboxIds/m': true });
  });
});

describe('a move taken back after the Email was moved on', () => {
  const inverse = inverseOf(row(['a']), move('a', 'b'));
  test('takes it out of where it is', () => expect(mailboxesAfter(row(['c']), fromWhereItIs(row(['c']), inverse))).toEqual(['a']));
  test('is as it was where it was not moved on', () => expect(fromWhereItIs(row(['b']), inverse)).toBe(inverse));
  test('is nothing more where it is back already', () => expect(mailboxesAfter(row(['a']), fromWhereItIs(row(['a']), inverse))).toEqual(['a']));
  test('leaves it in the others of several mailboxes', () => expect(mailboxesAfter(row(['c', 'kept']), fromWhereItIs(row(['c', 'kept']), inverse))).toEqual(['a', 'c', 'kept']));
  test('concerns no copy taken back', () => expect(mailboxesAfter(row(['c']), fromWhereItIs(row(['c']), { mailboxIds: { b: false } }))).toEqual(['c']));
  test('concerns no keyword taken back', () => expect(mailboxesAfter(row(['c']), fromWhereItIs(row(['c']), { keywords: { $seen: false } }))).toEqual(['c']));
});
