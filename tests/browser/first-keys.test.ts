/** Whoever presses the key for a dialog, or for an answer to a row, goes on typing at once: it is for the field, and does nothing to the mail behind it. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { eventually, panel } from './setup/composing.ts';
import { holdBack } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

const letter = (subject: string, minutesAgo: number, folder = 'inbox') => ({ from: 'Bob <bob@example.com>', to: 'alice@example.com', subject, receivedAt: Date.now() - minutesAgo * 60_000, folder });
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });

inBrowser('keys before a dialog is there', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [letter('First', 0), letter('Second', 1), letter('Team news', 2, 'equipe')]));

  test('after “v” they look for the folder', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, /\/assets\/action-dialogs-[^/]*\.js$/);
    await page.goto('/mail');
    await row(page, 'First').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('v');
    await page.keyboard.type('equ#');
    await page.keyboard.press('Backspace');
    letGo();
    const field = page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('searchbox')).first();
    await eventually(() => field.inputValue()).toBe('equ');
    await page.keyboard.type('ipe');
    await eventually(() => field.inputValue()).toBe('equipe');
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Notifications' }).getByText('1 conversation moved to equipe').waitFor();
    await page.keyboard.press('z');
    await row(page, 'First').waitFor();
  });

  test('after “l” they do nothing, and keys are keys again once the dialog is there and gone', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, /\/assets\/action-dialogs-[^/]*\.js$/);
    await page.goto('/mail');
    await row(page, 'First').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('l');
    await page.keyboard.type('e#!');
    letGo();
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await eventually(() => page.getByRole('dialog').count()).toBe(0);
    await row(page, 'First').waitFor();
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });

  test('where a dialog cannot be fetched, keys do again what they do', async () => {
    const { page, problems } = await at.visit({ person: 'alice' });
    await page.route(/\/assets\/action-dialogs-[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.goto('/mail');
    await row(page, 'First').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('v');
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(problems.take()).toEqual([expect.stringContaining('action-dialogs')]);
  });

  test('“r” answers the row that has the focus, opened or not, and what is typed after it is in the answer', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, /\/assets\/composer-room-[^/]*\.js$/);
    await page.goto('/mail');
    await row(page, 'Second').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.keyboard.type('Merci bien');
    letGo();
    await panel(page).waitFor();
    await eventually(() => panel(page).locator('[contenteditable="true"] p').first().textContent()).toBe('Merci bien');
    expect(await panel(page).textContent()).toContain('bob');
    await eventually(() => panel(page).getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Re: Second');
    for (const name of ['First', 'Second']) await row(page, name).waitFor();
  });

  test('after “Share…” of a folder’s menu they are in its field', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, /\/assets\/share-dialog-[^/]*\.js$/);
    await page.goto('/mail');
    await page.getByRole('treeitem', { name: /^equipe/ }).focus();
    await page.keyboard.press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Share…' }).press('Enter');
    await eventually(() => page.getByRole('menu').count()).toBe(0);
    await page.keyboard.type('bob');
    letGo();
    const field = page.getByRole('dialog').getByRole('combobox', { name: 'Person or group' });
    await eventually(() => field.inputValue()).toBe('bob');
    await row(page, 'First').waitFor();
  });
});
