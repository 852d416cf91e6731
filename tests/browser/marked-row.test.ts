/** Keys are for the row that shows that it has the focus, else for what is open: never for one that nothing points to. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('the row that is marked', { people: ['alice', 'bob', 'carol', 'dave', 'erin'] }, (at) => {
  beforeAll(async () => {
    for (const person of ['alice', 'bob', 'carol', 'dave', 'erin']) {
      await storeMail(at.server, person, ['Ann', 'Ben', 'Cleo', 'Dan'].map((name, index) => ({ from: `${name} <${name.toLowerCase()}@example.org>`, subject: `From ${name}`, text: `Words of ${name}`, receivedAt: Date.now() - (index + 1) * 3_600_000, keywords: ['$seen'] })));
    }
  });
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: `From ${name}` });
  async function read(page: Page, name: string): Promise<void> {
    await row(page, name).click();
    await isRead(page, name);
  }
  const isRead = (page: Page, name: string) => page.locator('article [data-print-body]').getByText(`Words of ${name}`).waitFor();
  const isMarked = (page: Page, name: string) => eventually(() => row(page, name).evaluate((one) => one === document.activeElement && one.matches(':focus-visible')));
  const isGone = (page: Page, name: string) => row(page, name).waitFor({ state: 'detached' });

  /** Ben was opened after Ann, and Back leads to Ann: the focus stays with Ben, unseen. */
  async function goneBack(person: string): Promise<Page> {
    const { page } = await at.visit({ person, path: '/mail' });
    await read(page, 'Ann');
    await read(page, 'Ben');
    await page.mouse.move(980, 600);
    await page.goBack();
    await isRead(page, 'Ann');
    await isMarked(page, 'Ben').toBe(false);
    return page;
  }

  test('after the browser’s Back an answer goes to whom one reads', async () => {
    const page = await goneBack('alice');
    await page.keyboard.press('r');
    await panel(page).waitFor();
    await eventually(() => panel(page).textContent()).toContain('Ann');
    expect(await panel(page).textContent()).not.toContain('Ben');
  });

  test.each([['bob', '#'], ['carol', 'e'], ['dave', 'x']])('after the browser’s Back (%s), %s is for what one reads', async (person, key) => {
    const page = await goneBack(person);
    await page.keyboard.press(key);
    if (key === 'x') await eventually(() => row(page, 'Ann').getAttribute('aria-selected')).toBe('true');
    else await isGone(page, 'Ann');
    expect(await row(page, 'Ben').getAttribute('aria-selected')).toBe('false');
  });

  test('after a choice from a row’s menu keys are for what one reads; after Escape, and by arrows, for the row that is marked', async () => {
    const { page } = await at.visit({ person: 'erin', path: '/mail' });
    await read(page, 'Ann');
    await row(page, 'Cleo').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await eventually(() => row(page, 'Cleo').getAttribute('data-unread')).toBe('true');
    await page.mouse.move(980, 600);
    await isMarked(page, 'Cleo').toBe(false);
    await page.keyboard.press('r');
    await panel(page).waitFor();
    await eventually(() => panel(page).textContent()).toContain('Ann');
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await row(page, 'Cleo').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mark as read' }).waitFor();
    await page.keyboard.press('Escape');
    await isMarked(page, 'Cleo').toBe(true);
    await page.keyboard.press('#');
    await isGone(page, 'Cleo');
    await row(page, 'Ann').waitFor();
  });

  test('a double click on Delete deletes one conversation', async () => {
    const { page } = await at.visit({ person: 'erin', path: '/mail' });
    await read(page, 'Ann');
    await page.locator('[data-reader-bar]').getByRole('button', { name: 'Delete' }).dblclick({ delay: 20 });
    await isGone(page, 'Ann');
    await isRead(page, 'Ben');
    await page.locator('[data-reader-bar]').getByRole('button', { name: 'Delete' }).press('Enter');
    await isGone(page, 'Ben');
    await row(page, 'Dan').waitFor();
  });
});
