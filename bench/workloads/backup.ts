import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { deliver, deliverFor } from '../load/lmtp.ts';
import { messageSource } from '../messages.ts';
import { quantile } from '../statistics.ts';

const connections = 8;

/** A backup of a store with a large mailbox, into a fresh folder and again into the same one, while mail comes in. */
export const backup: Workload = {
  name: 'backup',
  measures: 'messages a second by messagerie backup while mail comes in by LMTP on 8 connections; p99 of that LMTP, beside without; a second backup into the same folder',
  async run(bench) {
    const { ours } = await bench.running();
    if (!ours?.backup) return [];
    const server = ours;
    const write = ours.backup;
    const count = bench.sizes.large;
    await bench.mailbox(server, 'large', count);
    const recipients = server.accounts.filter(({ role }) => role === 'recipient');
    const source = messageSource('backup', 4_096);
    let serial = 0;
    const parcel = () => {
      const recipient = recipients[serial % recipients.length]?.address ?? '';
      return { recipient, message: source(serial++) };
    };
    const quiet: number[] = [];
    const busy: number[] = [];
    const rates: number[] = [];
    const again: number[] = [];
    await deliverFor(server.ports.lmtp, connections, 0.5, parcel);
    for (let round = 0; round < bench.options.rounds; round++) {
      bench.say(`backup of more than ${count} messages, round ${round + 1}`);
      quiet.push(quantile((await deliverFor(server.ports.lmtp, connections, bench.options.quick ? 1 : 3, parcel)).latenciesMs, 0.99));
      const folder = join(bench.folder, `backup-${round}`);
      let done = false;
      const writing = timed(() => write(folder)).finally(() => {
        done = true;
      });
      const { latenciesMs } = await deliver(server.ports.lmtp, connections, () => (done ? undefined : parcel()));
      const { value: emails, ms } = await writing;
      busy.push(quantile(latenciesMs, 0.99));
      rates.push((emails * 1000) / ms);
      again.push((await timed(() => write(folder))).ms / 1000);
      rmSync(folder, { recursive: true });
    }
    const workload = 'backup';
    return [
      { workload, name: `backup of ${count} messages while mail comes in`, unit: 'msg/s', ours: rates },
      { workload, name: `LMTP p99 beside it, ${connections} connections`, unit: 'ms', ours: busy, reference: { label: 'without', samples: quiet }, aim: { of: 'ratio', bound: 'at most', limit: 2 } },
      { workload, name: 'a second backup into the same folder', unit: 's', ours: again },
    ] satisfies Figure[];
  },
};

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}
