/** What is deleted in a folder that somebody shares without their Trash goes into one's own, and comes back from there. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { gate } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

const letter = (subject: string, folder: string, minutesAgo: number) => ({ from: 'J <j@example.org>', subject, receivedAt: Date.now() - minutesAgo * 60_000, folder });

inBrowser('deleting in a folder of somebody else', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', [letter('First', 'Contracts', 0), letter('Second', 'Contracts', 1), letter('Leaflet', 'Drop box', 0), letter('Sketch', 'Plans', 0)]));

  const both = async (rights: Record<string, true>, folder: string, prepare: (page: Page, own: string) => Promise<unknown> = async () => {}) => {
    const { context: alices } = await at.visit({ person: 'alice' });
    const { page, context } = await at.visit({ person: 'bob' });
    const [alice, bob] = [jmapOf(alices), jmapOf(context)];
    const principal = (await bob.accountId()).replace(/^a/, 'p');
    const id = (await alice.call('Mailbox/get', { ids: null })).list.find(({ name }) => name === folder)?.id ?? '';
    await alice.call('Mailbox/set', { update: { [id]: { shareWith: { [principal]: rights } } } });
    await prepare(page, await bob.accountId());
    await page.goto(`/mail/${await alice.accountId()}/${id}`);
    const there = async () => (await alice.emails({ inMailbox: id })).map(({ subject }) => subject);
    const inTrash = async () => {
      const trash = (await bob.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'trash')?.id ?? '';
      return (await bob.emails({ inMailbox: trash })).map(({ subject }) => subject);
    };
    return { page, there, inTrash, notices: page.getByRole('region', { name: 'Notifications' }) };
  };

  test('it asks nothing, says where it went, and Undo puts it back; an open one is closed without a word of others', async () => {
    const { page, there, inTrash, notices } = await both({ mayReadItems: true, mayAddItems: true, mayRemoveItems: true }, 'Contracts');
    await page.getByRole('row', { name: /First/ }).click();
    await page.getByRole('heading', { level: 2, name: 'First' }).waitFor();
    await page.keyboard.press('#');
    await notices.getByText('1 conversation moved to your own Trash').waitFor();
    await expect.poll(there).toEqual(['Second']);
    await expect.poll(inTrash).toEqual(['First']);
    await notices.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(there).toEqual(['First', 'Second']);
    await expect.poll(inTrash).toEqual([]);

    await page.getByRole('row', { name: /First/ }).click();
    await page.getByRole('heading', { level: 2, name: 'First' }).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('#');
    await expect.poll(inTrash).toEqual(['First', 'Second']);
    await page.getByText('This folder is empty').waitFor();
    await expect.poll(() => page.getByRole('heading', { level: 2, name: 'First' }).count()).toBe(0);
    expect(await page.getByText('It was deleted elsewhere').count()).toBe(0);
  });

  test('before one’s own folders are known nothing is deleted for ever instead', async () => {
    const { isOpen, letGo } = gate();
    const { page, there, notices } = await both({ mayReadItems: true, mayAddItems: true, mayRemoveItems: true }, 'Plans', (window, own) =>
      window.route('**/jmap/api', async (route) => {
        if (route.request().postData()?.includes(`"Mailbox/get",{"accountId":"${own}"`)) await isOpen;
        await route.continue();
      }));
    await page.getByRole('row', { name: /Sketch/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('#');
    await page.getByRole('row', { name: /Sketch/ }).waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    letGo();
    await notices.getByText('1 conversation moved to your own Trash').waitFor();
    await expect.poll(there).toEqual([]);
  });

  test('where nothing may be put back, no Undo is offered', async () => {
    const { page, there, inTrash, notices } = await both({ mayReadItems: true, mayRemoveItems: true }, 'Drop box');
    await page.getByRole('row', { name: /Leaflet/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('#');
    await notices.getByText('1 conversation moved to your own Trash').waitFor();
    expect(await notices.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await expect.poll(there).toEqual([]);
    expect(await inTrash()).toContain('Leaflet');
  });
});
