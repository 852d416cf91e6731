/** What stands around all rooms: bars, drawer, help, banners, addresses that lead nowhere, faults that stay in their room. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { preferencesKey } from '../../web/store/names.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { keptMeta } from './setup/kept.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { storeMail } from './setup/stored-mail.ts';
import { openWay } from './setup/way.ts';

const rows = (page: Page) => page.getByRole('grid').getByRole('row');

inBrowser('the shell', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  beforeAll(async () => {
    for (const person of ['alice', 'bob', 'carol', 'dora']) {
      await storeMail(at.server, person, [
        { from: 'Jane Smith <jane@example.org>', subject: 'Lunch on Friday', receivedAt: Date.now() - 1_000, keywords: [] },
        { from: 'Karim Benali <karim@example.org>', subject: 'Budget', receivedAt: Date.now() - 2_000, keywords: ['$seen', '$flagged'] },
        { from: 'Me <me@example.org>', subject: 'Sent one', receivedAt: Date.now(), folder: 'sent' },
        { from: 'Me <me@example.org>', subject: 'Old one', receivedAt: Date.now(), folder: 'archive' },
      ]);
    }
  });

  test.each([
    ['fr', 'light', 1280],
    ['ar', 'dark', 1280],
    ['ar', 'light', 900],
    ['en', 'dark', 900],
    ['fr', 'dark', 390],
    ['ar', 'light', 390],
  ] as const)('in %s, %s, at %i: rooms, drawer, account menu', async (language, theme, width) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', language, theme, width });
    await rows(page).first().waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `shell-${language}-${theme}-${width}`);
    const head = page.getByRole('banner');
    const tree = page.getByRole('tree').first();
    if (width < 1200) {
      expect(await tree.count()).toBe(0);
      await head.getByRole('button').first().click();
      await page.getByRole('dialog').getByRole('tree').first().waitFor();
      await expectAccessible(page);
      await page.getByRole('treeitem').nth(2).click();
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      await rows(page).filter({ hasText: 'Sent one' }).or(rows(page).filter({ hasText: 'me@' })).first().waitFor();
    } else await tree.waitFor();
    await head.getByRole('button').last().click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    // The bar of rooms is at the side, or under the thumb; a message has a phone for itself.
    const rooms = page.getByRole('navigation').filter({ has: page.locator('a[href="/settings"]') });
    const place = await rooms.boundingBox();
    if (width < 768) expect(place?.y).toBeGreaterThan(700);
    else expect(Math.round((place?.x ?? 0) + (language === 'ar' ? (place?.width ?? 0) : 0))).toBe(language === 'ar' ? width : 0);
    if (width < 768) {
      await rows(page).first().click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await rooms.count()).toBe(0);
    }
  });

  test('one main, one h1, a way past the bars', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await rows(page).first().waitFor();
    expect([await page.getByRole('main').count(), await page.getByRole('heading', { level: 1 }).count()]).toEqual([1, 1]);
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to content' });
    expect(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('main').evaluate((main) => main === document.activeElement)).toBe(true);
  });

  test('the keys in the help are named as on a French keyboard', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail', language: 'fr' });
    await rows(page).first().waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Raccourcis clavier' });
    await help.getByText('Suivre', { exact: true }).waitFor();
    expect(await help.locator('kbd').allTextContents()).toEqual(expect.arrayContaining(['Maj+↑', 'Ctrl+Entrée', 'Suppr', 'Échap']));
  });

  test('? lists all keys; those of the shell lead where they say, from any room', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const { keyboard } = page;
    await rows(page).first().waitFor();
    await keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Archive', { exact: true }).first().waitFor();
    expect(await help.locator('kbd').allTextContents()).toEqual(expect.arrayContaining(['c', '?', 'g', 'i', '↓', 'Shift+↑', 'Ctrl+Enter', 'Del', 'Esc']));
    await expectAccessible(page);
    await keepScreen(page, 'shell-help');
    await keyboard.press('Escape');
    await expect.poll(() => help.count()).toBe(0);

    await page.goto('/settings/profile');
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const [key, title] of [['t', 'Sent'], ['a', 'Archive'], ['d', 'Drafts'], ['i', 'Inbox']] as const) {
      await keyboard.press('g');
      await keyboard.press(key);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
    }
    await keyboard.press('g');
    await keyboard.press('s');
    await page.waitForURL(/filter=flagged/);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.goto('/settings/profile');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await keyboard.press('/');
    await expect.poll(() => page.getByRole('combobox', { name: 'Search mail' }).evaluate((input) => input === document.activeElement)).toBe(true);
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    await keyboard.press('c');
    await page.getByLabel('Subject').waitFor();
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { keyboardShortcuts: false } });
    await page.goto('/mail');
    // From the next page on it is so from the first moment.
    await expect.poll(() => keptMeta(page, preferencesKey)).toMatchObject({ keyboardShortcuts: false });
    await page.reload();
    await rows(page).first().waitFor();
    await keyboard.press('?');
    await rows(page).first().focus();
    expect(await help.count()).toBe(0);
  });

  test('without a network it says since when; what is done meanwhile is sent when it is back', async () => {
    const { page, context, problems } = await at.visit({ person: 'carol', path: '/mail' });
    await rows(page).filter({ hasText: 'Lunch on Friday' }).waitFor();
    await context.setOffline(true);
    await page.getByText(/^You are offline\. This is your mail as of \d/).waitFor();
    await expectAccessible(page);
    await keepScreen(page, 'shell-offline');
    await rows(page).filter({ hasText: 'Lunch on Friday' }).focus();
    await page.keyboard.press('s');
    await expect.poll(() => rows(page).filter({ hasText: 'Lunch on Friday' }).getAttribute('aria-label')).toContain('Flagged');
    await page.getByText('You are offline. 1 change will be sent when the connection returns.').waitFor();
    await context.setOffline(false);
    await expect.poll(() => page.getByText(/^You are offline/).count()).toBe(0);
    await expect.poll(async () => (await jmapOf(context).emails({ hasKeyword: '$flagged' })).length).toBe(2);
    problems.take(); // requests that fail are meant to
  });

  test('while the server is stopped, what is done is kept and sent when it is back; the banner says so, and no error goes unheard', async () => {
    const way = await openWay(at.server.http);
    await storeMail(at.server, 'dora', [{ from: 'x@example.org', subject: 'Plan', receivedAt: Date.now(), folder: 'Projects' }]);
    const { page, context, problems } = await at.visit({ person: 'dora', path: '/mail', origin: way.origin });
    const row = (subject: string) => rows(page).filter({ hasText: subject });
    const folder = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
    const dora = jmapOf(context);
    await row('Lunch on Friday').waitFor();
    await folder('Projects').dragTo(folder('Archive'));
    await page.getByText('Folder “Projects” moved').first().waitFor();
    await row('Lunch on Friday').click();
    await page.getByRole('article').first().waitFor();
    await way.cut();
    await page.getByText(/^You are offline/).waitFor();
    await page.keyboard.press('z');
    await page.getByRole('region', { name: 'Notifications' }).getByText(/^This could not be done/).first().waitFor();
    await page.keyboard.press('e');
    await expect.poll(() => row('Lunch on Friday').count()).toBe(0);
    await row('Budget').focus();
    await page.keyboard.press('s');
    await page.keyboard.press('Shift+U');
    await page.getByText(/^You are offline\. [2-9] changes will be sent/).waitFor();
    await row('Budget').click();
    await page.getByRole('heading', { name: 'Budget' }).first().waitFor();
    await folder('Sent').click();
    await page.getByRole('heading', { level: 1, name: 'Sent' }).waitFor();
    await row('Sent one').or(page.getByText('No connection')).first().waitFor();
    expect(problems.take()).toEqual([]);
    await way.mend();
    await page.getByRole('button', { name: 'Retry' }).or(page.getByRole('button', { name: 'Try again' })).first().click();
    await expect.poll(() => page.getByText(/^You are offline/).count()).toBe(0);
    await expect.poll(async () => dora.rolesOf((await dora.emails({ subject: 'Lunch' }))[0])).toEqual(['archive']);
    await way.cut();
  });

  test('the number of unread messages stands in the title', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await expect.poll(() => page.title()).toMatch(/^\(1\) .+ – Messagerie$/);
  });

  test('an address that leads nowhere says so, and leads back', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/people/nobody' });
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    expect(await page.getByText('Page not found', { exact: true }).count()).toBe(1);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to mail' }).click();
    await rows(page).first().waitFor();
  });

  test('a fault in one room leaves the shell standing', async () => {
    const { page, problems } = await at.visit({ person: 'alice', path: '/mail' });
    await rows(page).first().waitFor();
    await page.route(/settings-room.*\.js/, (route) => route.abort());
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('alert').getByText('This part of the page could not be loaded.').waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Mail', exact: true }).first().click();
    await rows(page).first().waitFor();
    await page.unroute(/settings-room.*\.js/);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Retry' }).or(page.getByRole('button', { name: 'Try again' })).click();
    await page.getByRole('heading', { level: 1, name: 'My details' }).waitFor();
    problems.take(); // a file that does not come is meant to be told
  });

  test('less motion, more contrast', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await rows(page).first().waitFor();
    const token = (name: string) => page.evaluate((property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim(), name);
    expect(Number.parseFloat(await token('--dur-2'))).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(Number.parseFloat(await token('--dur-2'))).toBeGreaterThan(0);
    await page.emulateMedia({ contrast: 'more' });
    await expectAccessible(page);
    await keepScreen(page, 'shell-more-contrast');
    await page.emulateMedia({ contrast: 'no-preference' });
  });

  test('in the person’s own colours what is chosen, unread or to be pressed is told by the system’s highlight, and every word and sign can be seen', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await rows(page).first().waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    await rows(page).nth(1).click({ modifiers: ['Control'] });
    const look = (element: Locator) => element.evaluate((it) => {
      const { color, backgroundColor, outlineStyle } = getComputedStyle(it);
      return { color, backgroundColor, outlineStyle, adjusts: getComputedStyle(it).getPropertyValue('forced-color-adjust') };
    });
    const system = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const colourOf = (name: string) => {
        probe.style.color = name;
        return getComputedStyle(probe).color;
      };
      const found = { text: colourOf('CanvasText'), highlight: colourOf('Highlight'), onHighlight: colourOf('HighlightText') };
      probe.remove();
      return found;
    });
    // Without `none` the browser lays the page's ground behind each word: one in the highlight's own text colour is gone then.
    const highlighted = { color: system.onHighlight, backgroundColor: system.highlight, adjusts: 'none' };
    for (const element of [page.getByRole('button', { name: 'New message' }), page.getByRole('treeitem', { name: /^Inbox/ }), page.getByRole('navigation').locator('a[aria-current="page"]').first()]) {
      expect(await look(element)).toMatchObject(highlighted);
    }
    // Rows are painted by the colour of selected text.
    expect(await look(page.locator('[role="row"][aria-selected="true"]'))).toMatchObject({ color: system.onHighlight, adjusts: 'none' });
    expect((await look(page.locator('[role="row"][aria-selected="true"] [class*="preview"]'))).color).toBe(system.onHighlight);
    for (const icon of [page.getByRole('treeitem', { name: /^Sent/ }).locator('svg').last(), rows(page).filter({ hasText: 'Budget' }).locator('svg').last()]) {
      expect([system.text, system.onHighlight]).toContain((await look(icon)).color);
    }
    expect((await look(rows(page).filter({ hasText: 'Lunch' }).locator('[class*="dot"]'))).backgroundColor).toBe(system.text);
    await rows(page).first().click({ button: 'right' });
    await page.getByRole('menuitem').nth(1).hover();
    await expect.poll(async () => (await look(page.getByRole('menuitem').nth(1))).outlineStyle).toBe('solid');
    await keepScreen(page, 'shell-forced-colors');
  });
});
