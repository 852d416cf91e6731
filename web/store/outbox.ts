/**
 * Changes on their way to the server, in the order they were made. They are on disk until the server has answered: closing the page, or being without a network
 * for a day, loses none of them.
 */
import type { JmapClient } from '../jmap/client.ts';
import { isPassing, SetFailed, SignedOut } from '../jmap/errors.ts';
import type { Database } from './database.ts';
import { type EmailPatch, patchObject } from './email-patch.ts';
import { chunks } from './load.ts';

export type Change =
  | {
      readonly kind: 'patch';
      readonly accountId: string;
      readonly patches: readonly (readonly [id: string, patch: EmailPatch])[];
      /** It was done along with something else that went well: nobody is told that it was refused. */
      readonly isAside?: true;
    }
  /** Between accounts (RFC 8621 §4.7). */
  | {
      readonly kind: 'copy';
      readonly fromAccountId: string;
      readonly accountId: string;
      readonly emails: readonly { readonly id: string; readonly mailboxIds: Readonly<Record<string, true>> }[];
      readonly destroyOriginal: boolean;
    };

export interface Outcome {
  /** Refused ids with the reason. */
  readonly refused: ReadonlyMap<string, SetFailed>;
  /** For copies: old id to new one. */
  readonly created: ReadonlyMap<string, string>;
}

interface Entry {
  readonly key: number;
  readonly change: Change;
  readonly settle: { readonly resolve: (outcome: Outcome) => void; readonly reject: (error: unknown) => void };
}

interface StoredEntry {
  readonly tab: string;
  readonly change: Change;
}

export interface OutboxOptions {
  readonly client: JmapClient;
  readonly database: Database;
  /** Awaited before a change goes out. Rejects as the client does, where it may not yet. */
  readonly mayGo: () => Promise<void>;
  /** Called as a change goes out, within the same turn: what it brings about is then in the same answer. */
  readonly onSend: (change: Change) => Promise<void>;
  /** Called when there is one more or one fewer. */
  readonly onCount: () => void;
  /** Nothing goes out until {@link Outbox.resume}. */
  readonly onStopped: (error: unknown) => void;
}

const objectsOfOneSet = 500;
const shortestWaitMs = 1_000;
const longestWaitMs = 60_000;

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries: Entry[] = [];
  readonly #tab = crypto.randomUUID();
  #isRunning = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #lastKey = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    // Held while this page lives, so that others can tell whose entries are orphans.
    void navigator.locks.request(lockOf(this.#tab), () => new Promise(() => {}));
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Resolves when the server has answered; rejects only with refusals that no further try would change. */
  async add(change: Change): Promise<Outcome> {
    const key = this.#nextKey();
    const outcome = this.#enter(key, change);
    void this.#options.database.keep('outbox', key, { tab: this.#tab, change } satisfies StoredEntry);
    void this.#run();
    return outcome;
  }

  /** Takes over what pages that are gone have left: it was made before what is made here, and goes out before it. @returns the changes, each with its outcome to come */
  async adopt(): Promise<{ readonly change: Change; readonly outcome: Promise<Outcome> }[]> {
    return navigator.locks.request('messagerie-outbox-adoption', async () => {
      const { held = [] } = await navigator.locks.query();
      const alive = new Set(held.map(({ name }) => name));
      const adopted: { change: Change; outcome: Promise<Outcome> }[] = [];
      for (const [key, { tab, change }] of await this.#options.database.entries<StoredEntry>('outbox')) {
        if (alive.has(lockOf(tab))) continue;
        await this.#options.database.keep('outbox', key, { tab: this.#tab, change } satisfies StoredEntry);
        adopted.push({ change, outcome: this.#enter(Number(key), change) });
      }
      if (adopted.length > 0) void this.#run();
      return adopted;
    });
  }

  #enter(key: number, change: Change): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      const after = this.#entries.findIndex((entry) => entry.key > key);
      this.#entries.splice(after < 0 ? this.#entries.length : after, 0, { key, change, settle: { resolve, reject } });
    });
    this.#options.onCount();
    return outcome;
  }

  /** Tries again at once: the network is back, or somebody has signed in. */
  resume(): void {
    this.#failures = 0;
    clearTimeout(this.#retry);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#entries.length > 0) {
        let entry: Entry | undefined;
        try {
          await this.#options.mayGo();
          // By now what was made earlier may have come to stand in front.
          entry = this.#entries[0];
          if (!entry) return;
          const outcome = await this.#send(entry.change);
          this.#remove(entry);
          entry.settle.resolve(outcome);
          this.#failures = 0;
        } catch (error) {
          if (error instanceof SignedOut) return this.#options.onStopped(error);
          if (!entry || isPassing(error)) {
            this.#options.onStopped(error);
            const wait = Math.min(longestWaitMs, shortestWaitMs * 2 ** this.#failures++);
            clearTimeout(this.#retry);
            this.#retry = setTimeout(() => void this.#run(), wait);
            return;
          }
          this.#remove(entry);
          entry.settle.reject(error);
        }
      }
    } finally {
      this.#isRunning = false;
    }
  }

  /** By when the change was made, also among those of other tabs, none of which has the same key. */
  #nextKey(): number {
    this.#lastKey = Math.max(this.#lastKey + 1, Date.now() * 1_000 + Math.floor(Math.random() * 1_000));
    return this.#lastKey;
  }

  #remove(entry: Entry): void {
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#options.onCount();
    void this.#options.database.keep('outbox', entry.key, undefined);
  }

  async #send(change: Change): Promise<Outcome> {
    const refused = new Map<string, SetFailed>();
    const created = new Map<string, string>();
    const calls = change.kind === 'patch' ? this.#callSet(change, refused) : this.#callCopy(change, refused, created);
    // The change is made: that following it failed is mended by the next sync.
    const followed = this.#options.onSend(change).catch(() => {});
    await Promise.all(calls);
    await followed;
    return { refused, created };
  }

  #callSet({ accountId, patches }: Change & { kind: 'patch' }, refused: Map<string, SetFailed>): Promise<void>[] {
    return chunks(patches, objectsOfOneSet).map(async (part) => {
      const update = Object.fromEntries(part.filter(([, { destroy }]) => !destroy).map(([id, patch]) => [id, patchObject(patch)]));
      const destroy = part.filter(([, patch]) => patch.destroy).map(([id]) => id);
      const { notUpdated, notDestroyed } = await this.#options.client.call('Email/set', { accountId, update, destroy });
      for (const [id, error] of Object.entries({ ...notUpdated, ...notDestroyed })) refused.set(id, new SetFailed(error));
    });
  }

  #callCopy({ fromAccountId, accountId, emails, destroyOriginal }: Change & { kind: 'copy' }, refused: Map<string, SetFailed>, created: Map<string, string>): Promise<void>[] {
    return chunks(emails, objectsOfOneSet).map(async (part) => {
      const answer = await this.#options.client.call('Email/copy', {
        fromAccountId,
        accountId,
        create: Object.fromEntries(part.map(({ id, mailboxIds }) => [id, { id, mailboxIds: { ...mailboxIds } }])),
        onSuccessDestroyOriginal: destroyOriginal,
      });
      for (const [id, email] of Object.entries(answer.created ?? {})) created.set(id, email.id as string);
      for (const [id, error] of Object.entries(answer.notCreated ?? {})) refused.set(id, new SetFailed(error));
    });
  }
}

const lockOf = (tab: string): string => `messagerie-tab:${tab}`;
