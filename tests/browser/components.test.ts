/** The components of web/ui, on a page of their own: seen, heard, by keyboard, under the client's policy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../setup/programs.ts';
import { expectAccessible } from './setup/accessible.ts';
import { type Gallery, startGallery } from './setup/gallery.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { openVisit, type Visit, type VisitOptions } from './setup/visit.ts';

needs('chromium')('components', () => {
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-gallery-'));
  let gallery: Gallery;
  let visits: Visit[] = [];
  beforeAll(async () => {
    gallery = await startGallery(folder);
  });
  afterAll(async () => {
    await gallery?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    const problems = visits.flatMap((visit) => visit.problems.take());
    await Promise.all(visits.map((visit) => visit.context.close()));
    visits = [];
    expect(problems).toEqual([]);
  });

  async function open(options: VisitOptions = {}, query: Readonly<Record<string, string>> = {}): Promise<Page> {
    const visit = await openVisit(gallery.origin, options);
    visits.push(visit);
    await visit.page.goto(gallery.address({ language: options.language ?? 'en', theme: options.theme ?? 'light', ...query }));
    await visit.page.getByRole('row').first().waitFor();
    return visit.page;
  }

  describe.each(['fr', 'en', 'ar'] as const)('%s', (language) => {
    test.each([
      ['light', 1280],
      ['dark', 390],
    ] as const)('%s at %d pixels: accessible, nothing outside the page', async (theme, width) => {
      const page = await open({ language, theme, width });
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `components-${language}-${theme}-${width}`, { fullPage: true });
    });
  });

  test.each(['fr', 'ar'] as const)('%s: nothing outside the page at 320 pixels', async (language) => {
    await expectNoOverflow(await open({ language, width: 320 }));
  });

  test.each(['en', 'ar'] as const)('%s: menu, dialogs, sheet and toast are accessible when open', async (language) => {
    const page = await open({ language });
    const names = { en: { menu: 'Menu', account: 'Your account', clear: 'Clear', alert: 'Something went wrong', notifications: 'Notifications' }, ar: { menu: 'القائمة', account: 'حسابك', clear: 'مسح', alert: 'حدثت مشكلة', notifications: 'الإشعارات' } }[language];
    const buttons = page.getByLabel('buttons');
    await buttons.getByRole('button', { name: names.menu }).first().click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page);
    await keepScreen(page, `components-menu-${language}`);
    await page.keyboard.press('Escape');
    await buttons.getByRole('button', { name: names.account }).click();
    await page.getByRole('dialog', { name: names.account }).waitFor();
    await expectAccessible(page);
    await keepScreen(page, `components-dialog-${language}`);
    await page.keyboard.press('Escape');
    await buttons.getByRole('button', { name: names.clear }).click();
    await page.getByRole('alertdialog', { name: names.alert }).waitFor();
    await expectAccessible(page);
    await keepScreen(page, `components-alert-${language}`);
    await page.keyboard.press('Escape');
    await buttons.getByRole('button', { name: names.menu }).last().click();
    await page.getByRole('dialog', { name: names.menu }).waitFor();
    await expectAccessible(page);
    await keepScreen(page, `components-sheet-${language}`);
    await page.keyboard.press('Escape');
    await buttons.getByRole('button', { name: names.notifications }).click();
    await page.getByRole('region', { name: names.notifications }).getByRole('button').first().waitFor();
    await expectAccessible(page);
    await keepScreen(page, `components-toast-${language}`);
  });

  test('a toast is announced, and its action is reached and pressed by keyboard', async () => {
    const page = await open();
    const notify = page.getByRole('button', { name: 'Notifications' });
    await notify.click();
    await page.getByRole('status').filter({ hasText: 'changed elsewhere' }).waitFor();
    const undo = page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' });
    await undo.focus();
    await page.keyboard.press('Enter');
    await undo.waitFor({ state: 'detached' });
    expect(await page.getByTestId('undone').textContent()).toBe('1');
  });

  test('what is unavailable can be reached, says why, and does nothing', async () => {
    const page = await open();
    const button = page.getByRole('button', { name: 'Settings' });
    await button.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('tooltip').filter({ hasText: 'not allowed' }).waitFor();
  });

  describe('a grid of many rows', () => {
    const rowWithFocus = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex') ?? document.activeElement?.tagName ?? '');
    /** Presses a key and waits until the focus is on a row. @param row counted from 1 */
    async function press(page: Page, key: string, row: number): Promise<void> {
      await page.keyboard.press(key);
      await page.waitForFunction((wanted) => document.activeElement?.getAttribute('aria-rowindex') === wanted, String(row));
      const hidden = await page.evaluate(() => {
        const [seen, grid] = [document.activeElement, document.querySelector('[role=grid]')].map((element) => element?.getBoundingClientRect());
        return seen && grid ? Math.max(grid.top - seen.top, seen.bottom - grid.bottom) : Number.POSITIVE_INFINITY;
      });
      expect(hidden, `pixels of row ${row} that are not seen after ${key}`).toBeLessThan(4);
    }

    test.each(['100000', '1000000'])('of %s: keys go through it, the row with the focus is seen whole', async (rows) => {
      const page = await open({}, { rows });
      const grid = page.getByRole('grid');
      expect(await grid.getAttribute('aria-rowcount')).toBe(rows);
      await page.getByRole('row').first().focus();
      await press(page, 'ArrowDown', 2);
      await press(page, 'PageDown', 5);
      await press(page, 'End', Number(rows));
      await press(page, 'ArrowUp', Number(rows) - 1);
      await press(page, 'PageUp', Number(rows) - 4);
      await press(page, 'Home', 1);
      expect(await page.getByRole('row').count()).toBeLessThan(40);
    });

    test('of a million: scrolling to the middle shows the rows of the middle, without gaps', async () => {
      const page = await open({}, { rows: '1000000' });
      await page.getByRole('grid').evaluate((grid) => {
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) / 2;
      });
      await page.waitForFunction(() => {
        const [from = 0, to = 0] = (document.querySelector('[data-testid="seen"]')?.textContent ?? '').split('–').map(Number);
        return from > 499_900 && to < 500_100;
      });
      const tops = await page.getByRole('row').evaluateAll((all) => all.map((row) => [Number(row.getAttribute('aria-rowindex')), row.getBoundingClientRect().top] as const).filter(([index]) => index > 1));
      for (const [place, [index, top]] of tops.entries()) {
        const before = tops[place - 1];
        if (before) expect([index - before[0], Math.round(top - before[1])]).toEqual([1, 80]);
      }
    });

    test('the row with the focus stays in the page when it is scrolled away, and rows are in their order', async () => {
      const page = await open();
      await page.getByRole('row').first().focus();
      await press(page, 'ArrowDown', 2);
      await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 400_000));
      await page.waitForFunction(() => document.querySelector('[data-testid="seen"]')?.textContent?.startsWith('5000'));
      expect(await rowWithFocus(page)).toBe('2');
      const order = await page.getByRole('row').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      await press(page, 'ArrowDown', 3);
    });

    test('a row that goes away leaves the focus to the one that takes its place', async () => {
      const page = await open();
      await page.getByRole('row').first().focus();
      await press(page, 'ArrowDown', 2);
      await page.keyboard.press('#');
      await page.waitForFunction(() => document.activeElement?.textContent === '2');
      expect(await rowWithFocus(page)).toBe('2');
      await press(page, 'ArrowDown', 3);
    });

    test('one row is in the Tab order', async () => {
      const page = await open();
      expect(await page.getByRole('row').evaluateAll((rows) => rows.filter((row) => (row as HTMLElement).tabIndex === 0).length)).toBe(1);
    });
  });
});
