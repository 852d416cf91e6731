/** How large what is touched is, on a phone (WCAG 2.2, 2.5.5): the density that a person chose for the screen at their desk makes nothing smaller. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

/** What can be pressed and is lower than a finger: as far as it takes the finger, in the middle of it. */
const tooLow = (page: Page, within = 'body') =>
  page.evaluate((within) => {
    const least = 44;
    /** Borders, and half points. */
    const edges = 2;
    const takes = (element: HTMLElement, x: number, y: number) => element.contains(document.elementFromPoint(x, y));
    const heightOf = (element: HTMLElement): number => {
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const [above, below] = [-1, 1].map((way) => {
        let reach = 0;
        while (reach < least && takes(element, x, y + way * (reach + 0.5))) reach += 0.5;
        return reach;
      });
      return (above ?? 0) + (below ?? 0);
    };
    return [...document.querySelectorAll<HTMLElement>(`${within} :is(button, a, input:not([type="checkbox"]), [role="row"], [role="treeitem"])`)]
      .filter((element) => element.tabIndex >= 0)
      .map((element) => ({ name: element.getAttribute('aria-label') ?? element.textContent ?? '', height: heightOf(element) }))
      .filter(({ height }) => height > 0 && height < least - edges)
      .map(({ name, height }) => `${name.slice(0, 40)} ${height}`);
  }, within);

inBrowser('what is touched', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [{ from: 'Jane <jane@example.org>', subject: 'Minutes', receivedAt: Date.now() - 86_400_000 }, { from: 'Jane <jane@example.org>', subject: 'Budget', receivedAt: Date.now() - 96_400_000, folder: 'Money' }]));

  test.each(['comfortable', 'compact'] as const)('on a phone, %s: list, folders, message and settings', async (density) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width: 390, density });
    const found: Record<string, string[]> = {};
    await page.getByRole('row').first().waitFor();
    found['list'] = await tooLow(page);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('treeitem', { name: 'Money' }).waitFor();
    found['folders'] = await tooLow(page);
    await page.keyboard.press('Escape');
    await page.getByRole('row').first().click();
    await page.getByRole('button', { name: 'Reply', exact: true }).first().waitFor();
    found['message'] = await tooLow(page, '[role="toolbar"]');
    await page.goto('/settings');
    await page.getByRole('main').getByRole('link').first().waitFor();
    found['settings'] = await tooLow(page);
    expect(found).toEqual({ list: [], folders: [], message: [], settings: [] });
  });
});
