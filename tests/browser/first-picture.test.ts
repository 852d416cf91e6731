/** What the second visit shows before the client's code has run: the list as it was, which nobody can reach, and which is gone when the list is there. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FirstPicture } from '../../web/app/first-picture/picture.ts';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { holdBack } from './setup/hold-back.ts';
import { inBrowser, type PersonalVisit } from './setup/in-browser.ts';
import { keepScreen } from './setup/screens.ts';
import { signInByApi } from './setup/sign-in.ts';
import { storeMail } from './setup/stored-mail.ts';

const clientCode = /\/assets\/client-[^/]*\.js$/;
const picture = (page: Page) => page.locator('#first-picture');
const rows = (page: Page) => page.getByRole('grid').getByRole('row');

/** Notes from now on, in each frame of each page from the first with something, what is seen of the picture and of the list. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    // The frame that waits for a message runs nothing.
    if (window !== window.top) return;
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => {
      const shown = [document.getElementById('first-picture') && 'picture', document.querySelector('#root [role="row"]:not([aria-busy="true"])') && 'list'].filter(Boolean).join(' and ') || 'nothing';
      if (seen.at(-1) !== shown && (seen.length > 0 || shown !== 'nothing')) seen.push(shown);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (globalThis as unknown as { readonly seen: string[] }).seen);
}

/** From the next page on it is the same time tomorrow. */
async function aDayOn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (window !== window.top) return;
    const Now = Date;
    globalThis.Date = class extends Now {
      constructor(...moment: [number]) {
        super(...(moment.length > 0 ? moment : ([Now.now() + 86_400_000] as [number])));
      }

      static override now(): number {
        return Now.now() + 86_400_000;
      }
    } as DateConstructor;
  });
}

/** The picture that is kept for a person, read and changed as the page would. */
async function keptOf(page: Page, person: string, changed?: Partial<FirstPicture>): Promise<FirstPicture | undefined> {
  return page.evaluate(
    async ([name, changed]) => {
      if (!(await indexedDB.databases()).some((one) => one.name === name)) return undefined;
      const answer = <T>(request: IDBRequest<T>) => new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const database = await answer(indexedDB.open(name));
      try {
        const meta = database.transaction('meta', 'readwrite').objectStore('meta');
        const kept = (await answer(meta.get('first picture'))) as FirstPicture | undefined;
        if (changed && kept) await answer(meta.put({ ...kept, ...changed }, 'first picture'));
        return kept;
      } finally {
        database.close();
      }
    },
    [`messagerie:${person}@${DOMAIN}`, changed] as const,
  );
}

async function kept(page: Page, person: string): Promise<FirstPicture> {
  await expect.poll(() => keptOf(page, person)).toBeDefined();
  return (await keptOf(page, person)) as FirstPicture;
}

/** Where each text stands that is within an element, in whole pixels. */
const places = (page: Page, within: string) =>
  page.evaluate((selector) => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.querySelector(selector) as Element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const { x, y, width, height } = range.getBoundingClientRect();
      if (width > 2 && y < innerHeight && y + height > 0 && !text.parentElement?.closest('[data-passing], [role="status"]')) found.push(`${text.nodeValue} at ${[x, y, width, height].map(Math.round).join(' ')}`);
    }
    return found;
  }, within);

inBrowser('the first picture', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fatima'] }, (at) => {
  const subjects = ['Budget for the spring', 'رسالة إلى الجميع', '<img src=x onerror="document.title=\'hostile\'">', 'Invoice \u202egpj.exe', '</script><script>document.title="hostile"</script>'];
  beforeAll(async () => {
    for (const person of ['alice', 'bob', 'carol', 'dora', 'emil', 'fatima']) {
      await storeMail(at.server, person, subjects.map((subject, index) => ({ from: 'Claire Dupont <claire@example.org>', subject, text: `Text ${index}`, receivedAt: Date.now() - (index + 1) * 60_000, keywords: index === 0 ? [] : ['$seen'] })));
    }
  });

  /** A first visit, after which a picture is kept. */
  async function visited(person: string, how: PersonalVisit = {}) {
    const visit = await at.visit({ person, path: '/mail', ...how });
    await rows(visit.page).first().waitFor();
    await kept(visit.page, person);
    return visit;
  }

  test('is there before the client’s code has run, and gives way to the list in one and the same frame', async () => {
    const { page } = await visited('alice');
    const seen = await watch(page);
    const release = await holdBack(page, clientCode);
    await page.goto('/mail');
    await picture(page).getByText('Budget for the spring').waitFor();
    expect(await page.title()).toBe('(1) Inbox – Messagerie');
    expect(await page.locator('#root > *').count()).toBe(0);
    release();
    await rows(page).first().waitFor();
    await expect.poll(seen).toEqual(['picture', 'list']);
    expect(await picture(page).count()).toBe(0);
  });

  test('nothing in it can be reached, by pointer, by keyboard, or by a screen reader', async () => {
    const { page } = await visited('alice');
    const release = await holdBack(page, clientCode);
    await page.goto('/mail');
    await picture(page).getByText('Budget for the spring').waitFor();
    expect(await page.getByRole('row').or(page.getByRole('button')).or(page.getByRole('link')).count()).toBe(0);
    const { x, y } = (await picture(page).getByText('Budget for the spring').boundingBox()) ?? { x: 0, y: 0 };
    expect(await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.closest('#first-picture') ?? null, [x + 5, y + 5] as const)).toBeNull();
    await page.mouse.click(x + 5, y + 5);
    for (let step = 0; step < 5; step++) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('#first-picture') ?? null)).toBeNull();
    expect(new URL(page.url()).pathname).toBe('/mail');
    release();
    await rows(page).first().waitFor();
  });

  test('what others wrote is text in it, and nothing else', async () => {
    const { page } = await visited('alice');
    const release = await holdBack(page, clientCode);
    await page.goto('/mail');
    for (const subject of subjects.slice(1)) expect(await picture(page).getByText(subject.replaceAll('\u202e', '')).or(picture(page).getByText(subject)).count(), subject).toBeGreaterThan(0);
    expect(await picture(page).locator('img').evaluateAll((all) => all.map((one) => one.getAttribute('src')))).toEqual(['/icons/icon.svg']);
    expect(await picture(page).locator('script').count()).toBe(0);
    expect(await page.title()).not.toContain('hostile');
    release();
    await rows(page).first().waitFor();
  });

  test('whatever is kept, only what a picture may hold is drawn', async () => {
    const { page } = await visited('alice');
    const hostile = [
      ['script', {}, 'document.title = "hostile"'],
      ['iframe', { src: '/frame/mail.html' }],
      ['svg', {}, ['script', {}, 'document.title = "hostile"'], ['foreignObject', {}, ['img', { src: 'x' }]]],
      ['a', { href: 'javascript:document.title="hostile"', onclick: 'document.title="hostile"', class: 'kept' }, 'A link'],
      ['img', { src: '/api/v1/me', onerror: 'document.title="hostile"' }],
      ['input', { type: 'password', value: 'typed', autofocus: '' }],
    ];
    await keptOf(page, 'alice', { nodes: JSON.stringify(hostile) });
    const release = await holdBack(page, clientCode);
    await page.goto('/mail');
    await picture(page).getByText('A link').waitFor();
    expect(await picture(page).evaluate((box) => box.innerHTML)).toBe('<svg></svg><a href="#" class="kept">A link</a><img><input type="text">');
    release();
    await rows(page).first().waitFor();
    expect(await page.title()).not.toContain('hostile');
  });

  test.each<[string, (page: Page, kept: FirstPicture) => Promise<unknown>]>([
    ['build of the client', (page, { circumstances }) => keptOf(page, 'bob', { circumstances: circumstances.replace(/beginning-[\w-]+/, 'beginning-other') })],
    ['address', (page, { addresses }) => keptOf(page, 'bob', { addresses: addresses.filter((one) => one !== '/mail') })],
    ['size of the window', (page) => page.setViewportSize({ width: 1281, height: 800 })],
    ['day', aDayOn],
    ['language', (page) => page.evaluate(() => localStorage.setItem('messagerie-language', 'fr'))],
    ['look', (page) => page.evaluate(() => localStorage.setItem('messagerie.look', '{"theme":"dark","density":"compact"}'))],
  ])('is not shown for another %s', async (what, change) => {
    const { page } = await visited('bob');
    const seen = await watch(page);
    await change(page, await kept(page, 'bob'));
    await page.goto('/mail');
    await rows(page).first().waitFor();
    await expect.poll(seen).toEqual(['list']);
    // Nobody else is to have its clock.
    if (what === 'day') await page.close();
  });

  test('a list that is scrolled, words in the search box: no picture is kept of these', async () => {
    await storeMail(at.server, 'fatima', Array.from({ length: 60 }, (_, index) => ({ from: 'x@example.org', subject: `Older ${index}`, receivedAt: Date.now() - 3_600_000 - index })));
    const { page } = await visited('fatima');
    const before = await kept(page, 'fatima');
    await page.getByRole('combobox', { name: 'Search mail' }).fill('very private words');
    await page.keyboard.press('Escape');
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 1_500));
    await page.getByText('Older 20', { exact: true }).first().waitFor();
    // Leaving the page is when it would be kept at the latest.
    await page.goto('/settings/profile');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(JSON.stringify(await keptOf(page, 'fatima'))).toBe(JSON.stringify(before));
  });

  test('it goes where the client’s code fails', async () => {
    const { page, problems } = await visited('alice');
    await page.route(clientCode, (route) => route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken")' }));
    const seen = await watch(page);
    await page.goto('/mail');
    await expect.poll(seen).toEqual(['picture', 'nothing']);
    await page.unroute(clientCode);
    problems.take();
  });

  test('signing out takes it away', async () => {
    const { page, context } = await visited('carol');
    await page.getByRole('button', { name: 'carol’s account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in\?signed-out/);
    await expect.poll(() => keptOf(page, 'carol')).toBeUndefined();
    await signInByApi(context, 'carol', { language: 'en', theme: 'light', density: 'comfortable' });
    const seen = await watch(page);
    await page.goto('/mail');
    await rows(page).first().waitFor();
    await expect.poll(seen).toEqual(['list']);
  });

  test('when another person signs in, nothing of the one before is shown or kept', async () => {
    const { page, context } = await visited('dora');
    await context.clearCookies();
    await page.goto('/sign-in');
    expect(await picture(page).count()).toBe(0);
    await page.getByLabel('Email address', { exact: true }).fill(`emil@${DOMAIN}`);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    const seen = await watch(page);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await rows(page).first().waitFor();
    expect(await keptOf(page, 'dora')).toBeUndefined();
    await kept(page, 'emil');
    await page.goto('/mail');
    await rows(page).first().waitFor();
    await expect.poll(seen).toEqual(['picture', 'list']);
  });

  test('where the session has ended the sign-in page is shown alone, and no picture is left for the next visit', async () => {
    const { page, context } = await visited('emil');
    await context.clearCookies();
    await page.goto('/mail');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await picture(page).count()).toBe(0);
    expect(await page.getByText('Budget for the spring').count()).toBe(0);
    await expect.poll(() => keptOf(page, 'emil')).toBeUndefined();
  });

  test('with the service worker, without a network', async () => {
    const { page, context, problems } = await visited('alice', { worker: true });
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated' && navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    const seen = await watch(page);
    await page.goto('/mail');
    await rows(page).first().waitFor();
    await expect.poll(seen).toEqual(['picture', 'list']);
    problems.take(); // requests that fail are meant to
  });

  describe('every word stands where the list then has it', () => {
    test.each([
      ['fr', 'light', 1280, 'comfortable'],
      ['ar', 'dark', 1280, 'comfortable'],
      ['en', 'light', 900, 'compact'],
      ['ar', 'light', 390, 'comfortable'],
    ] as const)('in %s, %s, at %i, %s', async (language, theme, width, density) => {
      const { page } = await visited('alice', { language, theme, width, density });
      const release = await holdBack(page, clientCode);
      await page.goto('/mail');
      await picture(page).getByText('Budget for the spring').waitFor();
      await page.evaluate(() => document.fonts.ready);
      const pictured = await places(page, '#first-picture');
      const name = `first-picture-${language}-${theme}-${width}`;
      await keepScreen(page, name);
      release();
      await rows(page).first().waitFor();
      await expect.poll(() => places(page, '#root')).toEqual(pictured);
      expect(pictured.length).toBeGreaterThan(20);
      await keepScreen(page, `${name}-list`);
    });
  });
});
