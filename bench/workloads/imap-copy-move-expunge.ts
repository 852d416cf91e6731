import type { MailSide, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { atLeastPeer, closeAll, selectedInboxes } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

const workload = 'imap-copy-move-expunge';

/** 1 000 messages are copied into a folder, moved into a second one, and expunged there. */
export const imapCopyMoveExpunge: Workload = {
  name: workload,
  measures: 'COPY, MOVE and EXPUNGE of 1 000 messages, each in one command',
  async run(bench) {
    const count = bench.options.quick ? 500 : 1_000;
    const sides = await selectedInboxes(bench, 'small', bench.sizes.small);
    const rates = { COPY: samplesOf(), MOVE: samplesOf(), EXPUNGE: samplesOf() };
    bench.say(`COPY, MOVE, EXPUNGE of ${count}`);
    // The first time does not count.
    for (let round = -1; round < bench.options.rounds; round++) {
      for (const [side, imap] of bench.order(sides, round)) {
        for (const folder of ['copied', 'moved']) await imap.ok(`CREATE ${folder}`);
        await imap.ok('SELECT INBOX');
        const rate = async (command: string): Promise<number> => (count * 1000) / (await timed(() => imap.ok(command)));
        const copied = await rate(`COPY 1:${count} copied`);
        await imap.ok('SELECT copied');
        const moved = await rate(`MOVE 1:${count} moved`);
        await imap.ok('SELECT moved');
        await imap.ok('STORE 1:* +FLAGS.SILENT (\\Deleted)');
        const expunged = await rate('EXPUNGE');
        const left = await imap.ok('STATUS moved (MESSAGES)', true);
        if (!left.lines.some((line) => line.includes('MESSAGES 0'))) throw new Error(`after EXPUNGE: ${left.lines.join(' ')}`);
        await imap.ok('UNSELECT');
        for (const folder of ['copied', 'moved']) await imap.ok(`DELETE ${folder}`);
        if (round < 0) continue;
        rates.COPY[side].push(copied);
        rates.MOVE[side].push(moved);
        rates.EXPUNGE[side].push(expunged);
      }
    }
    closeAll(sides);
    return Object.entries(rates).map(([name, samples]): Figure => ({
      workload, name: `${name} of ${count}`, unit: 'msg/s', ours: samples.ours, ...bench.beside(samples), aim: atLeastPeer,
    }));
  },
};

const samplesOf = (): Record<MailSide, number[]> => ({ ours: [], peer: [], cyrus: [] });
