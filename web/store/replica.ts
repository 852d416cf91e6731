/**
 * One account as this client knows it: what the server said, on disk and in memory, with the changes that it has not confirmed yet laid over.
 */
import type { Quota } from '../../openapi/generated/jmap.ts';
import type { Database, ObjectType } from './database.ts';
import { type EmailPatch, patched } from './email-patch.ts';
import { countChanges, type Counts } from './counts.ts';
import { LiveQuery, queryKey } from './live-query.ts';
import type { Signals } from './signals.ts';
import type { EmailRow, Folder, ListQuery, OwnIdentity, Thread } from './types.ts';

/** A change that the server has not confirmed. */
export interface PendingChange {
  readonly patches: ReadonlyMap<string, EmailPatch>;
  /** What it does to the counters of mailboxes. */
  readonly counts: ReadonlyMap<string, Counts>;
}

/** Of what something was heard while a request was on its way, whose answer may be of before. */
export interface Heard {
  readonly emails: ReadonlySet<string>;
  readonly threads: ReadonlySet<string>;
  readonly end: () => void;
}

/** Rows in memory; more are read again from disk. */
const mostRows = 20_000;
/** Ids of Emails that are gone, kept until lists have heard of it. */
const mostGone = 20_000;

export class Replica {
  readonly id: string;
  readonly database: Database;
  readonly signals: Signals;
  readonly states = new Map<ObjectType, string>();
  readonly queries = new Map<string, LiveQuery>();
  identities: readonly OwnIdentity[] | undefined;
  quotas: readonly Quota[] | undefined;
  /** Rows that came from disk, and may have changed while nobody looked. */
  readonly unverified = new Set<string>();
  readonly #rows = new Map<string, EmailRow>();
  readonly #gone = new Set<string>();
  readonly #threads = new Map<string, Thread>();
  /** Requests for rows that are on their way. */
  readonly #hearing = new Set<{ readonly emails: Set<string>; readonly threads: Set<string> }>();
  readonly #folders = new Map<string, Folder>();
  #hasForgotten = false;
  readonly #pending = new Set<PendingChange>();
  #foldersLoaded = false;

  constructor(id: string, database: Database, signals: Signals) {
    this.id = id;
    this.database = database;
    this.signals = signals;
  }

  // ── mailboxes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** All mailboxes, with unconfirmed changes counted; undefined before they are known. */
  folders(): Folder[] | undefined {
    return this.#foldersLoaded ? [...this.#folders.keys()].map((id) => this.folder(id) as Folder) : undefined;
  }

  folder(id: string): Folder | undefined {
    const folder = this.#folders.get(id);
    if (!folder) return undefined;
    let { totalEmails, unreadEmails, totalThreads, unreadThreads } = folder;
    for (const { counts } of this.#pending) {
      const change = counts.get(id);
      if (!change) continue;
      totalEmails = Math.max(0, totalEmails + change.totalEmails);
      unreadEmails = Math.max(0, unreadEmails + change.unreadEmails);
      totalThreads = Math.max(0, totalThreads + change.totalThreads);
      unreadThreads = Math.max(0, unreadThreads + change.unreadThreads);
    }
    return { ...folder, totalEmails, unreadEmails, totalThreads, unreadThreads };
  }

  folderByRole(role: string): Folder | undefined {
    for (const { id, role: its } of this.#folders.values()) if (its === role) return this.folder(id);
    return undefined;
  }

  /** @param isAll true if these are all that there are */
  putFolders(folders: readonly (Partial<Folder> & { readonly id: string })[], { isAll = false, keep = true } = {}): void {
    if (isAll) {
      const present = new Set(folders.map(({ id }) => id));
      this.#expireListsOf([...this.#folders.keys()].filter((id) => !present.has(id)));
      this.#folders.clear();
      this.#foldersLoaded = true;
    }
    const whole = folders.map((folder) => ({ ...this.#folders.get(folder.id), ...folder }) as Folder);
    for (const folder of whole) this.#folders.set(folder.id, folder);
    if (keep) this.database.putObjects(this.id, 'Mailbox', whole);
    this.signals.changed(`mailboxes:${this.id}`);
  }

  removeFolders(ids: readonly string[]): void {
    for (const id of ids) this.#folders.delete(id);
    this.database.removeObjects(this.id, 'Mailbox', ids);
    this.#expireListsOf(ids);
    this.signals.changed(`mailboxes:${this.id}`);
  }

  /** Where such a folder is there again, what it holds is asked for anew: its Emails were forgotten. */
  #expireListsOf(mailboxIds: readonly string[]): void {
    if (mailboxIds.length === 0) return;
    for (const live of this.queries.values()) if ('inMailbox' in live.query.filter && mailboxIds.includes(live.query.filter.inMailbox ?? '')) live.expire();
  }

  // ── what is on its way ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Notes of what something is heard, until its end is called. */
  hear(): Heard {
    const heard = { emails: new Set<string>(), threads: new Set<string>() };
    this.#hearing.add(heard);
    return { ...heard, end: () => this.#hearing.delete(heard) };
  }

  /** These have changed, or are gone. */
  heardOf({ emails = [], threads = [] }: { readonly emails?: Iterable<string>; readonly threads?: Iterable<string> }): void {
    for (const heard of this.#hearing) {
      for (const id of emails) heard.emails.add(id);
      for (const id of threads) heard.threads.add(id);
    }
  }

  // ── emails and threads ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The Email with unconfirmed changes; undefined where it is not in memory, or is to be gone. */
  row(id: string): EmailRow | undefined {
    let row = this.#rows.get(id);
    if (!row) return undefined;
    for (const { patches } of this.#pending) {
      const patch = patches.get(id);
      if (patch?.destroy) return undefined;
      if (patch && row) row = patched(row, patch);
    }
    return row;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** It was there, and is no more. */
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  /** True if there is no such Email any more, or a change is under way that takes it away for good. */
  isDestroyed(id: string): boolean {
    if (this.#gone.has(id)) return true;
    for (const { patches } of this.#pending) if (patches.get(id)?.destroy) return true;
    return false;
  }

  /** Whether a change of this person's to it is on its way. */
  isChanging(id: string): boolean {
    for (const { patches } of this.#pending) if (patches.has(id)) return true;
    return false;
  }

  thread(id: string): Thread | undefined {
    return this.#threads.get(id);
  }

  /** The Emails of a thread that are in memory, oldest first. */
  threadRows(id: string): EmailRow[] {
    return (this.#threads.get(id)?.emailIds ?? []).flatMap((emailId) => this.row(emailId) ?? []);
  }

  putRows(rows: readonly EmailRow[], { keep = true } = {}): void {
    // What was gone may be there again: a folder that is shared anew. The disk does not know of it.
    const back = keep ? rows.map(({ id }) => id).filter((id) => this.#gone.delete(id)) : [];
    for (const row of rows) {
      // Re-insertion keeps what was used last at the end.
      this.#rows.delete(row.id);
      this.#rows.set(row.id, row);
      if (keep) this.unverified.delete(row.id);
      this.signals.changed(this.emailKey(row.id), this.threadKey(row.threadId));
    }
    if (keep) this.database.putObjects(this.id, 'Email', rows);
    for (const query of this.queries.values()) {
      if (back.length > 0) query.recheck(back);
      query.join();
    }
    this.#forgetOld();
  }

  /** Keywords and mailboxes as they are now. */
  updateRows(changes: readonly (Pick<EmailRow, 'id'> & Partial<EmailRow>)[]): void {
    const rows = changes.flatMap((change) => {
      const row = this.#rows.get(change.id);
      return row ? [{ ...row, ...change }] : [];
    });
    this.putRows(rows);
  }

  /** A confirmed patch becomes what the server said. */
  confirm(id: string, patch: EmailPatch): void {
    const row = this.#rows.get(id);
    this.heardOf({ emails: [id] });
    if (patch.destroy) this.removeEmails([id]);
    else if (row) this.putRows([patched(row, patch)]);
  }

  removeEmails(ids: readonly string[]): void {
    this.heardOf({ emails: ids });
    for (const id of ids) {
      const row = this.#rows.get(id);
      this.#rows.delete(id);
      this.unverified.delete(id);
      this.#gone.add(id);
      this.signals.changed(this.emailKey(id));
      if (row) this.signals.changed(this.threadKey(row.threadId));
    }
    this.database.removeObjects(this.id, 'Email', ids);
    this.database.removeBodies(this.id, ids);
    for (const query of this.queries.values()) query.recheck(ids);
    for (const id of this.#gone) {
      if (this.#gone.size <= mostGone) break;
      this.#gone.delete(id);
    }
  }

  putThreads(threads: readonly Thread[], { keep = true } = {}): void {
    for (const thread of threads) {
      this.#threads.set(thread.id, thread);
      this.signals.changed(this.threadKey(thread.id));
    }
    if (keep) this.database.putObjects(this.id, 'Thread', threads);
  }

  removeThreads(ids: readonly string[]): void {
    this.heardOf({ threads: ids });
    for (const id of ids) {
      this.#threads.delete(id);
      this.signals.changed(this.threadKey(id));
    }
    this.database.removeObjects(this.id, 'Thread', ids);
  }

  /** Their changes can no longer be followed: what is shown next is asked for anew. */
  forget(type: 'Email' | 'Thread'): void {
    this.database.clearType(this.id, type);
    this.states.delete(type);
    if (type === 'Email') for (const id of this.#rows.keys()) this.unverified.add(id);
    else this.#threads.clear();
  }

  knownIds(type: 'Email' | 'Thread'): Iterable<string> {
    return type === 'Email' ? this.#rows.keys() : this.#threads.keys();
  }

  setState(type: ObjectType, state: string): void {
    this.states.set(type, state);
    this.database.putState(this.id, type, state);
  }

  // ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The list of this query; the same object for the same question. */
  query(query: ListQuery): LiveQuery {
    const key = queryKey(query);
    let live = this.queries.get(key);
    if (!live) {
      live = new LiveQuery(this, query);
      this.queries.set(key, live);
    }
    return live;
  }

  // ── unconfirmed changes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Lays a change over what is known, at once. Taken off by the function that is returned. */
  lay(patches: ReadonlyMap<string, EmailPatch>): () => void {
    const change: PendingChange = { patches, counts: countChanges(this, patches) };
    this.#pending.add(change);
    this.#tellOf(change);
    return () => {
      this.#pending.delete(change);
      this.#tellOf(change);
    };
  }

  emailKey(id: string): string {
    return `email:${this.id}:${id}`;
  }

  threadKey(id: string): string {
    return `thread:${this.id}:${id}`;
  }

  #tellOf({ patches, counts }: PendingChange): void {
    for (const id of patches.keys()) {
      this.signals.changed(this.emailKey(id));
      const row = this.#rows.get(id);
      if (row) this.signals.changed(this.threadKey(row.threadId));
    }
    if (counts.size > 0) this.signals.changed(`mailboxes:${this.id}`);
    for (const query of this.queries.values()) query.recheck(patches.keys());
  }

  /** Whether rows that are not in memory may be on disk. */
  get mayHaveMore(): boolean {
    return this.#hasForgotten || !this.database.isNew;
  }

  #forgetOld(): void {
    if (this.#rows.size <= mostRows) return;
    this.#hasForgotten = true;
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= mostRows * 0.9) return;
      this.#rows.delete(id);
    }
  }
}
