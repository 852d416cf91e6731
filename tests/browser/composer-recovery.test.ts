/** What was being written when a page went away: it comes back where one writes on, and covers nothing where one has come for something else. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, keptTexts, panel, save, subject, write } from './setup/composing.ts';
import { holdBack } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';

const strip = (page: Page, title: string) => page.getByRole('region', { name: `Minimised message: ${title}` });
const notice = (page: Page) => page.getByRole('region', { name: 'Notifications' }).getByText('it is at the bottom of the page');

inBrowser('what was being written', { people: ['alice', 'bob', 'carol', 'dave'] }, (at) => {
  test('a reload in the middle of it brings the message back as it was, small or large', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'En cours', 'premiers mots');
    for (const view of ['panel', 'large']) {
      if (view === 'large') await panel(page).getByRole('button', { name: 'Enlarge' }).click();
      await save(page);
      await eventually(() => keptTexts(page)).toContain(`"view":"${view}"`);
      await page.reload();
      await panel(page).getByText('Recovered draft').waitFor();
      expect([await panel(page).getAttribute('data-view'), await body(page).textContent(), await subject(page).inputValue()]).toEqual([view, 'premiers mots', 'En cours']);
      expect(await notice(page).count()).toBe(0);
    }
    await panel(page).getByRole('button', { name: 'Minimise' }).click();
    await eventually(() => keptTexts(page)).toContain('"view":"minimised"');
    await page.reload();
    await strip(page, 'En cours').waitFor();
    expect(await panel(page).count()).toBe(0);
  }, 60_000);

  test('whoever writes in another field by then goes on there', async () => {
    const { page } = await at.visit({ person: 'dave', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Revient', 'premiers mots');
    await save(page);
    await eventually(() => keptTexts(page)).toContain('"view":"panel"');
    const letGo = await holdBack(page, /\/assets\/composer-room-[^/]*\.js$/);
    await page.reload();
    await page.locator('#first-picture').waitFor({ state: 'detached' });
    const search = page.getByRole('combobox').or(page.getByRole('searchbox')).first();
    await search.click();
    await page.keyboard.type('budget ');
    letGo();
    await panel(page).getByText('Recovered draft').waitFor();
    await page.keyboard.type('second quarter');
    expect(await search.inputValue()).toBe('budget second quarter');
    expect([await body(page).textContent(), await subject(page).inputValue()]).toEqual(['premiers mots', 'Revient']);
  }, 60_000);

  test('in another tab it is put down, which is said; raised it is all there', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Laissé là', 'mots laissés');
    await save(page);
    const next = await context.newPage();
    await page.close();
    // On a phone, where no bar is below what is read, nothing is told over it either.
    await next.setViewportSize({ width: 390, height: 844 });
    await next.goto('/mail/nobody/nowhere/nothing');
    await notice(next).waitFor();
    await strip(next, 'Laissé là').waitFor();
    const covered = async () => {
      const [told, put] = [await next.getByRole('region', { name: 'Notifications' }).getByRole('group').boundingBox(), await strip(next, 'Laissé là').boundingBox()];
      return (told?.y ?? 0) + (told?.height ?? 0) - (put?.y ?? 0);
    };
    expect(await covered()).toBeLessThanOrEqual(0);
    await next.setViewportSize({ width: 1280, height: 800 });
    await next.goto('/mail');
    expect(await panel(next).count()).toBe(0);
    await strip(next, 'Laissé là').getByRole('button', { name: 'Laissé là' }).click();
    await panel(next).getByText('Recovered draft').waitFor();
    expect([await body(next).textContent(), await subject(next).inputValue()]).toEqual(['mots laissés', 'Laissé là']);
    // The same tab another day.
    await next.clock.install({ time: Date.now() + 86_400_000 });
    await next.reload();
    await strip(next, 'Laissé là').waitFor();
    expect(await panel(next).count()).toBe(0);
  }, 60_000);

  test('on a settings page, and on a phone, nothing is covered, also after a reload', async () => {
    const { page } = await at.visit({ person: 'carol', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Sous les réglages', 'mots');
    await save(page);
    await page.goto('/settings/passwords');
    await notice(page).waitFor();
    await strip(page, 'Sous les réglages').waitFor();
    expect(await panel(page).count()).toBe(0);
    await strip(page, 'Sous les réglages').getByRole('button', { name: 'Sous les réglages' }).click();
    await panel(page).waitFor();
    await page.reload();
    await strip(page, 'Sous les réglages').waitFor();
    expect(await panel(page).count()).toBe(0);
    await page.goto('/mail');
    await strip(page, 'Sous les réglages').getByRole('button', { name: 'Sous les réglages' }).click();
    await panel(page).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await strip(page, 'Sous les réglages').waitFor();
    expect(await panel(page).count()).toBe(0);
    await eventually(() => page.evaluate(() => history.state)).not.toMatchObject({ isCovered: true });
  }, 60_000);
});
