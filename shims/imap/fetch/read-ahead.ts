/** Messages read along for a client that fetches one after the other, as programs do that keep a copy of a mailbox. */
import { LRUCache } from 'lru-cache';
import type { FetchColumn, FetchColumns } from '../../../api/client/index.ts';
import type { Selected } from '../view/selected.ts';
import type { FetchRun } from './write-messages.ts';

/** Messages that are read at once. */
const AHEAD = 24;
/** Of all sessions together; the longest unused are let go. */
const HELD_BYTES = 32 * 1024 * 1024;
const ROW_BYTES = 256;
/** One structure may have megabytes, and a thread may become another one: these are read when they are asked for. */
const NOT_AHEAD: readonly FetchColumn[] = ['structures', 'threadIds'];

/** Where a message is among columns. */
export interface FetchedRow {
  readonly columns: FetchColumns;
  readonly row: number;
}

interface Held {
  readonly asked: string;
  readonly columns: FetchColumns;
  readonly bytes: number;
}

const held = new LRUCache<Selected, Held>({ maxSize: HELD_BYTES, sizeCalculation: ({ bytes }) => bytes });
/** The UID that was asked for last, where it was one alone. */
const lastAsked = new WeakMap<Selected, number>();

/**
 * What was read along of a message. What a message is made of never changes; whether it is still there, the view knows.
 * @returns undefined where it is to be read
 */
export function heldRow({ mailbox, plan }: FetchRun, uid: number): FetchedRow | undefined {
  const found = held.get(mailbox);
  if (!found || mailbox.view.isStale || found.asked !== plan.columns.join()) return undefined;
  const row = found.columns.uids.indexOf(uid);
  if (row < 0) return undefined;
  lastAsked.set(mailbox, uid);
  return { columns: found.columns, row };
}

/** Reads a message, and those behind or before it where the client seems to go on to them. @returns undefined where it is to be read alone */
export async function readAhead({ client, mailbox, plan }: FetchRun, uid: number): Promise<FetchedRow | undefined> {
  const { view } = mailbox;
  const last = lastAsked.get(mailbox);
  lastAsked.set(mailbox, uid);
  // In others' mailboxes, rights are looked up for each message anew.
  if (last === undefined || !view.isOwn || view.isStale || plan.columns.some((column) => NOT_AHEAD.includes(column))) return undefined;
  const uids = neighbours(mailbox, uid, last);
  if (!uids) return undefined;
  held.delete(mailbox);
  for await (const columns of client.legacy.fetch(view.mailboxId, uids, plan.columns)) {
    const row = columns.uids.indexOf(uid);
    if (row < 0) continue;
    held.set(mailbox, { asked: plan.columns.join(), columns, bytes: bytesOf(columns) });
    return { columns, row };
  }
  return undefined;
}

/** The session does something else. */
export function forgetAhead(mailbox: Selected): void {
  held.delete(mailbox);
  lastAsked.delete(mailbox);
}

/** A message and those to come, if the one before it or the one behind it was asked for last. */
function neighbours({ view: { rows } }: Selected, uid: number, last: number): Uint32Array | undefined {
  const at = rows.find(uid);
  if (at < 0) return undefined;
  if (at > 0 && rows.uids[at - 1] === last) return rows.uids.slice(at, Math.min(rows.count, at + AHEAD));
  if (at + 1 < rows.count && rows.uids[at + 1] === last) return rows.uids.slice(Math.max(0, at + 1 - AHEAD), at + 1);
  return undefined;
}

function bytesOf(columns: FetchColumns): number {
  let bytes = ROW_BYTES * columns.uids.length;
  for (const column of [columns.envelopes, columns.bodyStructures, columns.bodies, columns.headers, columns.previews]) for (const { length } of column ?? []) bytes += length;
  for (const message of columns.messages ?? []) bytes += message.bytes?.length ?? 0;
  return bytes;
}
