import type { Sides, Workload } from '../bench.ts';
import type { Aim, Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { median, timed } from '../statistics.ts';

const aim: Aim = { of: 'ratio', bound: 'at most', limit: 1 };

const commands = [
  'SORT (SUBJECT) UTF-8 ALL', 'SORT (REVERSE DATE) UTF-8 ALL', 'SORT (FROM) UTF-8 ALL', 'SORT (DISPLAYFROM REVERSE DATE) UTF-8 ALL',
  'THREAD REFERENCES UTF-8 ALL', 'THREAD ORDEREDSUBJECT UTF-8 ALL',
];

/** SORT and THREAD over a whole mailbox of 10 000 (RFC 5256): the first time, when nothing is at hand but what is stored, and again. */
export const sortThread: Workload = {
  name: 'sort-thread',
  measures: 'SORT and THREAD of 10 000 messages, the first time and again',
  async run(bench) {
    const servers = await bench.running();
    const count = bench.sizes.small;
    const repeats = bench.options.quick ? 3 : 10;
    const open: { ours?: ImapConnection; peer?: ImapConnection } = {};
    for (const [side, server] of bench.order(servers, 0)) {
      const account = await bench.mailbox(server, 'small', count);
      const connection = await ImapConnection.signIn(server.ports.imap, account);
      await connection.ok('SELECT INBOX');
      open[side] = connection;
    }
    const sides: Sides<ImapConnection> = open;
    const figures: Figure[] = [];
    for (const command of commands) {
      const name = command.replace(' UTF-8 ALL', '');
      bench.say(`${name} of ${count}`);
      const first: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
      for (const [side, imap] of bench.order(sides, 0)) first[side].push(await timed(() => imap.ok(command)));
      figures.push({ workload: 'sort-thread', name: `${name} of ${count}, first`, unit: 'ms', ours: first.ours, ...bench.reference(first.peer) });
      const samples = await bench.interleave(sides, async (imap) => {
        const times: number[] = [];
        for (let n = 0; n < repeats; n++) times.push(await timed(() => imap.ok(command)));
        return median(times);
      });
      figures.push({ workload: 'sort-thread', name: `${name} of ${count}`, unit: 'ms', ours: samples.ours, ...bench.reference(samples.peer), aim });
    }
    for (const imap of [open.ours, open.peer]) imap?.close();
    return figures;
  },
};
