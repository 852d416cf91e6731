/** A long conversation that was read before, and what becomes of one that leaves its folder while it is read. */
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';

const day = 24 * 60 * 60_000;

inBrowser('reading on', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    const begin = Date.now() - 10 * day;
    const thread = Array.from({ length: 24 }, (_, i): StoredMessage => ({
      from: `Jane ${i} <jane${i}@example.org>`, to: 'alice@example.com', subject: i === 0 ? 'Long talk' : 'Re: Long talk', text: `Part ${i}`, receivedAt: begin + i * 60_000,
      messageId: `talk${i}`, ...(i === 0 ? {} : { inReplyTo: `talk${i - 1}` }),
    }));
    await storeMail(at.server, 'alice', [...thread, { from: 'J <j@example.org>', subject: 'Never opened', receivedAt: begin - day, keywords: [] }, { from: 'J <j@example.org>', subject: 'Goes away', receivedAt: Date.now() }]);
    await storeMail(at.server, 'bob', [
      { from: 'Jane <jane@example.org>', subject: 'Short talk', messageId: 'short', text: `${'A line of it.\n'.repeat(150)}The last line of it`, receivedAt: begin },
      { from: 'J <j@example.org>', subject: 'Something newer', receivedAt: begin + day },
    ]);
  });

  test.each([1280, 390])('at %i pixels only the conversation scrolls, not the page', async (width) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', width });
    await page.getByRole('row', { name: /Long talk/ }).click();
    await page.getByText('Part 23').first().waitFor();
    await expect.poll(() => page.getByRole('article').count()).toBeGreaterThan(0);
    const shape = () => page.evaluate(() => [document.scrollingElement?.scrollTop, (document.scrollingElement?.scrollHeight ?? 0) - innerHeight]);
    expect(await shape()).toEqual([0, 0]);
    await page.getByRole('region', { name: 'Conversation' }).evaluate((region) => region.scrollTo(0, 10_000));
    expect(await shape()).toEqual([0, 0]);
  });

  test('a reply to what is open stays unread until it is seen, and the conversation stands once in the list', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    const reply = (text: string) =>
      bob.put({ from: [{ email: 'jane@example.org', name: 'Jane' }], to: [{ email: 'bob@example.com' }], subject: 'Re: Short talk', messageId: [`${text.length}@example.org`], inReplyTo: ['short@example.com'], references: ['short@example.com'], keywords: {}, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: text } } }, 'inbox');
    const isSeen = async (text: string) =>
      (await bob.emails({ subject: 'Short talk' })).some(({ keywords, bodyValues }) => '$seen' in (keywords ?? {}) && Object.values(bodyValues ?? {}).some(({ value }) => value?.startsWith(text)));
    // What marks does so with the next turn.
    const turn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))));
    const rows = page.getByRole('row', { name: /Short talk/ });
    await rows.click();
    await page.getByText('The last line of it').waitFor();
    await reply('Far below the fold.');
    const notice = page.getByRole('button', { name: '1 new message' });
    await notice.waitFor();
    await page.getByRole('article').nth(1).waitFor({ state: 'attached' });
    await expect.poll(() => rows.count()).toBe(1);
    await turn();
    expect(await rows.getAttribute('aria-label')).toContain('Unread');
    expect(await isSeen('Far')).toBe(false);
    await notice.click();
    await expect.poll(() => isSeen('Far')).toBe(true);
    await notice.waitFor({ state: 'detached' });
    // Nobody is at the window: what comes into sight is not read for that.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
      window.dispatchEvent(new Event('blur'));
    });
    await reply('While nobody looks on.');
    await page.getByRole('article').nth(2).waitFor({ state: 'attached' });
    await page.getByRole('region', { name: 'Conversation' }).evaluate((region) => region.scrollTo(0, 100_000));
    await page.getByRole('article').nth(2).getByText('While nobody looks on.').waitFor();
    await turn();
    expect(await isSeen('While')).toBe(false);
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'hasFocus');
      window.dispatchEvent(new Event('focus'));
    });
    await expect.poll(() => isSeen('While')).toBe(true);
    await expect.poll(() => rows.count()).toBe(1);
  });

  test('what is read was moved elsewhere meanwhile: a key for it does nothing to the row below', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await page.getByRole('row', { name: /Goes away/ }).click();
    await page.getByRole('heading', { name: 'Goes away' }).waitFor();
    const [email] = await alice.emails({ subject: 'Goes away' });
    const { list } = await alice.call('Mailbox/get', { ids: null });
    const archive = list.find((one) => one['role'] === 'archive')?.id ?? '';
    await alice.call('Email/set', { update: { [email?.id ?? '']: { mailboxIds: { [archive]: true } } } });
    await page.getByRole('row', { name: /Goes away/ }).waitFor({ state: 'detached' });
    for (const key of ['#', 'e', '!', 's']) await page.keyboard.press(key);
    // Whoever goes on to a row acts on that one.
    await page.getByRole('row', { name: /Never opened/ }).click();
    await page.getByRole('heading', { name: 'Never opened' }).waitFor();
    await page.keyboard.press('s');
    await expect.poll(async () => Object.keys((await alice.emails({ subject: 'Never opened' }))[0]?.keywords ?? {})).toContain('$flagged');
    for (const one of await alice.emails({ subject: 'talk' })) expect([await alice.rolesOf(one), '$flagged' in (one.keywords ?? {})]).toEqual([['inbox'], false]);
  });
});
