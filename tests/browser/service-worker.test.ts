/** What the service worker keeps, and what it leaves alone. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { keptCount } from './setup/kept.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('service worker', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [{ from: 'Jane <jane@example.org>', subject: 'Minutes', receivedAt: Date.now() - 86_400_000 }]));
  async function controlled(page: Page): Promise<void> {
    await page.waitForFunction(async () => {
      const { active } = await navigator.serviceWorker.ready;
      return active?.state === 'activated' && navigator.serviceWorker.controller !== null;
    });
  }
  const cached = (page: Page): Promise<string[]> =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return keys.flat().map(({ url }) => new URL(url).pathname);
    });

  test('the page, the mail rooms and two fonts are kept; nothing of a person is', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    const paths = await cached(page);
    expect(paths).toContain('/index.html');
    expect(paths.filter((path) => path.endsWith('.woff2'))).toHaveLength(2);
    expect(paths.filter((path) => !/^\/(?:index\.html|assets\/|frame\/|icons\/|manifest\.webmanifest)/.test(path))).toEqual([]);
    await page.reload();
    await page.evaluate(() => fetch('/api/v1/me'));
    expect((await cached(page)).filter((path) => /^\/(?:api|jmap|connect)/.test(path))).toEqual([]);
  });

  test('without a network the client still opens, at any of its addresses', async () => {
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    await context.setOffline(true);
    await page.goto('/mail');
    await page.locator('#root > *').first().waitFor();
    expect(await page.title()).toContain('Messagerie');
    problems.take(); // requests that fail are meant to
  });

  test('without a network what was done stays done when the page is loaded anew, and goes out in its order once there is one', async () => {
    const { page, context, problems } = await at.visit({ person: 'bob', path: '/mail', worker: true });
    const bob = jmapOf(context);
    for (const subject of ['Stays', 'Goes', 'Goes too']) await bob.put({ from: [{ email: 'jane@example.org' }], subject, keywords: {}, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: subject } } });
    const row = (subject: string) => page.getByRole('row', { name: new RegExp(`${subject},`) });
    await row('Goes too').waitFor();
    await controlled(page);
    await context.setOffline(true);
    await row('Goes').focus();
    await page.keyboard.press('e');
    await page.getByText('1 change').first().waitFor();
    await page.reload();
    await row('Stays').waitFor();
    await row('Goes').waitFor({ state: 'detached' });
    await page.getByText('1 change').first().waitFor();
    await row('Goes too').focus();
    await page.keyboard.press('#');
    await page.getByText('2 changes').first().waitFor();
    // The first one is done further to from where it is by now.
    await page.getByRole('treeitem', { name: /^Archive/ }).click();
    await context.setOffline(false);
    const roleOf = async (subject: string) => bob.rolesOf((await bob.emails({ subject })).find((email) => email.subject === subject));
    await expect.poll(() => roleOf('Goes'), { timeout: 60_000 }).toEqual(['archive']);
    await expect.poll(() => roleOf('Goes too')).toEqual(['trash']);
    expect(await roleOf('Stays')).toEqual(['inbox']);
    problems.take(); // requests that fail are meant to
  }, 120_000);

  test('without a network what is asked about mail for the first time is asked', async () => {
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    await page.getByRole('row', { name: /Minutes/ }).focus();
    await context.setOffline(true);
    await page.keyboard.press('v');
    await page.getByRole('dialog').getByRole('option', { name: /^Archive/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto('/settings/keyboard');
    await page.getByRole('heading', { level: 1 }).waitFor();
    problems.take(); // requests that fail are meant to
  });

  test('without a network HTML is read, answered with what it says, and signed', async () => {
    const alice = jmapOf((await at.visit({ person: 'alice' })).context);
    const [identity] = (await alice.call('Identity/get', { ids: null })).list;
    await alice.call('Identity/set', { update: { [identity?.id ?? '']: { htmlSignature: '<p>Alice, <b>Accounts</b></p>', textSignature: 'Alice, Accounts' } } });
    await alice.put({ from: [{ email: 'bob@example.org', name: 'Bob' }], to: [{ email: 'alice@example.com' }], subject: 'Commande', keywords: {}, htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: '<p>Votre <b>commande</b> est prête.</p>' } } });
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    const words = page.frameLocator('article iframe').locator('b').getByText('commande');
    await page.getByRole('row', { name: /Commande/ }).click();
    await words.waitFor();
    await context.setOffline(true);
    await page.goto('/mail');
    await page.getByRole('row', { name: /Commande/ }).click();
    await words.waitFor();
    await page.keyboard.press('r');
    await panel(page).locator('b, strong').getByText('Accounts').waitFor();
    await panel(page).getByText('wrote:').waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await panel(page).locator('b, strong').getByText('Accounts').waitFor();
    problems.take(); // requests that fail are meant to
  });

  test('a session that was ended elsewhere leaves nothing to read here, with a network or without', async () => {
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    await page.getByRole('row', { name: /Minutes/ }).click();
    await page.getByRole('article').getByText('Minutes').waitFor();
    await expect.poll(() => keptCount(page)).toBeGreaterThan(0);
    await context.request.delete('/api/v1/session', { headers: { 'sec-fetch-site': 'same-origin' } });
    await page.getByText('Your session has ended').first().waitFor();
    await expect.poll(() => keptCount(page)).toBe(0);
    await context.setOffline(true);
    await page.goto('/mail');
    await page.getByRole('button', { name: 'Retry' }).waitFor();
    expect(await page.getByText('Minutes').count()).toBe(0);
    expect(await keptCount(page)).toBe(0);
    problems.take(); // requests that fail are meant to
  });

  test('what the server answers itself is not answered by the worker', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail', worker: true });
    await controlled(page);
    for (const path of ['/connect', '/openapi.json', '/healthz', '/api/v1/server']) {
      const other = await context.newPage();
      const answer = await other.goto(path);
      expect(answer?.fromServiceWorker(), path).toBe(false);
      expect(await other.locator('#root').count(), path).toBe(0);
      await other.close();
    }
  });
});
