/** Files that the browser cannot read: folders, and what was changed or taken away on the disk before the server had it. None of them is taken for a lost network. In real Chromium. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, panel, pixel, save, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const files = (page: Page) => panel(page).getByRole('list', { name: 'Attachments' });
const card = (page: Page, name: string) => files(page).getByRole('listitem').filter({ hasText: name });
const unreadable = 'has changed or cannot be read any more';
const said = (page: Page, name: string) => panel(page).getByText(`“${name}” ${unreadable}`);
const isOffline = (page: Page) => page.getByText('You are offline').count();
const sentFiles = async (person: JmapOfVisit, title: string) => (await person.emails({ subject: title })).map(({ attachments, keywords }) => [Object.keys(keywords ?? {}).includes('$draft'), attachments?.map(({ name }) => name)]);

/** Chooses files by their paths: what Playwright puts into a field is a copy of its own. @param at 1: pictures for the text */
async function choose(page: Page, paths: readonly string[], at = 0): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: `document.querySelectorAll('[role=dialog] input[type=file]')[${at}]` });
  await session.send('DOM.setFileInputFiles', { files: [...paths], objectId: result.objectId ?? '' });
  await session.detach();
}

/** Drops what lies there on the text of the message. */
async function drop(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { x, y } = (await body(page).boundingBox()) ?? { x: 0, y: 0 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 10, data: { items: [], files: [...paths], dragOperationsMask: 1 } });
  }
  await session.detach();
}

inBrowser('files that cannot be read', { people: ['alice', 'bob'] }, (at) => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'messagerie-files-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const onDisk = async (name: string, content: string | Buffer = 'as it was'): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  test('a folder is not attached, and said to be one; the files that are dropped with it are', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Un dossier', 'voici');
    await mkdir(join(folder, 'Photos'));
    await drop(page, [join(folder, 'Photos'), await onDisk('plan.txt')]);
    await page.getByText('“Photos” is a folder: attach its files, or a zip of it.').first().waitFor();
    await eventually(async () => (await jmapOf(context).emails({ subject: 'Un dossier' })).map(({ attachments }) => attachments?.map(({ name }) => name))).toEqual([['plan.txt']]);
    expect(await files(page).getByRole('listitem').count()).toBe(1);
    await body(page).press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    expect(await sentFiles(jmapOf(context), 'Un dossier')).toEqual([[false, ['plan.txt']]]);
  }, 60_000);

  test('a file that was changed or taken away before it was uploaded is said to be so, and stops Send until it is taken away; the page is not offline', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Trop tard', 'voici');
    await page.route(/\/jmap\/upload/, (route) => route.abort());
    const [changed, gone] = [await onDisk('budget.txt'), await onDisk('gone.txt')];
    await choose(page, [changed, gone]);
    for (const name of ['budget.txt', 'gone.txt']) await files(page).getByRole('button', { name: `Retry ${name}` }).waitFor();
    await card(page, 'gone').getByText('No connection to the server').waitFor();
    await writeFile(changed, 'not any more what it was');
    // The browser compares whole seconds.
    await utimes(changed, new Date(), new Date(Date.now() + 60_000));
    await rm(gone);
    await page.unroute(/\/jmap\/upload/);
    for (const name of ['budget.txt', 'gone.txt']) {
      await files(page).getByRole('button', { name: `Retry ${name}` }).click();
      await card(page, name.slice(0, -4)).getByText(unreadable).waitFor();
    }
    expect(await files(page).getByRole('button', { name: /^Retry/ }).count()).toBe(0);
    // In a private window, as this one is, the browser keeps no copies of files for a reload.
    await page.reload();
    for (const name of ['budget', 'gone']) await card(page, name).getByText(unreadable).waitFor();
    await body(page).press('Control+Enter');
    await said(page, 'budget.txt').waitFor();
    expect(await isOffline(page)).toBe(0);
    await files(page).getByRole('button', { name: 'Remove budget.txt' }).click();
    await body(page).press('Control+Enter');
    await said(page, 'gone.txt').waitFor();
    await files(page).getByRole('button', { name: 'Remove gone.txt' }).click();
    await choose(page, [changed]);
    await save(page);
    await body(page).press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    expect(await sentFiles(jmapOf(context), 'Trop tard')).toEqual([[false, ['budget.txt']]]);
  }, 60_000);

  test('a message that waits for the network comes back once its file turns out to be gone, and says which', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Sans réseau', 'voici');
    await save(page);
    const [kept, gone] = [await onDisk('kept.pdf'), await onDisk('gone-offline.txt')];
    await context.setOffline(true);
    await choose(page, [kept, gone]);
    for (const name of ['kept.pdf', 'gone-offline.txt']) await files(page).getByRole('button', { name: `Retry ${name}` }).waitFor();
    await body(page).press('Control+Enter');
    await page.getByText('the message will be sent as soon as it answers').first().waitFor();
    await rm(gone);
    // The other file has to wait still: that does not hide what waiting will not mend.
    await page.route(/\/jmap\/upload/, (route) => (route.request().headers()['content-type'] === 'application/pdf' ? route.abort() : route.continue()));
    await context.setOffline(false);
    await said(page, 'gone-offline.txt').waitFor();
    await card(page, 'gone-offline').getByText(unreadable).waitFor();
    await page.unroute(/\/jmap\/upload/);
    await files(page).getByRole('button', { name: 'Remove gone-offline.txt' }).click();
    await said(page, 'gone-offline.txt').waitFor({ state: 'detached' });
    await eventually(() => isOffline(page)).toBe(0);
    await save(page);
    await body(page).press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    expect(await sentFiles(jmapOf(context), 'Sans réseau')).toEqual([[false, ['kept.pdf']]]);
  }, 60_000);

  test('a picture within the text stands among the files then, to be taken away', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await compose(page);
    let fail = (): void => {};
    const isOver = new Promise<void>((resolve) => (fail = resolve));
    await page.route(/\/jmap\/upload/, (route) => isOver.then(() => route.abort()));
    const picture = await onDisk('photo.png', Buffer.from(pixel, 'base64'));
    await choose(page, [picture], 1);
    await body(page).getByRole('img', { name: 'photo.png' }).waitFor();
    await rm(picture);
    fail();
    await card(page, 'photo').getByText(unreadable).waitFor();
    await files(page).getByRole('button', { name: 'Remove photo.png' }).click();
    await files(page).waitFor({ state: 'detached' });
    expect(await body(page).getByRole('img').count()).toBe(0);
  }, 60_000);
});
