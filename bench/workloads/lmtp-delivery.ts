import type { Bench, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { deliverFor, type Parcel } from '../load/lmtp.ts';
import { messageSource } from '../messages.ts';
import type { Running } from '../target.ts';

const sizes = [
  { label: '4 KB', bytes: 4_096 },
  { label: '50 KB', bytes: 50_000 },
];
const connectionCounts = [1, 8, 32];

/** Messages accepted a second by LMTP, spread over 32 mailboxes, one recipient each. */
export const lmtpDelivery: Workload = {
  name: 'lmtp-delivery',
  measures: 'messages accepted per second by LMTP, 4 KB and 50 KB, on 1, 8 and 32 connections',
  async run(bench) {
    const sides = await bench.running();
    const figures: Figure[] = [];
    for (const size of sizes) {
      const supply = supplier(size.bytes);
      for (const [, server] of bench.order(sides, 0)) {
        await deliverFor(server.ports.lmtp, 32, bench.options.quick ? 0.5 : 2, () => supply(server)); // folders, caches, compiled code
      }
      for (const connections of connectionCounts) {
        figures.push(await measure(bench, size.label, connections, supply));
      }
    }
    return figures;
  },
};

async function measure(bench: Bench, size: string, connections: number, supply: (server: Running) => Parcel): Promise<Figure> {
  const sides = await bench.running();
  bench.say(`${size} on ${connections} connection${connections === 1 ? '' : 's'}`);
  const window = bench.options.quick ? 1 : 3;
  const samples = await bench.interleave(sides, async (server) => {
    const { accepted, seconds } = await deliverFor(server.ports.lmtp, connections, window, () => supply(server));
    return accepted / seconds;
  });
  return {
    workload: 'lmtp-delivery',
    name: `${size}, ${connections} connection${connections === 1 ? '' : 's'}`,
    unit: 'msg/s',
    ours: samples.ours,
    ...bench.beside(samples),
    aim: { of: 'ratio', bound: 'at least', limit: connections === 1 ? 0.7 : 1 },
  };
}

/** Parcels in turn for all recipients; both servers get the same series. */
function supplier(bytes: number): (server: Running) => Parcel {
  const source = messageSource(`d${bytes}`, bytes);
  const serials = new Map<Running, number>();
  return (server) => {
    const recipients = server.accounts.filter(({ role }) => role === 'recipient');
    const serial = serials.get(server) ?? 0;
    serials.set(server, serial + 1);
    return { recipient: recipients[serial % recipients.length]?.address ?? '', message: source(serial) };
  };
}
