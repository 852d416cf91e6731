/** A message that is handed on whole names no hidden recipients; one that cannot be called back says that it leaves. In real Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { compose, eventually, panel, subject, to, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const address = (person: string): string => `${person}@${DOMAIN}`;
const notices = (page: Page) => page.getByRole('region', { name: /^(?:Notifications|الإشعارات)$/ });

async function forwardAsAttachment(page: Page, title: string): Promise<void> {
  await page.getByRole('grid').getByText(title, { exact: true }).click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('button', { name: 'Message actions' }).last().click();
  await page.getByRole('menuitem', { name: 'Forward as attachment' }).click();
}

/** The bytes of the message that came as a file. */
async function attachedTo(context: BrowserContext, title: string): Promise<string> {
  const jmap = jmapOf(context);
  const [email] = await jmap.emails({ subject: title });
  const file = email?.attachments?.find(({ type }) => type === 'message/rfc822');
  const answer = await context.request.get(`/jmap/download/${await jmap.accountId()}/${file?.blobId}/m.eml?type=message/rfc822`, { headers: { 'sec-fetch-site': 'same-origin' } });
  expect(answer.status()).toBe(200);
  return (await answer.body()).toString('latin1');
}

/** How long a sending can be undone. */
const holdFor = (context: BrowserContext, undoSeconds: number) => context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { undoSeconds } });
const undoStatus = async (jmap: JmapOfVisit) => (await jmap.submissions()).map(({ undoStatus: status }) => status);

inBrowser('a message that is handed on', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  test('is attached without its hidden recipients, and otherwise as it was sent', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await compose(page);
    await panel(page).getByRole('button', { name: 'Add Bcc' }).click();
    await panel(page).getByRole('combobox', { name: 'Bcc' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type(address('carol'));
    await page.keyboard.press('Enter');
    await to(page).focus();
    await page.keyboard.type(address('bob'));
    await page.keyboard.press('Enter');
    await subject(page).focus();
    await page.keyboard.insertText('Congés');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('Voici les dates.');
    await page.keyboard.press('Control+Enter');
    await notices(page).getByText('Message sent').waitFor();
    expect((await alice.emails({ subject: 'Congés' }))[0]?.bcc?.map(({ email }) => email)).toEqual([address('carol')]);

    await page.getByRole('treeitem', { name: /^Sent/ }).click();
    await forwardAsAttachment(page, 'Congés');
    await panel(page).getByRole('list', { name: 'Attachments' }).getByText('Congés').first().waitFor();
    await to(page).focus();
    await page.keyboard.type(address('dave'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');

    const dave = await at.visit({ person: 'dave' });
    // It is held for the time in which it can be called back.
    await expect.poll(async () => (await jmapOf(dave.context).emails()).length, { timeout: 30_000 }).toBe(1);
    const received = await attachedTo(dave.context, 'Fwd: Congés');
    expect(received).not.toMatch(/bcc|carol/i);
    const own = (await alice.emails({ subject: 'Congés' })).find(({ bcc }) => bcc?.length);
    const { list } = await alice.call('Email/get', { ids: [own?.id], properties: ['blobId'] });
    const raw = await context.request.get(`/jmap/download/${await alice.accountId()}/${list[0]?.blobId}/m.eml`, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(received).toBe((await raw.body()).toString('latin1').replace(/^Bcc:.*\r\n(?:[ \t].*\r\n)*/m, ''));
  }, 90_000);

  test('is not attached where no copy without them can be made; one without hidden recipients is', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const bob = jmapOf(context);
    const text = { textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Bonjour' } }, from: [{ email: address('bob') }], to: [{ email: address('alice') }] };
    await bob.put({ ...text, subject: 'Caché', bcc: [{ email: address('carol') }] });
    await bob.put({ ...text, subject: 'Ouvert' });
    await page.goto('/mail');
    await page.route(/\/jmap\/download\//, (route) => route.abort());
    await forwardAsAttachment(page, 'Caché');
    await notices(page).getByText('This message was not attached: a copy without hidden recipients (Bcc) could not be made. No connection to the server.').waitFor();
    expect(await panel(page).count()).toBe(0);
    await forwardAsAttachment(page, 'Ouvert');
    await panel(page).getByRole('list', { name: 'Attachments' }).getByText('Ouvert').first().waitFor();
  }, 60_000);
});

inBrowser('a sending that is undone without a network', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  test('says that the message leaves, and is undone by another press once the network is back', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    await holdFor(context, 60);
    await page.goto('/mail');
    await write(page, address('bob'), 'À reprendre', 'Bonjour');
    await page.keyboard.press('Control+Enter');
    const undo = notices(page).getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await context.setOffline(true);
    await undo.click();
    await notices(page).getByText('No connection: the message could not be called back, and will be sent.').waitFor();
    await expectAccessible(page);
    await context.setOffline(false);
    await undo.click();
    await notices(page).getByText('Sending cancelled; the message is in Drafts').waitFor();
    expect(await notices(page).getByText('could not be called back').count()).toBe(0);
    expect(await undoStatus(alice)).toEqual(['canceled']);
    await panel(page).waitFor();
  }, 60_000);

  test.each([
    ['en', 'bob', 'Undo', 'No connection: the message could not be called back, and will be sent.', 'The message could not be called back, and is sent.'],
    ['fr', 'carol', 'Annuler', 'Pas de connexion : l’envoi n’a pas pu être annulé, le message va partir.', 'L’envoi n’a pas pu être annulé : le message est parti.'],
    ['ar', 'dave', 'تراجع', 'لا يوجد اتصال: تعذّر إلغاء الإرسال، وستُرسل الرسالة.', 'تعذّر إلغاء الإرسال: أُرسلت الرسالة.'],
  ] as const)('once the time is over it says that the message has left, and offers nothing more: %s, %s', async (language, person, label, will, has) => {
    const { page, context } = await at.visit({ person, language });
    await holdFor(context, 5);
    await page.goto('/mail');
    await write(page, address('alice'), `Trop tard ${language}`, 'Bonjour');
    await page.keyboard.press('Control+Enter');
    const undo = notices(page).getByRole('button', { name: label });
    await undo.waitFor();
    await context.setOffline(true);
    await undo.click();
    await notices(page).getByText(will).waitFor();
    expect(await undo.count()).toBe(1);
    await notices(page).getByText(has).waitFor();
    expect(await undo.count()).toBe(0);
    expect(await notices(page).getByText(will).count()).toBe(0);
    await context.setOffline(false);
    await eventually(() => undoStatus(jmapOf(context))).toEqual(['final']);
  }, 60_000);
});
