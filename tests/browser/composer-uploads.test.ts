/** Send while files are still on their way: the message waits for them, says so, and leaves only if nothing speaks against it meanwhile. In real Chromium. */
import type { Page, Route } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, panel, save, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const attach = (page: Page, name: string, bytes = 3_000) => panel(page).locator('input[type=file]').first().setInputFiles([{ name, mimeType: 'application/pdf', buffer: Buffer.alloc(bytes, 1) }]);
const waits = (page: Page) => panel(page).getByText('Will be sent when the files are uploaded');
const notifications = (page: Page) => page.getByRole('region', { name: 'Notifications' });
const keptNotSent = (page: Page) => notifications(page).getByText('Kept in Drafts; not sent');
/** What the server has of a message: where it is, and with which files. */
const stateOf = async (person: JmapOfVisit, title: string) =>
  Promise.all((await person.emails({ subject: title })).map(async (one) => [(await person.rolesOf(one))[0], ...(one.attachments ?? []).map(({ name }) => name)]));
/** How often it was handed in to be sent. */
const sendings = async (person: JmapOfVisit, title: string) => {
  const ids = (await person.emails({ subject: title })).map(({ id }) => id ?? '');
  return (await person.submissions()).filter(({ emailId }) => ids.includes(emailId ?? '')).length;
};

inBrowser('files that are uploaded while Send is pressed', { people: ['alice', 'bob'], yaml: 'limits: {maxSizeAttachmentsPerEmail: 1MiB}' }, (at) => {
  let held: Route[] = [];
  const hold = (page: Page) => page.route('**/jmap/upload/**', (route) => void held.push(route));
  const release = async (page: Page): Promise<void> => {
    await Promise.all(held.splice(0).map((route) => route.continue()));
    await page.unroute('**/jmap/upload/**');
  };
  beforeEach(() => {
    held = [];
  });

  /** A message whose file is on its way, and Send pressed. */
  const sending = async (title: string, { width = 1280, text = 'Bonjour' } = {}) => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail', width });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, title, text);
    await save(page);
    await hold(page);
    await attach(page, 'plan.pdf');
    await panel(page).getByRole('progressbar', { name: /plan/ }).waitFor();
    await eventually(() => held.length).toBe(1);
    await body(page).press('Control+Enter');
    await waits(page).waitFor();
    return { page, alice };
  };
  const staysDraft = async (page: Page, alice: JmapOfVisit, title: string, files = ['plan.pdf']): Promise<void> => {
    await release(page);
    await eventually(() => stateOf(alice, title)).toEqual([['drafts', ...files]]);
    expect(await sendings(alice, title)).toBe(0);
    expect(await page.getByText('Message sent').count()).toBe(0);
  };
  const leaves = async (page: Page, alice: JmapOfVisit, title: string): Promise<void> => {
    await page.getByText('Message sent').first().waitFor();
    expect(await stateOf(alice, title)).toEqual([['sent', 'plan.pdf']]);
    expect(await sendings(alice, title)).toBe(1);
  };

  test('a file on its way counts as attached; what waits says so, is written on, and leaves once with the file and the text as it is then', async () => {
    const { page, alice } = await sending('Le plan', { text: 'Veuillez trouver la pièce jointe' });
    await waits(page).filter({ hasText: /of 3(?:\.\d)? kB/ }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Will be sent when the files are uploaded' }).first().waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    // Pressed again, it is sent once all the same.
    await body(page).press('Control+Enter');
    await body(page).press('Control+End');
    await page.keyboard.insertText(', et merci');
    await release(page);
    await page.getByText('Message sent').first().waitFor();
    const [sent] = await alice.emails({ subject: 'Le plan' });
    expect(Object.values(sent?.bodyValues ?? {})[0]?.value).toContain('jointe, et merci');
    await leaves(page, alice, 'Le plan');
  }, 60_000);

  test('it is called off beside Send: the draft stays open as it is, and nothing is sent', async () => {
    const { page, alice } = await sending('Pas encore');
    await panel(page).getByRole('button', { name: 'Don’t send' }).click();
    await waits(page).waitFor({ state: 'detached' });
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox');
    await staysDraft(page, alice, 'Pas encore');
    expect(await body(page).textContent()).toBe('Bonjour');
  }, 60_000);

  describe('closing it calls it off, and says so', () => {
    test.each([
      ['by its button', (page: Page) => panel(page).getByRole('button', { name: /^Close/ }).click()],
      ['by Escape', (page: Page) => body(page).press('Escape')],
    ])('%s', async (how, close) => {
      const { page, alice } = await sending(`Fermé ${how}`);
      await close(page);
      await panel(page).waitFor({ state: 'detached' });
      await keptNotSent(page).waitFor();
      await staysDraft(page, alice, `Fermé ${how}`);
    }, 60_000);

    test('by Back on a phone', async () => {
      const { page, alice } = await sending('Retour', { width: 390 });
      await page.goBack();
      await panel(page).waitFor({ state: 'detached' });
      await keptNotSent(page).waitFor();
      await staysDraft(page, alice, 'Retour');
    }, 60_000);

    test('where it was put down', async () => {
      const { page, alice } = await sending('Posé');
      await panel(page).getByRole('button', { name: 'Minimise' }).click();
      const strip = page.getByRole('region', { name: 'Message waiting to be sent: Posé' });
      await strip.getByRole('button', { name: /^Close/ }).click();
      await keptNotSent(page).waitFor();
      await staysDraft(page, alice, 'Posé');
    }, 60_000);
  });

  test('put down, it goes on waiting and says so, and is sent', async () => {
    const { page, alice } = await sending('Réduit');
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await page.getByRole('region', { name: 'Message waiting to be sent: Réduit' }).getByText('waiting to be sent').waitFor();
    await page.getByRole('button', { name: /^Réduit/ }).click();
    await waits(page).waitFor();
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await release(page);
    await leaves(page, alice, 'Réduit');
  }, 60_000);

  test('a file that is taken away on its way calls it off', async () => {
    const { page, alice } = await sending('Sans fichier');
    await panel(page).getByRole('button', { name: 'Cancel plan.pdf' }).click();
    await panel(page).getByText('Message not sent: a file was removed').waitFor();
    await staysDraft(page, alice, 'Sans fichier', []);
    // Nor by itself later on; Send sends it.
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Message sent').first().waitFor();
    expect(await stateOf(alice, 'Sans fichier')).toEqual([['sent']]);
  }, 60_000);

  test('a file that the server refuses calls it off; where the message was put down, that is told', async () => {
    const { page, alice } = await sending('Refusé');
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await held.shift()?.fulfill({ status: 403, contentType: 'application/problem+json', body: '{}' });
    await page.unroute('**/jmap/upload/**');
    await notifications(page).getByText('Message not sent: a file could not be uploaded').waitFor();
    await page.getByRole('region', { name: 'Minimised message: Refusé' }).getByText('not sent').click();
    await panel(page).getByText('Message not sent: a file could not be uploaded').waitFor();
    await panel(page).getByRole('button', { name: 'Retry plan.pdf' }).click();
    await staysDraft(page, alice, 'Refusé');
  }, 60_000);

  test('a file that is too large calls it off', async () => {
    const { page, alice } = await sending('Trop lourd');
    await attach(page, 'film.pdf', 1_500_000);
    await panel(page).getByText('Message not sent: a file could not be attached').waitFor();
    await staysDraft(page, alice, 'Trop lourd');
  }, 60_000);

  test('thrown away, it is not sent', async () => {
    const { page, alice } = await sending('Jeté');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await eventually(() => stateOf(alice, 'Jeté')).toEqual([['trash']]);
    await notifications(page).getByRole('button', { name: 'Undo' }).click();
    // The first one went with the draft.
    await eventually(() => held.length).toBe(2);
    held.shift();
    await staysDraft(page, alice, 'Jeté');
  }, 60_000);

  test('whoever leaves the page is asked; afterwards it is a draft whose file goes on its way again, and says that it was not sent', async () => {
    const { page, alice } = await sending('Rechargé');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    await panel(page).getByText('Message not sent: the page was left before the files were uploaded').waitFor();
    // The first one went with the page.
    await eventually(() => held.length).toBe(2);
    held.shift();
    await staysDraft(page, alice, 'Rechargé');
  }, 60_000);

  test('with a time to leave at it waits just so', async () => {
    const { page, alice } = await sending('Demain');
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: /^Tomorrow morning/ }).click();
    await panel(page).getByText('Will be scheduled for').waitFor();
    await release(page);
    await notifications(page).getByText(/^Will be sent/).waitFor();
    expect(await sendings(alice, 'Demain')).toBe(1);
    const pending = (await alice.submissions()).filter(({ undoStatus, sendAt }) => undoStatus === 'pending' && Date.parse(sendAt ?? '') > Date.now() + 60_000);
    expect(pending.length).toBe(1);
  }, 60_000);

  test('without a network it waits for that with its file, and says so', async () => {
    const { page, alice } = await sending('Hors ligne');
    await page.route(/\/jmap\/(?:api|upload)/, (route) => route.abort());
    await held.shift()?.abort();
    await notifications(page).getByText('The server cannot be reached: the message will be sent').waitFor();
    await page.getByRole('region', { name: 'Message waiting to be sent: Hors ligne' }).waitFor();
    await page.unroute(/\/jmap\/(?:api|upload)/);
    await page.unroute('**/jmap/upload/**');
    await leaves(page, alice, 'Hors ligne');
  }, 60_000);
});
