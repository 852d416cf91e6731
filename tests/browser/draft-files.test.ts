/** What becomes of the files of a draft when it is thrown away, and of those that it could not take when the page goes. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, panel, pixel, save, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const files = (page: Page) => panel(page).getByRole('list', { name: 'Attachments' });
const attach = (page: Page, name: string, bytes: number) => panel(page).locator('input[type=file]').first().setInputFiles([{ name, mimeType: 'application/pdf', buffer: Buffer.alloc(bytes, 1) }]);
const addPicture = (page: Page) => panel(page).locator('input[type=file]').nth(1).setInputFiles([{ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') }]);
const undo = (page: Page) => page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).first();
const discard = (page: Page) => panel(page).getByRole('button', { name: 'Delete draft' }).click();
const close = async (page: Page): Promise<void> => {
  await panel(page).getByRole('button', { name: /^Close/ }).click();
  await panel(page).waitFor({ state: 'detached' });
};
const whole = ['photo.png 70', 'plan.pdf 3000'];
const filesOf = async (person: JmapOfVisit, title: string) => (await person.emails({ subject: title })).map(({ attachments }) => attachments?.map(({ name, size }) => `${name} ${size}`).sort());
const isDrawn = (page: Page) => body(page).getByRole('img', { name: 'photo.png' }).evaluate((picture) => (picture as HTMLImageElement).naturalWidth);

/** How many drafts this browser keeps, and how many have notes of files that were refused. */
const keptOf = (page: Page) =>
  page.evaluate(async () => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((one) => one.name?.startsWith('messagerie:'));
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const db = await answer(indexedDB.open(name));
    const tx = db.transaction(['drafts', 'meta']);
    const found = await Promise.all([answer(tx.objectStore('drafts').count()), answer<object | undefined>(tx.objectStore('meta').get('refused-files'))]);
    db.close();
    return [found[0], Object.keys(found[1] ?? {}).length];
  });

inBrowser('files of drafts', { people: ['alice', 'bob'], yaml: 'limits: {maxSizeAttachmentsPerEmail: 1MiB}' }, (at) => {
  test('what is written on another day, sent, and taken back has its picture still', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    await write(page, `alice@${DOMAIN}`, 'Repris', 'voici ');
    await addPicture(page);
    await eventually(() => filesOf(bob, 'Repris')).toEqual([['photo.png 70']]);
    await save(page);
    await close(page);
    const [draft] = await bob.emails({ subject: 'Repris' });
    await page.goto(`/compose/${draft?.id}`);
    await eventually(() => isDrawn(page)).toBe(1);
    await body(page).press('Control+Home');
    await page.keyboard.insertText('Bonjour, ');
    await save(page);
    await body(page).press('Control+Enter');
    await page.getByRole('region', { name: 'Notifications' }).getByText('Message sent').waitFor();
    await undo(page).click();
    await panel(page).waitFor();
    await eventually(() => isDrawn(page)).toBe(1);
    const [again] = await bob.emails({ subject: 'Repris' });
    expect([await bob.rolesOf(again), await body(page).textContent()]).toEqual([['drafts'], expect.stringContaining('Bonjour, voici')]);
  }, 60_000);

  test('a draft that is thrown away comes back with its files and pictures, and can be sent with them', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Avec plan', 'voici ');
    await attach(page, 'plan.pdf', 3_000);
    await addPicture(page);
    await eventually(() => filesOf(alice, 'Avec plan')).toEqual([whole]);
    await save(page);
    await close(page);
    // Opened another day, its files are parts of the Email in Drafts, and nowhere else.
    const [draft] = await alice.emails({ subject: 'Avec plan' });
    await page.goto(`/compose/${draft?.id}`);
    await files(page).getByText('plan').first().waitFor();
    await discard(page);
    await eventually(async () => Promise.all((await alice.emails({ subject: 'Avec plan' })).map((one) => alice.rolesOf(one)))).toEqual([['trash']]);
    await undo(page).click();
    await files(page).getByText('plan').first().waitFor();
    await eventually(() => isDrawn(page)).toBe(1);
    await eventually(async () => Promise.all((await alice.emails({ subject: 'Avec plan' })).map((one) => alice.rolesOf(one)))).toEqual([['drafts']]);
    expect(await panel(page).getByText('deleted in another place').count()).toBe(0);
    // The same with words that the server has not got.
    await body(page).press('Control+Home');
    await page.keyboard.insertText('Bonjour, ');
    await discard(page);
    await panel(page).waitFor({ state: 'detached' });
    await undo(page).click();
    await save(page);
    await eventually(() => filesOf(alice, 'Avec plan')).toEqual([whole]);
    await body(page).press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent, ...others] = await alice.emails({ subject: 'Avec plan' });
    expect(others).toEqual([]);
    expect(sent?.attachments?.map(({ name, size }) => `${name} ${size}`).sort()).toEqual(whole);
    expect(Object.values(sent?.bodyValues ?? {})[0]?.value).toContain('Bonjour, voici');
  }, 60_000);

  test('files that were still on their way when it was thrown away go on their way again', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'En chemin', 'voici ');
    await save(page);
    await page.route(/\/jmap\/upload/, (route) => route.abort());
    await attach(page, 'plan.pdf', 3_000);
    await addPicture(page);
    await files(page).getByRole('button', { name: 'Retry plan.pdf' }).waitFor();
    await discard(page);
    await panel(page).waitFor({ state: 'detached' });
    await page.unroute(/\/jmap\/upload/);
    await undo(page).click();
    await body(page).waitFor();
    await eventually(() => filesOf(alice, 'En chemin')).toEqual([whole]);
    expect(await isDrawn(page)).toBe(1);
    await discard(page);
  }, 60_000);

  test('a draft of words alone is gone for good, as before', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Sans rien', 'voici');
    await save(page);
    await discard(page);
    await eventually(() => filesOf(alice, 'Sans rien')).toEqual([]);
    await undo(page).click();
    await eventually(() => filesOf(alice, 'Sans rien')).toEqual([[]]);
    await discard(page);
  }, 60_000);

  test('a file that was refused is still said to be not attached after a reload, and when the draft is opened another day, until it is taken away', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const refused = files(page).getByRole('listitem').filter({ hasText: 'Not attached: too large' });
    await write(page, `bob@${DOMAIN}`, 'Le film', 'le voici');
    await attach(page, 'film.pdf', 1_500_000);
    await refused.waitFor();
    await save(page);
    await page.reload();
    await refused.filter({ hasText: 'film' }).waitFor();
    await close(page);
    const [draft] = await alice.emails({ subject: 'Le film' });
    await page.goto(`/compose/${draft?.id}`);
    await refused.waitFor();
    await discard(page);
    await panel(page).waitFor({ state: 'detached' });
    await undo(page).click();
    await refused.waitFor();
    await files(page).getByRole('button', { name: 'Remove film.pdf' }).click();
    await files(page).waitFor({ state: 'detached' });
    await save(page);
    await close(page);
    const [again] = await alice.emails({ subject: 'Le film' });
    await page.goto(`/compose/${again?.id}`);
    await body(page).getByText('le voici').waitFor();
    expect(await files(page).count()).toBe(0);
  }, 60_000);

  test('in a message that holds nothing else, too; nobody is told of it any more once that is closed', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await page.locator('#main h1').first().waitFor();
    await page.keyboard.press('c');
    await panel(page).waitFor();
    await attach(page, 'film.pdf', 1_500_000);
    await files(page).getByText('Not attached: too large').waitFor();
    await eventually(() => keptOf(page)).toEqual([1, 1]);
    await page.reload();
    await files(page).getByText('Not attached: too large').waitFor();
    await close(page);
    await page.reload();
    await page.locator('#main h1').first().waitFor();
    await eventually(() => keptOf(page)).toEqual([0, 0]);
    expect(await panel(page).count()).toBe(0);
  }, 60_000);
});
