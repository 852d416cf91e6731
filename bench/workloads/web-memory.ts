import type { CDPSession, Page } from 'playwright-core';
import { hasNoRow, hasRow, hasText } from '../browser/in-page.mjs';
import { markOf } from '../browser/messages.ts';
import { withWebmails } from '../browser/sides.ts';
import { numbersShown, until, visitAs } from '../browser/visit.ts';
import type { Webmail } from '../browser/webmail.ts';
import type { Workload } from '../bench.ts';
import type { Figure } from '../figure.ts';

/** Conversations that the actions go round: what the client keeps on purpose is kept after the first hundred actions. */
const goneRound = 8;
const actionsInCycle = 5;

/** Whether a window that is worked in all day grows. */
export const webMemory: Workload = {
  name: 'web-memory',
  measures: 'Chromium: the page’s JS heap and nodes after garbage collection, after 100 and after 1 000 actions (open, flag, archive, undo, scroll)',
  async run(bench) {
    const actions = bench.options.quick ? 300 : 1_000;
    const figures = await withWebmails(bench, { peer: false }, async (browser, { ours }): Promise<Figure[]> => {
      if (!ours) return [];
      const { webmail, account } = ours;
      const visit = await visitAs(browser, webmail, account);
      try {
        const { page } = await visit.openList();
        await webmail.keep(page);
        const tools = await visit.context.newCDPSession(page);
        const numbers = (await numbersShown(page, webmail)).slice(0, goneRound);
        let done = 0;
        const actUntil = async (count: number): Promise<void> => {
          for (; done < count; done += actionsInCycle) await cycle(page, webmail, numbers[(done / actionsInCycle) % numbers.length] ?? '');
        };
        await actUntil(100);
        const before = await memoryOf(tools);
        await actUntil(actions);
        const after = await memoryOf(tools);
        return [
          {
            workload: 'web-memory',
            name: `heap grown from 100 to ${actions} actions`,
            unit: 'MB',
            ours: [(after.heapBytes - before.heapBytes) / 1_000_000],
            aim: { of: 'value', bound: 'at most', limit: 5 },
            note: `from ${(before.heapBytes / 1_000_000).toFixed(1)} MB to ${(after.heapBytes / 1_000_000).toFixed(1)} MB; documents ${before.documents} → ${after.documents}, listeners ${before.listeners} → ${after.listeners}`,
          },
          { workload: 'web-memory', name: 'nodes grown', unit: 'nodes', ours: [after.nodes - before.nodes], note: `from ${before.nodes} to ${after.nodes}, with those that nothing shows any more` },
        ];
      } finally {
        await visit.close();
      }
    });
    return figures ?? [];
  },
};

/** Five actions, each waited for. The message is where it was afterwards. */
async function cycle(page: Page, { row }: Webmail, number: string): Promise<void> {
  const words = `Nr${number}`;
  const own = page.locator(row).filter({ hasText: words });
  await own.click();
  await until(page, hasText, markOf(number), `the text of ${number} is not seen`);
  const before = await own.getAttribute('aria-label');
  await page.keyboard.press('s');
  await own.and(page.locator(`:not([aria-label=${JSON.stringify(before)}])`)).waitFor();
  await page.keyboard.press('e');
  await until(page, hasNoRow, words, `${number} stays in the list though it was archived`);
  await page.keyboard.press('z');
  await until(page, hasRow, words, `${number} does not come back though archiving was undone`);
  await own.hover();
  await page.mouse.wheel(0, 4_000);
  await until(page, hasNoRow, words, 'the list is not scrolled down');
  await page.mouse.wheel(0, -8_000);
  await until(page, hasRow, words, 'the list is not scrolled up');
}

async function memoryOf(tools: CDPSession): Promise<{ heapBytes: number; nodes: number; documents: number; listeners: number }> {
  // What finalisers let go of goes with the next collection.
  for (let n = 0; n < 3; n++) await tools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tools.send('Runtime.getHeapUsage');
  const { nodes, documents, jsEventListeners } = await tools.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes, documents, listeners: jsEventListeners };
}
