import type { Browser } from 'playwright-core';
import { withChromium } from '../browser/chromium.ts';
import { framesSeen, pullTo, quiet, watchFrames } from '../browser/in-page.mjs';
import { messagerieWeb } from '../browser/messagerie-web.ts';
import { webMessages } from '../browser/messages.ts';
import { visitAs } from '../browser/visit.ts';
import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';
import { median, quantile } from '../statistics.ts';

const name = 'web-large';
/** Pixels a second: forty rows. */
const wheelSpeed = 3_000;

type Seen = 'firstEnd' | 'wheelP50' | 'wheelP95' | 'wheelBlank' | 'pullP50' | 'pullP95' | 'pullBlank' | 'pullSettled';

/** Scrolling through a large folder: whether frames come in time, and how long somebody looks at rows that are not there yet. Roundcube has pages instead. */
export const webScroll: Workload = {
  name: 'web-scroll',
  measures: 'Chromium: frame times and blank rows while a list of 100 000 messages is scrolled by the wheel and by jumps',
  async run(bench) {
    const { quick, rounds } = bench.options;
    const count = quick ? 10_000 : 100_000;
    const figures = await withChromium(bench, async (browser: Browser): Promise<Figure[]> => {
      const { ours } = await bench.running();
      if (!ours) return [];
      const account = await bench.mailbox(ours, name, count, webMessages(name, 600));
      const webmail = messagerieWeb(ours);
      const found: Record<Seen, number[]> = { firstEnd: [], wheelP50: [], wheelP95: [], wheelBlank: [], pullP50: [], pullP95: [], pullBlank: [], pullSettled: [] };
      const keep = (figure: Seen, value: number): void => void found[figure].push(value);
      for (let round = 0; round < rounds; round++) {
        const visit = await visitAs(browser, webmail, account);
        try {
          const { page } = await visit.openList();
          await page.evaluate(watchFrames);
          keep('firstEnd', await page.evaluate(pullTo, 1));
          await page.evaluate(pullTo, 0);
          await page.evaluate(framesSeen);
          await page.evaluate(quiet);

          const box = await page.locator('[role="grid"]').boundingBox();
          if (!box) throw new Error('the list is not there');
          const gestures = await visit.context.newCDPSession(page);
          await page.evaluate(watchFrames);
          await gestures.send('Input.synthesizeScrollGesture', { x: box.x + box.width / 2, y: box.y + box.height / 2, yDistance: -wheelSpeed * (quick ? 3 : 10), speed: wheelSpeed, gestureSourceType: 'mouse' });
          const wheel = await page.evaluate(framesSeen);
          keep('wheelP50', quantile(wheel.frames, 0.5));
          keep('wheelP95', quantile(wheel.frames, 0.95));
          keep('wheelBlank', wheel.longestBlank);

          await page.evaluate(watchFrames);
          const settled: number[] = [];
          for (let jump = 0; jump < (quick ? 8 : 20); jump++) settled.push(await page.evaluate(pullTo, (jump * 0.618 + round * 0.137) % 1));
          const pull = await page.evaluate(framesSeen);
          keep('pullP50', quantile(pull.frames, 0.5));
          keep('pullP95', quantile(pull.frames, 0.95));
          keep('pullBlank', pull.longestBlank);
          keep('pullSettled', median(settled));
        } finally {
          await visit.close();
        }
      }
      const figure = (key: Seen, label: string, limit?: number, note?: string): Figure => ({
        workload: 'web-scroll',
        name: label,
        unit: 'ms',
        ours: found[key],
        ...(limit === undefined ? {} : { aim: { of: 'value', bound: 'at most', limit } }),
        ...(note === undefined ? {} : { note }),
      });
      return [
        figure('wheelP50', `frame by wheel, ${count} messages, p50`, 17),
        figure('wheelP95', 'frame by wheel, p95', 34),
        figure('wheelBlank', 'longest blank row by wheel', 200),
        figure('pullP50', 'frame by scrollbar, p50', 17),
        figure('pullP95', 'frame by scrollbar, p95', 34),
        figure('pullBlank', 'longest blank row by scrollbar', 200),
        figure('pullSettled', 'scrollbar let go to all rows there'),
        figure('firstEnd', 'the same to the very end, at once after the first visit’s first row', undefined, 'ids of the whole list come first, 10 000 a request'),
      ];
    });
    return figures ?? [];
  },
};
