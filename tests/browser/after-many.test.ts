/** What keys act on after several conversations have gone at once: what is shown, and no row further down. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const begin = Date.now() - 24 * 60 * 60_000;
const rowOf = (page: Page, subject: string) => page.getByRole('grid').getByRole('row').filter({ has: page.getByText(subject, { exact: true }) });
const hasFocus = (page: Page, subject: string) => expect.poll(() => rowOf(page, subject).evaluate((row) => row === document.activeElement));
const isRead = (page: Page, subject: string) => page.getByRole('main').getByRole('heading', { name: subject, exact: true }).waitFor();

inBrowser('keys after several conversations have gone', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  beforeAll(async () => {
    const letters = Array.from({ length: 12 }, (_, i) => ({ from: `S${i + 1} <s${i + 1}@example.org>`, subject: `Letter ${i + 1}`, text: `Text ${i + 1}`, receivedAt: begin + i * 60_000 }));
    for (const person of ['alice', 'bob', 'carol', 'dora']) await storeMail(at.server, person, letters);
  });

  const inTrash = async (person: ReturnType<typeof jmapOf>) => {
    const emails = await person.emails({});
    const trashed: string[] = [];
    for (const email of emails) if ((await person.rolesOf(email)).includes('trash')) trashed.push(email.subject ?? '');
    return trashed.sort();
  };

  test('nothing is open: the focus is on the first row below those that have gone', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const { keyboard } = page;
    await rowOf(page, 'Letter 12').waitFor();
    for (let i = 0; i < 5; i++) await keyboard.press('j');
    await hasFocus(page, 'Letter 8').toBe(true);
    for (const key of ['x', 'j', 'x']) await keyboard.press(key);
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await keyboard.press('#');
    await rowOf(page, 'Letter 7').waitFor({ state: 'detached' });
    await hasFocus(page, 'Letter 6').toBe(true);
    await expect.poll(() => inTrash(jmapOf(context))).toEqual(['Letter 7', 'Letter 8']);
  });

  test('what was read has gone too: the next key acts on what is read then', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const { keyboard } = page;
    await rowOf(page, 'Letter 8').click();
    await isRead(page, 'Letter 8');
    for (const key of ['x', 'j', 'x']) await keyboard.press(key);
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await keyboard.press('#');
    await isRead(page, 'Letter 6');
    await hasFocus(page, 'Letter 6').toBe(true);
    await keyboard.press('#');
    await isRead(page, 'Letter 5');
    await expect.poll(() => inTrash(jmapOf(context))).toEqual(['Letter 6', 'Letter 7', 'Letter 8']);
  });

  test('what is read is still there: the next key acts on it', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const { keyboard } = page;
    await rowOf(page, 'Letter 12').click();
    await isRead(page, 'Letter 12');
    for (const subject of ['Letter 10', 'Letter 9']) await rowOf(page, subject).click({ modifiers: ['Control'] });
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await keyboard.press('#');
    await rowOf(page, 'Letter 9').waitFor({ state: 'detached' });
    await hasFocus(page, 'Letter 12').toBe(true);
    await keyboard.press('#');
    await isRead(page, 'Letter 11');
    await expect.poll(() => inTrash(jmapOf(context))).toEqual(['Letter 10', 'Letter 12', 'Letter 9']);
  });

  test('moved by the dialog, the focus is on the next row, not lost with the one from which it was opened', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    const { keyboard } = page;
    await rowOf(page, 'Letter 12').waitFor();
    await keyboard.press('j');
    await keyboard.press('j');
    await hasFocus(page, 'Letter 11').toBe(true);
    await keyboard.press('v');
    await page.getByRole('dialog').waitFor();
    await keyboard.type('Arch');
    await page.getByRole('dialog').getByRole('option', { name: /^Archive/ }).first().waitFor();
    await keyboard.press('Enter');
    await rowOf(page, 'Letter 11').waitFor({ state: 'detached' });
    await hasFocus(page, 'Letter 10').toBe(true);
    await keyboard.press('#');
    await expect.poll(() => inTrash(jmapOf(context))).toEqual(['Letter 10']);
  });

  test('archived by the reader’s button from the keyboard, the focus is not lost with the button', async () => {
    const { page } = await at.visit({ person: 'dora', path: '/mail' });
    await rowOf(page, 'Letter 8').click();
    await isRead(page, 'Letter 8');
    await page.getByRole('main').getByRole('button', { name: 'Archive', exact: true }).first().press('Enter');
    await isRead(page, 'Letter 7');
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[role="row"], [role="toolbar"] button'))).toBe(true);
  });
});
