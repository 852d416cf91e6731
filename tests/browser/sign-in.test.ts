/** Signing in and out in Chromium: what the page says, where it leads, what stays in the browser afterwards. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { userKey } from '../../web/store/names.ts';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, write } from './setup/composing.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';

const words = {
  fr: { title: 'Se connecter', address: 'Adresse de messagerie', password: 'Mot de passe', wrong: 'L’adresse ou le mot de passe est incorrect', missing: 'Saisissez votre mot de passe.' },
  en: { title: 'Sign in', address: 'Email address', password: 'Password', wrong: 'The address or the password is wrong', missing: 'Enter your password.' },
  ar: { title: 'تسجيل الدخول', address: 'عنوان البريد الإلكتروني', password: 'كلمة المرور', wrong: 'العنوان أو كلمة المرور', missing: 'أدخل كلمة المرور.' },
} as const;
type Language = keyof typeof words;

const ownUrl = /\/mail\/[^/]+\/[^/]+/;

async function signIn(page: Page, user: string, password: string, language: Language = 'en'): Promise<void> {
  const { address, password: label, title } = words[language];
  await page.getByLabel(address, { exact: true }).fill(user);
  await page.getByLabel(label, { exact: true }).fill(password);
  await page.getByRole('button', { name: title, exact: true }).click();
}

inBrowser('signing in', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  const alice = `alice@${DOMAIN}`;

  test.each([
    ['fr', 'light', 1280],
    ['en', 'dark', 390],
    ['ar', 'light', 390],
    ['ar', 'dark', 1280],
  ] as const)('in %s, %s, at %i: by keyboard alone, and told what is missing or wrong', async (language, theme, width) => {
    const { page } = await at.visit({ path: '/sign-in', language, theme, width });
    const { title, wrong, missing, address } = words[language];
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([language, language === 'ar' ? 'rtl' : 'ltr']);
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `sign-in-${language}-${theme}-${width}`);
    await page.getByLabel(address, { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type(alice);
    await page.keyboard.press('Enter');
    await page.getByText(missing).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(wrong).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(ownUrl);
    await page.getByRole('grid').or(page.getByRole('main').getByText(/./)).first().waitFor();
  });

  test('the session is a cookie that script cannot read; nothing that opens the account lies in storage', async () => {
    const { page, context } = await at.visit({ path: '/sign-in' });
    await signIn(page, alice, PASSWORD);
    await page.waitForURL(ownUrl);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: '__Host-messagerie', httpOnly: true, secure: true, sameSite: 'Strict' });
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(cookie?.value ?? '?');
  });

  test('after too many wrong passwords it says for how long to wait', async () => {
    const { page } = await at.visit({ path: '/sign-in' });
    const { limits } = at.server.running.open.core;
    // The server's own gate takes real seconds to close: tests/protocol has its answer.
    await page.route('**/api/v1/session', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 429, headers: { 'Retry-After': '90' }, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Too many', status: 429, detail: 'Later.', code: 'tooManyAttempts' } }) : route.continue(),
    );
    await signIn(page, `dora@${DOMAIN}`, PASSWORD);
    await page.getByRole('alert').getByText('Too many attempts. Try again in 2 minutes.').waitFor();
    expect(limits.signInFailures).toBeGreaterThan(0);
  });

  test('a demonstration names its accounts; choosing one leads on to its password', async () => {
    const { page } = await at.visit();
    await page.route('**/api/v1/server', (route) => route.fulfill({ json: { demonstration: { addresses: [`bob@${DOMAIN}`, alice], passwordFile: '/srv/mail/passwords.txt' } } }));
    await page.goto('/sign-in');
    await page.getByText('/srv/mail/passwords.txt').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: `Enter as bob@${DOMAIN}` }).click();
    await page.getByLabel('Password', { exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(ownUrl);
    await page.getByRole('button', { name: 'bob’s account' }).waitFor();
  });

  test('the language is chosen before anybody has signed in, and remembered', async () => {
    const { page } = await at.visit({ path: '/sign-in', language: 'fr' });
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.getByRole('heading', { level: 1, name: words.ar.title }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: words.ar.title }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
  });

  test('the password can be looked at', async () => {
    const { page } = await at.visit({ path: '/sign-in' });
    const field = page.getByLabel('Password', { exact: true });
    await field.fill('secret words');
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Hide password' }).click();
    expect(await field.getAttribute('type')).toBe('password');
  });

  test('who is sent to sign in comes back to where they wanted to go', async () => {
    const { page } = await at.visit({ path: '/search?q=is%3Aunread' });
    await page.waitForURL(/\/sign-in\?to=/);
    await signIn(page, alice, PASSWORD);
    await page.waitForURL(/\/search\?q=is(?::|%3A)unread$/);
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor();
  });

  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/connect', '/api/v1/me', '/mailbox'])('to=%s leads to one’s own mail', async (to) => {
    const { page } = await at.visit({ path: `/sign-in?to=${encodeURIComponent(to)}` });
    await signIn(page, `bob@${DOMAIN}`, PASSWORD);
    await page.waitForURL(ownUrl);
    expect(new URL(page.url()).origin).toBe(at.server.http);
  });

  test('signing out takes all of a person away, and signs the other tabs out', async () => {
    const { page, context } = await at.visit({ person: 'carol', path: '/mail' });
    await page.waitForURL(ownUrl);
    const other = await context.newPage();
    await other.goto('/settings/profile');
    await other.getByRole('heading', { level: 1 }).waitFor();
    const stored = () => page.evaluate(async () => ({ databases: (await indexedDB.databases()).map(({ name }) => name), storage: JSON.stringify({ ...localStorage, ...sessionStorage }) }));
    await expect.poll(async () => (await stored()).databases.join()).toContain('carol');
    await page.getByRole('button', { name: 'carol’s account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in\?signed-out/);
    await page.getByText('You are signed out.').waitFor();
    await other.waitForURL(/\/sign-in/);
    await expect.poll(async () => (await stored()).databases).toEqual([]);
    expect((await stored()).storage).not.toMatch(/carol|example\.com|mail\//);
    expect(await page.evaluate(() => fetch('/jmap/session').then(({ status }) => status))).toBe(401);
    expect(await context.cookies()).toEqual([]);
  });

  test('while what is being written is saved, one sees that one is being signed out', async () => {
    const { page } = await at.visit({ person: 'dora', path: '/mail' });
    await page.waitForURL(ownUrl);
    await write(page, `bob@${DOMAIN}`, 'Nearly lost', 'Last words');
    const hold = gate();
    await page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('Email/set')) await hold.isOpen;
      await route.continue();
    });
    await page.keyboard.insertText(' and more');
    const saving = page.waitForRequest((request) => request.postData()?.includes('Email/set') ?? false);
    await page.getByRole('button', { name: 'dora’s account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await saving;
    await page.getByRole('region', { name: 'Notifications' }).getByText('Signing out…').waitFor();
    hold.letGo();
    await page.waitForURL(/\/sign-in\?signed-out/);
  });

  test('what was typed just before signing out, in this tab and in another, is in Drafts; where it cannot be saved the person is asked', async () => {
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail' });
    await page.waitForURL(ownUrl);
    const other = await context.newPage();
    await other.goto('/mail');
    await write(other, `bob@${DOMAIN}`, 'In the other tab', 'Last words there');
    await page.bringToFront();
    await write(page, `bob@${DOMAIN}`, 'In this tab', 'Last words here');
    const signOut = async () => {
      await page.getByRole('button', { name: 'alice’s account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    };
    await page.route('**/jmap/api', (route) => route.abort());
    await page.keyboard.insertText(' and more');
    await signOut();
    const question = page.getByRole('alertdialog', { name: 'A draft is not saved' });
    await question.waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await body(page).textContent()).toContain('Last words here and more');
    await page.unroute('**/jmap/api');
    await context.setOffline(true);
    await signOut();
    await page.getByText('you are still signed in').first().waitFor();
    await context.setOffline(false);
    problems.take();
    await page.bringToFront();
    await other.bringToFront();
    await body(other).pressSequentially('!');
    await page.bringToFront();
    await signOut();
    await page.waitForURL(/\/sign-in\?signed-out/);
    await other.waitForURL(/\/sign-in/);
    const again = await at.visit({ person: 'alice' });
    const drafts = await jmapOf(again.context).emails({ hasKeyword: '$draft' });
    expect(drafts.map(({ subject, bodyValues }) => [subject, Object.values(bodyValues ?? {})[0]?.value]).sort()).toEqual([['In the other tab', 'Last words there!'], ['In this tab', 'Last words here and more']]);
  }, 60_000);

  test('whoever signs in after a session that ended finds nothing of the one before, whose unsent words wait for them', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    await page.waitForURL(ownUrl);
    await page.getByRole('grid').or(page.getByText('Nothing new here')).first().waitFor();
    await page.getByRole('button', { name: 'New message' }).click();
    await page.evaluate(() => localStorage.setItem('messagerie.recent-folders', '[{"accountId":"a","mailboxId":"of dora"}]'));
    const kept = (person: string) => page.evaluate(contentOf, `messagerie:${person}@example.com`);
    await expect.poll(async () => Object.keys((await kept('dora')) ?? {})).toContain('objects');
    await context.clearCookies();
    await page.getByLabel('Subject').fill('For me alone');
    await expect.poll(async () => (await kept('dora'))?.['drafts']).toBe(1);
    await page.goto('/sign-in');
    await signIn(page, `bob@${DOMAIN}`, PASSWORD);
    await page.waitForURL(ownUrl);
    await page.getByRole('button', { name: 'bob’s account' }).waitFor();
    expect(await kept('dora')).toEqual({ drafts: 1 });
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/dora/);
    expect(await page.getByText('For me alone').count()).toBe(0);

    await context.clearCookies();
    await page.goto('/sign-in');
    await signIn(page, `dora@${DOMAIN}`, PASSWORD);
    await page.waitForURL(ownUrl);
    await expect.poll(() => page.getByLabel('Subject').inputValue()).toBe('For me alone');
    await expect.poll(() => kept('bob')).toBeUndefined();
  });

  test('whoever is signed in in another tab is told when somebody else signs in with this browser: nothing of either is shown to the other', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    await jmapOf(context).put({ subject: 'For Alice', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'hers' } } });
    await page.goto('/mail');
    await page.getByRole('row', { name: /For Alice/ }).click();
    await page.getByRole('heading', { name: 'For Alice' }).waitFor();
    await page.keyboard.press('c');
    await page.getByLabel('Subject').fill('Half written');
    const hers = page.url();
    const second = await context.newPage();
    await second.goto('/sign-in');
    await signIn(second, `bob@${DOMAIN}`, PASSWORD);
    await second.waitForURL(ownUrl);
    await page.getByText(`Somebody else has signed in with this browser: bob@${DOMAIN}.`).waitFor();
    expect(await page.getByText(/For Alice|Half written|no longer exists/).count()).toBe(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Enter as' }).click();
    await page.getByRole('button', { name: 'bob’s account' }).waitFor();
    await page.waitForURL(ownUrl);
    expect(await page.getByText(/For Alice|Half written|no longer exists/).count()).toBe(0);
    // Back from there does not lead into what was the other one's.
    await page.goBack();
    expect(page.url()).not.toBe(hers);

    await second.goto('/sign-in');
    await signIn(second, alice, PASSWORD);
    await second.waitForURL(ownUrl);
    await second.getByRole('region', { name: 'Minimised message: Half written' }).getByRole('button', { name: 'Half written' }).click();
    await expect.poll(() => second.getByLabel('Subject').inputValue()).toBe('Half written');
  });

  test('so is a page that heard nothing of it, as soon as it asks the server', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await page.waitForURL(ownUrl);
    await page.getByRole('button', { name: 'alice’s account' }).waitFor();
    await context.request.post('/api/v1/session', { headers: { 'sec-fetch-site': 'same-origin' }, data: { user: `bob@${DOMAIN}`, password: PASSWORD } });
    await page.reload();
    await page.getByText(`Somebody else has signed in with this browser: bob@${DOMAIN}.`).waitFor();
    await page.getByRole('button', { name: 'Enter as' }).click();
    await page.getByRole('button', { name: 'bob’s account' }).waitFor();
  });

  test('so is one of whom nothing has been kept yet', async () => {
    const { page, context } = await at.visit({ path: '/sign-in' });
    await page.evaluate(([key, user]) => localStorage.setItem(key as string, user as string), [userKey, alice]);
    await context.request.post('/api/v1/session', { headers: { 'sec-fetch-site': 'same-origin' }, data: { user: `bob@${DOMAIN}`, password: PASSWORD } });
    await page.goto('/mail');
    await page.getByText(`Somebody else has signed in with this browser: bob@${DOMAIN}.`).waitFor();
  });

  test('a session that ends elsewhere is told on the page; signing in again brings back what was being written', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    await page.waitForURL(ownUrl);
    await page.getByRole('button', { name: 'New message' }).click();
    const subject = page.getByLabel('Subject');
    await subject.fill('Half a thought');
    const elsewhere = await at.visit({ person: 'bob' });
    await elsewhere.context.request.delete('/api/v1/me/sessions', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect((await context.request.get('/api/v1/session', { headers: { 'sec-fetch-site': 'same-origin' } })).status()).toBe(401);
    // It is told though nothing is asked of the server; the network is not to blame.
    const banner = page.getByRole('alert').filter({ hasText: 'Your session has ended. Sign in to continue' });
    await banner.waitFor();
    expect(await page.getByText('You are offline').count()).toBe(0);
    await subject.fill('Half a thought, finished');
    await expectAccessible(page);
    await banner.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/sign-in\?expired/);
    await signIn(page, `bob@${DOMAIN}`, PASSWORD);
    await page.waitForURL(ownUrl);
    await expect.poll(() => subject.inputValue()).toBe('Half a thought, finished');
  });
});

/** Runs in the page. @returns how much each store of a database holds, without those that are empty; undefined where there is none */
async function contentOf(name: string): Promise<Record<string, number> | undefined> {
  if (!(await indexedDB.databases()).some((one) => one.name === name)) return undefined;
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const found: Record<string, number> = {};
      const reading = database.transaction([...database.objectStoreNames]);
      for (const store of database.objectStoreNames) {
        const counting = reading.objectStore(store).count();
        counting.onsuccess = () => {
          if (counting.result > 0) found[store] = counting.result;
        };
      }
      reading.oncomplete = () => {
        database.close();
        resolve(found);
      };
    };
  });
}
