/** The list of messages, driven in real Chromium: by keyboard alone, by mouse, by touch. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser, inBrowserOnEachDatabase } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';
import { inBothThemes } from './setup/themes.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const begin = Date.now() - 60 * day;

/** Messages of which each later one is newer: `Letter 1` is the oldest. */
const letters = (count: number, more: Partial<StoredMessage> = {}): StoredMessage[] =>
  Array.from({ length: count }, (_, index) => ({ from: `Sender ${index + 1} <sender${index + 1}@example.org>`, subject: `Letter ${index + 1}`, text: `Text ${index + 1}`, receivedAt: begin + index * minute, ...more }));

const grid = (page: Page) => page.getByRole('grid');
const rowOf = (page: Page, subject: string) => grid(page).getByRole('row').filter({ has: page.getByText(subject, { exact: true }) });
const toastOf = (page: Page, text: string | RegExp) => page.getByRole('region', { name: /^(?:Notifications|الإشعارات)$/ }).getByText(text);
const firstRow = (page: Page) => grid(page).getByRole('row').first();

async function deliver(at: { readonly server: { readonly ports: { readonly lmtp: number } } }, person: string, subject: string, answers?: string): Promise<void> {
  const client = new LmtpClient(at.server.ports.lmtp);
  expect(await client.deliver(`${person}@${DOMAIN}`, `From: New Person <new@example.org>\r\nTo: ${person}@${DOMAIN}\r\nSubject: ${subject}\r\nMessage-ID: <${crypto.randomUUID()}@example.org>\r\n${answers === undefined ? '' : `References: <${answers}@${DOMAIN}>\r\n`}\r\nNew.`)).toBe(true);
}

inBrowserOnEachDatabase('the list by keyboard', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', letters(30)));

  test('walk, choose, archive, undo, mark, flag, delete: without a mouse', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const { keyboard } = page;
    const alice = jmapOf(context);
    const rolesOf = async (subject: string) => alice.rolesOf((await alice.emails({ subject })).find((email) => email.subject === subject));
    await rowOf(page, 'Letter 30').waitFor();
    await keyboard.press('j');
    await expect.poll(() => rowOf(page, 'Letter 30').evaluate((row) => row === document.activeElement)).toBe(true);
    await keyboard.press('j');
    await keyboard.press('ArrowDown');
    await expect.poll(() => rowOf(page, 'Letter 28').evaluate((row) => row === document.activeElement)).toBe(true);
    await rowOf(page, 'Letter 28').getByRole('button', { name: 'Select, Sender 28, Letter 28' }).waitFor({ state: 'attached' });

    await keyboard.press('x');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    await page.getByText('3 selected', { exact: true }).first().waitFor();
    await keyboard.press('e');
    await toastOf(page, '3 conversations moved to Archive').waitFor();
    await expect.poll(() => rowOf(page, 'Letter 27').count()).toBe(0);
    await expect.poll(() => rolesOf('Letter 27')).toEqual(['archive']);
    await keyboard.press('z');
    await rowOf(page, 'Letter 27').waitFor();
    expect(await toastOf(page, /^3 conversations moved to Archive/).count()).toBe(0);
    await toastOf(page, /^Undone: .*3 conversations moved to Archive/).waitFor();
    await expect.poll(() => rolesOf('Letter 27')).toEqual(['inbox']);

    await keyboard.press('Home');
    await keyboard.press('s');
    await expect.poll(() => rowOf(page, 'Letter 30').getAttribute('aria-label')).toContain('Flagged');
    await keyboard.press('Shift+U');
    await expect.poll(() => rowOf(page, 'Letter 30').getAttribute('aria-label')).toMatch(/^Unread, Sender 30/);
    await keyboard.press('#');
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await expect.poll(() => rowOf(page, 'Letter 29').evaluate((row) => row === document.activeElement)).toBe(true);
    await expect.poll(() => rolesOf('Letter 30')).toEqual(['trash']);

    await keyboard.press('v');
    await page.getByRole('searchbox', { name: 'Find a folder' }).waitFor();
    expect(await page.getByRole('option', { selected: true }).textContent()).toMatch(/^Archive/);
    await keyboard.type('junk');
    await keyboard.press('Enter');
    await toastOf(page, '1 conversation moved to Junk').waitFor();
    await expect.poll(() => rolesOf('Letter 29')).toEqual(['junk']);

    await keyboard.press('Enter');
    await page.waitForURL(/\/mail\/[^/]+\/[^/]+\/[^/]+/);
    await page.getByRole('heading', { name: 'Letter 28' }).first().waitFor();
    await keyboard.press('Escape');
    await page.waitForURL(/\/mail\/[^/]+\/[^/]+$/);
  });

  test('"all" means the whole list, known to the page or not; it can be taken back', async () => {
    await storeMail(at.server, 'alice', letters(1_200, { folder: 'Many' }));
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await page.getByRole('treeitem', { name: /^Many/ }).click();
    await page.getByText('1,200 conversations').waitFor();
    await rowOf(page, 'Letter 1200').click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'All 1,200' }).click();
    await page.getByText('All in this folder (1,200)').waitFor();
    await page.keyboard.press('e');
    await toastOf(page, '1,200 conversations moved to Archive').waitFor();
    await page.getByText('This folder is empty').waitFor();
    const archive = async () => (await alice.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'archive')?.totalEmails;
    expect(await archive()).toBe(1_200);
    await page.keyboard.press('z');
    await rowOf(page, 'Letter 1200').waitFor();
    await expect.poll(archive).toBe(0);
  });
});

inBrowser('the list', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fares', 'gaia', 'hugo', 'ines', 'karl', 'lena', 'mina'] }, (at) => {
  test('what arrives after all was chosen is not chosen, and stays', async () => {
    await storeMail(at.server, 'fares', [...letters(60), ...letters(1, { messageId: 'grows', subject: 'Grows' })]);
    const { page, context } = await at.visit({ person: 'fares', path: '/mail' });
    const fares = jmapOf(context);
    const before = (await fares.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'inbox')?.totalEmails ?? 0;
    await rowOf(page, 'Letter 60').waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.getByText(`All in this folder (${before})`).waitFor();
    await grid(page).evaluate((box) => box.scrollTo(0, 1_000));
    await deliver(at, 'fares', 'Came unseen');
    await deliver(at, 'fares', 'Re: Grows', 'grows');
    await page.getByRole('button', { name: '2 new messages', exact: true }).waitFor();
    await page.getByText(`${before} selected`, { exact: true }).first().waitFor();
    await page.keyboard.press('#');
    await toastOf(page, `${before} conversations moved to Trash`).waitFor();
    const left = async () => {
      const inbox = (await fares.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'inbox')?.id ?? '';
      return (await fares.emails({ inMailbox: inbox })).map(({ subject }) => subject).sort();
    };
    await expect.poll(left).toEqual(['Came unseen', 'Re: Grows']);
    await rowOf(page, 'Came unseen').waitFor();
  });

  test('a conversation that grows while it is looked at says how many messages it holds, and that one is a draft', async () => {
    await storeMail(at.server, 'gaia', letters(1, { messageId: 'first', subject: 'Growing' }));
    const { page, context } = await at.visit({ person: 'gaia', path: '/mail' });
    const row = grid(page).getByRole('row', { name: /Growing/ });
    await row.waitFor();
    await deliver(at, 'gaia', 'Re: Growing', 'first');
    await expect.poll(() => row.getAttribute('aria-label')).toMatch(/^Unread, .*2 messages, Re: Growing/);
    await jmapOf(context).put({ subject: 'Re: Growing', keywords: { $draft: true, $seen: true }, inReplyTo: [`first@${DOMAIN}`], references: [`first@${DOMAIN}`], textBody: [{ partId: 'a', type: 'text/plain' }], bodyValues: { a: { value: 'x' } } }, 'drafts');
    await expect.poll(() => row.getAttribute('aria-label')).toMatch(/^Unread, Draft, .*3 messages/);
  });

  test('what comes into a folder while its list is on the way is in the list', async () => {
    await storeMail(at.server, 'ines', [{ from: 'x@example.org', subject: 'On its way', receivedAt: begin }]);
    const { page, context } = await at.visit({ person: 'ines', path: '/mail' });
    const ines = jmapOf(context);
    const { list } = await ines.call('Mailbox/get', { ids: null });
    const archive = list.find(({ role }) => role === 'archive')?.id ?? '';
    const [email] = await ines.emails({ subject: 'On its way' });
    await rowOf(page, 'On its way').waitFor();
    // The answer is of before the change, and comes after the news of it.
    const hold = gate();
    const answered = gate();
    // Asked once more, the news would be in the same answer.
    let isHeld = false;
    await page.route('**/jmap/api', async (route) => {
      if (isHeld || !route.request().postData()?.includes(`"Email/query",{"accountId":"${await ines.accountId()}","filter":{"inMailbox":"${archive}"}`)) return route.continue();
      isHeld = true;
      const response = await route.fetch();
      answered.letGo();
      await hold.isOpen;
      await route.fulfill({ response });
    });
    await page.getByRole('treeitem', { name: /^Archive/ }).click();
    await answered.isOpen;
    await ines.call('Email/set', { update: { [email?.id ?? '']: { mailboxIds: { [archive]: true }, keywords: {} } } });
    await expect.poll(() => page.getByRole('treeitem', { name: /^Archive/ }).getAttribute('aria-label')).toMatch(/1 unread/);
    hold.letGo();
    await rowOf(page, 'On its way').waitFor();
  });

  test('a row that is deleted by its button leaves the list where it is, though what is open is out of sight', async () => {
    await storeMail(at.server, 'lena', letters(40));
    const { page } = await at.visit({ person: 'lena', path: '/mail' });
    await grid(page).hover();
    await page.mouse.wheel(0, 1_200);
    await rowOf(page, 'Letter 20').click();
    await page.getByRole('heading', { level: 2, name: 'Letter 20' }).waitFor();
    await grid(page).hover();
    await page.mouse.wheel(0, -3_000);
    const inSight = async (name: string) => (await rowOf(page, name).boundingBox())?.y;
    await expect.poll(() => inSight('Letter 40')).toBeLessThan(200);
    const place = await rowOf(page, 'Letter 39').boundingBox();
    await rowOf(page, 'Letter 39').hover();
    await rowOf(page, 'Letter 39').getByRole('button', { name: 'Delete', exact: true }).click();
    await toastOf(page, 'Letter 39').waitFor();
    await expect.poll(() => inSight('Letter 38')).toBe(place?.y);
    // Another one at the same place.
    await page.mouse.down();
    await page.mouse.up();
    await toastOf(page, 'Letter 38').waitFor();
    expect(await inSight('Letter 37')).toBe(place?.y);
    expect(await page.getByRole('heading', { level: 2, name: 'Letter 20' }).count()).toBe(1);
  });

  test('once nothing is ticked any more keys act on what is read', async () => {
    await storeMail(at.server, 'mina', letters(6));
    const { page } = await at.visit({ person: 'mina', path: '/mail' });
    const box = (name: string) => rowOf(page, name).locator('button[aria-pressed]').first();
    await rowOf(page, 'Letter 6').click();
    await page.getByRole('heading', { level: 2, name: 'Letter 6' }).waitFor();
    for (const name of ['Letter 3', 'Letter 2']) {
      await rowOf(page, name).hover();
      await box(name).click();
    }
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 selected', { exact: true }).first().waitFor({ state: 'hidden' });
    await page.keyboard.press('r');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Subject' }).waitFor();
    expect(await page.getByRole('dialog').getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Re: Letter 6');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await rowOf(page, 'Letter 3').hover();
    for (let times = 0; times < 2; times += 1) await box('Letter 3').click();
    await page.keyboard.press('e');
    await toastOf(page, /Letter 6/).waitFor();
    await rowOf(page, 'Letter 6').waitFor({ state: 'detached' });
    await rowOf(page, 'Letter 3').waitFor();
  });

  test('a folder that is opened while what was moved there is on its way to the server shows it once it is there', async () => {
    await storeMail(at.server, 'karl', [{ from: 'x@example.org', subject: 'On its way out', receivedAt: begin }]);
    const { page } = await at.visit({ person: 'karl', path: '/mail' });
    await rowOf(page, 'On its way out').click();
    await page.getByRole('heading', { level: 2, name: 'On its way out' }).waitFor();
    // The change waits until the folder has been asked for, as it was before.
    const asked = gate();
    await page.route('**/jmap/api', async (route) => {
      const calls = route.request().postData() ?? '';
      if (calls.includes('"Email/set"')) await asked.isOpen;
      if (!calls.includes('"Email/query"')) return route.continue();
      await route.fulfill({ response: await route.fetch() });
      asked.letGo();
    });
    await page.keyboard.press('Delete');
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await page.getByRole('treeitem', { name: /^Trash/ }).click();
    await rowOf(page, 'On its way out').waitFor();
  });

  test('all that is chosen by the box above the list is what keys act on, also while one of it is read', async () => {
    await storeMail(at.server, 'hugo', ['One', 'Two', 'Three'].map((subject, index) => ({ from: 'x@example.org', subject, receivedAt: begin - index * minute })));
    const { page } = await at.visit({ person: 'hugo', path: '/mail' });
    await rowOf(page, 'Two').click();
    await page.getByRole('heading', { level: 2, name: 'Two' }).waitFor();
    await page.locator('#main header label').first().click();
    await page.keyboard.press('e');
    await toastOf(page, '3 conversations moved to Archive').waitFor();
  });

  test('what was done before can be taken back while more is done: by mouse, and on a phone', async () => {
    const begun = begin + 2 * day;
    await storeMail(at.server, 'gaia', ['One', 'Two', 'Three', 'Four'].map((subject, index) => ({ from: 'x@example.org', subject, receivedAt: begun - index * minute })));
    const { page } = await at.visit({ person: 'gaia', path: '/mail' });
    const toasts = page.getByRole('region', { name: 'Notifications' });
    for (const [subject, key] of [['One', 'e'], ['Two', 'Delete'], ['Three', 's']] as const) {
      await rowOf(page, subject).focus();
      await page.keyboard.press(key);
      if (key !== 's') await expect.poll(() => rowOf(page, subject).count()).toBe(0);
    }
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await toasts.getByRole('group').filter({ hasText: '1 conversation moved to Archive' }).getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'One').waitFor();
    expect(await toastOf(page, '1 conversation moved to Archive').count()).toBe(0);
    await page.setViewportSize({ width: 390, height: 780 });
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await expectNoOverflow(page);
    await keepScreen(page, 'toasts-390');
    await toasts.getByRole('group').filter({ hasText: 'moved to Trash' }).getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'Two').waitFor();
  });

  test('3 000 messages: every row that is scrolled to is there, none is blank', async () => {
    await storeMail(at.server, 'bob', letters(3_000));
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await rowOf(page, 'Letter 3000').waitFor();
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('3000');
    for (const [part, subject] of [[0.5, 'Letter 1500'], [1, 'Letter 1'], [0.25, 'Letter 2250']] as const) {
      await grid(page).evaluate((box, at) => box.scrollTo(0, (box.scrollHeight - box.clientHeight) * at), part);
      await rowOf(page, subject).waitFor();
      await expect.poll(() => grid(page).locator('[aria-busy="true"]').count()).toBe(0);
    }
    await firstRow(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => rowOf(page, 'Letter 1').evaluate((row) => row === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => document.querySelectorAll('[role="row"]').length)).toBeLessThan(40);
  });

  test('new mail slides in at the top, and shifts nothing where somebody reads further down', async () => {
    await storeMail(at.server, 'carol', letters(200));
    const { page } = await at.visit({ person: 'carol', path: '/mail' });
    await rowOf(page, 'Letter 200').waitFor();
    await deliver(at, 'carol', 'Arrived at the top');
    await rowOf(page, 'Arrived at the top').waitFor();
    await page.keyboard.press('j'); // the focus stays above, out of sight
    await grid(page).evaluate((box) => box.scrollTo(0, 1_620));
    await rowOf(page, 'Letter 178').waitFor();
    const before = await rowOf(page, 'Letter 178').boundingBox();
    await deliver(at, 'carol', 'Arrived while reading');
    await page.getByRole('button', { name: '1 new message', exact: true }).waitFor();
    expect(await rowOf(page, 'Letter 178').boundingBox()).toEqual(before);
    await page.getByRole('button', { name: '1 new message', exact: true }).click();
    await rowOf(page, 'Arrived while reading').waitFor();
    await expect.poll(() => page.getByRole('button', { name: '1 new message', exact: true }).count()).toBe(0);
  });

  test('what is opened under the filter "unread" stays until something else is', async () => {
    await storeMail(at.server, 'dora', letters(6, { keywords: [] }));
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await page.waitForURL(/filter=unread/);
    await rowOf(page, 'Letter 4').click();
    await expect.poll(async () => (await jmapOf(context).emails({ subject: 'Letter 4' }))[0]?.keywords).toEqual({ $seen: true });
    await page.getByText('6 conversations').waitFor();
    await expect.poll(() => rowOf(page, 'Letter 4').getAttribute('aria-label')).not.toContain('Unread');
    await rowOf(page, 'Letter 2').click();
    await expect.poll(() => rowOf(page, 'Letter 4').count()).toBe(0);
    expect(await rowOf(page, 'Letter 2').count()).toBe(1);
  });

  test('mouse: hover actions, Ctrl and Shift, the menu of the right button, dragging to a folder', async () => {
    await storeMail(at.server, 'emil', [...letters(12), { from: 'x@example.org', subject: 'Kept', receivedAt: begin, folder: 'Projects' }]);
    const { page, context } = await at.visit({ person: 'emil', path: '/mail' });
    await rowOf(page, 'Letter 12').hover();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'Letter 12').waitFor();

    await rowOf(page, 'Letter 10').click({ modifiers: ['Control'] });
    await rowOf(page, 'Letter 8').click({ modifiers: ['Shift'] });
    await page.getByText('3 selected', { exact: true }).first().waitFor();
    await rowOf(page, 'Letter 9').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await toastOf(page, '3 conversations marked as unread').waitFor();
    await expect.poll(() => page.getByRole('treeitem', { name: 'Inbox, 3 unread' }).count()).toBe(1);

    await rowOf(page, 'Letter 9').dragTo(page.getByRole('treeitem', { name: /^Projects/ }));
    await toastOf(page, '3 conversations moved to Projects').waitFor();
    await expect.poll(() => rowOf(page, 'Letter 8').count()).toBe(0);
    const { list } = await jmapOf(context).call('Mailbox/get', { ids: null });
    expect(list.find(({ name }) => name === 'Projects')?.totalEmails).toBe(4);
  });
});

inBrowser('rows that were never seen, mail that waits', { people: ['alice'] }, (at) => {
  test('a range chosen across rows that were not loaded is moved whole', async () => {
    await storeMail(at.server, 'alice', letters(400));
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await rowOf(page, 'Letter 400').click({ modifiers: ['Control'] });
    await grid(page).evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await rowOf(page, 'Letter 3').click({ modifiers: ['Shift'] });
    await page.getByText('398 selected', { exact: true }).first().waitFor();
    await page.keyboard.press('e');
    await toastOf(page, '398 conversations moved to Archive').waitFor();
    await expect.poll(() => rowOf(page, 'Letter 200').count()).toBe(0);
    const archive = async () => (await jmapOf(context).call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'archive')?.totalEmails;
    await expect.poll(archive).toBe(398);
    await page.keyboard.press('z');
    await expect.poll(archive).toBe(0);
  });

  test('what is to be sent later says when', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const emailId = await alice.put({ from: [{ email: `alice@${DOMAIN}` }], to: [{ email: `alice@${DOMAIN}` }], subject: 'For tomorrow', bodyStructure: { type: 'text/plain', partId: 't' }, bodyValues: { t: { value: 'x' } }, keywords: { $seen: true } }, 'sent');
    const identity = (await alice.call('Identity/get', { ids: null })).list[0];
    const mailFrom = { email: `alice@${DOMAIN}`, parameters: { HOLDFOR: '86400' } };
    const { created } = await alice.call('EmailSubmission/set', { create: { s: { identityId: identity?.id, emailId, envelope: { mailFrom, rcptTo: [{ email: `alice@${DOMAIN}` }] } } } });
    expect(created?.['s']?.id).toBeDefined();
    await page.goto('/mail');
    await page.getByRole('treeitem', { name: /^Sent/ }).click();
    await expect.poll(() => rowOf(page, 'For tomorrow').getAttribute('aria-label')).toMatch(/To: me, For tomorrow, Will be sent /);
  });
});

inBrowser('the list on a phone', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', letters(30)));

  test('a swipe archives or deletes, a long press chooses', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail', width: 390 });
    await rowOf(page, 'Letter 30').waitFor();
    const touch = await context.newCDPSession(page);
    const swipe = async (subject: string, by: number): Promise<void> => {
      const box = await rowOf(page, subject).boundingBox();
      if (!box) throw new Error(`${subject} is not seen`);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (const part of [0.25, 0.5, 0.75, 1]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + by * part, y }] });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await swipe('Letter 30', 150);
    await toastOf(page, '1 conversation moved to Archive').waitFor();
    await swipe('Letter 29', -150);
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await swipe('Letter 28', 30); // too short to mean it
    expect(await rowOf(page, 'Letter 28').count()).toBe(1);

    const held = await rowOf(page, 'Letter 27').boundingBox();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 200, y: (held?.y ?? 0) + 20 }] });
    await page.getByText('1 selected', { exact: true }).first().waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await rowOf(page, 'Letter 26').tap();
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await toastOf(page, '2 conversations moved to Archive').waitFor();
  });
});

inBrowser('the list as it looks', { people: ['alice', 'empty'] }, (at) => {
  beforeAll(async () => {
    const people = ['Amina Benali <amina@example.dz>', 'BOUDIAF Karim <karim@example.dz>', 'محمد العربي <mohamed@example.dz>', 'Élodie Dupont <elodie@example.fr>'];
    const subjects = ['Compte rendu de la réunion du comité', 'تقرير الاجتماع الشهري', 'Budget prévisionnel 2027 : première version à relire avant jeudi', 'Question about the contract'];
    const messages = Array.from({ length: 40 }, (_, index): StoredMessage => ({
      from: people[index % 4] as string,
      subject: subjects[(index * 3) % 4] as string,
      text: subjects[(index * 3 + 1) % 4] as string,
      receivedAt: Date.now() - (40 - index) * 5 * 60 * minute,
      keywords: [...(index % 5 === 4 ? [] : ['$seen']), ...(index % 9 === 8 ? ['$flagged'] : []), ...(index % 7 === 3 ? ['$label1', 'urgent'] : [])],
      messageId: `look${index}`,
      ...(index % 8 === 6 ? { inReplyTo: `look${index - 1}` } : {}),
      ...(index % 6 === 0 ? { attachment: 'Rapport.pdf' } : {}),
    }));
    await storeMail(at.server, 'alice', [...messages, { from: people[0] as string, subject: 'x', receivedAt: begin, folder: 'Élections 2026 — انتخابات' }]);
  });

  describe.each(['fr', 'en', 'ar'] as const)('%s', (language) => {
    test.each([1280, 390])('at %d pixels: accessible, nothing outside the page', async (width) => {
      const { page } = await at.visit({ person: 'alice', path: '/mail', language, width });
      await grid(page).getByRole('row').nth(3).waitFor();
      await inBothThemes(page, async (theme) => {
        await expectAccessible(page);
        await expectNoOverflow(page);
        await keepScreen(page, `list-${language}-${theme}-${width}`);
      });
      if (width < 768) return;
      await grid(page).getByRole('row').nth(1).click({ modifiers: ['Control'] });
      await grid(page).getByRole('row').nth(3).click({ modifiers: ['Control'] });
      await page.getByRole('toolbar').first().waitFor();
      await inBothThemes(page, async (theme) => {
        await expectAccessible(page);
        await keepScreen(page, `list-chosen-${language}-${theme}`);
      });
    });

    test.each([['comfortable', 1440], ['compact', 390]] as const)('with letters of twice the size rows are twice as high, and their words whole: %s, at %d (WCAG 2.2, 1.4.4)', async (density, width) => {
      const { page } = await at.visit({ person: 'alice', language, width, density });
      // As the browser's own setting does: the size of the root, before anything is drawn.
      await page.addInitScript(() => {
        if (window !== window.top) return;
        new MutationObserver((_, observer) => {
          if (!document.documentElement) return;
          document.documentElement.style.fontSize = '200%';
          observer.disconnect();
        }).observe(document, { childList: true });
      });
      await page.goto('/mail');
      await grid(page).getByRole('row').nth(3).waitFor();
      const rows = await grid(page).evaluate((list) =>
        [...list.querySelectorAll('[role="row"]')].map((row) => {
          const box = row.getBoundingClientRect();
          const lines = [...row.querySelectorAll('[class*=people], [class*=subject], [class*=preview]')].map((line) => line.getBoundingClientRect());
          return { height: box.height, letters: Number.parseFloat(getComputedStyle(row.querySelector('span[dir="auto"]') as Element).fontSize), isWhole: lines.every(({ top, bottom }, n) => top >= box.top && bottom <= box.bottom && top >= (lines[n - 1]?.bottom ?? box.top) - 0.5) };
        }),
      );
      const people = language === 'ar' ? 15 : 14;
      for (const row of rows) expect(row).toEqual({ height: density === 'compact' ? 120 : 160, letters: 2 * people, isWhole: true });
      await expectNoOverflow(page);
      await keepScreen(page, `list-large-letters-${language}-${density}-${width}`);
      await grid(page).getByRole('row').first().focus();
      await page.keyboard.press('x');
      const [title, all] = await Promise.all([page.locator('#main h1').first(), page.locator('#main [class*=_all_]').first()].map(async (part) => part.boundingBox()));
      expect(title && all && (title.x + title.width <= all.x || all.x + all.width <= title.x)).toBe(true);
      await keepScreen(page, `list-large-letters-chosen-${language}-${density}-${width}`);
    });

    test('beside a message on a tablet: filters and rows stay within the list', async () => {
      const { page } = await at.visit({ person: 'alice', path: '/mail', language, width: 900 });
      await firstRow(page).click();
      await page.getByRole('article').first().waitFor();
      const divider = await page.getByRole('separator').boundingBox();
      const { left, right } = await grid(page).evaluate((list) => {
        const parts = [list, ...list.querySelectorAll('[role="row"]'), ...(list.closest('main') as Element).querySelectorAll('[role="group"] button')].map((part) => part.getBoundingClientRect());
        return { left: Math.min(...parts.map((part) => part.left)), right: Math.max(...parts.map((part) => part.right)) };
      });
      if (language === 'ar') expect(left).toBeGreaterThanOrEqual((divider?.x ?? 0) + (divider?.width ?? 0) - 0.5);
      else expect(right).toBeLessThanOrEqual((divider?.x ?? 0) + 0.5);
      const compose = page.getByRole('main').getByRole('button', { name: { fr: 'Nouveau message', en: 'New message', ar: 'رسالة جديدة' }[language] });
      const button = await compose.boundingBox();
      if (language === 'ar') expect(button?.x).toBeGreaterThanOrEqual(divider?.x ?? 0);
      else expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThanOrEqual(divider?.x ?? 0);
      await grid(page).evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await expect.poll(async () => {
        const last = await grid(page).getByRole('row').last().boundingBox();
        return (last?.y ?? 0) + (last?.height ?? 0);
      }).toBeLessThanOrEqual(button?.y ?? 0);
      await keepScreen(page, `list-${language}-900`);
    });
  });

  test('an empty folder, a filter that finds nothing, a folder that is not there: each says so', async () => {
    const { page } = await at.visit({ person: 'empty', path: '/mail' });
    await page.getByText('Nothing new here').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Flagged', exact: true }).click();
    await page.getByText('No flagged messages').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('Nothing new here').waitFor();
    await page.goto(page.url().replace(/\/[^/]+$/, '/Mnone'));
    await page.getByText('This folder no longer exists').waitFor();
    await page.getByRole('button', { name: 'Go to Inbox' }).click();
    await page.getByText('Nothing new here').waitFor();
  });

  test('a list that the server refuses can be tried again; what a refusal takes back is told', async () => {
    const visit = await at.visit({ person: 'alice' });
    const { page, problems } = visit;
    let isAway = true;
    await page.route('**/jmap/api', (route) => (isAway && route.request().postData()?.includes('Email/query') ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"type":"about:blank","detail":"Broken."}' }) : route.fallback()));
    await page.goto('/mail');
    await page.getByText('The list could not be loaded').waitFor();
    problems.take(); // the 500 that was meant
    isAway = false;
    await page.getByRole('button', { name: 'Try again' }).or(page.getByRole('button', { name: 'Retry' })).click();
    await grid(page).getByRole('row').nth(3).waitFor();
    const subject = await firstRow(page).getAttribute('aria-label');
    await page.route('**/jmap/api', async (route) => {
      const { methodCalls } = route.request().postDataJSON() as { methodCalls: [string, { accountId: string; update?: object }, string][] };
      const set = methodCalls.find(([method]) => method === 'Email/set');
      if (!set) return route.fallback();
      const notUpdated = Object.fromEntries(Object.keys(set[1].update ?? {}).map((id) => [id, { type: 'overQuota' }]));
      const methodResponses = methodCalls.map(([method, args, id]) => (method === 'Email/set' ? [method, { accountId: args.accountId, oldState: '1', newState: '1', updated: null, notUpdated }, id] : ['error', { type: 'serverFail' }, id]));
      await route.fulfill({ json: { methodResponses, sessionState: 'x' } });
    });
    await firstRow(page).focus();
    await page.keyboard.press('e');
    await toastOf(page, /Your mailbox is full/).waitFor();
    await expect.poll(() => firstRow(page).getAttribute('aria-label')).toBe(subject);
  });
});
