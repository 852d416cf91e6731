/** What is moved into somebody's folder from which one may take nothing back. */
import { beforeAll, expect, test } from 'vitest';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { storeMail } from './setup/stored-mail.ts';

inBrowser('a folder that one may only add to', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    await storeMail(at.server, 'alice', [{ from: 'J <j@example.org>', subject: 'Contract', receivedAt: Date.now(), folder: 'Contracts' }]);
    await storeMail(at.server, 'bob', ['First', 'Second'].map((subject, i) => ({ from: 'J <j@example.org>', subject, receivedAt: Date.now() - i * 60_000 })));
  });

  test('it is said that there is no way back, and none is offered that would leave a copy there', async () => {
    const { context: alices } = await at.visit({ person: 'alice' });
    const { page, context } = await at.visit({ person: 'bob' });
    const [alice, bob] = [jmapOf(alices), jmapOf(context)];
    const principal = (await bob.call('Mailbox/get', { ids: null })).accountId.replace(/^a/, 'p');
    const { list } = await alice.call('Mailbox/get', { ids: null });
    const contracts = list.find((one) => one['name'] === 'Contracts')?.id ?? '';
    await alice.call('Mailbox/set', { update: { [contracts]: { shareWith: { [principal]: { mayReadItems: true, mayAddItems: true } } } } });
    await page.goto('/mail');
    await page.getByRole('row', { name: /First/ }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('v');
    await page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('searchbox')).or(page.getByRole('dialog').getByRole('textbox')).first().fill('Contr');
    await page.getByRole('dialog').getByRole('option', { name: /Contracts/ }).first().click();
    const notices = page.getByRole('region', { name: 'Notifications' });
    await notices.getByText('It cannot be taken back').waitFor();
    expect(await notices.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await page.keyboard.press('z');
    await expect.poll(() => alice.emails({ subject: 'First' }).then((found) => found.length)).toBe(1);
    expect((await bob.emails({ subject: 'First' })).length).toBe(0);
  });
});
