/** What waits to be sent and is opened again is sent no more by itself: it says so, and is a draft wherever it is. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, keptTexts, panel, save, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { keepScreen } from './setup/screens.ts';

const notices = (page: Page) => page.getByRole('region', { name: /^(?:Notifications|الإشعارات)$/ });
const strip = (page: Page, title: string) => page.getByRole('region').filter({ has: page.getByRole('button', { name: new RegExp(`^${title}`) }) });
const raise = (page: Page, title: string) => strip(page, title).getByRole('button', { name: new RegExp(`^${title}`) }).click();

/** What the server has of a message: its text and the roles of its folders, of each version. */
async function onServer(jmap: JmapOfVisit, title: string): Promise<unknown[]> {
  const emails = await jmap.emails({ subject: title });
  return Promise.all(emails.map(async (email) => [Object.values(email.bodyValues ?? {})[0]?.value?.trim(), ...(await jmap.rolesOf(email))]));
}

/** The network is back, as the browser tells the page. */
async function reconnect(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
}

const texts = {
  en: { waiting: 'waiting to be sent', queued: 'The server cannot be reached: the message will be sent as soon as it answers.', held: 'It will not be sent until you press Send again.', minimise: 'Minimise', notSent: 'not sent', close: 'Close and keep the draft', keptHere: 'Not sent; kept in this browser until it can be saved in Drafts', kept: 'Kept in Drafts; not sent', send: 'Send', sent: 'Message sent' },
  fr: { waiting: 'en attente d’envoi', queued: 'Le serveur est injoignable : le message partira dès qu’il répondra.', held: 'Il ne partira que si vous appuyez de nouveau sur Envoyer.', minimise: 'Réduire', notSent: 'non envoyé', close: 'Fermer et garder le brouillon', keptHere: 'Non envoyé ; gardé dans ce navigateur en attendant d’être enregistré dans Brouillons', kept: 'Gardé dans Brouillons ; non envoyé', send: 'Envoyer', sent: 'Message envoyé' },
  ar: { waiting: 'في انتظار الإرسال', queued: 'تعذّر الوصول إلى الخادم: ستُرسل الرسالة حين يجيب.', held: 'لن تُرسل حتى تضغط «إرسال» من جديد.', minimise: 'تصغير', notSent: 'لم تُرسل', close: 'إغلاق والاحتفاظ بالمسودة', keptHere: 'لم تُرسل؛ محفوظة في هذا المتصفح إلى أن يمكن حفظها في المسودات', kept: 'حُفظت في المسودات؛ لم تُرسل', send: 'إرسال', sent: 'أُرسلت الرسالة' },
} as const;

inBrowser('a message that waits to be sent and is opened', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  test.each([
    ['en', 'alice', 1280],
    ['fr', 'bob', 390],
    ['ar', 'carol', 1280],
    ['ar', 'dave', 390],
  ] as const)('says that it is sent no more, at full size and put down; it is in Drafts by itself once the network is back, and leaves by Send: %s, %s, %i', async (language, person, width) => {
    const words = texts[language];
    const title = `Hors ligne ${language} ${width}`;
    const { page, context } = await at.visit({ person, language, path: '/mail' });
    const jmap = jmapOf(context);
    await write(page, `alice@${DOMAIN}`, title, 'A', 'B');
    if (width < 768) await page.setViewportSize({ width, height: 844 });
    await context.setOffline(true);
    await page.keyboard.press('Control+Enter');
    await strip(page, title).getByText(words.waiting).waitFor();
    await notices(page).getByText(words.queued).waitFor();
    await raise(page, title);
    await panel(page).getByText(words.held).waitFor();
    await notices(page).getByText(words.queued).waitFor({ state: 'detached' });
    await expectAccessible(page);
    await keepScreen(page, `held-back-${language}-${width}`);
    await panel(page).getByRole('button', { name: words.minimise }).or(panel(page).getByRole('button', { name: words.close })).first().click();
    if (width >= 768) {
      await strip(page, title).getByText(words.notSent).waitFor();
      expect(await page.getByText(words.waiting).count()).toBe(0);
      await keepScreen(page, `held-back-down-${language}-${width}`);
    } else {
      await notices(page).getByText(words.keptHere).waitFor();
      await keepScreen(page, `held-back-closed-${language}-${width}`);
    }
    await reconnect(page);
    await eventually(() => onServer(jmap, title)).toEqual([['A\nB', 'drafts']]);
    expect(await jmap.submissions()).toEqual([]);
    if (width < 768) return void (await eventually(() => keptTexts(page)).toBe(''));
    await raise(page, title);
    await panel(page).getByText(words.held).waitFor();
    await panel(page).getByRole('button', { name: words.send, exact: true }).click();
    await notices(page).getByText(words.sent).waitFor();
    await eventually(() => onServer(jmap, title)).toEqual([['A\nB', 'sent']]);
    await eventually(() => keptTexts(page)).toBe('');
  }, 90_000);

  test('closed, it says where it is, with a network and without one; nothing of it comes back as recovered', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    for (const hasNetwork of [true, false]) {
      const title = `Fermé ${String(hasNetwork)}`;
      await write(page, `bob@${DOMAIN}`, title, 'un');
      await save(page);
      await body(page).focus();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText(' deux');
      await page.route('**/jmap/api', (route) => route.abort());
      await page.keyboard.press('Control+Enter');
      await strip(page, title).getByText('waiting to be sent').waitFor();
      await raise(page, title);
      await panel(page).getByText(texts.en.held).waitFor();
      if (hasNetwork) {
        await page.unroute('**/jmap/api');
        await reconnect(page);
        // What was saved before it was sent has not got the last word.
        await eventually(() => onServer(alice, title)).toEqual([['un deux', 'drafts']]);
      }
      await panel(page).getByRole('button', { name: texts.en.close }).click();
      await notices(page).getByText(hasNetwork ? texts.en.kept : texts.en.keptHere).waitFor();
      if (!hasNetwork) {
        await page.unroute('**/jmap/api');
        await reconnect(page);
      }
      await eventually(() => onServer(alice, title)).toEqual([['un deux', 'drafts']]);
      await eventually(() => keptTexts(page)).toBe('');
    }
  }, 90_000);

  test('after a reload it says so still', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Rechargé', 'un');
    await page.route('**/jmap/api', (route) => route.abort());
    await page.keyboard.press('Control+Enter');
    await raise(page, 'Rechargé');
    await panel(page).getByText(texts.en.held).waitFor();
    await eventually(() => keptTexts(page)).toContain('"isHeldBack":true');
    await page.unroute('**/jmap/api');
    await page.reload();
    await panel(page).getByText(texts.en.held).waitFor();
    await eventually(() => onServer(jmapOf(context), 'Rechargé')).toEqual([['un', 'drafts']]);
  }, 60_000);

  test('of one that was to leave at its time, it says that it is not scheduled', async () => {
    const { page } = await at.visit({ person: 'carol', path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Pour demain', 'un');
    await page.route('**/jmap/api', (route) => route.abort());
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: /^Tomorrow morning/ }).click();
    await raise(page, 'Pour demain');
    await panel(page).getByText('It is no longer scheduled.').waitFor();
    expect(await panel(page).getByText(texts.en.held).count()).toBe(0);
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await strip(page, 'Pour demain').getByText('not sent').waitFor();
  }, 60_000);

  test('where it has left in fact, that is said as soon as it can be asked, and it is not sent twice', async () => {
    const { page, context } = await at.visit({ person: 'dave', path: '/mail' });
    const dave = jmapOf(context);
    await write(page, `alice@${DOMAIN}`, 'Déjà parti', 'un');
    await save(page);
    let isLost = false;
    // The server gets it, and the network goes before its answer is there.
    await page.route('**/jmap/api', async (route) => {
      if (!isLost && !route.request().postData()?.includes('EmailSubmission/set')) return route.continue();
      if (!isLost) await route.fetch();
      isLost = true;
      await route.abort();
    });
    await page.keyboard.press('Control+Enter');
    await strip(page, 'Déjà parti').getByText('waiting to be sent').waitFor();
    await raise(page, 'Déjà parti');
    await panel(page).getByText(texts.en.held).waitFor();
    await page.unroute('**/jmap/api');
    await reconnect(page);
    await panel(page).getByText('already sent').waitFor();
    expect(await panel(page).getByText(texts.en.held).count()).toBe(0);
    expect(await dave.submissions()).toHaveLength(1);
    expect(await onServer(dave, 'Déjà parti')).toEqual([['un', 'sent']]);
  }, 60_000);

  test('of one that waits because the session has ended it says the same, and it is in Drafts once somebody has signed in', async () => {
    const { page, context, problems } = await at.visit({ person: 'bob', path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Sans session', 'un');
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.keyboard.press('Control+Enter');
    await notices(page).getByText('the message will be sent once you have signed in again').waitFor();
    await raise(page, 'Sans session');
    await panel(page).getByText(texts.en.held).waitFor();
    await notices(page).getByText('once you have signed in again').waitFor({ state: 'detached' });
    await context.addCookies(cookies);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await eventually(() => onServer(jmapOf(context), 'Sans session')).toEqual([['un', 'drafts']]);
    expect((await jmapOf(context).submissions()).length).toBe(0);
    problems.take();
  }, 60_000);
});
