/** What had the focus goes away with what was done: the focus is on what stands in its place, never lost to the page. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const letter = (folder: string, subject: string) => ({ from: 'Someone <someone@example.org>', subject, text: subject, receivedAt: Date.now() - 86_400_000, folder, keywords: ['$seen'] });

/** What a screen reader would say has the focus. */
const focused = (page: Page) => expect.poll(() => page.evaluate(() => (document.activeElement === document.body ? 'nothing' : (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent))));

inBrowser('the focus stays', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', [letter('Alpha', 'one'), letter('Beta', 'two'), letter('Gamma', 'three')]);
    await storeMail(at.server, 'bob', [letter('At 1280', 'first'), letter('At 390', 'second')]);
    await storeMail(at.server, 'carol', Array.from({ length: 40 }, (_, index) => letter('inbox', `Letter ${index + 1}`)));
  });
  const folder = (page: Page, name: string | RegExp) => page.getByRole('treeitem', { name });
  const remove = async (page: Page, name: string) => {
    await folder(page, name).focus();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Delete folder', disabled: false }).press('Enter');
    await folder(page, name).waitFor({ state: 'detached' });
  };

  describe('among the folders', () => {
    test.each([1280, 390])('of a window of %i: on the one that was made', async (width) => {
      const { page } = await at.visit({ person: 'dora', path: '/mail', width });
      const { keyboard } = page;
      if (width < 768) await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'New folder' }).press('Enter');
      await page.getByRole('textbox', { name: 'Folder name' }).waitFor();
      await keyboard.type(`Made at ${width}`);
      await keyboard.press('Enter');
      await focused(page).toBe(`Made at ${width}`);
      await keyboard.press('ContextMenu');
      await page.getByRole('menuitem', { name: 'New subfolder' }).press('Enter');
      await page.getByRole('textbox', { name: 'Folder name' }).waitFor();
      await keyboard.type('Inside');
      await keyboard.press('Enter');
      await focused(page).toBe('Inside');
    });

    test('on the neighbour of the one that was deleted, into Trash or for ever', async () => {
      const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
      await folder(page, 'Gamma').waitFor();
      await remove(page, 'Beta');
      await focused(page).toBe('Gamma');
      await remove(page, 'Gamma');
      await focused(page).toBe('Alpha');
      await remove(page, 'Alpha');
      await focused(page).toBe('Inbox');
      const trash = folder(page, 'Trash');
      await trash.focus();
      await page.keyboard.press('ArrowRight');
      await remove(page, 'Alpha');
      await focused(page).toBe('Beta');
      await remove(page, 'Gamma');
      await focused(page).toBe('Beta');
      await remove(page, 'Beta');
      await focused(page).toBe('Trash');
      await expect.poll(async () => (await jmapOf(context).call('Mailbox/get', { ids: null })).list.map(({ name }) => name)).not.toContain('Gamma');
    });
  });

  test.each([1280, 390])('in a list of a window of %i: on what is said of it once it is empty', async (width) => {
    const { page } = await at.visit({ person: 'bob', path: '/mail', width });
    const { keyboard } = page;
    if (width < 768) await page.getByRole('button', { name: 'Menu' }).click();
    await folder(page, `At ${width}`).click();
    await page.getByRole('row').first().focus();
    await keyboard.press('#');
    await page.getByText('This folder is empty').waitFor();
    await focused(page).toContain('This folder is empty');
  });

  test.each([1280, 390])('in a window of %i: on the row of what was read', async (width) => {
    const { page } = await at.visit({ person: 'carol', path: '/mail', width });
    const grid = page.getByRole('grid');
    await grid.getByRole('row').first().waitFor();
    // Far down: the list is where it was, too.
    await grid.evaluate((element) => {
      element.scrollTop = 20 * element.scrollHeight;
    });
    const row = grid.getByRole('row').filter({ hasText: 'Someone' }).last();
    await expect.poll(() => row.getAttribute('aria-rowindex')).toBe('40');
    const subject = /Letter \d+/.exec((await row.getAttribute('aria-label')) ?? '')?.[0] ?? '';
    await row.click();
    const heading = page.getByRole('main').getByRole('heading', { name: subject, exact: true });
    await heading.waitFor();
    await page.getByRole('region', { name: 'Conversation' }).focus();
    await page.keyboard.press('Escape');
    await heading.waitFor({ state: 'detached' });
    await focused(page).toContain(subject);
  });
});
