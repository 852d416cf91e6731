/** Pictures within the text, wherever they are brought in from, and the signature that is cut and put back with them. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Email } from '../../openapi/generated/jmap.ts';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, panel, pixel, save, saved, subject, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const inData = `data:image/png;base64,${pixel}`;
const svg = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')}`;
const valuesOf = (email: Email | undefined) => Object.values(email?.bodyValues ?? {}).map(({ value }) => value);
const htmlOf = (email: Email | undefined) => valuesOf(email).find((value) => value.startsWith('<!DOCTYPE')) ?? '';
const pictures = (page: Page) => body(page).locator('img:not(.ProseMirror-separator)');
const widths = (page: Page) => pictures(page).evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));

/** What whoever reads it gets: each picture that the HTML names is there, with its bytes. */
function shown(email: Email | undefined): { readonly named: number; readonly there: number } {
  const cids = [...htmlOf(email).matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid);
  const parts = email?.attachments?.filter(({ cid, size, type }) => cid && size === 70 && type === 'image/png').map(({ cid }) => cid) ?? [];
  return { named: cids.length, there: cids.filter((cid) => parts.includes(cid)).length };
}

const draftOf = async (person: JmapOfVisit, title: string) => (await person.emails({ subject: title, hasKeyword: '$draft' }))[0];

async function insertPicture(page: Page): Promise<void> {
  await panel(page).locator('input[type=file]').last().setInputFiles([{ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') }]);
  await eventually(() => widths(page)).toEqual([1]);
}

function pasteHtml(page: Page, html: string): Promise<void> {
  return body(page).evaluate((text, html) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, html);
}

const discard = async (page: Page): Promise<void> => {
  await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  await panel(page).waitFor({ state: 'detached' });
};

const open = async (page: Page, title: string): Promise<void> => {
  await page.getByText(title).first().click();
  await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
};

inBrowser('pictures within the text', { people: ['alice', 'bob', 'carol', 'dora', 'erik'] }, (at) => {
  test('stay when the text is cut and put back, also once it is saved; there is one file of it', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await subject(page).fill('Coupé');
    await body(page).click();
    await page.keyboard.type('Voici ');
    await insertPicture(page);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+x');
    await eventually(() => body(page).textContent()).toBe('');
    await page.keyboard.press('Control+v');
    await body(page).getByText('Voici').waitFor();
    await eventually(() => widths(page)).toEqual([1]);
    await save(page);
    await eventually(async () => shown(await draftOf(jmapOf(context), 'Coupé'))).toEqual({ named: 1, there: 1 });
    // Beside itself, from the server's copy.
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+v');
    await eventually(() => widths(page)).toEqual([1, 1]);
    await save(page);
    await eventually(async () => shown(await draftOf(jmapOf(context), 'Coupé'))).toEqual({ named: 2, there: 2 });
    expect((await draftOf(jmapOf(context), 'Coupé'))?.attachments).toHaveLength(1);
    await discard(page);
  }, 60_000);

  test('go along into another message, from one that is put down and from one in another tab', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    await compose(page);
    await subject(page).fill('Source');
    await body(page).click();
    await page.keyboard.type('Plan ');
    await insertPicture(page);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await save(page);
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await compose(page);
    await subject(page).fill('Ailleurs');
    await body(page).click();
    await page.keyboard.press('Control+v');
    await body(page).getByText('Plan').waitFor();
    await eventually(() => widths(page)).toEqual([1]);
    await save(page);
    // It is a file of this draft, whatever becomes of the other one.
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const tab = await context.newPage();
    await tab.goto('/mail');
    await compose(tab);
    await subject(tab).fill('Onglet');
    await body(tab).click();
    await tab.keyboard.press('Control+v');
    await body(tab).getByText('Plan').waitFor();
    await eventually(() => widths(tab)).toEqual([1]);
    await save(tab);
    await discard(page);
    for (const title of ['Source', 'Onglet']) await eventually(async () => shown(await draftOf(bob, title))).toEqual({ named: 1, there: 1 });
    await to(tab).fill(`carol@${DOMAIN},`);
    await body(tab).press('Control+Enter');
    await panel(tab).waitFor({ state: 'detached' });
    await eventually(async () => shown((await bob.emails({ subject: 'Onglet' })).find(({ keywords }) => !keywords?.['$draft']))).toEqual({ named: 1, there: 1 });
  }, 90_000);

  test('that a page holds in itself go along when they are pasted; of those that cannot it is said', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const notices = page.getByRole('region', { name: 'Notifications' });
    await compose(page);
    await subject(page).fill('Collé');
    await body(page).click();
    await pasteHtml(page, `<p>Avant <img src="${inData}" alt="logo"> et <img src="${inData}"> après</p>`);
    await body(page).getByText('Avant').waitFor();
    await eventually(() => widths(page)).toEqual([1, 1]);
    expect(await notices.getByText(/picture/).count()).toBe(0);
    expect(await panel(page).getByRole('list', { name: 'Attachments' }).count()).toBe(0);
    await save(page);
    const kept = await draftOf(jmapOf(context), 'Collé');
    expect(shown(kept)).toEqual({ named: 2, there: 2 });
    // The same picture is one file.
    expect(kept?.attachments).toHaveLength(1);
    expect(htmlOf(kept)).not.toContain('data:');
    await body(page).press('Control+End');
    await pasteHtml(page, `<p>Dessin <img src="${svg}"> <img src="file:///C:/photo.png"> <img src="file:///C:/autre.png"> fin</p>`);
    await body(page).getByText('Dessin').waitFor();
    await notices.getByText('3 pictures could not be pasted').waitFor();
    expect(await widths(page)).toEqual([1, 1]);
    await save(page);
    expect((await draftOf(jmapOf(context), 'Collé'))?.attachments).toHaveLength(1);
    await discard(page);
  }, 60_000);

  test('that a message holds in itself become pictures of the new one: used again, and answered inline', async () => {
    const { page, context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    await dora.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `dora@${DOMAIN}` }], subject: 'Lettre', htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: `<p>Bonjour <img src="${inData}" alt="logo"> Dora <img src="${svg}"></p>` } } });
    await page.goto('/mail');
    await open(page, 'Lettre');
    const editAsNew = async () => {
      const uploaded = page.waitForResponse(/\/jmap\/upload\//);
      await page.getByRole('button', { name: /More actions/ }).first().click();
      await page.getByRole('menuitem', { name: 'Edit as new' }).click();
      await eventually(() => widths(page)).toEqual([1]);
      await uploaded;
    };
    // Closed as it was opened it leaves nothing behind.
    await editAsNew();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await editAsNew();
    await subject(page).fill('Reprise');
    await saved(page);
    await eventually(async () => shown(await draftOf(dora, 'Reprise'))).toEqual({ named: 1, there: 1 });
    expect(htmlOf(await draftOf(dora, 'Reprise'))).toContain('alt="logo"');
    await discard(page);
    await open(page, 'Lettre');
    await page.keyboard.press('r');
    await panel(page).getByRole('button', { name: 'Show the original message' }).click();
    await panel(page).getByRole('button', { name: 'Answer inline' }).click();
    await eventually(() => widths(page)).toEqual([1]);
    await saved(page);
    await eventually(async () => shown(await draftOf(dora, 'Re: Lettre'))).toEqual({ named: 1, there: 1 });
    expect((await dora.emails({ hasKeyword: '$draft' })).map(({ subject }) => subject)).not.toContain('Lettre');
    await discard(page);
  }, 60_000);

  test('from elsewhere that were shown stay so when they are cut and put back; pasted from a page they wait to be asked for', async () => {
    const { page } = await at.visit({ person: 'carol', path: '/mail' });
    const asked: string[] = [];
    await page.route('**/api/v1/images*', (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('url') ?? '');
      return route.fulfill({ contentType: 'image/png', body: Buffer.from(pixel, 'base64') });
    });
    await compose(page);
    await body(page).click();
    await pasteHtml(page, '<p>Un <img src="https://www.example/a.png" alt="a"></p>');
    const show = panel(page).getByRole('button', { name: 'Show images' });
    await show.waitFor();
    expect(asked).toEqual([]);
    for (const isShown of [false, true]) {
      if (isShown) await show.click();
      await body(page).focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+x');
      await eventually(() => pictures(page).count()).toBe(0);
      await page.keyboard.press('Control+v');
      await eventually(() => widths(page)).toEqual([isShown ? 1 : 0]);
      expect(await show.count()).toBe(isShown ? 0 : 1);
      expect(asked.length > 0).toBe(isShown);
    }
    // Copied out of a message it has the address that this server shows it at.
    await body(page).press('Control+End');
    await pasteHtml(page, `<p>Deux <img src="${new URL(page.url()).origin}/api/v1/images?url=${encodeURIComponent('https://www.example/b.png')}" alt="b"></p>`);
    await show.click();
    await eventually(() => widths(page)).toEqual([1, 1]);
    expect(asked.at(-1)).toBe('https://www.example/b.png');
    await discard(page);
  }, 60_000);

  test('a signature that is cut with all the text is one when it is put back: another sender has theirs in its place; a second one is text', async () => {
    const { page, context } = await at.visit({ person: 'erik' });
    const erik = jmapOf(context);
    const [first] = (await erik.call('Identity/get', { ids: null })).list;
    await erik.call('Identity/set', { update: { [first?.id ?? '']: { textSignature: 'Erik\nPortes', htmlSignature: '<p>Erik</p><p>Portes</p>' } } });
    await erik.call('Identity/set', { create: { second: { email: `erik@${DOMAIN}`, name: 'Service', textSignature: 'Le service', htmlSignature: '<p>Le service</p>' } } });
    await page.goto('/mail');
    await compose(page);
    await body(page).click();
    await page.keyboard.type('Bonjour');
    const signatures = body(page).locator('[data-signature]');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+x');
    await eventually(() => signatures.count()).toBe(0);
    await page.keyboard.press('Control+v');
    await eventually(() => signatures.allTextContents()).toEqual(['ErikPortes']);
    expect(await body(page).textContent()).toBe('BonjourErikPortes');
    // Once more, beside the one that is there.
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await body(page).getByText('Bonjour').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Control+v');
    await eventually(() => body(page).textContent()).toBe('BonjourBonjourErikPortesErikPortes');
    expect(await signatures.count()).toBe(1);
    // In place of all.
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+v');
    await eventually(() => body(page).textContent()).toBe('BonjourErikPortes');
    expect(await signatures.count()).toBe(1);
    await panel(page).getByRole('button', { name: /^From/ }).click();
    await page.getByRole('menuitemradio', { name: /Service/ }).click();
    await eventually(() => signatures.allTextContents()).toEqual(['Le service']);
    expect(await body(page).textContent()).toBe('BonjourLe service');
    await discard(page);
  }, 60_000);
});
