/** A draft in somebody else's Drafts, shared: it is read, and a message of one's own can be made of it; the owner's stays as it is. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, panel, saved, subject } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';

const working = { mayReadItems: true, maySetSeen: true, mayAddItems: true, mayRemoveItems: true } as const;
const notice = (page: Page) => page.getByText('A draft of Claire Martin. Only they can write on it; you can make a message of your own from it.');
const article = (page: Page) => page.getByRole('article');
const falseBar = (page: Page) => page.getByText('This draft was deleted in another place');

inBrowser('drafts of somebody else', { people: ['bob', 'carol'] }, (at) => {
  /** A draft of claire's, to carol, with a file. */
  async function drafted(claire: JmapOfVisit, upload: (type: string) => Promise<string>, title: string, more: object = {}): Promise<string> {
    return claire.put({
      keywords: { $draft: true, $seen: true }, from: [{ email: `claire@${DOMAIN}` }], to: [{ email: `carol@${DOMAIN}` }], subject: title, messageId: [`${crypto.randomUUID()}@${DOMAIN}`],
      bodyStructure: { type: 'multipart/mixed', subParts: [{ partId: 't', type: 'text/plain' }, { blobId: await upload('application/pdf'), type: 'application/pdf', name: 'plan.pdf', disposition: 'attachment' }] },
      bodyValues: { t: { value: 'Written by Claire' } }, ...more,
    }, 'drafts');
  }

  /** claire's window and bob's, to whom her Drafts are shared. */
  async function both(options: { readonly language?: 'fr' | 'ar' | 'en'; readonly width?: number } = {}) {
    const { context: claires } = await at.visit({ person: 'claire' });
    const { page, context } = await at.visit({ person: 'bob', ...options });
    const [claire, bob] = [jmapOf(claires), jmapOf(context)];
    // What an earlier test has written is not in the way.
    await claire.call('Email/set', { destroy: (await claire.emails({ hasKeyword: '$draft' })).map(({ id }) => id) });
    const { list } = await claire.call('Mailbox/get', { ids: null });
    const idOf = (role: string) => list.find((one) => one.role === role)?.id ?? '';
    const principal = (await bob.accountId()).replace(/^a/, 'p');
    await claire.call('Mailbox/set', { update: { [idOf('drafts')]: { shareWith: { [principal]: working } }, [idOf('inbox')]: { shareWith: { [principal]: working } } } });
    const account = await claire.accountId();
    const upload = async (type: string): Promise<string> => {
      const answer = await claires.request.post(`/jmap/upload/${account}/`, { headers: { 'sec-fetch-site': 'same-origin', 'content-type': type }, data: Buffer.from('%PDF-1.4') });
      return ((await answer.json()) as { blobId: string }).blobId;
    };
    const hers = (id: string) => claire.call('Email/get', { ids: [id], properties: ['blobId', 'keywords', 'mailboxIds', 'messageId'] }).then(({ list: [email] }) => email);
    return { page, claire, bob, account, hers, drafts: `/mail/${account}/${idOf('drafts')}`, inbox: `/mail/${account}/${idOf('inbox')}`, draft: (title: string, more?: object) => drafted(claire, upload, title, more) };
  }

  beforeAll(() => at.server.addUser('claire', { name: 'Claire Martin' }));

  test('its row opens it in the reader; Edit as new makes a message of one’s own, and the owner’s stays', async () => {
    const { page, claire, bob, hers, drafts, draft } = await both();
    const id = await draft('Tender');
    const before = await hers(id);
    await page.goto(drafts);
    await page.getByRole('row', { name: /Tender/ }).click();
    await page.getByRole('heading', { level: 2, name: 'Tender' }).waitFor();
    await notice(page).waitFor();
    expect(await article(page).getByText('Draft', { exact: true }).count()).toBe(1);
    await article(page).getByText('Written by Claire').waitFor();
    expect(await panel(page).count()).toBe(0);
    // Nobody has sent it: there is nothing to be answered.
    expect(await page.getByRole('button', { name: /^Reply/ }).count()).toBe(0);
    await keepScreen(page, 'shared-draft-en');

    await article(page).getByRole('button', { name: 'Edit as new' }).click();
    await panel(page).waitFor();
    await eventually(() => subject(page).inputValue()).toBe('Tender');
    await body(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(' and by Bob');
    await saved(page);
    expect(await falseBar(page).count()).toBe(0);
    await eventually(async () => (await bob.emails({ hasKeyword: '$draft' })).length).toBe(1);
    const [own] = await bob.emails({ hasKeyword: '$draft' });
    expect(own).toMatchObject({ subject: 'Tender', from: [{ email: `bob@${DOMAIN}` }], to: [{ email: `carol@${DOMAIN}` }], attachments: [{ name: 'plan.pdf' }] });
    expect(await bob.rolesOf(own)).toEqual(['drafts']);
    expect(own?.messageId).not.toEqual(before?.messageId);
    expect(Object.values(own?.bodyValues ?? {})[0]?.value).toContain('Written by Claire and by Bob');
    expect(await hers(id)).toEqual(before);

    await page.keyboard.press('Control+Enter');
    await panel(page).waitFor({ state: 'detached' });
    await eventually(async () => (await bob.emails({ subject: 'Tender', notKeyword: '$draft' })).length).toBe(1);
    const [sent] = await bob.emails({ subject: 'Tender' });
    expect(sent?.from?.[0]?.email).toBe(`bob@${DOMAIN}`);
    expect(await bob.rolesOf(sent)).toEqual(['sent']);
    expect(await hers(id)).toEqual(before);
    expect((await claire.emails({ subject: 'Tender' })).length).toBe(1);
  });

  test.each([
    ['fr', 1280, 'Un brouillon de Claire Martin. Seule cette personne peut le modifier\u202f; vous pouvez en faire un message à vous.', 'Modifier comme nouveau'],
    ['ar', 390, 'مسودة من \u2068Claire Martin\u2069. لا يمكن لغير صاحبها الكتابة فيها؛ يمكنك إنشاء رسالة خاصة بك انطلاقًا منها.', 'تحرير كرسالة جديدة'],
  ] as const)('in %s on %d pixels, it says whose it is', async (language, width, sentence, editAsNew) => {
    const { page, drafts, draft } = await both({ language, width });
    await draft(`Bail ${language}`);
    await page.goto(drafts);
    const row = page.getByRole('row', { name: `Bail ${language}` });
    await (width < 768 ? row.tap() : row.click());
    await page.getByRole('heading', { level: width < 768 ? 1 : 2, name: `Bail ${language}` }).waitFor();
    await page.getByText(sentence).waitFor();
    await article(page).getByText('Written by Claire').waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await keepScreen(page, `shared-draft-${language}-${width}`);
    const button = article(page).getByRole('button', { name: editAsNew });
    await (width < 768 ? button.tap() : button.click());
    await panel(page).waitFor();
    await eventually(() => subject(page).inputValue()).toBe(`Bail ${language}`);
  });

  test('keys, a search and the address of the composer lead to the same; the one that takes the place of a deleted one is read, too', async () => {
    const { page, account, hers, drafts, draft } = await both();
    const [older, newer] = [await draft('Lease older', { receivedAt: '2026-03-01T10:00:00Z' }), await draft('Lease newer', { receivedAt: '2026-03-02T10:00:00Z' })];
    const before = [await hers(older), await hers(newer)];
    const isRead = async (title: string) => {
      await page.getByRole('heading', { level: 2, name: title }).waitFor();
      await notice(page).waitFor();
      expect(await panel(page).count()).toBe(0);
      expect(await falseBar(page).count()).toBe(0);
    };
    for (const key of ['Enter', 'o']) {
      await page.goto(drafts);
      await page.getByRole('row', { name: /Lease newer/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press(key);
      await isRead('Lease newer');
    }
    await page.keyboard.press('j');
    await isRead('Lease older');
    await page.reload();
    await isRead('Lease older');
    await page.goto(`/search?q=${encodeURIComponent('Lease older')}&account=${account}`);
    await page.getByRole('row', { name: /Lease older/ }).click();
    await isRead('Lease older');
    await page.goto(`/compose/${older}`);
    await isRead('Lease older');
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${drafts}/`));
    expect([await hers(older), await hers(newer)]).toEqual(before);

    await page.goto(drafts);
    await page.getByRole('row', { name: /Lease newer/ }).click();
    await isRead('Lease newer');
    await page.keyboard.press('#');
    await isRead('Lease older');
    expect(await hers(older)).toEqual(before[0]);
  });

  test('within a conversation it is opened and folded in its place, and Reply is for what was sent', async () => {
    const { page, claire, drafts, inbox, draft } = await both();
    const messageId = `${crypto.randomUUID()}@${DOMAIN}`;
    await claire.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `claire@${DOMAIN}` }], subject: 'Visit', messageId: [messageId], keywords: { $seen: true }, receivedAt: '2026-03-01T10:00:00Z', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'When do you come?' } } });
    await draft('Re: Visit', { inReplyTo: [messageId], references: [messageId] });
    await page.goto(inbox);
    await page.getByRole('row', { name: /Visit/ }).click();
    await article(page).getByText('When do you come?').waitFor();
    const line = page.getByRole('button', { name: /Draft/, expanded: false });
    await line.click();
    await notice(page).waitFor();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().click();
    await panel(page).waitFor();
    await panel(page).getByText('sara@example.org').or(panel(page).getByText('Sara', { exact: true })).first().waitFor();
    await panel(page).getByRole('button', { name: 'Close and keep the draft' }).click();
    await panel(page).waitFor({ state: 'detached' });
    await page.goto(drafts);
    await page.getByRole('row', { name: /Visit/ }).click();
    await notice(page).waitFor();
    await article(page).getByText('Written by Claire').waitFor();
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await notice(page).waitFor({ state: 'detached' });
    await line.click();
    await notice(page).waitFor();
    expect(await panel(page).count()).toBe(0);
  });

  test('one’s own is written on, as ever', async () => {
    const { page, bob } = await both();
    await bob.put({ keywords: { $draft: true, $seen: true }, from: [{ email: `bob@${DOMAIN}` }], subject: 'Mine', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'By Bob' } } }, 'drafts');
    const mine = (await bob.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'drafts')?.id ?? '';
    await page.goto(`/mail/${await bob.accountId()}/${mine}`);
    await page.getByRole('row', { name: /Mine/ }).click();
    await panel(page).waitFor();
    await eventually(() => subject(page).inputValue()).toBe('Mine');
    await body(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(', again');
    await saved(page);
    await eventually(async () => (await bob.emails({ subject: 'Mine' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value.trim())).toEqual(['By Bob, again']);
  });
});
