import type { Unit } from '../../db/index.ts';
import { markedDeleted } from '../../db/repositories/memberships.ts';
import type { Context } from '../access/context.ts';
import type { ChangeFlagsRequest, CopyRequest, CopyResult, FlagsResult } from '../client/legacy.ts';
import { needRights } from '../access/need-rights.ts';
import { reachForMailbox } from '../access/reach.ts';
import { accountOf } from '../ids.ts';
import { changeFlags as changeFlagsIn, costOf, type FlagsChanged } from '../mail/store/change-flags.ts';
import { copyBetweenAccounts } from '../mail/store/copy-between-accounts.ts';
import { copyMany } from '../mail/store/copy-many.ts';
import { copyOrMove, type UidPairs } from '../mail/store/copy-emails.ts';
import { type Expunged, expungeMessages } from '../mail/store/expunge-emails.ts';
import { toKeywords, unpackExtra } from '../mail/store/keywords.ts';
import { destinationNumber, nowhereToPut } from './destination.ts';
import { mailboxNumber, mayWrite, reachedMailbox } from './reached-mailbox.ts';
import { changeReaderFlags, flagsForbidden, type ReaderFlagsChanged } from './reader-flags.ts';

/** Messages in one unit: the event loop is held up for some milliseconds, and nobody waits behind more (design §4, §6). */
const UNIT_MESSAGES = 200;
/** The same for flags, by what they cost. */
const FLAG_UNIT_MESSAGES = { any: UNIT_MESSAGES, counted: 500, uncounted: 1000 };
/** Of messages to expunge; how many Emails may be destroyed at once, the unit itself sees to. */
const EXPUNGE_UNIT_MESSAGES = 1000;
/** Of messages that stay in their account. A COPY of more is prepared before its one unit begins, a MOVE is several. */
const COPY_UNIT_MESSAGES = 500;
/** Units of one command that wait for the disk together. */
const UNITS_UNDER_WAY = 4;

/** STORE: several units over many messages, each all or nothing. */
export async function changeFlags(ctx: Context, request: ChangeFlagsRequest): Promise<FlagsResult> {
  mayWrite(ctx);
  const { core } = ctx;
  const mailboxId = mailboxNumber(request.mailboxId);
  const account = accountOf(mailboxId);
  const keywords = toKeywords(request.keywords, core.limits.keywordsPerEmail);
  const change = {
    op: request.op, keywords, deleted: request.deleted, ifUnmodifiedSince: request.ifUnmodifiedSince, maxKeywords: core.limits.keywordsPerEmail,
  };
  const results = await inUnits(request.uids, FLAG_UNIT_MESSAGES[costOf(change)], (uids) =>
    core.db.write([account], async (tx): Promise<FlagsChanged & Partial<ReaderFlagsChanged>> => {
      const reach = await reachForMailbox(ctx, tx, mailboxId, 'write');
      const now = core.clock.now();
      return reach.isOwner ? changeFlagsIn(tx, account, mailboxId, uids, change, now) : changeReaderFlags(tx, reach, mailboxId, uids, change, now);
    }));
  if (results.length > 0 && results.every((result) => result.refused)) throw flagsForbidden();
  return { ...asColumns(results), incomplete: results.some((result) => result.incomplete) };
}

function asColumns(results: readonly FlagsChanged[]): Omit<FlagsResult, 'incomplete'> {
  const count = results.reduce((sum, { updated }) => sum + updated.length, 0);
  const [updated, modseqs, flags] = [new Uint32Array(count), new Float64Array(count), new Uint32Array(count)];
  const extraKeywords = new Map<number, readonly string[]>();
  let at = 0;
  for (const result of results) {
    updated.set(result.updated, at);
    modseqs.set(result.modseqs, at);
    flags.set(result.flags, at);
    for (const [i, extra] of result.extra.entries()) if (extra) extraKeywords.set(at + i, unpackExtra(extra));
    at += result.updated.length;
  }
  const [first, last] = [results[0], results.at(-1)];
  const isUnbroken = results.every(({ before }, i) => i === 0 || before === results[i - 1]?.after);
  return {
    updated, modseqs, flags, extraKeywords, conflicting: Uint32Array.from(results.flatMap((result) => result.conflicting)),
    highestModseq: first && last && isUnbroken ? { before: first.before, after: last.after } : null,
  };
}

/** Runs a unit for every so many messages, in order; the next is computed while the disk confirms the last ones. */
async function inUnits<T>(uids: Uint32Array, unitMessages: number, unit: (uids: Uint32Array) => Promise<T>): Promise<T[]> {
  const results: Promise<T>[] = [];
  for (let start = 0; start < uids.length; start += unitMessages) {
    const running = unit(uids.subarray(start, start + unitMessages));
    // Whoever waits for the results hears of a failure; until then it must not count as unheard.
    running.catch(() => undefined);
    results.push(running);
    if (results.length >= UNITS_UNDER_WAY) await results[results.length - UNITS_UNDER_WAY];
  }
  return Promise.all(results);
}

/** COPY: all or nothing, one unit; of many messages inside an account, what it takes is read beforehand (design §4). */
export async function copy(ctx: Context, request: CopyRequest): Promise<CopyResult> {
  const [fromMailboxId, toMailboxId] = [mailboxNumber(request.mailboxId), destinationNumber(request.toMailboxId)];
  const accountId = accountOf(fromMailboxId);
  if (request.uids.length <= COPY_UNIT_MESSAGES || accountOf(toMailboxId) !== accountId) return transfer(ctx, request, false, request.uids.length);
  mayWrite(ctx);
  const { db, clock } = ctx.core;
  const { uidValidity, sourceUids, destinationUids } = await copyMany(db, {
    accountId, fromMailboxId, toMailboxId, uids: request.uids, check: (tx) => mayCopy(tx, ctx, fromMailboxId, toMailboxId, false), now: () => clock.now(),
  });
  return { uidValidity, sourceUids: Uint32Array.from(sourceUids), destinationUids: Uint32Array.from(destinationUids) };
}

/** MOVE: each message is in one of the two at every moment; many messages are several units. */
export async function move(ctx: Context, request: CopyRequest): Promise<CopyResult> {
  const isInside = accountOf(mailboxNumber(request.mailboxId)) === accountOf(destinationNumber(request.toMailboxId));
  return transfer(ctx, request, true, isInside ? COPY_UNIT_MESSAGES : UNIT_MESSAGES);
}

async function transfer(ctx: Context, request: CopyRequest, moving: boolean, unitMessages: number): Promise<CopyResult> {
  mayWrite(ctx);
  const { core } = ctx;
  const from = mailboxNumber(request.mailboxId);
  const to = destinationNumber(request.toMailboxId);
  const accounts = [...new Set([accountOf(from), accountOf(to)])];
  const unit = (uids: Uint32Array): Promise<UidPairs> => core.db.write(accounts, (tx) =>
    accounts.length === 1 ? copyInside(tx, ctx, from, uids, to, moving) : copyBetweenAccounts(tx, ctx, { mailboxId: from, uids, toMailboxId: to, move: moving }));
  // Whether it may be done is asked also where nothing is named.
  const results = request.uids.length === 0 ? [await unit(request.uids)] : await inUnits(request.uids, unitMessages, unit);
  return {
    uidValidity: results[0]?.uidValidity ?? 0,
    sourceUids: Uint32Array.from(results.flatMap(({ sourceUids }) => sourceUids)), destinationUids: Uint32Array.from(results.flatMap(({ destinationUids }) => destinationUids)),
  };
}

/** Inside one account keywords belong to the Email, so that a COPY leaves none of them out. */
async function copyInside(tx: Unit, ctx: Context, from: number, uids: Uint32Array, to: number, moving: boolean): Promise<UidPairs> {
  const account = await mayCopy(tx, ctx, from, to, moving);
  return copyOrMove(tx, account, { fromMailboxId: from, toMailboxId: to, move: moving }, uids, ctx.core.clock.now());
}

/** @returns the account @throws CoreError where they may not */
async function mayCopy(tx: Unit, ctx: Context, from: number, to: number, moving: boolean): Promise<number> {
  const reach = await reachForMailbox(ctx, tx, from, 'write');
  if (!reach.isOwner) {
    if (moving) needRights(reach, from, 'You may not take messages out of this folder.', 't', 'e');
    if (!reach.mailboxes.has(to)) throw nowhereToPut();
    needRights(reach, to, 'You may not put messages into that folder.', 'i');
  }
  return reach.account;
}

const NO_EXPUNGE = 'You may not remove messages from this folder.';

/** EXPUNGE and UID EXPUNGE: several units over many messages. */
export async function expunge(ctx: Context, mailboxId: string, uids?: Uint32Array): Promise<{ uids: Uint32Array; modseq: number }> {
  mayWrite(ctx);
  const { core } = ctx;
  const mailbox = mailboxNumber(mailboxId);
  const account = accountOf(mailbox);
  const marked = uids ?? (await core.db.read(async (read) => {
    needRights((await reachedMailbox(read, ctx, mailboxId, 'write')).reach, mailbox, NO_EXPUNGE, 'e');
    return Uint32Array.from(await markedDeleted(read, mailbox)).sort();
  }));
  const expungeSome = async (some: ArrayLike<number>): Promise<Omit<Expunged, 'rest'>> => {
    const { left, rest, modseq } = await core.db.write([account], async (tx) => {
      needRights(await reachForMailbox(ctx, tx, mailbox, 'write'), mailbox, NO_EXPUNGE, 'e');
      return expungeMessages(tx, account, mailbox, some, core.clock.now());
    });
    if (rest.length === 0) return { left, modseq };
    const then = await expungeSome(rest);
    return { left: [...left, ...then.left], modseq: Math.max(modseq, then.modseq) };
  };
  const gone = await inUnits(marked, EXPUNGE_UNIT_MESSAGES, expungeSome);
  return { uids: Uint32Array.from(gone.flatMap(({ left }) => left)).sort(), modseq: Math.max(0, ...gone.map(({ modseq }) => modseq)) };
}
