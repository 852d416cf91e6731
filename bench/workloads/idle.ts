import type { Socket } from 'node:net';
import { type Bench, domain, type Side, type Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { openEventSource } from '../load/jmap.ts';
import { deliver } from '../load/lmtp.ts';
import { settledMemoryKib } from '../memory.ts';
import { messageSource } from '../messages.ts';
import { quantile, slope } from '../statistics.ts';
import type { Account, Place, Running, Target } from '../target.ts';

const people: readonly Account[] = Array.from({ length: 20 }, (_, n) => ({
  address: `idle${n + 1}@${domain}`,
  password: 'Bench-4f2c-9ab7-Lyon',
  role: 'reader',
}));

/** Sessions that pay for what all share, and batches that are measured. */
const FIRST_SESSIONS = 200;
const BATCHES = 4;

/** What a server costs that does nothing: its start, its memory, and what each waiting client adds. */
export const idle: Workload = {
  name: 'idle',
  measures: 'time from process start to the first answer; memory after start, per IMAP session in IDLE, plain and in TLS, per EventSource; how soon 1 000 EventSources hear of mail',
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
      ...bench.beside({ peer: peer ? pick(peer) : [] }),
      ...rest,
    });
    const tenthOfPeer = { aim: { of: 'ratio', bound: 'at most', limit: 0.1 } } as const;
    const underSecond = { aim: { of: 'value', bound: 'at most', limit: 1000 } } as const;
    return [
      line('first start to first IMAP greeting', 'ms', ({ firstStartMs }) => firstStartMs),
      line('start to first IMAP greeting', 'ms', ({ imapMs }) => imapMs, underSecond),
      line('start to first HTTP answer', 'ms', ({ httpMs }) => httpMs, underSecond),
      line('memory after start', 'MiB', ({ memoryMib }) => memoryMib),
      line('per IMAP session in IDLE', 'KiB', ({ sessionKib }) => sessionKib, tenthOfPeer),
      line('per IMAP session in IDLE, TLS', 'KiB', ({ tlsSessionKib }) => tlsSessionKib, tenthOfPeer),
      line('per EventSource', 'KiB', ({ eventSourceKib }) => eventSourceKib),
      line(`notice after delivery, ${streams(bench)} EventSources, p50`, 'ms', ({ noticeMs }) => noticeMs.map((times) => quantile(times, 0.5))),
      line(`notice after delivery, ${streams(bench)} EventSources, p99`, 'ms', ({ noticeMs }) => noticeMs.map((times) => quantile(times, 0.99))),
    ].filter(({ ours: own, reference }) => own.length > 0 || reference);
  },
};

interface Costs {
  readonly firstStartMs: number[];
  readonly imapMs: number[];
  readonly httpMs: number[];
  readonly memoryMib: number[];
  readonly sessionKib: number[];
  readonly tlsSessionKib: number[];
  readonly eventSourceKib: number[];
  /** By round: from the 250 of a delivery until the last stream of its account heard of it. */
  readonly noticeMs: number[][];
}

async function costs(bench: Bench, target: Target): Promise<Costs> {
  const place: Place = { folder: bench.freshFolder(target.name), accounts: people };
  const found: Costs = { firstStartMs: [], imapMs: [], httpMs: [], memoryMib: [], sessionKib: [], tlsSessionKib: [], eventSourceKib: [], noticeMs: [] };
  const first = await target.start(place);
  found.firstStartMs.push(first.imapAnswerMs);
  await first.stop();
  for (let round = 0; round < bench.options.rounds; round++) {
    const server = await target.start(place);
    try {
      found.imapMs.push(server.imapAnswerMs);
      if (server.httpAnswerMs !== undefined) found.httpMs.push(server.httpAnswerMs);
      found.memoryMib.push((await settledMemoryKib(server.pid, 1500)) / 1024);
      if (round === 0) {
        await notices(bench, server, found);
      }
    } finally {
      await server.stop();
    }
  }
  await sessions(bench, target, place, found);
  return found;
}

/**
 * Memory that sessions add. The first ones are not counted: they pay for code and shared views; then batches of the same size come, and what one more
 * session adds is the slope of the line through all readings. A single difference would say more about when the garbage collector had its moment. Each kind
 * has a server of its own: what sessions before it had and gave back would be used again, and not be counted.
 */
async function sessions(bench: Bench, target: Target, place: Place, found: Costs): Promise<void> {
  const settleMs = bench.options.quick ? 1500 : 4000;
  const measure = async (server: Running, batch: number, open: (account: Account) => Promise<() => void>): Promise<number> => {
    const closers: (() => void)[] = [];
    const add = async (many: number) => {
      for (let n = 0; n < many; n += server.accounts.length) closers.push(...(await Promise.all(server.accounts.map(open))));
    };
    await add(FIRST_SESSIONS);
    const readings: [sessions: number, kib: number][] = [[closers.length, await settledMemoryKib(server.pid, settleMs)]];
    for (let n = 0; n < BATCHES; n++) {
      await add(batch);
      readings.push([closers.length, await settledMemoryKib(server.pid, settleMs)]);
    }
    for (const close of closers) close();
    return slope(readings);
  };
  const batch = bench.options.quick ? 50 : 100;
  const waiting = (port: number, tls: boolean) => async (account: Account) => {
    const imap = await ImapConnection.signIn(port, account, tls);
    await imap.ok('SELECT INBOX');
    await imap.idle();
    return () => imap.close();
  };
  const fresh = async (of: (server: Running) => Promise<void>): Promise<void> => {
    const server = await target.start(place);
    await of(server).finally(() => server.stop());
  };
  await fresh(async (server) => {
    found.sessionKib.push(await measure(server, batch, waiting(server.ports.imap, false)));
  });
  await fresh(async (server) => {
    const { imaps } = server.ports;
    if (imaps !== undefined) found.tlsSessionKib.push(await measure(server, batch, waiting(imaps, true)));
  });
  await fresh(async (server) => {
    const { http } = server.ports;
    if (http === undefined) return;
    const open = async (account: Account): Promise<() => void> => {
      const socket = await openEventSource(http, account);
      return () => socket.destroy();
    };
    found.eventSourceKib.push(await measure(server, batch / 2, open));
  });
}

const streams = (bench: Bench): number => (bench.options.quick ? 200 : 1000);

/** Opens many streams, fifty an account at most, and delivers a message at a time. */
async function notices(bench: Bench, server: Running, found: Costs): Promise<void> {
  const { http, lmtp } = server.ports;
  if (http === undefined) return;
  const perAccount = streams(bench) / server.accounts.length;
  const open = new Map<Account, Socket[]>();
  for (const account of server.accounts) open.set(account, await Promise.all(Array.from({ length: perAccount }, () => openEventSource(http, account))));
  const source = messageSource('notice', 2_000);
  const times: number[] = [];
  for (let serial = 0; serial < (bench.options.quick ? 20 : 100); serial++) {
    const account = server.accounts[serial % server.accounts.length] as Account;
    const heard = Promise.all((open.get(account) ?? []).map(stateEvent)).then(() => performance.now());
    let isSent = false;
    await deliver(lmtp, 1, () => {
      if (isSent) return undefined;
      isSent = true;
      return { recipient: account.address, message: source(serial) };
    });
    const accepted = performance.now();
    times.push(Math.max(0, (await heard) - accepted));
  }
  found.noticeMs.push(times);
  for (const sockets of open.values()) for (const socket of sockets) socket.destroy();
}

function stateEvent(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      if (!chunk.includes('event: state')) return;
      socket.off('data', listen);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => reject(new Error('EventSource: nothing was told of a delivery')), 10_000);
    socket.on('data', listen);
  });
}
