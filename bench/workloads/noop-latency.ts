import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bench, domain, type Side, type Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { deliverFor } from '../load/lmtp.ts';
import { messageSource } from '../messages.ts';
import { quantile } from '../statistics.ts';
import type { Account, Running } from '../target.ts';

/** What one user's work costs another: NOOP beside STORE on 100 000 messages, LMTP beside wrong passwords. */
export const noopLatency: Workload = {
  name: 'noop-latency',
  measures: "p99 of another user's NOOP while STORE 1:* runs on 100 000; p99 of LMTP while 16 wrong sign-ins are checked",
  async run(bench) {
    return [...(await noopBesideStore(bench)), ...(await lmtpBesideSignIns(bench))];
  },
};

async function noopBesideStore(bench: Bench): Promise<Figure[]> {
  const servers = await bench.running();
  const count = bench.sizes.large;
  const lag = monitorEventLoopDelay({ resolution: 1 });
  lag.enable();
  const quiet: Record<Side, number[]> = { ours: [], peer: [] };
  const stores: Record<Side, number[]> = { ours: [], peer: [] };
  for (const [, server] of bench.order(servers, 0)) await bench.mailbox(server, 'large', count);
  bench.say(`NOOP beside STORE 1:* on ${count}`);
  lag.reset();
  const busy = await bench.interleave(servers, async (server, side) => {
    const owner = await ImapConnection.signIn(server.ports.imap, await bench.mailbox(server, 'large', count));
    await owner.ok('SELECT INBOX');
    const other = await ImapConnection.signIn(server.ports.imap, reader(server, 'other'));
    await other.ok('SELECT INBOX');
    try {
      quiet[side].push(quantile(await noops(other, pause(bench.options.quick ? 300 : 1000)), 0.99));
      const storing = storeAll(owner, count);
      const latencies = await noops(other, storing);
      stores[side].push(await storing);
      return quantile(latencies, 0.99);
    } finally {
      owner.close();
      other.close();
    }
  });
  lag.disable();
  const workload = 'noop-latency';
  return [
    {
      workload,
      name: `NOOP p99 beside STORE 1:* on ${count}`,
      unit: 'ms',
      ours: busy.ours,
      ...bench.beside(busy),
      aim: { of: 'value', bound: 'at most', limit: 50 },
      note: `the bench's own loop lagged ${(lag.percentile(99) / 1e6).toFixed(1)} ms at p99, ${(lag.max / 1e6).toFixed(1)} ms at most`,
    },
    { workload, name: 'NOOP p99, nothing else going on', unit: 'ms', ours: quiet.ours, ...bench.beside(quiet) },
    { workload, name: `STORE 1:* on ${count}, meanwhile`, unit: 'msg/s', ours: stores.ours, ...bench.beside(stores) },
  ];
}

/** Sets and takes off a flag on all. @returns messages a second */
async function storeAll(imap: ImapConnection, count: number): Promise<number> {
  const start = performance.now();
  for (const sign of ['+', '-']) {
    const { untagged } = await imap.ok(`STORE 1:* ${sign}FLAGS (\\Flagged)`);
    if (untagged < count) throw new Error(`STORE 1:* gave ${untagged} responses, not ${count}`);
  }
  return (2 * count * 1000) / (performance.now() - start);
}

/** NOOPs one after the other, a millisecond apart, until `end` settles. @returns each one's time in milliseconds */
async function noops(imap: ImapConnection, end: Promise<unknown>): Promise<number[]> {
  let ended = false;
  const finish = () => {
    ended = true;
  };
  end.then(finish, finish);
  const latencies: number[] = [];
  while (!ended) {
    const start = performance.now();
    await imap.ok('NOOP');
    latencies.push(performance.now() - start);
    await pause(1);
  }
  return latencies;
}

const guesses = 16;

async function lmtpBesideSignIns(bench: Bench): Promise<Figure[]> {
  const servers = await bench.running();
  const source = messageSource('guess', 4_096);
  let serial = 0;
  const quiet: Record<Side, number[]> = { ours: [], peer: [] };
  const waves: Record<Side, number[]> = { ours: [], peer: [] };
  bench.say(`LMTP beside ${guesses} wrong sign-ins`);
  const send = (server: Running, seconds: number) =>
    deliverFor(server.ports.lmtp, 1, seconds, () => ({ recipient: `other@${domain}`, message: source(serial++) }));
  for (const [, server] of bench.order(servers, 0)) await send(server, 0.5);
  const busy = await bench.interleave(servers, async (server, side, round) => {
    quiet[side].push(quantile((await send(server, bench.options.quick ? 0.5 : 2)).latenciesMs, 0.99));
    const victims = recipients(server, (round % 2) * guesses);
    const during: number[] = [];
    const wave = await guessOnce(server, victims, async (checked) => {
      let done = false;
      checked.then(() => {
        done = true;
      });
      while (!done) during.push(...(await send(server, 0.05)).latenciesMs);
    });
    waves[side].push(wave);
    return quantile(during, 0.99);
  });
  const workload = 'noop-latency';
  const figures: Figure[] = [
    {
      workload,
      name: `LMTP p99 beside ${guesses} wrong sign-ins`,
      unit: 'ms',
      ours: busy.ours,
      ...(quiet.ours.length > 0 ? { reference: { label: 'without', samples: quiet.ours } } : {}),
      aim: { of: 'ratio', bound: 'at most', limit: 2 },
    },
    { workload, name: `${guesses} wrong sign-ins take`, unit: 'ms', ours: waves.ours, ...bench.beside(waves) },
  ];
  if (busy.peer.length > 0) {
    const name = bench.targets.peer?.name ?? '';
    figures.push(
      { workload, name: `${name}: LMTP p99 beside them`, unit: 'ms', ours: [], reference: { label: name, samples: busy.peer } },
      { workload, name: `${name}: LMTP p99 without`, unit: 'ms', ours: [], reference: { label: name, samples: quiet.peer } },
    );
  }
  return figures;
}

/**
 * One wrong password for each victim, all at the same moment.
 * @param meanwhile runs until `checked` settles
 * @returns milliseconds until the last refusal, at most 10 000
 */
async function guessOnce(
  server: Running,
  victims: readonly Account[],
  meanwhile: (checked: Promise<void>) => Promise<void>,
): Promise<number> {
  const connections = await Promise.all(victims.map(() => ImapConnection.open(server.ports.imap)));
  const start = performance.now();
  let tookMs = 10_000;
  const answers = connections.map((imap, at) => imap.command(`LOGIN ${victims[at]?.address} wrong-${at}`));
  const timer = new AbortController();
  const checked = Promise.race([
    Promise.all(answers).then((all) => {
      if (all.some(({ line }) => line.startsWith('OK'))) throw new Error(`${server.name} took a wrong password`);
      tookMs = performance.now() - start;
    }),
    pause(10_000, undefined, { signal: timer.signal }),
  ]);
  try {
    await Promise.all([checked, meanwhile(checked)]);
  } finally {
    timer.abort();
    for (const imap of connections) imap.close();
  }
  return tookMs;
}

function recipients(server: Running, from: number): Account[] {
  return server.accounts.filter(({ role }) => role === 'recipient').slice(from, from + guesses);
}

function reader(server: Running, name: string): Account {
  const account = server.accounts.find(({ address }) => address === `${name}@${domain}`);
  if (!account) throw new Error(`${server.name} has no account ${name}`);
  return account;
}
