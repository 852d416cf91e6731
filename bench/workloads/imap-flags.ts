import type { Side, Sides, Workload } from '../bench.ts';
import type { Aim, Figure } from '../figure.ts';
import { ImapConnection } from '../load/imap.ts';
import { timed } from '../statistics.ts';

const atLeastPeer: Aim = { of: 'ratio', bound: 'at least', limit: 1 };

/** Flags of a mailbox of 10 000: reading all, opening it, changing them one by one and all at once. */
export const imapFlags: Workload = {
  name: 'imap-flags',
  measures: 'FETCH 1:* FLAGS, SELECT, STORE one by one and STORE 1:* on 10 000 messages',
  async run(bench) {
    const servers = await bench.running();
    const count = bench.sizes.small;
    const single = bench.options.quick ? 100 : 500;
    const repeats = bench.options.quick ? 5 : 20;
    const open: { ours?: ImapConnection; peer?: ImapConnection } = {};
    for (const [side, server] of bench.order(servers, 0)) {
      const account = await bench.mailbox(server, 'small', count);
      const connection = await ImapConnection.signIn(server.ports.imap, account);
      await connection.ok('SELECT INBOX');
      await connection.ok('FETCH 1:* (FLAGS)');
      open[side] = connection;
    }
    const sides: Sides<ImapConnection> = open;
    const figures: Figure[] = [];
    const figure = async (name: string, unit: string, measure: (imap: ImapConnection, side: Side, round: number) => Promise<number>) => {
      bench.say(name);
      const samples = await bench.interleave(sides, measure);
      figures.push({ workload: 'imap-flags', name, unit, ours: samples.ours, ...bench.reference(samples.peer), aim: atLeastPeer });
    };

    await figure(`FETCH 1:* (FLAGS) of ${count}`, 'msg/s', async (imap) => {
      const ms = await timed(async () => {
        for (let n = 0; n < repeats; n++) {
          const { untagged } = await imap.ok('FETCH 1:* (FLAGS)');
          if (untagged !== count) throw new Error(`FETCH 1:* (FLAGS) gave ${untagged} responses, not ${count}`);
        }
      });
      return (repeats * count * 1000) / ms;
    });
    await figure(`SELECT of ${count}`, 'per s', async (imap) => {
      let ms = 0;
      for (let n = 0; n < repeats; n++) {
        await imap.ok('UNSELECT');
        ms += await timed(() => imap.ok('SELECT INBOX'));
      }
      return (repeats * 1000) / ms;
    });
    await figure(`STORE one by one, ${single} of ${count}`, 'msg/s', async (imap, _side, round) => {
      const ms = await timed(async () => {
        for (let n = 1; n <= single; n++) {
          const { untagged } = await imap.ok(`STORE ${n} ${round % 2 === 0 ? '+' : '-'}FLAGS (\\Seen)`);
          if (untagged < 1) throw new Error('STORE did not answer with the new flags');
        }
      });
      return (single * 1000) / ms;
    });
    await figure(`STORE 1:* of ${count}`, 'msg/s', async (imap) => {
      const ms = await timed(async () => {
        for (const sign of ['+', '-']) {
          const { untagged } = await imap.ok(`STORE 1:* ${sign}FLAGS (\\Flagged)`);
          if (untagged < count) throw new Error(`STORE 1:* gave ${untagged} responses, not ${count}`);
        }
      });
      return (2 * count * 1000) / ms;
    });
    for (const imap of [open.ours, open.peer]) imap?.close();
    return figures;
  },
};
