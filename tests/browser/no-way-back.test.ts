/** What goes from one account into another: the way back, and where there is none. */
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

    // Nor into a folder that one may only take from.
    await alice.call('Mailbox/set', { update: { [contracts]: { shareWith: { [principal]: { mayReadItems: true, mayRemoveItems: true } } } } });
    await page.goto(`/mail/${encodeURIComponent(await alice.accountId())}/${encodeURIComponent(contracts)}`);
    await page.getByRole('row', { name: /Contract/ }).focus();
    await page.keyboard.press('#');
    await notices.getByText('It cannot be taken back: you may not put messages into Contracts').waitFor();
    expect(await notices.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });
});

inBrowser('all of a folder that somebody shares', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(() => storeMail(at.server, 'alice', Array.from({ length: 30 }, (_, i) => ({ from: 'J <j@example.org>', subject: `Paper ${i}`, receivedAt: Date.now() - i * 60_000, folder: 'Papers', keywords: i < 20 ? ['$seen'] : [] }))));

  test('deleted at once, it is taken back as one by one', async () => {
    const { context: alices } = await at.visit({ person: 'alice' });
    const { page, context } = await at.visit({ person: 'bob' });
    const [alice, bob] = [jmapOf(alices), jmapOf(context)];
    const principal = (await bob.call('Mailbox/get', { ids: null })).accountId.replace(/^a/, 'p');
    const papers = (await alice.call('Mailbox/get', { ids: null })).list.find((one) => one['name'] === 'Papers')?.id ?? '';
    const rights = { mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true };
    await alice.call('Mailbox/set', { update: { [papers]: { shareWith: { [principal]: rights } } } });
    const left = async () => (await alice.emails({ inMailbox: papers })).length;
    await page.goto(`/mail/${encodeURIComponent(await alice.accountId())}/${encodeURIComponent(papers)}`);
    await page.getByRole('row', { name: /Paper 0/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.keyboard.press('#');
    const notices = page.getByRole('region', { name: 'Notifications' });
    await notices.getByText('30 conversations moved to your own Trash').waitFor();
    await expect.poll(left).toBe(0);
    expect((await bob.emails({ subject: 'Paper' })).length).toBe(30);
    await notices.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(left).toBe(30);
    expect((await bob.emails({ subject: 'Paper' })).length).toBe(0);
    // What the owner had read is no news.
    expect((await alice.call('Mailbox/get', { ids: [papers] })).list[0]?.unreadEmails).toBe(10);
    await page.getByRole('row', { name: /Paper 0/ }).waitFor();
  });

  test('conversations stay whole: where all of them are moved into it, and where all of them come back', async () => {
    const { context: alices } = await at.visit({ person: 'alice' });
    const { page, context } = await at.visit({ person: 'bob' });
    const [alice, bob] = [jmapOf(alices), jmapOf(context)];
    const principal = (await bob.call('Mailbox/get', { ids: null })).accountId.replace(/^a/, 'p');
    const team = (await alice.call('Mailbox/set', { create: { t: { name: 'Team' } } })).created?.['t']?.id ?? '';
    const rights = { mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true };
    await alice.call('Mailbox/set', { update: { [team]: { shareWith: { [principal]: rights } } } });
    await storeMail(at.server, 'bob', ['Plan', 'Trip', 'Move'].flatMap((name) => Array.from({ length: 5 }, (_, i) => ({
      from: 'J <j@example.org>', subject: i === 0 ? name : `Re: ${name}`, text: name, receivedAt: Date.now() - (10 - i) * 60_000, messageId: `${name}${i}`, ...(i === 0 ? {} : { inReplyTo: `${name}${i - 1}` }),
    }))));
    const threads = async () => new Set((await alice.call('Email/get', { ids: (await alice.call('Email/query', { filter: { inMailbox: team } })).ids, properties: ['threadId'] })).list.map(({ threadId }) => threadId)).size;
    const count = async () => (await alice.emails({ inMailbox: team })).length;
    await page.goto('/mail');
    await page.getByRole('row', { name: /Plan/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.keyboard.press('v');
    await page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('searchbox')).or(page.getByRole('dialog').getByRole('textbox')).first().fill('Team');
    await page.getByRole('dialog').getByRole('option', { name: /Team/ }).first().click();
    await expect.poll(count).toBe(15);
    expect(await threads()).toBe(3);
    await page.goto(`/mail/${encodeURIComponent(await alice.accountId())}/${encodeURIComponent(team)}`);
    await page.getByRole('row', { name: /Plan/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).press(' ');
    await page.keyboard.press('#');
    await expect.poll(count).toBe(0);
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(count).toBe(15);
    expect(await threads()).toBe(3);
  });
});
