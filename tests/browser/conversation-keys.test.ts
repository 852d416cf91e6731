/** Keys in a conversation: they are for the message that somebody is on, and go on from there. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, panel, save, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';

const hour = 60 * 60_000;
const crowd = Array.from({ length: 60 }, (_, i) => `Person ${i} <person${i}@example.org>`).join(', ');

inBrowser('keys in a conversation', { people: ['alice'] }, (at) => {
  beforeAll(async () => {
    const begin = Date.now() - 20 * hour;
    const talk = ['Ann', 'Ben', 'Cleo', 'Dan'].map((name, i): StoredMessage => ({
      from: `${name} <${name.toLowerCase()}@example.org>`, to: 'alice@example.com', subject: i === 0 ? 'Talk' : 'Re: Talk', text: `Words of ${name}`, receivedAt: begin + i * hour,
      messageId: `talk${i}`, ...(i === 0 ? {} : { inReplyTo: `talk${i - 1}` }),
    }));
    const mixed = ['سارة منصور <sara@example.org>', 'Ben Adams <ben@example.org>'].map((from, i): StoredMessage => ({
      from, to: 'alice@example.com', subject: 'Mixed', text: 'Hello', receivedAt: begin - (5 - i) * hour, messageId: `mixed${i}`, keywords: i === 0 ? ['$seen', '$flagged'] : ['$seen'], ...(i === 0 ? {} : { inReplyTo: 'mixed0' }),
    }));
    await storeMail(at.server, 'alice', [
      ...talk,
      ...mixed,
      { from: 'Ann <ann@example.org>', to: `alice@example.com, ${crowd}`, subject: 'To many', text: 'Hello', receivedAt: begin - 10 * hour },
      { from: 'يوسف حداد <yusuf@example.org>', to: 'مريم <mariam@example.org>, alice@example.com', subject: 'Right to left', text: 'Hello', receivedAt: begin - 11 * hour },
    ]);
  });

  async function opened(subject = /Talk/, options: Parameters<typeof at.visit>[0] = {}) {
    const visit = await at.visit({ person: 'alice', path: '/mail', ...options });
    await visit.page.getByRole('row', { name: subject }).click();
    await visit.page.locator('article [data-print-body]').last().getByText(/Words of|Hello/).waitFor();
    return visit;
  }
  const line = (page: Page, name: string) => page.locator('[data-place]').getByRole('button', { name: new RegExp(`^${name}`) });
  /** Which of the conversation has the focus, by its place in it; -1 where none has. */
  const focused = (page: Page) => page.evaluate(() => [...document.querySelectorAll('[data-place]')].findIndex((place) => place.contains(document.activeElement)));
  async function goesTo(page: Page, key: string, recipient: string) {
    await page.keyboard.press(key);
    await panel(page).waitFor();
    await eventually(() => panel(page).textContent()).toContain(key === 'f' ? `${recipient.toLowerCase()}@example.org` : recipient);
    const others = ['Ann', 'Ben', 'Cleo', 'Dan'].filter((name) => name !== recipient);
    for (const other of others) expect(await panel(page).textContent()).not.toContain(`${other.toLowerCase()}@example.org`);
    await body(page).waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
  }

  test('what is flagged is heard of a folded message, too, and which row is open', async () => {
    const { page } = await opened(/Mixed/);
    await page.locator('[data-place]').getByRole('button', { name: /سارة.*Flagged/ }).waitFor();
    expect(await page.locator('[role="row"][aria-current="true"]').getAttribute('aria-label')).toContain('Mixed');
  });

  test('o unfolds and folds the message that has the focus, in its text too, and nothing where none has', async () => {
    const { page } = await opened();
    const open = page.locator('article[data-email]');
    await expect.poll(() => open.count()).toBe(1);
    await line(page, 'Ben').focus();
    await page.keyboard.press('o');
    await expect.poll(() => open.count()).toBe(2);
    await eventually(() => focused(page)).toBe(1);
    await page.locator('article').last().getByText('Words of Dan').click();
    await page.keyboard.press('o');
    await expect.poll(() => open.count()).toBe(1);
    await page.getByRole('heading', { level: 2, name: 'Talk' }).click();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('o');
    await page.getByText('Words of Ben').waitFor();
    expect(await open.count()).toBe(1);
  });

  test.each([['r'], ['a'], ['f']])('%s is for the message that has the focus', async (key) => {
    const { page } = await opened();
    await line(page, 'Ben').press('Enter');
    await eventually(() => focused(page)).toBe(1);
    await goesTo(page, key, 'Ben');
    // The text of another one, where somebody reads.
    await page.locator('article').last().getByText('Words of Dan').click();
    await goesTo(page, key, 'Dan');
    await page.locator('article').first().getByText('Words of Ben').click();
    await page.keyboard.press('p');
    await eventually(() => focused(page)).toBe(0);
    await goesTo(page, key, 'Ann');
  });

  test('the frame of a message counts as the message', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    for (const [i, name] of ['Ann', 'Ben'].entries()) {
      await jmapOf(context).put({
        from: [{ name, email: `${name.toLowerCase()}@example.org` }], to: [{ email: 'alice@example.com' }], subject: i === 0 ? 'Framed' : 'Re: Framed', messageId: [`framed${i}@example.org`],
        ...(i === 0 ? {} : { inReplyTo: ['framed0@example.org'], references: ['framed0@example.org'] }), receivedAt: new Date(Date.now() - (2 - i) * hour).toISOString().replace(/\.\d+Z/, 'Z'),
        keywords: {}, htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: `<p>Words of <b>${name}</b></p>` } },
      });
    }
    await page.getByRole('row', { name: /Framed/ }).click();
    await page.frameLocator('article iframe').last().getByText('Ben').waitFor();
    await page.frameLocator('article iframe').first().getByText('Ann').click();
    await goesTo(page, 'r', 'Ann');
    // Closed, the answer gives the focus back to where it was asked for.
    await eventually(() => focused(page)).toBe(0);
    await page.frameLocator('article iframe').last().getByText('Ben').click();
    await goesTo(page, 'a', 'Ben');
  });

  test('with the focus elsewhere they are for the message opened last; the buttons below, for the last one', async () => {
    const { page } = await opened();
    await goesTo(page, 'r', 'Dan');
    await line(page, 'Cleo').click();
    await eventually(() => focused(page)).toBe(2);
    await page.getByRole('heading', { name: 'Talk' }).click();
    expect(await focused(page)).toBe(-1);
    await goesTo(page, 'r', 'Cleo');
    await page.getByRole('region', { name: 'Conversation' }).getByRole('button', { name: 'Reply', exact: true }).last().click();
    await panel(page).waitFor();
    await eventually(() => panel(page).textContent()).toContain('Dan');
    expect(await to(page).count()).toBe(1);
    expect(await panel(page).textContent()).not.toContain('Cleo');
  });

  test('a message opened by click or by key has the focus, and n and p go on from it', async () => {
    const { page } = await opened();
    await line(page, 'Ann').click();
    await eventually(() => focused(page)).toBe(0);
    await page.keyboard.press('n');
    await eventually(() => focused(page)).toBe(1);
    await page.keyboard.press('Enter');
    await page.locator('article').nth(1).getByText('Words of Ben').waitFor();
    await eventually(() => focused(page)).toBe(1);
    await page.keyboard.press('n');
    await eventually(() => focused(page)).toBe(2);
  });

  test('just opened, n and p go on from the message that is shown', async () => {
    const { page } = await opened();
    expect(await focused(page)).toBe(-1);
    await page.keyboard.press('p');
    await eventually(() => focused(page)).toBe(2);
    await page.keyboard.press('n');
    await eventually(() => focused(page)).toBe(3);
    await page.keyboard.press('n');
    expect(await focused(page)).toBe(3);
  });

  test('just opened, there is nothing after the last', async () => {
    const { page } = await opened();
    await page.keyboard.press('n');
    await eventually(() => focused(page)).toBe(3);
  });

  test('all addresses of many are reached by keyboard; those of few need not be', async () => {
    const { page } = await opened(/To many/);
    await page.getByRole('button', { name: /Show all addresses/ }).click();
    const all = page.getByRole('group', { name: 'Addresses' });
    await all.waitFor();
    await expectAccessible(page, 'article');
    await page.keyboard.press('Tab');
    expect(await all.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('End');
    await eventually(() => all.evaluate((box) => box.scrollTop)).toBeGreaterThan(100);
    await page.getByRole('row', { name: /Right to left/ }).click();
    await page.getByRole('heading', { name: 'Right to left' }).waitFor();
    await page.getByRole('button', { name: /Show all addresses/ }).click();
    await page.getByRole('term').first().waitFor();
    expect(await all.count()).toBe(0);
  });

  test.each(['en', 'ar'] as const)('names of a conversation stand as the page runs, each in its own direction: %s', async (language) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', language });
    const names = page.getByRole('row', { name: /Mixed/ }).locator('bdi');
    await names.first().waitFor();
    expect(await names.allTextContents()).toEqual(['سارة', 'Ben']);
    const [first, second] = await names.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    expect(Math.sign((second ?? 0) - (first ?? 0))).toBe(language === 'en' ? 1 : -1);
  });

  test('the heading of a quote: the name, then its address, here and where it is sent', async () => {
    const { page, context } = await opened(/Right to left/);
    await page.keyboard.press('r');
    await body(page).waitFor();
    const heading = panel(page).getByText(/wrote:/);
    const lefts = await heading.evaluate((element) => {
      const text = element.firstChild as Text;
      return ['يوسف', 'yusuf@'].map((word) => {
        const range = document.createRange();
        range.setStart(text, text.data.indexOf(word));
        range.setEnd(text, text.data.indexOf(word) + word.length);
        return range.getBoundingClientRect().left;
      });
    });
    expect(lefts[0]).toBeLessThan(lefts[1] ?? 0);
    await body(page).focus();
    await page.keyboard.type('Yes');
    await save(page);
    const [draft] = await jmapOf(context).emails({ subject: 'Re: Right to left' });
    const html = Object.values(draft?.bodyValues ?? {}).map(({ value }) => value).find((value) => value.includes('<html')) ?? '';
    expect(html).toContain('<span dir="ltr"><span dir="rtl">يوسف حداد</span> &lt;yusuf@example.org&gt;</span>');
  });
});
