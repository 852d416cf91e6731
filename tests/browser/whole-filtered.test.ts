/** The box above a list that shows only some of a folder: what it ticks is done as to each row alone, to whole conversations. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';

const minute = 60_000;
const begin = Date.now() - 24 * 60 * minute;
const from = 'x@example.org';
const rowOf = (page: Page, subject: string) => page.getByRole('grid').getByRole('row').filter({ has: page.getByText(subject, { exact: true }) });
const toastOf = (page: Page, text: string) => page.getByRole('region', { name: 'Notifications' }).getByText(text);
const head = (page: Page) => page.locator('#main header');

const idOf = (name: string) => name.replace(' ', '');

/** Read, and answered by what is not. */
const conversation = (name: string, at: number): StoredMessage[] => [
  { from, subject: name, receivedAt: begin + at * minute, messageId: idOf(name) },
  { from, subject: `Re: ${name}`, receivedAt: begin + (at + 1) * minute, keywords: [], messageId: `${idOf(name)}-answer`, inReplyTo: idOf(name) },
];

/** Subjects by the role of the folder that they lie in. */
async function subjectsIn(person: ReturnType<typeof jmapOf>, role: string): Promise<string[]> {
  const { list } = await person.call('Mailbox/get', { ids: null });
  const id = list.find((mailbox) => mailbox.role === role)?.id ?? '';
  return (await person.emails({ inMailbox: id })).map(({ subject }) => subject ?? '').sort();
}

inBrowser('all that a filter lists', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fares'] }, (at) => {
  test('conversations go whole, with the row that was read meanwhile and stays in the list; all come back', async () => {
    await storeMail(at.server, 'alice', [
      ...conversation('Talk', 0),
      { from, subject: 'Opened', receivedAt: begin + 5 * minute, keywords: [] },
      { from, subject: 'Read before', receivedAt: begin + 6 * minute },
    ]);
    const all = ['Opened', 'Re: Talk', 'Read before', 'Talk'];
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await rowOf(page, 'Read before').waitFor({ state: 'detached' });
    await rowOf(page, 'Opened').click();
    await expect.poll(() => rowOf(page, 'Opened').getAttribute('aria-label')).not.toContain('Unread');
    await expect.poll(async () => (await alice.emails({ subject: 'Opened' }))[0]?.keywords).toEqual({ $seen: true });
    await head(page).locator('label').first().click();
    await page.getByText('All listed (2)').waitFor();
    await page.keyboard.press('e');
    await toastOf(page, '2 conversations moved to Archive').waitFor();
    await expect.poll(() => subjectsIn(alice, 'inbox')).toEqual(['Read before']);
    expect(await subjectsIn(alice, 'archive')).toEqual(['Opened', 'Re: Talk', 'Talk']);
    await page.keyboard.press('z');
    await expect.poll(() => subjectsIn(alice, 'inbox')).toEqual(all);
    expect(await subjectsIn(alice, 'archive')).toEqual([]);
  });

  test('what of a conversation lies elsewhere stays there, and so does a row that was taken out again', async () => {
    await storeMail(at.server, 'bob', [
      ...conversation('Talk', 0),
      { from, subject: 'Re: Talk elsewhere', receivedAt: begin + 2 * minute, folder: 'Projects', inReplyTo: 'Talk' },
      ...conversation('Left', 3),
    ]);
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await rowOf(page, 'Re: Left').waitFor();
    await head(page).locator('label').first().click();
    await page.getByText('All listed (2)').waitFor();
    await rowOf(page, 'Re: Left').click({ modifiers: ['Control'] });
    await page.getByText('1 selected', { exact: true }).first().waitFor();
    await page.keyboard.press('#');
    await toastOf(page, '1 conversation moved to Trash').waitFor();
    await expect.poll(() => subjectsIn(bob, 'trash')).toEqual(['Re: Talk', 'Talk']);
    expect(await subjectsIn(bob, 'inbox')).toEqual(['Left', 'Re: Left']);
  });

  test('more rows than are loaded, and marks: each conversation is flagged whole', async () => {
    const count = 320;
    await storeMail(at.server, 'carol', Array.from({ length: count }, (_, index) => conversation(`Talk ${index}`, index * 2)).flat());
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const carol = jmapOf(context);
    const numberOf = async (filter: object) => (await carol.call('Email/query', { filter, calculateTotal: true, limit: 1 })).total;
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await page.waitForURL(/filter=unread/);
    await page.getByText(`${count} conversations`).waitFor();
    const chooseAll = async () => {
      await head(page).locator('label').first().click();
      await page.getByText(`All listed (${count})`).waitFor();
    };
    await chooseAll();
    await page.getByRole('toolbar').getByRole('button', { name: 'Flag', exact: true }).click();
    await toastOf(page, `${count} conversations flagged`).waitFor();
    expect(await numberOf({ hasKeyword: '$flagged' })).toBe(2 * count);
    await page.keyboard.press('e');
    await toastOf(page, `${count} conversations moved to Archive`).waitFor();
    expect(await subjectsIn(carol, 'inbox')).toEqual([]);
    await page.keyboard.press('z');
    await expect.poll(() => subjectsIn(carol, 'archive')).toEqual([]);
    await rowOf(page, `Re: Talk ${count - 1}`).waitFor();
  });

  test('in a list of single messages only these go', async () => {
    await storeMail(at.server, 'dora', conversation('Talk', 0));
    const { page, context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { conversations: false } });
    await page.goto('/mail');
    await rowOf(page, 'Talk').waitFor();
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await rowOf(page, 'Talk').waitFor({ state: 'detached' });
    await head(page).locator('label').first().click();
    await page.getByText('All listed (1)').waitFor();
    await page.keyboard.press('e');
    await toastOf(page, '1 message moved to Archive').waitFor();
    await expect.poll(() => subjectsIn(dora, 'archive')).toEqual(['Re: Talk']);
    expect(await subjectsIn(dora, 'inbox')).toEqual(['Talk']);
  });

  test('what a search goes on finding is chosen no more once it was moved; what it leaves out goes; its box chooses all', async () => {
    await storeMail(at.server, 'emil', ['One', 'Two', 'Three'].map((name, index) => ({ from, subject: `Zebra ${name}`, receivedAt: begin - index * minute })));
    const { page, context } = await at.visit({ person: 'emil', path: '/search?q=zebra' });
    const emil = jmapOf(context);
    const isChosen = (name: string) => rowOf(page, name).getAttribute('aria-selected');
    await rowOf(page, 'Zebra One').click({ modifiers: ['Control'] });
    await rowOf(page, 'Zebra Two').click({ modifiers: ['Control'] });
    await page.getByText('2 selected', { exact: true }).first().waitFor();
    await page.getByRole('toolbar').getByRole('button', { name: 'Archive', exact: true }).click();
    await toastOf(page, '2 conversations moved to Archive').waitFor();
    await page.getByRole('toolbar', { name: /selected/ }).waitFor({ state: 'detached' });
    expect(await isChosen('Zebra One')).toBe('false');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('row');
    expect(await subjectsIn(emil, 'archive')).toEqual(['Zebra One', 'Zebra Two']);

    await rowOf(page, 'Zebra Two').click({ modifiers: ['Control'] });
    await page.keyboard.press('#');
    await rowOf(page, 'Zebra Two').waitFor({ state: 'detached' });
    await rowOf(page, 'Zebra Three').waitFor();

    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.getByText('All listed (2)').waitFor();
    for (const width of [1280, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `search-all-chosen-${width}`);
    }
    await page.keyboard.press('e');
    await expect.poll(() => subjectsIn(emil, 'archive')).toEqual(['Zebra One', 'Zebra Three']);
    await expect.poll(() => isChosen('Zebra Three')).toBe('false');
    expect(await page.getByRole('checkbox', { name: 'Select all' }).isChecked()).toBe(false);
  });

  test.each(['one', 'all'] as const)('%s found by a search is archived without the answer among what was sent, and without what was thrown away', async (which) => {
    const { page, context } = await at.visit({ person: 'fares', path: '/mail' });
    const fares = jmapOf(context);
    const part = (subject: string, messageId: string, more: object = {}) => ({ from: [{ email: from }], subject, messageId: [messageId], textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } }, ...more });
    const about = `Okapi ${which}`;
    const answer = { inReplyTo: [`${which}@x`], references: [`${which}@x`] };
    await fares.put(part(about, `${which}@x`), 'inbox');
    await fares.put(part(`Re: ${about}`, `${which}-sent@x`, answer), 'sent');
    await fares.put(part(`Re: ${about}`, `${which}-gone@x`, answer), 'trash');
    await page.goto(`/search?q=${encodeURIComponent(`subject:"${about}"`)}`);
    const row = page.getByRole('grid').getByRole('row', { name: new RegExp(about) });
    await row.waitFor();
    if (which === 'one') await row.click({ modifiers: ['Control'] });
    else await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.keyboard.press('e');
    await expect.poll(() => subjectsIn(fares, 'archive')).toContain(about);
    expect(await fares.emails({ subject: about }).then((all) => Promise.all(all.map((one) => fares.rolesOf(one))))).toEqual(expect.arrayContaining([['archive'], ['sent'], ['trash']]));
    await page.keyboard.press('z');
    await expect.poll(() => subjectsIn(fares, 'inbox')).toContain(about);
  });
});
