import type { Workload } from '../bench.ts';
import { atLeastPeer, closeAll, selectedInboxes, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

const workload = 'imap-bodies';
/** The messages have 2 KB. */
const leastBytes = 1_500;

/** Whole messages: in one command, and one by one as a program that keeps a copy reads them. */
export const imapBodies: Workload = {
  name: workload,
  measures: 'FETCH BODY.PEEK[] of 1 000 messages of 2 KB, in one command and one by one',
  async run(bench) {
    const count = bench.options.quick ? 500 : 1_000;
    const repeats = bench.options.quick ? 3 : 5;
    const sides = await selectedInboxes(bench, 'small', bench.sizes.small);
    const bulk = await sideBySide(bench, sides, { workload, name: `BODY.PEEK[] of ${count} in one`, unit: 'msg/s', aim: atLeastPeer }, async (imap, _side, round) => {
      const first = (Math.max(0, round) * count) % (bench.sizes.small - count);
      const ms = await timed(async () => {
        for (let n = 0; n < repeats; n++) {
          const { untagged, bytes } = await imap.ok(`FETCH ${first + 1}:${first + count} (UID BODY.PEEK[])`);
          if (untagged !== count || bytes < count * leastBytes) throw new Error(`FETCH BODY.PEEK[] gave ${untagged} responses with ${bytes} octets`);
        }
      });
      return (repeats * count * 1000) / ms;
    });
    const single = await sideBySide(bench, sides, { workload, name: `BODY.PEEK[] of ${count} one by one`, unit: 'msg/s', aim: atLeastPeer }, async (imap) => {
      const ms = await timed(async () => {
        for (let n = 1; n <= count; n++) {
          const { untagged, bytes } = await imap.ok(`FETCH ${n} (UID RFC822.SIZE BODY.PEEK[])`);
          if (untagged !== 1 || bytes < leastBytes) throw new Error(`FETCH BODY.PEEK[] gave ${untagged} responses with ${bytes} octets`);
        }
      });
      return (count * 1000) / ms;
    });
    closeAll(sides);
    return [bulk, single];
  },
};
