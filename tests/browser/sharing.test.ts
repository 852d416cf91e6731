/** Sharing a folder, seen from both sides in Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createGroup } from '../../api/people/groups.ts';
import { type Role, rightsOf, roleOf } from '../../web/sharing/roles.ts';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser, inBrowserOnEachDatabase } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { storeMail } from './setup/stored-mail.ts';

const words = {
  en: { share: 'Share…', who: 'Person or group', add: 'Share', everyone: 'Everyone in the organisation', reader: 'Reader', below: 'Subfolders too' },
  fr: { share: 'Partager…', who: 'Personne ou groupe', add: 'Partager', everyone: 'Toute l’organisation', reader: 'Lecteur', below: 'Les sous-dossiers aussi' },
  ar: { share: 'مشاركة…', who: 'شخص أو مجموعة', add: 'مشاركة', everyone: 'كل المؤسسة', reader: 'قارئ', below: 'المجلدات الفرعية أيضًا' },
} as const;

const dialog = (page: Page) => page.getByRole('dialog').last();
const grantOf = (page: Page, name: string) => dialog(page).getByRole('listitem').filter({ hasText: name });

async function openSharing(page: Page, folder: string, language: keyof typeof words = 'en'): Promise<void> {
  await page.getByRole('treeitem', { name: new RegExp(`^${folder}`) }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: words[language].share }).click();
  await page.getByRole('dialog').getByRole('heading', { name: new RegExp(folder) }).waitFor();
}

async function shareWith(page: Page, typed: string, option: string | RegExp): Promise<void> {
  const who = dialog(page).getByRole('combobox', { name: 'Person or group' });
  await who.fill(typed);
  await page.getByRole('option', { name: option }).click();
  await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
}

async function setRole(page: Page, name: string, role: string): Promise<void> {
  await dialog(page).getByRole('button', { name: new RegExp(`Role of ${name}`) }).click();
  await page.getByRole('option', { name: role }).click();
}

async function setRoleToAdd(page: Page, role: string): Promise<void> {
  await dialog(page).getByRole('button', { name: /As$/ }).click();
  await page.getByRole('option', { name: role }).click();
}

/** Roles by people, by folders. */
type Grants = Readonly<Record<string, Readonly<Record<string, Role>>>>;

/** All that a browser keeps of mail. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((one) => one.name?.startsWith('messagerie:'));
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const db = await answer(indexedDB.open(name));
    const tx = db.transaction(['objects', 'bodies']);
    const all = await Promise.all([answer(tx.objectStore('objects').getAll()), answer(tx.objectStore('bodies').getAll())]);
    db.close();
    return JSON.stringify(all);
  });

inBrowserOnEachDatabase('sharing', { people: ['alice', 'bob', 'carol'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', [
      { from: 'Jane <jane@example.org>', subject: 'Plans', receivedAt: Date.now(), folder: 'Projects' },
      { from: 'Jane <jane@example.org>', subject: 'Minutes', receivedAt: Date.now(), folder: 'Meetings' },
      { from: 'Jane <jane@example.org>', subject: 'Numbers', receivedAt: Date.now(), folder: 'Figures' },
      { from: 'Jane <jane@example.org>', subject: 'Raises', receivedAt: Date.now(), folder: 'Salaries' },
      { from: 'Jane <jane@example.org>', subject: 'Menu', receivedAt: Date.now(), folder: 'Canteen' },
    ]);
    await createGroup(at.server.running.open.core, { address: `team@${DOMAIN}`, name: 'The Team', members: [`carol@${DOMAIN}`] });
  });

  test('with a person as a reader: the other browser hears of it and has the folder; then an editor, then single rights, then nothing', async () => {
    const { page: bob } = await at.visit({ person: 'bob', path: '/mail' });
    await bob.getByRole('tree').first().waitFor();
    expect(await bob.getByText('Shared with me').count()).toBe(0);
    const { page: alice } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(alice, 'Projects');
    await dialog(alice).getByText('This folder is shared with nobody.').waitFor();
    await grantOf(alice, `alice@${DOMAIN}`).getByText('Owner').waitFor();
    await grantOf(alice, `alice@${DOMAIN}`).getByText('alice', { exact: true }).waitFor();
    await shareWith(alice, 'bo', /^bob/);
    await grantOf(alice, 'bob').getByRole('button', { name: /Reader/ }).waitFor();
    await expectAccessible(alice);

    const bell = bob.getByRole('button', { name: /sharing notice/ });
    await bell.waitFor();
    await bob.getByRole('region', { name: 'Notifications' }).getByText('alice shared “Projects” with you.').waitFor();
    await bob.getByRole('heading', { name: 'Shared with me' }).waitFor();
    await bell.click();
    await expectAccessible(bob);
    await bob.getByRole('button', { name: 'Open the folder' }).click();
    await bob.getByRole('row', { name: /Plans/ }).waitFor();
    await expect.poll(() => bell.count()).toBe(0);
    await bob.getByText('alice · 1 conversation', { exact: true }).waitFor();
    await bob.getByRole('row', { name: /Plans/ }).click();
    await bob.getByRole('heading', { name: 'Plans' }).waitFor();
    // A reader may not take messages out of it, and is told so.
    await expect.poll(() => bob.getByRole('toolbar').getByRole('button', { name: /Archive|Delete/ }).first().getAttribute('aria-disabled')).toBe('true');
    await bob.getByText('Read only', { exact: true }).waitFor();
    await bob.keyboard.press('e');
    await bob.getByRole('region', { name: 'Notifications' }).getByText('You may not take messages out of Projects').waitFor();

    await setRole(alice, 'bob', 'Editor');
    await grantOf(alice, 'bob').getByRole('button', { name: /Editor/ }).waitFor();
    await expect.poll(() => bob.getByRole('toolbar').getByRole('button', { name: /Delete/ }).first().getAttribute('aria-disabled')).not.toBe('true');
    expect(await bob.getByText('Read only', { exact: true }).count()).toBe(0);
    await bell.click();
    await bob.getByText('alice changed your rights on “Projects”.').last().waitFor();
    await bob.getByRole('button', { name: 'Dismiss all' }).click();

    await dialog(alice).getByRole('button', { name: 'Rights of bob in detail' }).click();
    await dialog(alice).getByRole('checkbox', { name: 'share the folder' }).and(alice.locator(':not([disabled])')).setChecked(true, { force: true });
    await grantOf(alice, 'bob').getByRole('button', { name: /Single rights/ }).waitFor();
    await dialog(alice).getByText(`Given to bob@${DOMAIN}`).waitFor();
    await expectAccessible(alice);

    await dialog(alice).getByRole('button', { name: 'Stop sharing with bob' }).click();
    await expect.poll(() => grantOf(alice, 'bob').count()).toBe(0);
    // Bob has it open.
    await bob.getByRole('region', { name: 'Notifications' }).getByText('alice no longer shares “Projects” with you.').waitFor();
    await expect.poll(() => bob.getByRole('heading', { name: 'Shared with me' }).count()).toBe(0);
    await bob.getByRole('treeitem', { name: /^Inbox/ }).click();
    await bob.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await alice.keyboard.press('Escape');
    await expect.poll(() => alice.getByRole('dialog').count()).toBe(0);
  }, 60_000);

  test('with a group, and with everyone; who may not share it sees what they may, and through whom', async () => {
    const { page: alice } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(alice, 'Meetings');
    await shareWith(alice, 'team', /The Team/);
    await grantOf(alice, 'The Team').getByRole('button', { name: /Reader/ }).waitFor();
    await dialog(alice).getByRole('status').filter({ hasText: 'Shared with, The Team, Reader' }).waitFor({ state: 'attached' });
    await alice.locator('[role=treeitem][aria-label="Meetings, shared"]').waitFor();
    await dialog(alice).getByRole('combobox', { name: 'Person or group' }).click();
    await alice.getByRole('option', { name: 'Everyone in the organisation' }).click();
    await dialog(alice).getByRole('button', { name: 'Share', exact: true }).click();
    await grantOf(alice, 'Everyone').waitFor();
    await keepScreen(alice, 'sharing-group-everyone');

    const { page: carol } = await at.visit({ person: 'carol', path: '/mail' });
    await carol.getByRole('button', { name: /sharing notice/ }).click();
    // Seen, they are no longer counted, here nor after a reload; they stay until they are dismissed.
    await carol.getByRole('button', { name: 'Open the folder' }).first().waitFor();
    await carol.keyboard.press('Escape');
    const bell = carol.getByRole('banner').getByRole('button', { name: 'Sharing', exact: true });
    await bell.waitFor();
    expect(await bell.locator('[data-badge]').count()).toBe(0);
    await carol.reload();
    await bell.click();
    await carol.getByRole('button', { name: 'Open the folder' }).first().click();
    await carol.getByRole('row', { name: /Minutes/ }).waitFor();
    const folder = carol.getByRole('treeitem', { name: /^Meetings/ });
    if ((await folder.count()) === 0) await carol.getByRole('button', { name: /^Expand/ }).last().click();
    await folder.click({ button: 'right' });
    await carol.getByRole('menuitem', { name: 'My rights…' }).click();
    await carol.getByRole('dialog').getByText('Only people who manage this folder can share it.').waitFor();
    await carol.getByRole('dialog').getByText(/Through the group .*team@example\.com/).waitFor();
    await carol.getByRole('dialog').getByText(/Given to everyone/).waitFor();
    await carol.getByRole('dialog').getByText(/read and mark read or unread|read, mark read or unread/).waitFor();
    await expectAccessible(carol);
  }, 60_000);

  test('a folder that is deleted is shared no longer, nor what lies in it; what is said names who loses it, and Undo gives all of it back', async () => {
    const { page: alice, context } = await at.visit({ person: 'alice' });
    const jmap = jmapOf(context);
    const { list } = await jmap.call('Principal/get', { ids: null });
    const bob = list.find(({ email }) => email === `bob@${DOMAIN}`)?.id ?? '';
    const carol = list.find(({ email }) => email === `carol@${DOMAIN}`)?.id ?? '';
    const figures = (await jmap.call('Mailbox/get', { ids: null })).list.find(({ name }) => name === 'Figures')?.id ?? '';
    const reads = { mayReadItems: true };
    const made = await jmap.call('Mailbox/set', { create: { in: { name: 'Tables', parentId: figures, shareWith: { [carol]: reads } } }, update: { [figures]: { shareWith: { [bob]: { ...reads, mayAddItems: true } } } } });
    const tables = made.created?.['in']?.id ?? '';
    const now = async () => (await jmap.call('Mailbox/get', { ids: [figures, tables], properties: ['parentId', 'shareWith'] })).list.map(({ parentId, shareWith }) => ({ parentId, with: Object.keys(shareWith ?? {}) }));
    const before = await now();
    expect(before.map((one) => one.with)).toEqual([[bob], [carol]]);
    await alice.goto('/mail');
    const row = alice.getByRole('treeitem', { name: /^Figures/ });
    const trash = alice.getByRole('treeitem', { name: /^Trash/ });
    const { list: folders } = await jmap.call('Mailbox/get', { ids: null });
    const after = [{ parentId: folders.find(({ role }) => role === 'trash')?.id, with: [] }, { parentId: figures, with: [] }];
    const question = alice.getByRole('alertdialog', { name: 'Delete “Figures”?' });
    for (const begin of [() => row.press('Delete'), () => row.dragTo(trash)]) {
      await begin();
      await question.getByText('It is shared with bob and carol, who lose access to it.').waitFor();
      await expectAccessible(alice);
      await question.getByRole('button', { name: 'Delete folder' }).click();
      await alice.getByRole('region', { name: 'Notifications' }).getByText('Folder “Figures” deleted').waitFor();
      expect(await now()).toEqual(after);
      await alice.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(now).toEqual(before);
      await row.waitFor();
    }
  });

  test('what the owner stops sharing while it is read is said to be, and this browser forgets it: of one folder among others, and of the last one', async () => {
    const { context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const bob = (await alice.call('Principal/get', { ids: null })).list.find(({ email }) => email === `bob@${DOMAIN}`)?.id ?? '';
    const { list: folders } = await alice.call('Mailbox/get', { ids: null });
    const idOf = (name: string) => folders.find((folder) => folder.name === name)?.id ?? '';
    const share = (name: string, isShared: boolean) => alice.call('Mailbox/set', { update: { [idOf(name)]: { shareWith: isShared ? { [bob]: { mayReadItems: true } } : null } } });
    await share('Salaries', true);
    await share('Canteen', true);
    const { page } = await at.visit({ person: 'bob', path: `/mail/${await alice.accountId()}/${idOf('Canteen')}` });
    await page.getByRole('row', { name: /Menu/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Menu' }).waitFor();
    await page.getByRole('treeitem', { name: /^Salaries/ }).click();
    await page.getByRole('row', { name: /Raises/ }).click();
    const reader = page.locator('#main > section').last();
    await reader.getByRole('heading', { name: 'Raises' }).waitFor();
    await expect.poll(() => kept(page)).toContain('Raises');
    const address = page.url();

    await share('Salaries', false);
    await reader.getByText('alice no longer shares “Salaries” with you.').waitFor();
    expect(await reader.getByRole('article').count()).toBe(0);
    await expectAccessible(page);
    await expect.poll(() => kept(page)).not.toMatch(/Raises|Salaries/);
    expect(await kept(page)).toMatch(/Menu/);
    await reader.getByRole('button', { name: 'Back to the list' }).click();
    await page.goto(address);
    await page.getByText('This folder no longer exists').waitFor();

    await page.getByRole('treeitem', { name: /^Canteen/ }).click();
    await page.getByRole('row', { name: /Menu/ }).click();
    await reader.getByRole('heading', { name: 'Menu' }).waitFor();
    await share('Canteen', false);
    await reader.getByText('alice no longer shares “Canteen” with you.').waitFor();
    expect(await reader.getByRole('article').count()).toBe(0);
    await expect.poll(() => kept(page)).not.toMatch(/Menu|Canteen/);
  }, 60_000);

  test.each([['while it is open', true], ['while another is open, and was the only one', false]])('what is shared again after it was ended is all there, without a reload: %s', async (_, staysOpen) => {
    const { context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const carol = (await alice.call('Principal/get', { ids: null })).list.find(({ email }) => email === `carol@${DOMAIN}`)?.id ?? '';
    const name = staysOpen ? 'Seen again' : 'There again';
    await storeMail(at.server, 'alice', ['One', 'Two'].map((subject) => ({ from: 'Jane <jane@example.org>', subject: `${subject} of ${name}`, receivedAt: Date.now(), folder: name })));
    const id = (await alice.call('Mailbox/get', { ids: null })).list.find((folder) => folder.name === name)?.id ?? '';
    const share = (isShared: boolean) => alice.call('Mailbox/set', { update: { [id]: { shareWith: isShared ? { [carol]: { mayReadItems: true } } : null } } });
    await share(true);
    const { page } = await at.visit({ person: 'carol', path: `/mail/${await alice.accountId()}/${id}` });
    await page.getByRole('row', { name: new RegExp(`One of ${name}`) }).waitFor();
    if (!staysOpen) await page.getByRole('treeitem', { name: /^Inbox/ }).click();
    await share(false);
    await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor({ state: 'detached' });
    await share(true);
    await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor();
    await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).click();
    for (const subject of ['One', 'Two']) await page.getByRole('row', { name: new RegExp(`${subject} of ${name}`) }).waitFor();
    await share(false);
    await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor({ state: 'detached' });
  }, 60_000);

  test('Enter takes the first who fits what was typed, and nobody where nothing was', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Figures');
    const who = dialog(page).getByRole('combobox', { name: 'Person or group' });
    await who.click();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    expect(await who.inputValue()).toBe('');
    await page.keyboard.type('caro');
    await page.getByRole('option', { name: /^carol/ }).waitFor();
    await expect.poll(() => who.getAttribute('aria-activedescendant')).not.toBeNull();
    await page.keyboard.press('Enter');
    await expect.poll(() => who.inputValue()).toBe('carol');
    // Whoever has named somebody and says "Done" has shared.
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => dialog(page).count()).toBe(0);
    await openSharing(page, 'Figures');
    await grantOf(page, 'carol').getByRole('button', { name: /Reader/ }).waitFor();
    await grantOf(page, 'carol').getByRole('button', { name: 'Stop sharing with carol' }).click();
    await expect.poll(() => grantOf(page, 'carol').count()).toBe(0);
    await dialog(page).getByRole('button', { name: 'Undo' }).click();
    await grantOf(page, 'carol').getByRole('button', { name: /Reader/ }).waitFor();
    await grantOf(page, 'carol').getByRole('button', { name: 'Stop sharing with carol' }).click();
    await dialog(page).getByText(/^carol no longer has this folder/).waitFor();
    await page.keyboard.press('Escape');
  });

  test('who has the folder already is said to, and Enter takes nobody else; after sharing has stopped the focus is on who stood next', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Canteen');
    const who = dialog(page).getByRole('combobox', { name: 'Person or group' });
    for (const name of ['bob', 'carol']) {
      await who.fill(name);
      await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
      await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
      await grantOf(page, name).waitFor();
    }
    await who.fill('bob');
    const taken = page.getByRole('option', { name: /^bob/ });
    await taken.getByText('Already shared').waitFor();
    expect(await taken.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await who.inputValue()).toBe('bob');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await who.fill('');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    const stop = (name: string) => dialog(page).getByRole('button', { name: `Stop sharing with ${name}` });
    await stop('bob').focus();
    await page.keyboard.press('Enter');
    await stop('carol').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await who.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
  });

  test('where nobody is found, Escape closes that word, then the dialog', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Canteen');
    await dialog(page).getByRole('combobox', { name: 'Person or group' }).fill('zzz');
    const none = page.getByRole('listbox').getByText('No results');
    await none.waitFor();
    await page.keyboard.press('Escape');
    await none.waitFor({ state: 'detached' });
    expect(await dialog(page).getByRole('combobox', { name: 'Person or group' }).inputValue()).toBe('zzz');
    await dialog(page).getByRole('button', { name: 'Done' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  test('a name that is nobody’s is not let go of by "Done", which says so; one that is somebody’s has to be chosen', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Canteen');
    const who = dialog(page).getByRole('combobox', { name: 'Person or group' });
    const done = dialog(page).getByRole('button', { name: 'Done' });
    await who.fill('zzz');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await done.click();
    await dialog(page).getByText('Nobody was found under “zzz”, and nothing was shared. Correct the name, or clear it.').waitFor();
    await who.and(page.locator(':focus')).waitFor();
    await expectAccessible(page);
    await who.fill('caro');
    await page.getByRole('option', { name: /^carol/ }).waitFor();
    expect(await dialog(page).getByText('Nobody was found').count()).toBe(0);
    await page.keyboard.press('Escape');
    await done.click();
    await dialog(page).getByText('Nothing was shared with “caro”: choose from the list whom you mean, or clear the name.').waitFor();
    await who.fill('');
    await page.keyboard.press('Escape');
    await done.click();
    await expect.poll(() => dialog(page).count()).toBe(0);
  });

  test.each(['All', 'everyone', 'tous', 'tout le monde', 'الجميع', 'Everyone in'])('"%s" finds everyone', async (typed) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Figures');
    await dialog(page).getByRole('combobox', { name: 'Person or group' }).fill(typed);
    await page.getByRole('option', { name: 'Everyone in the organisation' }).waitFor();
  });

  test('by keyboard alone', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    const { keyboard } = page;
    await page.getByRole('treeitem', { name: /^Figures/ }).focus();
    await keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Share…' }).waitFor();
    await keyboard.type('Sha');
    await keyboard.press('Enter');
    await dialog(page).getByRole('combobox', { name: 'Person or group' }).and(page.locator(':focus')).waitFor();
    await keyboard.type('carol');
    // What was offered before the answer came is out of the list at once: nobody shares with everybody by typing fast.
    await keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /^carol/ }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);
    if ((await dialog(page).getByRole('combobox').getAttribute('aria-activedescendant')) === null) await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect.poll(() => page.getByRole('option').count()).toBe(0);
    expect(await dialog(page).getByRole('combobox', { name: 'Person or group' }).inputValue()).toBe('carol');
    await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /Reader/ }).and(page.locator(':focus')).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /Editor/ }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: /Editor/ }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await grantOf(page, 'carol').getByRole('button', { name: /Editor/ }).waitFor();
    await keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  /** A folder that holds others, and who has what in them: by paths, since a new folder takes over what its parent has. */
  async function folderTree(context: BrowserContext, name: string, below: readonly string[], grants: Grants) {
    const jmap = jmapOf(context);
    const people = (await jmap.call('Principal/get', { ids: null })).list;
    const idOf = (person: string) => people.find(({ email }) => email === `${person}@${DOMAIN}`)?.id ?? '';
    const make = async (draft: object) => (await jmap.call('Mailbox/set', { create: { new: draft } })).created?.['new']?.id ?? '';
    const ids = new Map([[name, await make({ name })]]);
    for (const child of below) ids.set(child, await make({ name: child, parentId: ids.get(name) }));
    const share = (folder: string, given: Grants[string]) => jmap.call('Mailbox/set', { update: { [ids.get(folder) ?? '']: { shareWith: Object.fromEntries(Object.entries(given).map(([person, role]) => [idOf(person), rightsOf(role)])) } } });
    for (const [folder, given] of Object.entries(grants)) await share(folder, given);
    /** Who has which role where. */
    const now = async (): Promise<Grants> => {
      const { list } = await jmap.call('Mailbox/get', { ids: [...ids.values()], properties: ['name', 'shareWith'] });
      const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? id;
      return Object.fromEntries(list.map((folder) => [folder.name, Object.fromEntries(Object.entries(folder.shareWith ?? {}).map(([id, rights]) => [nameOf(id), roleOf(rights) ?? 'custom']))])) as Grants;
    };
    return { ids, share, now, accountId: await jmap.accountId() };
  }

  test('what ends in a folder ends in those below it, and comes back there with Undo', async () => {
    const { page: alice, context } = await at.visit({ person: 'alice' });
    const before: Grants = { Clients: { bob: 'editor' }, Secret: { bob: 'editor' }, Visits: { bob: 'reader', carol: 'reader' }, Empty: {} };
    const { ids, now, accountId } = await folderTree(context, 'Clients', ['Secret', 'Visits', 'Empty'], before);
    const { page: bob } = await at.visit({ person: 'bob', path: `/mail/${accountId}/${ids.get('Secret')}` });
    const his = (name: RegExp) => bob.getByRole('treeitem', { name });
    await bob.getByRole('button', { name: 'Expand Clients' }).click();
    await his(/^Secret/).waitFor();
    await alice.goto('/mail');
    await openSharing(alice, 'Clients');
    await dialog(alice).getByRole('button', { name: 'Stop sharing with bob' }).click();
    await dialog(alice).getByRole('status').getByText(/^bob no longer has this folder, nor the ones in it: (“Secret” and “Visits”|“Visits” and “Secret”)\.$/).waitFor();
    await expectAccessible(alice);
    expect(await now()).toEqual({ Clients: {}, Secret: {}, Visits: { carol: 'reader' }, Empty: {} });
    await expect.poll(() => his(/^(Clients|Secret|Visits)/).count()).toBe(0);
    await dialog(alice).getByRole('button', { name: 'Undo' }).click();
    await grantOf(alice, 'bob').getByRole('button', { name: /Editor/ }).waitFor();
    await expect.poll(now).toEqual(before);
    await his(/^Clients/).waitFor();
    await his(/^Secret/).waitFor();
  }, 60_000);

  test('who has a folder by a group or with everyone, too, is not said to have it no more, nor what lies in it', async () => {
    const { page: alice, context } = await at.visit({ person: 'alice' });
    const before: Grants = { Rota: { carol: 'editor', team: 'reader' }, Shifts: { carol: 'editor' }, Leave: { carol: 'editor', team: 'contributor' } };
    const { ids, now } = await folderTree(context, 'Rota', ['Shifts', 'Leave'], before);
    await alice.goto('/mail');
    await openSharing(alice, 'Rota');
    const told = dialog(alice).getByRole('status');
    await dialog(alice).getByRole('button', { name: 'Stop sharing with carol' }).click();
    await told.getByText('carol still has this folder (Reader), through: The Team.').waitFor();
    await told.getByText('carol no longer has these subfolders: “Shifts”.').waitFor();
    await told.getByText('carol still has these subfolders, through a group or everyone: “Leave”.').waitFor();
    expect(await dialog(alice).getByText(/no longer has this folder/).count()).toBe(0);
    await expectAccessible(alice);
    expect(await now()).toEqual({ Rota: { 'The Team': 'reader' }, Shifts: {}, Leave: { 'The Team': 'contributor' } });
    await dialog(alice).getByRole('button', { name: 'Undo' }).click();
    await grantOf(alice, 'carol').getByRole('button', { name: /Editor/ }).waitFor();
    // Both together may be more than each.
    await jmapOf(context).call('Mailbox/set', { update: { [ids.get('Rota') ?? '']: { 'shareWith/p0': { mayReadItems: true, mayAddItems: true } } } });
    await dialog(alice).getByRole('button', { name: 'Stop sharing with carol' }).click();
    await told.getByText(/^carol still has this folder \((?:Single rights|Contributor)\), through: (?:The Team and Everyone in the organisation|Everyone in the organisation and The Team)\.$/).waitFor();
    // A group is within everyone.
    await dialog(alice).getByRole('button', { name: 'Stop sharing with The Team' }).click();
    await told.getByText('The Team still has this folder (Single rights), through: Everyone in the organisation.').waitFor();
    // Nobody else gives it to her there.
    await alice.keyboard.press('Escape');
    await alice.getByRole('button', { name: 'Expand Rota' }).click();
    await openSharing(alice, 'Leave');
    await shareWith(alice, 'bo', /^bob/);
    await dialog(alice).getByRole('button', { name: 'Stop sharing with bob' }).click();
    await told.getByText('bob no longer has this folder.').waitFor();
  }, 60_000);

  test('rights that change in a folder change in those below that had the same; who had others there keeps them, and that is said', async () => {
    const { page: alice, context } = await at.visit({ person: 'alice' });
    const { now } = await folderTree(context, 'Offers', ['Drawings', 'Prices', 'Old'], { Offers: { bob: 'editor' }, Drawings: { bob: 'editor', carol: 'editor' }, Prices: { bob: 'contributor' } });
    await alice.goto('/mail');
    await openSharing(alice, 'Offers');
    await setRole(alice, 'bob', 'Reader');
    await dialog(alice).getByRole('status').getByText('The same now holds in: “Drawings”.').waitFor();
    await dialog(alice).getByRole('status').getByText('bob keeps other rights in: “Prices”.').waitFor();
    await expectAccessible(alice);
    expect(await now()).toEqual({ Offers: { bob: 'reader' }, Drawings: { bob: 'reader', carol: 'editor' }, Prices: { bob: 'contributor' }, Old: {} });
    // Single rights too.
    await dialog(alice).getByRole('button', { name: 'Rights of bob in detail' }).click();
    await dialog(alice).getByRole('checkbox', { name: 'set flags and labels' }).setChecked(true, { force: true });
    await expect.poll(now).toEqual({ Offers: { bob: 'custom' }, Drawings: { bob: 'custom', carol: 'editor' }, Prices: { bob: 'contributor' }, Old: {} });
  }, 60_000);

  test('somebody new has the folders that lie in it already only where that is chosen', async () => {
    const { page: alice, context } = await at.visit({ person: 'alice' });
    const { now } = await folderTree(context, 'Works', ['Site', 'Tools'], {});
    await alice.goto('/mail');
    await openSharing(alice, 'Works');
    const box = dialog(alice).getByRole('checkbox', { name: 'Subfolders too' });
    await box.waitFor({ state: 'attached' });
    expect(await box.isChecked()).toBe(false);
    await shareWith(alice, 'bo', /^bob/);
    await grantOf(alice, 'bob').getByRole('button', { name: /Reader/ }).waitFor();
    await expect.poll(now).toEqual({ Works: { bob: 'reader' }, Site: {}, Tools: {} });
    await box.setChecked(true, { force: true });
    await expectAccessible(alice);
    await shareWith(alice, 'caro', /^carol/);
    await dialog(alice).getByRole('status').getByText(/^The same now holds in: (“Site” and “Tools”|“Tools” and “Site”)\.$/).waitFor();
    expect(await now()).toEqual({ Works: { bob: 'reader', carol: 'reader' }, Site: { carol: 'reader' }, Tools: { carol: 'reader' } });
    // It was chosen for her.
    expect(await box.isChecked()).toBe(false);
    // "Done" shares with whoever is named, there too.
    await dialog(alice).getByRole('button', { name: 'Stop sharing with carol' }).click();
    await expect.poll(now).toEqual({ Works: { bob: 'reader' }, Site: {}, Tools: {} });
    await dialog(alice).getByRole('combobox', { name: 'Person or group' }).fill('caro');
    await alice.getByRole('option', { name: /^carol/ }).click();
    await box.setChecked(true, { force: true });
    await dialog(alice).getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => dialog(alice).count()).toBe(0);
    expect(await now()).toEqual({ Works: { bob: 'reader', carol: 'reader' }, Site: { carol: 'reader' }, Tools: { carol: 'reader' } });
    await alice.getByRole('button', { name: 'Expand Works' }).click();
    await openSharing(alice, 'Tools');
    await dialog(alice).getByText('Subfolders that you make here later').waitFor();
    expect(await box.count()).toBe(0);
  }, 60_000);

  test('who manages a folder of somebody else’s hears where a subfolder refuses, and which ones are not theirs to share; the rest is done', async () => {
    const { context } = await at.visit({ person: 'alice' });
    const { ids, share, now, accountId } = await folderTree(context, 'Shop', ['Tills', 'Stock', 'Staff'], { Shop: { bob: 'manager' }, Tills: { bob: 'manager' }, Staff: { bob: 'reader' } });
    const jmap = jmapOf(context);
    const bobId = (await jmap.call('Principal/get', { ids: null })).list.find(({ email }) => email === `bob@${DOMAIN}`)?.id ?? '';
    await jmap.call('Mailbox/set', { update: { [ids.get('Stock') ?? '']: { shareWith: { [bobId]: { mayReadItems: true, mayShare: true } } } } });
    const { page: bob } = await at.visit({ person: 'bob', path: `/mail/${accountId}/${ids.get('Tills')}` });
    await openSharing(bob, 'Shop');
    await setRoleToAdd(bob, 'Editor');
    await dialog(bob).getByRole('checkbox', { name: 'Subfolders too' }).setChecked(true, { force: true });
    await shareWith(bob, 'caro', /^carol/);
    await dialog(bob).getByRole('alert').getByText(/^Nothing was changed in: “Stock”\. ./).waitFor();
    await grantOf(bob, 'carol').getByRole('button', { name: /Editor/ }).waitFor();
    await expectAccessible(bob);
    expect(await now()).toEqual({ Shop: { bob: 'manager', carol: 'editor' }, Tills: { bob: 'manager', carol: 'editor' }, Stock: { bob: 'custom' }, Staff: { bob: 'reader' } });
    await share('Staff', { bob: 'reader', carol: 'editor' });
    await dialog(bob).getByRole('button', { name: 'Stop sharing with carol' }).click();
    await dialog(bob).getByText('carol no longer has this folder, nor the ones in it: “Tills”.').waitFor();
    await dialog(bob).getByText('You do not manage these subfolders, and they stay as they are: “Staff”.').waitFor();
    expect(await now()).toEqual({ Shop: { bob: 'manager' }, Tills: { bob: 'manager' }, Stock: { bob: 'custom' }, Staff: { bob: 'reader', carol: 'editor' } });
  }, 60_000);
});

inBrowser('the share dialog', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', [{ from: 'a@example.org', subject: 'Plan', receivedAt: Date.now(), folder: 'Budget' }]);
    const jmap = jmapOf((await at.visit({ person: 'alice' })).context);
    const parentId = (await jmap.call('Mailbox/get', { ids: null })).list.find(({ name }) => name === 'Budget')?.id;
    await jmap.call('Mailbox/set', { create: { a: { name: 'Élections', parentId }, b: { name: 'ميزانية 2026', parentId } } });
  });

  test.each([
    ['fr', 'dark', 390],
    ['ar', 'light', 390],
    ['ar', 'dark', 1280],
    ['fr', 'light', 1280],
  ] as const)('in %s, %s, at %i', async (language, theme, width) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', language, theme, width });
    await page.getByRole('grid').or(page.getByRole('main')).first().waitFor();
    if (width < 1200) await page.getByRole('banner').getByRole('button').first().click();
    await openSharing(page, 'Budget', language);
    const { who, everyone, reader, add, below } = words[language];
    await dialog(page).getByRole('combobox', { name: who }).fill('bob');
    await page.getByRole('option', { name: /^bob/ }).click();
    await dialog(page).getByRole('checkbox', { name: below }).setChecked(true, { force: true });
    await dialog(page).getByRole('button', { name: add, exact: true }).click();
    await grantOf(page, 'bob').getByRole('button', { name: new RegExp(reader) }).waitFor();
    await dialog(page).getByRole('status').getByText(/Élections/).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `sharing-${language}-${theme}-${width}`);
    expect(everyone).not.toBe('');
    await grantOf(page, 'bob').getByRole('button').last().click();
    await expect.poll(() => grantOf(page, 'bob').count()).toBe(0);
    await dialog(page).getByRole('status').getByText(/Élections/).waitFor();
    await expectNoOverflow(page);
    await keepScreen(page, `sharing-ended-${language}-${theme}-${width}`);
  });
});

inBrowser('sharing that is switched off', { people: ['alice', 'bob'], yaml: 'sharing: {allow: nobody}' }, (at) => {
  test('is refused with the reason, and the dialog shows what is true', async () => {
    await storeMail(at.server, 'alice', [{ from: 'a@example.org', subject: 'Plan', receivedAt: Date.now(), folder: 'Budget' }]);
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await openSharing(page, 'Budget');
    await shareWith(page, 'bob', /^bob/);
    await dialog(page).getByRole('alert').getByText('Sharing is closed on this server.').waitFor();
    await expect.poll(() => grantOf(page, `bob@${DOMAIN}`).count()).toBe(0);
    await expectAccessible(page);
  });
});
