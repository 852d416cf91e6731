/** The row of formats under a message: what is pressed there is done at once, and the focus stays in the text. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, panel, subject, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { keepScreen } from './setup/screens.ts';

const row = (page: Page) => panel(page).getByRole('toolbar');
const html = (page: Page) => body(page).evaluate((text) => [...text.children].map(({ outerHTML }) => outerHTML.replace(/ (?:dir|class|style|data-[a-z]+)="[^"]*"/g, '')).join(''));
const isInText = (page: Page) => body(page).evaluate((text) => document.activeElement === text);

/** Moves the row sideways to its end, as a finger does: the buttons that it begins with are out of sight. @returns how far */
const drawAside = (page: Page) =>
  row(page).evaluate((element) => {
    element.scrollBy({ left: getComputedStyle(element).direction === 'rtl' ? -1000 : 1000, behavior: 'instant' });
    return element.scrollLeft;
  });

inBrowser('the row of formats', { people: ['alice', 'bob', 'carol'] }, (at) => {
  test.each([
    ['en', 'alice', 'Show formatting', 'Bold', 'Bulleted list', 'Quotation'],
    ['fr', 'bob', 'Afficher la mise en forme', 'Gras', 'Liste à puces', 'Citation'],
    ['ar', 'carol', 'إظهار التنسيق', 'عريض', 'قائمة نقطية', 'اقتباس'],
  ] as const)('on a phone, the first tap after it was drawn aside counts, also after another button was used: %s, %s', async (language, person, show, bold, list, quote) => {
    const { page } = await at.visit({ person, language, width: 390, path: '/mail' });
    await page.getByRole('button', { name: /^(?:New message|Nouveau message|رسالة جديدة)$/ }).tap();
    await to(page).fill(`alice@${DOMAIN}`);
    await subject(page).fill('Ordre du jour');
    await panel(page).getByRole('button', { name: show }).tap();
    await body(page).tap();
    await row(page).getByRole('button', { name: bold, exact: true }).tap();
    expect(await isInText(page)).toBe(true);
    await page.keyboard.type('Gras');
    const before = await drawAside(page);
    expect(Math.abs(before)).toBeGreaterThan(200);
    await row(page).getByRole('button', { name: list, exact: true }).tap();
    await eventually(() => html(page)).toMatch(/^<ul><li><p><strong>Gras<\/strong><\/p><\/li><\/ul>/);
    expect([await isInText(page), await row(page).evaluate((element) => element.scrollLeft)]).toEqual([true, before]);
    await keepScreen(page, `format-row-${language}`);
    // Twice leads out of the list.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Deux');
    await drawAside(page);
    await row(page).getByRole('button', { name: quote, exact: true }).tap();
    await eventually(() => html(page)).toMatch(/<blockquote>.*Deux/);
    expect(await isInText(page)).toBe(true);
  }, 60_000);

  test('by mouse the focus stays in the text, also where a button can do nothing, and after a menu', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('button', { name: 'New message' }).click();
    await body(page).click();
    await row(page).getByRole('button', { name: 'Redo' }).click({ force: true });
    expect(await isInText(page)).toBe(true);
    await page.keyboard.type('a');
    await row(page).getByRole('button', { name: 'Text size' }).click();
    await page.getByRole('menuitem', { name: 'Large' }).click();
    await eventually(() => isInText(page)).toBe(true);
    await page.keyboard.type('b');
    expect(await html(page)).toMatch(/^<p>a<span>b<\/span><\/p>/);
  });

  test('by key the arrows go along it, and Tab comes back to the one that was left', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('button', { name: 'New message' }).click();
    await body(page).click();
    await page.keyboard.type('a');
    const named = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await page.keyboard.press('Tab');
    await eventually(named).toBe('Undo typing');
    for (let step = 0; step < 2; step += 1) await page.keyboard.press('ArrowRight');
    const there = await named();
    expect(there).toBe('Bold');
    await page.keyboard.press('Shift+Tab');
    await eventually(() => isInText(page)).toBe(true);
    await page.keyboard.press('Tab');
    await eventually(named).toBe(there);
  });
});
