import { expectRow, rowSeen } from '../browser/in-page.mjs';
import { webMessages } from '../browser/messages.ts';
import { withWebmails } from '../browser/sides.ts';
import { seen, visitAs } from '../browser/visit.ts';
import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { deliver } from '../load/lmtp.ts';
import { quantile } from '../statistics.ts';

/** New mail in the open list. Roundcube asks once a minute, unless somebody presses its button: nothing to be held beside. */
export const webArrival: Workload = {
  name: 'web-arrival',
  measures: 'Chromium: from the 250 of a delivery until its row is seen in the list that is open',
  async run(bench) {
    const { quick, rounds } = bench.options;
    const figures = await withWebmails(bench, { peer: false }, async (browser, { ours }): Promise<Figure[]> => {
      if (!ours) return [];
      const { webmail, server, account } = ours;
      const source = webMessages('arrival', 2_500);
      const found: { p50: number[]; p99: number[] } = { p50: [], p99: [] };
      const visit = await visitAs(browser, webmail, account);
      try {
        const { page } = await visit.openList();
        await webmail.keep(page);
        let serial = 500_000;
        for (let round = 0; round < rounds; round++) {
          const times: number[] = [];
          for (let n = 0; n < (quick ? 8 : 30); n++) {
            const words = `Nr${++serial}`;
            await page.evaluate(expectRow, words);
            const parcels = [{ recipient: account.address, message: source(serial) }];
            await deliver(server.ports.lmtp, 1, () => parcels.pop());
            const accepted = performance.timeOrigin + performance.now();
            times.push(Math.max(0, (await seen(page.evaluate(rowSeen), `a new message (${words}) is not seen`)) - accepted));
          }
          found.p50.push(quantile(times, 0.5));
          found.p99.push(quantile(times, 0.99));
        }
      } finally {
        await visit.close();
      }
      const aim = { of: 'value', bound: 'at most', limit: 500 } as const;
      return [
        { workload: 'web-arrival', name: 'new mail seen, p50', unit: 'ms', ours: found.p50, aim },
        { workload: 'web-arrival', name: 'new mail seen, p99', unit: 'ms', ours: found.p99, aim },
      ];
    });
    return figures ?? [];
  },
};
