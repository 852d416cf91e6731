/** All that the client knows of the person signed in: the session, a replica for each account, what is on its way, what can be undone. */
import type { Identity, OwnAddressList, Quota, StateChange } from '../../openapi/generated/jmap.ts';
import { JmapClient } from '../jmap/client.ts';
import { SignedOut, type SetFailed, Unreachable } from '../jmap/errors.ts';
import { listen, type Listening } from '../jmap/events.ts';
import { rest } from '../jmap/rest.ts';
import { coreLimit, fetchSession, ownAccountId, type Session } from '../jmap/session.ts';
import { Bodies } from './bodies.ts';
import { Database, type ObjectType } from './database.ts';
import { changesNothing, type EmailPatch, fromWhereItIs, inverseOf } from './email-patch.ts';
import type { LiveQuery } from './live-query.ts';
import { fillQuery, loadFolders, loadFromDisk, loadQuery, loadQueryFromDisk, loadRows, loadRowsFromDisk } from './load.ts';
import { type Change, Outbox } from './outbox.ts';
import { browserSettings, nameKey, userKey } from './names.ts';
import { Owners } from './owners.ts';
import { Replica } from './replica.ts';
import { Signals } from './signals.ts';
import { syncReplica } from './sync.ts';
import type { Folder, ListQuery, OwnIdentity, Thread } from './types.ts';
import { type Undoable, UndoStack } from './undo.ts';

export interface Connection {
  /** False while the server does not answer. */
  readonly isReachable: boolean;
  /** The session has ended; what was written stays here. */
  readonly isSignedOut: boolean;
  /** When the server last answered, as milliseconds since 1970. */
  readonly answeredAt: number | undefined;
}

export type Notice = { readonly kind: 'done'; readonly action: Undoable } | { readonly kind: 'refused'; readonly errors: readonly (SetFailed | Error)[]; readonly count: number };

const keptAtSignOut: ReadonlySet<string> = new Set(browserSettings);

/** Takes away what parts of the page have noted about a person: names of folders, what was used last. */
function forgetPerson(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('messagerie') && !keptAtSignOut.has(key)) localStorage.removeItem(key);
}

/** Where it is said that somebody else has signed in: the address of a page may lead to what is only the one's before. */
const replacedPath = '/sign-in?replaced';

/** All pages of a person in this browser. Said there: `signing-out`, `signed-in`, or an address that they are to go to. */
const tabsOf = (username: string): BroadcastChannel => new BroadcastChannel(`messagerie-tabs:${username}`);

const syncedTypes: readonly ObjectType[] = ['Mailbox', 'Email', 'Thread'];

export class Store {
  readonly signals = new Signals();
  readonly undo = new UndoStack(this.signals, (error) => {
    this.failed(error);
    this.onNotice({ kind: 'refused', errors: [error as Error], count: 1 });
  });
  readonly client: JmapClient;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly bodies: Bodies;
  readonly owners: Owners;
  session: Session;
  /** Rejects with SignedOut where what was shown at first is of a session that has ended. */
  verified: Promise<void> = Promise.resolve();
  connection: Connection = { isReachable: true, isSignedOut: false, answeredAt: undefined };
  /** Called with each thing that a person is to be told in a toast. */
  onNotice: (notice: Notice) => void = () => {};
  /** Whatever is being written on this page saves itself when it is asked to; true once the server has all of it. */
  readonly writers = new Set<() => Promise<boolean>>();
  #isSettled = false;
  #asking: Promise<void> | undefined;
  /** What this person was called when it was last asked; their identities are not kept. */
  keptName: string | undefined;
  readonly #replicas = new Map<string, Replica>();
  /** The folders of an account are there, from disk or from the server, by account. */
  readonly begun = new Map<string, Promise<void>>();
  /** Lists that were read ahead and nobody has looked at yet; whether the server has been asked for each. */
  readonly #ahead = new Map<LiveQuery, Promise<boolean>>();
  readonly #syncs = new Map<string, { running: Promise<void>; again: Promise<void> | undefined }>();
  /** Settings that are being fetched, by account and type. */
  readonly #settings = new Map<string, Promise<void>>();
  /** Accounts whose identities are as they were on an earlier visit. */
  readonly #oldIdentities = new Set<string>();
  #listening: Listening | undefined;
  readonly #tabs: BroadcastChannel;

  private constructor(session: Session, database: Database) {
    this.session = session;
    this.database = database;
    this.client = new JmapClient({
      apiUrl: '/jmap/api',
      using: Object.keys(session.capabilities),
      maxCallsInRequest: coreLimit(session, 'maxCallsInRequest', 16),
      onSessionState: (state) => this.#heardSessionState(state),
    });
    this.bodies = new Bodies(this.client, database, this.signals);
    this.owners = new Owners(this.client, database, this.signals);
    this.outbox = new Outbox({
      client: this.client,
      database,
      mayGo: () => (this.#isSettled ? Promise.resolve() : this.#askSession()),
      onSend: (change) => this.#follow(change),
      onCount: () => this.signals.changed('outbox'),
      onStopped: (error) => this.failed(error),
    });
    this.#tabs = tabsOf(session.username);
    this.#tabs.onmessage = ({ data }) => {
      if (data === 'signing-out') void this.#saveWritingHere();
      else if (data === 'signed-in') void this.comeBack();
      // What is there to be seen is nobody's any more: no step back leads to it.
      else location.replace(data);
    };
  }

  /** Follows from now on what changes on the server, until the store is closed; what has changed before is asked for first. */
  listen(): void {
    let isFirst = true;
    this.#listening ??= listen({
      user: this.session.username,
      onChange: (change) => this.#heard(change),
      onOpen: () => {
        if (!this.#isSettled) void this.#verify().catch(() => {});
        // What was refused a moment ago is told, and tried again when the person says so.
        this.syncAll({ retry: !isFirst });
        isFirst = false;
      },
      onReachable: (isReachable) => this.#connectionIs({ isReachable }),
      onRefused: () => void this.#verify().catch(() => {}),
    });
  }

  /**
   * The store of whoever is signed in, from what this browser keeps of them if there is something: see {@link verified}.
   * @throws SignedOut where nobody is; Unreachable where nothing is kept
   */
  static async open(): Promise<Store> {
    const user = localStorage.getItem(userKey);
    const kept = user === null ? undefined : await Database.open(user);
    const [keptSession, keptName] = await Promise.all([kept?.meta<Session>('session'), kept?.meta<string>(nameKey)]);
    if (kept && keptSession && keptSession.username === user) {
      // What was seen last is there at once; whether it is still this person's is asked meanwhile.
      const store = new Store(keptSession, kept);
      store.keptName = keptName;
      void store.#adopt();
      store.verified = store.#verify();
      store.verified.catch(() => {});
      return store;
    }
    kept?.close();
    const session = await fetchSession();
    if (user !== null && user !== session.username) return Store.#yieldTo(session);
    const [database] = await Promise.all([Database.open(session.username), Store.rememberUser(session.username)]);
    database.putMeta('session', session);
    const store = new Store(session, database);
    store.#settle();
    void store.#adopt();
    return store;
  }

  /** Who has signed in here: on the next visit what is kept of them is shown before the server has answered. */
  static async rememberUser(username: string): Promise<void> {
    await Database.wipeOthers(username);
    const before = localStorage.getItem(userKey);
    if (before !== username) forgetPerson();
    localStorage.setItem(userKey, username);
    // This page is among them where it hears of it from the server.
    if (before !== null && before !== username) tabsOf(before).postMessage(replacedPath);
    tabsOf(username).postMessage('signed-in');
  }

  /** Somebody else has signed in with this browser: nothing of the one before may stay on the screen. @returns never, since the page is left */
  static async #yieldTo({ username }: Session): Promise<never> {
    await Store.rememberUser(username).finally(() => location.replace(replacedPath));
    return new Promise(() => {});
  }

  /** @throws SignedOut; what cannot be asked now is asked with the next answer */
  async #verify(): Promise<void> {
    try {
      await this.#askSession();
    } catch (error) {
      this.failed(error);
      if (error instanceof SignedOut) throw error;
    }
  }

  /** @throws what the client throws. Where somebody else has signed in it never ends: the page is left */
  #askSession(): Promise<void> {
    this.#asking ??= fetchSession()
      .then((session) => {
        this.#acceptSession(session);
        if (session.username !== this.session.username) return new Promise<void>(() => {});
        this.#settle();
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }

  /** Looks whether the session that had ended is there again, by a sign-in in another tab, and then goes on. Never rejects. */
  async comeBack(): Promise<void> {
    if (!this.connection.isSignedOut) return;
    let session: Session;
    try {
      session = await fetchSession();
    } catch (error) {
      return this.failed(error);
    }
    this.#acceptSession(session);
    if (session.username !== this.session.username) return;
    this.#connectionIs({ isReachable: true, isSignedOut: false, answeredAt: Date.now() });
    this.#settle();
    this.#listening?.reconnect();
    this.syncAll();
  }

  /** Once it is certain whose session this is: what waits to be sent goes out. */
  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.outbox.resume();
    void this.database.trimBodies();
  }

  /** Asks this page and the other tabs to save what is being written, since the session is about to end. @returns whether all of this page is saved */
  async saveWriting(): Promise<boolean> {
    this.#tabs.postMessage('signing-out');
    return this.#saveWritingHere();
  }

  async #saveWritingHere(): Promise<boolean> {
    return (await Promise.all([...this.writers].map((save) => save()))).every(Boolean);
  }

  /** Ends the session here and in the other tabs, and takes away all that this browser keeps. */
  async signOut(): Promise<void> {
    await rest('/session', { method: 'DELETE' });
    this.#tabs.postMessage('/sign-in');
    this.close();
    forgetPerson();
    await Database.wipe(this.session.username);
  }

  close(): void {
    this.#listening?.stop();
    this.#tabs.close();
    this.database.close();
  }

  get ownAccountId(): string {
    return ownAccountId(this.session);
  }

  /** The replica of an account; made empty, and filled by what is asked of it. */
  replica(accountId: string): Replica {
    let replica = this.#replicas.get(accountId);
    if (!replica) {
      replica = new Replica(accountId, this.database, this.signals);
      this.#replicas.set(accountId, replica);
      this.begun.set(accountId, this.#begin(replica));
    }
    return replica;
  }

  async #begin(replica: Replica): Promise<void> {
    try {
      if (!this.database.isNew) await loadFromDisk(replica);
      if (!replica.folders()) await loadFolders(this.client, replica);
      else void this.sync(replica.id).catch(() => {}); // it says itself what is wrong
    } catch (error) {
      this.failed(error);
      this.signals.changed(`mailboxes:${replica.id}`);
    }
  }

  /**
   * Brings what a list is about to show, so that it is drawn once and with all of it: as the disk has it, or from the server, where nobody has been here before.
   * @param queryOf the list, by the account's folders
   * @returns resolves once it has been asked for; `isHere` when the list has come, or cannot be had. Neither rejects
   */
  async readAhead(accountId: string, queryOf: (folders: readonly Folder[]) => ListQuery | undefined): Promise<{ readonly isHere: Promise<unknown> }> {
    const replica = this.replica(accountId);
    await this.begun.get(accountId);
    const query = queryOf(replica.folders() ?? []);
    if (!query) return { isHere: Promise.resolve() };
    const live = replica.query(query);
    const isHere = this.#bring(replica, live);
    this.#ahead.set(live, isHere);
    return { isHere };
  }

  /** @returns whether the server has answered, be it by a refusal, which the list then shows; never rejects */
  async #bring(replica: Replica, live: LiveQuery): Promise<boolean> {
    try {
      if (this.database.isNew) await loadQuery(this.client, replica, live);
      else await loadQueryFromDisk(replica, live);
    } catch (error) {
      live.fail(error);
      this.failed(error);
    }
    return this.database.isNew;
  }

  // ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Keeps a list true while somebody looks at it, until the function that is returned is called. */
  watch(query: ListQuery): () => void {
    const replica = this.replica(query.accountId);
    const live = replica.query(query);
    live.viewers += 1;
    if (live.viewers === 1) void this.#attend(replica, live);
    return () => {
      live.viewers -= 1;
      live.hold([]);
    };
  }

  async #attend(replica: Replica, live: LiveQuery): Promise<void> {
    try {
      const ahead = this.#ahead.get(live);
      this.#ahead.delete(live);
      if (!(await ahead)) {
        const isKnown = live.status === 'ready' || (await loadQueryFromDisk(replica, live));
        if (isKnown) await this.sync(replica.id);
        else await loadQuery(this.client, replica, live);
      }
      await fillQuery(this.client, replica, live);
    } catch (error) {
      live.fail(error);
      this.failed(error);
    }
  }

  /** Tries a list again that could not be fetched. */
  retry(query: ListQuery): void {
    const replica = this.replica(query.accountId);
    void this.#attend(replica, replica.query(query));
  }

  /** Brings the rows of this part of a list, which are shown or soon will be. */
  async show(query: ListQuery, from: number, to: number): Promise<void> {
    const replica = this.replica(query.accountId);
    const live = replica.query(query);
    live.shown = [from, to];
    try {
      await loadRows(this.client, replica, live.visible.slice(from, to), query.collapseThreads);
      this.signals.changed(live.signal);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Brings Emails that are named by an address or a message that is open. */
  async loadEmails(accountId: string, ids: readonly string[]): Promise<void> {
    await loadRows(this.client, this.replica(accountId), ids, true);
  }

  /** Brings a conversation by its id. */
  async loadThread(accountId: string, threadId: string): Promise<void> {
    const replica = this.replica(accountId);
    if (replica.thread(threadId)) return;
    const { list } = await this.client.call('Thread/get', { accountId, ids: [threadId] });
    replica.putThreads(list as Thread[]);
    await loadRows(this.client, replica, list[0]?.emailIds ?? [], false);
  }

  // ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Changes Emails at once, and tells the server after. What it refuses is rolled back, and told with the reason.
   * @param label for the toast with Undo; without it the change is not one that people undo (reading a message)
   * @returns resolves when the server has answered
   */
  async change(accountId: string, patches: ReadonlyMap<string, EmailPatch>, label?: string): Promise<void> {
    const replica = this.replica(accountId);
    const real = new Map([...patches].filter(([id, patch]) => {
      const row = replica.row(id);
      return !row || !changesNothing(row, patch);
    }));
    if (real.size === 0) return;
    if (label !== undefined && ![...real.values()].some(({ destroy }) => destroy)) {
      const inverse = new Map([...real].flatMap(([id, patch]) => {
        const row = replica.row(id);
        return row ? [[id, inverseOf(row, patch)] as const] : [];
      }));
      const back = () => new Map([...inverse].map(([id, patch]) => {
        const row = replica.row(id);
        return [id, row ? fromWhereItIs(row, patch) : patch] as const;
      }));
      const action: Undoable = { label, undo: () => this.change(accountId, back()), emailIds: inverse.keys() };
      this.undo.push(action);
      this.onNotice({ kind: 'done', action });
    }
    await this.#carryOut({ kind: 'patch', accountId, patches: [...real] });
  }

  /** Sets or takes off a keyword along with something else that was asked for: where it may not be, or the message is gone, that is nobody's concern. */
  async markAside(accountId: string, emailIds: readonly string[], keyword: string, on: boolean): Promise<void> {
    const replica = this.replica(accountId);
    const patch: EmailPatch = { keywords: { [keyword]: on } };
    const patches = emailIds.flatMap((id) => {
      const row = replica.row(id);
      return row && changesNothing(row, patch) ? [] : [[id, patch] as const];
    });
    if (patches.length > 0) await this.#carryOut({ kind: 'patch', accountId, patches, isAside: true });
  }

  /**
   * Copies or moves Emails into a mailbox of another account.
   * @returns old id to new id of those that were copied
   */
  async copyBetweenAccounts(fromAccountId: string, ids: readonly string[], accountId: string, mailboxId: string, { move = false } = {}): Promise<ReadonlyMap<string, string>> {
    const emails = ids.map((id) => ({ id, mailboxIds: { [mailboxId]: true as const } }));
    return this.#carryOut({ kind: 'copy', fromAccountId, accountId, emails, destroyOriginal: move });
  }

  async #carryOut(change: Change, answer = this.outbox.add(change)): Promise<ReadonlyMap<string, string>> {
    const isPatch = change.kind === 'patch';
    const isTold = !(isPatch && change.isAside);
    const replica = this.replica(isPatch ? change.accountId : change.fromAccountId);
    const patches: ReadonlyMap<string, EmailPatch> = isPatch ? new Map(change.patches) : new Map(change.destroyOriginal ? change.emails.map(({ id }) => [id, { destroy: true as const }]) : []);
    const takeOff = replica.lay(patches);
    const destroyed = [...patches].flatMap(([id, { destroy }]) => (destroy ? [id] : []));
    const decided = this.undo.going(destroyed);
    try {
      const { refused, created } = await answer;
      for (const [id, patch] of patches) if (!refused.has(id)) replica.confirm(id, patch);
      this.undo.dropGone(destroyed.filter((id) => !refused.has(id)));
      if (refused.size > 0 && isTold) this.onNotice({ kind: 'refused', errors: [...refused.values()], count: refused.size });
      return created;
    } catch (error) {
      if (isTold) this.onNotice({ kind: 'refused', errors: [error as Error], count: patches.size });
      return new Map();
    } finally {
      takeOff();
      decided();
    }
  }

  /** What pages before this one could not send is shown as done here as well, and waits with what is done here. */
  async #adopt(): Promise<void> {
    for (const { change, outcome } of await this.outbox.adopt()) {
      const [accountId, ids] = change.kind === 'patch' ? [change.accountId, change.patches.map(([id]) => id)] : [change.fromAccountId, change.emails.map(({ id }) => id)];
      // A change is laid over what is known.
      const replica = this.replica(accountId);
      await loadRowsFromDisk(replica, ids.filter((id) => !replica.has(id))).catch(() => {});
      void this.#carryOut(change, outcome);
    }
  }

  #follow(change: Change): Promise<void> {
    const accounts = change.kind === 'patch' ? [change.accountId] : [change.accountId, change.fromAccountId];
    return Promise.all(accounts.map((id) => this.sync(id))).then(() => {});
  }

  // ── what changes on the server ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Brings an account up to date. Calls that come while it runs are answered by one more run after it. */
  sync(accountId: string, { retry = true } = {}): Promise<void> {
    // There is news: what was read ahead and is not looked at yet may lack it.
    this.#ahead.clear();
    const replica = this.replica(accountId);
    const current = this.#syncs.get(accountId);
    if (current) {
      current.again ??= current.running.catch(() => {}).then(() => this.sync(accountId));
      return current.again;
    }
    const running = syncReplica(this.client, replica, retry).then(
      () => this.#connectionIs({ isReachable: true, answeredAt: Date.now() }),
      (error: unknown) => {
        this.failed(error);
        throw error;
      },
    );
    this.#syncs.set(accountId, { running, again: undefined });
    const end = () => {
      this.#syncs.delete(accountId);
    };
    running.then(end, end);
    return running;
  }

  /** @param retry whether lists are asked for again that the server has refused */
  syncAll({ retry = true } = {}): void {
    for (const id of this.#replicas.keys()) void this.sync(id, { retry }).catch(() => {});
    this.outbox.resume();
  }

  /** Identities or quotas, asked for once and again when they change. Who asks while they are on their way gets the same answer. */
  loadSettings(accountId: string, type: 'Identity' | 'Quota'): Promise<void> {
    const key = `${accountId}:${type}`;
    const running = this.#settings.get(key) ?? this.#fetchSettings(accountId, type).finally(() => this.#settings.delete(key));
    this.#settings.set(key, running);
    return running;
  }

  async #fetchSettings(accountId: string, type: 'Identity' | 'Quota'): Promise<void> {
    const replica = this.replica(accountId);
    const keptKey = `identities:${accountId}`;
    let list: readonly (Identity | Quota)[];
    try {
      ({ list } = await this.client.call(`${type}/get`, { accountId, ids: null }));
    } catch (error) {
      // Without a network people write as whom they last were, with their signatures.
      const kept = type === 'Identity' && error instanceof Unreachable ? await this.database.meta<Identity[]>(keptKey) : undefined;
      if (!kept) throw error;
      this.failed(error);
      this.#oldIdentities.add(accountId);
      list = kept;
    }
    if (type === 'Identity') {
      replica.identities = this.#oldIdentities.has(accountId) ? (list as OwnIdentity[]) : await this.#withShared(list as Identity[], replica.identities);
      if (!this.#oldIdentities.has(accountId)) this.database.putMeta(keptKey, replica.identities);
      if (accountId === this.ownAccountId) this.database.putMeta(nameKey, replica.identities[0]?.name ?? '');
    } else replica.quotas = list as Quota[];
    this.signals.changed(`state:${accountId}:${type}`);
  }

  /** Says of each sender whether others are written to at its address, too; as it was known before where that cannot be asked. */
  async #withShared(list: readonly Identity[], before: readonly OwnIdentity[] = []): Promise<OwnIdentity[]> {
    const own = this.session.username.toLowerCase();
    const further = list.filter(({ email = '' }) => email.toLowerCase() !== own);
    if (further.length === 0) return [...list];
    const items = await rest<OwnAddressList>('/me/addresses').then(({ items }) => items, () => undefined);
    const known = (email: string) => before.some((one) => one.isShared === true && one.email === email);
    const shared = new Set(items?.filter(({ isShared }) => isShared).map(({ address }) => address.toLowerCase()));
    return list.map((one) => ({ ...one, isShared: items ? shared.has((one.email ?? '').toLowerCase()) : known(one.email ?? '') }));
  }

  /** What is on its way may be of before the change. */
  async #reloadSettings(accountId: string, type: 'Identity' | 'Quota'): Promise<void> {
    await this.#settings.get(`${accountId}:${type}`)?.catch(() => {});
    await this.loadSettings(accountId, type);
  }

  /** Notes what went wrong with the connection, so that the shell can show it. */
  failed(error: unknown): void {
    if (error instanceof SignedOut) {
      this.database.forgetRead();
      this.#connectionIs({ isSignedOut: true });
    } else if (error instanceof Unreachable) this.#connectionIs({ isReachable: false });
  }

  #heard({ changed }: StateChange): void {
    for (const [accountId, types] of Object.entries(changed)) {
      for (const type of Object.keys(types)) if (!syncedTypes.includes(type as ObjectType)) this.#heardOf(accountId, type);
      const replica = this.#replicas.get(accountId);
      if (!replica) continue;
      void this.#catchUp(replica, types);
    }
  }

  /** Our own changes come back as news, often before the answer that tells of them: only what is still news after it is asked for. */
  async #catchUp(replica: Replica, types: Readonly<Record<string, string>>): Promise<void> {
    try {
      await this.#syncs.get(replica.id)?.running;
    } catch {
      // It is tried again below.
    }
    const isNews = syncedTypes.some((type) => types[type] !== undefined && replica.states.has(type) && replica.states.get(type) !== types[type]);
    if (isNews || !replica.states.has('Mailbox')) await this.sync(replica.id).catch(() => {});
  }

  #heardOf(accountId: string, type: string): void {
    const replica = this.#replicas.get(accountId);
    if ((type === 'Identity' && replica?.identities) || (type === 'Quota' && replica?.quotas)) void this.#reloadSettings(accountId, type).catch(() => {});
    else this.signals.changed(`state:${accountId}:${type}`);
  }

  #heardSessionState(state: string): void {
    this.#connectionIs({ isReachable: true, isSignedOut: false, answeredAt: Date.now() });
    if (state === this.session.state) return;
    this.session = { ...this.session, state };
    void fetchSession().then(
      (session) => this.#acceptSession(session),
      (error: unknown) => this.failed(error),
    );
  }

  #acceptSession(session: Session): void {
    if (session.username !== this.session.username) {
      void Store.#yieldTo(session);
      return;
    }
    const gone = Object.keys(this.session.accounts).filter((id) => !(id in session.accounts));
    if (gone.length > 0) void import('./forget.ts').then(({ forgetAccounts }) => forgetAccounts(this.database, gone, this.#replicas));
    this.session = session;
    this.client.configure({ using: Object.keys(session.capabilities) });
    this.database.putMeta('session', session);
    this.signals.changed('session');
  }

  #connectionIs(change: Partial<Connection>): void {
    const before = this.connection;
    this.connection = { ...before, ...change };
    if (this.connection.isReachable && !before.isReachable) {
      for (const id of this.#oldIdentities) void this.#reloadSettings(id, 'Identity').catch(() => {});
      this.#oldIdentities.clear();
    }
    if (before.isReachable !== this.connection.isReachable || before.isSignedOut !== this.connection.isSignedOut) this.signals.changed('connection');
  }
}
