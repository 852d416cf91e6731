import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import type { ImapConnection } from '../load/imap.ts';
import { atMostPeer, closeAll, selectedInboxes, sideBySide } from '../side-by-side.ts';
import { median, timed } from '../statistics.ts';

/** Keys of SEARCH (RFC 9051 §6.4.4) that look into a header or at what a mailbox knows of its messages. */
const keys = ['FROM "sender42@"', 'SUBJECT budget', 'SUBJECT budget FROM sender4', 'TO other7@', 'SINCE 3-Jan-2025', 'SENTSINCE 2-Jan-2025', 'UNSEEN', 'LARGER 1900'];

/** SEARCH over 10 000 messages that reads no body. TEXT and BODY: `search`. */
export const imapSearchHeaders: Workload = {
  name: 'imap-search-headers',
  measures: 'SEARCH FROM, SUBJECT, TO, dates, flags and sizes in 10 000 messages',
  async run(bench) {
    const count = bench.sizes.small;
    const repeats = bench.options.quick ? 3 : 10;
    const sides = await selectedInboxes(bench, 'small', count);
    const figures: Figure[] = [];
    for (const key of keys) {
      for (const [, imap] of bench.order(sides, 0)) await found(imap, key);
      const about = { workload: 'imap-search-headers', name: `SEARCH ${key} in ${count}`, unit: 'ms', aim: atMostPeer };
      figures.push(await sideBySide(bench, sides, about, async (imap) => {
        const times: number[] = [];
        for (let n = 0; n < repeats; n++) times.push(await timed(() => found(imap, key)));
        return median(times);
      }));
    }
    closeAll(sides);
    return figures;
  },
};

/** Searches; that nothing is found would be a mistake, since the messages are made for it. */
async function found(imap: ImapConnection, key: string): Promise<void> {
  const { lines } = await imap.ok(`SEARCH ${key}`, true);
  if (!lines.some((line) => /^\* SEARCH \d/.test(line))) throw new Error(`SEARCH ${key} found nothing: ${lines.join(' ').slice(0, 200)}`);
}
