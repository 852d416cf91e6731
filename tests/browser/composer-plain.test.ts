/** Writing without formatting, and the link of the text with it. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, panel, subject, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { keepScreen } from './setup/screens.ts';

inBrowser('text without formatting', { people: ['alice', 'bob', 'carol', 'dora'] }, (at) => {
  const ways: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ['by Tab from the subject', (page) => page.keyboard.press('Tab')],
    ['by Enter from the subject', (page) => page.keyboard.press('Enter')],
    ['by a click below the signature', async (page) => {
      const box = await body(page).boundingBox();
      await body(page).click({ position: { x: 60, y: (box?.height ?? 0) - 12 } });
    }],
  ];

  test('above the signature one writes, however the focus comes to the text; a click into the signature stays there', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const { list } = await alice.call('Identity/get', { ids: null });
    await alice.call('Identity/set', { update: { [list[0]?.id ?? '']: { textSignature: 'Alice\nAccueil' } } });
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { composeFormat: 'plain' } });
    await page.goto('/mail');
    for (const [how, goToText] of ways) {
      await compose(page);
      await to(page).fill(`bob@${DOMAIN},`);
      await subject(page).fill('Sans mise en forme');
      await goToText(page);
      await page.keyboard.type('Bonjour');
      expect(await body(page).inputValue(), how).toBe('Bonjour\n\n-- \nAlice\nAccueil');
      await panel(page).getByRole('button', { name: 'Delete draft' }).click();
      await panel(page).waitFor({ state: 'detached' });
    }
    await compose(page);
    await body(page).focus();
    await page.keyboard.type('Bonjour');
    await body(page).press('Control+End');
    await page.keyboard.type(' du soir');
    expect(await body(page).inputValue()).toBe('Bonjour\n\n-- \nAlice\nAccueil du soir');
  });

  test('each line runs and stands by its own direction; an empty text begins where the page does', async () => {
    const { page, context } = await at.visit({ person: 'dora', language: 'ar' });
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { composeFormat: 'plain' } });
    await page.goto('/mail');
    await compose(page);
    const styleOf = () => body(page).evaluate((area) => {
      const { direction, textAlign, unicodeBidi } = getComputedStyle(area);
      return { direction, textAlign, unicodeBidi };
    });
    await eventually(styleOf).toEqual({ direction: 'rtl', textAlign: 'start', unicodeBidi: 'plaintext' });
    await keepScreen(page, 'composer-plain-empty-ar');
    await body(page).fill('مرحبا بك\nHello there\nشكرا <a@example.org>');
    await eventually(styleOf).toEqual({ direction: 'rtl', textAlign: 'start', unicodeBidi: 'plaintext' });
    await keepScreen(page, 'composer-plain-lines-ar');
    await body(page).fill('Hello there\nمرحبا بك');
    await eventually(styleOf).toEqual({ direction: 'ltr', textAlign: 'start', unicodeBidi: 'plaintext' });
    await keepScreen(page, 'composer-plain-lines-ltr');
  });

  test('taken off, formatting can be had back until something else is written', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    const change = async (name: 'Switch to plain text') => {
      await panel(page).getByRole('button', { name: 'More options' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    const undo = page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' });
    await compose(page);
    await body(page).click();
    await page.keyboard.type('One ');
    await page.keyboard.press('Control+b');
    await page.keyboard.type('bold');
    await change('Switch to plain text');
    await undo.click();
    await body(page).locator('strong').getByText('bold').waitFor();
    await change('Switch to plain text');
    await undo.waitFor();
    await body(page).press('Control+End');
    await page.keyboard.type(' and more');
    for (const button of await undo.all()) await button.click({ timeout: 2_000 }).catch(() => {});
    expect(await body(page).inputValue()).toBe('One bold and more');
  });

  test('another sender takes the place of the signature, and of nothing that was written below it or into it', async () => {
    const { page, context } = await at.visit({ person: 'carol' });
    const carol = jmapOf(context);
    const { list } = await carol.call('Identity/get', { ids: null });
    await carol.call('Identity/set', { update: { [list[0]?.id ?? '']: { textSignature: 'Carol\nAccueil', htmlSignature: '<p>Carol<br>Accueil</p>' } }, create: { two: { email: `carol@${DOMAIN}`, name: 'Service', textSignature: 'Le service', htmlSignature: '<p>Le service</p>' } } });
    await page.goto('/mail');
    const from = async (name: RegExp) => {
      await panel(page).getByRole('button', { name: /^From/ }).click();
      await page.getByRole('menuitemradio', { name }).click();
    };
    const words = async () => (await body(page).locator('p').evaluateAll((lines) => lines.map((line) => [...line.childNodes].map(({ nodeName, textContent }) => (nodeName === 'BR' ? ' ' : textContent)).join('')).join(' '))).replace(/\s+/g, ' ').trim();
    await compose(page);
    await body(page).click();
    await page.keyboard.type('Bonjour');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('P.S. demain');
    await from(/Service/);
    await expect.poll(words).toBe('Bonjour Le service P.S. demain');
    await from(/^carol/);
    await expect.poll(words).toBe('Bonjour Carol Accueil P.S. demain');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await panel(page).waitFor({ state: 'detached' });

    await compose(page);
    await body(page).click();
    await page.keyboard.type('Bonjour');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' du soir');
    await from(/Service/);
    await expect.poll(() => panel(page).getByRole('button', { name: /^From/ }).textContent()).toContain('Service');
    expect(await words()).toBe('Bonjour Carol Accueil du soir');
  });

  test('importance that is not the usual one is seen, and taken off where it is', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail', language: 'fr' });
    await compose(page);
    await panel(page).getByRole('button', { name: 'Plus d’options' }).click();
    await page.getByRole('menuitemradio', { name: 'Haute' }).click();
    await panel(page).getByText('Importance haute').waitFor();
    await subject(page).fill('Vite');
    await page.keyboard.press('Control+s');
    const saved = async () => (await jmapOf(context).emails({ subject: 'Vite' }))[0]?.['header:X-Priority:asText'];
    await expect.poll(saved).toBe('1');
    await panel(page).getByRole('button', { name: 'Retirer Importance haute' }).click();
    await panel(page).getByText('Importance haute').waitFor({ state: 'detached' });
    expect(await subject(page).evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+s');
    await expect.poll(saved).toBeNull();
  });

  test('without a subject one is asked, and back at the message it can be typed', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await compose(page);
    await to(page).fill(`alice@${DOMAIN},`);
    await body(page).click();
    await page.keyboard.type('Hello');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Back to the message' }).click();
    await expect.poll(() => subject(page).evaluate((field) => field === document.activeElement)).toBe(true);
  });

  test('Ctrl+K asks for the address of a link; Escape goes back to the text, Enter sets it', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await compose(page);
    await body(page).focus();
    await page.keyboard.type('le plan');
    await page.keyboard.press('Control+Shift+Home');
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Link' });
    await dialog.waitFor();
    await page.keyboard.type('example.org/pl');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => body(page).evaluate((text) => text.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('example.org/plan');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await body(page).locator('a').evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute('href')]))).toEqual([['le plan', 'https://example.org/plan']]);
  });
});
