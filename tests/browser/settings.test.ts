/** One's own settings in Chromium: each control does what it says, survives a reload, and is the same in another browser. */
import { ImapFlow } from 'imapflow';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Preferences } from '../../openapi/generated/jmap.ts';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { storeMail } from './setup/stored-mail.ts';

const sections = ['profile', 'password', 'appearance', 'mail', 'identities', 'images', 'vacation', 'keyboard', 'sessions', 'programs', 'storage'] as const;
const headers = { 'sec-fetch-site': 'same-origin' };

inBrowser('settings', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fares'] }, (at) => {
  /** A browser that has never been here, and changes nothing by signing in. */
  async function elsewhere(person: string, password = PASSWORD) {
    const visit = await at.visit();
    const { context } = visit;
    const answer = await context.request.post('/api/v1/session', { headers, data: { user: `${person}@${DOMAIN}`, password } });
    return { ...visit, status: answer.status() };
  }
  const preferencesOf = async (context: BrowserContext): Promise<Preferences> => (await (await context.request.get('/api/v1/me/preferences', { headers })).json()) as Preferences;
  const open = async (page: Page, section: string) => {
    await page.goto(`/settings/${section}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  const choose = async (page: Page, label: RegExp, option: string | RegExp) => {
    await page.getByRole('button', { name: label }).click();
    await page.getByRole('option', { name: option }).click();
  };
  const saved = (page: Page) => page.getByRole('region', { name: 'Notifications' }).getByText('Saved');

  test.each([
    ['fr', 'light', 1280],
    ['ar', 'dark', 390],
    ['ar', 'light', 900],
    ['en', 'dark', 1280],
  ] as const)('all sections in %s, %s, at %i: no rule of accessibility broken, nothing stands out', async (language, theme, width) => {
    const { page } = await at.visit({ person: 'emil', path: '/settings', language, theme, width });
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const [place, section] of sections.entries()) {
      if (width < 768) {
        await page.getByRole('main').getByRole('link').nth(place).click();
      } else await page.locator(`a[href="/settings/${section}"]`).last().click();
      await page.waitForURL(`**/settings/${section}`);
      await page.locator('main [aria-busy="true"]').waitFor({ state: 'detached' });
      await page.getByRole('main').locator('form, fieldset, ul, p, [role="radiogroup"], [role="switch"]').last().waitFor({ state: 'attached' });
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `settings-${section}-${language}-${theme}-${width}`);
      if (width < 768) {
        await page.getByRole('main').getByRole('button').first().click();
        await page.waitForURL(/\/settings$/);
      }
    }
  }, 60_000);

  test('opened without a connection they say so, and come by themselves once it is back: the room, and a section', async () => {
    const { page, context, problems } = await at.visit({ person: 'fares', path: '/mail' });
    const settings = page.getByRole('link', { name: 'Settings' }).first();
    const offline = page.getByRole('main').getByText('Offline');
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await context.setOffline(true);
    await settings.click();
    await offline.waitFor();
    await page.getByText('It will appear once you are connected again.').waitFor();
    await expectAccessible(page);
    await context.setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'My details' }).waitFor();
    await page.getByRole('link', { name: 'Sessions' }).click();
    const here = page.getByText('This session');
    await here.waitFor();
    await page.getByRole('link', { name: 'My details' }).click();
    await expect.poll(() => page.getByLabel('Name shown').inputValue()).toBe('fares');

    await context.setOffline(true);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await offline.waitFor();
    await context.setOffline(false);
    await here.waitFor();
    problems.take(); // requests that fail are meant to
  }, 60_000);

  describe('what is chosen', () => {
    beforeAll(() => storeMail(at.server, 'alice', [{ from: 'Jane <jane@example.org>', subject: 'Afternoon', receivedAt: Date.parse('2026-03-14T16:30:00Z'), messageId: 'one' }, { from: 'Jane <jane@example.org>', subject: 'Re: Afternoon', receivedAt: Date.parse('2026-03-14T16:40:00Z'), inReplyTo: 'one' }]));

    test('counts at once, after a reload, and in another browser', async () => {
      const { page } = await at.visit({ person: 'alice', path: '/settings/profile' });
      const root = () => page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir, theme: document.documentElement.dataset['theme'], density: document.documentElement.dataset['density'] }));
      await page.getByLabel('Name shown').fill('Alice Martin');
      await page.getByRole('button', { name: 'Save' }).click();
      await saved(page).waitFor();
      const zone = page.getByRole('combobox', { name: 'Time zone' });
      await zone.fill('tokyo');
      await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
      await choose(page, /Time format/, /12 hours/);
      await choose(page, /The week starts on/, /^Monday$/);
      await open(page, 'appearance');
      await page.getByText('Dark', { exact: true }).click();
      await page.getByText('Compact', { exact: true }).click();
      await page.getByText('Below the list').click();
      await expect.poll(root).toMatchObject({ theme: 'dark', density: 'compact' });
      await open(page, 'mail');
      await page.getByText('Group messages by conversation').click();
      await choose(page, /Mark an open message as read/, 'Never by itself');
      await choose(page, /Sending can be undone for/, '30 seconds');
      await page.getByText('As plain text').click();
      await page.getByText('Keep a copy of what my other programs send').click();
      await open(page, 'images');
      await page.getByText('Never', { exact: true }).click();
      await open(page, 'keyboard');
      await page.getByText('Shortcuts of a single key').click();
      await open(page, 'profile');
      await choose(page, /Language/, 'Français');
      await page.getByRole('heading', { level: 1, name: 'Mes informations' }).waitFor();
      await expect.poll(root).toMatchObject({ lang: 'fr', dir: 'ltr' });

      const wanted = {
        language: 'fr', timeZone: 'Asia/Tokyo', hourCycle: 'h12', firstDayOfWeek: 'monday', theme: 'dark', density: 'compact', readingPane: 'below', conversations: false, markReadAfterSeconds: null, undoSeconds: 30,
        composeFormat: 'plain', sentCopy: false, remoteImages: 'never', keyboardShortcuts: false,
      };
      const other = await elsewhere('alice');
      await expect.poll(() => preferencesOf(other.context)).toMatchObject(wanted);
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Mes informations' }).waitFor();
      await expect.poll(() => page.getByLabel('Nom affiché').inputValue()).toBe('Alice Martin');
      await expect.poll(() => page.getByRole('combobox', { name: 'Fuseau horaire' }).inputValue()).toBe('Asia/Tokyo');
      await expect.poll(root).toEqual({ lang: 'fr', dir: 'ltr', theme: 'dark', density: 'compact' });

      await other.page.goto('/mail');
      await other.page.getByRole('grid').getByRole('row').first().waitFor();
      await expect.poll(() => other.page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme'], document.documentElement.dataset['density']])).toEqual(['fr', 'dark', 'compact']);
      await other.page.getByText('2 messages').waitFor();
      await other.page.locator('[data-layout="below"]').waitFor();
      await other.page.keyboard.press('c');
      expect(await other.page.getByLabel('Objet').count()).toBe(0);
      await other.page.getByRole('row').first().click();
      await other.page.getByText(/1:40\sAM/i).first().waitFor();
    }, 60_000);

    test('without a reading pane a message takes the list’s place', async () => {
      await storeMail(at.server, 'bob', [{ from: 'Jane <jane@example.org>', subject: 'Alone', receivedAt: Date.now() }]);
      const { page } = await at.visit({ person: 'bob', path: '/settings/appearance' });
      await page.getByText('No pane').click();
      await page.getByRole('link', { name: 'Mail', exact: true }).first().click();
      await page.getByRole('grid').getByRole('row').first().click();
      await page.getByRole('heading', { name: 'Alone' }).waitFor();
      await expect.poll(() => page.getByRole('grid').count()).toBe(0);
      await page.keyboard.press('u');
      await page.getByRole('grid').waitFor();
    });

    test('in another browser is taken up when one looks at this one again; quick changes do not undo each other', async () => {
      const { page } = await at.visit({ person: 'carol', path: '/settings/mail' });
      await page.getByText('Group messages by conversation').click();
      await page.getByText('As plain text').click();
      await page.getByText('Keep a copy of what my other programs send').click();
      const other = await elsewhere('carol');
      await expect.poll(() => preferencesOf(other.context)).toMatchObject({ conversations: false, composeFormat: 'plain', sentCopy: false });
      expect(await page.getByRole('switch').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))).toEqual([false, false]);
      await other.context.request.patch('/api/v1/me/preferences', { headers, data: { theme: 'dark' } });
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    });

    test('and refused is taken back, and told', async () => {
      const { page, problems } = await at.visit({ person: 'carol', path: '/settings/mail' });
      await page.getByText('As plain text').waitFor();
      await page.route('**/api/v1/me/preferences', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', code: 'unavailable', detail: 'Back soon.' } }) : route.continue()));
      const switched = page.getByRole('switch', { name: 'Group messages by conversation' });
      const before = await switched.isChecked();
      await page.getByText('Group messages by conversation').click();
      await page.getByRole('region', { name: 'Notifications' }).getByText('Back soon.').waitFor();
      await expect.poll(() => switched.isChecked()).toBe(before);
      problems.take(); // the answer of 503 is meant to be
    });
  });

  test('weeks begin as is usual in the region until somebody chooses a day, and do so again', async () => {
    const { page, context } = await at.visit({ person: 'emil', path: '/settings/profile', language: 'fr' });
    const weekStart = page.getByRole('button', { name: /La semaine commence le/ });
    const kept = async () => ((await (await context.request.get('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' } })).json()) as { firstDayOfWeek: string }).firstDayOfWeek;
    await weekStart.getByText('lundi (selon la région)').waitFor();
    expect(await kept()).toBe('auto');
    await weekStart.click();
    await page.getByRole('option', { name: 'samedi' }).click();
    await expect.poll(kept).toBe('saturday');
    await weekStart.click();
    await page.getByRole('option', { name: 'lundi (selon la région)' }).click();
    await expect.poll(kept).toBe('auto');
    await keepScreen(page, 'settings-week');
  });

  test('a password is changed with the old one only; other sessions end', async () => {
    const { page } = await at.visit({ person: 'dora', path: '/settings/password' });
    const other = await elsewhere('dora');
    const [current, fresh, again] = [page.getByLabel('Current password'), page.getByLabel('New password', { exact: true }), page.getByLabel('New password once more')];
    const change = page.getByRole('button', { name: 'Change the password' });
    await fresh.fill('short');
    await again.fill('other');
    await change.click();
    for (const words of ['Enter your password.', 'The two are not the same.']) await page.getByText(words).waitFor();
    await expectAccessible(page);
    await current.fill('not mine');
    for (const field of [fresh, again]) await field.fill('x'.repeat(1025));
    await change.click();
    await page.getByText('At most 1,024 characters.').waitFor();
    await fresh.fill('a new password of mine');
    await again.fill('a new password of mine');
    await change.click();
    await expect.poll(() => current.evaluate((field) => document.getElementById(field.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '')?.textContent ?? '')).not.toBe('');
    expect(await current.getAttribute('aria-invalid')).toBe('true');
    await current.fill(PASSWORD);
    for (const [weak, words] of [['password', /one of those that are tried first/], [`dora@${DOMAIN}`, /nothing but the mail address/]] as const) {
      for (const field of [fresh, again]) await field.fill(weak);
      await change.click();
      await page.getByText(words).waitFor();
    }
    await expectAccessible(page);
    for (const field of [fresh, again]) await field.fill('a new password of mine');
    await change.click();
    await page.getByRole('region', { name: 'Notifications' }).getByText('The password is changed.').waitFor();
    expect((await other.context.request.get('/api/v1/session', { headers })).status()).toBe(401);
    expect((await elsewhere('dora')).status).toBe(401);
    expect((await elsewhere('dora', 'a new password of mine')).status).toBe(201);
    expect(await page.evaluate(() => fetch('/api/v1/session').then(({ status }) => status))).toBe(200);
  });

  test('name, reply address and signature of a sender; the signature stands in the next message', async () => {
    const { page, context } = await at.visit({ person: 'fares', path: '/settings/identities' });
    await page.getByLabel('Name of the sender').fill('Fares B.');
    await page.getByLabel('Reply to').fill('desk@example.com, other@example.org');
    await page.getByLabel('Signature', { exact: true }).fill('Fares <Office>\nفارس');
    await page.getByText('Under replies and forwarded messages').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page).waitFor();
    const identity = async () => (await jmapOf(context).call('Identity/get', { ids: null })).list[0];
    expect(await identity()).toMatchObject({
      name: 'Fares B.', replyTo: [{ email: 'desk@example.com' }, { email: 'other@example.org' }], textSignature: 'Fares <Office>\nفارس', htmlSignature: '<div dir="auto">Fares &lt;Office&gt;</div><div dir="auto">فارس</div>',
    });
    expect((await preferencesOf(context)).identities).toMatchObject({ [(await identity())?.id ?? '']: { signatureOnReply: false, signatureOnNew: true } });
    await page.reload();
    expect(await page.getByLabel('Signature', { exact: true }).inputValue()).toBe('Fares <Office>\nفارس');
    await page.getByLabel('Reply to').fill('no address');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“address” is no address.').or(page.getByText('“no address” is no address.')).first().waitFor();
    expect(await page.getByLabel('Reply to').getAttribute('aria-invalid')).toBe('true');
    await page.goto('/mail');
    await page.getByRole('button', { name: 'New message' }).click();
    await page.getByText('Fares <Office>').waitFor();
  });

  test('who leaves a form with words that are not saved is asked: by a link, a key, back, and by closing the page', async () => {
    const { page } = await at.visit({ person: 'emil', path: '/settings/vacation' });
    await page.locator('a[href="/settings/profile"]').last().click();
    const name = page.getByLabel('Name shown');
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    const button = (label: string) => question.getByRole('button', { name: label });
    await expect.poll(() => name.inputValue()).not.toBe('');
    await name.fill('Émil the Unsaved');
    for (const go of [() => page.locator('a[href="/settings/mail"]').last().click(), () => page.goBack()]) {
      await go();
      await question.waitFor();
      await expectAccessible(page);
      await button('Stay').click();
      await question.waitFor({ state: 'detached' });
      expect([await name.inputValue(), new URL(page.url()).pathname]).toEqual(['Émil the Unsaved', '/settings/profile']);
    }
    const asked = page.waitForEvent('dialog');
    // Not Playwright's own: it would wait for a page that never comes.
    page.evaluate(() => location.reload()).catch(() => {});
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await page.goBack();
    await button('Discard').click();
    await page.waitForURL('**/settings/vacation');
    await page.getByLabel('Text').fill('Not here.');
    await page.locator('a[href="/settings/profile"]').last().click();
    await button('Stay').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page).waitFor();
    await page.locator('a[href="/settings/profile"]').last().click();
    await page.waitForURL('**/settings/profile');
    expect(await question.count()).toBe(0);
  });

  test('senders whose images are always shown are listed, and can be taken off', async () => {
    const { page, context } = await at.visit({ person: 'fares' });
    await context.request.patch('/api/v1/me/preferences', { headers, data: { trustedSenders: ['jane@example.org', '@example.net'] } });
    await open(page, 'images');
    await page.getByRole('button', { name: 'Remove jane@example.org' }).click();
    await expect.poll(async () => (await preferencesOf(context)).trustedSenders).toEqual(['@example.net']);
    await page.getByText('@example.net', { exact: true }).waitFor();
  });

  test('the text for absences is kept; no switch pretends that it is sent', async () => {
    const { page, context } = await at.visit({ person: 'fares', path: '/settings/vacation' });
    await page.getByLabel('Subject').fill('Away');
    await page.getByLabel('Text').fill('Back on Monday.');
    await page.getByRole('button', { name: 'Save' }).click();
    await saved(page).waitFor();
    await page.reload();
    expect([await page.getByLabel('Subject').inputValue(), await page.getByLabel('Text').inputValue()]).toEqual(['Away', 'Back on Monday.']);
    expect(await page.getByRole('switch').count()).toBe(0);
    await page.getByText('Nobody gets an answer yet').waitFor();
    const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:vacationresponse'];
    const { accountId } = (await (await context.request.get('/api/v1/session', { headers })).json()) as { accountId: string };
    const answer = await context.request.post('/jmap/api', { headers, data: { using, methodCalls: [['VacationResponse/get', { accountId, ids: null }, 'c']] } });
    expect(await answer.json()).toMatchObject({ methodResponses: [['VacationResponse/get', { list: [{ isEnabled: false, subject: 'Away', textBody: 'Back on Monday.' }] }, 'c']] });
  });

  test('sessions are listed and ended: one, then all others', async () => {
    await at.server.addUser('gina');
    const [first, second, third] = [await elsewhere('gina'), await elsewhere('gina'), await elsewhere('gina')];
    const statusOf = async ({ context }: { context: BrowserContext }) => (await context.request.get('/api/v1/session', { headers })).status();
    const { page } = await at.visit({ person: 'gina', path: '/settings/sessions' });
    await page.getByText('This session').waitFor();
    const items = page.getByRole('main').getByRole('listitem').filter({ has: page.getByText(/Last used/) });
    expect(await items.count()).toBe(3);
    await items.first().getByRole('button', { name: /^End / }).click();
    await expect.poll(() => items.count()).toBe(2);
    await page.getByRole('button', { name: 'End all others' }).click();
    const question = page.getByRole('alertdialog', { name: 'End all other sessions?' });
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await items.count()).toBe(2);
    await page.getByRole('button', { name: 'End all others' }).click();
    await question.getByRole('button', { name: 'End all others' }).click();
    await expect.poll(() => items.count()).toBe(0);
    expect(await Promise.all([first, second, third].map(statusOf))).toEqual([401, 401, 401]);
    await page.getByText('This session').waitFor();
  });

  test('an app password is shown once, opens IMAP, and no longer does when it is taken away', async () => {
    const { page, context } = await at.visit({ person: 'emil', path: '/settings/programs' });
    await page.getByRole('button', { name: 'Make a password' }).click();
    await page.getByText('Give it a name').waitFor();
    await page.getByLabel('For which program?').fill('Thunderbird');
    await page.getByRole('button', { name: 'Make a password' }).click();
    const made = page.getByRole('status').filter({ hasText: 'Password for “Thunderbird”' });
    await made.waitFor();
    await expectAccessible(page);
    const pass = (await made.locator('p').last().textContent()) ?? '';
    const { imap } = (await (await context.request.get('/api/v1/me/connections', { headers })).json()) as { imap: { port: number; tls: string } };
    const opens = async () => {
      const flow = new ImapFlow({ host: '127.0.0.1', port: imap.port, secure: imap.tls === 'implicit', tls: { rejectUnauthorized: false }, auth: { user: `emil@${DOMAIN}`, pass }, logger: false });
      try {
        await flow.connect();
        await flow.logout();
        return true;
      } catch {
        return false;
      }
    };
    expect(await opens()).toBe(true);
    for (const [client, words] of [['Thunderbird', 'Configure manually'], ['iPhone, Mac', 'Add Mail Account'], ['Android', 'Personal (IMAP)'], ['Other', 'POP3 sees the Inbox only'], ['Outlook', 'Advanced options']] as const) {
      await page.getByRole('tab', { name: client }).click();
      await page.getByRole('tabpanel').getByText(words).waitFor();
    }
    await page.getByRole('row', { name: new RegExp(`IMAP.*${imap.port}`) }).waitFor();
    await page.reload();
    expect(await page.getByText(pass).count()).toBe(0);
    await page.getByRole('button', { name: 'Remove Thunderbird' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Remove Thunderbird' }).count()).toBe(0);
    expect(await opens()).toBe(false);
  });

  test('programs stand side by side as far as there is room, and then below', async () => {
    const { page } = await at.visit({ person: 'emil', language: 'fr', width: 320, path: '/settings/programs' });
    const list = page.getByRole('tablist');
    await list.waitFor();
    const { isWhole, outside } = await list.evaluate((tabs) => ({ isWhole: tabs.scrollWidth <= tabs.clientWidth, outside: [...tabs.children].filter((tab) => tab.getBoundingClientRect().right > innerWidth).length }));
    expect([isWhole, outside]).toEqual([true, 0]);
    await expectNoOverflow(page);
  });

  test('how full the mailbox is: with a limit, and without', async () => {
    await at.server.addUser('hana', { quotaBytes: 100_000 });
    await storeMail(at.server, 'hana', [{ from: 'a@example.org', subject: 'Big', text: 'x'.repeat(40_000), receivedAt: Date.now() }]);
    const { page } = await at.visit({ person: 'hana', path: '/settings/storage' });
    const meter = page.getByRole('meter');
    await meter.waitFor();
    expect(Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(50);
    await page.getByText(/of 100 kB used/).waitFor();
    const large = page.getByRole('link', { name: 'Find large messages' });
    expect(await large.count()).toBe(0);
    // Nearly full, it says what helps.
    await storeMail(at.server, 'hana', [{ from: 'a@example.org', subject: 'Bigger', text: 'x'.repeat(30_000), receivedAt: Date.now() }]);
    await page.reload();
    await large.click();
    await page.waitForURL(/\/search\?q=larger/);
    await page.getByRole('button', { name: /^Remove Larger than 5/ }).waitFor();
    const { page: other } = await at.visit({ person: 'alice', path: '/settings/storage' });
    await other.getByText(/used\. Your mailbox has no limit\./).waitFor();
  });

  test('an address of no section leads to the first; the sections are walked by keyboard', async () => {
    const { page } = await at.visit({ person: 'emil', path: '/settings/nothing' });
    await page.waitForURL('**/settings/profile');
    await page.getByRole('link', { name: 'Appearance' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Light' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });
});
