/** What a message is made of: recipients, text that comes from elsewhere, files, signatures, the original that is answered. In real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Email } from '../../openapi/generated/jmap.ts';
import { DOMAIN } from '../setup/server.ts';
import { body, compose, eventually, focused, panel, pixel, save, subject, to, write } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const htmlOf = (email: Email | undefined) => Object.values(email?.bodyValues ?? {}).map(({ value }) => value).find((value) => value.startsWith('<!DOCTYPE')) ?? '';
const textOf = (email: Email | undefined) => Object.values(email?.bodyValues ?? {})[0]?.value ?? '';

inBrowser('what a message is made of', { people: ['alice', 'bob', 'dora'] }, (at) => {
  test('a picture copied from a page goes along itself, not the address where it lies; a piece of a page with a picture is its text', async () => {
    const { page, context } = await at.visit({ person: 'dora', path: '/mail' });
    await compose(page);
    await subject(page).fill('Copiée');
    await paste(page, { html: `<html><body>\n<!--StartFragment--><img src="https://intranet.example/photo.png" alt="photo"/><!--EndFragment-->\n</body></html>`, image: 'image.png' });
    await expect.poll(() => body(page).getByRole('img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth))).toEqual([1]);
    await save(page);
    const kept = async () => (await jmapOf(context).emails({ subject: 'Copiée' }))[0];
    await eventually(async () => (await kept())?.attachments?.length).toBe(1);
    expect(htmlOf(await kept())).not.toContain('intranet');
    await paste(page, { html: '<p>Un texte <img src="https://intranet.example/photo.png"></p>', image: 'image.png' });
    await body(page).getByText('Un texte').waitFor();
    expect((await kept())?.attachments?.length).toBe(1);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('what Word, a sheet and a screenshot put on the clipboard stays lists, a table and pictures in the text', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await subject(page).fill('Collé');
    // At once: what is pasted first waits until it can be cleaned.
    await paste(page, { html: fromWord });
    await eventually(() => shapeOf(page)).toEqual(['Courses', ['UL', ['Pommes', ['UL', ['Golden']]], ['Poires']], 'Puis', ['OL', ['Laver'], ['Couper']], 'Fin']);
    await body(page).press('Control+End');
    await paste(page, { html: fromSheet });
    await eventually(() => body(page).locator('table tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)))).toEqual([['Ville', 'Total'], ['وهران', '12']]);
    expect(await body(page).locator('table').getAttribute('dir')).toBe('ltr');
    await paste(page, { image: 'capture.png' });
    await body(page).getByRole('img', { name: 'capture.png' }).waitFor();
    await drop(page, 'photo.png');
    await body(page).getByRole('img', { name: 'photo.png' }).waitFor();
    await expect.poll(() => body(page).getByRole('img').evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth))).toEqual([1, 1]);
    expect(await panel(page).getByRole('list', { name: 'Attachments' }).count()).toBe(0);
    await save(page);
    const kept = async () => (await jmapOf(context).emails({ subject: 'Collé' }))[0];
    await eventually(async () => (await kept())?.attachments?.length).toBe(2);
    const draft = await kept();
    expect(draft?.attachments?.every(({ cid, type }) => type === 'image/png' && htmlOf(draft).includes(`src="cid:${cid}"`))).toBe(true);
    expect(htmlOf(draft)).toMatch(/<table dir="ltr".*<td[^>]*><p[^>]*>Ville<\/p><\/td>.*<p dir="rtl"[^>]*>وهران/);
    expect(textOf(draft)).toContain('• Pommes\n  • Golden\n• Poires\nPuis\n1. Laver\n2. Couper');
    expect(textOf(draft)).toContain('Ville\tTotal\nوهران\t12');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('lists that follow each other in Word stay lists of their kinds, and count from where they do there', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    await compose(page);
    const dot = "<span style='font-family:Symbol'>·</span>";
    const items = [[1, dot, 'Un'], [1, '3.', 'Trois'], [2, 'a)', 'Avant'], [2, dot, 'Point'], [1, '4.', 'Quatre'], [1, '1.', 'Autre'], [1, dot, 'Fin']] as const;
    await paste(page, { html: `<html><body>\n${items.map(([level, mark, words], at) => listItem(level, at, mark, words)).join('\n')}\n<p class=MsoNormal>Puis</p>\n${listItem(1, 9, '٧.', 'سبعة')}</body></html>` });
    await eventually(() => shapeOf(page)).toEqual([['UL', ['Un']], ['OL', ['Trois', ['OL', ['Avant']], ['UL', ['Point']]], ['Quatre']], ['OL', ['Autre']], ['UL', ['Fin']], 'Puis', ['OL', ['سبعة']]]);
    expect(await body(page).locator('ol').evaluateAll((lists) => lists.map((list) => (list as HTMLOListElement).start))).toEqual([3, 1, 1, 7]);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('people are completed by keyboard, and their pills dragged to another field; identities are asked for once', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(...(request.postData()?.match(/"Identity\/get"/g) ?? [])));
    await page.goto('/mail');
    await compose(page);
    await page.keyboard.type('do');
    const option = page.getByRole('option', { name: /dora/ });
    await option.waitFor();
    expect(await to(page).getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await page.keyboard.press('Enter');
    await page.keyboard.type('bo');
    await page.getByRole('option', { name: /bob/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    const pills = (field: string) => panel(page).getByRole('list', { name: `Recipients, ${field}` }).getByRole('button');
    await expect.poll(() => pills('To').allTextContents()).toEqual(['dora', 'bob']);
    await panel(page).getByRole('button', { name: 'Add Cc' }).click();
    await pills('To').first().dragTo(panel(page).getByRole('combobox', { name: 'Cc', exact: true }));
    await expect.poll(() => pills('Cc').allTextContents()).toEqual(['dora']);
    expect(await pills('To').allTextContents()).toEqual(['bob']);
    await pills('Cc').first().dragTo(to(page));
    await expect.poll(() => pills('To').allTextContents()).toEqual(['bob', 'dora']);
    await pills('To').last().press('Delete');
    expect(asked).toEqual(['"Identity/get"']);
    await subject(page).fill('Complété');
    await save(page);
    expect((await jmapOf(context).emails({ subject: 'Complété' }))[0]).toMatchObject({ to: [{ name: 'bob', email: `bob@${DOMAIN}` }], cc: null });
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('what is no address stays whole, Tab leads on to the subject, and whoever was written to is offered for the next message', async () => {
    const { page } = await at.visit({ person: 'bob', path: '/mail' });
    const hasFocus = (name: string) => page.evaluate((label) => [document.activeElement?.getAttribute('aria-label'), document.activeElement?.id && document.querySelector(`label[for="${document.activeElement.id}"]`)?.textContent].includes(label), name);
    const pills = panel(page).getByRole('list', { name: 'Recipients, To' }).getByRole('button');
    const text = 'موعد الاجتماع: 14:30 (القاعة B2)';
    await compose(page);
    await eventually(() => hasFocus('To')).toBe(true);
    await page.keyboard.insertText(text);
    await page.keyboard.press('Tab');
    await eventually(() => hasFocus('Subject')).toBe(true);
    await eventually(() => pills.locator('bdi').allTextContents()).toEqual([text]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await eventually(() => hasFocus('Add Bcc')).toBe(true);
    await pills.first().press('Delete');
    await eventually(() => hasFocus('To')).toBe(true);
    const asked = page.waitForResponse(/\/me\/recipients\?query=nouv/);
    await page.keyboard.type('nouv');
    expect(await (await asked).json()).toMatchObject({ items: [] });
    await page.keyboard.type('elle@elsewhere.example,');
    await subject(page).fill('Bienvenue');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    await compose(page);
    await eventually(() => hasFocus('To')).toBe(true);
    await page.keyboard.type('nouv');
    await page.getByRole('option', { name: /nouvelle@elsewhere\.example/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('an upload can be called off, and tried again where it failed; then it is written on in a tab of its own', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    const alice = jmapOf(context);
    await write(page, `bob@${DOMAIN}`, 'Onglet', 'ici');
    const files = panel(page).getByRole('list', { name: 'Attachments' });
    const add = (name: string) => panel(page).locator('input[type=file]').first().setInputFiles([{ name, mimeType: 'application/pdf', buffer: Buffer.from(name) }]);
    const held: (() => Promise<void>)[] = [];
    await page.route('**/jmap/upload/**', (route) => void held.push(() => route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{}' })));
    await add('long.pdf');
    await panel(page).getByRole('progressbar', { name: /long/ }).waitFor();
    await panel(page).getByRole('button', { name: /^Cancel .*long/ }).click();
    await files.waitFor({ state: 'detached' });
    await add('plan.pdf');
    await panel(page).getByRole('progressbar', { name: /plan/ }).waitFor();
    await eventually(() => held.length).toBe(2);
    await held[1]?.();
    const retry = panel(page).getByRole('button', { name: /^Retry .*plan/ });
    await retry.waitFor();
    await page.unroute('**/jmap/upload/**');
    await retry.click();
    await files.getByText('8 B', { exact: false }).waitFor();
    await save(page);
    const [tab] = await Promise.all([context.waitForEvent('page'), panel(page).getByRole('button', { name: 'Open in a tab' }).click()]);
    await tab.waitForURL(/\/compose\//);
    await body(tab).waitFor();
    await panel(page).waitFor({ state: 'detached' });
    await body(tab).press('Control+End');
    await tab.keyboard.insertText(' et là');
    await save(tab);
    await tab.reload();
    await body(tab).waitFor();
    expect(await body(tab).textContent()).toBe('ici et là');
    const drafts = await alice.emails({ subject: 'Onglet' });
    expect(drafts.map((one) => [textOf(one), one.attachments?.map(({ name }) => name)])).toEqual([['ici et là', ['plan.pdf']]]);
    await panel(tab).getByRole('button', { name: 'Delete draft' }).click();
    await tab.waitForURL(/\/mail/);
  }, 60_000);

  test('with another identity the message gets its signature in place of the first one; below the quote where somebody wants it there, also when it is opened again', async () => {
    const { page, context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    const [first] = (await dora.call('Identity/get', { ids: null })).list;
    await dora.call('Identity/set', { update: { [first?.id ?? '']: { textSignature: 'Dora de jour', htmlSignature: '<p>Dora <b>de jour</b></p>' } } });
    const { created } = await dora.call('Identity/set', { create: { second: { email: `dora@${DOMAIN}`, name: 'Service', textSignature: 'Le service', htmlSignature: '<p>Le service</p>' } } });
    const below = { identities: { [created?.['second']?.id ?? '']: { signatureAboveQuote: false } } };
    expect((await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: below })).ok()).toBe(true);
    await received(dora, { subject: 'Question', textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Alors ?' } } });
    await page.goto('/mail');
    await open(page, 'Question');
    await page.keyboard.press('r');
    await focused(page);
    await page.keyboard.insertText('Voici.');
    expect(await body(page).locator('[data-signature]').allTextContents()).toEqual(['Dora de jour']);
    await panel(page).getByRole('button', { name: /^From/ }).click();
    await page.getByRole('menuitemradio', { name: /Service|dora/ }).last().click();
    const closing = panel(page).getByRole('region', { name: 'Signature' });
    await closing.getByText('Le service').waitFor();
    expect(await body(page).locator('[data-signature]').count()).toBe(0);
    await save(page);
    const kept = async () => (await dora.emails({ subject: 'Re: Question' }))[0];
    await eventually(async () => textOf(await kept())).toMatch(/^Voici\.\n\nOn .*\n> Alors \?\n\n-- \nLe service$/);
    expect(htmlOf(await kept())).toMatch(/Voici.*messagerie-quote.*Alors.*messagerie-signature.*Le service/);
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    const draft = await kept();
    await page.goto(`/compose/${draft?.id}`);
    await closing.getByText('Le service').waitFor();
    await panel(page).getByRole('button', { name: 'Show the original message' }).click();
    await panel(page).getByRole('button', { name: 'Answer inline' }).click();
    await closing.waitFor({ state: 'detached' });
    expect(await body(page).locator('[data-signature]').allTextContents()).toEqual(['Le service']);
    await panel(page).getByRole('button', { name: /^From/ }).click();
    await page.getByRole('menuitemradio').first().click();
    await expect.poll(() => body(page).locator('[data-signature]').allTextContents()).toEqual(['Dora de jour']);
    expect(await body(page).textContent()).toMatch(/^Voici\..*Alors \?.*Dora de jour$/);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);

  test('pictures from elsewhere in the original are not fetched until somebody wants to see them, nor when it is answered inline', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const asked: string[] = [];
    await page.route('**/api/v1/images*', (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('url') ?? '');
      return route.fulfill({ contentType: 'image/png', body: Buffer.from(pixel, 'base64') });
    });
    const html = '<p>Bonjour</p><img src="https://tracker.example/p.png" alt="logo">';
    await received(alice, { subject: 'Lettre', htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: html } } });
    await page.goto('/mail');
    await open(page, 'Lettre');
    await page.keyboard.press('r');
    await focused(page);
    const frame = panel(page).frameLocator('iframe');
    await panel(page).getByRole('button', { name: 'Show the original message' }).click();
    await frame.getByText('Bonjour').waitFor();
    const show = panel(page).getByRole('button', { name: 'Show images' });
    await show.waitFor();
    expect(asked).toEqual([]);
    await show.click();
    await eventually(() => frame.getByRole('img', { name: 'logo' }).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    expect(new Set(asked)).toEqual(new Set(['https://tracker.example/p.png']));
    const before = asked.length;
    await panel(page).getByRole('button', { name: 'Answer inline' }).click();
    const picture = body(page).getByRole('img', { name: 'logo' });
    await picture.waitFor();
    expect(await picture.getAttribute('src')).toBeNull();
    expect(asked).toHaveLength(before);
    await show.click();
    await eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    expect(asked).toHaveLength(before + 1);
    await save(page);
    await eventually(async () => htmlOf((await alice.emails({ subject: 'Re: Lettre' }))[0])).toContain('<img src="https://tracker.example/p.png" alt="logo"');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });

  test('a message is passed on as a file, and its text used again for a new one', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    await received(alice, { subject: 'Modèle', to: [{ email: `bob@${DOMAIN}` }], htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: '<p>Cher <b>Bob</b>,</p>' } }, messageId: ['modele@example.org'] });
    await page.goto('/mail');
    await open(page, 'Modèle');
    const choose = async (name: string) => {
      await page.getByRole('button', { name: /More actions/ }).first().click();
      await page.getByRole('menuitem', { name }).click();
      await panel(page).waitFor();
    };
    await choose('Edit as new');
    expect(await subject(page).inputValue()).toBe('Modèle');
    expect(await body(page).locator('b, strong').allTextContents()).toEqual(['Bob']);
    await body(page).press('Control+End');
    await page.keyboard.insertText(' encore');
    await save(page);
    const copy = (await alice.emails({ subject: 'Modèle' })).find(({ keywords }) => keywords && '$draft' in keywords);
    expect(copy).toMatchObject({ to: [{ email: `bob@${DOMAIN}` }], from: [{ email: `alice@${DOMAIN}` }] });
    expect(copy?.messageId).not.toEqual(['modele@example.org']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
    await choose('Forward as attachment');
    await panel(page).getByRole('list', { name: 'Attachments' }).getByText('Modèle.eml', { exact: true }).waitFor();
    await to(page).fill(`bob@${DOMAIN},`);
    await body(page).click();
    await page.keyboard.insertText('Ci-joint.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Message sent').first().waitFor();
    const [sent] = await alice.emails({ subject: 'Fwd: Modèle' });
    expect(sent?.attachments?.map(({ type, name }) => [type, name])).toEqual([['message/rfc822', 'Modèle.eml']]);
  });

  test('a file let go beside the message is not shown in place of the page, and is nowhere attached', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    const refused = await page.getByRole('navigation', { name: 'Folders' }).evaluate((beside) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['a'], 'beside.txt'));
      // What nobody cancels the browser does itself.
      return ['dragover', 'drop'].map((type) => !beside.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
    });
    expect(refused).toEqual([true, true]);
    expect(await page.getByText('beside.txt').count()).toBe(0);
  });

  test('a file that a message has no room for once it is encoded is refused when it is attached, with what there is room for', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    // Made in the page: so much would take its time on the way there.
    await panel(page).locator('input[type=file]').first().evaluate((input) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([new Uint8Array(45_000_000)], 'film.mp4', { type: 'video/mp4' }));
      (input as HTMLInputElement).files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.getByText(/“\u2068?film\.mp4\u2069?” \(45.MB\) is too large: the limit is \u2068?37\.5.MB/).first().waitFor();
    await panel(page).getByText(/^Not attached: too large/).waitFor();
  });
});

/** A message that has come from outside. */
const received = (who: JmapOfVisit, email: object) => who.put({ from: [{ email: 'sara@example.org', name: 'Sara' }], ...email });

async function open(page: Page, title: string): Promise<void> {
  await page.getByText(title).first().click();
  await page.getByRole('button', { name: 'Reply', exact: true }).last().waitFor();
}

function paste(page: Page, { html, image }: { readonly html?: string; readonly image?: string }): Promise<void> {
  return body(page).evaluate(
    (text, { html, image, bytes }) => {
      const data = new DataTransfer();
      if (html !== undefined) data.setData('text/html', html);
      if (image !== undefined) data.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], image, { type: 'image/png' }));
      text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    { html, image, bytes: pixel },
  );
}

function drop(page: Page, name: string): Promise<void> {
  return body(page).evaluate(
    (text, { name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name, { type: 'image/png' }));
      const { left, top } = (text.querySelector('p') as Element).getBoundingClientRect();
      text.dispatchEvent(new DragEvent('drop', { dataTransfer, clientX: left + 2, clientY: top + 2, bubbles: true, cancelable: true }));
    },
    { name, bytes: pixel },
  );
}

type Shape = string | Shape[];

/** Paragraphs as their text, lists as `[name, [item, list…]…]`. */
function shapeOf(page: Page): Promise<Shape[]> {
  return body(page).evaluate((text) => {
    const shape = (element: Element): Shape | undefined => {
      if (element.tagName === 'UL' || element.tagName === 'OL') return [element.tagName, ...[...element.children].map((item) => [...item.children].flatMap((child) => [shape(child) ?? '']))] as Shape[];
      return element.textContent?.trim() || undefined;
    };
    return [...text.children].flatMap((child) => {
      const found = shape(child);
      return found === undefined ? [] : [found];
    });
  });
}

const listItem = (level: number, list: number, mark: string, text: string) =>
  `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l${list} level${level} lfo${list}'><![if !supportLists]><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${text}<o:p></o:p></p>`;

/** As Word puts it on the clipboard: items are paragraphs with their mark typed in front. */
const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15"><style>p.MsoNormal {mso-style-parent:""; margin:0cm;}</style></head><body lang=FR><!--StartFragment-->
<p class=MsoNormal>Courses<o:p></o:p></p>
${listItem(1, 0, '<span style=\'font-family:Symbol\'>·</span>', 'Pommes')}
${listItem(2, 0, '<span style=\'font-family:"Courier New"\'>o</span>', 'Golden')}
${listItem(1, 0, '<span style=\'font-family:Symbol\'>·</span>', 'Poires')}
<p class=MsoNormal>Puis<o:p></o:p></p>
${listItem(1, 1, '1.', 'Laver')}
${listItem(1, 1, '2.', 'Couper')}
<p class=MsoNormal>Fin<o:p></o:p></p>
<!--EndFragment--></body></html>`;

/** As a spreadsheet does. */
const fromSheet = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border=0 cellpadding=0 width=128 style='border-collapse:collapse'><!--StartFragment-->
<col width=64><tr height=20><td width=64>Ville</td><td>Total</td></tr><tr><td>وهران</td><td align=right x:num>12</td></tr><!--EndFragment--></table></body></html>`;
