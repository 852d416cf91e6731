/** On a narrow screen Back closes what covers the page, before it leaves the page. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Folders' });
const openDrawer = async (page: Page): Promise<void> => {
  await page.getByRole('banner').getByRole('button', { name: 'Menu' }).click();
  await drawer(page).getByRole('treeitem', { name: /^Inbox/ }).waitFor();
};
/** No entry of the history is left of what is closed. */
const isClean = (page: Page) => expect.poll(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
const leadsToSettings = async (page: Page): Promise<void> => {
  await page.goBack();
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/settings/);
};

inBrowser('Back', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [
    { from: 'Jane <jane@example.org>', subject: 'Plans', receivedAt: Date.now() },
    { from: 'Jane <jane@example.org>', subject: 'Minutes', receivedAt: Date.now(), folder: 'Projects' },
  ]));

  const inMail = async (width: number): Promise<Page> => {
    const { page } = await at.visit({ person: 'alice', width });
    await page.goto('/settings');
    await page.goto('/mail');
    await page.getByRole('row', { name: /Plans/ }).waitFor();
    return page;
  };

  test.each([390, 900])('closes the drawer of folders, at %i; the next one leaves the page', async (width) => {
    const page = await inMail(width);
    const list = page.url();
    await openDrawer(page);
    await page.goBack();
    await drawer(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(list);
    await openDrawer(page);
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    await isClean(page);
    await leadsToSettings(page);
  });

  test('leads back to the folder that the drawer led away from', async () => {
    const page = await inMail(390);
    const list = page.url();
    await openDrawer(page);
    await drawer(page).getByRole('treeitem', { name: /^Projects/ }).click();
    await page.getByRole('row', { name: /Minutes/ }).waitFor();
    await drawer(page).waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('row', { name: /Plans/ }).waitFor();
    await isClean(page);
    expect(page.url()).toBe(list);
    await leadsToSettings(page);
  });

  test('closes a menu, and a dialog that came out of one, and leaves the message open', async () => {
    const page = await inMail(390);
    await page.getByRole('row', { name: /Plans/ }).click();
    const more = page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name: 'More' }).last();
    await more.click();
    await page.getByRole('menu').waitFor();
    await page.goBack();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
    await more.click();
    await page.getByRole('menuitem', { name: /Copy/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Copy to' });
    await dialog.waitFor();
    await expect.poll(() => page.evaluate(() => history.state)).toMatchObject({ isCovered: true });
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
    await isClean(page);
    await page.goBack();
    await page.getByRole('row', { name: /Plans/ }).waitFor();
    await leadsToSettings(page);
  });

  test('ends a choice of rows, and leaves the list; a choice that ends by itself leaves nothing behind', async () => {
    const page = await inMail(390);
    const list = page.url();
    const toolbar = page.getByRole('toolbar', { name: /selected/ });
    const choose = page.getByRole('button', { name: 'Select, Jane, Plans' });
    await choose.dispatchEvent('click');
    await toolbar.waitFor();
    await page.goBack();
    await toolbar.waitFor({ state: 'detached' });
    expect(await page.locator('[role="row"][aria-selected="true"]').count()).toBe(0);
    expect(page.url()).toBe(list);
    await choose.dispatchEvent('click');
    await toolbar.waitFor();
    await choose.click();
    await toolbar.waitFor({ state: 'detached' });
    await isClean(page);
    await leadsToSettings(page);
  });

  test('closes the menu of a message that is being written first, then the message', async () => {
    const page = await inMail(390);
    const list = page.url();
    await page.getByRole('button', { name: 'New message' }).first().click();
    await panel(page).waitFor();
    await panel(page).getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menu').waitFor();
    await page.goBack();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await panel(page).waitFor();
    await expect.poll(() => page.evaluate(() => history.state)).toMatchObject({ isCovered: true });
    await page.goBack();
    await panel(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(list);
    await isClean(page);
    await leadsToSettings(page);
  });
});
