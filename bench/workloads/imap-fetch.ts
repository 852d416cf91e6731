import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { atLeastPeer, closeAll, selectedInboxes, sideBySide } from '../side-by-side.ts';
import { timed } from '../statistics.ts';

/** What programs ask for to draw a list. */
const items = {
  'FLAGS ENVELOPE BODYSTRUCTURE': '(UID FLAGS ENVELOPE BODYSTRUCTURE)',
  "Thunderbird's headers":
    '(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])',
  'the whole header': '(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])',
} as const;

/** Lists of a mailbox of 10 000: envelopes and structures, the headers that Thunderbird asks for, all headers. */
export const imapFetch: Workload = {
  name: 'imap-fetch',
  measures: "FETCH 1:* of 10 000: FLAGS with ENVELOPE and BODYSTRUCTURE, Thunderbird's header set, whole headers",
  async run(bench) {
    const count = bench.sizes.small;
    const repeats = bench.options.quick ? 3 : 5;
    const sides = await selectedInboxes(bench, 'small', count);
    const figures: Figure[] = [];
    for (const [name, wanted] of Object.entries(items)) {
      const command = `FETCH 1:* ${wanted}`;
      // The first time a peer reads the messages; what is measured afterwards is what its index keeps.
      for (const [, imap] of bench.order(sides, 0)) await imap.ok(command);
      const figure = await sideBySide(bench, sides, { workload: 'imap-fetch', name: `${name} of ${count}`, unit: 'msg/s', aim: atLeastPeer }, async (imap) => {
        const ms = await timed(async () => {
          for (let n = 0; n < repeats; n++) {
            const { untagged } = await imap.ok(command);
            if (untagged !== count) throw new Error(`${command} gave ${untagged} responses, not ${count}`);
          }
        });
        return (repeats * count * 1000) / ms;
      });
      figures.push(figure);
    }
    closeAll(sides);
    return figures;
  },
};
