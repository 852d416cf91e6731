import type { Browser } from 'playwright-core';
import { hasNoRow, hasRow, hasText } from '../browser/in-page.mjs';
import { markOf, searchedWord } from '../browser/messages.ts';
import { type WebSide, withWebmails } from '../browser/sides.ts';
import { numbersShown, until, visitAs } from '../browser/visit.ts';
import type { Side, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { countingProxy, type Traffic } from '../load/counting-proxy.ts';

const actions = ['list, first visit', 'list, second visit', 'open a message', 'archive it', 'search'] as const;
type Traffics = Record<(typeof actions)[number], Traffic>;

/** Nothing goes by for so long: the action is over. */
const quietMs = 1_500;

/** What an action costs on a slow line, counted on the connection: both ways, headers included. */
export const webTraffic: Workload = {
  name: 'web-traffic',
  measures: 'Chromium: bytes and requests of opening the list, opening a message, archiving and searching; beside Roundcube',
  async run(bench) {
    const figures = await withWebmails(bench, { peer: true }, async (browser, sides): Promise<Figure[]> => {
      const found: Record<Side, Traffics[]> = { ours: [], peer: [] };
      // The numbers are the same each time, but for a moment's chance.
      for (let round = 0; round < Math.min(3, bench.options.rounds); round++) {
        for (const [side, one] of bench.order(sides, round)) found[side].push(await traffic(browser, one));
      }
      return actions.flatMap((action) =>
        (['bytes', 'requests'] as const).map((what): Figure => {
          const of = (side: Side) => found[side].map((traffics) => traffics[action][what] / (what === 'bytes' ? 1_000 : 1));
          return {
            workload: 'web-traffic',
            name: `${action}, ${what}`,
            unit: what === 'bytes' ? 'KB' : 'requests',
            ours: of('ours'),
            ...(found.peer.length > 0 ? { reference: { label: 'Roundcube', samples: of('peer') } } : {}),
            ...(action === 'list, first visit' && what === 'bytes' ? { note: 'ours brings the texts of the first 25 messages as well, and the whole client for later visits' } : {}),
          };
        }),
      );
    });
    return figures ?? [];
  },
};

async function traffic(browser: Browser, { webmail, account }: WebSide): Promise<Traffics> {
  const proxy = await countingProxy(webmail.port);
  const visit = await visitAs(browser, webmail, account, proxy.port);
  try {
    await proxy.take(0); // the sign-in
    const first = await visit.openList();
    await webmail.keep(first.page);
    const firstVisit = await proxy.take(quietMs);
    await first.page.close();
    await proxy.take(quietMs);
    const { page } = await visit.openList();
    await webmail.keep(page);
    const secondVisit = await proxy.take(quietMs);

    // Further down than what is brought beforehand, in the first page of both.
    const last = page.locator(webmail.row).last();
    for (let n = 0; n < 5; n++) await last.scrollIntoViewIfNeeded();
    await proxy.take(quietMs);
    const number = (await numbersShown(page, webmail)).at(-2) ?? '';
    const words = `Nr${number}`;
    await page.locator(webmail.row).filter({ hasText: words }).click();
    await until(page, hasText, markOf(number), `${webmail.name}: the text of ${number} is not seen`);
    const opening = await proxy.take(quietMs);
    await webmail.archive(page);
    await until(page, hasNoRow, words, `${webmail.name}: ${number} stays in the list though it was archived`);
    const archiving = await proxy.take(quietMs);
    await webmail.search(page, searchedWord);
    await until(page, hasRow, searchedWord, `${webmail.name}: nothing is found`);
    const searching = await proxy.take(quietMs);
    return { 'list, first visit': firstVisit, 'list, second visit': secondVisit, 'open a message': opening, 'archive it': archiving, search: searching };
  } finally {
    await visit.close();
    await proxy.stop();
  }
}
