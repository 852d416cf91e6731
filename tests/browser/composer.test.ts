/** Writing and sending from the web client, in real Chromium. */
import { ImapFlow } from 'imapflow';
import type { BrowserContext } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, compose, eventually, focused, keptTexts, panel, pixel, save, saved, subject, to, write } from './setup/composing.ts';
import { gate } from './setup/hold-back.ts';
import { inBrowser, inBrowserOnEachDatabase } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';
import { signInByApi } from './setup/sign-in.ts';
import { inBothThemes } from './setup/themes.ts';

inBrowserOnEachDatabase('writing and sending', { people: ['alice', 'bob'] }, (at) => {
  test('a message is written by keyboard alone, seen by IMAP while it is written, sent, answered, and the original marked', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Réunion de demain', 'Bonjour Bob,', 'à demain.', 'مرحبا');
    await saved(page);
    const mail = new ImapFlow({ host: '127.0.0.1', port: at.server.ports.imap, secure: false, doSTARTTLS: false, auth: { user: `alice@${DOMAIN}`, pass: PASSWORD }, logger: false });
    await mail.connect();
    await mail.mailboxOpen('Drafts');
    const seen = await mail.fetchAll('1:*', { envelope: true, flags: true });
    await mail.logout();
    expect(seen.map(({ envelope, flags }) => [envelope?.subject, envelope?.to?.[0]?.address, [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort()])).toEqual([['Réunion de demain', `bob@${DOMAIN}`, ['\\Draft', '\\Seen']]]);

    const [draft] = await alice.emails();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent, ...more] = await alice.emails();
    expect(more).toEqual([]);
    expect(sent?.keywords).toEqual({ $seen: true });
    expect(sent?.messageId).toEqual(draft?.messageId);
    expect(await alice.rolesOf(sent)).toEqual(['sent']);
    const [submission] = await alice.submissions();
    expect(submission?.undoStatus).toBe('pending');
    expect(submission?.envelope?.mailFrom.parameters).toEqual({ HOLDFOR: '10' });
    expect(sent?.bodyStructure?.type).toBe('multipart/alternative');
    const [plain, html] = Object.values(sent?.bodyValues ?? {}).map(({ value }) => value);
    expect(plain).toBe('Bonjour Bob,\nà demain.\nمرحبا');
    expect(html).toContain('<p dir="rtl" style="margin:0;text-align:right">مرحبا</p>');

    const bob = await at.visit({ person: 'bob' });
    const bobs = jmapOf(bob.context);
    await bobs.put({ from: [{ email: `alice@${DOMAIN}`, name: 'Alice' }], to: [{ email: `bob@${DOMAIN}` }], subject: 'RE: Réunion', messageId: ['m1@example.com'], references: ['m0@example.com'], textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Tu viens ?' } } });
    await bob.page.goto('/mail');
    await bob.page.getByText('RE: Réunion').first().click();
    await bob.page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
    await bob.page.keyboard.press('r');
    await panel(bob.page).waitFor();
    await focused(bob.page);
    await bob.page.keyboard.insertText('Oui.');
    await bob.page.keyboard.press('Control+Enter');
    await bob.page.getByText('Message sent').first().waitFor();
    const [answer] = await bobs.emails({ body: 'Oui' });
    expect(answer).toMatchObject({ subject: 'Re: Réunion', inReplyTo: ['m1@example.com'], references: ['m0@example.com', 'm1@example.com'], to: [{ name: 'Alice', email: `alice@${DOMAIN}` }] });
    expect(Object.values(answer?.bodyValues ?? {})[0]?.value).toMatch(/^Oui\.\n\nOn .* Alice <alice@example\.com> wrote:\n> Tu viens \?$/);
    await eventually(async () => (await bobs.emails({ subject: 'RE: Réunion' })).find(({ messageId }) => messageId?.[0] === 'm1@example.com')?.keywords).toMatchObject({ $answered: true });
  }, 90_000);

  test('sending is taken back within its seconds by Ctrl+Z: nothing has left, and the text is there again', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Trop vite', 'Un mot de trop');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Sending cancelled').first().waitFor();
    expect(await body(page).textContent()).toContain('Un mot de trop');
    const [draft] = await alice.emails({ subject: 'Trop vite' });
    expect(draft?.keywords).toEqual({ $seen: true, $draft: true });
    expect(await alice.rolesOf(draft)).toEqual(['drafts']);
    expect((await alice.submissions()).find(({ emailId }) => emailId === draft?.id)?.undoStatus).toBe('canceled');
  });

  test('an answer that is taken back leaves its original unanswered', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    await alice.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `alice@${DOMAIN}` }], subject: 'Une question', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Alors ?' } } });
    const isAnswered = async () => Object.keys((await alice.emails({ subject: 'Une question', inMailbox: await alice.call('Mailbox/query', { filter: { role: 'inbox' } }).then(({ ids }) => ids[0] ?? '') }))[0]?.keywords ?? {}).includes('$answered');
    await page.goto('/mail');
    await page.getByText('Une question').first().click();
    await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
    await page.keyboard.press('r');
    await panel(page).waitFor();
    await focused(page);
    await page.keyboard.insertText('Trop tôt.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    await eventually(isAnswered).toBe(true);
    await page.keyboard.press('Control+z');
    await page.getByText('Sending cancelled').first().waitFor();
    await eventually(isAnswered).toBe(false);
  }, 60_000);
});

inBrowser('the composer', { people: ['alice', 'bob', 'carol'], yaml: 'limits: {recipients: 100, maxSizeAttachmentsPerEmail: 1MiB}' }, (at) => {
  describe.each(['fr', 'en', 'ar'] as const)('%s', (language) => {
    test.each([1280, 390])('at %i pixels: nothing is in the way of anybody', async (width) => {
      const { page } = await at.visit({ person: 'carol', path: '/mail', language, width });
      await compose(page);
      await to(page).fill('bob@example.com, pas une adresse,');
      await subject(page).fill(language === 'ar' ? 'اجتماع الغد' : 'Réunion');
      await body(page).click();
      await page.keyboard.insertText(language === 'ar' ? 'السلام عليكم' : 'Bonjour');
      await save(page);
      await inBothThemes(page, async (theme) => {
        await expectAccessible(page, '[role=dialog]');
        await expectNoOverflow(page);
        await keepScreen(page, `composer-${language}-${width}-${theme}`);
      });
      await panel(page).getByRole('button', { name: /^(?:Delete draft|Supprimer le brouillon|حذف المسودة)$/ }).click();
      await panel(page).waitFor({ state: 'detached' });
    });
  });

  test('a page that is gone without notice loses nothing: the text is there again', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await page.route('**/jmap/api', (route) => (route.request().postData()?.includes('"draft":') ? route.abort() : route.continue()));
    await write(page, `bob@${DOMAIN}`, 'Panne', 'Ne me perdez pas');
    await eventually(() => keptTexts(page)).toContain('Ne me perdez pas');
    const session = await context.newCDPSession(page);
    const next = await context.newPage();
    void session.send('Page.crash').catch(() => {});
    await page.waitForEvent('crash');
    await next.goto('/mail');
    await next.getByRole('button', { name: 'Panne', exact: true }).click();
    await next.getByText('Recovered draft').waitFor();
    expect(await body(next).textContent()).toContain('Ne me perdez pas');
    expect(await subject(next).inputValue()).toBe('Panne');
    await eventually(async () => (await jmapOf(context).emails({ subject: 'Panne' })).length).toBe(1);
  });

  test('closed by Escape it is in Drafts, and opens from there as it was', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Plus tard', 'première ligne', 'سطر ثان');
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await eventually(async () => (await alice.emails({ subject: 'Plus tard' })).length).toBe(1);
    await eventually(() => keptTexts(page)).toBe('');
    const [draft] = await alice.emails({ subject: 'Plus tard' });
    await page.goto(`/compose/${draft?.id}`);
    await panel(page).waitFor();
    expect(await body(page).getByRole('paragraph').allTextContents()).toEqual(['première ligne', 'سطر ثان']);
    expect(await subject(page).inputValue()).toBe('Plus tard');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await eventually(async () => (await alice.emails({ subject: 'Plus tard' })).length).toBe(0);
  });

  test('a draft that is thrown away is gone from the list at once, whatever the server is doing', async () => {
    const { page, context } = await at.visit({ person: 'bob', path: '/mail' });
    await write(page, `alice@${DOMAIN}`, 'Bon à jeter', 'un essai');
    await saved(page);
    await page.getByRole('treeitem', { name: /^Drafts/ }).click();
    const row = page.getByRole('row', { name: /Bon à jeter/ });
    await row.waitFor();
    // From here on the server does not answer until it is let.
    const away = gate();
    await context.route('**/jmap/api', async (route) => {
      await away.isOpen;
      await route.continue();
    });
    await body(page).focus();
    await page.keyboard.insertText(', et encore');
    const saving = page.waitForRequest('**/jmap/api');
    await page.keyboard.press('Control+s');
    await saving;
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await expect.poll(() => row.count()).toBe(0);
    away.letGo();
    await page.getByText('Draft deleted').first().waitFor();
    expect(await row.count()).toBe(0);
    await eventually(async () => (await jmapOf(context).emails({ subject: 'Bon à jeter' })).length).toBe(0);
  });

  test('“tomorrow morning” is that of the time zone that somebody has set, not of the device', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const bob = jmapOf(context);
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { timeZone: 'Asia/Tokyo' } });
    await page.goto('/mail');
    await write(page, `alice@${DOMAIN}`, 'À Tokyo', 'Bonjour');
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: 'Tomorrow morning' }).click();
    await page.getByText(/^Will be sent/).first().waitFor();
    const [held] = await bob.submissions();
    expect(held?.sendAt).toMatch(/T23:00:00Z$/);
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { timeZone: null } });
  });

  test('what waits for its time says in its row and when it is read that it has not left, and is called back or changed there', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const pending = async () => (await alice.submissions()).filter(({ undoStatus, sendAt = '' }) => undoStatus === 'pending' && Date.parse(sendAt) > Date.now() + 60_000).length;
    for (const [title, button] of [['Pas encore parti', 'Cancel sending'], ['À changer', 'Change']] as const) {
      await write(page, `bob@${DOMAIN}`, title, 'Bonjour');
      await panel(page).getByRole('button', { name: 'Send later' }).click();
      await page.getByRole('menuitem', { name: 'Tomorrow afternoon' }).click();
      await eventually(pending).toBe(1);
      await page.getByRole('treeitem', { name: /^Scheduled/ }).click();
      const row = page.getByRole('row', { name: new RegExp(title) });
      await row.getByText(/^Will be sent .*14:00/).waitFor();
      await row.click();
      const message = page.getByRole('article');
      await message.getByText(/This message has not left yet\. It will be sent on .*14:00/).waitFor();
      await keepScreen(page, `scheduled-${button.split(' ')[0]}`);
      await expectAccessible(page);
      await message.getByRole('button', { name: button }).click();
      await eventually(pending).toBe(0);
      if (button === 'Change') await eventually(() => subject(page).inputValue()).toBe(title);
      await eventually(async () => alice.rolesOf((await alice.emails({ subject: title }))[0])).toEqual(['drafts']);
      await expect.poll(() => row.count()).toBe(0);
    }
  }, 60_000);

  test('a message goes out later, is listed with its time, and can be called back', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Pour demain', 'Bonjour');
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: 'Tomorrow morning' }).click();
    await page.getByText(/^Will be sent/).first().waitFor();
    const later = (await alice.submissions()).find(({ undoStatus, sendAt = '' }) => undoStatus === 'pending' && Date.parse(sendAt) > Date.now() + 3_600_000);
    expect(later?.envelope?.mailFrom.parameters).toHaveProperty('HOLDUNTIL');
    await compose(page);
    await panel(page).getByRole('button', { name: 'Send later' }).click();
    await page.getByRole('menuitem', { name: 'Scheduled messages…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scheduled messages' });
    await dialog.getByText('Pour demain').waitFor();
    await expectAccessible(page, '[role=dialog]');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await eventually(() => subject(page).inputValue()).toBe('Pour demain');
    expect((await alice.submissions()).find(({ id }) => id === later?.id)?.undoStatus).toBe('canceled');
    expect(await alice.rolesOf((await alice.emails({ subject: 'Pour demain' }))[0])).toEqual(['drafts']);
  });

  test('5 000 recipients are taken at once, and what the server takes is said before anything is sent', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    const many = Array.from({ length: 5_000 }, (_, at) => `Personne ${at} <p${at}@example.org>`).join('; ');
    await to(page).evaluate((input, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, many);
    await panel(page).getByText('5,000 recipients: this server takes 100 a message.').waitFor();
    await panel(page).getByText('+ 4,940 more').waitFor();
    await subject(page).fill('Tous');
    await page.keyboard.press('Control+Enter');
    await panel(page).getByText('Too many recipients: this server takes 100 a message.').waitFor();
    // Once, and not in other words beside.
    expect(await panel(page).getByText('this server takes 100 a message').count()).toBe(1);
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });

  test('what is too large is told before it is sent; the rest goes along, with its picture in the text', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Fichiers', 'Voir ');
    const picker = panel(page).locator('input[type=file]').first();
    await picker.setInputFiles([{ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(2 * 1024 * 1024) }, { name: 'تقرير.txt', mimeType: 'text/plain', buffer: Buffer.from('bonjour') }]);
    await page.getByText(/“\u2068?film\.mp4\u2069?” \(.*\) is too large/).first().waitFor();
    await panel(page).getByRole('list', { name: 'Attachments' }).getByText('تقرير.txt', { exact: true }).waitFor();
    await panel(page).locator('input[type=file]').nth(1).setInputFiles([{ name: 'point.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') }]);
    await body(page).getByRole('img', { name: 'point.png' }).waitFor();
    await panel(page).getByRole('button', { name: 'Remove film.mp4' }).click();
    await body(page).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent] = await alice.emails({ subject: 'Fichiers' });
    const shape = (part: { type?: string; subParts?: object[] | null }): unknown => (part.subParts ? [part.type, part.subParts.map(shape)] : part.type);
    expect(shape(sent?.bodyStructure as never)).toEqual(['multipart/mixed', [['multipart/alternative', ['text/plain', ['multipart/related', ['text/html', 'image/png']]]], 'text/plain']]);
    const cid = /src="cid:([^"]+)"/.exec(Object.values(sent?.bodyValues ?? {}).map(({ value }) => value).join())?.[1];
    expect(sent?.attachments?.map(({ name, cid: own }) => [name, own])).toContainEqual(['point.png', cid]);
  });

  test('a forgotten attachment and a missing subject are asked about, once', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await page.keyboard.type(`bob@${DOMAIN},`);
    await body(page).click();
    await page.keyboard.insertText('Veuillez trouver ci-joint le plan.');
    await page.keyboard.press('Control+Enter');
    const question = page.getByRole('alertdialog', { name: 'Send anyway?' });
    await question.getByText('The message has no subject.').waitFor();
    await question.getByText('no file is attached').waitFor();
    expect(await question.getByRole('listitem').count()).toBe(2);
    await question.getByRole('button', { name: 'Send anyway' }).waitFor();
    await expectAccessible(page, '[role=alertdialog]');
    await question.getByRole('button', { name: 'Back to the message' }).click();
    await question.waitFor({ state: 'detached' });
    await subject(page).fill('Le plan');
    await page.keyboard.press('Control+Enter');
    await question.getByText('no file is attached').waitFor();
    expect(await question.getByRole('listitem').count()).toBe(0);
    await question.getByRole('button', { name: 'Send without an attachment' }).click();
    await page.getByText('Message sent').first().waitFor();
  });

  test('while the session is over nothing is lost; signed in again in another tab, it is saved', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await write(page, `bob@${DOMAIN}`, 'Session', 'avant');
    await save(page);
    await context.clearCookies();
    await page.keyboard.insertText(' et après');
    await panel(page).getByText('Your session has ended. Your text is kept here').waitFor();
    await keepScreen(page, 'composer-signed-out');
    await signInByApi(context, 'alice', { language: 'en', theme: 'light', density: 'comfortable' });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await saved(page);
    const [draft] = await jmapOf(context).emails({ subject: 'Session' });
    expect(Object.values(draft?.bodyValues ?? {})[0]?.value).toBe('avant et après');
  });

  test('sent while the server is away, it waits; an answer that was lost does not send it twice', async () => {
    const { page, context, problems } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Coupure', 'Une seule fois');
    await save(page);
    let lost = 0;
    // The server gets the message, and the network goes before its answer is there.
    await page.route('**/jmap/api', async (route) => {
      if (lost > 0 || !route.request().postData()?.includes('EmailSubmission/set')) return lost > 0 && lost < 2 ? route.abort() : route.continue();
      lost = 1;
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('Control+Enter');
    await page.getByText('waiting to be sent').waitFor();
    await keepScreen(page, 'composer-waiting');
    lost = 2;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Message sent').first().waitFor({ timeout: 25_000 });
    const sent = await alice.emails({ subject: 'Coupure' });
    expect(sent).toHaveLength(1);
    expect(await alice.rolesOf(sent[0])).toEqual(['sent']);
    expect((await alice.submissions()).filter(({ emailId }) => emailId === sent[0]?.id)).toHaveLength(1);
    problems.take();
  });

  test('a draft that is deleted elsewhere stays here; one that is changed elsewhere is shown as it is there', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Ailleurs', 'mon texte');
    await save(page);
    const [first] = await alice.emails({ subject: 'Ailleurs' });
    await alice.call('Email/set', { destroy: [first?.id] });
    await panel(page).getByText('This draft was deleted in another place.').waitFor();
    await panel(page).getByRole('button', { name: 'Keep', exact: true }).click();
    await eventually(async () => (await alice.emails({ subject: 'Ailleurs' })).length).toBe(1);
    const [mine] = await alice.emails({ subject: 'Ailleurs' });
    await saved(page);
    await alice.put({ subject: 'Ailleurs', messageId: mine?.messageId, keywords: { $draft: true }, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'leur texte' } } }, 'drafts');
    await alice.call('Email/set', { destroy: [mine?.id] });
    await panel(page).getByText('you see the latest text').waitFor();
    await body(page).press('Control+End');
    await page.keyboard.insertText(' et encore');
    await eventually(async () => (await alice.emails({ subject: 'Ailleurs' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value)).toEqual(['leur texte et encore']);
  });

  test('a save that the server refuses, over quota or for another reason, is told, and leaves the last draft on the server as it was', async () => {
    await at.server.addUser('full', { quotaBytes: 20_000 });
    const { page, context } = await at.visit({ person: 'full', path: '/mail' });
    const full = jmapOf(context);
    const kept = async () => (await full.emails()).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value);
    await write(page, `bob@${DOMAIN}`, 'Plein', 'petit');
    await save(page);
    await page.keyboard.insertText(` ${'x'.repeat(30_000)}`);
    await panel(page).getByText('The draft is not saved on the server').waitFor();
    expect(await body(page).textContent()).toContain('xxx');
    expect(await kept()).toEqual(['petit']);
    await body(page).fill('assez petit');
    await saved(page);
    expect(await kept()).toEqual(['assez petit']);
    await page.route('**/jmap/api', (route) => {
      const request = route.request().postDataJSON() as { methodCalls: [string, { create?: Record<string, { mailboxIds: object }> }][] };
      for (const [name, { create }] of request.methodCalls) if (name === 'Email/set' && create?.['message']) create['message'].mailboxIds = { none: true };
      return route.continue({ postData: JSON.stringify(request) });
    });
    await body(page).fill('refusé');
    await panel(page).getByText('The draft is not saved on the server').waitFor();
    expect(await kept()).toEqual(['assez petit']);
    await page.keyboard.press('Control+Enter');
    await panel(page).getByText('Message not sent.').waitFor();
    expect(await kept()).toEqual(['assez petit']);
    await page.unroute('**/jmap/api');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await eventually(kept).toEqual([]);
  }, 60_000);

  test('a save whose answer was lost leaves one draft, after the next save as after a crash, and no false alarm', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    const kept = async () => (await alice.emails({ subject: 'Sans réponse' })).map(({ bodyValues }) => Object.values(bodyValues ?? {})[0]?.value);
    // The server saves it, and from then on nothing is heard of it.
    const loseNextAnswer = async (): Promise<void> => {
      let isLost = false;
      await page.route('**/jmap/api', async (route) => {
        if (!isLost && !route.request().postData()?.includes('X-Messagerie-Draft')) return route.continue();
        if (!isLost) await route.fetch();
        isLost = true;
        await route.abort();
      });
    };
    await write(page, `bob@${DOMAIN}`, 'Sans réponse', 'un');
    await save(page);
    await loseNextAnswer();
    await page.keyboard.insertText(' deux');
    await eventually(kept).toEqual(['un deux']);
    await panel(page).getByText('Kept here').waitFor();
    await page.keyboard.insertText(' trois');
    await page.unroute('**/jmap/api');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await eventually(kept).toEqual(['un deux trois']);
    await saved(page);
    await loseNextAnswer();
    await page.keyboard.insertText(' quatre');
    await eventually(kept).toEqual(['un deux trois quatre']);
    await panel(page).getByText('Kept here').waitFor();
    await page.close();
    const next = await context.newPage();
    await next.goto('/mail');
    await next.getByRole('button', { name: 'Sans réponse', exact: true }).click();
    await next.getByText('Recovered draft').waitFor();
    await body(next).press('Control+End');
    await next.keyboard.insertText(' cinq');
    await saved(next);
    await eventually(kept).toEqual(['un deux trois quatre cinq']);
    expect(await panel(next).getByText('in another place').count()).toBe(0);
    await panel(next).getByRole('button', { name: 'Delete draft' }).click();
    await eventually(kept).toEqual([]);
  }, 60_000);

  test('what waits to be sent without a network is sent once after a reload', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Hors ligne', 'Une fois');
    await page.route('**/jmap/api', (route) => route.abort());
    await page.keyboard.press('Control+Enter');
    await page.getByText('waiting to be sent').waitFor();
    await page.reload();
    await page.getByText('waiting to be sent').waitFor();
    await page.unroute('**/jmap/api');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Message sent').first().waitFor();
    const sent = await alice.emails({ subject: 'Hors ligne' });
    expect(await Promise.all(sent.map((one) => alice.rolesOf(one)))).toEqual([['sent']]);
    expect((await alice.submissions()).filter(({ emailId }) => emailId === sent[0]?.id)).toHaveLength(1);
    await eventually(() => keptTexts(page)).toBe('');
  }, 60_000);

  test('plain text is sent as format=flowed, and forwarding keeps files by their blob', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const upload = await context.request.post(`/jmap/upload/${await accountOf(context)}`, { headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'text/csv' }, data: 'a;b' });
    const { blobId } = (await upload.json()) as { blobId: string };
    await alice.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], to: [{ email: `alice@${DOMAIN}` }], subject: 'Tableau', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'le tableau' } }, attachments: [{ blobId, type: 'text/csv', name: 'tableau.csv', disposition: 'attachment' }] });
    await page.goto('/mail');
    await page.getByText('Tableau').first().click();
    await page.getByRole('button', { name: 'Forward', exact: true }).last().waitFor();
    await page.keyboard.press('f');
    await panel(page).waitFor();
    await to(page).fill(`bob@${DOMAIN},`);
    await panel(page).getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Switch to plain text' }).click();
    await body(page).fill(`${'mot '.repeat(40)}fin`);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent] = await alice.emails({ subject: 'Fwd' });
    expect(sent?.textBody?.[0]?.['header:Content-Type']).toContain('format=flowed');
    expect(Object.values(sent?.bodyValues ?? {})[0]?.value).toMatch(/mot \n(?:mot )+/);
    expect(Object.values(sent?.bodyValues ?? {})[0]?.value).toContain('From: Sara <sara@example.org>');
    expect(sent?.attachments?.map(({ name, type }) => [name, type])).toEqual([['tableau.csv', 'text/csv']]);
  });
});

async function accountOf(context: BrowserContext): Promise<string> {
  const session = (await (await context.request.get('/jmap/session', { headers: { 'sec-fetch-site': 'same-origin' } })).json()) as { primaryAccounts: Record<string, string> };
  return session.primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
}
