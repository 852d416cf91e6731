import type { MailSide, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { atMostPeer as aim, closeAll, selectedInboxes } from '../side-by-side.ts';
import { median, timed } from '../statistics.ts';

const commands = [
  'SORT (SUBJECT) UTF-8 ALL', 'SORT (REVERSE DATE) UTF-8 ALL', 'SORT (FROM) UTF-8 ALL', 'SORT (DISPLAYFROM REVERSE DATE) UTF-8 ALL',
  'THREAD REFERENCES UTF-8 ALL', 'THREAD ORDEREDSUBJECT UTF-8 ALL',
];

/** SORT and THREAD over a whole mailbox of 10 000 (RFC 5256): the first time, when nothing is at hand but what is stored, and again. */
export const sortThread: Workload = {
  name: 'sort-thread',
  measures: 'SORT and THREAD of 10 000 messages, the first time and again',
  async run(bench) {
    const count = bench.sizes.small;
    const repeats = bench.options.quick ? 3 : 10;
    const sides = await selectedInboxes(bench, 'small', count);
    const figures: Figure[] = [];
    for (const command of commands) {
      const name = command.replace(' UTF-8 ALL', '');
      bench.say(`${name} of ${count}`);
      const first: Record<MailSide, number[]> = { ours: [], peer: [], cyrus: [] };
      for (const [side, imap] of bench.order(sides, 0)) first[side].push(await timed(() => imap.ok(command)));
      figures.push({ workload: 'sort-thread', name: `${name} of ${count}, first`, unit: 'ms', ours: first.ours, ...bench.beside(first) });
      const samples = await bench.interleave(sides, async (imap) => {
        const times: number[] = [];
        for (let n = 0; n < repeats; n++) times.push(await timed(() => imap.ok(command)));
        return median(times);
      });
      figures.push({ workload: 'sort-thread', name: `${name} of ${count}`, unit: 'ms', ours: samples.ours, ...bench.beside(samples), aim });
    }
    closeAll(sides);
    return figures;
  },
};
