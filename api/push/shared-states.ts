/** Follows the accounts of others that somebody may use, for whoever tells them of changes: event streams and push subscriptions (RFC 8620 §7). */
import type { AccountChange } from '../../db/index.ts';
import { type Reach, reachOfAccount, sharedReaches, type Who } from '../access/reach.ts';
import type { BusEvent } from '../bus.ts';
import type { Core } from '../core.ts';
import { formatState, shareeStates } from '../jmap/state.ts';

/** Type to state. */
export type SharedStates = Readonly<Record<string, string>>;

/** An account as its sharee was last told of it. */
interface Followed {
  readonly readable: ReadonlySet<number>;
  /** A mailbox with a greater number is new; who may read it is to be looked up. */
  readonly lastMailbox: number;
  readonly states: SharedStates;
}

/** What a sharee who sees nothing any more is told: a state that no account of theirs has. */
const gone: SharedStates = { Email: formatState(0), Thread: formatState(0), Mailbox: formatState(0) };

/**
 * Tells of changes in mailboxes that may be read, and of nothing else: the states are the sharee's own, and are compared with those told last. What may be
 * read is asked for anew each time; what is kept here only spares looking where nothing can have changed.
 */
export class SharedFollower {
  readonly #core: Core;
  readonly #who: Who;
  readonly #tell: (accountId: number, states: SharedStates) => void;
  readonly #followed = new Map<number, Followed>();
  /** Accounts to look at, and whether mail was delivered where it may be read. */
  readonly #waiting = new Map<number, { change: AccountChange | undefined; delivered: boolean }>();
  #work: Promise<void> | undefined;
  #isLoaded = false;
  #isOver = false;

  /** @param tell hears what is new of an account: states by type, `EmailDelivery` among them where mail was delivered */
  constructor(core: Core, who: Who, tell: (accountId: number, states: SharedStates) => void) {
    this.#core = core;
    this.#who = who;
    this.#tell = tell;
  }

  /**
   * Takes down how things stand. Events may be heard before that.
   * @param tellsAll whoever listens may have missed something, and hears every state now
   */
  async begin(tellsAll: boolean): Promise<void> {
    const found = await this.#core.db.read(async (read) => {
      const all: [Reach, SharedStates][] = [];
      for (const reach of await sharedReaches(this.#who, read)) all.push([reach, await shareeStates(read, reach)]);
      return all;
    });
    for (const [reach, states] of found) {
      this.#follow(reach, states);
      if (tellsAll) this.#tell(reach.account, states);
    }
    this.#isLoaded = true;
    for (const [account, { change }] of [...this.#waiting]) if (change && !this.#concerns(change)) this.#waiting.delete(account);
    this.#look();
  }

  hear(event: BusEvent): void {
    if (this.#isOver || event.kind === 'revoked' || event.kind === 'metadata') return;
    const me = this.#who.principal.id;
    if (event.kind === 'grants') {
      if (event.accountId === me || (event.principalIds !== null && !event.principalIds.has(me))) return;
      this.#wait(event.accountId, undefined, false);
    } else {
      const { change } = event;
      if (change.accountId === me || (this.#isLoaded && !this.#concerns(change))) return;
      this.#wait(change.accountId, change, change.delivered);
    }
    this.#look();
  }

  stop(): void {
    this.#isOver = true;
    this.#waiting.clear();
  }

  #concerns(change: AccountChange): boolean {
    const followed = this.#followed.get(change.accountId);
    if (!followed) return false;
    if (change.readers.has(this.#who.principal.id)) return true;
    for (const id of change.mailboxIds) if (followed.readable.has(id) || id > followed.lastMailbox) return true;
    return false;
  }

  #wait(account: number, change: AccountChange | undefined, delivered: boolean): void {
    const waiting = this.#waiting.get(account);
    const isDelivery = delivered && change !== undefined && this.#isReadable(change);
    // A change of grants is looked at in any case.
    if (waiting) this.#waiting.set(account, { change: waiting.change && change, delivered: waiting.delivered || isDelivery });
    else this.#waiting.set(account, { change, delivered: isDelivery });
  }

  #isReadable(change: AccountChange): boolean {
    const readable = this.#followed.get(change.accountId)?.readable;
    return readable !== undefined && [...change.mailboxIds].some((id) => readable.has(id));
  }

  #look(): void {
    if (!this.#isLoaded || this.#isOver || this.#work || this.#waiting.size === 0) return;
    const accounts = [...this.#waiting];
    this.#waiting.clear();
    this.#work = this.#lookAt(accounts).then(
      () => {
        this.#work = undefined;
        this.#look();
      },
      (error: unknown) => {
        this.#work = undefined;
        this.#core.log.error({ err: error }, 'changes in a shared account are told late');
        // With the next change of any of them.
        if (!this.#isOver) for (const [account] of accounts) this.#waiting.set(account, { change: undefined, delivered: false });
      },
    );
  }

  async #lookAt(accounts: readonly (readonly [number, { change: AccountChange | undefined; delivered: boolean }])[]): Promise<void> {
    const found = await this.#core.db.read(async (read) => {
      const now = new Map<number, [Reach, SharedStates]>();
      for (const [account] of accounts) {
        const reach = await reachOfAccount(this.#who, read, account);
        if (reach) now.set(account, [reach, await shareeStates(read, reach)]);
      }
      return now;
    });
    if (this.#isOver) return;
    for (const [account, { change, delivered }] of accounts) {
      const before = this.#followed.get(account);
      const now = found.get(account);
      if (!now) {
        this.#followed.delete(account);
        if (before) this.#tell(account, gone);
        continue;
      }
      const [reach, states] = now;
      this.#follow(reach, states, change);
      const changed = Object.entries(states).filter(([type, state]) => before?.states[type] !== state);
      // Mail that came into a private mailbox touches a thread here, too, and is nobody's business.
      if (delivered && before?.states['Email'] !== states['Email']) changed.push(['EmailDelivery', states['Email'] as string]);
      if (changed.length > 0) this.#tell(account, Object.fromEntries(changed));
    }
  }

  #follow(reach: Reach, states: SharedStates, change?: AccountChange): void {
    const seen = this.#followed.get(reach.account)?.lastMailbox ?? 0;
    const lastMailbox = Math.max(seen, ...reach.readable, ...(change?.mailboxIds ?? []));
    this.#followed.set(reach.account, { readable: new Set(reach.readable), lastMailbox, states });
  }
}
