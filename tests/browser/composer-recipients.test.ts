/** Where the recipients of a message stand: each within its pill, the first of them seen, and no line for what nobody writes. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createAlias } from '../../api/people/aliases.ts';
import { DOMAIN } from '../setup/server.ts';
import { compose, eventually, panel, save, subject, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const long = 'direction.des.affaires.administratives.et.financieres.centrale@ministere-de-la-modernisation.example.org';
const pills = (page: Page) => panel(page).locator('[data-pill]');
const boxOf = async (place: ReturnType<typeof pills>) => (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
const add = async (page: Page, ...addresses: readonly string[]): Promise<void> => {
  for (const address of addresses) {
    await page.keyboard.insertText(address);
    await page.keyboard.press('Enter');
  }
};

inBrowser('recipients in their field', { people: ['alice'] }, (at) => {
  test.each([
    ['fr', 390],
    ['fr', 1280],
    ['ar', 390],
    ['ar', 1280],
  ] as const)('a long address and a long name stay within their pills, in %s at %i', async (language, width) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', language, width });
    await compose(page);
    await add(page, long, `"${'Direction générale des affaires administratives '.repeat(2)}" <d@example.org>`);
    await eventually(() => pills(page).count()).toBe(2);
    for (const pill of await pills(page).all()) {
      const outer = await boxOf(pill);
      const inner = await boxOf(pill.locator('bdi, [dir=auto]').first());
      expect(inner.x).toBeGreaterThanOrEqual(outer.x);
      expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width);
    }
    // The beginning of an address is what is seen, in any language.
    expect(await pills(page).first().locator('bdi').evaluate((name) => [getComputedStyle(name).direction, name.scrollWidth > name.clientWidth])).toEqual(['ltr', true]);
  }, 60_000);

  test.each([1280, 390])('what is chosen for a pill leaves the caret in the field, and keys are typed there: at %i', async (width) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width });
    await compose(page);
    await add(page, 'first@example.org', 'wrong@', 'third@example.org', 'last@example.org');
    const isInField = () => to(page).evaluate((field) => field === document.activeElement);
    const choose = async (pill: number, name: string) => {
      await pills(page).nth(pill).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await eventually(isInField).toBe(true);
    };
    await choose(1, 'Edit');
    await page.keyboard.press('End');
    await page.keyboard.type('example.org');
    expect(await to(page).inputValue()).toBe('wrong@example.org');
    await page.keyboard.press('Enter');
    await eventually(() => pills(page).allTextContents()).toEqual(['first@example.org', 'third@example.org', 'last@example.org', 'wrong@example.org']);
    await choose(0, 'Remove');
    await choose(0, 'Move to Cc');
    await page.keyboard.type('new@example.org,');
    await eventually(() => pills(page).allTextContents()).toEqual(['last@example.org', 'wrong@example.org', 'new@example.org', 'third@example.org']);
  });

  test('what is no address keeps nothing of the draft from the server, and is there when it is opened again', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await add(page, 'Jane <j@d.example>x', 'right@example.org');
    await subject(page).fill('Half an address');
    await save(page);
    const [draft] = await jmapOf(context).emails({ subject: 'Half an address' });
    expect(draft?.to?.length).toBe(2);
    const shown = await pills(page).allTextContents();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await page.goto(`/compose/${draft?.id}`);
    await eventually(() => pills(page).count()).toBe(2);
    expect(shown.join()).toContain('right@example.org');
    expect((await pills(page).allTextContents()).join()).toMatch(/Jane.*j@d\.example/);
    expect(await panel(page).locator('[data-pill][data-wrong]').count()).toBe(1);
  });

  test('the menu of a pill is walked by arrows', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await add(page, 'first@example.org');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Edit');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await eventually(() => pills(page).count()).toBe(0);
  });

  test('who goes on to the next field sees the first recipients, and no empty line below them', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await add(page, ...Array.from({ length: 30 }, (_, at) => `person.number.${at}.of.the.list@example.org`));
    const field = to(page).locator('xpath=..');
    expect(await field.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
    await subject(page).click();
    await eventually(() => field.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    await eventually(async () => (await boxOf(to(page))).y).toBe((await boxOf(pills(page).last())).y);
    // A click beside the pills leads there still.
    const box = await boxOf(field);
    await page.mouse.click(box.x + box.width - 24, box.y + box.height - 2);
    await eventually(() => to(page).evaluate((input) => input === document.activeElement)).toBe(true);
  }, 60_000);
});

inBrowser('an address that one shares with others, as a sender', { people: ['alice', 'bob'] }, (at) => {
  test('is still among the recipients, and an answer to all goes to it, as oneself', async () => {
    const team = `team@${DOMAIN}`;
    await createAlias(at.server.running.open.core, { address: team, targets: [`alice@${DOMAIN}`, `bob@${DOMAIN}`] });
    const { page, context } = await at.visit({ person: 'alice' });
    const { notCreated } = await jmapOf(context).call('Identity/set', { create: { s: { name: 'Alice', email: team } } });
    expect(notCreated ?? {}).toEqual({});
    await storeMail(at.server, 'alice', [{ from: `Bob <bob@${DOMAIN}>`, to: team, subject: 'For all of us', receivedAt: Date.now() }]);
    await page.goto('/mail');
    await page.getByRole('row', { name: /For all of us/ }).click();
    const message = page.getByRole('article');
    await message.getByText(`To ${team}`).waitFor();
    await page.keyboard.press('a');
    await eventually(() => pills(page).count()).toBe(2);
    expect((await pills(page).allTextContents()).join()).toContain('team');
    expect(await panel(page).getByRole('button', { name: /^From/ }).textContent()).toContain(`alice@${DOMAIN}`);
  });
});
