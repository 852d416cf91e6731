import { keywordOfFlag } from '../grammar/flags.ts';
import type { SearchKey } from '../grammar/search-key.ts';
import type { RowRanges } from '../grammar/sequence-set.ts';
import { bitOfFlag } from '../view/flag-names.ts';
import type { Selected } from '../view/selected.ts';

/** Whether a message matches, by its row in the view, its UID, and its index in the session's numbering. */
export type RowTest = (row: number, uid: number, index: number) => boolean;

/** A key as a test over the view; undefined where the view does not know. @throws Refusal (BAD) for sequence numbers that are not there */
export function testInView(key: SearchKey, mailbox: Selected): RowTest | undefined {
  const { rows } = mailbox.view;
  switch (key.type) {
    case 'all':
      return () => true;
    case 'and': {
      const tests = allTests(key.keys, mailbox);
      return tests && ((row, uid, index) => tests.every((test) => test(row, uid, index)));
    }
    case 'or': {
      const tests = allTests(key.keys, mailbox);
      return tests && ((row, uid, index) => tests.some((test) => test(row, uid, index)));
    }
    case 'not': {
      const test = testInView(key.key, mailbox);
      return test && ((row, uid, index) => !test(row, uid, index));
    }
    case 'flag': {
      const bit = bitOfFlag(key.flag);
      if (bit !== undefined) return (row) => (((rows.flags[row] as number) & bit) !== 0) === key.isSet;
      const keyword = keywordOfFlag(key.flag);
      return (_, uid) => (keyword !== undefined && (rows.extra.get(uid)?.includes(keyword) ?? false)) === key.isSet;
    }
    case 'recent':
      return (_, uid) => mailbox.isRecent(uid) === key.isSet;
    case 'sequence':
    case 'uid': {
      const ranges = mailbox.rangesOfKey(key.set, key.type === 'uid');
      return (_row, _uid, index) => isWithin(ranges, index);
    }
    case 'modseq':
      return (row) => (rows.modseqs[row] as number) >= key.atLeast;
    default:
      return undefined;
  }
}

/** How many keys there are, nested ones included. */
export function countKeys(key: SearchKey): number {
  switch (key.type) {
    case 'and':
    case 'or':
      return key.keys.reduce((sum, each) => sum + countKeys(each), 1);
    case 'not':
      return 1 + countKeys(key.key);
    default:
      return 1;
  }
}

function allTests(keys: readonly SearchKey[], mailbox: Selected): RowTest[] | undefined {
  const tests: RowTest[] = [];
  for (const key of keys) {
    const test = testInView(key, mailbox);
    if (!test) return undefined;
    tests.push(test);
  }
  return tests;
}

function isWithin(ranges: RowRanges, index: number): boolean {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index < (ranges[2 * middle] as number)) high = middle;
    else if (index >= (ranges[2 * middle + 1] as number)) low = middle + 1;
    else return true;
  }
  return false;
}
