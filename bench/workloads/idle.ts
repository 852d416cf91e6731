import { type Bench, domain, type Side, type Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { openEventSource } from '../load/jmap.ts';
import { settledMemoryKib } from '../memory.ts';
import type { Account, Place, Running, Target } from '../target.ts';

const people: readonly Account[] = Array.from({ length: 20 }, (_, n) => ({
  address: `idle${n + 1}@${domain}`,
  password: 'Bench-4f2c-9ab7-Lyon',
  role: 'reader',
}));

/** What a server costs that does nothing: its start, its memory, and what each waiting client adds. */
export const idle: Workload = {
  name: 'idle',
  measures: 'time from process start to the first answer; memory after start, per IMAP session in IDLE, per EventSource',
  async run(bench) {
    const collected: Record<Side, Costs | undefined> = { ours: undefined, peer: undefined };
    for (const [side, target] of bench.order(bench.targets, 0)) {
      bench.say(`${target.name}: start, memory, idle sessions`);
      collected[side] = await costs(bench, target);
    }
    const { ours, peer } = collected;
    const workload = 'idle';
    const line = (name: string, unit: string, pick: (costs: Costs) => readonly number[], rest: Partial<Figure> = {}): Figure => ({
      workload,
      name,
      unit,
      ours: ours ? pick(ours) : [],
      ...bench.reference(peer ? pick(peer) : []),
      ...rest,
    });
    const underSecond = { aim: { of: 'value', bound: 'at most', limit: 1000 } } as const;
    return [
      line('first start to first IMAP greeting', 'ms', ({ firstStartMs }) => firstStartMs),
      line('start to first IMAP greeting', 'ms', ({ imapMs }) => imapMs, underSecond),
      line('start to first HTTP answer', 'ms', ({ httpMs }) => httpMs, underSecond),
      line('memory after start', 'MiB', ({ memoryMib }) => memoryMib),
      line('per IMAP session in IDLE', 'KiB', ({ sessionKib }) => sessionKib),
      line('per EventSource', 'KiB', ({ eventSourceKib }) => eventSourceKib),
    ].filter(({ ours: own, reference }) => own.length > 0 || reference);
  },
};

interface Costs {
  readonly firstStartMs: number[];
  readonly imapMs: number[];
  readonly httpMs: number[];
  readonly memoryMib: number[];
  readonly sessionKib: number[];
  readonly eventSourceKib: number[];
}

async function costs(bench: Bench, target: Target): Promise<Costs> {
  const place: Place = { folder: bench.freshFolder(target.name), accounts: people };
  const found: Costs = { firstStartMs: [], imapMs: [], httpMs: [], memoryMib: [], sessionKib: [], eventSourceKib: [] };
  const first = await target.start(place);
  found.firstStartMs.push(first.imapAnswerMs);
  await first.stop();
  for (let round = 0; round < bench.options.rounds; round++) {
    const server = await target.start(place);
    try {
      found.imapMs.push(server.imapAnswerMs);
      if (server.httpAnswerMs !== undefined) found.httpMs.push(server.httpAnswerMs);
      found.memoryMib.push((await settledMemoryKib(server.pid, 1500)) / 1024);
      if (round === 0) await sessions(bench, server, found);
    } finally {
      await server.stop();
    }
  }
  return found;
}

/**
 * Memory that sessions add. The first ones are not counted: they pay for code and shared views; then what a further
 * batch of the same size adds is divided by its size.
 */
async function sessions(bench: Bench, server: Running, found: Costs): Promise<void> {
  const count = bench.options.quick ? 100 : 400;
  const settleMs = bench.options.quick ? 1500 : 4000;
  const measure = async (open: (account: Account) => Promise<() => void>): Promise<number> => {
    const closers: (() => void)[] = [];
    const add = async (many: number) => {
      for (let n = 0; n < many; n += server.accounts.length) closers.push(...(await Promise.all(server.accounts.map(open))));
    };
    await add(count / 2);
    const before = await settledMemoryKib(server.pid, settleMs);
    await add(count);
    const after = await settledMemoryKib(server.pid, settleMs);
    for (const close of closers) close();
    return (after - before) / count;
  };
  found.sessionKib.push(
    await measure(async (account) => {
      const imap = await ImapConnection.signIn(server.ports.imap, account);
      await imap.ok('SELECT INBOX');
      await imap.idle();
      return () => imap.close();
    }),
  );
  const { http } = server.ports;
  if (http === undefined) return;
  found.eventSourceKib.push(
    await measure(async (account) => {
      const socket = await openEventSource(http, account);
      return () => socket.destroy();
    }),
  );
}
