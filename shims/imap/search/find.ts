import { setImmediate } from 'node:timers/promises';
import type { Client, LegacyFilter } from '../../../api/client/index.ts';
import type { SearchKey } from '../grammar/search-key.ts';
import { rowsFromIndexes } from '../grammar/sequence-set.ts';
import type { Selected } from '../view/selected.ts';
import { countKeys, type RowTest, testInView } from './in-view.ts';
import { toFilter, uidFilter } from './to-filter.ts';

/** Tests of rows after which everybody else gets a turn. */
const TESTS_PER_TURN = 500_000;
/** The core is told where to look only if that is short to say. */
const MAX_RANGES = 100;

/** Messages found: UIDs, ascending, and the sequence numbers of each. */
export interface Found {
  readonly uids: readonly number[];
  readonly numbers: readonly number[];
}

/**
 * Carries a search out. Flags, UIDs, sequence numbers and mod-sequences are read from the view; what remains is asked of the core,
 * within the messages that the view leaves over.
 */
export async function findMessages(client: Client, mailbox: Selected, key: SearchKey, nowMs: number): Promise<Found> {
  const keys = key.type === 'and' ? key.keys : [key];
  const tests: RowTest[] = [];
  const filters: LegacyFilter[] = [];
  for (const each of keys) {
    const test = testInView(each, mailbox);
    if (test) tests.push(test);
    else filters.push(toFilter(each, mailbox, nowMs));
  }
  const cost = countKeys(key);
  if (filters.length === 0) return testRows(mailbox, tests, cost);

  let within: ReadonlySet<number> | undefined;
  if (tests.length > 0) {
    const left = await testRows(mailbox, tests, cost);
    if (left.uids.length === 0) return left;
    const rows = rowsFromIndexes(left.numbers.map((number) => number - 1));
    if (rows.length / 2 <= MAX_RANGES) filters.unshift(uidFilter(mailbox.uids(), rows));
    within = new Set(left.uids);
  }
  const [only] = filters;
  const matching = await client.legacy.search(mailbox.view.mailboxId, filters.length === 1 && only ? only : { op: 'and', filters });
  const found = { uids: [] as number[], numbers: [] as number[] };
  const uids = mailbox.uids();
  let index = 0;
  for (const uid of matching) {
    if (within && !within.has(uid)) continue;
    // Both ascend; what the session was not told of has no number yet.
    while (index < uids.length && (uids[index] as number) < uid) index++;
    if (uids[index] !== uid || mailbox.isPending(uid)) continue;
    found.uids.push(uid);
    found.numbers.push(index + 1);
  }
  return found;
}

async function testRows(mailbox: Selected, tests: readonly RowTest[], cost: number): Promise<Found> {
  const found = { uids: [] as number[], numbers: [] as number[] };
  const { rows } = mailbox.view;
  // A copy: the view goes on while others have their turn.
  const uids = mailbox.uids().slice();
  const turn = Math.max(1, Math.floor(TESTS_PER_TURN / cost));
  let row = -1;
  for (let index = 0; index < uids.length; index++) {
    if (index % turn === turn - 1) await setImmediate();
    const uid = uids[index] as number;
    row = rows.find(uid, row + 1);
    const at = row;
    if (at < 0 || !tests.every((test) => test(at, uid, index))) continue;
    found.uids.push(uid);
    found.numbers.push(index + 1);
  }
  return found;
}
