import type { Browser, Page } from 'playwright-core';
import { expectText, showRow, textSeen } from '../browser/in-page.mjs';
import { markOf } from '../browser/messages.ts';
import { numberIn, numbersShown, seen, visitAs } from '../browser/visit.ts';
import { type WebSide, withWebmails } from '../browser/sides.ts';
import type { Webmail } from '../browser/webmail.ts';
import type { Side, Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { quantile } from '../statistics.ts';

interface Opened {
  /** Of messages that the browser has: at the top of the list, or read before. Milliseconds. */
  readonly kept: number[];
  /** Of messages that it must ask the server for. */
  readonly fetched: number[];
}

/** How long it takes until a message can be read. Half of them are HTML, half plain text. */
export const webOpen: Workload = {
  name: 'web-open',
  measures: 'Chromium: from letting the mouse go on a row to the text of the message seen, from the browser’s copy and from the server; beside Roundcube',
  async run(bench) {
    const count = bench.options.quick ? 6 : 16;
    const figures = await withWebmails(bench, { peer: true }, async (browser, sides): Promise<Figure[]> => {
      const rounds: Record<Side, Opened[]> = { ours: [], peer: [] };
      for (let round = 0; round < bench.options.rounds; round++) {
        for (const [side, one] of bench.order(sides, round)) rounds[side].push(await (side === 'ours' ? openOurs : openTheirs)(browser, one, count));
      }
      return (['kept', 'fetched'] as const).flatMap((from) =>
        ([['p50', 0.5], ['p99', 0.99]] as const).map(([label, fraction]): Figure => {
          const of = (side: Side) => rounds[side].map((opened) => quantile(opened[from], fraction));
          return {
            workload: 'web-open',
            name: `open ${from === 'kept' ? 'again or from the cache' : 'from the server'}, ${label}`,
            unit: 'ms',
            ours: of('ours'),
            ...(rounds.peer.length > 0 ? { reference: { label: 'Roundcube', samples: of('peer') } } : {}),
            ...(label === 'p50' ? { aim: { of: 'value', bound: 'at most', limit: from === 'kept' ? 50 : 200 } } : {}),
          };
        }),
      );
    });
    return figures ?? [];
  },
};

/** @returns milliseconds */
async function open(page: Page, webmail: Webmail, number: string): Promise<number> {
  const row = page.locator(webmail.row).filter({ hasText: `Nr${number}` });
  await row.hover(); // what a row shows under the pointer is no part of opening it
  await page.evaluate(expectText, markOf(number));
  await row.click();
  return seen(page.evaluate(textSeen), `${webmail.name}: the text of ${number} is not seen`);
}

/** Rows from which messages are fetched: beyond those whose text the client brings by itself, too far apart to be neighbours; every other one is HTML. */
const firstFetched = 40;
const apart = 9;

async function openOurs(browser: Browser, { webmail, account }: WebSide, count: number): Promise<Opened> {
  const visit = await visitAs(browser, webmail, account);
  try {
    const { page } = await visit.openList();
    await webmail.keep(page);
    const asked: string[] = [];
    page.on('request', (request) => {
      const body = request.postData();
      if (body?.includes('BodyValues')) asked.push(body);
    });
    /** Whether the server was asked for the message that is open. */
    const wasAsked = async (): Promise<boolean> => {
      const id = await page.locator('article[data-email]').last().getAttribute('data-email');
      return asked.some((body) => body.includes(`"${id}"`));
    };
    const times: Opened = { kept: [], fetched: [] };
    const [first = '', second = '', ...further] = await numbersShown(page, webmail);
    for (const number of [first, second]) await open(page, webmail, number); // brings the code of the reader
    const top = further.slice(0, 6);
    for (let n = 0; n < count; n++) {
      times.kept.push(await open(page, webmail, top[n % top.length] ?? ''));
      if (await wasAsked()) throw new Error('a message at the top of the list was not there yet when it was opened');
    }
    for (let n = 0; n < count; n++) {
      const text = await page.evaluate(showRow, firstFetched + n * apart);
      times.fetched.push(await open(page, webmail, numberIn(text)));
      if (!(await wasAsked())) throw new Error('a message further down was there already when it was opened');
    }
    return times;
  } finally {
    await visit.close();
  }
}

async function openTheirs(browser: Browser, { webmail, account }: WebSide, count: number): Promise<Opened> {
  const visit = await visitAs(browser, webmail, account);
  try {
    const { page } = await visit.openList();
    await webmail.keep(page);
    const [first = '', second = '', ...further] = await numbersShown(page, webmail);
    for (const number of [first, second]) await open(page, webmail, number);
    const chosen = further.slice(0, count);
    const times: Opened = { kept: [], fetched: [] };
    for (const number of chosen) times.fetched.push(await open(page, webmail, number));
    for (const number of chosen) times.kept.push(await open(page, webmail, number));
    return times;
  } finally {
    await visit.close();
  }
}
