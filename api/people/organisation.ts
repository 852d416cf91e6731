/** An index over the directory and the aliases, in memory: whom the organisation has, to be found by the start of a word. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Term } from '../../db/repositories/correspondents.ts';
import { aliasesAfter, organisationVersion } from '../../db/repositories/organisation.ts';
import type { Core } from '../core.ts';
import { foldText } from '../mail/mime/fold-text.ts';
import { directoryOf } from './directory.ts';
import { fitsWords, recipientWords } from './recipient-words.ts';

export type MemberKind = 'person' | 'group' | 'alias' | 'resource';

export interface Member {
  readonly address: string;
  readonly name: string;
  readonly kind: MemberKind;
}

interface Entry extends Member {
  /** Of the name first. */
  readonly words: readonly string[];
  readonly nameWords: number;
  readonly sortKey: string;
  /** The loading that saw it last. */
  seen: number;
}

/** One word of an entry. */
interface Posting {
  readonly word: string;
  readonly entry: Entry;
}

/** So many are taken in before others have their turn: a few milliseconds. */
const rowsAtOnce = 500;
/** An answer out of what was known before is better than a late one. */
const patienceMs = 10;

const kinds: Readonly<Record<string, MemberKind>> = { individual: 'person', group: 'group', resource: 'resource', location: 'resource' };

/** Postings by name, put in order when they are asked for: after a change that costs little, since they nearly are. */
class Postings {
  #items: Posting[] = [];
  #isSorted = true;

  add(posting: Posting): void {
    this.#items.push(posting);
    this.#isSorted = false;
  }

  remove(entry: Entry): void {
    this.#items = this.#items.filter((posting) => posting.entry !== entry);
  }

  get sorted(): readonly Posting[] {
    if (!this.#isSorted) this.#items.sort(byName);
    this.#isSorted = true;
    return this.#items;
  }
}

function byName({ entry: a }: Posting, { entry: b }: Posting): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.address < b.address ? -1 : Number(a.address > b.address);
}

/** Where the word stands: at the start of the name, further on in it, in the address. */
const ranks = 3;
const rankOf = (at: number, nameWords: number): number => (at >= nameWords ? 2 : at === 0 ? 0 : 1);

/** Words by their first letter, and by their first two: what somebody types is looked for in one list of each rank. */
const keysOf = (word: string): string[] => (word.length < 2 ? [word] : [word.slice(0, 1), word.slice(0, 2)]);

/**
 * Everybody of the organisation that takes mail, kept by what the database says: each question asks for the version of the organisation, one number, and what
 * has changed is taken in where that differs, people and groups from the directory. So it holds on every node.
 */
export class Organisation {
  readonly #core: Core;
  readonly #entries = new Map<string, Entry>();
  readonly #byAddress = new Map<string, Entry>();
  readonly #postings = new Map<string, readonly Postings[]>();
  #version: number | undefined;
  #loading: Promise<void> | undefined;
  #loadings = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Who has this address. */
  at(address: string): Member | undefined {
    return this.#byAddress.get(address);
  }

  /** Those that all terms fit, the likeliest first: where a name begins so, where another word of it does, where an address does; then by name. */
  async find(terms: readonly Term[], limit: number): Promise<Member[]> {
    await this.#refresh();
    const [first] = terms;
    const start = first?.parts[0] ?? '';
    if (!first || start === '') return [];
    const isSingle = terms.length === 1 && first.parts.length === 1 && first.whole === start;
    const found = new Set<Entry>();
    for (const postings of this.#postings.get(start.slice(0, 2)) ?? []) {
      for (const { word, entry } of postings.sorted) {
        if (found.size >= limit) return [...found];
        if (word.startsWith(start) && (isSingle || fitsWords(entry.words, terms))) found.add(entry);
      }
    }
    return [...found].slice(0, limit);
  }

  /** Reads what has changed. Waits for it where nothing is known yet, else only for a moment. */
  async #refresh(): Promise<void> {
    const { db, clock } = this.#core;
    const version = await db.read(organisationVersion);
    if (version === this.#version) return;
    const loading = (this.#loading ??= this.#load(version).finally(() => {
      this.#loading = undefined;
    }));
    if (this.#version === undefined) return loading;
    await new Promise<void>((resolve) => {
      const timer = clock.after(patienceMs, resolve);
      // What could not be read is read by the next question.
      loading.catch((error: unknown) => this.#core.log.warn({ err: error }, 'the organisation could not be read for completion; it is tried again')).finally(() => {
        timer.cancel();
        resolve();
      }).catch(() => undefined);
    });
  }

  async #load(version: number): Promise<void> {
    const { db } = this.#core;
    const loading = ++this.#loadings;
    const { entries } = await db.read((read) => directoryOf(this.#core, read));
    for (const [at, { id, type, name, address, disabled }] of entries.entries()) {
      if (at % rowsAtOnce === rowsAtOnce - 1) await nextTurn();
      if (address !== null && disabled === 0) this.#put(`p${id}`, { address, name, kind: kinds[type] ?? 'person' }, loading);
    }
    for (let after = -1; ; await nextTurn()) {
      const rows = await db.read((read) => aliasesAfter(read, after, rowsAtOnce));
      for (const { id, address } of rows) this.#put(`l${id}`, { address, name: '', kind: 'alias' }, loading);
      const last = rows.at(-1);
      if (!last || rows.length < rowsAtOnce) break;
      after = last.id;
    }
    for (const [key, entry] of this.#entries) if (entry.seen !== loading) this.#remove(key, entry);
    this.#version = version;
  }

  #put(key: string, member: Member, loading: number): void {
    const known = this.#entries.get(key);
    if (known && known.address === member.address && known.name === member.name && known.kind === member.kind) {
      known.seen = loading;
      return;
    }
    if (known) this.#remove(key, known);
    const words = recipientWords(member.name, member.address, false);
    const sortKey = foldText(member.name === '' ? member.address : member.name);
    const nameWords = member.name === '' ? 0 : Math.max(0, words.indexOf(foldText(member.address)));
    const entry: Entry = { ...member, words, nameWords, sortKey, seen: loading };
    this.#entries.set(key, entry);
    this.#byAddress.set(member.address, entry);
    for (const [at, word] of words.entries()) {
      for (const postingsKey of keysOf(word)) {
        let postings = this.#postings.get(postingsKey);
        if (!postings) this.#postings.set(postingsKey, (postings = Array.from({ length: ranks }, () => new Postings())));
        postings[rankOf(at, nameWords)]?.add({ word, entry });
      }
    }
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    if (this.#byAddress.get(entry.address) === entry) this.#byAddress.delete(entry.address);
    for (const postingsKey of new Set(entry.words.flatMap(keysOf))) {
      for (const postings of this.#postings.get(postingsKey) ?? []) postings.remove(entry);
    }
  }
}

const shared = new WeakMap<Core, Organisation>();

/** The core's one view of the organisation. */
export function organisationOf(core: Core): Organisation {
  let organisation = shared.get(core);
  if (!organisation) shared.set(core, (organisation = new Organisation(core)));
  return organisation;
}
