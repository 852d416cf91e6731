/** A session that ends while a form of the settings holds words: they stay, and are saved once one has signed in again. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { keepScreen } from './setup/screens.ts';

const words = {
  en: { stays: 'what you have written here stays', over: 'Your session has ended.', signIn: 'Sign in', address: 'Email address', password: 'Password', save: 'Save', saved: 'Saved' },
  fr: { stays: 'ce que vous avez écrit ici reste', over: 'Votre session a pris fin.', signIn: 'Se connecter', address: 'Adresse de messagerie', password: 'Mot de passe', save: 'Enregistrer', saved: 'Enregistré' },
  ar: { stays: 'ويبقى ما كتبته هنا', over: 'انتهت جلستك.', signIn: 'تسجيل الدخول', address: 'عنوان البريد الإلكتروني', password: 'كلمة المرور', save: 'حفظ', saved: 'تم الحفظ' },
} as const;

inBrowser('a session that ends over a form', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  /** From another browser, as Settings › Sessions › End all others does. */
  async function endOthers(person: string) {
    const { context } = await at.visit({ person });
    const answer = await context.request.delete('/api/v1/me/sessions', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(await answer.json()).toMatchObject({ ended: 1 });
  }
  const signIn = async (page: Page, person: string, w: (typeof words)[keyof typeof words]) => {
    await page.getByLabel(w.address).fill(`${person}@${DOMAIN}`);
    await page.getByLabel(w.password, { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: w.signIn, exact: true }).click();
  };

  test.each([
    ['en', 'alice', 'vacation', 'Text', 1280],
    ['fr', 'bob', 'identities', 'Signature', 390],
    ['ar', 'carol', 'profile', 'الاسم المعروض', 1280],
  ] as const)('%s: %s signs in in a new tab, and the page with the words goes on without a reload (%s)', async (language, person, section, label, width) => {
    const w = words[language];
    const { page, context } = await at.visit({ person, path: `/settings/${section}`, language, width });
    const field = page.getByLabel(label, { exact: true });
    await field.waitFor();
    if (section === 'profile') await expect.poll(() => field.inputValue()).toBe(person);
    await field.fill('Written before the end');
    await endOthers(person);
    const banner = page.getByRole('alert').filter({ hasText: w.stays });
    await banner.waitFor();
    await expectAccessible(page);
    await keepScreen(page, `settings-signed-out-${language}`);
    await page.evaluate(() => Object.assign(window, { isTheSame: true }));
    const opening = context.waitForEvent('page');
    await banner.getByRole('button', { name: w.signIn }).click();
    const tab = await opening;
    await signIn(tab, person, w);
    await tab.locator('#main h1').first().waitFor();
    await banner.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('Written before the end');
    await page.getByRole('button', { name: w.save }).click();
    await page.getByText(w.saved, { exact: true }).first().waitFor();
    expect(await page.evaluate(() => 'isTheSame' in window)).toBe(true);
    if (section === 'vacation') {
      await page.reload();
      expect(await field.inputValue()).toBe('Written before the end');
    } else {
      const [identity] = (await jmapOf(context).call('Identity/get', { ids: null })).list;
      expect(section === 'profile' ? identity?.name : identity?.textSignature).toBe('Written before the end');
    }
    // What changes on the server comes again.
    if (section === 'identities') {
      await jmapOf(context).call('Identity/set', { create: { more: { name: 'From elsewhere', email: `${person}@${DOMAIN}` } } });
      await page.getByText('From elsewhere').first().waitFor();
    }
  }, 60_000);

  test('with nothing unsaved one signs in on the same tab, and is back on the page', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/settings/vacation' });
    await page.getByLabel('Text').waitFor();
    await endOthers('dora');
    const banner = page.getByRole('alert').filter({ hasText: words.en.over });
    await banner.waitFor();
    await banner.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/sign-in\?expired/);
    // Known by name, one types the password alone.
    expect(await page.getByLabel(words.en.address).inputValue()).toBe(`dora@${DOMAIN}`);
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
    expect(context.pages()).toHaveLength(1);
    await signIn(page, 'dora', words.en);
    await page.waitForURL('**/settings/vacation');
  });
});
