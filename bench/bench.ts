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

/** With a second peer, where mail is read and changed: Cyrus, in IMAP, POP3 and JMAP. */
export interface MailSides<T> extends Sides<T> {
  readonly cyrus?: T;
}

export type MailSide = keyof MailSides<unknown>;

/** Which sides there can be in a comparison, and what is compared. */
type Name<S> = keyof S & MailSide;
type Subject<S> = Exclude<S[Name<S>], undefined>;

const inTurn = ['ours', 'peer', 'cyrus'] as const satisfies readonly MailSide[];

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
  readonly cyrus: Target | undefined;
  /** For tests that bring their own servers up. */
  readonly folder: string;
  readonly say: (line: string) => void;
  #running: Promise<Sides<Running>> | undefined;
  #cyrus: Promise<Running> | undefined;
  #filled = new Map<string, Promise<void>>();
  #folders = 0;

  constructor(parts: { options: Options; targets: Sides<Target>; cyrus: Target | undefined; folder: string; say: (line: string) => void }) {
    this.options = parts.options;
    this.targets = parts.targets;
    this.cyrus = parts.cyrus;
    this.folder = parts.folder;
    this.say = parts.say;
  }

  /** The servers that most workloads share, started when the first one asks. */
  running(): Promise<Sides<Running>> {
    this.#running ??= this.#startAll();
    return this.#running;
  }

  /** These, and Cyrus. */
  async mailServers(): Promise<MailSides<Running>> {
    const servers = await this.running();
    if (!this.cyrus) return servers;
    this.#cyrus ??= this.#start(this.cyrus);
    return { ...servers, cyrus: await this.#cyrus };
  }

  async #startAll(): Promise<Sides<Running>> {
    const started: { ours?: Running; peer?: Running } = {};
    for (const [side, target] of this.order(this.targets, 0)) started[side] = await this.#start(target);
    return started;
  }

  #start(target: Target): Promise<Running> {
    this.say(`starting ${target.name}, ${accounts.length} accounts`);
    return target.start({ folder: this.freshFolder(target.name), accounts });
  }

  freshFolder(name: string): string {
    const folder = join(this.folder, `${name.toLowerCase()}-${++this.#folders}`);
    mkdirSync(folder);
    return folder;
  }

  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    const cyrus = await this.#cyrus?.catch(() => undefined);
    await Promise.all([running?.ours?.stop(), running?.peer?.stop(), cyrus?.stop()]);
  }

  /** The sides that run, ours first, in the other order every second round. */
  order<S extends MailSides<unknown>>(sides: S, round: number): [Name<S>, Subject<S>][] {
    const present = inTurn.flatMap((side) => (sides[side] === undefined ? [] : [[side, sides[side]] as [Name<S>, Subject<S>]]));
    return round % 2 === 0 ? present : present.reverse();
  }

  /** Runs `measure` on each side in turn, for every round. @returns one sample a round and side */
  async interleave<S extends MailSides<unknown>>(sides: S, measure: (subject: Subject<S>, side: Name<S>, round: number) => Promise<number>): Promise<Record<MailSide, number[]>> {
    const samples: Record<MailSide, number[]> = { ours: [], peer: [], cyrus: [] };
    for (let round = 0; round < this.options.rounds; round++) {
      for (const [side, subject] of this.order(sides, round)) samples[side].push(await measure(subject, side, round));
    }
    return samples;
  }

  /** What the others gave, for a figure: the first that was measured is what ours is held against. */
  beside(samples: { readonly peer?: readonly number[]; readonly cyrus?: readonly number[] }): Pick<Figure, 'reference' | 'further'> {
    const names = { peer: this.targets.peer?.name ?? '', cyrus: this.cyrus?.name ?? '' };
    const [reference, ...further] = (['peer', 'cyrus'] as const).flatMap((side) => {
      const own = samples[side] ?? [];
      return own.length === 0 ? [] : [{ label: names[side], samples: own }];
    });
    return { ...(reference ? { reference } : {}), ...(further.length > 0 ? { further } : {}) };
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
