/** What becomes of a draft: by Back on a phone, with a second browser, with files that cannot go along, without a network. In real Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { nameKey } from '../../web/store/names.ts';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, focused, keptTexts, panel, pixel, save, saved, subject, write } from './setup/composing.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { keptMeta } from './setup/kept.ts';

const files = (page: Page) => panel(page).getByRole('list', { name: 'Attachments' });
const attach = (page: Page, name: string, bytes: number) => panel(page).locator('input[type=file]').first().setInputFiles([{ name, mimeType: 'application/pdf', buffer: Buffer.alloc(bytes, 1) }]);
const question = (alice: JmapOfVisit, title: string) =>
  alice.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `alice@${DOMAIN}` }], subject: title, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Alors ?' } } });

/** A message that shows a picture within its text. */
async function withPicture(context: BrowserContext, person: JmapOfVisit, title: string): Promise<object> {
  const uploaded = await context.request.post(`/jmap/upload/${await person.accountId()}/`, { headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'image/png' }, data: Buffer.from(pixel, 'base64') });
  const { blobId } = (await uploaded.json()) as { blobId: string };
  return {
    from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `alice@${DOMAIN}` }], subject: title,
    bodyStructure: { type: 'multipart/related', subParts: [{ partId: 'h', type: 'text/html' }, { blobId, type: 'image/png', name: 'salle.png', cid: 'salle@example.org', disposition: 'inline' }] },
    bodyValues: { h: { value: '<p>La salle : <img src="cid:salle@example.org" alt="salle"></p>' } },
  };
}

inBrowser('drafts', { people: ['alice', 'bob', 'carol', 'dora'], yaml: 'limits: {maxSizeAttachmentsPerEmail: 1MiB}' }, (at) => {
  test('on a phone Back closes what is being written and keeps it; the page beneath stays where it was, and no press of Back is lost', async () => {
    const { page, context } = await at.visit({ person: 'alice', width: 390 });
    const alice = jmapOf(context);
    await question(alice, 'À lire');
    await page.goto('/settings');
    await page.goto('/mail');
    await page.getByText('À lire').first().click();
    const reply = page.getByRole('button', { name: 'Reply', exact: true }).last();
    await reply.waitFor();
    const reading = page.url();
    await reply.click();
    await panel(page).waitFor();
    await focused(page);
    await page.keyboard.insertText('Je réponds');
    await page.goBack();
    await panel(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(reading);
    await reply.waitFor();
    await eventually(async () => (await alice.emails({ body: 'réponds' })).length).toBe(1);
    // Closed by its button: the next Back leads from the message to the list.
    await reply.click();
    await panel(page).waitFor();
    await panel(page).getByRole('button', { name: 'Close and keep the draft' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
    await page.goBack();
    await expect.poll(() => page.url()).not.toBe(reading);
    await page.getByRole('row', { name: /À lire/ }).first().waitFor();
    // Forward past the closed message, a reload with an open one, and Back from there.
    const list = page.url();
    await page.getByRole('button', { name: 'New message' }).first().click();
    await panel(page).waitFor();
    await subject(page).fill('Rechargé');
    await save(page);
    await page.reload();
    await page.getByRole('button', { name: 'Rechargé', exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
    await page.getByRole('button', { name: 'Rechargé', exact: true }).click();
    await page.getByText('Recovered draft').waitFor();
    await page.goBack();
    await panel(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(list);
    await page.goForward();
    await expect.poll(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
    expect(await panel(page).count()).toBe(0);
    await page.goBack();
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/settings/);
  }, 90_000);

  test('on a phone no press of Back is lost to what was sent or thrown away', async () => {
    const { page } = await at.visit({ person: 'carol', width: 390 });
    const ends = [
      () => panel(page).getByRole('button', { name: 'Delete draft' }).click(),
      async () => {
        await panel(page).getByRole('combobox', { name: 'To' }).fill(`dora@${DOMAIN},`);
        await subject(page).fill('En route');
        await panel(page).getByRole('button', { name: 'Send', exact: true }).click();
        await page.getByText('Message sent').first().waitFor();
      },
    ];
    for (const end of ends) {
      await page.goto('/settings');
      await page.goto('/mail');
      await page.getByRole('button', { name: 'New message' }).first().click();
      await panel(page).waitFor();
      await end();
      await panel(page).waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
      await page.goBack();
      await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/settings/);
    }
  }, 60_000);

  test('an answer that nobody has touched leaves nothing, with a signature as without', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const bob = jmapOf(context);
    await question(bob, 'Sans réponse');
    for (const htmlSignature of ['', '<p>Bob</p><p>المدير</p>']) {
      const { list } = await bob.call('Identity/get', { ids: null });
      await bob.call('Identity/set', { update: { [list[0]?.id ?? '']: { htmlSignature } } });
      await page.goto('/mail');
      await page.getByText('Sans réponse').first().click();
      await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
      await page.keyboard.press('r');
      await panel(page).waitFor();
      await focused(page);
      await page.keyboard.press('Escape');
      await panel(page).waitFor({ state: 'detached' });
      // Whatever it had asked of the server is answered with this.
      await write(page, `alice@${DOMAIN}`, 'Après', 'voilà');
      await save(page);
      expect((await bob.emails()).map(({ subject: title }) => title).sort()).toEqual(['Après', 'Sans réponse']);
      await panel(page).getByRole('button', { name: 'Delete draft' }).click();
      await eventually(async () => (await bob.emails()).length).toBe(1);
    }
  }, 60_000);

  test('a click below a signature goes to the end of the text above it; a click on it stays there', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const bob = jmapOf(context);
    const { list } = await bob.call('Identity/get', { ids: null });
    await bob.call('Identity/set', { update: { [list[0]?.id ?? '']: { htmlSignature: '<p>Bob</p>' } } });
    await page.goto('/mail');
    await compose(page);
    await body(page).locator('[data-signature]').waitFor();
    const box = await body(page).boundingBox();
    const below = () => page.mouse.click((box?.x ?? 0) + 200, (box?.y ?? 0) + (box?.height ?? 0) - 6);
    const lines = () => body(page).evaluate((root) => [...root.children].map((child) => `${child.hasAttribute('data-signature') ? '-- ' : ''}${child.textContent}`));
    await below();
    // At once: no way leads to the line below.
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('Bonjour');
    await below();
    await page.keyboard.insertText(' Alice');
    // The first line, and not below an empty one.
    expect(await lines()).toEqual(['Bonjour Alice', '', '-- Bob']);
    await body(page).locator('[data-signature] p').click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' B.');
    expect((await lines()).filter((line) => line !== '')).toEqual(['Bonjour Alice', '-- Bob B.']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });

  test('a draft that was changed in another browser is shown as it is there; with words of its own, sending the older one is asked about', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const carol = jmapOf(context);
    const before = (await carol.submissions()).length;
    await write(page, `bob@${DOMAIN}`, 'Deux fois', 'VERSION ONE');
    await save(page);
    const other = await at.visit({ person: 'carol', path: '/mail' });
    const change = async (text: string): Promise<void> => {
      const [draft] = await carol.emails({ subject: 'Deux fois' });
      await other.page.goto(`/compose/${draft?.id}`);
      await panel(other.page).waitFor();
      await body(other.page).fill(text);
      await save(other.page);
      await panel(other.page).getByRole('button', { name: /^Close/ }).click();
    };
    await change('VERSION TWO');
    await panel(page).getByText('you see the latest text').waitFor();
    expect(await body(page).textContent()).toBe('VERSION TWO');
    // Words that the server has not got yet.
    await page.route('**/jmap/api', (route) => (route.request().postData()?.includes('X-Messagerie-Draft:asText":') ? route.abort() : route.continue()));
    await body(page).press('Control+End');
    await page.keyboard.insertText(' and mine');
    await panel(page).getByText('Kept here').waitFor();
    await change('VERSION THREE');
    await panel(page).getByText('is being saved').waitFor();
    expect(await panel(page).getByText('Both versions are in Drafts').count()).toBe(0);
    await page.unroute('**/jmap/api');
    await page.keyboard.press('Control+Enter');
    const asked = page.getByRole('alertdialog', { name: 'Send anyway?' });
    await asked.getByText('also changed in another place').waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Back to the message');
    await asked.getByRole('button', { name: 'Back to the message' }).click();
    expect(await carol.submissions()).toHaveLength(before);
    await page.keyboard.press('Control+Enter');
    await asked.getByRole('button', { name: 'Send this version' }).click();
    await page.getByText('Message sent').first().waitFor();
    expect((await carol.emails({ subject: 'Deux fois' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value).sort()).toEqual(['VERSION THREE', 'VERSION TWO and mine']);
  }, 90_000);

  test('one of two versions was sent elsewhere: who has it open is told so, and is not shown the other one in its place', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    const dora = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Deux versions', 'THE ONE THAT IS SENT');
    await save(page);
    const [draft] = await dora.emails({ subject: 'Deux versions' });
    const version = { subject: 'Deux versions', messageId: draft?.messageId, to: draft?.to, from: draft?.from, textBody: [{ partId: 't', type: 'text/plain' }] };
    await dora.put({ ...version, keywords: { $draft: true }, bodyValues: { t: { value: 'THE OTHER ONE' } } }, 'drafts');
    await dora.put({ ...version, keywords: { $seen: true }, bodyValues: { t: { value: 'THE ONE THAT IS SENT' } } }, 'sent');
    await dora.call('Email/set', { destroy: [draft?.id] });
    await panel(page).getByText('already sent from another place').waitFor();
    expect(await body(page).textContent()).toBe('THE ONE THAT IS SENT');
  });

  test('written on in two browsers at once, both versions are in Drafts, each with its file and its pictures, and can be sent', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const carol = jmapOf(context);
    const drafts = async () => (await carol.emails({ subject: 'Re: Plan des lieux' })).filter(({ keywords }) => keywords?.['$draft']);
    const original = await carol.put(await withPicture(context, carol, 'Plan des lieux'));
    await page.getByText('Plan des lieux').first().click();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
    await page.keyboard.press('r');
    await focused(page);
    await page.keyboard.insertText('Voici. ');
    await attach(page, 'plan.pdf', 3_000);
    await attach(page, 'plan.pdf', 2_000);
    await panel(page).locator('input[type=file]').nth(1).setInputFiles([{ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') }]);
    await eventually(async () => (await drafts())[0]?.attachments?.map(({ name, size }) => `${name} ${size}`).sort()).toEqual(['photo.png 70', 'plan.pdf 2000', 'plan.pdf 3000', 'salle.png 70']);
    await save(page);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    // Only the draft has them then.
    await carol.call('Email/set', { destroy: [original] });
    const [draft] = await drafts();
    const other = await at.visit({ person: 'carol' });
    for (const each of [page, other.page]) {
      await each.goto(`/compose/${draft?.id}`);
      await body(each).getByRole('img', { name: 'photo.png' }).waitFor();
      await body(each).press('Control+Home');
    }
    const both = [page, other.page] as const;
    const refusals: number[] = [];
    for (const [n, each] of both.entries()) each.on('response', async (answer) => answer.url().endsWith('/jmap/api') && (await answer.text().catch(() => '')).includes('blobNotFound') && refusals.push(n));
    // What the second one sends first comes after the first one's save, and knows nothing of it.
    await other.page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('Email/set')) await saved(page);
      await route.continue();
    });
    for (const [turn, words] of [['Un', 'Deux'], ['Trois', 'Quatre'], ['Cinq', 'Six']].entries()) {
      await Promise.all(both.map((each, n) => each.keyboard.insertText(`${words[n]} `)));
      await Promise.all(both.map((each) => each.keyboard.press('Control+s')));
      if (turn === 0) {
        await panel(other.page).getByText('Both versions are in Drafts').waitFor();
        await other.page.unroute('**/jmap/api');
        expect(refusals).toContain(1);
      }
      await eventually(async () => (await drafts()).map((one) => Object.values(one.bodyValues ?? {})[0]?.value.match(/^(?:\w+ )*(?=Voici)/)?.[0].trim().split(' ').at(turn === 0 ? 0 : -1)).sort()).toEqual([...words].sort());
    }
    // Each goes on with the files of its own save.
    expect(refusals.filter((n) => n === 0)).toEqual([]);
    for (const each of both) expect(await panel(each).getByRole('alert').filter({ hasText: /not saved|blob/ }).count()).toBe(0);
    for (const version of await drafts()) {
      expect(version.attachments?.map(({ name, size }) => `${name} ${size}`).sort()).toEqual(['photo.png 70', 'plan.pdf 2000', 'plan.pdf 3000', 'salle.png 70']);
      for (const { blobId, size, cid } of version.attachments ?? []) {
        const got = await context.request.get(`/jmap/download/${await carol.accountId()}/${blobId}/file?type=application/octet-stream`, { headers: { 'sec-fetch-site': 'same-origin' } });
        expect([got.status(), (await got.body()).equals(cid == null ? Buffer.alloc(size ?? 0, 1) : Buffer.from(pixel, 'base64'))]).toEqual([200, true]);
      }
    }
    for (const [n, each] of both.entries()) {
      await each.keyboard.press('Control+Enter');
      const asked = each.getByRole('alertdialog', { name: 'Send anyway?' });
      const isSent = panel(each).getByText('already sent from another place');
      await asked.or(each.getByText('Message sent').first()).or(isSent).waitFor();
      if ((await asked.count()) > 0) await asked.getByRole('button', { name: 'Send this version' }).click();
      if (n === 1) {
        await isSent.waitFor();
        await each.keyboard.press('Control+Enter');
        await asked.getByRole('button', { name: 'Send again' }).click();
      }
      await each.getByText('Message sent').first().waitFor();
    }
    expect((await carol.emails({ subject: 'Re: Plan des lieux' })).map(({ attachments }) => attachments?.length)).toEqual([4, 4]);
  }, 90_000);

  test('what was written while the server was being given the text is not called saved with it', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Pas encore', 'un');
    await save(page);
    const hold = gate();
    await page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('"Email/set"')) await hold.isOpen;
      return route.continue();
    });
    await page.keyboard.insertText(' deux');
    await page.keyboard.press('Control+s');
    await panel(page).getByText('Saving').waitFor();
    await page.keyboard.insertText(' trois');
    hold.letGo();
    await saved(page);
    expect((await alice.emails({ subject: 'Pas encore' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value)).toEqual(['un deux trois']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await panel(page).waitFor({ state: 'detached' });
  }, 60_000);

  test.each(['before', 'after'])('thrown away while a save of it is on its way, %s the server has it, it is gone', async (when) => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const title = `Jeté ${when}`;
    await write(page, `bob@${DOMAIN}`, title, 'un');
    await save(page);
    const hold = gate();
    await page.route('**/jmap/api', async (route) => {
      const calls = route.request().postData() ?? '';
      if (!calls.includes('"Email/set"') || !calls.includes(title)) return route.continue();
      const response = when === 'after' ? await route.fetch() : undefined;
      await hold.isOpen;
      return response ? route.fulfill({ response }) : route.continue();
    });
    await page.keyboard.insertText(' deux');
    await page.keyboard.press('Control+s');
    await panel(page).getByText('Saving').waitFor();
    await page.keyboard.insertText(' trois');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    if (when === 'after') await eventually(async () => (await alice.emails({ subject: title })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value)).toEqual(['un deux']);
    hold.letGo();
    await panel(page).waitFor({ state: 'detached' });
    await eventually(async () => (await alice.emails({ subject: title })).length).toBe(0);
  }, 60_000);

  test('files that are nowhere any more are said to be, a quoted picture among them; the text is saved without them, and goes out once they are taken away', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    const carol = jmapOf(context);
    const versions = () => carol.emails({ subject: 'Re: Plan perdu' });
    const original = await carol.put(await withPicture(context, carol, 'Plan perdu'));
    await page.getByText('Plan perdu').first().click();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
    await page.keyboard.press('r');
    await focused(page);
    await page.keyboard.insertText('Voici. ');
    await attach(page, 'plan.pdf', 3_000);
    await eventually(async () => (await versions())[0]?.attachments?.length).toBe(2);
    await save(page);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    // What this browser keeps until then knows the file as it was uploaded, and that is there still.
    await eventually(() => keptTexts(page)).not.toContain('Plan perdu');
    const [draft] = await versions();
    await page.goto(`/compose/${draft?.id}`);
    await files(page).getByText('plan').first().waitFor();
    await carol.call('Email/set', { destroy: [original, draft?.id] });
    await panel(page).getByText('deleted in another place').waitFor();
    expect(await versions()).toEqual([]);
    await body(page).press('Control+Home');
    await page.keyboard.insertText('Quand même. ');
    await save(page);
    const lost = files(page).getByRole('listitem').filter({ hasText: 'No longer in this browser' }).getByRole('button');
    await eventually(() => lost.evaluateAll((buttons) => buttons.map((one) => one.getAttribute('aria-label')))).toEqual(['Remove plan.pdf', 'Remove salle.png']);
    expect((await versions()).map(({ attachments, bodyValues }) => [attachments, Object.values(bodyValues ?? {})[0]?.value.split('\n')[0]])).toEqual([[[], 'Quand même. Voici.']]);
    await body(page).press('Control+Enter');
    await page.getByText('An attachment is no longer on the server').first().waitFor();
    expect(await panel(page).count()).toBe(1);
    await files(page).getByRole('button', { name: 'Remove plan.pdf' }).click();
    await files(page).getByRole('button', { name: 'Remove salle.png' }).click();
    await files(page).waitFor({ state: 'detached' });
    await body(page).press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent] = await versions();
    expect(Object.values(sent?.bodyValues ?? {}).map(({ value }) => value).join()).toContain('La salle :');
    expect(Object.values(sent?.bodyValues ?? {}).map(({ value }) => value).join()).not.toContain('cid:');
  }, 60_000);

  test('what is written while the other version is being asked for takes nobody’s place: both are in Drafts', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    const dora = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Au même moment', 'VERSION ONE');
    await save(page);
    const [mine] = await dora.emails({ subject: 'Au même moment' });
    const question = gate();
    const isAsked = gate();
    await page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('"Message-ID"')) {
        isAsked.letGo();
        await question.isOpen;
      }
      await route.continue();
    });
    await dora.put({ subject: 'Au même moment', messageId: mine?.messageId, to: mine?.to, keywords: { $draft: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'VERSION TWO' } } }, 'drafts');
    await dora.call('Email/set', { destroy: [mine?.id] });
    await isAsked.isOpen;
    await body(page).press('Control+End');
    await page.keyboard.insertText(' and mine');
    question.letGo();
    await panel(page).getByText('Both versions are in Drafts').waitFor();
    expect(await body(page).textContent()).toBe('VERSION ONE and mine');
    await eventually(async () => (await dora.emails({ subject: 'Au même moment' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value.trim()).sort()).toEqual(['VERSION ONE and mine', 'VERSION TWO']);
  }, 60_000);

  test('a change that has not been heard of is found before the older text is sent', async () => {
    const { page, context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    // No news from the server in this page.
    await page.route(/\/jmap\/events/, () => {});
    await page.goto('/mail');
    await write(page, `bob@${DOMAIN}`, 'Pas su', 'VERSION ONE');
    await save(page);
    const [mine] = await dora.emails({ subject: 'Pas su' });
    await dora.put({ subject: 'Pas su', messageId: mine?.messageId, to: mine?.to, keywords: { $draft: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'VERSION TWO' } } }, 'drafts');
    await dora.call('Email/set', { destroy: [mine?.id] });
    await page.keyboard.press('Control+Enter');
    await panel(page).getByText('Both versions are in Drafts').waitFor();
    expect(await dora.submissions()).toEqual([]);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('an answer that is gone on with another day says without formatting what it said before: one mark before the quotation, lists and tables as they were', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const quoted = '<p>Bonjour,</p><ul><li><p>un</p><ol start="3"><li>trois</li></ol></li><li>deux</li></ul><table><tbody><tr><th>a</th><td><p>b</p></td></tr></tbody></table><blockquote>avant</blockquote>';
    await alice.put({ from: [{ email: 'sara@example.org' }], messageId: ['liste@example.org'], subject: 'Liste', textBody: undefined, bodyStructure: { partId: 'h', type: 'text/html' }, bodyValues: { h: { value: quoted } } });
    await page.getByText('Liste').first().click();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
    await page.keyboard.press('r');
    await focused(page);
    await page.keyboard.insertText('Merci');
    await save(page);
    const draft = async () => (await alice.emails({ subject: 'Re: Liste' }))[0];
    const plain = async () => Object.values((await draft())?.bodyValues ?? {})[0]?.value ?? '';
    const before = await plain();
    expect(before.slice(before.indexOf('> '))).toBe('> Bonjour,\n>\n> • un\n>   3. trois\n> • deux\n> a\tb\n>> avant');
    await page.goto(`/compose/${(await draft())?.id}`);
    await panel(page).waitFor();
    await body(page).press('Control+Home');
    await page.keyboard.insertText('Grand ');
    await save(page);
    expect(await plain()).toBe(`Grand ${before}`);
  }, 60_000);

  test('words that are no address yet stay as they were written, in the list as in the draft', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, 'not an address', 'Sans adresse', 'à qui ?');
    await save(page);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await page.getByRole('treeitem', { name: /^Drafts/ }).click();
    const row = page.getByRole('row', { name: /Sans adresse/ });
    await row.getByText('not an address').waitFor();
    const [draft] = await alice.emails({ subject: 'Sans adresse' });
    await page.goto(`/compose/${draft?.id}`);
    await panel(page).waitFor();
    expect(await panel(page).getByRole('list', { name: 'Recipients, To' }).getByRole('button').locator('bdi').allTextContents()).toEqual(['not an address']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await eventually(async () => (await alice.emails({ subject: 'Sans adresse' })).length).toBe(0);
  }, 60_000);

  test('a draft that is put into the Trash in another place stays there, and whoever has it open is told', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    await write(page, `alice@${DOMAIN}`, 'Jeté ailleurs', 'un');
    await save(page);
    const [draft] = await bob.emails({ subject: 'Jeté ailleurs' });
    const { list } = await bob.call('Mailbox/get', { ids: null });
    await bob.call('Email/set', { update: { [draft?.id ?? '']: { mailboxIds: { [list.find(({ role }) => role === 'trash')?.id ?? '']: true } } } });
    await panel(page).getByText('deleted in another place').waitFor();
    await body(page).press('Control+End');
    await page.keyboard.insertText(' deux');
    await save(page);
    const left = await bob.emails({ subject: 'Jeté ailleurs' });
    expect(await Promise.all(left.map((one) => bob.rolesOf(one)))).toEqual([['drafts'], ['trash']]);
    await panel(page).getByRole('button', { name: 'Delete draft' }).last().click();
    await panel(page).waitFor({ state: 'detached' });
    await bob.call('Email/set', { destroy: [draft?.id] });
  }, 60_000);

  test('the start of next week is offered with its date', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const keep = (data: object) => context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data });
    // In one of the two tomorrow is not the first working day, which is then left out.
    const shown: string[] = [];
    for (const firstDayOfWeek of ['monday', 'saturday']) {
      await keep({ firstDayOfWeek });
      await page.goto('/mail');
      await compose(page);
      await panel(page).getByRole('button', { name: 'Send later' }).click();
      await page.getByRole('menuitem', { name: 'Tomorrow morning' }).waitFor();
      shown.push(...(await page.getByRole('menuitem', { name: 'Start of next week' }).allTextContents()));
      await page.keyboard.press('Escape');
      await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    }
    await keep({ firstDayOfWeek: 'auto' });
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) expect(text).toMatch(/(?:Mon|Sun) \d+ [A-Z][a-z]+ at 08:00/);
  }, 60_000);

  test('somebody’s name is known before the server has told it', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const { list } = await alice.call('Identity/get', { ids: null });
    await alice.call('Identity/set', { update: { [list[0]?.id ?? '']: { name: 'Alice Martin' } } });
    await page.goto('/mail');
    await page.getByRole('button', { name: /Alice Martin/ }).waitFor();
    await expect.poll(() => keptMeta(page, nameKey)).toBe('Alice Martin');
    await page.route('**/jmap/api', (route) => (route.request().postData()?.includes('Identity/get') ? route.abort() : route.continue()));
    await page.reload();
    await page.getByRole('button', { name: /Alice Martin/ }).waitFor();
  });

  test('a file that is refused stays there with its reason, and nothing is sent until it is taken away', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Trop lourd', 'le film');
    await attach(page, 'film.pdf', 1_500_000);
    await files(page).getByText('Not attached: too large').waitFor();
    await page.keyboard.press('Control+Enter');
    await panel(page).getByText(/film\.pdf.* is not attached: the files of a message may have .* together\. Remove it/).waitFor();
    expect(await panel(page).getByText('Try again').count()).toBe(0);
    expect(await alice.submissions()).toEqual([]);
    await files(page).getByRole('button', { name: 'Remove film.pdf' }).click();
    await files(page).waitFor({ state: 'detached' });
    await body(page).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
  }, 60_000);

  test('a file that was added without a network waits with its message, over a reload, and goes out with it', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Avec le plan', 'voici');
    await saved(page);
    await page.route(/\/jmap\/(?:api|upload)/, (route) => route.abort());
    await attach(page, 'plan.pdf', 100);
    await files(page).getByRole('button', { name: 'Retry plan.pdf' }).waitFor();
    await body(page).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('waiting to be sent').waitFor();
    await page.reload();
    await page.getByText('waiting to be sent').waitFor();
    await page.unroute(/\/jmap\/(?:api|upload)/);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Message sent').first().waitFor();
    const sent = await alice.emails({ subject: 'Avec le plan' });
    expect(sent.map(({ attachments }) => attachments?.map(({ name, size }) => [name, size]))).toEqual([[['plan.pdf', 100]]]);
    expect(await alice.rolesOf(sent[0])).toEqual(['sent']);
  }, 60_000);
});
