import type { Bench, MailSides, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import type { ImapConnection } from '../load/imap.ts';
import { atLeastPeer, closeAll, selectedInboxes, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

const workload = 'imap-flags';
const aim = atLeastPeer;

/** Flags of a mailbox: reading all and opening it, with 10 000 and with 100 000; changing them one by one and all at once. */
export const imapFlags: Workload = {
  name: workload,
  measures: 'FETCH 1:* FLAGS and SELECT of 10 000 and 100 000; STORE one by one and STORE 1:* on 10 000',
  async run(bench) {
    const { small, large } = bench.sizes;
    const { quick } = bench.options;
    const inSmall = await selectedInboxes(bench, 'small', small);
    const figures = [...(await reading(bench, inSmall, small, quick ? 5 : 20)), ...(await storing(bench, inSmall, small, quick ? 100 : 500))];
    closeAll(inSmall);
    const inLarge = await selectedInboxes(bench, 'large', large);
    figures.push(...(await reading(bench, inLarge, large, quick ? 3 : 5)));
    closeAll(inLarge);
    return figures;
  },
};

async function reading(bench: Bench, sides: MailSides<ImapConnection>, count: number, repeats: number): Promise<Figure[]> {
  for (const [, imap] of bench.order(sides, 0)) await imap.ok('FETCH 1:* (FLAGS)');
  const fetch = await sideBySide(bench, sides, { workload, name: `FETCH 1:* (FLAGS) of ${count}`, unit: 'msg/s', aim }, async (imap) => {
    const ms = await timed(async () => {
      for (let n = 0; n < repeats; n++) {
        const { untagged } = await imap.ok('FETCH 1:* (FLAGS)');
        if (untagged !== count) throw new Error(`FETCH 1:* (FLAGS) gave ${untagged} responses, not ${count}`);
      }
    });
    return (repeats * count * 1000) / ms;
  });
  const select = await sideBySide(bench, sides, { workload, name: `SELECT of ${count}`, unit: 'per s', aim }, async (imap) => {
    let ms = 0;
    for (let n = 0; n < repeats; n++) {
      await imap.ok('UNSELECT');
      ms += await timed(() => imap.ok('SELECT INBOX'));
    }
    return (repeats * 1000) / ms;
  });
  return [fetch, select];
}

async function storing(bench: Bench, sides: MailSides<ImapConnection>, count: number, single: number): Promise<Figure[]> {
  const one = await sideBySide(bench, sides, { workload, name: `STORE one by one, ${single} of ${count}`, unit: 'msg/s', aim }, async (imap, _side, round) => {
    const ms = await timed(async () => {
      for (let n = 1; n <= single; n++) {
        const { untagged } = await imap.ok(`STORE ${n} ${round % 2 === 0 ? '-' : '+'}FLAGS (\\Seen)`);
        if (untagged < 1) throw new Error('STORE did not answer with the new flags');
      }
    });
    return (single * 1000) / ms;
  });
  const all = await sideBySide(bench, sides, { workload, name: `STORE 1:* of ${count}`, unit: 'msg/s', aim }, async (imap) => {
    const ms = await timed(async () => {
      for (const sign of ['+', '-']) {
        const { untagged } = await imap.ok(`STORE 1:* ${sign}FLAGS (\\Flagged)`);
        if (untagged < count) throw new Error(`STORE 1:* gave ${untagged} responses, not ${count}`);
      }
    });
    return (2 * count * 1000) / ms;
  });
  return [one, all];
}
