/** A tab goes away before the server has the last words, while others stay: they have all of it. In real Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, keptTexts, panel, save, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const strip = (page: Page, title: string) => page.getByRole('region', { name: `Minimised message: ${title}` });
const textOf = async (context: BrowserContext, subject: string) => (await jmapOf(context).emails({ subject })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value);

/** Two sentences, of which the server is given the first one only. */
async function writeTwo(page: Page, recipient: string, title: string): Promise<void> {
  await write(page, recipient, title, 'First.');
  await save(page);
  await page.route('**/jmap/api', (route) => (route.request().postData()?.includes('X-Messagerie-Draft:asText":') ? undefined : route.continue()));
  await body(page).press('Control+End');
  await page.keyboard.insertText(' Second important sentence.');
  await eventually(() => keptTexts(page)).toContain('Second important sentence.');
}

inBrowser('what a tab has left', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  test.each([
    ['alice', 'in which nothing was written yet', false],
    ['bob', 'in which something was written before', true],
  ])('%s: opened from Drafts in a tab %s, it has the last words too, and goes out with them', async (person, _how, hasWritten) => {
    const { page: stays, context } = await at.visit({ person, path: '/mail' });
    if (hasWritten) {
      await compose(stays);
      await panel(stays).getByRole('button', { name: /^Close/ }).click();
      await panel(stays).waitFor({ state: 'detached' });
    }
    const goes = await context.newPage();
    await goes.goto('/mail');
    await writeTwo(goes, `carol@${DOMAIN}`, 'Deux phrases');
    await goes.close({ runBeforeUnload: false });
    expect(await textOf(context, 'Deux phrases')).toEqual(['First.']);
    await stays.getByRole('treeitem', { name: /^Drafts/ }).click();
    await stays.getByRole('row', { name: /Deux phrases/ }).click();
    await panel(stays).getByText('Recovered draft').waitFor();
    expect(await body(stays).textContent()).toBe('First. Second important sentence.');
    expect(await strip(stays, 'Deux phrases').count()).toBe(0);
    await body(stays).press('Control+Enter');
    await stays.getByText('Message sent').first().waitFor();
    expect(await textOf(context, 'Deux phrases')).toEqual(['First. Second important sentence.']);
    // Nothing of it is left for the next tab.
    await eventually(() => keptTexts(stays)).toBe('');
  }, 60_000);

  test('nobody opens it: a tab that stays takes it over, puts it down, says so, and gives it to the server', async () => {
    const { page: stays, context } = await at.visit({ person: 'carol', path: '/mail' });
    await stays.locator('#main h1').first().waitFor();
    const goes = await context.newPage();
    await goes.goto('/mail');
    await writeTwo(goes, `bob@${DOMAIN}`, 'Repris');
    await goes.close();
    await strip(stays, 'Repris').waitFor();
    await stays.getByRole('region', { name: 'Notifications' }).getByText('it is at the bottom of the page').waitFor();
    await eventually(() => textOf(context, 'Repris')).toEqual(['First. Second important sentence.']);
  }, 60_000);

  test('a tab that is loaded again finds its own, though another one stays', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    const stays = await context.newPage();
    await stays.goto('/mail');
    await writeTwo(page, `bob@${DOMAIN}`, 'Rechargé');
    await page.unroute('**/jmap/api');
    await page.reload();
    await panel(page).getByText('Recovered draft').waitFor();
    expect(await body(page).textContent()).toBe('First. Second important sentence.');
    await eventually(() => textOf(context, 'Rechargé')).toEqual(['First. Second important sentence.']);
    expect(await strip(stays, 'Rechargé').count()).toBe(0);
  }, 60_000);
});
