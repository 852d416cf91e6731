/** Searching in Chromium: the box that suggests, what was found, the form. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { storeMail } from './setup/stored-mail.ts';

const day = 86_400_000;
const now = Date.now();
const box = (page: Page) => page.getByRole('combobox', { name: /^(?:Search mail|Rechercher dans le courrier|البحث في البريد)$/ });
const results = (page: Page) => page.getByRole('grid').getByRole('row');
const chips = (page: Page) => page.getByRole('button', { name: /^(?:Remove|Retirer|إزالة) / });
const active = (page: Page) => box(page).evaluate((input) => document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '');

async function search(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press('Enter');
}
async function expectFound(page: Page, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) await results(page).filter({ hasText: subject }).waitFor();
  await expect.poll(() => results(page).count()).toBe(subjects.length);
}

inBrowser('search', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fares'] }, (at) => {
  beforeAll(async () => {
    for (const person of ['alice', 'bob', 'carol', 'dora', 'emil', 'fares']) {
      await storeMail(at.server, person, [
        { from: 'Karim Benali <karim@example.org>', subject: 'Budget 2026', text: 'The corrected budget for Thursday.', receivedAt: now - day, keywords: [], attachment: 'budget.pdf' },
        { from: 'كريم بن علي <karim2@example.org>', subject: 'الميزانية السنوية', text: 'تجدون في المرفق الميزانية السنوية للمشروع.', receivedAt: now - 2 * day },
        { from: 'Jane Smith <jane@example.org>', subject: 'Lunch', text: 'Shall we talk about the budget?', receivedAt: Date.parse('2020-05-01T10:00:00Z'), keywords: ['$seen', '$flagged'] },
        { from: 'Claire Dupont <claire@example.org>', subject: 'Congés d’été', text: 'Vos dates ?', receivedAt: now - 3 * day, folder: 'Projets' },
        { from: 'Spam <spam@example.net>', subject: 'Budget for sale', receivedAt: now - day, folder: 'trash' },
      ]);
    }
    const long = Array.from({ length: 12 }, (_, at) => ({
      from: 'Claire Dupont <claire@example.org>', subject: `${at === 0 ? '' : 'Re: '}Longue suite`, messageId: `long${at}`, ...(at > 0 && { inReplyTo: 'long0' }),
      text: at === 4 ? 'La réponse est périphérique.' : `Message ${at + 1} de la suite.\n${'Une ligne.\n'.repeat(30)}`, receivedAt: now - (20 - at) * day, folder: 'Archives de suites',
    }));
    await storeMail(at.server, 'alice', long);
  });

  test('words: what was found is marked, each term is a chip that can be taken out', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await results(page).first().waitFor();
    await page.keyboard.press('/');
    await expect.poll(() => box(page).evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('budget has:attachment');
    await page.keyboard.press('Enter');
    await expectFound(page, 'Budget 2026');
    await page.getByRole('status').filter({ hasText: '1 result · In all my folders' }).waitFor();
    await results(page).first().locator('mark', { hasText: 'Budget' }).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove with attachment' }).click();
    await expectFound(page, 'Budget 2026', 'Lunch');
    expect(await box(page).inputValue()).toBe('budget');
    await page.getByRole('button', { name: 'Trash and Junk too' }).click();
    await expectFound(page, 'Budget 2026', 'Lunch', 'Budget for sale');
    // Each says where it lies, in sight and for who listens.
    for (const [subject, folder] of [['Lunch', 'Inbox'], ['Budget for sale', 'Trash']] as const) {
      const row = results(page).filter({ hasText: subject });
      await row.getByText(folder, { exact: true }).waitFor();
      expect(await row.getAttribute('aria-label')).toContain(`${subject}, ${folder}`);
    }
    await page.goBack();
    await expectFound(page, 'Budget 2026', 'Lunch');
    // What is typed next is for what was found.
    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    await page.locator('[role="row"]:focus').waitFor();
    await results(page).filter({ hasText: 'Lunch' }).click();
    await page.getByRole('heading', { name: 'Lunch' }).waitFor();
    await page.waitForURL(/\/search\/[^/?]+\?q=budget/);
  }, 60_000);

  test.each([
    ['en', 'from:karim is:unread', ['Budget 2026']],
    ['fr', 'de:claire', ['Congés d’été']],
    ['fr', 'est:suivi', ['Lunch']],
    ['fr', 'avant:2021-01-01', ['Lunch']],
    ['fr', 'dans:Projets', ['Congés d’été']],
    ['fr', 'contient:pièce-jointe', ['Budget 2026']],
    ['ar', 'من:كريم', ['الميزانية السنوية']],
    ['ar', 'في:المهملات', ['Budget for sale']],
    ['ar', 'هو:غير-مقروء قبل:2100', ['Budget 2026']],
    ['en', 'budget -from:jane', ['Budget 2026']],
    ['en', '"corrected budget"', ['Budget 2026']],
  ] as const)('operators, %s: %s', async (language, text, found) => {
    const { page } = await at.visit({ person: 'bob', path: `/search?q=${encodeURIComponent(text)}`, language });
    await expectFound(page, ...found);
    expect(await page.getByRole('main').locator('[class*="banner"]').count()).toBe(0);
  });

  test.each([1280, 390])('what was found within a long conversation is open, and in sight: at %i', async (width) => {
    const { page } = await at.visit({ person: 'alice', path: '/search?q=p%C3%A9riph%C3%A9rique', language: 'fr', width });
    await results(page).first().click();
    const found = page.getByRole('article').getByText('La réponse est périphérique.');
    await found.waitFor();
    // With the last one.
    await expect.poll(() => page.locator('article[data-email]').count()).toBe(2);
    await expect.poll(() => found.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(600);
    if (width === 390) return;
    // Printed is the whole conversation, what is folded as well.
    const opened = page.context().waitForEvent('page');
    await page.locator('[data-reader-bar]').getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: 'Imprimer' }).click();
    const paper = await opened;
    await expect.poll(() => paper.locator('article').count()).toBe(12);
    for (const text of ['Message 1 de la suite', 'La réponse est périphérique', 'Message 12 de la suite']) expect(await paper.getByText(text).count()).toBe(1);
    await paper.close();
  });

  test('labels: given to the open message on a phone, shown there, searched for by name, taken off', async () => {
    const { page } = await at.visit({ person: 'dora', path: '/mail', language: 'fr', width: 390 });
    await results(page).filter({ hasText: 'Budget 2026' }).click();
    const heading = page.getByRole('heading', { name: 'Budget 2026' });
    await heading.waitFor();
    await page.locator('[data-reader-bar]').getByRole('button', { name: 'Autres actions' }).click();
    await page.getByRole('menuitem', { name: /Étiqueter/ }).click();
    await page.getByRole('dialog').getByText('Plus tard').click();
    await page.getByRole('button', { name: 'Appliquer' }).click();
    const tag = page.getByRole('button', { name: 'Retirer Plus tard' });
    await tag.waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.goto('/mail');
    await box(page).fill('étiquette:plus');
    await page.getByRole('option', { name: 'Plus tard' }).click();
    expect(await box(page).inputValue()).toBe('étiquette:"Plus tard" ');
    await box(page).press('Enter');
    await expectFound(page, 'Budget 2026');
    await page.getByText('Étiquette : Plus tard').waitFor();
    await results(page).first().click();
    await tag.click();
    await tag.waitFor({ state: 'detached' });
    await page.goto('/search?q=label:later');
    await page.getByText('Rien trouvé').waitFor();
  });

  test('a day is that of the time zone that somebody has set, not of the device', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const set = (timeZone: string | null) => context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { timeZone } });
    for (const [zone, start] of [['Asia/Tokyo', '2026-03-13T15:00:00Z'], [null, '2026-03-13T23:00:00Z']] as const) {
      await set(zone);
      // The page begins with the preferences that it keeps.
      await page.goto('/mail');
      await expect.poll(() => page.evaluate(() => fetch('/api/v1/me/preferences').then((answer) => answer.json()).then(({ timeZone }) => timeZone))).toBe(zone);
      await results(page).first().waitFor();
      const asked = page.waitForRequest((request) => request.postData()?.includes('"before"') ?? false);
      await search(page, 'before:2026-03-14');
      expect((await asked).postData()).toContain(`"before":"${start}"`);
    }
  });

  test('Arabic words are found and marked', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail', language: 'ar' });
    await search(page, 'الميزانية');
    await expectFound(page, 'الميزانية السنوية');
    await expect.poll(() => results(page).locator('mark').allTextContents()).toContain('الميزانية');
  });

  test('suggestions: operators in one’s own language, people, folders, known messages, what was searched for last; all by keyboard', async () => {
    const { page } = await at.visit({ person: 'carol', path: '/mail', language: 'fr' });
    await results(page).first().waitFor();
    await box(page).click();
    const options = page.getByRole('option');
    await options.filter({ hasText: 'de:' }).first().waitFor();
    await expectAccessible(page);
    expect(await box(page).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await active(page)).toContain('de:');
    await page.keyboard.press('Enter');
    expect(await box(page).inputValue()).toBe('de:');
    await page.keyboard.type('ali');
    await options.filter({ hasText: 'alice@example.com' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => active(page)).toMatch(/alice|Rechercher/);
    await page.keyboard.press('Escape');
    expect(await box(page).getAttribute('aria-expanded')).toBe('false');
    await box(page).fill('dans:proj');
    await options.filter({ hasText: 'Projets' }).click();
    expect(await box(page).inputValue()).toBe('dans:Projets ');
    await box(page).fill('est:n');
    await options.filter({ hasText: 'non-lu' }).waitFor();
    await box(page).fill('budg');
    await options.filter({ hasText: 'Budget 2026' }).waitFor();
    await page.keyboard.press('Enter');
    await expectFound(page, 'Budget 2026', 'Lunch');
    await page.getByRole('button', { name: 'Effacer la recherche' }).click();
    await options.filter({ hasText: 'budg' }).first().waitFor();
    await box(page).fill('conge');
    await options.filter({ hasText: 'Rechercher « conge »' }).click();
    await expectFound(page, 'Congés d’été');
  });

  test.each(['fr', 'ar'] as const)('a suggestion that is longer than a phone is wide is cut at its own end, and says whom it is from: %s', async (language) => {
    const title = 'Documents pour le dossier de candidature, version consolidée et annotée';
    await storeMail(at.server, 'fares', [{ from: 'Direction des ressources humaines et de la formation <drh@example.org>', subject: title, receivedAt: now - day }]);
    const { page } = await at.visit({ person: 'fares', path: '/mail', language, width: 390 });
    await results(page).first().waitFor();
    await box(page).fill('candidature');
    const option = page.getByRole('option').filter({ hasText: title }).first();
    await option.waitFor();
    const parts = await option.evaluate((element) => {
      const outer = element.getBoundingClientRect();
      return [...element.querySelectorAll<HTMLElement>('[dir="auto"]')].map((part) => {
        const { left, right, width } = part.getBoundingClientRect();
        return { direction: getComputedStyle(part).direction, isCut: part.scrollWidth > part.clientWidth, isInside: left >= outer.left && right <= outer.right, isRead: width > 80 };
      });
    });
    expect(parts).toEqual(Array.from({ length: 2 }, () => ({ direction: 'ltr', isCut: true, isInside: true, isRead: true })));
  });

  test('one folder or all, kept searches, terms that say nothing, nothing found', async () => {
    const { page } = await at.visit({ person: 'dora', path: '/search?q=karim' });
    await expectFound(page, 'Budget 2026', 'الميزانية السنوية');
    await page.getByRole('button', { name: /Where to search/ }).click();
    await page.getByRole('option', { name: 'Projets' }).click();
    await page.getByText('Nothing found').waitFor();
    await expectAccessible(page);
    // In one folder no row needs to say where it lies.
    await page.getByRole('button', { name: /Where to search/ }).click();
    await page.getByRole('option', { name: 'Inbox' }).click();
    await expectFound(page, 'Budget 2026', 'الميزانية السنوية');
    expect(await results(page).getByText('Inbox').count()).toBe(0);
    await page.getByRole('button', { name: /Where to search/ }).click();
    await page.getByRole('option', { name: 'In all my folders' }).click();
    await expectFound(page, 'Budget 2026', 'الميزانية السنوية');

    await page.getByRole('button', { name: 'Keep this search' }).click();
    const pinned = page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'karim' });
    await pinned.waitFor();
    await page.goto('/mail');
    await pinned.click();
    await expectFound(page, 'Budget 2026', 'الميزانية السنوية');
    await page.getByRole('button', { name: 'Stop keeping this search' }).click();
    await expect.poll(() => pinned.count()).toBe(0);

    await search(page, 'budget before:yesterday in:Nowhere larger:big');
    for (const hint of ['write a date such as', 'there is no folder of this name', 'write a size such as']) await page.getByText(hint).waitFor();
    await page.getByText('Nothing was searched').waitFor();
    await expectFound(page);
    for (const term of ['Before yesterday', 'In: Nowhere', 'Larger than big']) await page.getByRole('button', { name: `Remove ${term}` }).click();
    await expectFound(page, 'Budget 2026', 'Lunch');
    await search(page, 'from:claire OR from:jane');
    await expectFound(page, 'Lunch', 'Congés d’été');
    await page.getByText('or From: jane').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.waitForURL(/\/mail/);
  });

  describe('a folder of somebody else is open', () => {
    const words = {
      en: { mine: 'In all my folders', folder: 'In Projet (Claire Martin)', theirs: 'In Claire Martin’s folders', where: /Where to search/, none: 'Nothing found', toMine: 'Search all my folders', toFolder: 'Search Projet (Claire Martin)', toTheirs: 'Search Claire Martin’s folders', elsewhere: 'Search elsewhere', one: '1 result' },
      fr: { mine: 'Dans tous mes dossiers', folder: 'Dans Projet (Claire Martin)', theirs: 'Dans les dossiers partagés par Claire Martin', where: /Où chercher/, none: 'Rien trouvé', toMine: 'Chercher dans tous mes dossiers', toFolder: 'Chercher dans Projet (Claire Martin)', toTheirs: 'Chercher dans les dossiers partagés par Claire Martin', elsewhere: 'Chercher ailleurs', one: '1 résultat' },
      ar: { mine: 'في كل مجلداتي', folder: 'في \u2068Projet\u2069 (\u2068Claire Martin\u2069)', theirs: 'في مجلدات \u2068Claire Martin\u2069', where: /أين تبحث/, none: 'لا نتائج', toMine: 'البحث في كل مجلداتي', toFolder: 'البحث في \u2068Projet\u2069 (\u2068Claire Martin\u2069)', toTheirs: 'البحث في مجلدات \u2068Claire Martin\u2069', elsewhere: 'البحث في مكان آخر', one: 'نتيجة واحدة' },
    } as const;
    const places = { account: '', projet: '' };
    const longName = 'Documents pour le dossier de candidature, version consolidée et annotée';

    beforeAll(async () => {
      for (const [local, name] of [['claire', 'Claire Martin'], ['emily', 'Emily Jones']] as const) await at.server.addUser(local, { name });
      await storeMail(at.server, 'claire', [
        { from: 'Nora <nora@example.org>', subject: 'Projet Andalousie', text: 'Devis.', receivedAt: now - day, folder: 'Projet' },
        { from: 'Nora <nora@example.org>', subject: 'Compte rendu', text: 'Marrakech.', receivedAt: now - day, folder: 'Réunions' },
        { from: 'Nora <nora@example.org>', subject: 'Privé Casablanca', receivedAt: now - day },
      ]);
      await storeMail(at.server, 'emily', [{ from: 'Nora <nora@example.org>', subject: 'Casablanca', text: 'Le contrat.', receivedAt: now - day }]);
    });
    // What is shared is asked for with the window's own cookie.
    const shared = async () => {
      const { context: claires } = await at.visit({ person: 'claire' });
      const { context: emilys } = await at.visit({ person: 'emily' });
      const [claire, emily] = [jmapOf(claires), jmapOf(emilys)];
      const reader = (await emily.accountId()).replace(/^a/, 'p');
      const { list } = await claire.call('Mailbox/get', { ids: null });
      const named = (wanted: string) => list.find(({ name }) => name === wanted)?.id ?? '';
      for (const name of ['Projet', 'Réunions']) await claire.call('Mailbox/set', { update: { [named(name)]: { shareWith: { [reader]: { mayReadItems: true } } } } });
      Object.assign(places, { account: await claire.accountId(), projet: named('Projet') });
    };
    const inProjet = async (language: keyof typeof words, width = 1280) => {
      if (places.projet === '') await shared();
      const visit = await at.visit({ person: 'emily', path: `/mail/${places.account}/${places.projet}`, language, width });
      await results(visit.page).filter({ hasText: 'Projet Andalousie' }).waitFor();
      return visit;
    };
    const says = (page: Page, text: string) => page.getByRole('main').getByRole('status').filter({ hasText: text }).waitFor();

    test.each([['fr', 1280], ['en', 390], ['ar', 390], ['ar', 1280], ['fr', 390], ['en', 1280]] as const)('one’s own mail is searched, and it is said whose; that folder is one press away: %s, %i', async (language, width) => {
      const { mine, folder, theirs, one, where, none, toMine, toFolder, toTheirs, elsewhere } = words[language];
      const { page } = await inProjet(language, width);
      await box(page).fill('Casablanca');
      const options = page.getByRole('option');
      await options.filter({ hasText: mine }).waitFor();
      await options.filter({ hasText: folder }).waitFor();
      await expectAccessible(page);
      await keepScreen(page, `search-scope-offered-${language}-${width}`);
      await box(page).press('Enter');
      await expectFound(page, 'Casablanca');
      await says(page, `${one} · ${mine}`);
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `search-scope-mine-${language}-${width}`);

      await page.getByRole('main').getByRole('button', { name: folder, exact: true }).click();
      await page.getByRole('paragraph').filter({ hasText: none }).waitFor();
      await says(page, folder);
      // Whoever goes by keys is where they are told where they are.
      const hasFocus = () => page.getByRole('button', { name: where }).evaluate((button) => button === document.activeElement);
      await expect.poll(hasFocus).toBe(true);
      await expectAccessible(page);
      await expectNoOverflow(page);
      await keepScreen(page, `search-scope-empty-${language}-${width}`);
      const others = page.getByRole('group', { name: elsewhere });
      await others.getByRole('button', { name: toTheirs, exact: true }).click();
      await says(page, theirs);
      await page.getByRole('paragraph').filter({ hasText: none }).waitFor();
      await others.getByRole('button', { name: toFolder, exact: true }).waitFor();
      await others.getByRole('button', { name: toMine, exact: true }).click();
      await expectFound(page, 'Casablanca');
      await says(page, `${one} · ${mine}`);

      await page.getByRole('button', { name: where }).click();
      await page.getByRole('option', { name: folder, exact: true }).waitFor();
      await expectAccessible(page);
      await keepScreen(page, `search-scope-list-${language}-${width}`);
      await page.getByRole('option', { name: theirs, exact: true }).click();
      await says(page, theirs);
      await expect.poll(hasFocus).toBe(true);
      // What the control shows goes for the next search, and can be read there.
      await search(page, 'Marrakech');
      await expectFound(page, 'Compte rendu');
      await says(page, `${one} · ${theirs}`);
      expect(await page.getByRole('button', { name: where }).textContent()).toContain(theirs);
      await page.reload();
      await says(page, `${one} · ${theirs}`);
      await page.getByRole('main').getByRole('button', { name: folder, exact: true }).waitFor();
    }, 60_000);

    test.each(['fr', 'en'] as const)('the search may begin in that folder, and folders behind an operator are those that are searched: %s', async (language) => {
      const { folder, mine, one } = words[language];
      const { page } = await inProjet(language);
      await box(page).fill('in:Proj');
      await page.getByRole('option').filter({ hasText: 'in:Proj' }).first().waitFor();
      expect(await page.getByRole('option').filter({ hasText: /^Projet$/ }).count()).toBe(0);
      await box(page).fill('andalousie');
      await page.getByRole('option').filter({ hasText: folder }).click();
      await expectFound(page, 'Projet Andalousie');
      await says(page, `${one} · ${folder}`);
      await page.getByRole('main').getByRole('button', { name: mine, exact: true }).click();
      await page.getByRole('paragraph').filter({ hasText: words[language].none }).waitFor();
    });

    test('from one’s own folder what others share is in the list of places', async () => {
      if (places.projet === '') await shared();
      const { page } = await at.visit({ person: 'emily', path: '/mail' });
      await results(page).filter({ hasText: 'Casablanca' }).waitFor();
      await search(page, 'andalousie');
      await page.getByText('Nothing found').waitFor();
      await page.getByRole('group', { name: 'Search elsewhere' }).getByRole('button', { name: 'Search Claire Martin’s folders' }).click();
      await expectFound(page, 'Projet Andalousie');
      await says(page, '1 result · In Claire Martin’s folders');
    });

    test.each([['ar', 390], ['fr', 1280]] as const)('names that are longer than there is room: %s, %i', async (language, width) => {
      if (places.projet === '') await shared();
      await storeMail(at.server, 'claire', [{ from: 'Nora <nora@example.org>', subject: `Long ${language}`, receivedAt: now, folder: longName }]);
      const { context: claires } = await at.visit({ person: 'claire' });
      const claire = jmapOf(claires);
      const { page, context } = await at.visit({ person: 'emily', language, width });
      const reader = (await jmapOf(context).accountId()).replace(/^a/, 'p');
      const id = (await claire.call('Mailbox/get', { ids: null })).list.find(({ name }) => name === longName)?.id ?? '';
      await claire.call('Mailbox/set', { update: { [id]: { shareWith: { [reader]: { mayReadItems: true } } } } });
      await page.goto(`/mail/${places.account}/${id}`);
      await results(page).filter({ hasText: `Long ${language}` }).waitFor();
      await box(page).fill('long');
      await page.getByRole('option').filter({ hasText: longName }).waitFor();
      await expectNoOverflow(page);
      await keepScreen(page, `search-scope-long-offered-${language}-${width}`);
      await page.getByRole('option').filter({ hasText: longName }).click();
      await expectFound(page, ...(language === 'ar' ? ['Long ar'] : ['Long ar', 'Long fr']));
      await expectNoOverflow(page);
      await expectAccessible(page);
      const pane = page.getByRole('main').locator('header').first();
      const areInside = () => pane.evaluate((header) => {
        const room = header.closest('section')?.getBoundingClientRect();
        return room !== undefined && [header, ...header.querySelectorAll('button')].map((part) => part.getBoundingClientRect()).every(({ left, right }) => left >= room.left && right <= room.right) && [...header.querySelectorAll('button[aria-pressed]')].every((chip) => chip.scrollWidth <= chip.clientWidth);
      });
      expect(await areInside()).toBe(true);
      await keepScreen(page, `search-scope-long-${language}-${width}`);
      await page.getByRole('main').getByRole('button', { name: words[language].mine, exact: true }).click();
      await page.getByRole('paragraph').filter({ hasText: words[language].none }).waitFor();
      expect(await areInside()).toBe(true);
      await expectNoOverflow(page);
      await keepScreen(page, `search-scope-long-mine-${language}-${width}`);
      await page.goBack();
      await results(page).first().focus();
      await page.keyboard.press('x');
      await page.getByRole('main').getByRole('toolbar').first().waitFor();
      await expectNoOverflow(page);
      await keepScreen(page, `search-scope-chosen-${language}-${width}`);
    });

    test('what is no longer shared is said to be so, and one’s own mail is offered', async () => {
      const { page } = await at.visit({ person: 'emily', path: '/search?q=casablanca&account=a999' });
      await page.getByText('Nothing of this person is shared with you any more').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Search all my folders' }).click();
      await expectFound(page, 'Casablanca');
    });
  });

  test.each([
    ['en', 'https://example.org', '“filename:” is no operator here: “filename:pdf” was searched for as text.', 'Attached files are found by the words of their names; “has:attachment” finds'],
    ['fr', 'Re: x', '«\u00a0filename:\u00a0» n’est pas un opérateur ici\u00a0: «\u00a0filename:pdf\u00a0» a été cherché comme du texte.', 'Les fichiers joints se trouvent par les mots de leur nom\u202f; «\u00a0contient:pièce-jointe\u00a0» trouve'],
    ['ar', 'Re: x', '«\u2068filename:\u2069» ليس عامل بحث هنا: بُحث عن «\u2068filename:pdf\u2069» كنص.', 'يُعثر على الملفات المرفقة بكلمات أسمائها؛ ويجد «\u2068يحتوي:مرفق\u2069» الرسائل'],
  ] as const)('an operator that there is not is text, and it is said so: %s', async (language, plain, note, files) => {
    const { page } = await at.visit({ person: 'bob', path: '/search?q=filename%3Apdf', language, width: 390 });
    await page.getByText(note).waitFor();
    await page.getByText(files).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `search-no-operator-${language}-390`);
    await storeMail(at.server, 'bob', [{ from: 'Nora <nora@example.org>', subject: `Norme ISO:9001 ${language}`, receivedAt: now - day }]);
    await search(page, `ISO:9001 ${language}`);
    await page.getByText('ISO:9001').first().waitFor();
    await expectFound(page, `Norme ISO:9001 ${language}`);
    expect(await page.getByText(files).count()).toBe(0);
    await search(page, plain);
    await page.getByRole('main').getByRole('status').filter({ hasText: /^(?:0 |لا نتائج)/ }).waitFor();
    expect(await page.getByRole('main').locator('[class*="banner"]').count()).toBe(0);
  });

  test('a draft that answers something stands for its conversation; alone it is opened to be written on', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const jmap = jmapOf(context);
    await storeMail(at.server, 'bob', [{ from: 'Nora <nora@example.org>', subject: 'Zebra crossing', text: 'Where is it?', receivedAt: now - day, messageId: 'zebra' }]);
    const draft = { keywords: { $draft: true, $seen: true }, from: [{ email: `bob@${DOMAIN}` }], textBody: [{ partId: 'a', type: 'text/plain' }], bodyValues: { a: { value: 'Not yet.' } } };
    await jmap.put({ ...draft, subject: 'Re: Zebra crossing', inReplyTo: [`zebra@${DOMAIN}`], references: [`zebra@${DOMAIN}`] }, 'drafts');
    await jmap.put({ ...draft, subject: 'Zebra alone' }, 'drafts');
    await page.goto('/search?q=zebra');
    await expectFound(page, 'Zebra crossing', 'Zebra alone');
    await results(page).filter({ hasText: 'Zebra crossing' }).click();
    await page.getByRole('article').filter({ hasText: 'Where is it?' }).waitFor();
    await page.waitForURL(/\/search\/[^/?]+\?q=zebra/);
    await results(page).filter({ hasText: 'Zebra alone' }).click();
    await page.getByRole('textbox', { name: 'Subject' }).waitFor();
  });

  test('a folder that was thrown away is no longer found, but in Trash', async () => {
    await storeMail(at.server, 'fares', [{ from: 'Nora <nora@example.org>', subject: 'Old quokka', receivedAt: now - day, folder: 'Old' }]);
    const { page, context } = await at.visit({ person: 'fares' });
    const jmap = jmapOf(context);
    const { list } = await jmap.call('Mailbox/get', { ids: null });
    const [old, trash] = [list.find(({ name }) => name === 'Old'), list.find(({ role }) => role === 'trash')];
    await page.goto('/search?q=quokka');
    await expectFound(page, 'Old quokka');
    await jmap.call('Mailbox/set', { update: { [old?.id ?? '']: { parentId: trash?.id } } });
    await page.getByText('Nothing found').waitFor();
    await search(page, 'quokka in:trash');
    await expectFound(page, 'Old quokka');
  });

  test('the form says the same as the words, both ways', async () => {
    const { page } = await at.visit({ person: 'emil', path: '/search?q=budget+from%3Akarim' });
    await expectFound(page, 'Budget 2026');
    await page.getByRole('button', { name: 'Detailed search' }).click();
    const form = page.getByRole('dialog', { name: 'Detailed search' });
    expect([await form.getByLabel('Has the words').inputValue(), await form.getByLabel('From').inputValue()]).toEqual(['budget', 'karim']);
    await expectAccessible(page);
    await keepScreen(page, 'search-form');
    await form.getByLabel('From').fill('');
    await form.getByLabel('Before').fill('2021-01-01');
    await form.getByRole('button', { name: /State/ }).click();
    await page.getByRole('option', { name: 'flagged' }).click();
    await form.getByRole('button', { name: 'Search', exact: true }).click();
    await expectFound(page, 'Lunch');
    expect(await box(page).inputValue()).toBe('budget before:2021-01-01 is:flagged');
    await page.getByRole('button', { name: 'Detailed search' }).click();
    await form.getByRole('button', { name: 'Clear all' }).click();
    await form.getByRole('button', { name: /Folder/ }).click();
    await page.getByRole('option', { name: 'Trash', exact: true }).click();
    await form.getByLabel('Has the words').press('Enter');
    await expectFound(page, 'Budget for sale');
  });

  test.each([
    ['fr', 'light', 390],
    ['ar', 'dark', 390],
    ['ar', 'light', 1280],
    ['en', 'dark', 900],
  ] as const)('in %s, %s, at %i', async (language, theme, width) => {
    const { page } = await at.visit({ person: 'fares', path: '/mail', language, theme, width });
    await results(page).first().waitFor();
    await box(page).click();
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `search-suggestions-${language}-${theme}-${width}`);
    await search(page, 'budget before:never');
    await page.getByText({ fr: 'Aucune recherche n’a été faite', en: 'Nothing was searched', ar: 'لم يُجرَ أي بحث' }[language]).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `search-unclear-${language}-${theme}-${width}`);
    await search(page, 'budget');
    await results(page).first().waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `search-${language}-${theme}-${width}`);
    await page.getByRole('search').getByRole('button').last().click();
    await page.getByRole('dialog').locator('form').waitFor();
    await expectAccessible(page, '[role=dialog]');
    await expectNoOverflow(page);
    await keepScreen(page, `search-form-${language}-${theme}-${width}`);
    await page.keyboard.press('Escape');
    await chips(page).first().click();
  });
});
