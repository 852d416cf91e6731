/** The folders beside the list, driven in real Chromium. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Mailbox } from '../../openapi/generated/jmap.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser, inBrowserOnEachDatabase } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';

const begin = Date.now() - 60 * 86_400_000;
const letters = (count: number, folder: string, keywords: readonly string[] = ['$seen']): StoredMessage[] =>
  Array.from({ length: count }, (_, index) => ({ from: 'Someone <someone@example.org>', subject: `${folder} ${index + 1}`, receivedAt: begin + index * 60_000, folder, keywords }));

const folder = (page: Page, name: string | RegExp) => page.getByRole('treeitem', { name });
const toastOf = (page: Page, text: string | RegExp) => page.getByRole('region', { name: 'Notifications' }).getByText(text);
const nameField = (page: Page) => page.getByRole('textbox', { name: 'Folder name' });
const hasFocus = (page: Page, name: string | RegExp) => folder(page, name).evaluate((row) => row === document.activeElement);

async function mailbox(person: JmapOfVisit, name: string): Promise<Mailbox | undefined> {
  return (await person.call('Mailbox/get', { ids: null })).list.find((one) => one.name === name);
}

/** Opens a folder's menu by its key and chooses. */
async function choose(page: Page, name: string | RegExp, item: string): Promise<void> {
  await folder(page, name).focus();
  await page.keyboard.press('ContextMenu');
  await page.getByRole('menuitem', { name: item }).click();
}

inBrowserOnEachDatabase('folders by keyboard', { people: ['alice'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [...letters(3, 'Clients', []), ...letters(2, 'Projects')]));

  test('made, renamed, refused, moved, deleted into Trash, taken back: without a mouse', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const { keyboard } = page;
    const alice = jmapOf(context);
    await folder(page, 'Inbox').focus();
    await keyboard.press('ArrowDown');
    await expect.poll(() => hasFocus(page, 'Drafts')).toBe(true);
    await keyboard.press('End');
    await expect.poll(() => hasFocus(page, 'Trash')).toBe(true);
    await keyboard.press('Enter');
    await page.getByText('Trash is empty').waitFor();

    await page.getByRole('button', { name: 'New folder' }).press('Enter');
    await nameField(page).waitFor();
    await keyboard.type('Given up');
    await keyboard.press('Escape');
    await page.getByRole('button', { name: 'New folder' }).and(page.locator(':focus')).waitFor();
    await page.getByRole('button', { name: 'New folder' }).press('Enter');
    await keyboard.type('Clients');
    await keyboard.press('Enter');
    await page.getByText('There is a folder of that name here already.').waitFor();
    await nameField(page).fill('a/b');
    await keyboard.press('Enter');
    await page.getByText('A folder name cannot contain “/”.').waitFor();
    await nameField(page).fill('inbox');
    await keyboard.press('Enter');
    await page.getByText('There is a folder of that name here already.').waitFor();
    await nameField(page).fill('\u0456nbox'); // the first letter is a Cyrillic one: only the server knows that this misleads
    await keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /INBOX/ }).waitFor();
    await nameField(page).fill('Élections انتخابات 2026');
    await keyboard.press('Enter');
    await expect.poll(() => mailbox(alice, 'Élections انتخابات 2026')).toBeDefined();
    await nameField(page).waitFor({ state: 'detached' });
    expect(await mailbox(alice, 'Given up')).toBeUndefined();

    await folder(page, /^Élections/).focus();
    await keyboard.press('F2');
    await nameField(page).fill('Elections');
    await keyboard.press('Enter');
    await folder(page, 'Elections').waitFor();
    await expect.poll(() => hasFocus(page, 'Elections')).toBe(true);
    await expect.poll(() => mailbox(alice, 'Elections')).toBeDefined();
    // The last thing that was done is taken back, and nothing older.
    await keyboard.press('z');
    await toastOf(page, /^Undone: .*Folder renamed to “.?Elections/).waitFor();
    await folder(page, /^Élections/).waitFor();
    await keyboard.press('z');
    await expect.poll(() => mailbox(alice, 'Élections انتخابات 2026')).toBeUndefined();
    await folder(page, /^Élections/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New folder' }).press('Enter');
    await nameField(page).fill('Elections');
    await keyboard.press('Enter');
    await nameField(page).waitFor({ state: 'detached' });
    await folder(page, 'Elections').focus();
    await expect.poll(() => hasFocus(page, 'Elections')).toBe(true);

    await keyboard.press('v');
    await page.getByRole('dialog', { name: 'Move “Elections”' }).waitFor();
    await keyboard.type('proj');
    await keyboard.press('Enter');
    await toastOf(page, 'Folder “Elections” moved').waitFor();
    const projects = await mailbox(alice, 'Projects');
    expect((await mailbox(alice, 'Elections'))?.parentId).toBe(projects?.id);
    await folder(page, 'Projects').focus();
    await keyboard.press('ArrowRight');
    await folder(page, 'Elections').waitFor();
    expect(await folder(page, 'Elections').getAttribute('aria-level')).toBe('2');
    await page.reload();
    // Not its picture of before.
    await page.locator('#first-picture').waitFor({ state: 'detached' });
    await folder(page, 'Elections').waitFor(); // what is unfolded is remembered

    await folder(page, 'Projects').focus();
    await expect.poll(() => hasFocus(page, 'Projects')).toBe(true);
    await keyboard.press('Delete');
    await page.getByText('It goes to Trash with its 2 messages.').waitFor();
    await page.getByText('It holds 1 subfolder, which is deleted with it.').waitFor();
    // Not before it is known whom else it concerns.
    await page.getByRole('button', { name: 'Delete folder', disabled: false }).press('Enter');
    await toastOf(page, 'Folder “Projects” deleted').waitFor();
    await expect.poll(async () => (await mailbox(alice, 'Projects'))?.parentId).toBe((await mailbox(alice, 'Trash'))?.id);
    await keyboard.press('z');
    await expect.poll(async () => (await mailbox(alice, 'Projects'))?.parentId).toBeNull();

    await choose(page, /^Clients/, 'Mark all as read');
    await toastOf(page, '3 messages marked as read').waitFor();
    await folder(page, 'Clients').waitFor();
    expect((await mailbox(alice, 'Clients'))?.unreadEmails).toBe(0);

    await choose(page, 'Clients', 'Hide');
    await expect.poll(() => folder(page, 'Clients').count()).toBe(0);
    await page.getByRole('button', { name: 'Hidden folders 1' }).click();
    await choose(page, 'Clients', 'Show');
    await expect.poll(async () => (await mailbox(alice, 'Clients'))?.isSubscribed).toBe(true);
  });

  test('Trash is emptied with what lies in it, once this is confirmed', async () => {
    await storeMail(at.server, 'alice', [...letters(4, 'trash'), ...letters(3, 'Old')]);
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const trash = await mailbox(alice, 'Trash');
    const old = await mailbox(alice, 'Old');
    await alice.call('Mailbox/set', { update: { [old?.id ?? '']: { parentId: trash?.id } } });
    await folder(page, /^Trash/).waitFor();
    await expect.poll(() => folder(page, /^Trash/).getAttribute('aria-expanded')).toBe('false');
    await choose(page, /^Trash/, 'Empty…');
    await page.getByText('7 messages will be deleted for ever. This cannot be undone.').waitFor();
    await page.getByRole('button', { name: 'Empty', exact: true }).click();
    await toastOf(page, '7 messages deleted for ever').waitFor();
    expect((await mailbox(alice, 'Trash'))?.totalEmails).toBe(0);
    expect(await mailbox(alice, 'Old')).toBeUndefined();

    // The same from above its list.
    await storeMail(at.server, 'alice', letters(2, 'junk'));
    await folder(page, /^Junk/).click();
    await page.getByRole('main').getByRole('button', { name: 'Empty…' }).click();
    await page.getByText('2 messages will be deleted for ever. This cannot be undone.').waitFor();
    await page.getByRole('button', { name: 'Empty', exact: true }).click();
    await toastOf(page, '2 messages deleted for ever').waitFor();
    expect((await mailbox(alice, 'Junk'))?.totalEmails).toBe(0);
    expect(await page.getByRole('main').getByRole('button', { name: 'Empty…' }).count()).toBe(0);
  });
});

inBrowser('folders', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', [...letters(2, 'Clients', []), ...letters(1, 'Projects'), ...letters(1, 'Élections 2026 — انتخابات'), ...letters(12, 'inbox', [])]);
    await storeMail(at.server, 'bob', [...letters(3, 'Team', []), ...letters(1, 'Read only')]);
  });

  test('where a message is moved, each folder has the icon that it has in the tree, and names of two scripts stay in order', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width: 390 });
    const names = ['مشاريع الجامعة الكبيرة 2026 مع أسماء طويلة جدا لا تتسع لها الشاشة', 'Rapports de la faculté des sciences, des lettres et des langues (archives)'];
    const jmap = jmapOf(page.context());
    const outer = await jmap.call('Mailbox/set', { create: { a: { name: names[0], parentId: null } } });
    const { notCreated } = await jmap.call('Mailbox/set', { create: { b: { name: names[1], parentId: outer.created?.['a']?.id } } });
    expect(notCreated ?? {}).toEqual({});
    await page.getByRole('row').first().click();
    await page.getByRole('button', { name: /^Move/ }).first().click();
    const dialog = page.getByRole('dialog');
    const iconOf = (name: string | RegExp) => dialog.getByRole('option', { name }).first().locator('svg').getAttribute('class');
    for (const [name, icon] of [[/^Inbox/, 'inbox'], [/^Archive/, 'archive'], [/^Trash/, 'trash'], [/^Junk/, 'shield'], [/^Sent/, 'send'], [/^Drafts/, 'file-text']] as const) expect(await iconOf(name)).toContain(`lucide-${icon}`);
    expect(await dialog.getByRole('option', { name: /^Inbox/ }).locator('[dir="auto"]').allTextContents()).toEqual(['Inbox', 'Already here']);
    const inner = dialog.getByRole('option', { name: /Rapports/ });
    expect(await iconOf(/Rapports/)).toContain('lucide-folder');
    // Each name is cut at its own end, also that of the folder it lies in.
    const directions = inner.locator('[dir="auto"]').evaluateAll((elements) => elements.map((element) => `${getComputedStyle(element).direction} ${element.textContent}`));
    expect(await directions).toEqual([`ltr ${names[1]}`, `rtl ${names[0]}`]);
    expect(await dialog.getByRole('option', { name: /^مشاريع/ }).locator('[dir="auto"]').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    await inner.scrollIntoViewIfNeeded();
    await keepScreen(page, 'picker-two-scripts');
    await expectAccessible(page, '[role=dialog]');
  });

  test('a folder is dragged into another one', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await folder(page, /^Clients/).dragTo(folder(page, 'Projects'));
    await toastOf(page, 'Folder “Clients” moved').waitFor();
    await expect.poll(async () => (await mailbox(alice, 'Clients'))?.parentId).toBe((await mailbox(alice, 'Projects'))?.id);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await mailbox(alice, 'Clients'))?.parentId).toBeNull();
  });

  test('Trash that holds a deleted folder alone does not say that it is empty', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const trash = (await alice.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'trash')?.id ?? '';
    const { created } = await alice.call('Mailbox/set', { create: { f: { name: 'Thrown away', parentId: trash } } });
    await page.goto(`/mail/${await alice.accountId()}/${trash}`);
    await page.getByText('No single message here').waitFor();
    expect(await page.getByText('Trash is empty').count()).toBe(0);
    await alice.call('Mailbox/set', { destroy: [created?.['f']?.id] });
    await page.getByText('Trash is empty').waitFor();
  });

  test('what others share stands by owner; what one may not do is not offered, and says why', async () => {
    const bobs = await at.visit({ person: 'bob', path: '/mail' });
    const alices = await at.visit({ person: 'alice' });
    const account = async (person: JmapOfVisit) => (await person.call('Mailbox/get', { ids: null })).accountId;
    const bob = jmapOf(bobs.context);
    const alice = (await account(jmapOf(alices.context))).replace(/^a/, 'p'); // her principal
    const may = (...names: readonly string[]) => Object.fromEntries(['mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords', 'mayCreateChild', 'mayRename', 'mayDelete', 'maySubmit', 'mayShare'].map((name) => [name, names.includes(name)]));
    const headers = { 'sec-fetch-site': 'same-origin' };
    const [team, readOnly] = [await mailbox(bob, 'Team'), await mailbox(bob, 'Read only')];
    const update = { [team?.id ?? '']: { shareWith: { [alice]: may('mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords') } }, [readOnly?.id ?? '']: { shareWith: { [alice]: may('mayReadItems') } } };
    const answer = await bobs.context.request.post('/jmap/api', { headers, data: { using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:mail:share'], methodCalls: [['Mailbox/set', { accountId: await account(bob), update }, 'c']] } });
    expect(JSON.stringify(await answer.json())).toContain('"notUpdated":null');

    const { page } = alices;
    await page.goto('/mail');
    // What is new in there is known before it is unfolded.
    await page.getByRole('button', { name: /^bob.*\b4 unread/ }).waitFor();
    await page.getByRole('button', { name: /^bob/ }).click();
    await page.getByRole('button', { name: /^bob$/ }).waitFor();
    await folder(page, 'Read only').click();
    await page.getByRole('row', { name: /Read only 1/ }).click({ button: 'right' });
    const archive = page.getByRole('menuitem', { name: /^Archive/ });
    await expect.poll(() => archive.getAttribute('aria-disabled')).toBe('true');
    expect(await archive.textContent()).toContain('You may not take messages out of Read only');
    await page.keyboard.press('Escape');
    // Dragged all the same: it is said why it stays, and a copy is offered.
    await page.getByRole('row', { name: /Read only 1/ }).dragTo(folder(page, 'Projects'));
    await toastOf(page, 'You may not take messages out of Read only').waitFor();
    expect((await mailbox(bob, 'Read only'))?.totalEmails).toBe(1);
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Copy' }).click();
    await toastOf(page, '1 conversation copied to Projects').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();

    await folder(page, /^Team/).click();
    await page.getByRole('row', { name: /Team 3/ }).click({ modifiers: ['Control'] });
    await page.getByRole('row', { name: /Team 3/ }).dragTo(folder(page, 'Projects'));
    await toastOf(page, '1 conversation moved to Projects').waitFor();
    await expect.poll(async () => (await mailbox(bob, 'Team'))?.totalEmails).toBe(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await mailbox(bob, 'Team'))?.totalEmails).toBe(3);
    await page.getByRole('row', { name: /Team 3/ }).waitFor();
  });

  describe.each(['fr', 'en', 'ar'] as const)('%s', (language) => {
    test('the drawer of a phone and a folder’s menu are accessible and fit', async () => {
      const { page } = await at.visit({ person: 'alice', path: '/mail', language, width: 390, theme: language === 'en' ? 'light' : 'dark' });
      await page.getByRole('row').first().waitFor();
      await page.getByRole('button', { name: { fr: 'Menu', en: 'Menu', ar: 'القائمة' }[language] }).click();
      const tree = page.getByRole('tree').first();
      await tree.waitFor();
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `folders-${language}-390`);
      await page.getByRole('treeitem', { name: /^Clients/ }).getByRole('button').last().tap();
      await page.getByRole('menu').waitFor();
      await expectAccessible(page);
      await keepScreen(page, `folders-menu-${language}-390`);
    });
  });
});

inBrowserOnEachDatabase('hidden folders of somebody else', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [...letters(1, 'Budget'), ...letters(1, 'Plans')]));

  test('stay hidden, the only one that is left, too; and are shown again from where they are kept', async () => {
    const { context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const bobId = (await alice.call('Principal/get', { ids: null })).list.find(({ name }) => name === 'bob')?.id ?? '';
    for (const name of ['Budget', 'Plans']) await alice.call('Mailbox/set', { update: { [(await mailbox(alice, name))?.id ?? '']: { shareWith: { [bobId]: { mayReadItems: true } } } } });
    const budget = await mailbox(alice, 'Budget');
    const { page, context: his } = await at.visit({ person: 'bob', path: `/mail/${await alice.accountId()}/${budget?.id}` });
    const accountId = await alice.accountId();
    const subscribed = async () => (await jmapOf(his).call('Mailbox/get', { accountId, ids: null })).list.flatMap(({ name, isSubscribed }) => (isSubscribed ? [name] : []));
    const hidden = (count: number) => page.getByRole('button', { name: `Hidden folders ${count}` });
    await folder(page, /^Plans/).waitFor();
    await choose(page, /^Plans/, 'Hide');
    await hidden(1).waitFor();
    await expect.poll(() => folder(page, /^Plans/).count()).toBe(0);
    await expect.poll(subscribed).toEqual(['Budget']);
    await toastOf(page, '“Plans” is hidden').waitFor();
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).first().click();
    await folder(page, /^Plans/).waitFor();
    await expect.poll(subscribed).toEqual([]);
    await choose(page, /^Plans/, 'Hide');
    await hidden(1).waitFor();
    await expect.poll(subscribed).toEqual(['Budget']);
    await choose(page, /^Budget/, 'Hide');
    await hidden(2).waitFor();
    // Nothing else has it: its row is gone.
    await hidden(2).and(page.locator(':focus')).waitFor();
    expect(await folder(page, /^(?:Budget|Plans)/).count()).toBe(0);
    await expectAccessible(page);
    await expect.poll(subscribed).toEqual([]);
    await page.reload();
    await hidden(2).press('Enter');
    await folder(page, /^Plans/).waitFor();
    await choose(page, /^Plans/, 'Show');
    await hidden(1).waitFor();
    await expect.poll(subscribed).toEqual(['Plans']);
    expect(await page.getByRole('tree', { name: 'alice' }).getByRole('treeitem', { name: /^Plans/ }).count()).toBe(1);
    // The only one, again.
    await choose(page, /^Plans/, 'Hide');
    await hidden(2).waitFor();
    await expect.poll(() => page.getByRole('tree', { name: 'alice' }).count()).toBe(0);
  }, 60_000);

  test('whoever makes a folder among them hides none; what is shared later is shown, too', async () => {
    await storeMail(at.server, 'carol', letters(1, 'Clients'));
    const { context } = await at.visit({ person: 'carol' });
    const carol = jmapOf(context);
    const doraId = (await carol.call('Principal/get', { ids: null })).list.find(({ name }) => name === 'dora')?.id ?? '';
    const share = async (name: string) => carol.call('Mailbox/set', { update: { [(await mailbox(carol, name))?.id ?? '']: { shareWith: { [doraId]: { mayReadItems: true, mayCreateChild: true } } } } });
    await share('Clients');
    const { page } = await at.visit({ person: 'dora', path: `/mail/${await carol.accountId()}/${(await mailbox(carol, 'Clients'))?.id}` });
    await folder(page, /^Clients/).waitFor();
    await choose(page, /^Clients/, 'New subfolder');
    await nameField(page).fill('Models');
    await nameField(page).press('Enter');
    await folder(page, /^Models/).waitFor();
    await folder(page, /^Clients/).waitFor();
    await carol.call('Mailbox/set', { create: { later: { name: 'Later', parentId: null } } });
    await share('Later');
    await folder(page, /^Later/).waitFor();
    await page.reload();
    for (const name of [/^Clients/, /^Later/]) await folder(page, name).waitFor();
    expect(await page.getByRole('button', { name: /^Hidden folders/ }).count()).toBe(0);
  }, 60_000);

  test('what is shared after one was hidden is shown, also below a hidden one; what another program unsubscribes from is hidden', async () => {
    await storeMail(at.server, 'carol', [...letters(1, 'Bills'), ...letters(1, 'Notes')]);
    const { context } = await at.visit({ person: 'carol' });
    const carol = jmapOf(context);
    const accountId = await carol.accountId();
    const bobId = (await carol.call('Principal/get', { ids: null })).list.find(({ name }) => name === 'bob')?.id ?? '';
    const idOf = async (name: string) => (await mailbox(carol, name))?.id ?? '';
    const share = async (name: string) => carol.call('Mailbox/set', { update: { [await idOf(name)]: { [`shareWith/${bobId}`]: { mayReadItems: true } } } });
    const make = async (name: string, parent?: string) => carol.call('Mailbox/set', { create: { new: { name, parentId: parent === undefined ? null : await idOf(parent) } } });
    await make('Paid', 'Bills');
    for (const name of ['Bills', 'Paid', 'Notes']) await share(name);
    const { page, context: his } = await at.visit({ person: 'bob', path: `/mail/${accountId}/${await idOf('Notes')}` });
    const bob = jmapOf(his);
    const subscribed = async () => (await bob.call('Mailbox/get', { accountId, ids: null })).list.flatMap(({ name, isSubscribed }) => (isSubscribed ? [name] : [])).sort();
    const tree = page.getByRole('tree', { name: 'carol' });
    const hidden = (count: number) => page.getByRole('button', { name: `Hidden folders ${count}` });
    await folder(page, /^Bills/).waitFor();
    await choose(page, /^Bills/, 'Hide');
    // What lies in it goes with it, for IMAP's LSUB as well.
    await hidden(1).waitFor();
    await expect.poll(subscribed).toEqual(['Notes']);
    await make('Later');
    await share('Later');
    await tree.getByRole('treeitem', { name: /^Later/ }).waitFor();
    await make('Unpaid', 'Bills');
    await share('Unpaid');
    await tree.getByRole('treeitem', { name: /^Unpaid/ }).waitFor();
    await page.reload();
    for (const name of [/^Notes/, /^Later/, /^Unpaid/]) await tree.getByRole('treeitem', { name }).waitFor();
    await hidden(1).waitFor();
    await choose(page, /^Later/, 'Hide');
    await hidden(2).waitFor();
    await tree.getByRole('treeitem', { name: /^Unpaid/ }).waitFor();
    await expect.poll(subscribed).toEqual(['Notes', 'Unpaid']);
    await bob.call('Mailbox/set', { accountId, update: { [await idOf('Unpaid')]: { isSubscribed: false } } });
    await tree.getByRole('treeitem', { name: /^Unpaid/ }).waitFor({ state: 'detached' });
    await hidden(2).press('Enter');
    await choose(page, /^Bills/, 'Show');
    await hidden(1).waitFor();
    await expect.poll(subscribed).toEqual(['Bills', 'Notes', 'Paid', 'Unpaid']);
  }, 60_000);

  test('what was hidden under an earlier release stays so, and what is shared after the next choice is shown', async () => {
    await storeMail(at.server, 'dora', [...letters(1, 'Songs'), ...letters(1, 'Poems'), ...letters(1, 'Tales')]);
    const { context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    const accountId = await dora.accountId();
    const carolId = (await dora.call('Principal/get', { ids: null })).list.find(({ name }) => name === 'carol')?.id ?? '';
    const share = async (name: string) => dora.call('Mailbox/set', { update: { [(await mailbox(dora, name))?.id ?? '']: { shareWith: { [carolId]: { mayReadItems: true } } } } });
    await share('Songs');
    await share('Poems');
    const { page, context: hers } = await at.visit({ person: 'carol' });
    const headers = { 'sec-fetch-site': 'same-origin' };
    await hers.request.patch('/api/v1/me/preferences', { headers, data: { chosenAccounts: [accountId] } });
    await jmapOf(hers).call('Mailbox/set', { accountId, update: { [(await mailbox(dora, 'Songs'))?.id ?? '']: { isSubscribed: true } } });
    await page.goto(`/mail/${accountId}/${(await mailbox(dora, 'Songs'))?.id}`);
    const hidden = (count: number) => page.getByRole('button', { name: `Hidden folders ${count}` });
    await hidden(1).waitFor();
    await folder(page, /^Songs/).waitFor();
    await choose(page, /^Songs/, 'Hide');
    await hidden(2).waitFor();
    await share('Tales');
    await folder(page, /^Tales/).waitFor();
    await hidden(2).waitFor();
    const kept = (await (await hers.request.get('/api/v1/me/preferences', { headers })).json()) as { chosenAccounts: string[]; chosenFolders: Record<string, string[]> };
    expect(kept.chosenAccounts).toEqual([]);
    expect(Object.keys(kept.chosenFolders)).toEqual([accountId]);
  }, 60_000);
});

inBrowser('deleting a folder of somebody else', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [...letters(2, 'Orders'), ...letters(1, 'Works')]));

  const manager = { mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true, mayCreateChild: true, mayRename: true, mayDelete: true, maySubmit: true, mayShare: true };
  const both = async () => {
    const hers = await at.visit({ person: 'alice' });
    const his = await at.visit({ person: 'bob' });
    const alice = jmapOf(hers.context);
    const bobId = (await jmapOf(his.context).accountId()).replace(/^a/, 'p');
    const share = async (name: string, rights: object) => alice.call('Mailbox/set', { update: { [(await mailbox(alice, name))?.id ?? '']: { shareWith: { [bobId]: rights } } } });
    return { alice, page: his.page, hers: hers.page, share };
  };

  test('says that there is no way back; who owns it, and reads in it, hears where its messages are', async () => {
    const { alice, page, hers, share } = await both();
    await share('Orders', manager);
    const path = `/mail/${await alice.accountId()}/${(await mailbox(alice, 'Orders'))?.id}`;
    await hers.goto(path);
    await hers.getByRole('row', { name: /Orders 1/ }).waitFor();
    await page.goto(path);
    await page.getByRole('row', { name: /Orders 1/ }).waitFor();
    await folder(page, /^Orders/).press('Delete');
    const question = page.getByRole('alertdialog', { name: 'Delete “Orders”?' });
    await question.getByText('Its 2 messages go to alice’s Trash.').waitFor();
    await question.getByText('The folder itself is deleted for ever. This cannot be undone.').waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Delete folder' }).click();
    await toastOf(page, 'Folder “Orders” deleted').waitFor();
    await hers.getByText('This folder no longer exists').waitFor();
    await hers.getByText('It was deleted. Its messages are in Trash, unless they were deleted for ever.').waitFor();
    await expectAccessible(hers);
  }, 60_000);

  test('where one of its subfolders may not be deleted, that one is named, and nothing of the others is lost', async () => {
    const { alice, page, share } = await both();
    const parentId = (await mailbox(alice, 'Works'))?.id;
    await alice.call('Mailbox/set', { create: { a: { name: 'Site', parentId }, b: { name: 'Tools', parentId } } });
    for (const name of ['Works', 'Site', 'Tools']) await share(name, manager);
    await page.goto(`/mail/${await alice.accountId()}/${parentId}`);
    await page.getByRole('row', { name: /Works 1/ }).waitFor();
    await page.getByRole('button', { name: 'Expand Works' }).click();
    await folder(page, /^Tools/).waitFor();
    const question = page.getByRole('alertdialog', { name: 'Delete “Works”?' });
    await folder(page, /^Works/).press('Delete');
    await question.getByText('It holds 2 subfolders').waitFor();
    // While it is asked.
    await share('Tools', { mayReadItems: true });
    const names = async () => (await alice.call('Mailbox/get', { ids: null })).list.filter(({ role }) => role === null).map(({ name }) => name).sort();
    const refusal = page.getByRole('dialog', { name: '“Works” cannot be deleted' });
    await refusal.getByText('You may not delete these folders, and nothing was deleted: “Tools”.').waitFor();
    await refusal.getByText('alice can delete them, or let you do it.').waitFor();
    expect(await question.count()).toBe(0);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect.poll(() => refusal.count()).toBe(0);
    expect(await names()).toEqual(['Site', 'Tools', 'Works']);
  }, 60_000);

  test('where others lie in it that are not shared, that is said, and what is gone', async () => {
    const { alice, page, share } = await both();
    await alice.call('Mailbox/set', { create: { top: { name: 'Yard', parentId: null } } });
    const parentId = (await mailbox(alice, 'Yard'))?.id;
    await alice.call('Mailbox/set', { create: { a: { name: 'Seen', parentId }, b: { name: 'Unseen', parentId } } });
    for (const name of ['Yard', 'Seen']) await share(name, manager);
    await page.goto(`/mail/${await alice.accountId()}/${parentId}`);
    await page.getByRole('button', { name: 'Expand Yard' }).waitFor();
    await folder(page, /^Yard/).press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete folder' }).click();
    await toastOf(page, '“Yard” was not deleted: folders lie in it that are not shared with you. Those that you see in it were deleted.').waitFor();
    expect((await alice.call('Mailbox/get', { ids: null })).list.flatMap(({ name }) => (['Yard', 'Seen', 'Unseen'].includes(name ?? '') ? [name] : []))).toEqual(['Yard', 'Unseen']);
  }, 60_000);
});
