/** Lists of single messages, and a reader without a list beside it. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { body, eventually, panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const minute = 60_000;

inBrowser('single messages', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  beforeAll(async () => {
    for (const person of ['alice', 'bob', 'carol']) {
      await storeMail(at.server, person, [
        ...['Ann', 'Ben', 'Cleo', 'Dan'].map((name, i) => ({
          from: `${name} <${name.toLowerCase()}@example.org>`, subject: i === 0 ? 'Talk' : 'Re: Talk', text: `Words of ${name}`, receivedAt: Date.now() - (40 - i) * minute,
          messageId: `${person}${i}`, keywords: [], ...(i === 0 ? {} : { inReplyTo: `${person}${i - 1}` }),
        })),
        ...Array.from({ length: 80 }, (_, i) => ({ from: 'Jane <jane@example.org>', subject: `Letter ${i + 1}`, text: `Text ${i + 1}`, receivedAt: Date.now() - (60 + i) * minute })),
      ]);
    }
    await storeMail(at.server, 'dave', [
      ...Array.from({ length: 6 }, (_, i) => ({ from: 'Jane <jane@example.org>', subject: `Note ${i + 1}`, text: `About ${i + 1}`, receivedAt: Date.now() - (i + 1) * minute })),
      { from: 'dave@example.com', subject: 'Sent note', text: 'Sent', receivedAt: Date.now(), folder: 'sent' },
    ]);
  });
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) });
  const shown = (page: Page) => page.locator('article[data-email] [data-print-body]').allTextContents();
  async function opened(person: string, preferences: object, path = '/mail', width = 1280) {
    const visit = await at.visit({ person, width });
    await visit.context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: preferences });
    await visit.page.goto(path);
    return { ...visit, jmap: jmapOf(visit.context) };
  }

  test.each(['/mail', '/search?q=talk'])('without conversations what is opened is read, answered, walked from and put away by itself: %s', async (path) => {
    const { page, jmap } = await opened(path === '/mail' ? 'alice' : 'bob', { conversations: false }, path);
    await row(page, 'Ben').click();
    await expect.poll(() => shown(page)).toEqual(['Words of Ben']);
    await expect.poll(async () => (await jmap.emails({ subject: 'Talk' })).flatMap(({ from, keywords }) => (keywords?.['$seen'] ? [from?.[0]?.name] : []))).toEqual(['Ben']);
    await page.keyboard.press('r');
    await eventually(() => panel(page).textContent()).toContain('Ben');
    expect(await panel(page).textContent()).not.toContain('Dan');
    await body(page).waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await row(page, 'Ben').focus();
    await page.keyboard.press('k');
    await expect.poll(() => shown(page)).toEqual(['Words of Cleo']);
    await page.getByRole('button', { name: 'Next message' }).click();
    await expect.poll(() => shown(page)).toEqual(['Words of Ben']);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['Words of Ben']);
    await page.getByRole('toolbar').getByRole('button', { name: 'Archive', exact: true }).first().click();
    await expect.poll(async () => (await Promise.all((await jmap.emails({ subject: 'Talk' })).map(async (email) => [email.from?.[0]?.name, ...(await jmap.rolesOf(email))]))).filter(([, role]) => role === 'archive')).toEqual([['Ben', 'archive']]);
  });

  test('without a list beside it, the reader goes on to the next and back by keys and buttons; the list is where it was', async () => {
    const { page } = await opened('carol', { readingPane: 'off' });
    await row(page, 'Letter 1').waitFor();
    const grid = page.getByRole('grid');
    await grid.evaluate((box) => box.scrollTo(0, 1_500));
    await row(page, 'Letter 22').waitFor();
    const place = () => row(page, 'Letter 22').boundingBox();
    const before = await place();
    await row(page, 'Letter 22').click();
    await expect.poll(() => shown(page)).toEqual(['Text 22']);
    await page.keyboard.press('j');
    await expect.poll(() => shown(page)).toEqual(['Text 23']);
    await page.keyboard.press('k');
    await expect.poll(() => shown(page)).toEqual(['Text 22']);
    await page.getByRole('button', { name: 'Next conversation' }).click();
    await expect.poll(() => shown(page)).toEqual(['Text 23']);
    for (let at = 24; at <= 75; at += 1) {
      await page.keyboard.press('j');
      await expect.poll(() => shown(page)).toEqual([`Text ${at}`]);
    }
    for (let at = 74; at >= 22; at -= 1) {
      await page.keyboard.press('k');
      await expect.poll(() => shown(page)).toEqual([`Text ${at}`]);
    }
    await page.keyboard.press('u');
    await row(page, 'Letter 22').waitFor();
    await expect.poll(place).toEqual(before);
  });

  test('without a list beside it, by keyboard: what is opened has the focus, steps keep it on their button, and the list gives it to the row; after a reload as well', async () => {
    const { page } = await opened('carol', { readingPane: 'off' });
    const focused = (name: RegExp | string, role: 'row' | 'button' | 'article' = 'row') => page.getByRole(role, { name }).and(page.locator(':focus')).waitFor();
    await row(page, 'Letter 1').focus();
    for (let i = 0; i < 30; i += 1) await page.keyboard.press('ArrowDown');
    for (const _ of [1, 2, 3]) {
      await focused(/Letter 31\b/);
      await page.keyboard.press('Enter');
      await expect.poll(() => shown(page)).toEqual(['Text 31']);
      await focused(/Jane/, 'article');
      await page.keyboard.press('u');
    }
    await focused(/Letter 31\b/);
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(page)).toEqual(['Text 31']);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['Text 31']);
    await page.getByRole('button', { name: 'Next conversation' }).focus();
    for (const at of [32, 33]) {
      await page.keyboard.press('Enter');
      await expect.poll(() => shown(page)).toEqual([`Text ${at}`]);
      await focused('Next conversation', 'button');
    }
    await page.keyboard.press('k');
    await expect.poll(() => shown(page)).toEqual(['Text 32']);
  });

  test('beside it, the list stands at what is open when the page is loaded, and keys go on from there', async () => {
    const { page } = await opened('dave', {});
    await row(page, 'Note 4').click();
    await expect.poll(() => shown(page)).toEqual(['About 4']);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['About 4']);
    await page.keyboard.press('j');
    await expect.poll(() => shown(page)).toEqual(['About 5']);
    await page.getByRole('button', { name: 'Next conversation' }).press('Enter');
    await expect.poll(() => shown(page)).toEqual(['About 6']);
    await page.getByRole('button', { name: 'Next conversation' }).and(page.locator(':focus')).waitFor();
  });

  test('without a list beside it, the browser’s Back does not lead to what was deleted while it was read', async () => {
    const { page } = await opened('dave', { readingPane: 'off' });
    await row(page, 'Note 1').click();
    await expect.poll(() => shown(page)).toEqual(['About 1']);
    await page.keyboard.press('u');
    await row(page, 'Note 2').click();
    await expect.poll(() => shown(page)).toEqual(['About 2']);
    await page.keyboard.press('#');
    await row(page, 'Note 3').waitFor();
    await page.goBack();
    await row(page, 'Note 3').waitFor();
    expect(await shown(page)).toEqual([]);
    await page.goBack();
    await expect.poll(() => shown(page)).toEqual(['About 1']);
  });

  test('a key that goes to another folder leaves the focus in its list', async () => {
    const { page } = await opened('dave', {});
    await row(page, 'Note 4').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await row(page, 'Sent note').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByRole('row', { name: /Note/ }).first().and(page.locator(':focus')).waitFor();
  });
});
