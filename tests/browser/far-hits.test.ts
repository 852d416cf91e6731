/** More hits than a search for words is asked again for at once: what lies far down stays in the list. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const many = 620;

inBrowser('hits far down', { people: ['alice', 'bob', 'carol'] }, (at) => {
  beforeAll(async () => {
    for (const [person, count] of [['alice', many], ['bob', 180], ['carol', 3]] as const) {
      await storeMail(at.server, person, Array.from({ length: count }, (_, i) => ({ from: 'Jane <jane@example.org>', subject: `Zebra ${i + 1}`, receivedAt: Date.now() - i * 60_000 })));
    }
  });
  const row = (page: Page, subject: string) => page.getByRole('row').filter({ has: page.getByText(subject, { exact: true }) });
  /** Whether it is there at the end of the list. */
  const isAtEnd = async (page: Page, subject: string) => {
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    return (await row(page, subject).count()) === 1;
  };
  const toast = (page: Page, text: string | RegExp) => page.getByRole('region', { name: 'Notifications' }).getByText(text);

  test('what is opened there stays open, and so do the rows around it, read and flagged', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/search?q=zebra' });
    const alice = jmapOf(context);
    await row(page, 'Zebra 1').waitFor();
    await expect.poll(() => isAtEnd(page, `Zebra ${many}`)).toBe(true);
    await row(page, 'Zebra 617').click();
    await page.getByRole('heading', { level: 2, name: 'Zebra 617' }).waitFor();
    await expect.poll(async () => Object.keys((await alice.emails({ subject: 'Zebra 617' }))[0]?.keywords ?? {})).toContain('$seen');
    await page.keyboard.press('s');
    await expect.poll(async () => Object.keys((await alice.emails({ subject: 'Zebra 617' }))[0]?.keywords ?? {})).toContain('$flagged');
    // What both changes have the page ask for has come.
    await alice.put({ subject: 'Zebra 0', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'new' } } });
    await page.getByText(`${many + 1} results`).waitFor();
    await row(page, `Zebra ${many}`).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Zebra 617' }).waitFor();
  });

  test('all deleted and taken back, all of them are there', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/search?q=zebra' });
    await row(page, 'Zebra 1').waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.keyboard.press('#');
    await toast(page, '180 conversations moved to Trash').waitFor();
    await row(page, 'Zebra 1').waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await row(page, 'Zebra 1').waitFor();
    await expect.poll(() => isAtEnd(page, 'Zebra 180')).toBe(true);
  });

  test('where the list is not beside what is read, one is back in it once that is deleted', async () => {
    const { page, context } = await at.visit({ person: 'carol' });
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { readingPane: 'off' } });
    await page.goto('/search?q=zebra');
    await row(page, 'Zebra 2').click();
    await page.getByRole('heading', { name: 'Zebra 2' }).waitFor();
    await page.keyboard.press('#');
    await toast(page, /^1 conversation moved to Trash/).waitFor();
    await row(page, 'Zebra 1').waitFor();
    await page.getByText('2 results').waitFor();
  });
});
