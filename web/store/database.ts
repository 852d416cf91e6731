/**
 * The replica on disk (IndexedDB), one for each person who signs in with this browser. It makes the next visit instant and reading possible without a network; a
 * browser that refuses to keep it loses nothing but that.
 */
import { type DBSchema, type IDBPDatabase, deleteDB, openDB } from 'idb';
import { databaseName as nameOf } from './names.ts';

export type ObjectType = 'Email' | 'Thread' | 'Mailbox' | 'Identity' | 'Quota';

export interface StoredQuery {
  readonly ids: readonly string[];
  readonly total: number;
  readonly state: string;
  readonly usedAt: number;
}

interface Schema extends DBSchema {
  /** Key: account, type, id. */
  objects: { key: [string, string, string]; value: { readonly id: string } };
  /** State strings of the server. Key: account, type. */
  states: { key: [string, string]; value: string };
  queries: { key: [string, string]; value: StoredQuery };
  bodies: { key: [string, string]; value: { readonly usedAt: number; readonly body: { readonly id: string } } };
  /** What is being written, by its local id. */
  drafts: { key: string; value: unknown };
  /** Changes that the server has not taken yet, in their order. */
  outbox: { key: number; value: unknown };
  /** The session, preferences, how the client was left. */
  meta: { key: string; value: unknown };
}

export type StoreName = 'objects' | 'states' | 'queries' | 'bodies' | 'drafts' | 'outbox' | 'meta';
type Write = (db: IDBPDatabase<Schema>, tx: WriteTransaction) => void;
type WriteTransaction = ReturnType<typeof startWrite>;

const version = 1;
const everything: StoreName[] = ['objects', 'states', 'queries', 'bodies', 'drafts', 'outbox', 'meta'];
const unsent: readonly StoreName[] = ['drafts', 'outbox'];
/** Writes are gathered for so long. */
const gatherMs = 120;
const mostBodies = 3_000;

const startWrite = (db: IDBPDatabase<Schema>) => db.transaction(everything, 'readwrite', { durability: 'relaxed' });

export class Database {
  /** It was made just now: there is nothing in it yet but what this page has put there. */
  readonly isNew: boolean;
  readonly #db: IDBPDatabase<Schema> | undefined;
  #writes: Write[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushed: Promise<void> = Promise.resolve();
  #isReadForgotten = false;

  private constructor(db: IDBPDatabase<Schema> | undefined, isNew = true) {
    this.#db = db;
    this.isNew = isNew;
  }

  /** Never fails: without a database to open, nothing is found and nothing kept. */
  static async open(user: string): Promise<Database> {
    let isNew = false;
    try {
      const db = await openDB<Schema>(nameOf(user), version, {
        upgrade(db) {
          isNew = true;
          for (const name of everything) db.createObjectStore(name);
        },
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      return new Database(db, isNew);
    } catch {
      return new Database(undefined);
    }
  }

  /** Takes away all that this browser keeps of a person. */
  static async wipe(user: string): Promise<void> {
    try {
      await deleteDB(nameOf(user));
    } catch {
      // There is none, or none can be opened.
    }
  }

  /**
   * Takes away what others than this person have read: their session has ended without their signing out. What they wrote and what is not sent yet is nowhere
   * else: it waits for them.
   */
  static async wipeOthers(user: string): Promise<void> {
    let names: readonly IDBDatabaseInfo[] = [];
    try {
      names = await indexedDB.databases();
    } catch {
      // Storage is refused; or the browser is older than 2024 and does not tell: no page of this person opens what others have left.
    }
    const others = names.flatMap(({ name }) => (name?.startsWith(nameOf('')) && name !== nameOf(user) ? name.slice(nameOf('').length) : []));
    await Promise.all(others.map((other) => Database.#wipeRead(other)));
  }

  static async #wipeRead(user: string): Promise<void> {
    const database = await Database.open(user);
    const isOwed = await database.read(async (db) => {
      const tx = db.transaction(everything, 'readwrite');
      const owed = (await Promise.all(unsent.map((name) => tx.objectStore(name).count()))).some((count) => count > 0);
      for (const name of everything) if (!unsent.includes(name)) void tx.objectStore(name).clear();
      await tx.done;
      return owed;
    }, true);
    database.close();
    // It is empty by now; a page that still has it open must not hold up this one.
    if (!isOwed) void Database.wipe(user);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#db?.close();
  }

  /** All objects of a type, in no order. */
  async all<T>(accountId: string, type: ObjectType): Promise<T[]> {
    return this.read((db) => db.getAll('objects', IDBKeyRange.bound([accountId, type], [accountId, type, []])) as unknown as Promise<T[]>, []);
  }

  /** Those of these objects that are there. */
  async some<T>(accountId: string, type: ObjectType, ids: readonly string[]): Promise<T[]> {
    return this.read(async (db) => {
      const tx = db.transaction('objects');
      const found = await Promise.all(ids.map((id) => tx.store.get([accountId, type, id])));
      return found.filter((value) => value !== undefined) as unknown as T[];
    }, []);
  }

  state(accountId: string, type: ObjectType): Promise<string | undefined> {
    return this.read((db) => db.get('states', [accountId, type]), undefined);
  }

  query(accountId: string, key: string): Promise<StoredQuery | undefined> {
    return this.read((db) => db.get('queries', [accountId, key]), undefined);
  }

  async body<T>(accountId: string, id: string): Promise<T | undefined> {
    const found = await this.read((db) => db.get('bodies', [accountId, id]), undefined);
    return found?.body as T | undefined;
  }

  meta<T>(key: string): Promise<T | undefined> {
    return this.read((db) => db.get('meta', key) as Promise<T | undefined>, undefined);
  }

  /** All values of `drafts` or `outbox` with their keys. */
  async entries<T>(store: 'drafts' | 'outbox'): Promise<[string | number, T][]> {
    return this.read(async (db) => {
      const tx = db.transaction(store);
      const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
      return keys.map((key, index) => [key, values[index] as T]);
    }, []);
  }

  /** Written a moment later, together with others. */
  putObjects(accountId: string, type: ObjectType, objects: readonly { readonly id: string }[]): void {
    this.write((_db, tx) => {
      for (const object of objects) void tx.objectStore('objects').put(object, [accountId, type, object.id]);
    });
  }

  removeObjects(accountId: string, type: ObjectType, ids: readonly string[]): void {
    this.write((_db, tx) => {
      for (const id of ids) void tx.objectStore('objects').delete([accountId, type, id]);
    });
  }

  /** Forgets all objects of a type: their changes can no longer be followed. */
  clearType(accountId: string, type: ObjectType): void {
    this.write((_db, tx) => {
      void tx.objectStore('objects').delete(IDBKeyRange.bound([accountId, type], [accountId, type, []]));
      void tx.objectStore('states').delete([accountId, type]);
    });
  }

  putState(accountId: string, type: ObjectType, state: string): void {
    this.write((_db, tx) => void tx.objectStore('states').put(state, [accountId, type]));
  }

  putQuery(accountId: string, key: string, query: StoredQuery): void {
    this.write((_db, tx) => void tx.objectStore('queries').put(query, [accountId, key]));
  }

  removeQuery(accountId: string, key: string): void {
    this.write((_db, tx) => void tx.objectStore('queries').delete([accountId, key]));
  }

  putBody(accountId: string, body: { readonly id: string }): void {
    this.write((_db, tx) => void tx.objectStore('bodies').put({ usedAt: Date.now(), body }, [accountId, body.id]));
  }

  removeBodies(accountId: string, ids: readonly string[]): void {
    this.write((_db, tx) => {
      for (const id of ids) void tx.objectStore('bodies').delete([accountId, id]);
    });
  }

  putMeta(key: string, value: unknown): void {
    this.write((_db, tx) => void tx.objectStore('meta').put(value, key));
  }

  /**
   * Takes away what this person has read, and keeps no more of it: their session has ended, and whoever sits here is not shown it, with a network or without. What they
   * wrote waits for them.
   */
  forgetRead(): void {
    this.#handIn((_db, tx) => {
      for (const name of everything) if (!unsent.includes(name)) void tx.objectStore(name).clear();
    });
    this.#isReadForgotten = true;
    void this.flush();
  }

  /** Kept before the promise resolves: what a person wrote must survive a crash of the next moment. */
  async keep(store: 'drafts' | 'outbox', key: string | number, value: unknown): Promise<void> {
    // By itself: a file that cannot be read takes all with it that is written in its transaction.
    if (value instanceof Blob) void this.flush();
    this.#handIn((_db, tx) => void (value === undefined ? tx.objectStore(store).delete(key as never) : tx.objectStore(store).put(value, key as never)));
    await this.flush();
  }

  /** Takes the least used bodies away once there are many. */
  async trimBodies(): Promise<void> {
    await this.read(async (db) => {
      const excess = (await db.count('bodies')) - mostBodies;
      if (excess <= 0) return;
      const uses: { key: [string, string]; usedAt: number }[] = [];
      for (let cursor = await db.transaction('bodies').store.openCursor(); cursor; cursor = await cursor.continue()) {
        uses.push({ key: cursor.key, usedAt: cursor.value.usedAt });
      }
      uses.sort((a, b) => a.usedAt - b.usedAt);
      this.write((_db, tx) => {
        for (const { key } of uses.slice(0, excess)) void tx.objectStore('bodies').delete(key);
      });
    }, undefined);
  }

  /** What has been handed in so far is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const writes = this.#writes;
    this.#writes = [];
    const db = this.#db;
    if (!db || writes.length === 0) return this.#flushed;
    this.#flushed = this.#flushed.then(async () => {
      try {
        const tx = startWrite(db);
        for (const write of writes) write(db, tx);
        await tx.done;
      } catch {
        // The disk is full or the database was taken away: the page goes on from memory and the server.
      }
    });
    return this.#flushed;
  }

  /** Hands in a change, which is made a moment later, together with others. */
  write(write: Write): void {
    if (!this.#isReadForgotten) this.#handIn(write);
  }

  #handIn(write: Write): void {
    if (!this.#db) return;
    this.#writes.push(write);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
  }

  /** Reads what is on disk. @param otherwise where nothing can be read */
  async read<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>, otherwise: T): Promise<T> {
    if (!this.#db) return otherwise;
    try {
      return await work(this.#db);
    } catch {
      return otherwise;
    }
  }
}
