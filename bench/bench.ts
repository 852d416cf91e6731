import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { countMessages } from './load/imap.ts';
import { deliver } from './load/lmtp.ts';
import { type MessageSource, messageSource } from './messages.ts';
import type { Options } from './options.ts';
import { untilAtRest } from './rest.ts';
import type { Account, Running, Target } from './target.ts';

/** One workload: its name for `--only`, and what it measures. */
export interface Workload {
  readonly name: string;
  readonly measures: string;
  run(bench: Bench): Promise<Figure[]>;
}

/** The two sides of a comparison; one may be missing. */
export interface Sides<T> {
  readonly ours?: T;
  readonly peer?: T;
}

export type Side = keyof Sides<unknown>;

export const domain = 'bench.example';
const password = 'Bench-4f2c-9ab7-Lyon';

/** 32 recipients for deliveries and wrong passwords, and readers, each with a purpose. */
export const accounts: readonly Account[] = [
  ...Array.from({ length: 32 }, (_, n): Account => ({ address: `u${n + 1}@${domain}`, password, role: 'recipient' })),
  ...['small', 'large', 'other', 'web', 'web-large'].map((name): Account => ({ address: `${name}@${domain}`, password, role: 'reader' })),
];

/** What workloads share: the running servers, filled mailboxes, and how rounds are interleaved. */
export class Bench {
  readonly options: Options;
  readonly targets: Sides<Target>;
  /** For tests that bring their own servers up. */
  readonly folder: string;
  /** Stays from run to run. */
  readonly cache: string;
  readonly say: (line: string) => void;
  #running: Promise<Sides<Running>> | undefined;
  #filled = new Map<string, Promise<void>>();
  #folders = 0;

  constructor(parts: { options: Options; targets: Sides<Target>; folder: string; cache: string; say: (line: string) => void }) {
    this.options = parts.options;
    this.targets = parts.targets;
    this.folder = parts.folder;
    this.cache = parts.cache;
    this.say = parts.say;
  }

  /** The servers that most workloads share, started when the first one asks. */
  running(): Promise<Sides<Running>> {
    this.#running ??= this.#startAll();
    return this.#running;
  }

  async #startAll(): Promise<Sides<Running>> {
    const started: { ours?: Running; peer?: Running } = {};
    for (const side of ['ours', 'peer'] as const) {
      const target = this.targets[side];
      if (!target) continue;
      this.say(`starting ${target.name}, ${accounts.length} accounts`);
      started[side] = await target.start({ folder: this.freshFolder(target.name), accounts });
    }
    return started;
  }

  freshFolder(name: string): string {
    const folder = join(this.folder, `${name.toLowerCase()}-${++this.#folders}`);
    mkdirSync(folder);
    return folder;
  }

  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    await Promise.all([running?.ours?.stop(), running?.peer?.stop()]);
  }

  /** The sides that run, ours first, in the other order every second round. */
  order<T>(sides: Sides<T>, round: number): [Side, T][] {
    const present: [Side, T][] = [];
    if (sides.ours !== undefined) present.push(['ours', sides.ours]);
    if (sides.peer !== undefined) present.push(['peer', sides.peer]);
    return round % 2 === 0 ? present : present.reverse();
  }

  /** Runs `measure` on each side in turn, for every round. @returns one sample a round and side */
  async interleave<T>(sides: Sides<T>, measure: (subject: T, side: Side, round: number) => Promise<number>) {
    const samples: Record<Side, number[]> = { ours: [], peer: [] };
    for (let round = 0; round < this.options.rounds; round++) {
      for (const [side, subject] of this.order(sides, round)) samples[side].push(await measure(subject, side, round));
    }
    return samples;
  }

  /** Figures' `reference` for the peer of this run. */
  reference(samples: readonly number[]): { reference?: { label: string; samples: readonly number[] } } {
    return samples.length === 0 ? {} : { reference: { label: this.targets.peer?.name ?? '', samples } };
  }

  /** The reader whose INBOX holds exactly `count` messages; filled at the first call, by 32 LMTP connections or faster. */
  async mailbox(server: Running, name: 'small' | 'large' | 'web' | 'web-large', count: number, source = messageSource(name, 2_000)): Promise<Account> {
    const account = server.accounts.find(({ address }) => address === `${name}@${domain}`);
    if (!account) throw new Error(`${server.name} has no account ${name}`);
    const key = `${server.name} ${name}`;
    let filling = this.#filled.get(key);
    if (!filling) {
      this.say(`filling a mailbox of ${server.name} with ${count} messages`);
      filling = fill(server, account, count, source);
      this.#filled.set(key, filling);
    }
    await filling;
    return account;
  }

  /** Messages of the two filled mailboxes. */
  get sizes(): { small: number; large: number } {
    return this.options.quick ? { small: 2_000, large: 20_000 } : { small: 10_000, large: 100_000 };
  }
}

/** Puts messages into an empty INBOX, looks whether all are there, and waits until the server has come to rest. */
export async function fill(server: Running, account: Account, count: number, source: MessageSource): Promise<void> {
  if (server.fill) {
    const messages = (function* () {
      for (let serial = 0; serial < count; serial++) yield source(serial);
    })();
    await server.fill(account, messages);
  } else {
    let serial = 0;
    await deliver(server.ports.lmtp, 32, () =>
      serial < count ? { recipient: account.address, message: source(serial++) } : undefined,
    );
  }
  const found = await countMessages(server.ports.imap, account);
  if (found !== count) throw new Error(`${server.name}: ${count} messages were put into a mailbox, it shows ${found}`);
  await untilAtRest(server.pid);
}
