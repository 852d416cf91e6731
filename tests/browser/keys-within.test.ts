/** A key is for what it is pressed in: the text of a message, a quotation, a list from the row on which one stands. In real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { body, eventually, panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('keys', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'bob', Array.from({ length: 30 }, (_, i) => ({ from: 'Jane <jane@example.org>', subject: `Letter ${i + 1}`, text: `Text ${i + 1}`, receivedAt: Date.now() - (i + 1) * 60_000 }))));

  const row = (page: Page, subject: string) => page.getByRole('row', { name: new RegExp(`\\b${subject}\\b`) });
  const chosen = (page: Page) => page.locator('[role="row"][aria-selected="true"]').count();
  const bothKinds = { htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: '<p>First words of it</p><p>and the <b>last</b> ones.</p>' } } };
  const plainOnly = { textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Plain words\n\nand the last ones.' } } };

  test('Shift with an arrow, Home or End chooses from the row that has the focus, whatever was chosen before', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    const { keyboard } = page;
    await row(page, 'Letter 1').click();
    for (let i = 0; i < 5; i += 1) await keyboard.press('ArrowDown');
    await row(page, 'Letter 6').and(page.locator(':focus')).waitFor();
    await keyboard.press('Shift+ArrowDown');
    await expect.poll(() => chosen(page)).toBe(2);
    await keyboard.press('Escape');
    await expect.poll(() => chosen(page)).toBe(0);
    await keyboard.press('ArrowUp');
    await keyboard.press('Shift+ArrowUp');
    await expect.poll(() => chosen(page)).toBe(2);
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await keyboard.press('Escape');
    await keyboard.press('End');
    await keyboard.press('Shift+Home');
    await page.getByText('All in this folder (30)').or(page.getByText('30 selected', { exact: true })).first().waitFor();
    await keyboard.press('Escape');
    await keyboard.press('Home');
    await keyboard.press('x');
    await keyboard.press('Escape');
    await keyboard.press('ArrowDown');
    await row(page, 'Letter 3').click({ modifiers: ['Shift'] });
    await expect.poll(() => chosen(page)).toBe(2);
    await keyboard.press('Escape');
  });

  test('once nothing is chosen any more, keys mean what is read again', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    for (const give of [['Escape'], ['*', 'n']]) {
      await row(page, 'Letter 12').click();
      await page.getByRole('heading', { level: 2, name: 'Letter 12', exact: true }).waitFor();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await expect.poll(() => chosen(page)).toBe(3);
      for (const key of give) await page.keyboard.press(key);
      await expect.poll(() => chosen(page)).toBe(0);
      await row(page, 'Letter 12').and(page.locator(':focus')).waitFor();
    }
    await page.keyboard.press('#');
    await page.getByRole('region', { name: 'Notifications' }).getByText(/Letter 12/).waitFor();
    await page.keyboard.press('z');
  });

  test('labels are given by keyboard alone', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    await row(page, 'Letter 9').focus();
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Important' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press(' ');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => Object.keys((await jmapOf(context).emails({ subject: 'Letter 9' })).find(({ subject }) => subject === 'Letter 9')?.keywords ?? {})).toContain('$label2');
  });

  test.each([['HTML', bothKinds, 'First words of it'], ['plain', plainOnly, 'Plain words']] as const)('Ctrl+A within a message chooses its text, and no row: %s', async (kind, part, begin) => {
    const { page, context } = await at.visit({ person: 'alice' });
    await jmapOf(context).put({ from: [{ email: 'jane@example.org' }], subject: `Read ${kind}`, ...part });
    await page.goto('/mail');
    await row(page, `Read ${kind}`).click();
    const text = kind === 'HTML' ? page.locator('article').frameLocator('iframe').getByText(begin) : page.locator('article').getByText(begin);
    await text.click();
    await page.keyboard.press('Control+a');
    const selected = () => page.evaluate(() => `${document.querySelector<HTMLIFrameElement>('article iframe')?.contentDocument?.getSelection() ?? ''}${getSelection() ?? ''}`.replace(/\s+/g, ' ').trim());
    await expect.poll(selected).toBe(`${begin} and the last ones.`);
    expect(await chosen(page)).toBe(0);
    // The list's own way stays, from there too.
    await page.keyboard.press('*');
    await page.keyboard.press('a');
    await expect.poll(() => chosen(page)).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
  });

  test('what is typed into the quotation below an answer does nothing to the mailbox; Escape closes the answer, Ctrl+Enter sends it', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const jmap = jmapOf(context);
    const { accountId } = await jmap.call('Mailbox/get', { ids: [] });
    expect(accountId).toBeTruthy();
    for (const n of [1, 2, 3]) await jmap.put({ from: [{ email: 'bob@example.com', name: 'Bob' }], to: [{ email: 'alice@example.com' }], subject: `Question ${n}`, ...bothKinds });
    const states = async () => (await jmap.emails({ subject: 'Question' })).filter(({ keywords }) => !keywords?.['$draft']).map(({ subject, mailboxIds, keywords }) => JSON.stringify([subject, mailboxIds, keywords])).sort();
    await page.goto('/mail');
    await row(page, 'Question 2').click();
    await page.locator('article').frameLocator('iframe').getByText('First words').waitFor();
    await expect.poll(async () => (await states()).filter((state) => state.includes('$seen')).length).toBe(1);
    const before = await states();
    const inQuote = async () => {
      await page.keyboard.press('r');
      await body(page).and(page.locator(':focus')).waitFor();
      await panel(page).getByRole('button', { name: 'Show the original message' }).click();
      await panel(page).frameLocator('iframe').getByText('First words').click();
    };
    await inQuote();
    await page.keyboard.type('Yes, see below! #1 exl');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    // What a key would have done is on its way by now, and told.
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await chosen(page)).toBe(0);
    expect(await page.locator('article').frameLocator('iframe').getByText('First words').count()).toBe(1);
    expect(await states()).toEqual(before);
    await inQuote();
    await page.keyboard.press('Control+Enter');
    await panel(page).waitFor({ state: 'detached' });
    await eventually(async () => String((await jmap.emails({ subject: 'Question 2' })).length)).toBe('2');
  });
});
