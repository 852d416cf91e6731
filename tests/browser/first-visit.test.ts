/** Where nobody has been before: what the first list needs is asked for at once and once, and all else comes after it. */
import type { Page, Request } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { gate, holdBack } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

const minute = 60_000;
const rows = (page: Page) => page.locator('#root [role="grid"] [role="row"]:not([aria-busy="true"])');

/** Notes all that is asked for from now on: paths, of JMAP its methods. */
function asked(page: Page): string[] {
  const found: string[] = [];
  page.on('request', (request: Request) => {
    const { pathname } = new URL(request.url());
    if (pathname !== '/jmap/api') return void found.push(pathname);
    const { methodCalls } = request.postDataJSON() as { methodCalls: [string, unknown, string][] };
    found.push(...methodCalls.map(([method]) => method));
  });
  return found;
}

const count = (found: readonly string[], one: string): number => found.filter((each) => each === one).length;

inBrowser('the first visit', { people: ['alice'] }, (at) => {
  beforeAll(() =>
    storeMail(
      at.server,
      'alice',
      Array.from({ length: 30 }, (_, n) => ({ from: `Sender ${n} <sender${n}@example.org>`, subject: `Letter ${n}`, text: `Text ${n}`, receivedAt: Date.now() - 10_000 * minute + n * minute })),
    ),
  );

  test('the list is asked for before the code that draws it has come', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const found = asked(page);
    const letGo = await holdBack(page, /\/assets\/client-[^/]*\.js$/);
    const list = page.waitForRequest((request) => request.postData()?.includes('Email/query') ?? false);
    await page.goto('/mail', { waitUntil: 'commit' });
    await list;
    expect(await rows(page).count()).toBe(0);
    letGo();
    await rows(page).first().waitFor();
    for (const once of ['/jmap/session', '/api/v1/me/preferences', 'Mailbox/get']) expect([once, count(found, once)]).toEqual([once, 1]);
  });

  test('neither the worker, nor news of the server, nor code of other rooms is asked for before the list is there', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const found = asked(page);
    const hold = gate();
    await page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('Email/query')) await hold.isOpen;
      await route.continue();
    });
    await page.goto('/mail', { waitUntil: 'commit' });
    await page.locator('#root h1').waitFor();
    await page.locator('#root [aria-busy="true"]').first().waitFor();
    expect(found.filter((path) => /^\/sw\.js|^\/jmap\/events|\/(?:rooms|reader|composer|share-notices)-/.test(path))).toEqual([]);
    const news = page.waitForRequest('**/jmap/events*');
    const reader = page.waitForRequest('**/assets/reader-pane-*.js');
    hold.letGo();
    await Promise.all([rows(page).first().waitFor(), news, reader]);
  });
});
