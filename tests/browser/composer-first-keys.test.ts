/** Whoever presses the key for a message goes on typing at once, whether or not the place for it is there. In real Chromium. */
import { expect, test } from 'vitest';
import { body, eventually, focused, panel, to } from './setup/composing.ts';
import { holdBack } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { storeMail } from './setup/stored-mail.ts';

const code = /\/assets\/composer-room-[^/]*\.js$/;

inBrowser('keys before the composer is there', { people: ['alice', 'bob'] }, (at) => {
  test('letters typed after “r” are in the answer, and do nothing to the message that is answered', async () => {
    await storeMail(at.server, 'alice', [{ from: 'Bob <bob@example.com>', to: 'alice@example.com', subject: 'Chiffres', receivedAt: Date.now() }]);
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, code);
    await page.goto('/mail');
    await page.getByRole('row', { name: /Chiffres/ }).click();
    await page.getByRole('heading', { name: 'Chiffres', exact: true }).waitFor();
    await page.keyboard.press('r');
    // Among them what would archive, delete, mark and open something.
    await page.keyboard.type('my answer #e');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('usvl?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    letGo();
    await focused(page);
    await eventually(() => body(page).locator('p').allTextContents()).toEqual(['my answer #1', 'usvl?']);
    // From here on they are keys as ever.
    await page.keyboard.type('!');
    await eventually(() => body(page).textContent()).toBe('my answer #1usvl?!');
    await page.getByRole('row', { name: /Chiffres/ }).waitFor();
    await page.getByRole('heading', { name: 'Chiffres', exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
  }, 60_000);

  test('after “c” they are in the field for recipients', async () => {
    const { page } = await at.visit({ person: 'alice' });
    const letGo = await holdBack(page, code);
    await page.goto('/mail');
    await page.locator('#main h1').first().waitFor();
    await page.keyboard.press('c');
    await page.keyboard.type('cedric');
    letGo();
    await eventually(() => to(page).inputValue()).toBe('cedric');
    expect(await panel(page).count()).toBe(1);
  }, 60_000);

  test('where it cannot be fetched, keys do again what they do, after a pause', async () => {
    const { page } = await at.visit({ person: 'bob' });
    await page.route(code, (route) => route.fulfill({ status: 404 }));
    await page.goto('/mail');
    await page.locator('#main h1').first().waitFor();
    await page.keyboard.press('c');
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button').first().waitFor();
    const isHelped = async () => {
      await page.keyboard.press('?');
      return (await page.getByRole('dialog').count()) === 1;
    };
    await expect.poll(isHelped, { interval: 3_000 }).toBe(true);
    // It comes, once, as soon as it can.
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.unroute(code);
    await page.getByRole('button', { name: 'New message' }).first().click();
    await to(page).and(page.locator(':focus')).waitFor();
    expect(await panel(page).count()).toBe(1);
  }, 60_000);

  test('nor does it stay away where the network was', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const letGo = await holdBack(page, code);
    await page.goto('/mail');
    await page.locator('#main h1').first().waitFor();
    await context.setOffline(true);
    letGo();
    await page.keyboard.press('c');
    await page.getByRole('region', { name: 'Notifications' }).getByText('The composer could not be loaded').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'New message' }).first().click();
    await to(page).waitFor();
    expect(await panel(page).count()).toBe(1);
  }, 60_000);
});
