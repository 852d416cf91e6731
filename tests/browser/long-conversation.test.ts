/** A long conversation that was read before, and what becomes of one that leaves its folder while it is read. */
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { type StoredMessage, storeMail } from './setup/stored-mail.ts';

const day = 24 * 60 * 60_000;

inBrowser('reading on', { people: ['alice'] }, (at) => {
  beforeAll(async () => {
    const begin = Date.now() - 10 * day;
    const thread = Array.from({ length: 24 }, (_, i): StoredMessage => ({
      from: `Jane ${i} <jane${i}@example.org>`, to: 'alice@example.com', subject: i === 0 ? 'Long talk' : 'Re: Long talk', text: `Part ${i}`, receivedAt: begin + i * 60_000,
      messageId: `talk${i}`, ...(i === 0 ? {} : { inReplyTo: `talk${i - 1}` }),
    }));
    await storeMail(at.server, 'alice', [...thread, { from: 'J <j@example.org>', subject: 'Never opened', receivedAt: begin - day, keywords: [] }, { from: 'J <j@example.org>', subject: 'Goes away', receivedAt: Date.now() }]);
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
