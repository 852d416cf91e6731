/** Files whose list lies below a long text: a line says that they go along, and leads there. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, panel, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { keepScreen } from './setup/screens.ts';

const attach = (page: Page, ...names: readonly string[]) => panel(page).locator('input[type=file]').first().setInputFiles(names.map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.alloc(100_000, 1) })));
const long = Array.from({ length: 60 }, (_, at) => `Ligne ${at + 1}`);

inBrowser('files below a long text', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  test.each([
    ['en', 'alice', 1280, '1 file attached', '3 files attached'],
    ['fr', 'bob', 390, '1 fichier joint', '3 fichiers joints'],
    ['ar', 'carol', 390, 'مرفق واحد', '3 مرفقات'],
    ['ar', 'dave', 1280, 'مرفق واحد', '3 مرفقات'],
  ] as const)('are told of in a line that leads to them; what is written stays where it is, and the focus in it: %s, %s, %i', async (language, person, width, one, three) => {
    const { page } = await at.visit({ person, language, path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Compte rendu', ...long);
    if (width < 768) await page.setViewportSize({ width, height: 844 });
    await page.keyboard.press('Control+Home');
    const top = () => body(page).evaluate((text) => Math.round(text.getBoundingClientRect().top));
    const isInText = () => body(page).evaluate((text) => document.activeElement === text);
    const before = await top();
    const line = (name: string) => panel(page).getByRole('button', { name: new RegExp(`^${name} · `) });
    await attach(page, 'un.pdf');
    await line(one).waitFor();
    await attach(page, 'deux.pdf', 'trois.pdf');
    await line(three).getByText(/293|300/).waitFor();
    expect([await top(), await isInText()]).toEqual([before, true]);
    await expectAccessible(page);
    await keepScreen(page, `attached-line-${language}-${width}`);
    await line(three).click();
    await line(three).waitFor({ state: 'detached' });
    expect(await isInText()).toBe(true);
    await eventually(() => panel(page).getByText('trois.pdf').evaluate((name) => name.getBoundingClientRect().bottom < innerHeight)).toBe(true);
    await keepScreen(page, `attached-list-${language}-${width}`);
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('x');
    await line(three).waitFor();
    // By key the way goes on from there.
    await line(three).focus();
    await page.keyboard.press('Enter');
    await eventually(() => page.evaluate(() => document.activeElement?.closest('ul') !== null && document.activeElement?.getAttribute('aria-label')?.includes('trois.pdf'))).toBe(true);
  }, 60_000);

  test('that are all in sight need no line; one that cannot be uploaded is told of', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Court', 'mots');
    await attach(page, 'un.pdf');
    await panel(page).getByText('un.pdf').waitFor();
    await expect.poll(() => panel(page).getByRole('button', { name: /file attached/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await write(page, `bob@${DOMAIN}`, 'Long', ...long);
    await page.keyboard.press('Control+Home');
    await page.route('**/jmap/upload/**', (route) => route.abort());
    await attach(page, 'deux.pdf');
    await panel(page).getByRole('button', { name: 'An attachment could not be uploaded.' }).waitFor();
  }, 60_000);
});
