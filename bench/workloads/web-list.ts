import { ownProfiles } from '../browser/chromium.ts';
import { withWebmails } from '../browser/sides.ts';
import { visitAs } from '../browser/visit.ts';
import type { Side, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';

/** How long somebody waits for the list of the Inbox, in a browser that was never here and in one that was. */
export const webList: Workload = {
  name: 'web-list',
  measures: 'Chromium: from the navigation to the first row of the list seen, first visit and second; beside Roundcube',
  async run(bench) {
    const figures = await withWebmails(bench, { peer: true }, async (_, sides): Promise<Figure[]> => {
      const profiles = ownProfiles(bench);
      const cold: Record<Side, number[]> = { ours: [], peer: [] };
      const warm: Record<Side, number[]> = { ours: [], peer: [] };
      const usable: Record<Side, number[]> = { ours: [], peer: [] };
      // The first visit of all warms the servers up, and is not counted.
      for (let round = -1; round < bench.options.rounds; round++) {
        for (const [side, { webmail, account }] of bench.order(sides, round + 2)) {
          const visit = await visitAs(profiles, webmail, account);
          const first = await visit.openList();
          await webmail.keep(first.page);
          await first.page.close();
          const second = await visit.openList();
          await visit.close();
          if (round < 0) continue;
          cold[side].push(first.firstRowMs);
          warm[side].push(second.firstRowMs);
          usable[side].push(second.usableMs);
        }
      }
      const reference = (samples: readonly number[]) => (samples.length === 0 ? {} : { reference: { label: 'Roundcube', samples } });
      return [
        { workload: 'web-list', name: 'first list, first visit', unit: 'ms', ours: cold.ours, ...reference(cold.peer), aim: { of: 'value', bound: 'at most', limit: 1_000 } },
        { workload: 'web-list', name: 'first list, second visit', unit: 'ms', ours: warm.ours, ...reference(warm.peer), aim: { of: 'value', bound: 'at most', limit: 300 } },
        {
          workload: 'web-list',
          name: 'the list answers, second visit',
          unit: 'ms',
          ours: usable.ours,
          ...reference(usable.peer),
          note: 'What is seen first at a second visit is a picture of the list, which answers to nothing; this is when the list itself is there.',
        },
      ];
    });
    return figures ?? [];
  },
};
