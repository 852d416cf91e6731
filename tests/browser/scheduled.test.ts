/** Messages that wait for their time: what deleting, changing and taking them back does, in real Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, panel, subject, to, write } from './setup/composing.ts';
import { inBrowser, inBrowserOnEachDatabase } from './setup/in-browser.ts';
import { jmapOf, type JmapOfVisit } from './setup/jmap.ts';
import { keepScreen } from './setup/screens.ts';

const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'gina', 'hugo', 'ines'] as const;
const notifications = (page: Page) => page.getByRole('region', { name: /^(?:Notifications|الإشعارات)$/ });
const rowOf = (page: Page, title: string) => page.getByRole('row', { name: new RegExp(title) });
const openSent = (page: Page) => page.getByRole('treeitem', { name: /^Sent/ }).click();
const rolesOf = async (jmap: JmapOfVisit, title: string) => jmap.rolesOf((await jmap.emails({ subject: title }))[0]);
const scheduleButton = /^(?:Schedule again for|Reprogrammer pour|إعادة الجدولة)/;
const notScheduled = /It is no longer scheduled|Il n’est plus programmé|لم تعد مجدولة/;

async function undoStatus(jmap: JmapOfVisit, title: string): Promise<string[]> {
  const ids = new Set((await jmap.emails({ subject: title })).map(({ id }) => id));
  return (await jmap.submissions()).filter(({ emailId = '' }) => ids.has(emailId)).map(({ undoStatus = '' }) => undoStatus);
}

/** Hands a message in that leaves tomorrow. @returns its submission */
async function schedule(jmap: JmapOfVisit, person: string, title: string, fields: object = {}): Promise<{ readonly emailId: string; readonly submissionId: string }> {
  const emailId = await jmap.put({ from: [{ email: `${person}@${DOMAIN}` }], to: [{ email: `bob@${DOMAIN}` }], subject: title, keywords: { $seen: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: title } }, ...fields }, 'sent');
  const { list: identities } = await jmap.call('Identity/get', { ids: null });
  const sendAt = new Date(Date.now() + 26 * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const { created, notCreated } = await jmap.call('EmailSubmission/set', {
    create: { s: { identityId: identities[0]?.id, emailId, envelope: { mailFrom: { email: `${person}@${DOMAIN}`, parameters: { HOLDUNTIL: sendAt } }, rcptTo: [{ email: `bob@${DOMAIN}`, parameters: null }] } } },
  });
  if (!created?.['s']?.id) throw new Error(JSON.stringify(notCreated));
  return { emailId, submissionId: created['s'].id };
}

/** Straight out of Sent the server would cancel it. */
async function waitInTrash(jmap: JmapOfVisit, emailId: string): Promise<void> {
  const { list } = await jmap.call('Mailbox/get', { ids: null });
  for (const role of ['archive', 'trash']) {
    await jmap.call('Email/set', { update: { [emailId]: { mailboxIds: { [list.find((mailbox) => mailbox.role === role)?.id ?? '']: true } } } });
  }
}

inBrowserOnEachDatabase('deleting what waits for its time', { people: [...people] }, (at) => {
  test('moved to Trash it is not sent, among others that were, and Undo puts it into Drafts', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const jmap = jmapOf(context);
    await schedule(jmap, 'alice', 'Held one');
    await page.goto('/mail');
    await openSent(page);
    await rowOf(page, 'Held one').click();
    await page.getByRole('article').getByText(/has not left yet/).waitFor();
    await page.keyboard.press('Delete');
    await notifications(page).getByText('1 conversation moved to Trash; it will not be sent').waitFor();
    expect(await undoStatus(jmap, 'Held one')).toEqual(['canceled']);
    await eventually(() => rolesOf(jmap, 'Held one')).toEqual(['trash']);
    await notifications(page).getByRole('button', { name: 'Undo' }).click();
    await notifications(page).getByText('It is in Drafts again, and no longer scheduled').waitFor();
    await eventually(() => rolesOf(jmap, 'Held one')).toEqual(['drafts']);
    expect((await jmap.emails({ subject: 'Held one' }))[0]?.keywords).toMatchObject({ $draft: true });
    expect(await undoStatus(jmap, 'Held one')).toEqual(['canceled']);
  });

  test('a conversation that is deleted without the answer to it that waits says that the answer will be sent; deleted for ever from Trash, too', async () => {
    const { page, context } = await at.visit({ person: 'frank' });
    const jmap = jmapOf(context);
    await jmap.put({ from: [{ email: 'jane@example.org' }], subject: 'Lunch?', messageId: ['lunch@example.org'], keywords: {}, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } } }, 'inbox');
    await schedule(jmap, 'frank', 'Re: Lunch?', { inReplyTo: ['lunch@example.org'], references: ['lunch@example.org'] });
    await page.goto('/mail');
    await rowOf(page, 'Lunch\\?').click();
    await page.getByRole('article').getByText(/has not left yet/).waitFor();
    await page.keyboard.press('Delete');
    await notifications(page).getByText('1 conversation moved to Trash; its scheduled reply will still be sent').waitFor();
    await page.getByRole('treeitem', { name: /^Trash/ }).click();
    await rowOf(page, 'Lunch\\?').focus();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: /^Delete/ }).click();
    await notifications(page).getByText(/deleted for ever; its scheduled reply will still be sent/).waitFor();
    // With the message gone there is nothing that the first notice could take back.
    await expect.poll(() => notifications(page).getByText(/moved to Trash/).count()).toBe(0);
    expect(await undoStatus(jmap, 'Re: Lunch?')).toEqual(['pending']);
  });

  test('of many that are selected all that wait are cancelled; destroyed from Trash, they are, too', async () => {
    const { page, context } = await at.visit({ person: 'carol' });
    const jmap = jmapOf(context);
    for (const title of ['Held two', 'Held three']) await schedule(jmap, 'carol', title);
    await jmap.put({ from: [{ email: `carol@${DOMAIN}` }], to: [{ email: `bob@${DOMAIN}` }], subject: 'Gone already', keywords: { $seen: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } } }, 'sent');
    const { emailId, submissionId } = await schedule(jmap, 'carol', 'Held in Trash');
    await waitInTrash(jmap, emailId);
    await page.goto('/mail');
    await openSent(page);
    await rowOf(page, 'Held two').waitFor();
    await rowOf(page, 'Held two').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await notifications(page).getByText('3 conversations moved to Trash; 2 scheduled messages will not be sent').waitFor();
    expect([...(await undoStatus(jmap, 'Held two')), ...(await undoStatus(jmap, 'Held three'))]).toEqual(['canceled', 'canceled']);
    await page.getByRole('treeitem', { name: /^Trash/ }).click();
    await rowOf(page, 'Held in Trash').click();
    await page.getByRole('article').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: /^Delete/ }).click();
    await notifications(page).getByText('1 conversation deleted for ever; it will not be sent').waitFor();
    await eventually(async () => (await jmap.submissions()).find(({ id }) => id === submissionId)?.undoStatus).toBe('canceled');
    await eventually(async () => (await jmap.emails({ subject: 'Held in Trash' })).length).toBe(0);
  });

  test('emptying Trash cancels what waits in it; found by a search, it is cancelled as well', async () => {
    const { page, context } = await at.visit({ person: 'dave' });
    const jmap = jmapOf(context);
    const inTrash = await schedule(jmap, 'dave', 'Emptied');
    await waitInTrash(jmap, inTrash.emailId);
    await schedule(jmap, 'dave', 'Sought');
    await page.goto('/search?q=Sought');
    await rowOf(page, 'Sought').click();
    await page.getByRole('article').waitFor();
    await page.keyboard.press('Delete');
    await notifications(page).getByText(/moved to Trash; it will not be sent/).waitFor();
    expect(await undoStatus(jmap, 'Sought')).toEqual(['canceled']);
    await page.goto('/mail');
    await page.getByRole('treeitem', { name: /^Trash/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Empty/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: /^(?:Empty|Delete)/ }).click();
    await eventually(async () => (await jmap.submissions()).find(({ id }) => id === inTrash.submissionId)?.undoStatus).toBe('canceled');
  });

  test('in a folder that is put into Trash, too; Undo gives the folder back and puts what was not sent into Drafts', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const jmap = jmapOf(context);
    const { emailId } = await schedule(jmap, 'alice', 'Held in a folder');
    const { created } = await jmap.call('Mailbox/set', { create: { f: { name: 'Later' } } });
    const later = created?.['f']?.id ?? '';
    const inner = (await jmap.call('Mailbox/set', { create: { f: { name: 'Inside', parentId: later } } })).created?.['f']?.id ?? '';
    await jmap.call('Email/set', { update: { [emailId]: { mailboxIds: { [inner]: true } } } });
    await page.goto('/mail');
    await page.getByRole('treeitem', { name: /^Later/ }).press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete folder' }).click();
    await notifications(page).getByText('Folder “Later” deleted; 1 scheduled message will not be sent').waitFor();
    expect(await undoStatus(jmap, 'Held in a folder')).toEqual(['canceled']);
    await notifications(page).getByRole('button', { name: 'Undo' }).click();
    await notifications(page).getByText('It is in Drafts again, and no longer scheduled').waitFor();
    await eventually(() => rolesOf(jmap, 'Held in a folder')).toEqual(['drafts']);
    await eventually(async () => (await jmap.call('Mailbox/get', { ids: [later], properties: ['parentId'] })).list[0]?.parentId).toBeNull();
    await jmap.call('Mailbox/set', { destroy: [inner, later], onDestroyRemoveEmails: true });
  });

  test('where it is too late to cancel, nothing is deleted, and it is said why', async () => {
    const { page, context } = await at.visit({ person: 'erin' });
    const jmap = jmapOf(context);
    await schedule(jmap, 'erin', 'Leaving now');
    await page.goto('/mail');
    await openSent(page);
    await rowOf(page, 'Leaving now').getByText(/^Will be sent/).waitFor();
    await refuseCancelling(context);
    await rowOf(page, 'Leaving now').click();
    await page.getByRole('article').waitFor();
    await page.keyboard.press('Delete');
    await notifications(page).getByText('Not deleted. Too late: the message is already on its way.').waitFor();
    await rowOf(page, 'Leaving now').waitFor();
    expect(await rolesOf(jmap, 'Leaving now')).toEqual(['sent']);
  });
});

/** The server says `cannotUnsend` to whoever cancels. */
async function refuseCancelling(context: BrowserContext): Promise<void> {
  await context.route('**/jmap/api*', async (route) => {
    const sent = route.request().postDataJSON() as { methodCalls: [string, { update?: Record<string, unknown> }, string][] };
    const at = sent.methodCalls.findIndex(([method, { update }]) => method === 'EmailSubmission/set' && update !== undefined);
    if (at < 0) return route.continue();
    const ids = Object.keys(sent.methodCalls[at]?.[1].update ?? {});
    const notUpdated = Object.fromEntries(ids.map((id) => [id, { type: 'cannotUnsend' }]));
    return route.fulfill({ json: { methodResponses: [['EmailSubmission/set', { notUpdated }, sent.methodCalls[at]?.[2]]], sessionState: 's' } });
  });
}

inBrowser('changing what waits for its time', { people: [...people] }, (at) => {
  for (const language of ['fr', 'en', 'ar'] as const) {
    test(`on a phone (${language}) the message itself says that it is no longer scheduled, offers its time again, and closing says where it is`, async () => {
      const person = { fr: 'alice', en: 'carol', ar: 'dave' }[language];
      const { page, context } = await at.visit({ person, language, width: 390 });
      const jmap = jmapOf(context);
      const { emailId } = await schedule(jmap, person, 'Edit me');
      const email = (await jmap.emails({ subject: 'Edit me' }))[0];
      const { list } = await jmap.call('Email/get', { ids: [emailId], properties: ['threadId', 'mailboxIds'] });
      const { accountId } = await jmap.call('Mailbox/get', { ids: null });
      const open = async () => {
        await page.goto(`/mail/${accountId}/${Object.keys(list[0]?.mailboxIds ?? email?.mailboxIds ?? {})[0]}/${list[0]?.threadId}`);
        await page.getByRole('article').getByRole('button', { name: /^(?:Change|Modifier|تعديل)$/ }).click();
        await eventually(() => subject(page).inputValue()).toBe('Edit me');
      };
      await open();
      await panel(page).getByText(notScheduled).waitFor();
      await keepScreen(page, `unscheduled-${language}`);
      await expectAccessible(page, '[role=dialog]');
      await panel(page).getByRole('button', { name: scheduleButton }).click();
      await eventually(async () => (await jmap.submissions()).filter(({ undoStatus }) => undoStatus === 'pending').length).toBe(1);
      await eventually(() => rolesOf(jmap, 'Edit me')).toEqual(['scheduled']);
      await notifications(page).getByRole('button', { name: /^(?:Undo|Annuler|تراجع)$/ }).click();
      await panel(page).getByText(notScheduled).waitFor();
      await panel(page).getByRole('button', { name: /^(?:Close|Fermer|إغلاق)/ }).first().click();
      await notifications(page).getByText(/^(?:Not scheduled any more; it is in Drafts|N’est plus programmé\s; il est dans Brouillons|لم تعد مجدولة؛ هي في المسودات)$/).waitFor();
      await eventually(() => rolesOf(jmap, 'Edit me')).toEqual(['drafts']);
    }, 60_000);
  }

  test('in the narrow list of a tablet a row says whom it goes to, and when', async () => {
    const { page, context } = await at.visit({ person: 'frank', width: 820 });
    await schedule(jmapOf(context), 'frank', 'Narrow');
    const { list } = await jmapOf(context).call('Mailbox/get', { ids: null });
    const { accountId } = await jmapOf(context).call('Mailbox/get', { ids: null });
    await page.goto(`/mail/${accountId}/${list.find(({ role }) => role === 'sent')?.id}`);
    const people = rowOf(page, 'Narrow').getByText(/bob/).first();
    await people.waitFor();
    await rowOf(page, 'Narrow').getByText(/\d:\d\d/).filter({ visible: true }).waitFor();
    expect(await people.evaluate(({ clientWidth }) => clientWidth)).toBeGreaterThan(70);
  });

  for (const [language, name] of [['en', 'Scheduled'], ['fr', 'Envois programmés'], ['ar', 'المجدولة']] as const) {
    test(`(${language}) it lies in a folder of its own, between Drafts and Sent, under the time when it leaves; the folder goes with the last of it`, async () => {
      const person = ({ en: 'hugo', fr: 'gina', ar: 'ines' } as const)[language];
      const { page, context } = await at.visit({ person, language, path: '/mail' });
      const jmap = jmapOf(context);
      const folder = page.getByRole('treeitem', { name: new RegExp(`^${name}`) });
      await page.getByRole('treeitem').first().waitFor();
      expect(await folder.count()).toBe(0);
      await write(page, `carol@${DOMAIN}`, 'In time', 'Bonjour');
      await panel(page).getByRole('button', { name: /^(?:Send later|Envoyer plus tard|إرسال لاحقًا)$/ }).click();
      await page.getByRole('menuitem').nth(1).click();
      await folder.waitFor();
      expect(await folder.getAttribute('aria-label')).toMatch(/1|رسالة/);
      const order = await page.getByRole('tree').first().getByRole('treeitem').evaluateAll((rows) => rows.map((row) => row.querySelector('[dir=auto]')?.textContent));
      expect(order.indexOf(name)).toBe(2);
      expect((await jmap.call('Mailbox/get', { ids: null })).list.filter(({ role }) => role === 'scheduled').map((one) => one.name)).toEqual([name]);
      const [waiting] = (await jmap.submissions()).filter(({ undoStatus }) => undoStatus === 'pending');
      await eventually(() => rolesOf(jmap, 'In time')).toEqual(['scheduled']);
      const [{ receivedAt, keywords } = {}] = (await jmap.call('Email/get', { ids: [waiting?.emailId], properties: ['receivedAt', 'keywords'] })).list;
      expect([receivedAt, keywords]).toEqual([waiting?.sendAt, { $seen: true }]);

      await folder.click();
      await rowOf(page, 'In time').waitFor();
      await expectAccessible(page);
      await keepScreen(page, `scheduled-folder-${language}`);
      await rowOf(page, 'In time').click();
      await page.getByRole('article').getByRole('button', { name: /^(?:Cancel sending|Annuler l’envoi|إلغاء الإرسال)$/ }).click();
      await eventually(() => rolesOf(jmap, 'In time')).toEqual(['drafts']);
      await page.getByRole('treeitem').nth(1).click();
      await eventually(() => folder.count()).toBe(0);
    });
  }

  test('nothing else is put there by hand', async () => {
    const { page, context } = await at.visit({ person: 'dave', path: '/mail' });
    const jmap = jmapOf(context);
    await jmap.put({ from: [{ email: 'x@example.org' }], subject: 'Elsewhere', keywords: {}, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } } }, 'inbox');
    await write(page, `carol@${DOMAIN}`, 'There', 'Bonjour');
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: 'Tomorrow afternoon' }).click();
    const folder = page.getByRole('treeitem', { name: /^Scheduled/ });
    await folder.waitFor();
    await rowOf(page, 'Elsewhere').dragTo(folder);
    await notifications(page).getByText('Only messages that are sent later are put there').waitFor();
    await rowOf(page, 'Elsewhere').focus();
    await page.keyboard.press('v');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    expect(await page.getByRole('dialog').getByRole('option', { name: /Scheduled/ }).count()).toBe(0);
    expect(await rolesOf(jmap, 'Elsewhere')).toEqual(['inbox']);
    await page.keyboard.press('Escape');
    // Nor is what waits there put elsewhere, where nobody would look for it when it leaves.
    await folder.click();
    await rowOf(page, 'There').focus();
    await page.keyboard.press('e');
    await notifications(page).getByText('It waits to be sent').waitFor();
    await rowOf(page, 'There').dragTo(page.getByRole('treeitem', { name: /^Archive/ }));
    await rowOf(page, 'There').waitFor();
    expect(await rolesOf(jmap, 'There')).toEqual(['scheduled']);
    // Nor with others, from a search.
    await jmap.put({ from: [{ email: 'x@example.org' }], subject: 'Also there', keywords: {}, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'x' } } }, 'inbox');
    await page.goto('/search?q=there');
    await rowOf(page, 'Also there').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('e');
    await expect.poll(() => rolesOf(jmap, 'Also there')).toEqual(['archive']);
    expect(await rolesOf(jmap, 'There')).toEqual(['scheduled']);
    await page.getByRole('treeitem', { name: /^Scheduled/ }).click();
    await rowOf(page, 'There').focus();
    await page.keyboard.press('#');
    await notifications(page).getByText(/will not be sent/).waitFor();
    await expect.poll(() => rolesOf(jmap, 'There')).toEqual(['trash']);
  });

  test('what was said of a sending goes when it is cancelled, and when its message is deleted', async () => {
    const { page, context } = await at.visit({ person: 'erin', path: '/mail' });
    const jmap = jmapOf(context);
    for (const way of ['Cancel sending', 'Delete'] as const) {
      await write(page, `bob@${DOMAIN}`, `By ${way}`, 'Bonjour');
      await panel(page).getByRole('button', { name: 'Send later' }).click();
      await page.getByRole('menuitem', { name: 'Tomorrow afternoon' }).click();
      const said = notifications(page).getByText(/^Will be sent/);
      await said.waitFor();
      await said.hover(); // it stays until its matter is over
      await page.getByRole('treeitem', { name: /^Scheduled/ }).click();
      await rowOf(page, `By ${way}`).click();
      await page.getByRole('article').waitFor();
      await notifications(page).getByText(/^Will be sent/).dispatchEvent('pointerover');
      if (way === 'Delete') await page.keyboard.press('Delete');
      else await page.getByRole('article').getByRole('button', { name: way }).click();
      await notifications(page).getByText(way === 'Delete' ? /it will not be sent/ : /^Sending cancelled/).waitFor();
      expect(await said.count()).toBe(0);
      expect(await undoStatus(jmap, `By ${way}`)).toEqual(['canceled']);
    }
  }, 60_000);
});

inBrowser('notices and the message that is being written', { people: ['alice', 'bob'], yaml: 'limits: {maxSizeAttachmentsPerEmail: 1MiB}' }, (at) => {
  for (const width of [390, 820, 1280]) {
    test(`at ${width} px what Send refuses is said in the message until it is mended, and notices are above it, not over its controls`, async () => {
      const { page } = await at.visit({ person: 'alice', path: '/mail', width });
      await page.locator('#main h1').first().waitFor();
      await page.getByRole('button', { name: 'New message' }).first().click();
      await panel(page).waitFor();
      const send = panel(page).getByRole('button', { name: /^Send(?: |$)/ }).first();
      await send.click();
      const line = panel(page).getByText('Add at least one recipient.');
      await line.waitFor();
      await panel(page).locator('input[type=file]').first().setInputFiles([{ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2_000_000) }]);
      const toast = notifications(page).getByText(/film\.mp4.* is too large/);
      await toast.waitFor();
      await keepScreen(page, `refused-${width}`);
      for (const seen of [toast, send, to(page), notifications(page).getByRole('button').first()]) await expectOnTop(seen);
      await to(page).fill('nobody@@');
      await page.keyboard.press('Enter');
      await line.waitFor({ state: 'detached' });
      await send.click();
      await panel(page).getByText(/^Address to be corrected/).waitFor();
      expect(await notifications(page).getByText('Address to be corrected').count()).toBe(0);
      await expectAccessible(page, '[role=dialog]');
    });
  }

  test('on a phone a sending can be undone while a second message is being written', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width: 390 });
    await page.locator('#main h1').first().waitFor();
    await page.getByRole('button', { name: 'New message' }).first().click();
    await to(page).fill(`bob@${DOMAIN}`);
    await page.keyboard.press('Enter');
    await subject(page).fill('First');
    await body(page).click();
    await page.keyboard.insertText('Bonjour');
    await panel(page).getByRole('button', { name: /^Send(?: |$)/ }).first().click();
    await notifications(page).getByText('Message sent').waitFor();
    await page.getByRole('button', { name: 'New message' }).first().click();
    await panel(page).waitFor();
    await notifications(page).getByRole('button', { name: 'Undo' }).click();
    await eventually(() => subject(page).inputValue()).toBe('First');
  });

  for (const language of ['en', 'ar'] as const) {
    test(`on a phone (${language}) what waits to be sent covers neither the button for a new message nor the rooms`, async () => {
      const { page } = await at.visit({ person: 'bob', path: '/mail', width: 390, language });
      await page.locator('#main h1').first().waitFor();
      const fresh = page.getByRole('button', { name: /^(?:New message|رسالة جديدة)$/ }).last();
      await page.route('**/jmap/api', (route) => (/Email\/set|EmailSubmission/.test(route.request().postData() ?? '') ? route.abort() : route.continue()));
      for (const title of ['Attente une', 'Attente deux']) {
        await fresh.click();
        await panel(page).waitFor();
        await to(page).fill(`bob@${DOMAIN}`);
        await page.keyboard.press('Enter');
        await subject(page).fill(title);
        await body(page).click();
        await page.keyboard.insertText('Bonjour');
        await panel(page).getByRole('button', { name: /^(?:Send|إرسال)$/ }).first().click();
        await panel(page).waitFor({ state: 'detached' });
      }
      const waiting = page.getByRole('region', { name: /Attente/ });
      await eventually(() => waiting.count()).toBe(2);
      await keepScreen(page, `waiting-${language}-390`);
      const others = [fresh, page.getByRole('navigation').last()];
      for (const strip of await waiting.all()) {
        await expectOnTop(strip);
        for (const other of others) expect(areApart(await strip.boundingBox(), await other.boundingBox())).toBe(true);
      }
      for (const other of others) await expectOnTop(other);
      const toast = notifications(page).getByRole('group');
      for (const one of await toast.all()) for (const strip of await waiting.all()) expect(areApart(await one.boundingBox(), await strip.boundingBox())).toBe(true);
    });
  }

  for (const width of [600, 1023]) {
    test(`at ${width} px notices stand over no button for a new message`, async () => {
      const { page } = await at.visit({ person: 'bob', path: '/mail', width });
      await page.locator('#main h1').first().waitFor();
      const fresh = page.getByRole('button', { name: 'New message' }).last();
      await fresh.click();
      await panel(page).getByRole('button', { name: 'Close' }).first().waitFor();
      await subject(page).fill('Draft');
      await panel(page).getByRole('button', { name: 'Delete draft' }).first().click();
      const toast = notifications(page).getByRole('group');
      await toast.first().waitFor();
      await keepScreen(page, `toast-${width}`);
      const [lowest, button] = [await toast.last().boundingBox(), await fresh.boundingBox()];
      expect((lowest?.y ?? 0) + (lowest?.height ?? 0)).toBeLessThanOrEqual(button?.y ?? 0);
      await fresh.click();
      await panel(page).waitFor();
    });
  }
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function areApart(a: Box | null, b: Box | null): boolean {
  if (!a || !b) throw new Error('one of them is not to be seen');
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

/** Its middle is not covered by anything else. */
async function expectOnTop(seen: ReturnType<Page['locator']>): Promise<void> {
  await expect
    .poll(() =>
      seen.evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return [0.15, 0.5, 0.85].every((part) => {
          const there = document.elementFromPoint(left + width * part, top + height / 2);
          return there !== null && (element.contains(there) || there.contains(element));
        });
      }),
    )
    .toBe(true);
}
