import type { Context } from '../access/context.ts';
import type { ThreadAlgorithm, ThreadForest } from '../client/legacy.ts';
import { sortInTurns, Turn } from '../mail/query/turn.ts';
import { keptOrder } from './kept-orders.ts';
import { sortKeys } from './sort-keys.ts';
import { ReferenceThreads } from './thread-references.ts';

/**
 * THREAD (RFC 5256 §3), from what was computed at arrival: hashes of the ids that a message names, folded base subject, date.
 * @param uids ascending; those that have gone meanwhile are left out
 */
export function threadMessages(ctx: Context, mailboxId: string, uids: Uint32Array, algorithm: ThreadAlgorithm): Promise<ThreadForest> {
  return keptOrder(ctx, mailboxId, uids, `thread ${algorithm}`, FOREST_BYTES, () => findThreads(ctx, mailboxId, uids, algorithm));
}

/** Dummies left out: there are fewer than messages. */
const FOREST_BYTES = 2 * Uint32Array.BYTES_PER_ELEMENT;

async function findThreads(ctx: Context, mailboxId: string, uids: Uint32Array, algorithm: ThreadAlgorithm): Promise<{ result: ThreadForest; isWhole: boolean }> {
  const turn = new Turn();
  const subjects = await sortKeys(ctx, mailboxId, uids, 'subject', turn);
  const dates = await sortKeys(ctx, mailboxId, uids, 'date', turn);
  const isThere = (i: number): boolean => subjects[i] !== undefined && dates[i] !== undefined;
  const there = Array.from(uids.keys()).filter(isThere);
  const isWhole = there.length === uids.length;
  const messages = { indexes: Uint32Array.from(there), subjects: there.map((i) => subjects[i] as string), dates: there.map((i) => dates[i] as number) };
  if (algorithm === 'orderedSubject') return { result: await orderedSubject(messages, turn), isWhole };

  const present = isWhole ? uids : messages.indexes.map((i) => uids[i] as number);
  const references = await sortKeys(ctx, mailboxId, present, 'references', turn);
  const threads = new ReferenceThreads(messages, turn);
  await threads.link(references);
  const unclear = threads.withCommonSubjects();
  const replies = await sortKeys(ctx, mailboxId, present.filter((_, i) => unclear.has(i)), 'isReplyOrForward', turn);
  const isReply = new Map([...unclear].sort((a, b) => a - b).map((message, i) => [message, replies[i] ?? false]));
  await threads.mergeSubjects((message) => isReply.get(message) ?? false);
  return { result: threads.forest(), isWhole };
}

export interface ThreadedMessages {
  /** How the forest is to name them, in the order of their UIDs. */
  readonly indexes: Uint32Array;
  /** Folded base subjects. */
  readonly subjects: readonly string[];
  readonly dates: readonly number[];
}

/** ORDEREDSUBJECT: the first of each subject, all others below it. */
async function orderedSubject({ indexes, subjects, dates }: ThreadedMessages, turn: Turn): Promise<ThreadForest> {
  const bySubject = new Map<string, number[]>();
  const byDate = await sortInTurns(Array.from(indexes.keys()), (a, b) => (dates[a] as number) - (dates[b] as number), turn);
  for (const message of byDate) {
    const subject = subjects[message] as string;
    const thread = bySubject.get(subject);
    if (thread) thread.push(message);
    else bySubject.set(subject, [message]);
  }
  // A thread is as old as its first message, with which it came into the table.
  const order = [...bySubject.values()];
  return { messages: Uint32Array.from(order.flat(), (message) => indexes[message] as number), depths: Uint32Array.from(order.flatMap((thread) => thread.map((_, i) => Math.min(i, 1)))) };
}
