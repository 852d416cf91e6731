/** Bodies of messages: in memory, on disk, from the server. They never change, so what was read once opens at once and without a network. */
import type { JmapClient } from '../jmap/client.ts';
import type { Database } from './database.ts';
import { fetchBodies } from './load.ts';
import type { Signals } from './signals.ts';
import type { EmailBody } from './types.ts';

const mostInMemory = 200;

export class Bodies {
  readonly #client: JmapClient;
  readonly #database: Database;
  readonly #signals: Signals;
  readonly #bodies = new Map<string, EmailBody>();
  readonly #loading = new Map<string, Promise<EmailBody | undefined>>();

  constructor(client: JmapClient, database: Database, signals: Signals) {
    this.#client = client;
    this.#database = database;
    this.#signals = signals;
  }

  key(accountId: string, id: string): string {
    return `body:${accountId}:${id}`;
  }

  /** The body if it is in memory. */
  get(accountId: string, id: string): EmailBody | undefined {
    return this.#bodies.get(this.key(accountId, id));
  }

  /** @returns undefined if there is no such Email any more. @throws what the client throws */
  load(accountId: string, id: string): Promise<EmailBody | undefined> {
    const key = this.key(accountId, id);
    const known = this.#bodies.get(key);
    if (known) return Promise.resolve(known);
    const loading = this.#loading.get(key) ?? this.#load(accountId, id).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  /** The whole of a body whose texts were cut. */
  async loadWhole(accountId: string, id: string): Promise<void> {
    const [body] = await fetchBodies(this.#client, accountId, [id], 0);
    if (body) this.#put(accountId, body);
  }

  /** Fetches in the background what is likely to be opened next; failing is no matter. */
  async prefetch(accountId: string, ids: readonly string[]): Promise<void> {
    try {
      const absent: string[] = [];
      for (const id of ids) {
        if (this.get(accountId, id) || this.#loading.has(this.key(accountId, id))) continue;
        const kept = await this.#database.body<EmailBody>(accountId, id);
        if (kept) this.#put(accountId, kept, false);
        else absent.push(id);
      }
      if (absent.length === 0) return;
      for (const body of await fetchBodies(this.#client, accountId, absent)) this.#put(accountId, body);
    } catch {
      // It is fetched when it is opened.
    }
  }

  async #load(accountId: string, id: string): Promise<EmailBody | undefined> {
    const kept = await this.#database.body<EmailBody>(accountId, id);
    if (kept) return this.#put(accountId, kept, false);
    const [body] = await fetchBodies(this.#client, accountId, [id]);
    return body && this.#put(accountId, body);
  }

  #put(accountId: string, body: EmailBody, keep = true): EmailBody {
    const key = this.key(accountId, body.id);
    this.#bodies.delete(key);
    this.#bodies.set(key, body);
    if (keep) this.#database.putBody(accountId, body);
    for (const oldest of this.#bodies.keys()) {
      if (this.#bodies.size <= mostInMemory) break;
      this.#bodies.delete(oldest);
    }
    this.#signals.changed(key);
    return body;
  }
}
