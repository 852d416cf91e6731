/** Further senders in the settings: an alias becomes one, mail is sent from it, and it goes again. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createAlias, deleteAlias } from '../../api/people/aliases.ts';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, compose, eventually, panel, subject } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';

const words = {
  en: { add: 'Add a sender…', title: 'Add a sender', doAdd: 'Add', address: 'Address', name: 'Name of the sender', added: /is there as a sender/, remove: 'Remove…', doRemove: 'Remove', usual: /This is your usual sender/, removed: /is removed from the senders/, save: 'Save', tooLong: 'At most 255 characters.', from: /^From/ },
  fr: { add: 'Ajouter un expéditeur…', title: 'Ajouter un expéditeur', doAdd: 'Ajouter', address: 'Adresse', name: 'Nom de l’expéditeur', added: /figure parmi les expéditeurs/, remove: 'Retirer…', doRemove: 'Retirer', usual: /C’est votre expéditeur habituel/, removed: /est retirée des expéditeurs/, save: 'Enregistrer', tooLong: '255 caractères au plus.', from: /^Expéditeur|^De/ },
  ar: { add: 'إضافة مرسل…', title: 'إضافة مرسل', doAdd: 'إضافة', address: 'العنوان', name: 'اسم المرسل', added: /إلى المرسلين/, remove: 'إزالة…', doRemove: 'إزالة', usual: /هذا مرسلك المعتاد/, removed: /من المرسلين/, save: 'حفظ', tooLong: /255 حرفًا على الأكثر|٢٥٥ حرفًا على الأكثر/, from: /^من/ },
} as const;

const headers = { 'sec-fetch-site': 'same-origin' };

inBrowser('senders in the settings', { people: ['alice', 'bob', 'carol', 'dora', 'emil'] }, (at) => {
  const alias = (local: string, person: string) => createAlias(at.server.running.open.core, { address: `${local}@${DOMAIN}`, targets: [`${person}@${DOMAIN}`] });
  const dialog = (page: Page) => page.getByRole('dialog');
  const notified = (page: Page, text: RegExp | string) => page.getByText(text).first().waitFor();

  test.each([
    ['en', 'alice', 1280],
    ['fr', 'carol', 390],
    ['ar', 'dora', 390],
  ] as const)('%s: an alias is chosen, From has it at once, the message arrives with it; it is removed once it is not the usual one', async (language, person, width) => {
    const w = words[language];
    await alias(`support-${person}`, person);
    const address = `support-${person}@${DOMAIN}`;
    const { page, context } = await at.visit({ person, language, width });
    await context.request.patch('/api/v1/me/preferences', { headers, data: { undoSeconds: 0 } });
    await page.goto('/settings/identities');
    await page.getByRole('button', { name: w.add }).click();
    await dialog(page).getByRole('button', { name: address }).waitFor();
    const name = dialog(page).getByLabel(w.name);
    expect(await name.inputValue()).toBe(person);
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `settings-sender-add-${language}`);
    await name.fill('x'.repeat(500));
    await dialog(page).getByRole('button', { name: w.doAdd, exact: true }).click();
    await dialog(page).getByText(w.tooLong).waitFor();
    await name.fill('Support');
    await dialog(page).getByRole('button', { name: w.doAdd, exact: true }).click();
    await notified(page, w.added);
    await dialog(page).waitFor({ state: 'detached' });
    const radio = page.getByRole('radio', { name: new RegExp(`Support.*${address}`) });
    await radio.waitFor({ state: 'attached' });
    const form = page.locator('form').filter({ has: page.getByRole('heading', { name: address }) });
    await expect.poll(() => form.getByRole('heading').evaluate((heading) => heading.getBoundingClientRect().top < innerHeight / 2)).toBe(true);
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `settings-senders-${language}`);
    expect(await page.getByRole('button', { name: w.remove }).count()).toBe(1);

    // The usual one stays until another one is.
    await page.getByText('Support', { exact: true }).click();
    await form.getByText(w.usual).waitFor();
    expect(await page.getByRole('button', { name: w.remove }).count()).toBe(0);

    // Without a reload of the page.
    await page.locator('a[href^="/mail"]').first().click();
    await compose(page);
    await panel(page).getByRole('button', { name: new RegExp(address) }).waitFor();
    await page.keyboard.type(`bob@${DOMAIN}`);
    await page.keyboard.press('Enter');
    await subject(page).fill(`As support, ${person}`);
    await body(page).click();
    await page.keyboard.insertText('Hello');
    await page.keyboard.press('Control+Enter');
    const { context: bob } = await at.visit({ person: 'bob' });
    await eventually(async () => (await jmapOf(bob).emails({ subject: `As support, ${person}` })).map(({ from }) => from)).toEqual([[{ name: 'Support', email: address }]]);

    await page.goto('/settings/identities');
    await page.getByRole('radio', { name: new RegExp(`^${person} `) }).waitFor({ state: 'attached' });
    await page.locator('[role="radiogroup"] label').first().click();
    await form.getByRole('button', { name: w.remove }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText(new RegExp(`Support <${address}>`)).waitFor();
    await expectAccessible(page);
    await question.getByRole('button', { name: w.doRemove, exact: true }).click();
    await notified(page, w.removed);
    await form.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(w.add);
    expect((await jmapOf(context).call('Identity/get', { ids: null })).list.map(({ email }) => email)).toEqual([`${person}@${DOMAIN}`]);
  }, 90_000);

  test('one address may be several senders; how the signatures of those left are used can be changed after one has gone', async () => {
    const { page, context } = await at.visit({ person: 'emil', path: '/settings/identities' });
    const add = async (name: string) => {
      await page.getByRole('button', { name: words.en.add }).click();
      await dialog(page).getByRole('button', { name: `emil@${DOMAIN}` }).waitFor();
      await dialog(page).getByLabel(words.en.name).fill(name);
      await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
      await dialog(page).waitFor({ state: 'detached' });
    };
    await add('Emil, treasurer');
    const form = page.locator('form').nth(1);
    await form.getByText('Under new messages').click();
    await form.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText('Under new messages').click();
    const preferences = async () => (await (await context.request.get('/api/v1/me/preferences', { headers })).json()) as { identities: Record<string, { signatureOnNew: boolean }> };
    const [left] = (await jmapOf(context).call('Identity/get', { ids: null })).list;
    await expect.poll(async () => Object.entries((await preferences()).identities).map(([id, { signatureOnNew }]) => [id, signatureOnNew])).toEqual([[left?.id, false]]);
  });

  test('an address that was taken away meanwhile is refused at the field; so is one sender too many, and nothing is added', async () => {
    await alias('gone', 'emil');
    const { page, context } = await at.visit({ person: 'emil', path: '/settings/identities' });
    await page.getByRole('button', { name: words.en.add }).click();
    await dialog(page).getByRole('button', { name: `gone@${DOMAIN}` }).waitFor();
    await deleteAlias(at.server.running.open.core, `gone@${DOMAIN}`);
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await dialog(page).getByText(`You may no longer write from gone@${DOMAIN}.`).waitFor();
    await expectAccessible(page);
    await page.route('**/jmap/api', (route) =>
      route.request().postData()?.includes('Identity/set')
        ? route.fulfill({ json: { sessionState: 'x', methodResponses: [['Identity/set', { notCreated: { sender: { type: 'overQuota', description: 'An account has at most 1000 identities.' } } }, (JSON.parse(route.request().postData() ?? '') as { methodCalls: [string, object, string][] }).methodCalls[0]?.[2]]] } })
        : route.continue(),
    );
    await dialog(page).getByRole('button', { name: 'Add', exact: true }).click();
    await dialog(page).getByText('You have as many senders as there may be.').waitFor();
    expect((await jmapOf(context).call('Identity/get', { ids: null })).list).toHaveLength(1);
  });

  test('a name that is too long is said at its field in the person’s language; a signature that finds no server is no wrong text', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/settings/profile', language: 'fr' });
    const shown = page.getByLabel('Nom affiché');
    await expect.poll(() => shown.inputValue()).toBe('bob');
    await shown.fill('x'.repeat(500));
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('255 caractères au plus.').waitFor();
    expect(await shown.getAttribute('aria-invalid')).toBe('true');
    await shown.fill('bob');
    await page.locator('a[href="/settings/identities"]').last().click();
    const signature = page.getByLabel('Signature', { exact: true });
    await signature.fill('Bob');
    await page.route('**/jmap/api', (route) => route.abort());
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('region', { name: 'Notifications' }).getByRole('group').waitFor();
    expect(await signature.getAttribute('aria-invalid')).toBeNull();
    expect(await signature.inputValue()).toBe('Bob');
    await context.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('marks of direction in names turn nothing around: an app password, one’s own name', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    await context.request.patch('/api/v1/me', { headers, data: { name: 'B\u202eob' } });
    await page.goto('/settings/programs');
    await page.getByLabel('For which program?').fill('Ph\u202eone');
    await page.getByRole('button', { name: 'Make a password' }).click();
    await page.getByText('Password for “Phone”.').waitFor();
    await page.getByRole('button', { name: 'Remove Phone' }).click();
    await page.getByRole('alertdialog', { name: 'Remove the password of “Phone”?' }).getByRole('button', { name: 'Cancel' }).click();
    expect(await page.evaluate(() => document.body.textContent?.includes('\u202e'))).toBe(false);
    await page.getByRole('button', { name: /Bob/ }).first().waitFor();
    expect(await page.evaluate(() => [...document.querySelectorAll('[aria-label]')].some((one) => one.getAttribute('aria-label')?.includes('\u202e')))).toBe(false);
  });
});
