/** The full-text index of accounts: kept up to date, merged, rebuilt (design §6, Search; see README.md). */
import { LRUCache } from 'lru-cache';
import { atMost } from '../../shared/at-most.ts';
import type { Database, Read, Unit } from '../../../db/index.ts';
import {
  type ChangedEmail, deleteSegments, deleteTexts, emailIdsAfter, emailsChangedSince, emailsThere, insertSegment, putTexts, type SearchState, searchState, segmentHeads, segmentsById, setSearchState, strayTexts,
} from '../../../db/repositories/search.ts';
import type { Core } from '../../core.ts';
import { indexMessages, type IndexInput, type IndexOutput } from './index-messages.ts';
import { Turn } from '../query/turn.ts';
import { MOST_MESSAGES, readMessages, sourcesOf } from './read-messages.ts';
import { SegmentStore } from './segment-store.ts';
import { placeOf, type SegmentBytes } from './segment.ts';
import { indexInThread, JobFailed, mergeInThread } from './threads.ts';
import { mergeable, worthTidying } from './tiers.ts';

/** So little is indexed at once, without another thread. */
const INLINE_BYTES = 32 * 1024;
/** Rows looked at together. */
const PAGE = 2000;
/** Other nodes may be at work on the same account: then it is looked at again. */
const MOST_ATTEMPTS = 5;

/** Emails that the segments do not hold yet. */
export interface Backlog {
  readonly state: SearchState;
  /** In the order in which they changed. */
  readonly emails: readonly { readonly id: number; readonly changed: number }[];
  /** Of these, what is in a segment: only its text is missing. */
  readonly indexed: ReadonlySet<number>;
  /** There is no more than these. */
  readonly isAll: boolean;
  /** Many Emails had to be looked at to know. */
  readonly wasCostly: boolean;
}

/** What was made of a backlog, or of a merge, on its way into the database. */
interface Change {
  readonly segment: SegmentBytes;
  readonly sizeBytes: number;
  readonly docCount: number;
}

export class SearchIndex {
  readonly segments: SegmentStore;
  readonly #core: Core;
  /** Up to where accounts are known to be complete, though their state says less: flags changed since. */
  readonly #complete = new LRUCache<number, { generation: number; modseq: number }>(atMost(10_000));
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(core: Core) {
    this.#core = core;
    this.segments = new SegmentStore(core.log);
  }

  /** What is missing in the index at this snapshot, at least `most` if there are so many. Undefined where there is no such account. */
  async backlog(read: Read, account: number, most: number): Promise<Backlog | undefined> {
    const state = await searchState(read, account);
    if (!state) return undefined;
    const known = this.#complete.get(account);
    const since = known?.generation === state.generation ? Math.max(known.modseq, state.modseq) : state.modseq;
    const emails: { id: number; changed: number }[] = [];
    const indexed = new Set<number>();
    const turn = new Turn();
    let docs: readonly Float64Array[] | undefined;
    let after: ChangedEmail | undefined;
    let pages = 0;
    for (;;) {
      const page = await emailsChangedSince(read, account, since, after, PAGE);
      pages += 1;
      if (page.length > 0) docs ??= await this.segments.docs(read, account, state.generation);
      for (const email of page) {
        const isIndexed = docs?.some((list) => placeOf(list, email.id) >= 0) ?? false;
        if (isIndexed && email.has_text === 1) continue;
        emails.push({ id: email.id, changed: email.changed });
        if (isIndexed) indexed.add(email.id);
      }
      after = page.at(-1);
      const isAll = page.length < PAGE;
      if (isAll && emails.length === 0) this.#complete.set(account, { generation: state.generation, modseq: state.account_modseq });
      if (isAll || emails.length >= most) return { state, emails, indexed, isAll, wasCostly: pages > 1 };
      await turn.giveWay();
    }
  }

  /**
   * Brings an account's index up to date: what came before the call is in it afterwards.
   * @param between called after each step, for those who are in no hurry
   */
  async finish(account: number, between?: () => Promise<void>): Promise<void> {
    let misses = 0;
    for (;;) {
      const outcome = await this.#inTurn(account, () => this.#step(account));
      if (outcome === 'done') return;
      if (outcome === 'missed' && ++misses >= MOST_ATTEMPTS) return;
      await between?.();
    }
  }

  /** Whether an account's index holds everything. */
  async isUpToDate(account: number): Promise<boolean> {
    const backlog = await this.#core.db.read((read) => this.backlog(read, account, 1));
    return !backlog || backlog.emails.length === 0;
  }

  async #step(account: number): Promise<'done' | 'more' | 'missed'> {
    const work = await this.#core.db.read(async (read) => {
      const backlog = await this.backlog(read, account, MOST_MESSAGES);
      return backlog && { backlog, sources: await sourcesOf(read, account, backlog.emails.map(({ id }) => id)) };
    });
    if (!work) return 'done';
    const { backlog, sources } = work;
    const { emails, state, indexed } = backlog;
    if (emails.length === 0) {
      // What took long to find out is remembered.
      if (backlog.wasCostly) await this.#store(account, state, null, [], state.account_modseq);
      return 'done';
    }
    const output = await this.#index(await readMessages(this.#core, sources, (id) => indexed.has(id)));
    const change = output.segment && { segment: output.segment, sizeBytes: output.sizeBytes, docCount: output.docCount };
    const next = emails[sources.length];
    const isDone = !next && backlog.isAll;
    const modseq = isDone ? state.account_modseq : Math.max(state.modseq, ((next ?? emails.at(-1))?.changed ?? 0) - 1);
    if (!(await this.#store(account, state, change, output.texts, modseq))) return 'missed';
    return isDone ? 'done' : 'more';
  }

  async #index(input: IndexInput): Promise<IndexOutput> {
    if (input.bytes.length <= INLINE_BYTES) return indexMessages(input);
    try {
      return await indexInThread(input);
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error;
      const { messages } = input;
      this.#core.log.error({ err: error, messages: messages.length }, 'messages could not be indexed together');
      // One that takes too much time or memory is found by halves, and indexed without its text.
      const halves = messages.length > 1 ? [messages.slice(0, messages.length / 2), messages.slice(messages.length / 2)] : [messages.map((message) => ({ ...message, pieces: [] }))];
      const outputs: IndexOutput[] = [];
      for (const half of halves) outputs.push(messages.length > 1 ? await this.#index({ ...input, messages: half }) : indexMessages({ ...input, messages: half }));
      const segments = outputs.flatMap(({ segment }) => (segment ? [segment] : []));
      const merged = segments.length > 0 ? await mergeInThread({ segments, gone: new Float64Array() }) : { segment: null, sizeBytes: 0, docCount: 0 };
      return { ...merged, texts: outputs.flatMap(({ texts }) => texts), failed: outputs.flatMap(({ failed }) => failed) };
    }
  }

  /** @returns false where the index has changed meanwhile */
  #store(account: number, seen: SearchState, change: Change | null, texts: IndexOutput['texts'], modseq: number): Promise<boolean> {
    return this.#core.db.write([account], async (tx) => {
      const state = await searchState(tx, account);
      if (!state || !isSame(state, seen)) return !state;
      // What has gone meanwhile leaves no text behind.
      const there = new Set(await emailsThere(tx, account, texts.map(({ id }) => id)));
      await putTexts(tx, account, texts.filter(({ id }) => there.has(id)));
      if (change && change.docCount > 0) await this.#insert(tx, account, state.next_segment, state.generation, change);
      await setSearchState(tx, account, { modseq, next_segment: state.next_segment + 1, generation: state.generation });
      return true;
    });
  }

  async #insert(tx: Unit, account: number, id: number, generation: number, { segment, sizeBytes, docCount }: Change): Promise<void> {
    await insertSegment(tx, account, { id, generation, doc_count: docCount, size_bytes: sizeBytes, ...segment });
  }

  /**
   * Joins small segments and leaves out Emails that are gone, one step. Nobody waits for it: what is added meanwhile stays beside what it makes.
   * @returns whether anything was done
   */
  async tidy(account: number): Promise<boolean> {
    const work = await this.#core.db.read(async (read) => {
      const state = await searchState(read, account);
      if (!state) return undefined;
      const heads = (await segmentHeads(read, account)).filter((head) => head.generation === state.generation);
      const docs = await this.segments.docs(read, account, state.generation);
      const chosen = mergeable(heads) ?? (await worthTidying(read, account, heads, docs, state.used_count));
      if (!chosen) return undefined;
      const ids = heads.flatMap((head, i) => (chosen.includes(head.id) ? [...(docs[i] ?? [])] : []));
      const there = new Set(await emailsThere(read, account, ids));
      return { generation: state.generation, chosen, rows: await segmentsById(read, account, chosen), gone: Float64Array.from(ids.filter((id) => !there.has(id))).sort() };
    });
    if (!work) return false;
    const { generation, chosen, rows, gone } = work;
    let merged: Change;
    try {
      merged = await mergeInThread({ segments: rows.map(({ docs, words, postings }) => ({ docs, words, postings })), gone });
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error;
      this.#core.log.error({ err: error, account }, 'segments of the search index cannot be joined; run `messagerie verify --rebuild-search`');
      return false;
    }
    return this.#core.db.write([account], async (tx) => {
      const state = await searchState(tx, account);
      if (!state || state.generation !== generation) return false;
      // Joined by somebody else meanwhile.
      const present = new Set((await segmentHeads(tx, account)).map(({ id }) => id));
      if (!chosen.every((id) => present.has(id))) return false;
      // Moved away and back meanwhile: it must not get lost.
      if (gone.length > 0 && (await emailsThere(tx, account, gone)).length > 0) return false;
      await deleteSegments(tx, account, chosen);
      if (merged.docCount > 0) await this.#insert(tx, account, state.next_segment, generation, merged);
      await setSearchState(tx, account, { modseq: state.modseq, next_segment: state.next_segment + 1, generation });
      return true;
    });
  }

  /**
   * Makes an account's index anew from its messages, beside the old one, which answers until the new one takes its place in one unit.
   * @throws whatever keeps it from being written
   */
  async rebuild(account: number): Promise<void> {
    const { db } = this.#core;
    const first = await this.#inTurn(account, () => db.write([account], async (tx) => {
      const state = await searchState(tx, account);
      if (!state) return undefined;
      // What a rebuild that was broken off has left.
      await deleteSegments(tx, account, (await segmentHeads(tx, account)).filter((head) => head.generation !== state.generation).map((head) => head.id));
      await setSearchState(tx, account, { modseq: state.modseq, next_segment: state.next_segment + 1, generation: state.generation });
      return state;
    }));
    if (!first) return;
    const generation = first.generation + 1;
    let parts: SegmentBytes[] = [];
    let docs = 0;
    const flush = async (): Promise<void> => {
      if (parts.length === 0) return;
      const merged = await mergeInThread({ segments: parts, gone: new Float64Array() });
      parts = [];
      docs = 0;
      await this.#inTurn(account, () => db.write([account], async (tx) => {
        const state = await searchState(tx, account);
        if (!state) return;
        await this.#insert(tx, account, state.next_segment, generation, merged);
        await setSearchState(tx, account, { modseq: state.modseq, next_segment: state.next_segment + 1, generation: state.generation });
      }));
    };
    let after = -1;
    for (;;) {
      const { ids, sources } = await db.read(async (read) => {
        const ids = await emailIdsAfter(read, account, after, PAGE);
        return { ids, sources: await sourcesOf(read, account, ids) };
      });
      const last = sources.at(-1);
      if (ids.length === 0 || !last) break;
      const output = await this.#index(await readMessages(this.#core, sources, () => false));
      await db.write([account], async (tx) => {
        const there = new Set(await emailsThere(tx, account, output.texts.map(({ id }) => id)));
        await putTexts(tx, account, output.texts.filter(({ id }) => there.has(id)));
      });
      if (output.segment) parts.push(output.segment);
      docs += output.docCount;
      if (docs >= REBUILT_DOCS) await flush();
      after = last.id;
    }
    await flush();
    await this.#inTurn(account, () => db.write([account], async (tx) => {
      const state = await searchState(tx, account);
      if (!state) return;
      const old = (await segmentHeads(tx, account)).filter((head) => head.generation !== generation);
      await deleteSegments(tx, account, old.map((head) => head.id));
      // What came since is looked for once more.
      await setSearchState(tx, account, { modseq: first.account_modseq, next_segment: state.next_segment + 1, generation });
    }));
    for (let stray = await db.read((read) => strayTexts(read, account, PAGE)); stray.length > 0; stray = await db.read((read) => strayTexts(read, account, PAGE))) {
      const ids = stray;
      await db.write([account], (tx) => deleteTexts(tx, account, ids));
    }
    await this.finish(account);
  }

  /** One piece of work on an account's index after the other. */
  #inTurn<T>(account: number, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(account) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined).finally(() => {
      if (this.#turns.get(account) === settled) this.#turns.delete(account);
    });
    this.#turns.set(account, settled);
    return mine;
  }
}

const REBUILT_DOCS = 2048;

const isSame = (a: SearchState, b: SearchState): boolean => a.next_segment === b.next_segment && a.generation === b.generation;

const indexes = new WeakMap<Database, SearchIndex>();

/** The index of a process's database. */
export function searchIndexOf(core: Core): SearchIndex {
  let index = indexes.get(core.db);
  if (!index) indexes.set(core.db, (index = new SearchIndex(core)));
  return index;
}
