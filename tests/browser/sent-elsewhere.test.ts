/** A draft that is open here and sent from another place: whatever is heard of it, and when, it says so and is not sent a second time by mistake. In real Chromium. */
import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, panel, save, write } from './setup/composing.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const told = (page: Page) => panel(page).getByText('already sent from another place');
const isSending = (request: Request): boolean => request.postData()?.includes('"EmailSubmission/set"') === true;
const texts = async (person: JmapOfVisit, subject: string) => (await person.emails({ subject })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value);

/** Another program's draft, as the server has it. */
async function draftOf(person: JmapOfVisit, subject: string, text: string, messageId: string): Promise<string> {
  const { list } = await person.call('Identity/get', { ids: null });
  return person.put({ subject, from: [{ email: list[0]?.email }], to: [{ email: `bob@${DOMAIN}` }], messageId: [messageId], keywords: { $draft: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: text } } }, 'drafts');
}

/** The second half of what a program sends with: the Email is handed in, and moved to Sent. */
async function handIn(person: JmapOfVisit, emailId: string): Promise<void> {
  const [{ list: identities }, { list: mailboxes }] = await Promise.all([person.call('Identity/get', { ids: null }), person.call('Mailbox/get', { ids: null })]);
  const place = (role: string) => `mailboxIds/${mailboxes.find((one) => one.role === role)?.id}`;
  const { notCreated } = await person.call('EmailSubmission/set', {
    create: { s: { identityId: identities[0]?.id, emailId } },
    onSuccessUpdateEmail: { '#s': { [place('drafts')]: null, [place('sent')]: true, 'keywords/$draft': null } },
  });
  expect(notCreated ?? {}).toEqual({});
}

/** Asked for, and let through later. */
function hold(page: Page, isHeld: (request: Request) => boolean): { readonly asked: Promise<void>; letGo(): void } {
  const asked = gate();
  const free = gate();
  void page.route('**/jmap/api', async (route) => {
    if (isHeld(route.request())) {
      asked.letGo();
      await free.isOpen;
    }
    await route.continue();
  });
  return { asked: asked.isOpen, letGo: free.letGo };
}

/** Sent again only by who wants just that. */
async function sendsOnlyAsked(page: Page, person: JmapOfVisit): Promise<void> {
  const before = (await person.submissions()).length;
  await body(page).press('Control+Enter');
  const asked = page.getByRole('alertdialog');
  await asked.getByRole('button', { name: 'Send again' }).waitFor();
  expect(await person.submissions()).toHaveLength(before);
  await asked.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Message sent').first().waitFor();
  expect(await person.submissions()).toHaveLength(before + 1);
  // Under a name that has been there before, others drop it.
  const names = (await person.emails({ text: '' })).filter(({ keywords }) => !keywords?.['$draft']).flatMap(({ messageId }) => messageId ?? []);
  expect(new Set(names).size).toBe(names.length);
}

inBrowser('a draft that is sent from another place', { people: ['alice', 'bob', 'carol', 'dora', 'emil', 'fares', 'gina', 'hana'] }, (at) => {
  test('heard of in two steps, a newer text and then its sending: the newer text is shown, and that it was sent', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const older = await draftOf(alice, 'En deux temps', 'ONE', 'two-steps@example.org');
    await page.goto(`/compose/${older}`);
    await panel(page).waitFor();
    const newer = await draftOf(alice, 'En deux temps', 'ONE and more', 'two-steps@example.org');
    await alice.call('Email/set', { destroy: [older] });
    await panel(page).getByText('you see the latest text').waitFor();
    await handIn(alice, newer);
    await told(page).waitFor();
    await eventually(() => body(page).inputValue()).toBe('ONE and more');
    // What is written on here is a draft of its own; what was sent stands.
    await body(page).press('Control+End');
    await page.keyboard.insertText(', and mine');
    await save(page);
    expect((await texts(alice, 'En deux temps')).sort()).toEqual(['ONE and more', 'ONE and more, and mine']);
    await sendsOnlyAsked(page, alice);
    expect(await texts(alice, 'En deux temps')).toContain('ONE and more');
  }, 60_000);

  test('it leaves while the newer text is on its way here', async () => {
    const { page, context } = await at.visit({ person: 'carol' });
    const carol = jmapOf(context);
    const older = await draftOf(carol, 'En chemin', 'ONE', 'on-its-way@example.org');
    await page.goto(`/compose/${older}`);
    await panel(page).waitFor();
    let newer = 'none yet';
    const fetched = hold(page, (request) => request.postData()?.includes(newer) === true && request.postData()?.includes('bodyValues') === true);
    newer = await draftOf(carol, 'En chemin', 'ONE and more', 'on-its-way@example.org');
    await carol.call('Email/set', { destroy: [older] });
    await fetched.asked;
    const heard = page.waitForResponse(async (response) => {
      const text = response.url().endsWith('/jmap/api') ? await response.text().catch(() => '') : '';
      return text.includes(newer) && text.includes('"mailboxIds"') && !text.includes('$draft');
    });
    await handIn(carol, newer);
    await heard;
    fetched.letGo();
    await told(page).waitFor();
    await eventually(() => body(page).inputValue()).toBe('ONE and more');
    await sendsOnlyAsked(page, carol);
  }, 60_000);

  test.each([
    ['dora', 'as it was', false],
    ['emil', 'with words that the other one has added', true],
  ])('%s: before anything is heard of it, %s, pressing Send sends nothing and says so', async (person, _how, isReplaced) => {
    const { page, context } = await at.visit({ person });
    const jmap = jmapOf(context);
    // No news from the server in this page.
    await page.route(/\/jmap\/events/, () => {});
    const open = await draftOf(jmap, 'Pas entendu', 'ONE', `unheard-${person}@example.org`);
    await page.goto(`/compose/${open}`);
    await panel(page).waitFor();
    let sent = open;
    if (isReplaced) {
      sent = await draftOf(jmap, 'Pas entendu', 'ONE and more', `unheard-${person}@example.org`);
      await jmap.call('Email/set', { destroy: [open] });
    }
    await handIn(jmap, sent);
    await body(page).press('Control+Enter');
    await told(page).waitFor();
    expect(await jmap.submissions()).toHaveLength(1);
    expect(await jmap.emails({ subject: 'Pas entendu' })).toHaveLength(1);
    await sendsOnlyAsked(page, jmap);
  }, 60_000);

  test('written on before anything is heard of it: what was sent stands, the new words are a draft, and it is said', async () => {
    const { page, context } = await at.visit({ person: 'fares' });
    const fares = jmapOf(context);
    await page.route(/\/jmap\/events/, () => {});
    const open = await draftOf(fares, 'Écrit après', 'ONE', 'written-on@example.org');
    await page.goto(`/compose/${open}`);
    await panel(page).waitFor();
    await handIn(fares, open);
    await body(page).press('Control+End');
    await page.keyboard.insertText(' and mine');
    await save(page);
    await told(page).waitFor();
    const both = await fares.emails({ subject: 'Écrit après' });
    expect((await Promise.all(both.map(async (one) => [await fares.rolesOf(one), Object.values(one.bodyValues ?? {})[0]?.value]))).sort()).toEqual([[['drafts'], 'ONE and mine'], [['sent'], 'ONE']]);
    expect(await fares.submissions()).toHaveLength(1);
    await panel(page).getByRole('button', { name: 'Delete draft' }).last().click();
  }, 60_000);

  test('thrown away here before anything is heard of it, what was sent stays in Sent', async () => {
    const { page, context } = await at.visit({ person: 'hana' });
    const hana = jmapOf(context);
    await page.route(/\/jmap\/events/, () => {});
    const open = await draftOf(hana, 'Jeté après', 'ONE', 'thrown-after@example.org');
    await page.goto(`/compose/${open}`);
    await panel(page).waitFor();
    await handIn(hana, open);
    await panel(page).getByRole('button', { name: 'Delete draft' }).last().click();
    await eventually(() => page.url()).not.toContain('/compose/');
    await page.getByText('Draft deleted').first().waitFor();
    const left = await hana.emails({ subject: 'Jeté après' });
    expect(await Promise.all(left.map((one) => hana.rolesOf(one)))).toEqual([['sent']]);
  });

  test('sent in two places at the same moment, it leaves once', async () => {
    const { page, context } = await at.visit({ person: 'gina' });
    const gina = jmapOf(context);
    const open = await draftOf(gina, 'Au même moment', 'ONE', 'same-moment@example.org');
    await page.goto(`/compose/${open}`);
    await panel(page).waitFor();
    // All has been looked at by then.
    const sending = hold(page, isSending);
    await body(page).press('Control+Enter');
    await sending.asked;
    await handIn(gina, open);
    sending.letGo();
    await told(page).waitFor();
    expect(await gina.submissions()).toHaveLength(1);
    expect(await texts(gina, 'Au même moment')).toEqual(['ONE']);
  }, 60_000);

  test('some words and Send at once in one browser: the other one says that it was sent', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    const bob = jmapOf(context);
    await write(page, `alice@${DOMAIN}`, 'Deux navigateurs', 'ONE');
    await save(page);
    const other = await at.visit({ person: 'bob', path: '/mail' });
    const [draft] = await bob.emails({ subject: 'Deux navigateurs' });
    await other.page.goto(`/compose/${draft?.id}`);
    await panel(other.page).waitFor();
    await body(page).press('Control+End');
    await page.keyboard.insertText(' and more');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    await told(other.page).waitFor();
    await eventually(() => texts(bob, 'Deux navigateurs')).toEqual(['ONE and more']);
    // Called back, it is a draft where it was written.
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await panel(page).waitFor();
    await body(page).press('Control+End');
    await page.keyboard.insertText(' again');
    await save(page);
    expect(await told(page).count()).toBe(0);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    await sendsOnlyAsked(other.page, bob);
  }, 60_000);
});
