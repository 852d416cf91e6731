/** What is told of folders on a phone, and where the focus is after their dialogs. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('folders and their notices', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', ['Plans', 'Minutes'].map((folder) => ({ from: 'Jane <jane@example.org>', subject: folder, receivedAt: Date.now(), folder }))));
  const folder = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}`) });

  test('on a phone the notice stands above the drawer, where it can be pressed', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width: 390 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await folder(page, 'Plans').getByRole('button').last().click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: /Move to Trash|Delete/ }).click();
    const undo = page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await expectAccessible(page);
    await undo.tap();
    await expect.poll(() => folder(page, 'Plans').getAttribute('aria-level')).toBe('1');
    await page.getByRole('dialog', { name: 'Folders' }).waitFor();
  });

  test('after each of its dialogs the focus is on the folder, the first time and later', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await folder(page, 'Minutes').focus();
    for (const name of ['Share…', 'Share…', 'Delete…', 'Move…', 'Delete…', 'Share…']) {
      await page.keyboard.press('Shift+F10');
      await page.getByRole('menuitem', { name }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog')).last();
      await dialog.waitFor();
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expect.poll(() => folder(page, 'Minutes').evaluate((item) => item === document.activeElement), { message: name }).toBe(true);
    }
  });
});
