/** Tells clients that are not connected of changes (RFC 8620 §7.2). */
import { type AccountChange, type Read, sql, SYSTEM_ACCOUNT } from '../../db/index.ts';
import {
  deleteLapsed, deleteRevoked, deleteSubscription, liveSubscription, setTold, unverifiedSince, type WatchedRow, watchedSubscriptions,
} from '../../db/repositories/push-subscriptions.ts';
import type { BusEvent } from '../bus.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { accountStates, formatState } from '../jmap/state.ts';
import type { Timer } from '../shared/clock.ts';
import type { GuardedFetcher } from '../shared/guarded-fetch.ts';
import { type PostOutcome, postPush } from './post.ts';
import { Sender, type Told } from './sender.ts';
import { SharedFollower } from './shared-states.ts';
import { listenForSubscriptions, type VerificationOutcome } from './signals.ts';

export interface Push {
  /** Takes up what an earlier life left untold. */
  start(): Promise<void>;
  /** Gives up requests under way; what they were to tell is told after the next start. */
  stop(): Promise<void>;
}

/** Requests at a time, altogether and for one person: receivers that hang keep nobody else waiting. */
const mostRunning = 32;
const mostRunningOfOne = 2;
/** How often what was told is written down, and how often what has lapsed is taken away. */
const noteEveryMs = 60_000;
const sweepEveryMs = 600_000;
const pageRows = 500;
/** When a verification that could not be delivered is tried again. */
const verifyAgainMs = [10_000, 60_000, 300_000] as const;
/** Verifications that a stop interrupted are made up for when they are no older than this. */
const verifyWithinMs = 600_000;

export function createPush(core: Core, fetcher: GuardedFetcher): Push {
  return new PushService(core, fetcher);
}

class PushService implements Push {
  readonly #core: Core;
  readonly #fetcher: GuardedFetcher;
  readonly #senders = new Map<number, Sender>();
  readonly #byPrincipal = new Map<number, Set<Sender>>();
  /** Accounts of others, by whoever may use them and has a subscription. */
  readonly #followers = new Map<number, SharedFollower>();
  readonly #reloading = new Map<number, Promise<void>>();
  readonly #line: Sender[] = [];
  readonly #running = new Map<number, number>();
  #runningCount = 0;
  readonly #told = new Map<number, number>();
  readonly #work = new Set<Promise<unknown>>();
  readonly #timers = new Set<Timer>();
  readonly #abort = new AbortController();
  readonly #ends: (() => void)[] = [];
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(core: Core, fetcher: GuardedFetcher) {
    this.#core = core;
    this.#fetcher = fetcher;
  }

  async start(): Promise<void> {
    const { db, bus, clock } = this.#core;
    this.#state = 'started';
    // Before the subscriptions are read, so that no change falls between.
    this.#ends.push(bus.subscribe((event) => this.#onEvent(event)));
    this.#ends.push(listenForSubscriptions(db, {
      created: (id) => this.#verify(id),
      changed: (principalId) => this.#inBackground('push subscriptions were not read', () => this.#reload(principalId)),
    }));
    const noting = clock.every(noteEveryMs, () => this.#inBackground('what was pushed was not noted', () => this.#noteTold()));
    const sweeping = clock.every(sweepEveryMs, () => this.#inBackground('lapsed push subscriptions stay', () => this.#sweep()));
    this.#ends.push(() => noting.cancel(), () => sweeping.cancel());
    await this.#sweep();
    for (let after = 0; ; ) {
      const rows = await this.#load({ after }, true);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
    for (const id of await db.read((read) => unverifiedSince(read, clock.now() - verifyWithinMs))) void this.#verify(id);
  }

  async stop(): Promise<void> {
    if (this.#state !== 'started') return;
    this.#state = 'stopped';
    for (const end of this.#ends.splice(0)) end();
    for (const timer of this.#timers) timer.cancel();
    for (const sender of this.#senders.values()) sender.timer?.cancel();
    for (const follower of this.#followers.values()) follower.stop();
    this.#line.length = 0;
    this.#abort.abort();
    while (this.#work.size > 0) await Promise.all(this.#work);
    await this.#noteTold();
  }

  #onEvent(event: BusEvent): void {
    if (event.kind === 'revoked') {
      this.#inBackground('subscriptions of a revoked sign-in stay until they lapse', async () => {
        const { db, clock } = this.#core;
        // One session, token or app password that ended says nothing about the other sign-ins: its own subscriptions are found by its missing row.
        const isEverySignIn = event.sessionId === undefined && event.credentialId === undefined;
        await db.write([], (tx) => deleteRevoked(tx, event.principalId, clock.now(), isEverySignIn));
        await this.#reload(event.principalId);
      });
      return;
    }
    if (event.kind === 'change') this.#onChange(event.change);
    for (const follower of this.#followers.values()) follower.hear(event);
  }

  /** An account's changes concern the person whose it is. */
  #onChange(change: AccountChange): void {
    if (change.accountId === SYSTEM_ACCOUNT) {
      // Principals are the installation's; everybody looks them up in their own account.
      if (change.types.has('Principal')) for (const id of this.#byPrincipal.keys()) this.#tellOf(id, id, { Principal: formatState(change.modseq) });
      return;
    }
    for (const sender of this.#byPrincipal.get(change.accountId) ?? []) {
      sender.hear(change);
      this.#schedule(sender);
    }
  }

  #tellOf(principalId: number, account: number, states: Readonly<Record<string, string>>): void {
    for (const sender of this.#byPrincipal.get(principalId) ?? []) {
      sender.addOthers(account, states);
      this.#schedule(sender);
    }
  }

  /** Reads verified subscriptions; those that are known keep what they have still to be told. */
  async #load(where: { readonly principalId?: number; readonly after: number }, isStart: boolean): Promise<WatchedRow[]> {
    const loaded = await this.#core.db.read(async (read) => {
      const rows = await watchedSubscriptions(read, where, this.#core.clock.now(), pageRows);
      for (const row of rows) {
        const types = row.types === null ? null : new Set(JSON.parse(row.types) as string[]);
        const known = this.#senders.get(row.id);
        if (known) {
          known.types = types;
          continue;
        }
        const sender = new Sender(row.id, row.principal_id, types);
        this.#senders.set(row.id, sender);
        const own = this.#byPrincipal.get(row.principal_id);
        if (own) own.add(sender);
        else this.#byPrincipal.set(row.principal_id, new Set([sender]));
        if (row.missed) await addMissed(read, sender, row.told_modseq, isStart);
        this.#schedule(sender);
      }
      return rows;
    });
    for (const { principal_id: id } of loaded) {
      if (this.#followers.has(id) || !this.#byPrincipal.has(id)) continue;
      const follower = new SharedFollower(this.#core, { principal: { id } }, (account, states) => this.#tellOf(id, account, states));
      this.#followers.set(id, follower);
      // What was told of others' accounts before a start is written down nowhere: all is told again, which is better than nothing.
      await follower.begin(isStart);
    }
    return loaded;
  }

  /** One after the other for each person: what was read first must not be taken for what is there now. */
  async #reload(principalId: number): Promise<void> {
    const before = this.#reloading.get(principalId);
    const mine = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#reloadNow(principalId));
    this.#reloading.set(principalId, mine);
    try {
      await mine;
    } finally {
      if (this.#reloading.get(principalId) === mine) this.#reloading.delete(principalId);
    }
  }

  async #reloadNow(principalId: number): Promise<void> {
    if (this.#state !== 'started') return;
    const rows: WatchedRow[] = [];
    for (let after = 0; ; ) {
      const page = await this.#load({ principalId, after }, false);
      const last = page.at(-1);
      if (!last) break;
      rows.push(...page);
      after = last.id;
    }
    const there = new Set(rows.map((row) => row.id));
    for (const sender of [...(this.#byPrincipal.get(principalId) ?? [])]) if (!there.has(sender.id)) this.#forget(sender);
  }

  #forget(sender: Sender): void {
    sender.timer?.cancel();
    this.#senders.delete(sender.id);
    this.#told.delete(sender.id);
    const own = this.#byPrincipal.get(sender.principalId);
    own?.delete(sender);
    if (own?.size !== 0) return;
    this.#byPrincipal.delete(sender.principalId);
    this.#followers.get(sender.principalId)?.stop();
    this.#followers.delete(sender.principalId);
  }

  #schedule(sender: Sender): void {
    if (this.#state !== 'started' || !sender.hasPending || sender.isBusy || sender.timer || this.#senders.get(sender.id) !== sender) return;
    sender.timer = this.#core.clock.after(sender.delayMs(this.#core.clock.monotonicMs()), () => {
      sender.timer = undefined;
      sender.isBusy = true;
      this.#line.push(sender);
      this.#pump();
    });
  }

  /** Takes from the line as many as may run, in order; whoever has enough requests under way is passed over. */
  #pump(): void {
    for (let i = 0; i < this.#line.length && this.#runningCount < mostRunning && this.#state === 'started'; ) {
      const sender = this.#line[i] as Sender;
      const own = this.#running.get(sender.principalId) ?? 0;
      if (own >= mostRunningOfOne) {
        i++;
        continue;
      }
      this.#line.splice(i, 1);
      this.#running.set(sender.principalId, own + 1);
      this.#runningCount += 1;
      this.#inBackground('a push failed', () => this.#push(sender).finally(() => {
        const left = (this.#running.get(sender.principalId) ?? 1) - 1;
        if (left > 0) this.#running.set(sender.principalId, left);
        else this.#running.delete(sender.principalId);
        this.#runningCount -= 1;
        sender.isBusy = false;
        this.#schedule(sender);
        this.#pump();
      }));
    }
  }

  async #push(sender: Sender): Promise<void> {
    const { db, clock, log } = this.#core;
    const taken = sender.take();
    if (taken.own.size === 0 && taken.others.size === 0) return;
    let outcome: PostOutcome;
    try {
      // Read anew each time: what has expired, or whose sign-in has ended, gets nothing more (§7.2).
      const row = await db.read((read) => liveSubscription(read, sender.id, clock.now()));
      if (row?.verified !== 1) return this.#forget(sender);
      outcome = await postPush(this.#fetcher, row, { '@type': 'StateChange', changed: statesOf(sender.principalId, taken) }, clock.now(), this.#abort.signal);
    } catch (error) {
      sender.failed(taken, clock.monotonicMs(), { isTooOften: false, retryAfterMs: 0 });
      throw error;
    }
    switch (outcome.kind) {
      case 'sent':
        sender.sent(clock.monotonicMs());
        if (taken.own.size > 0) this.#told.set(sender.id, Math.max(this.#told.get(sender.id) ?? 0, ...taken.own.values()));
        return;
      case 'gone':
        this.#forget(sender);
        await db.write([], (tx) => deleteSubscription(tx, sender.id));
        log.info({ subscription: toId('pushSubscription', sender.id) }, 'a push subscription has ended: its receiver says so');
        return;
      case 'refused':
        // The name leads elsewhere than when it was verified.
        sender.failed(taken, clock.monotonicMs(), { isTooOften: false, retryAfterMs: Number.POSITIVE_INFINITY });
        break;
      case 'failed':
        sender.failed(taken, clock.monotonicMs(), outcome);
    }
    if (this.#state === 'started') log.info({ subscription: toId('pushSubscription', sender.id), reason: outcome.reason }, 'a push was not taken; it is tried again');
  }

  /** Sends the verification (§7.2.2), again a few times where nobody answers. @returns what the first attempt came to */
  async #verify(id: number, attempt = 0): Promise<VerificationOutcome> {
    const work = this.#postVerification(id).catch((error: unknown): VerificationOutcome => {
      this.#core.log.error({ err: error }, 'a push verification failed');
      return 'failed';
    });
    this.#keep(work);
    const outcome = await work;
    const againMs = verifyAgainMs[attempt];
    if (outcome === 'failed' && againMs !== undefined && this.#state === 'started') {
      const timer = this.#core.clock.after(againMs, () => {
        this.#timers.delete(timer);
        void this.#verify(id, attempt + 1);
      });
      this.#timers.add(timer);
    }
    return outcome;
  }

  async #postVerification(id: number): Promise<VerificationOutcome> {
    const { db, clock, log } = this.#core;
    const row = await db.read((read) => liveSubscription(read, id, clock.now()));
    if (!row || row.verified === 1) return 'sent';
    const pushSubscriptionId = toId('pushSubscription', id);
    const outcome = await postPush(this.#fetcher, row, { '@type': 'PushVerification', pushSubscriptionId, verificationCode: row.verification_code }, clock.now(), this.#abort.signal);
    if (outcome.kind === 'sent') return 'sent';
    if (outcome.kind === 'failed') {
      if (this.#state === 'started') log.info({ subscription: pushSubscriptionId, reason: outcome.reason }, 'a push verification was not taken');
      return 'failed';
    }
    await db.write([], (tx) => deleteSubscription(tx, id));
    log.info({ subscription: pushSubscriptionId, reason: outcome.kind }, 'a push subscription was given up: nothing may be posted to its address');
    return outcome.kind === 'refused' ? 'refused' : 'failed';
  }

  async #noteTold(): Promise<void> {
    const told = [...this.#told];
    this.#told.clear();
    if (told.length === 0) return;
    await this.#core.db.write([], async (tx) => {
      for (const [id, modseq] of told) await setTold(tx, id, modseq);
    });
  }

  async #sweep(): Promise<void> {
    const { db, clock } = this.#core;
    while ((await db.write([], (tx) => deleteLapsed(tx, clock.now(), pageRows))) === pageRows);
    // Senders of rows that went find them gone when they next have something to tell.
  }

  async #inBackground(failure: string, work: () => Promise<unknown>): Promise<void> {
    const done = work().catch((error: unknown) => this.#core.log.error({ err: error }, failure));
    this.#keep(done);
    await done;
  }

  #keep(work: Promise<unknown>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }
}

function statesOf(principalId: number, { own, others }: Told): Record<string, Record<string, string>> {
  const changed: Record<string, Record<string, string>> = {};
  if (own.size > 0) changed[toId('account', principalId)] = Object.fromEntries([...own].map(([type, modseq]) => [type, formatState(modseq)]));
  for (const [account, states] of others) {
    const id = toId('account', account);
    changed[id] = { ...changed[id], ...Object.fromEntries(states) };
  }
  return changed;
}

/**
 * What changed since the client was last told. A delivery leaves no trace of its own: after a start, what has come into the inbox meanwhile stands for it.
 */
async function addMissed(read: Read, sender: Sender, told: number, isStart: boolean): Promise<void> {
  const { states } = await accountStates(read, sender.principalId);
  for (const [type, state] of Object.entries(states)) if (state > told) sender.add(type, state);
  if (!isStart) return;
  const arrived = await read.get<{ modseq: number }>(sql`
    SELECT m.created_modseq AS modseq FROM mailbox b JOIN membership m ON m.mailbox_id = b.id
     WHERE b.account_id = ${sender.principalId} AND b.role = 'inbox' AND m.modseq > ${told} AND m.created_modseq > ${told} AND m.deleted = 0 ORDER BY m.created_modseq DESC LIMIT 1`);
  if (arrived) sender.add('EmailDelivery', arrived.modseq);
}
