/** Windows so low that bars would leave no room: a phone on its side, a desktop at 400 % (WCAG 2.2, 1.4.4 and 1.4.10). */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from './setup/accessible.ts';
import { compose, panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { storeMail } from './setup/stored-mail.ts';

const sizes = [
  { width: 320, height: 200, language: 'ar' },
  { width: 640, height: 320, language: 'en' },
  { width: 1280, height: 320, language: 'fr' },
] as const;

/** Only letters grow, as in Firefox with "Zoom text only". */
async function doubleLetters(page: Page): Promise<void> {
  await page.evaluate(() => {
    const root = document.documentElement;
    const all = getComputedStyle(root);
    for (const name of ['--fs-1', '--fs-2', '--fs-3', '--fs-4', '--fs-5', '--fs-6']) root.style.setProperty(name, `${Number.parseFloat(all.getPropertyValue(name)) * 2}px`);
  });
}

/** What stands in bars and menus and is cut from above or below. */
const cutInBars = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('header, [role="toolbar"], [role="group"], [role="menu"], [role="menuitem"], nav a')]
      .filter((element) => element.scrollHeight > element.clientHeight + 1 && !/auto|scroll/.test(getComputedStyle(element).overflowY) && element.clientHeight > 0)
      .map((element) => element.outerHTML.slice(0, 120)),
  );

inBrowser('low windows', { people: ['alice'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', Array.from({ length: 30 }, (_, index) => ({ from: `Person ${index} <person${index}@example.org>`, subject: `Report ${index}`, text: 'Line\n'.repeat(80), receivedAt: Date.now() - index * 60_000 })));
  });

  describe.each(sizes)('$width × $height', ({ width, height, language }) => {
    const visit = async (path: string): Promise<Page> => {
      const { page } = await at.visit({ person: 'alice', language, width });
      await page.setViewportSize({ width, height });
      await page.goto(path);
      return page;
    };
    /** The part of the window's height that something has. */
    const shareOf = (page: Page, selector: string) => expect.poll(() => page.locator(selector).first().evaluate((element, whole) => element.getBoundingClientRect().height / whole, height));

    test('the list has most of the height, and two rows at least', async () => {
      const page = await visit('/mail');
      await page.getByRole('row').first().waitFor();
      await shareOf(page, '[role="grid"]').toBeGreaterThan(0.55);
      const [row, grid] = await Promise.all([page.getByRole('row').first().boundingBox(), page.getByRole('grid').boundingBox()]);
      expect((grid?.height ?? 0) / (row?.height ?? Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(1.9);
      const [title, sort] = await Promise.all([page.getByRole('heading', { level: 1 }).boundingBox(), page.locator('main header button').last().boundingBox()]);
      expect(title && sort && title.x < sort.x + sort.width && sort.x < title.x + title.width).toBe(false);
      await expectNoOverflow(page);
      await keepScreen(page, `low-list-${width}-${height}`);
      await expectAccessible(page);
    });

    test('a message has most of the height', async () => {
      const page = await visit('/mail');
      await page.getByRole('row').first().click();
      const text = '[aria-label="Conversation"], [aria-label="المحادثة"]';
      await shareOf(page, text).toBeGreaterThan(width < 1200 ? 0.75 : 0.7);
      await expectNoOverflow(page);
      await keepScreen(page, `low-reader-${width}-${height}`);
    });

    test('what is written is seen while it is written', async () => {
      const page = await visit('/mail');
      await compose(page);
      await keepScreen(page, `low-composer-${width}-${height}`);
      const text = panel(page).getByRole('textbox').last();
      await text.focus();
      for (let line = 0; line < 12; line += 1) {
        await page.keyboard.insertText(`Line ${line}`);
        await page.keyboard.press('Enter');
      }
      await page.keyboard.insertText('Last words');
      // Where it is written: between the bar at the top and the end of the window, with a line above it.
      const box = await panel(page).getByText('Last words').boundingBox();
      expect(box?.y).toBeGreaterThan(60);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
      await expectNoOverflow(page);
      await keepScreen(page, `low-writing-${width}-${height}`);
      await page.keyboard.press('Escape');
    });

    test('settings have most of the height', async () => {
      const page = await visit('/settings/profile');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await shareOf(page, 'main section, main').toBeGreaterThan(0.75);
      await expectNoOverflow(page);
      await keepScreen(page, `low-settings-${width}-${height}`);
    });

    test('a search has most of the height', async () => {
      const page = await visit('/search?q=Report');
      await page.getByRole('row').first().waitFor();
      await shareOf(page, '[role="grid"]').toBeGreaterThan(0.5);
      await expectNoOverflow(page);
      await keepScreen(page, `low-search-${width}-${height}`);
    });
  });

  test('the list of keys is scrolled by keys', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await page.setViewportSize({ width: 1280, height: 420 });
    await page.getByRole('row').first().waitFor();
    await page.keyboard.press('?');
    const text = page.getByRole('dialog').getByRole('region', { name: 'Keyboard shortcuts' });
    await text.waitFor();
    await expectAccessible(page, '[role="dialog"]');
    await page.keyboard.press('End');
    await expect.poll(() => text.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
  });

  test('where a browser’s letters are of twice the size, filters, folders and the composer’s fields have room', async () => {
    const { page } = await at.visit({ person: 'alice', language: 'fr', width: 1440, path: '/mail' });
    await page.getByRole('row').first().waitFor();
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    const filters = page.getByRole('group', { name: 'Filtrer' });
    expect(await filters.evaluate((group) => group.scrollWidth <= group.clientWidth)).toBe(true);
    const name = page.getByRole('treeitem', { name: /^Brouillons/ }).getByText('Brouillons', { exact: true });
    expect(await name.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    await compose(page);
    const label = panel(page).getByText('Objet', { exact: true });
    expect(await label.evaluate((element) => element.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).fontSize))).toBeLessThan(2);
    await page.keyboard.press('Escape');
  });

  test.each([390, 1280])('letters of twice the size fit into bars and menus, at %i', async (width) => {
    const { page } = await at.visit({ person: 'alice', language: 'fr', width, path: '/mail' });
    await page.getByRole('row').first().waitFor();
    await doubleLetters(page);
    expect(await cutInBars(page)).toEqual([]);
    await keepScreen(page, `large-letters-list-${width}`);
    await page.getByRole('row').first().click();
    await page.getByRole('article').getByText('Line').first().waitFor();
    await page.getByRole('toolbar', { name: 'Actions sur la conversation' }).getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menu').waitFor();
    expect(await cutInBars(page)).toEqual([]);
    await expectNoOverflow(page);
    await keepScreen(page, `large-letters-menu-${width}`);
  });
});
