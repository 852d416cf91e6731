/** What is done in the composer touches nothing behind it, and what goes wrong beside sending is not said of it. In real Chromium. */
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { eventually, focused, panel, saved, subject, to, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('the composer and what lies behind it', { people: ['alice', 'bob'] }, (at) => {
  test('letters that are pressed among its recipients and buttons go into the field or nowhere: nothing happens to the message behind it', async () => {
    await storeMail(at.server, 'alice', [{ from: 'Bob <bob@example.com>', to: 'alice@example.com', subject: 'Chiffres', receivedAt: Date.now() }]);
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('row', { name: /Chiffres/ }).click();
    await page.getByRole('heading', { name: 'Chiffres', exact: true }).waitFor();
    await page.keyboard.press('r');
    await panel(page).waitFor();
    await focused(page);
    await to(page).focus();
    await page.keyboard.press('Backspace');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('button');
    await page.keyboard.type('e#lsvc');
    await eventually(() => to(page).inputValue()).toBe('e#lsvc');
    await to(page).fill('');
    await subject(page).fill('Re: Chiffres 2026');
    await panel(page).getByRole('button', { name: 'Attach files' }).focus();
    await page.keyboard.type('e#lsvcu?');
    // A key of the page still works from there, so those above have been heard.
    await page.keyboard.press('Control+s');
    await saved(page);
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.getByRole('row', { name: /Chiffres/ }).waitFor();
    await page.getByRole('heading', { name: 'Chiffres', exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
  });

  test('an answer from a folder that one may only read is sent, and nothing else is said', async () => {
    await storeMail(at.server, 'alice', [{ from: 'Sara <sara@example.org>', to: 'alice@example.com', subject: 'Plans', receivedAt: Date.now(), folder: 'Projets' }]);
    const { context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const { page, context: bobs } = await at.visit({ person: 'bob' });
    const bob = jmapOf(bobs);
    const { list } = await alice.call('Mailbox/get', { ids: null, properties: ['id', 'name'] });
    const folder = list.find(({ name }) => name === 'Projets')?.id ?? '';
    const reader = (await alice.call('Principal/get', { ids: null })).list.find(({ email }) => email === `bob@${DOMAIN}`)?.id ?? '';
    await alice.call('Mailbox/set', { update: { [folder]: { shareWith: { [reader]: { mayReadItems: true } } } } });
    await page.goto(`/mail/${await alice.accountId()}/${folder}`);
    await page.getByRole('row', { name: /Plans/ }).click();
    await page.getByRole('heading', { name: 'Plans' }).waitFor();
    await page.keyboard.press('r');
    await focused(page);
    await page.keyboard.insertText('Vu.');
    // The mark on the original goes out with the sending: whatever is said of it is said once the server has answered.
    const marked = page.waitForResponse((response) => response.request().postData()?.includes('$answered') === true);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    expect(JSON.stringify(await (await marked).json())).toMatch(/notUpdated|accountReadOnly/);
    await eventually(async () => (await bob.submissions()).length).toBe(1);
    await expect.poll(() => page.getByRole('region', { name: 'Notifications' }).getByRole('alert').count()).toBe(0);
    expect(await page.getByText('taken back').count()).toBe(0);
  });

  test('messages that leave one after the other are told by their subjects, each with its Undo', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { undoSeconds: 60 } });
    await page.goto('/mail');
    const notices = page.getByRole('region', { name: 'Notifications' });
    for (const title of ['Budget', 'exe.\u202efdp', '']) {
      await write(page, `alice@${DOMAIN}`, title, 'Bonjour');
      await page.keyboard.press('Control+Enter');
      if (title === '') await page.getByRole('button', { name: 'Send without a subject' }).click();
      await panel(page).waitFor({ state: 'detached' });
      await eventually(() => notices.getByRole('button', { name: 'Undo' }).count()).toBe(['Budget', 'exe.\u202efdp', ''].indexOf(title) + 1);
    }
    expect(await notices.getByRole('paragraph').allTextContents()).toEqual(['Message sent · \u2068Budget\u2069', 'Message sent · \u2068exe.fdp\u2069', 'Message sent']);
    await notices.getByRole('group').filter({ hasText: 'Budget' }).getByRole('button', { name: 'Undo' }).click();
    await eventually(() => subject(page).inputValue()).toBe('Budget');
  }, 60_000);
});
