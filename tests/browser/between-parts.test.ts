/** Pictures and files that stand between the texts of a message, as parts beside them (Apple Mail): passed on, answered, gone on with, used again. In real Chromium. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Email, EmailBodyPart } from '../../openapi/generated/jmap.ts';
import { DOMAIN } from '../setup/server.ts';
import { body, eventually, focused, panel, pixel, save, to } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';

const headers = { 'sec-fetch-site': 'same-origin' };
const address = (person: string): string => `${person}@${DOMAIN}`;
const part = (type: string, content: string, ...fields: readonly string[]): string => [`Content-Type: ${type}`, ...fields, '', content].join('\r\n');
const text = (words: string): string => part('text/plain; charset=utf-8', words);
const html = (inner: string): string => part('text/html; charset=utf-8', `<html><head></head><body>${inner}</body></html>`);
const inline = (type: string, name?: string): string => part(type, pixel, `Content-Disposition: inline${name === undefined ? '' : `; filename="${name}"`}`, 'Content-Transfer-Encoding: base64');
const photo = (name?: string): string => inline('image/png', name);
const pdf = part('application/pdf', '%PDF-1.4', 'Content-Disposition: attachment; filename="plan.pdf"');
let boundaries = 0;
function multi(subtype: string, ...parts: readonly string[]): string {
  boundaries += 1;
  const line = `--b${boundaries}`;
  return part(`multipart/${subtype}; boundary=b${boundaries}`, [...parts.flatMap((one) => [line, one]), `${line}--`, ''].join('\r\n'));
}

interface Case {
  readonly source: string;
  /** Names of pictures in braces, where they are shown. */
  readonly seen: string;
  readonly files?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'Texte': { source: multi('mixed', text('Avant.\r\n\r\n'), photo('photo.png'), text('\r\n\r\nEntre.\r\n'), photo('autre.png'), text('\r\nApres.'), pdf), seen: 'Avant. {photo.png} Entre. {autre.png} Apres.', files: ['plan.pdf'] },
  'HTML': { source: multi('mixed', html('<div>Avant <b>gras</b>.</div>'), photo('photo.png'), html('<div>Apres.</div>')), seen: 'Avant gras. {photo.png} Apres.' },
  'Deux sortes': { source: multi('mixed', text('Avant.\r\n'), photo('photo.png'), html('<p>Apres.</p>')), seen: 'Avant. {photo.png} Apres.' },
  'Deux versions': { source: multi('alternative', text('Avant. Apres.'), multi('mixed', html('<div>Avant.</div>'), photo('photo.png'), html('<div>Apres.<br></div>'))), seen: 'Avant. {photo.png} Apres.' },
  'Seule': { source: photo(), seen: '{file.png}' },
  'Autres': {
    source: multi('mixed', text('Avant.'), inline('audio/mpeg', 'voix.mp3'), inline('image/heic', 'photo.heic'), part('text/plain; name="notes.txt"', 'Notes.', 'Content-Disposition: inline; filename="notes.txt"'), text('Apres.')),
    seen: 'Avant. Apres.', files: ['notes.txt', 'photo.heic', 'voix.mp3'],
  },
  // Each file has a Content-ID there, whether or not it is shown.
  'Gmail': { source: multi('mixed', html('<p>Avant.</p>'), part('image/png', pixel, 'Content-Disposition: attachment; filename="jointe.png"', 'Content-ID: <f_1@mail>', 'Content-Transfer-Encoding: base64')), seen: 'Avant.', files: ['jointe.png'] },
};
const all = Object.entries(cases);

const leavesOf = (structure: EmailBodyPart | undefined): EmailBodyPart[] => (structure?.subParts ? structure.subParts.flatMap(leavesOf) : structure ? [structure] : []);
const valueOf = (email: Email | undefined, type: string): string => {
  const found = leavesOf(email?.bodyStructure).find((leaf) => leaf.type === type);
  return email?.bodyValues?.[found?.partId ?? '']?.value ?? '';
};

/** What the reader of a message sees: its HTML, with the pictures that are there by the names they are named by, else its text; and the files beside. */
function received(email: Email | undefined): { readonly seen: string; readonly files: readonly string[] } {
  const leaves = leavesOf(email?.bodyStructure);
  const shown = new Set<EmailBodyPart>();
  const named = (cid: string): string => {
    const found = leaves.find((leaf) => leaf.cid === cid && leaf.disposition === 'inline' && leaf.type === 'image/png' && leaf.size === 70);
    if (found) shown.add(found);
    return found?.name ?? 'broken';
  };
  const source = valueOf(email, 'text/html') || valueOf(email, 'text/plain');
  const words = source.replace(/<img [^>]*src="cid:([^"]+)"[^>]*>/g, (_, cid: string) => ` {${named(cid)}} `).replace(/<\/?(?:b|strong)>/g, '').replace(/<[^>]+>/g, ' ').replace(/(?:&nbsp;|\s)+/g, ' ').trim();
  return { seen: words.replace(/^.*?To: \S+ /, ''), files: leaves.filter((leaf) => !shown.has(leaf) && !(leaf.name == null && leaf.type?.startsWith('text/'))).map(({ name, size }) => (size ? (name ?? '') : 'empty')).sort() };
}

/** As another program puts it there. */
async function put(context: BrowserContext, person: JmapOfVisit, title: string, source: string, role: 'inbox' | 'drafts' | 'sent', from: string, recipient: string): Promise<string> {
  const accountId = await person.accountId();
  const head = [`From: <${from}>`, `To: ${recipient}`, `Subject: ${title}`, 'Date: Sun, 29 Nov 2026 09:00:00 +0000', `Message-ID: <${role}-${crypto.randomUUID()}@example.org>`, 'MIME-Version: 1.0', ''].join('\r\n');
  const uploaded = await context.request.post(`/jmap/upload/${accountId}/`, { headers: { ...headers, 'content-type': 'message/rfc822' }, data: Buffer.from(head + source) });
  const { blobId } = (await uploaded.json()) as { blobId: string };
  const { ids } = await person.call('Mailbox/query', { filter: { role } });
  const { created, notCreated } = await person.call('Email/import', { emails: { e: { blobId, mailboxIds: { [ids[0] ?? '']: true }, keywords: { $seen: true, ...(role === 'drafts' ? { $draft: true } : {}) } } } });
  const id = created?.['e']?.id;
  if (!id) throw new Error(JSON.stringify(notCreated));
  return id;
}

/** What stands in the editor. */
const written = (page: Page): Promise<string> =>
  body(page).evaluate((element) => {
    const read = (node: Node): string => {
      if (node.nodeType === 3) return node.textContent ?? '';
      // The editor sets pictures apart by others, of its own.
      if (node.nodeName === 'IMG') return (node as HTMLElement).classList.contains('ProseMirror-separator') ? '' : `{${(node as HTMLImageElement).alt}${(node as HTMLImageElement).naturalWidth === 1 ? '' : ' broken'}}`;
      return [...node.childNodes].map(read).join(node.nodeName === 'P' ? '' : ' ');
    };
    return (element instanceof HTMLTextAreaElement ? element.value : read(element)).replace(/\s+/g, ' ').trim();
  });

/** @returns the copy that the sender keeps */
async function send(page: Page, person: JmapOfVisit, title: string): Promise<Email> {
  await body(page).press('Control+Enter');
  await panel(page).waitFor({ state: 'detached' });
  const found = async () => (await person.emails({ subject: title })).filter(({ keywords }) => !keywords?.['$draft']);
  const { ids } = await person.call('Mailbox/query', { filter: { role: 'sent' } });
  const isSent = ({ mailboxIds, messageId }: Email): boolean => mailboxIds?.[ids[0] ?? ''] === true && !messageId?.[0]?.startsWith('sent-');
  await eventually(async () => (await found()).filter(isSent).length).toBe(1);
  return (await found()).find(isSent) as Email;
}

const openRow = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('grid').getByText(title, { exact: true }).first().click();
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
};

inBrowser('parts between texts', { people: ['alice', 'bob', 'carol', 'dora', 'erik'] }, (at) => {
  test('go along when a message is passed on: all texts and pictures in their order, files beside', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    for (const [title, { source }] of all) await put(context, alice, title, source, 'inbox', 'sara@example.org', address('alice'));
    await page.goto('/mail');
    for (const [title] of all) {
      await openRow(page, title);
      await page.keyboard.press('f');
      await panel(page).waitFor();
      await to(page).fill(`${address('bob')},`);
      await send(page, alice, `Fwd: ${title}`);
    }
    const bob = jmapOf((await at.visit({ person: 'bob' })).context);
    await expect.poll(async () => (await bob.emails()).length, { timeout: 60_000 }).toBe(all.length);
    const came = Object.fromEntries((await bob.emails()).map((email) => [email.subject?.replace('Fwd: ', ''), received(email)]));
    expect(came).toEqual(Object.fromEntries(all.map(([title, { seen, files = [] }]) => [title, { seen, files }])));
    // Who reads without formatting has all texts, too.
    const [kinds] = await bob.emails({ subject: 'Deux sortes' });
    expect(valueOf(kinds, 'text/plain').replace(/\s+/g, ' ')).toMatch(/Avant\. \[photo\.png\] Apres\.$/);
  }, 240_000);

  test('go along as files where what passes them on has no formatting', async () => {
    const { page, context } = await at.visit({ person: 'erik' });
    const erik = jmapOf(context);
    await context.request.patch('/api/v1/me/preferences', { headers, data: { composeFormat: 'plain' } });
    const named = multi('related', html('<p>Avant.<img src="cid:logo@x">Apres.</p>'), part('image/png', pixel, 'Content-Disposition: inline; filename="logo.png"', 'Content-ID: <logo@x>', 'Content-Transfer-Encoding: base64'));
    await put(context, erik, 'Texte', cases['Texte']?.source ?? '', 'inbox', 'sara@example.org', address('erik'));
    await put(context, erik, 'Nommée', named, 'inbox', 'sara@example.org', address('erik'));
    await page.goto('/mail');
    for (const [title, files] of [['Texte', ['autre.png', 'photo.png', 'plan.pdf']], ['Nommée', ['logo.png']]] as const) {
      await openRow(page, title);
      await page.keyboard.press('f');
      await eventually(() => panel(page).getByRole('list', { name: 'Attachments' }).getByRole('listitem').count()).toBe(files.length);
      await to(page).fill(`${address('dora')},`);
      const sent = await send(page, erik, `Fwd: ${title}`);
      expect(received(sent).files).toEqual(files);
      expect(valueOf(sent, 'text/plain')).toMatch(title === 'Texte' ? /Avant\.[\s\S]*Entre\.[\s\S]*Apres\./ : /Avant\.[\s\S]*Apres\./);
      expect(valueOf(sent, 'text/html')).toBe('');
    }
  }, 90_000);

  test('are quoted in an answer as pictures of the HTML are; of a message without any all texts are', async () => {
    const { page, context } = await at.visit({ person: 'carol' });
    const carol = jmapOf(context);
    for (const title of ['Texte', 'HTML']) await put(context, carol, title, cases[title]?.source ?? '', 'inbox', address('dora'), address('carol'));
    await page.goto('/mail');
    for (const [title, seen] of [['Texte', 'Avant. [photo.png] Entre. [autre.png] Apres.'], ['HTML', 'Avant gras. {photo.png} Apres.']] as const) {
      await openRow(page, title);
      await page.keyboard.press('r');
      await panel(page).waitFor();
      await focused(page);
      await page.keyboard.insertText('Merci.');
      const { seen: whole, files } = received(await send(page, carol, `Re: ${title}`));
      expect([whole.replace(/^Merci\..*wrote: /, ''), files]).toEqual([seen, []]);
    }
  }, 90_000);

  test('stay in a draft of another program that is gone on with, saved and sent', async () => {
    const { page, context } = await at.visit({ person: 'dora' });
    const dora = jmapOf(context);
    for (const [title, { seen, files = [] }] of all) {
      const id = await put(context, dora, `Brouillon ${title}`, cases[title]?.source ?? '', 'drafts', address('dora'), address('carol'));
      await page.goto(`/compose/${id}`);
      await body(page).waitFor();
      await eventually(() => written(page)).toBe(seen);
      await body(page).press('Control+End');
      await page.keyboard.insertText(' Fin.');
      await save(page);
      const drafts = await dora.emails({ subject: `Brouillon ${title}` });
      expect(drafts.map(received)).toEqual([{ seen: `${seen} Fin.`, files }]);
      // Once more, as it is kept now.
      await page.keyboard.insertText(' Vraiment.');
      await send(page, dora, `Brouillon ${title}`);
    }
    const carol = jmapOf((await at.visit({ person: 'carol' })).context);
    const came = async () => (await carol.emails({ subject: 'Brouillon' })).map((email) => [email.subject, received(email)]);
    await expect.poll(async () => (await came()).length, { timeout: 60_000 }).toBe(all.length);
    expect(Object.fromEntries(await came())).toEqual(Object.fromEntries(all.map(([title, { seen, files = [] }]) => [`Brouillon ${title}`, { seen: `${seen} Fin. Vraiment.`, files }])));
  }, 240_000);

  test('are used again with the text of a message; the message stays as it is', async () => {
    const { page, context } = await at.visit({ person: 'bob' });
    const bob = jmapOf(context);
    for (const title of ['Texte', 'HTML', 'Seule']) {
      const { source = '', seen = '', files = [] } = cases[title] ?? {};
      await put(context, bob, `Modele ${title}`, source, 'sent', address('bob'), address('alice'));
      await page.goto('/mail');
      await page.getByRole('treeitem', { name: /^Sent/ }).click();
      await openRow(page, `Modele ${title}`);
      await page.getByRole('button', { name: /More actions/ }).first().click();
      await page.getByRole('menuitem', { name: 'Edit as new' }).click();
      await eventually(() => written(page)).toBe(seen);
      await body(page).press('Control+End');
      await page.keyboard.insertText(' Encore.');
      expect(received(await send(page, bob, `Modele ${title}`))).toEqual({ seen: `${seen} Encore.`, files });
      expect(await bob.emails({ subject: `Modele ${title}` })).toHaveLength(2);
    }
  }, 120_000);

  test('what another program puts beside the text of a draft of ours is not lost', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const ours = '<div class="messagerie-text" dir="ltr"><p>De nous.</p></div>';
    const id = await put(context, alice, 'A deux', html(`<div>D'ailleurs.</div>${ours}<div>Dessous.</div>`), 'drafts', address('alice'), address('bob'));
    await page.goto(`/compose/${id}`);
    await body(page).waitFor();
    await eventually(() => written(page)).toBe("D'ailleurs. De nous. Dessous.");
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 60_000);
});
