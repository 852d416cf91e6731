/** What a person is told of what was done, and of what was taken back: on the screen, and by a screen reader. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { write } from './setup/composing.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { storeMail } from './setup/stored-mail.ts';

const long = 'A subject that is so long that nobody would read it to its end in a notice';

inBrowser('what is told', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  beforeAll(async () => {
    const receivedAt = Date.now() - 86_400_000;
    await storeMail(at.server, 'alice', ['Minutes of March', 'محضر الاجتماع', long].map((subject, index) => ({ from: 'Jane <jane@example.org>', subject, receivedAt: receivedAt + index, keywords: ['$seen'] })));
    await storeMail(at.server, 'bob', [{ from: 'Jane <jane@example.org>', subject: 'محضر الاجتماع', receivedAt, keywords: ['$flagged'] }]);
  });
  test.each([['en', 390], ['ar', 390], ['fr', 320]] as const)('in a narrow window (%s, %i) a word without an end leaves its buttons on the screen', async (language, width) => {
    await storeMail(at.server, 'carol', [{ from: 'Jane <jane@example.org>', subject: `https://intranet.example.org/documents/2026/${language}/finances`, receivedAt: Date.now() - 1_000, keywords: ['$seen'] }]);
    const { page } = await at.visit({ person: 'carol', path: '/mail', width, language });
    await page.getByRole('row').first().focus();
    await page.keyboard.press('e');
    const group = page.getByRole('region').getByRole('group').filter({ hasText: 'intranet' });
    await group.waitFor();
    for (const button of await group.getByRole('button').all()) {
      const box = await button.boundingBox();
      expect(box && [box.x >= 0, box.x + box.width <= width]).toEqual([true, true]);
    }
    await expectNoOverflow(page);
  });

  test('what is gone for ever is not undone: its key says so, and takes nothing older back in its place', async () => {
    await storeMail(at.server, 'dave', ['Older', 'Newer'].map((subject, index) => ({ from: 'Jane <jane@example.org>', subject, receivedAt: Date.now() - (2 - index) * 60_000, keywords: ['$seen'] })));
    const { page, context } = await at.visit({ person: 'dave', path: '/mail' });
    // However long the server takes for it.
    const { isOpen, letGo } = gate();
    await page.route('**/jmap/api', async (route) => {
      if (/"destroy":\["/.test(route.request().postData() ?? '')) await isOpen;
      await route.continue();
    });
    await row(page, 'Older').focus();
    await page.keyboard.press('e');
    await row(page, 'Older').waitFor({ state: 'detached' });
    await row(page, 'Newer').focus();
    await page.keyboard.press('#');
    await row(page, 'Newer').waitFor({ state: 'detached' });
    await page.getByRole('treeitem', { name: /^Trash/ }).click();
    await row(page, 'Newer').focus();
    await page.keyboard.press('#');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for ever' }).click();
    await row(page, 'Newer').waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await page.getByRole('region', { name: 'Notifications' }).getByText('This cannot be taken back: 1 conversation deleted for ever').waitFor();
    await page.getByRole('treeitem', { name: /^Inbox/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    expect(await row(page, 'Older').count()).toBe(0);
    await page.keyboard.press('z');
    await page.getByRole('region', { name: 'Notifications' }).getByText(/^Undone: 1 conversation moved to Archive/).waitFor();
    letGo();
    await row(page, 'Older').waitFor();
    const dave = jmapOf(context);
    await expect.poll(async () => Promise.all((await dave.emails({ from: 'jane' })).map(async (email) => [email.subject, await dave.rolesOf(email)]))).toEqual([['Older', ['inbox']]]);
  });

  test('a message that has left is not called back: its key says so, and takes nothing older back in its place', async () => {
    await storeMail(at.server, 'dave', [{ from: 'Jane <jane@example.org>', subject: 'Put away', receivedAt: Date.now(), keywords: ['$seen'] }]);
    const { page } = await at.visit({ person: 'dave', path: '/mail' });
    await row(page, 'Put away').focus();
    await page.keyboard.press('e');
    await row(page, 'Put away').waitFor({ state: 'detached' });
    await write(page, `alice@${DOMAIN}`, 'Has left', 'Good bye');
    await page.keyboard.press('Control+Enter');
    const sent = page.getByRole('region', { name: 'Notifications' }).getByText(/^Message sent/);
    await sent.waitFor();
    // The seconds in which it can be called back.
    await sent.waitFor({ state: 'detached', timeout: 40_000 });
    await page.getByRole('treeitem', { name: /^Inbox/ }).focus();
    await page.keyboard.press('z');
    await page.getByRole('region', { name: 'Notifications' }).getByText('This cannot be taken back: Message sent').waitFor();
    expect(await row(page, 'Put away').count()).toBe(0);
    await page.keyboard.press('z');
    await row(page, 'Put away').waitFor();
    await page.getByRole('region', { name: 'Notifications' }).getByText(/^Undone: .*1 conversation moved to Archive/).waitFor();
  });

  const row = (page: Page, subject: string) => page.getByRole('row').filter({ hasText: subject });
  const notice = (page: Page) => page.getByRole('region', { name: 'Notifications' }).getByRole('group').last();
  const said = (page: Page) => expect.poll(() => page.getByRole('status').first().textContent());

  test('a notice names the one conversation that it is about; taken back, by the button or by its key, that is said', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await row(page, 'Minutes of March').focus();
    await page.keyboard.press('e');
    const done = '1 conversation moved to Archive · \u2068Minutes of March\u2069';
    expect(await notice(page).locator('p').textContent()).toBe(done);
    await said(page).toBe(done);
    await notice(page).getByRole('button', { name: 'Undo' }).press('Enter');
    await row(page, 'Minutes of March').waitFor();
    await said(page).toBe(`Undone: ${done}`);

    await row(page, 'محضر الاجتماع').focus();
    await page.keyboard.press('#');
    await said(page).toBe('1 conversation moved to Trash · \u2068محضر الاجتماع\u2069');
    await page.keyboard.press('z');
    await said(page).toMatch(/^Undone: \u2068?1 conversation moved to Trash/);

    await row(page, long).focus();
    await page.keyboard.press('e');
    await said(page).toBe(`1 conversation moved to Archive · \u2068${long.slice(0, 60)}\u2069`);
    await page.keyboard.press('z');
    await row(page, long).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('e');
    await said(page).toMatch(/^\d conversations moved to Archive$/);
  });

  test('what is listed in Arabic has the comma of Arabic', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail', language: 'ar' });
    await row(page, 'محضر').waitFor();
    const labels = await page.locator('[role="row"], [role="treeitem"], [role="row"] button').evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''));
    expect(labels.filter((label) => label.includes(','))).toEqual([]);
    expect(labels.some((label) => label.includes('محضر') && label.includes('،'))).toBe(true);
  });
});
