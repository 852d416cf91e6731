import { existsSync, readFileSync } from 'node:fs';
import { type Bench, domain, type Side, type Workload } from '../bench.ts';
import type { Aim, Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { deliver } from '../load/lmtp.ts';
import { messageSource } from '../messages.ts';
import { quantile } from '../statistics.ts';
import type { Account, Target } from '../target.ts';

const workload = 'idle-notice';
const people: readonly Account[] = Array.from({ length: 20 }, (_, n) => ({ address: `wait${n + 1}@${domain}`, password: 'Bench-4f2c-9ab7-Lyon', role: 'reader' }));

/** A twentieth. */
const aim: Aim = { of: 'ratio', bound: 'at most', limit: 0.05 };

/** How soon those who wait in IDLE (RFC 2177) hear of a message. Each server has its own folder and accounts for this. */
export const idleNotice: Workload = {
  name: workload,
  measures: 'from the 250 of a delivery until the last session of its account has heard of it, with 500 sessions in IDLE',
  async run(bench) {
    const times: Record<Side, number[]> = { ours: [], peer: [] };
    const wanted = bench.options.quick ? 100 : 500;
    const count = { ours: wanted, peer: Math.min(wanted, watchable()) };
    for (const [side, target] of bench.order(bench.targets, 0)) times[side] = await notices(bench, target, count[side]);
    const { ours, peer } = times;
    const note = count.peer === wanted ? {} : { note: `the peer with ${count.peer} sessions: fs.inotify.max_user_instances lets no more of them watch their mailbox` };
    return [0.5, 0.99].map((fraction): Figure => ({
      workload, name: `EXISTS after delivery, ${wanted} in IDLE, p${fraction * 100}`, unit: 'ms',
      ours: ours.length > 0 ? [quantile(ours, fraction)] : [], ...bench.beside({ peer: peer.length > 0 ? [quantile(peer, fraction)] : [] }), ...note, aim,
    }));
  },
};

/**
 * How many sessions of Dovecot can watch their mailbox at once: each takes an inotify instance of its user's, and one that gets none looks every half
 * minute by itself, which would say nothing of Dovecot. A multiple of the number of accounts, with some left for its other processes.
 */
function watchable(): number {
  const instances = existsSync(INSTANCES) ? Number(readFileSync(INSTANCES, 'latin1')) : Number.POSITIVE_INFINITY;
  return Math.max(1, Math.floor((instances - people.length) / people.length)) * people.length;
}

const INSTANCES = '/proc/sys/fs/inotify/max_user_instances';

/** @returns milliseconds of each delivery */
async function notices(bench: Bench, target: Target, sessions: number): Promise<number[]> {
  bench.say(`${target.name}: ${sessions} sessions in IDLE`);
  const server = await target.start({ folder: bench.freshFolder(`${target.name}-idle-notice`), accounts: people });
  const open: ImapConnection[] = [];
  try {
    const source = messageSource('idle-notice', 2_000);
    let serial = 0;
    const deliverTo = async ({ address }: Account): Promise<void> => {
      const parcels = [{ recipient: address, message: source(serial++) }];
      await deliver(server.ports.lmtp, 1, () => parcels.shift());
    };
    // An empty mailbox is made by its first message on some peers.
    for (const account of server.accounts) await deliverTo(account);
    const waiting = new Map<Account, Waiter[]>();
    for (const account of server.accounts) {
      const own = Array.from({ length: sessions / server.accounts.length }, () => wait(server.ports.imap, account));
      const waiters = await Promise.all(own);
      open.push(...waiters.map(({ imap }) => imap));
      waiting.set(account, waiters);
    }
    const times: number[] = [];
    for (let n = 0; n < (bench.options.quick ? 20 : 100); n++) {
      const account = server.accounts[n % server.accounts.length] as Account;
      const heard = Promise.all((waiting.get(account) ?? []).map(({ next }) => next())).then(() => performance.now());
      await deliverTo(account);
      const accepted = performance.now();
      times.push(Math.max(0, (await heard) - accepted));
    }
    return times;
  } finally {
    for (const imap of open) imap.close();
    await server.stop();
  }
}

interface Waiter {
  readonly imap: ImapConnection;
  /** Resolves with the next EXISTS. */
  next(): Promise<void>;
}

async function wait(port: number, account: Account): Promise<Waiter> {
  const imap = await ImapConnection.signIn(port, account);
  await imap.ok('SELECT INBOX');
  let told: (() => void) | undefined;
  await imap.idle((line) => {
    if (line.endsWith(' EXISTS')) told?.();
  });
  return {
    imap,
    next: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('IDLE: nothing was told of a delivery')), 10_000);
        told = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
