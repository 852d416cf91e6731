/** What is typed beside the fields of a message being written touches nothing of the mailbox: neither where the focus is lost, nor beneath a message that covers the page. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, panel } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const letters = ['Letter 1', 'Letter 2', 'Letter 3'];
const isInPanel = (page: Page) => expect.poll(() => panel(page).evaluate((element) => element.contains(document.activeElement)));

inBrowser('keys beside a message being written', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    for (const person of ['alice', 'bob']) await storeMail(at.server, person, letters.map((subject, i) => ({ from: 'Jane <jane@example.org>', subject, text: 'Text', receivedAt: Date.now() - i * 60_000 })));
  });
  const untouched = async (person: ReturnType<typeof jmapOf>) => {
    for (const subject of letters) {
      const [email] = await person.emails({ subject });
      expect([await person.rolesOf(email), Object.keys(email?.keywords ?? {}).filter((keyword) => keyword === '$flagged')]).toEqual([['inbox'], []]);
    }
  };

  test('a press on its title or between its buttons leaves the focus in the text; so does taking away a file', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('row', { name: /Letter 1/ }).click();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().click();
    await body(page).pressSequentially('one ');
    const blanks = [panel(page).getByRole('heading').first(), panel(page).getByRole('toolbar'), panel(page).getByRole('button', { name: 'Delete draft' }).locator('xpath=..')];
    for (const blank of blanks) {
      const box = (await blank.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.click(box.x + box.width * 0.7, box.y + box.height - 2);
      await page.keyboard.type('e#');
    }
    expect(await body(page).textContent()).toContain('one e#e#e#');
    await panel(page).locator('input[type=file]').first().setInputFiles([{ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(100, 1) }]);
    await panel(page).getByRole('button', { name: /^Remove plan.pdf/ }).press('Enter');
    await panel(page).getByRole('list', { name: 'Attachments' }).waitFor({ state: 'detached' });
    await isInPanel(page).toBe(true);
    await page.keyboard.type('e!');
    await untouched(jmapOf(context));
    expect(await panel(page).count()).toBe(1);
  });

  test('the focus that is lost there is nobody’s; pressed upon, the list has its keys again', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('row', { name: /Letter 2/ }).waitFor();
    await compose(page);
    await body(page).click();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.type('cas#');
    expect(await panel(page).count()).toBe(1);
    await untouched(jmapOf(context));
    await page.getByRole('row', { name: /Letter 3/ }).click();
    await page.keyboard.press('s');
    await expect.poll(async () => Object.keys((await jmapOf(context).emails({ subject: 'Letter 3' }))[0]?.keywords ?? {})).toContain('$flagged');
    await page.keyboard.press('s');
  });

  test('over the whole page nothing beneath is reached, by letter or by Tab', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    const id = await bob.put({ to: [{ email: `alice@${DOMAIN}` }], subject: 'Apart', keywords: { $draft: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Text' } } });
    await page.goto(`/compose/${String(id)}`);
    await body(page).waitFor();
    await page.mouse.click(5, 600);
    await page.keyboard.type('e#sv');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.type('e#sv');
    for (let i = 0; i < 45; i++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('[role="grid"], [role="tree"], [role="banner"]') === null)).toBe(true);
    }
    await untouched(bob);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto('/mail');
    await page.getByRole('row', { name: /Letter 1/ }).waitFor();
    await page.getByRole('button', { name: 'New message' }).click();
    await panel(page).getByRole('heading').first().click();
    await page.keyboard.type('e#');
    await untouched(bob);
    await panel(page).getByRole('button', { name: 'Close and keep the draft' }).click();
    await page.getByRole('row', { name: /Letter 1/ }).click();
    await page.getByRole('heading', { name: 'Letter 1' }).waitFor();
  });
});
