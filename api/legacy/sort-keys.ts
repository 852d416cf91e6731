/**
 * What messages are compared by, by UID. The message of a UID never changes, so that keys are kept without ever being out of date; UIDs that
 * are asked for and not known yet are read.
 */
import { LRUCache } from 'lru-cache';
import { type SortColumn, sortRows, type SortValue } from '../../db/repositories/sort-columns.ts';
import type { Context } from '../access/context.ts';
import type { SortProperty } from '../client/legacy.ts';
import type { Core } from '../core.ts';
import { baseSubject } from '../mail/mime/index.ts';
import { sortInTurns, type Turn } from '../mail/query/turn.ts';
import { envelopeMailbox } from './envelope-mailbox.ts';
import { reachedMailbox } from './reached-mailbox.ts';

/** Column and how its values become keys. */
const sources = {
  arrival: ['arrival', asNumber],
  date: ['date', asNumber],
  size: ['size', asNumber],
  displayFrom: ['displayFrom', asCollated],
  displayTo: ['displayTo', asCollated],
  subject: ['subject', asCollated],
  from: ['envelope', (value: SortValue) => collated(envelopeMailbox(asBytes(value), 'from'))],
  to: ['envelope', (value: SortValue) => collated(envelopeMailbox(asBytes(value), 'to'))],
  cc: ['envelope', (value: SortValue) => collated(envelopeMailbox(asBytes(value), 'cc'))],
  references: ['references', asBytes],
  isReplyOrForward: ['headersStart', (value: SortValue) => baseSubject(subjectOf(asText(value))).isReplyOrForward],
} as const satisfies Record<string, readonly [SortColumn, (value: SortValue) => number | string | boolean | Buffer]>;

export type SortKeyName = keyof typeof sources;
export type SortKeyOf<Name extends SortKeyName> = ReturnType<(typeof sources)[Name][1]>;
type AnyKey = SortKeyOf<SortKeyName>;

interface Known {
  /** Ascending. */
  readonly uids: Uint32Array;
  readonly keys: readonly AnyKey[];
  readonly bytes: number;
  /** Places of the keys in order, equal ones the same; made when first asked for. */
  ranks?: Promise<Ranks>;
}

interface Ranks {
  readonly ranks: Uint32Array;
  /** All ranks are lower. */
  readonly levels: number;
}

/** Which messages come before which. */
export interface RankColumn {
  /** By index of the UIDs asked for. */
  readonly ranks: Uint32Array;
  /** All ranks are lower. */
  readonly levels: number;
  /** Indexes of messages that have gone; they come last. */
  readonly gone: readonly number[];
}

const BATCH = 1000;
const KEPT_BYTES = 32 * 1024 * 1024;
/** A key's place in three arrays, and a text's or buffer's head. */
const KEY_BYTES = 36;

const kept = new WeakMap<Core, LRUCache<string, Known>>();

/**
 * @param uids ascending
 * @returns by index of `uids`; undefined where the message has gone
 * @throws CoreError mailboxNotFound, notPermitted
 */
export async function sortKeys<Name extends SortKeyName>(ctx: Context, mailboxId: string, uids: Uint32Array, name: Name, turn: Turn): Promise<(SortKeyOf<Name> | undefined)[]> {
  return pick(await known(ctx, mailboxId, uids, name, turn), uids, ({ keys }, at) => keys[at]) as (SortKeyOf<Name> | undefined)[];
}

/** The same as places in order: what is sorted again and again is compared once. @throws as {@link sortKeys} */
export async function sortRanks(ctx: Context, mailboxId: string, uids: Uint32Array, name: SortProperty, turn: Turn): Promise<RankColumn> {
  const all = await known(ctx, mailboxId, uids, name, turn);
  all.ranks ??= rank(all.keys as readonly (number | string)[], turn);
  const { ranks, levels } = await all.ranks;
  // All that is known was asked for.
  if (uids.length === ranks.length && uids.every((uid, i) => uid === all.uids[i])) return { ranks, levels, gone: [] };
  const gone: number[] = [];
  const picked = Uint32Array.from(pick(all, uids, (_, at) => ranks[at]), (each, i) => {
    if (each !== undefined) return each;
    gone.push(i);
    return levels;
  });
  return { ranks: picked, levels: levels + 1, gone };
}

async function rank(keys: readonly (number | string)[], turn: Turn): Promise<Ranks> {
  const ranks = new Uint32Array(keys.length);
  const compare = (a: number, b: number): number => {
    const [x, y] = [keys[a] as number | string, keys[b] as number | string];
    return x === y ? 0 : x < y ? -1 : 1;
  };
  let levels = 0;
  let before: number | undefined;
  for (const at of await sortInTurns([...keys.keys()], compare, turn)) {
    if (before === undefined || keys[at] !== keys[before]) levels++;
    ranks[at] = levels - 1;
    before = at;
  }
  return { ranks, levels };
}

async function known(ctx: Context, mailboxId: string, uids: Uint32Array, name: SortKeyName, turn: Turn): Promise<Known> {
  const { row } = await ctx.core.db.read((read) => reachedMailbox(read, ctx, mailboxId));
  const cache = cacheOf(ctx.core);
  const cacheKey = `${row.id} ${row.uid_validity} ${name}`;
  const before = cache.get(cacheKey) ?? nothing;
  const missing = absentFrom(uids, before.uids);
  // Of messages that have gone, no more is kept than of those that are there.
  const base = before.uids.length > 2 * row.message_count + BATCH ? nothing : before;
  if (missing.length === 0) return before;
  const now = merged(base, await load(ctx, mailboxId, base === before ? missing : uids, name, turn));
  cache.set(cacheKey, now);
  return now;
}

const nothing: Known = { uids: new Uint32Array(), keys: [], bytes: 1 };

async function load(ctx: Context, mailboxId: string, uids: Uint32Array, name: SortKeyName, turn: Turn): Promise<Known> {
  const [column, toKey] = sources[name];
  const found: number[] = [];
  const keys: AnyKey[] = [];
  let bytes = 0;
  for (let start = 0; start < uids.length; start += BATCH) {
    const rows = await ctx.core.db.read(async (read) => {
      // What is shared may be taken back between two batches.
      const { row } = await reachedMailbox(read, ctx, mailboxId);
      return sortRows(read, row.id, uids.subarray(start, start + BATCH), column);
    });
    for (const { uid, value } of rows) {
      const key = toKey(value);
      found.push(uid);
      keys.push(key);
      bytes += KEY_BYTES + (typeof key === 'string' || Buffer.isBuffer(key) ? key.length : 0);
    }
    await turn.giveWay();
  }
  return { uids: Uint32Array.from(found), keys, bytes };
}

function merged(a: Known, b: Known): Known {
  const [lastOfA, firstOfB] = [a.uids.at(-1) ?? 0, b.uids[0] ?? 0];
  const uids = new Uint32Array(a.uids.length + b.uids.length);
  const bytes = a.bytes + b.bytes;
  if (lastOfA < firstOfB || b.uids.length === 0) {
    uids.set(a.uids);
    uids.set(b.uids, a.uids.length);
    return { uids, keys: [...a.keys, ...b.keys], bytes };
  }
  const keys: AnyKey[] = [];
  for (let i = 0, j = 0; i < a.uids.length || j < b.uids.length; ) {
    const isFromA = j >= b.uids.length || (i < a.uids.length && (a.uids[i] as number) < (b.uids[j] as number));
    uids[keys.length] = (isFromA ? a.uids[i] : b.uids[j]) as number;
    keys.push((isFromA ? a.keys[i++] : b.keys[j++]) as AnyKey);
  }
  return { uids, keys, bytes };
}

/** Those of ascending numbers that are not among others. */
function absentFrom(uids: Uint32Array, others: Uint32Array): Uint32Array {
  let at = 0;
  return uids.filter((uid) => {
    while (at < others.length && (others[at] as number) < uid) at++;
    return others[at] !== uid;
  });
}

/** What is known of each UID, undefined of those that are not known. */
function pick<T>(all: Known, uids: Uint32Array, of: (all: Known, at: number) => T): (T | undefined)[] {
  const { uids: known } = all;
  let at = 0;
  return Array.from(uids, (uid) => {
    while (at < known.length && (known[at] as number) < uid) at++;
    return known[at] === uid ? of(all, at) : undefined;
  });
}

function cacheOf(core: Core): LRUCache<string, Known> {
  let cache = kept.get(core);
  if (!cache) kept.set(core, (cache = new LRUCache({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes })));
  return cache;
}

function asNumber(value: SortValue): number {
  return Number(value);
}

function asText(value: SortValue): string {
  return typeof value === 'string' ? value : '';
}

/** Folded text in the order of i;unicode-casemap (RFC 5051): by upper case, so that `[` and `_` come behind all letters. */
function collated(folded: string): string {
  return folded.toUpperCase();
}

function asCollated(value: SortValue): string {
  return collated(asText(value));
}

function asBytes(value: SortValue): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

/** From the beginning of the stored header lists, which may be cut off inside the subject. */
function subjectOf(headersStart: string): string {
  const [, text] = /^\{"subject":"((?:[^"\\]|\\u[\da-f]{4}|\\[^u])*)/.exec(headersStart) ?? [];
  return text === undefined ? '' : (JSON.parse(`"${text}"`) as string);
}
