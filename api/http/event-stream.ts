/** GET /jmap/events: push by event stream (RFC 8620 §7.3, RFC 8621 §1.5). */
import type { Request, RequestHandler, Response } from 'express';
import { sql, SYSTEM_ACCOUNT, type AccountChange } from '../../db/index.ts';
import { hasScope, type Context } from '../access/context.ts';
import { onSignInEnd } from '../access/sign-in-end.ts';
import type { Core } from '../core.ts';
import { toId } from '../ids.ts';
import { accountStates, formatState } from '../jmap/state.ts';
import { SharedFollower, type SharedStates } from '../push/shared-states.ts';
import type { Timer } from '../shared/clock.ts';
import { contextOf } from './authenticate.ts';
import { HttpRefusal, overLimit } from './problem.ts';
import type { Slots } from './slots.ts';

/** Seconds; the RFC allows a minimum of at most 30 and a maximum of at least 300. */
const shortestPing = 10;
const longestPing = 900;

interface StreamOptions {
  /** Null: all. */
  readonly types: ReadonlySet<string> | null;
  readonly closeAfterState: boolean;
  /** Seconds; 0 for none. */
  readonly pingSeconds: number;
  readonly lastEventId: string | undefined;
}

export interface EventStreams {
  readonly handler: RequestHandler;
  /** Streams that are open now. */
  readonly open: number;
  /** Ends all of them, when the server stops. */
  endAll(): void;
}

export function eventStreams(core: Core, streams: Slots): EventStreams {
  const open = new Set<EventStream>();
  return {
    handler: async (req, res) => {
      const ctx = contextOf(res);
      const options = optionsOf(req);
      const { eventStreamsPerAccount } = core.limits;
      const slot = streams.tryTake(ctx.principal.id);
      if (!slot) throw overLimit(429, 'eventStreamsPerAccount', 'request.tooManyStreams', ctx.principal.language, eventStreamsPerAccount);
      const stream = new EventStream(core, ctx, res, options);
      open.add(stream);
      res.once('close', () => {
        open.delete(stream);
        stream.stop();
        slot.free();
      });
      await stream.start();
    },
    get open() {
      return open.size;
    },
    endAll() {
      for (const stream of open) stream.end();
    },
  };
}

/** One open stream. Changes that come while the client reads slowly are joined: only the latest state of a type counts. */
class EventStream {
  readonly #core: Core;
  readonly #ctx: Context;
  readonly #res: Response;
  readonly #options: StreamOptions;
  /** Types of one's own account to tell of, and their states. */
  readonly #pending = new Map<string, string>();
  /** The same of accounts of others. */
  readonly #pendingShared = new Map<number, Map<string, string>>();
  readonly #shared: SharedFollower;
  #modseq = 0;
  #ready = false;
  #blocked = false;
  #ended = false;
  #ping: Timer | undefined;
  readonly #unsubscribe: () => void;

  constructor(core: Core, ctx: Context, res: Response, options: StreamOptions) {
    this.#core = core;
    this.#ctx = ctx;
    this.#res = res;
    this.#options = options;
    this.#shared = new SharedFollower(core, ctx, (account, states) => this.#onShared(account, states));
    // Before the states are read, so that nothing falls between.
    const stopChanges = core.bus.subscribe((event) => {
      if (event.kind === 'change' && event.change.accountId === ctx.principal.id) this.#onChange(event.change);
      else if (event.kind === 'change' && event.change.accountId === SYSTEM_ACCOUNT) this.#onDirectoryChange(event.change);
      else this.#shared.hear(event);
    });
    const stopWatching = onSignInEnd(ctx, () => this.end());
    this.#unsubscribe = () => {
      stopChanges();
      stopWatching();
      this.#shared.stop();
    };
  }

  async start(): Promise<void> {
    try {
      await this.#addMissed();
      // What a client that comes back has missed of others' accounts is not known here: it hears of all.
      if (hasScope(this.#ctx, 'mail:read')) await this.#shared.begin(this.#options.lastEventId !== undefined);
      else this.#shared.stop();
    } catch (error) {
      this.stop();
      throw error;
    }
    if (this.#res.destroyed || this.#ended) return;
    this.#res.status(200);
    // no-transform: proxies and our own compression would hold events back.
    this.#res.setHeader('Content-Type', 'text/event-stream');
    this.#res.setHeader('Cache-Control', 'no-cache, no-store, no-transform');
    this.#res.setHeader('X-Accel-Buffering', 'no');
    this.#res.setHeader('X-Content-Type-Options', 'nosniff');
    this.#res.socket?.setNoDelay(true);
    // A client that has vanished without a word is noticed, pings or not.
    this.#res.socket?.setKeepAlive(true, 60_000);
    this.#res.on('drain', () => {
      this.#blocked = false;
      this.#flush();
    });
    this.#write(': open\n\n');
    this.#ready = true;
    this.#armPing();
    this.#flush();
  }

  end(): void {
    this.stop();
    if (!this.#res.headersSent) this.#res.status(204);
    this.#res.end();
  }

  stop(): void {
    this.#ended = true;
    this.#unsubscribe();
    this.#ping?.cancel();
  }

  #onChange(change: AccountChange): void {
    this.#modseq = Math.max(this.#modseq, change.modseq);
    const state = formatState(change.modseq);
    for (const type of change.types) this.#add(type, state);
    if (change.delivered) this.#add('EmailDelivery', state);
    this.#flush();
  }

  #onShared(account: number, states: SharedStates): void {
    const { types } = this.#options;
    for (const [type, state] of Object.entries(states)) {
      if (types !== null && !types.has(type)) continue;
      const pending = this.#pendingShared.get(account);
      if (pending) pending.set(type, state);
      else this.#pendingShared.set(account, new Map([[type, state]]));
    }
    this.#flush();
  }

  /** Principals are the installation's; everybody looks them up in their own account. */
  #onDirectoryChange(change: AccountChange): void {
    if (!change.types.has('Principal')) return;
    this.#add('Principal', formatState(change.modseq));
    this.#flush();
  }

  #add(type: string, state: string): void {
    const { types } = this.#options;
    if (types === null || types.has(type)) this.#pending.set(type, state);
  }

  /** What a client that was here before has missed: its last event id is the mod-sequence it had heard of. */
  async #addMissed(): Promise<void> {
    const { lastEventId } = this.#options;
    if (lastEventId === undefined) return;
    const account = this.#ctx.principal.id;
    const heard = /^\d{1,16}$/.test(lastEventId) ? Number(lastEventId) : -1;
    await this.#core.db.read(async (read) => {
      const { states } = await accountStates(read, account);
      const newest = Math.max(...Object.values(states));
      // Ahead of us: from another life of the database.
      const since = heard > newest ? -1 : heard;
      for (const [type, state] of Object.entries(states)) {
        if (state > since && state > 0 && !this.#pending.has(type)) this.#add(type, formatState(state));
      }
      const hasNew = await read.get(sql`SELECT 1 AS found FROM email WHERE account_id = ${account} AND changed_modseq > ${since} AND created_modseq > ${since} LIMIT 1`);
      if (hasNew && !this.#pending.has('EmailDelivery')) this.#add('EmailDelivery', formatState(states.Email));
      this.#modseq = Math.max(this.#modseq, newest);
    });
  }

  #flush(): void {
    if (!this.#ready || this.#blocked || this.#ended || (this.#pending.size === 0 && this.#pendingShared.size === 0)) return;
    const changed: Record<string, Record<string, string>> = {};
    if (this.#pending.size > 0) changed[toId('account', this.#ctx.principal.id)] = Object.fromEntries(this.#pending);
    for (const [account, states] of this.#pendingShared) changed[toId('account', account)] = Object.fromEntries(states);
    this.#pending.clear();
    this.#pendingShared.clear();
    this.#write(`event: state\nid: ${this.#modseq}\ndata: ${JSON.stringify({ '@type': 'StateChange', changed })}\n\n`);
    if (this.#options.closeAfterState) this.end();
    else this.#armPing();
  }

  /** A ping comes this long after the last event of any kind; it sets no event id. */
  #armPing(): void {
    const { pingSeconds } = this.#options;
    if (pingSeconds === 0) return;
    this.#ping?.cancel();
    this.#ping = this.#core.clock.after(pingSeconds * 1000, () => {
      if (this.#ended) return;
      if (!this.#blocked) this.#write(`event: ping\ndata: ${JSON.stringify({ interval: pingSeconds })}\n\n`);
      this.#armPing();
    });
  }

  #write(chunk: string): void {
    if (!this.#res.write(chunk)) this.#blocked = true;
  }
}

/** @throws HttpRefusal 400 */
function optionsOf(req: Request): StreamOptions {
  const { types, closeafter, ping } = req.query;
  if (typeof types !== 'string' || types === '' || types.length > 2000) throw wrong('types');
  if (closeafter !== 'state' && closeafter !== 'no') throw wrong('closeafter');
  if (typeof ping !== 'string' || !/^\d{1,9}$/.test(ping)) throw wrong('ping');
  const asked = Number(ping);
  return {
    types: types === '*' ? null : new Set(types.split(',')),
    closeAfterState: closeafter === 'state',
    pingSeconds: asked === 0 ? 0 : Math.min(Math.max(asked, shortestPing), longestPing),
    lastEventId: req.get('Last-Event-ID'),
  };
}

function wrong(argument: string): HttpRefusal {
  const form = { types: '* or names joined by commas', closeafter: 'state or no', ping: 'a number of seconds' }[argument] ?? '';
  return new HttpRefusal(400, 'invalidArguments', 'http.events', { argument, form });
}
