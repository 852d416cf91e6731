/** Reading: conversations, HTML and plain text, pictures, files, links, what can be done to a message. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { expectAccessible } from './setup/accessible.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { expectNoOverflow } from './setup/overflow.ts';
import { keepScreen } from './setup/screens.ts';

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';
const encodedWord = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`);

interface Letter {
  readonly subject: string;
  readonly from?: string;
  readonly to?: string;
  readonly headers?: string;
  readonly type?: string;
  readonly body: string;
}

function letter({ subject, from = 'Leila <leila@sender.example>', to = 'alice@example.com', headers = '', type = 'text/html; charset=utf-8', body }: Letter): string {
  const head = `From: ${from}\r\nTo: ${to}\r\nSubject: ${encodedWord(subject)}\r\nDate: Sat, 28 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n${headers}Content-Type: ${type}\r\n`;
  if (type.startsWith('multipart/')) return `${head}\r\n${body.replace(/\r?\n/g, '\r\n')}`;
  return `${head}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\r\n')}`;
}

const part = (headers: string, body: string): string => `--b\n${headers}\n\n${body}\n`;
const base64Part = (headers: string, body: string | Buffer): string => part(`${headers}\nContent-Transfer-Encoding: base64`, Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\n'));

const newsletter = `<html><head><style>body{background:#f0f2f5}.w{background:#fff}.h{background:#12395b;color:#fff;padding:20px}.btn{background:#c63f1a;color:#fff;padding:10px}</style></head><body>
<table class="w" width="600" align="center"><tr><td class="h"><img src="https://cdn.news.example/logo.png" width="120" height="40" alt="Logo"><h1>La lettre</h1></td></tr>
<tr><td background="https://cdn.news.example/back.png" height="80"><p>Les nouvelles de la semaine</p><a class="btn" href="https://news.example/a">Lire</a></td></tr></table>
<img src="https://t.news.example/open" width="1" height="1"></body></html>`;

const letters: readonly Letter[] = [
  { subject: 'Budget', headers: 'Message-ID: <b1@x.example>\r\n', type: 'text/plain; charset=utf-8', body: 'Premier message.\n\nVoir https://example.org/plan?a=1, puis écris à bob@example.com.\n' },
  { subject: 'Re: Budget', headers: 'Message-ID: <b2@x.example>\r\nIn-Reply-To: <b1@x.example>\r\nReferences: <b1@x.example>\r\n', body: '<p>Deuxième message.</p>' },
  { subject: 'Re: Budget', headers: 'Message-ID: <b3@x.example>\r\nIn-Reply-To: <b2@x.example>\r\nReferences: <b1@x.example> <b2@x.example>\r\n', body: '<div>Troisième message.</div><div class="gmail_quote"><div class="gmail_attr">On Friday, Leila wrote:</div><blockquote class="gmail_quote">Deuxième, cité</blockquote></div>' },
  { subject: 'Abonnement', headers: 'List-Unsubscribe: <http://lists.example/page>, <mailto:leave@lists.example>, <https://leave.lists.example/u?to=alice>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n', body: '<p>Bonjour</p>' },
  { subject: 'Lettre', from: 'News <news@news.example>', headers: 'List-Id: La lettre <lettre.news.example>\r\nList-Unsubscribe: <mailto:leave@news.example?subject=leave>\r\n', body: newsletter },
  { subject: 'محضر الاجتماع', from: `${encodedWord('فاطمة الزهراء')} <fatima@univ.example>`, type: 'text/plain; charset=utf-8', body: 'السلام عليكم،\nThe second line is English.\nمع التحية\n\n> شكرا' },
  { subject: 'Flowed', type: 'text/plain; charset=utf-8; format=flowed; delsp=yes', body: 'This para \ngraph is one  \n line.\n> quoted by \n> somebody\nanswer below\n' },
  {
    subject: 'Liens',
    body: '<p><a href="#fin">plus bas</a> <a href="mailto:bob@example.com?subject=Oui">écrire</a> <a href="https://elsewhere.example/">www.mabanque.example</a> <a href="https://example.org/ok">un site</a></p><div style="height:3000px"></div><h2 id="fin">Fin</h2>',
  },
  { subject: 'Image incluse', type: 'multipart/related; boundary=b', body: `${part('Content-Type: text/html', '<p>Voici</p><img src="cid:dot@x" alt="dot" width="40" height="40">')}${part(`Content-Type: image/png\nContent-ID: <dot@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64`, dot)}--b--` },
  {
    subject: 'Fichiers', type: 'multipart/mixed; boundary=b',
    body: [
      part('Content-Type: text/plain', 'Les fichiers.'),
      part('Content-Type: image/png; name=plan.png\nContent-Disposition: attachment; filename=plan.png\nContent-Transfer-Encoding: base64', dot),
      base64Part('Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=notes.txt', 'Ligne une\nسطر ثان'),
      base64Part("Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''facture%E2%80%AEfdp.exe", 'MZ'),
      part('Content-Type: message/rfc822\nContent-Disposition: attachment', 'From: Deep <deep@sender.example>\nTo: x@example.com\nSubject: Dedans\nContent-Type: text/html\n\n<p>Message <b>dans</b> le message</p>'),
      '--b--',
    ].join(''),
  },
  { subject: 'Cinq personnes', from: 'Thomas Bernard <thomas.bernard@sender.example>', to: 'alice@example.com, Emily Carter <emily@x.example>, James Wilson <james@x.example>, Mariam Haddad <mariam@x.example>, Karim Ait <karim@x.example>', type: 'text/plain', body: 'Bonjour' },
  { subject: 'Un PDF', type: 'multipart/mixed; boundary=b', body: `${part('Content-Type: text/plain', 'Ci-joint.')}${base64Part('Content-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf', '%PDF-1.4')}--b--` },
  { subject: 'Tout de suite', headers: 'X-Priority: 1 (Highest)\r\n', type: 'text/plain', body: 'Vite' },
  { subject: 'Quand tu veux', headers: 'Importance: Low\r\n', type: 'text/plain', body: 'Un jour' },
  { subject: 'Copie cachée', headers: 'Cc: Emily <emily@x.example>\r\nBcc: Karim <karim@x.example>\r\n', type: 'text/plain', body: 'Bonjour' },
  { subject: 'Un nom long', from: `"${'Direction des ressources humaines '.repeat(5)}" <direction.des.ressources@ministere.example>`, to: 'une.adresse.sans.nom@universite.example, bob@example.com', type: 'text/plain', body: 'Bonjour' },
  { subject: 'Écrit en bleu', body: '<style>.b{color:#003366}</style><p class="b">En bleu</p><p><font color="#003366">En bleu aussi</font></p><p><a href="https://example.org/">Un lien</a></p><p>Sans couleur</p>' },
  { subject: 'Un tableau large', body: `<table><tr>${'<td style="min-width:120px">Une case</td>'.repeat(12)}</tr></table>` },
  { subject: 'Éphémère', body: '<p>Bientôt parti</p>' },
  { subject: 'Vide', type: 'text/plain; charset=utf-8', body: '\r\n \r\n' },
  { subject: 'HTML vide', body: '<html><head><title>Rien</title></head><body><div><br></div><p>&nbsp;</p></body></html>' },
  { subject: 'Chiffré', type: 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', body: ['--b', 'Content-Type: application/pgp-encrypted', '', 'Version: 1', '--b', 'Content-Type: application/octet-stream; name=encrypted.asc', '', '-----BEGIN PGP MESSAGE-----', '--b--', ''].join('\r\n') },
  { subject: 'Très long', body: `<p>Début</p>${'<p>Encore une ligne qui ne dit rien de plus.</p>'.repeat(40_000)}` },
];

inBrowser('the reader', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    const lmtp = new LmtpClient(at.server.ports.lmtp);
    expect(await lmtp.deliver('alice@example.com', letter({ subject: 'Premier', body: '<p>Bonjour</p>' }))).toBe(true);
    for (const one of letters) expect(await lmtp.again('alice@example.com', letter(one)), one.subject).toBe(true);
    lmtp.close();
  });

  /** Where a message is read. */
  async function placeOf(jmap: JmapOfVisit, subject: string) {
    const { ids } = await jmap.call('Email/query', { filter: { subject } });
    const { list, accountId } = await jmap.call('Email/get', { ids, properties: ['threadId', 'mailboxIds', 'subject'] });
    const email = list.find((one) => one.subject === subject);
    const path = `/mail/${[accountId, Object.keys(email?.mailboxIds ?? {})[0], email?.threadId].map((id) => encodeURIComponent(id ?? '')).join('/')}`;
    return { path, emailId: email?.id ?? '' };
  }

  /** A window with a conversation open. */
  async function read(subject: string, options: Parameters<typeof at.visit>[0] = {}) {
    const visit = await at.visit({ person: 'alice', ...options });
    const jmap = jmapOf(visit.context);
    const place = await placeOf(jmap, subject);
    await visit.page.goto(place.path);
    await drawn(visit.page);
    return { ...visit, jmap, ...place };
  }

  test('a conversation opens what is unread and the last message, marks them read without a word, folds and unfolds', async () => {
    const { page, jmap } = await read('Budget');
    await expect.poll(() => page.locator('article[data-email]').count()).toBe(3);
    await expect.poll(async () => (await jmap.emails({ subject: 'Budget' })).every(({ keywords }) => keywords?.['$seen'])).toBe(true);
    expect(await page.getByRole('region', { name: 'Notifications' }).textContent()).toBe('');
    await page.reload();
    await drawn(page);
    await expect.poll(() => page.locator('article[data-email]').count()).toBe(1);
    await page.getByRole('button', { name: 'Expand all' }).click();
    await expect.poll(() => page.locator('article[data-email]').count()).toBe(3);
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await expect.poll(() => page.locator('article[data-email]').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  test('the quoted end is folded, and opens', async () => {
    const { page } = await read('Budget');
    const frame = page.frameLocator('article iframe').last();
    await frame.getByText('Troisième message.').waitFor();
    expect(await frame.getByText('Deuxième, cité').isVisible()).toBe(false);
    await frame.locator('summary').click();
    await frame.getByText('Deuxième, cité').waitFor({ state: 'visible' });
  });

  test('n and p go from message to message, also from inside of a frame; r answers', async () => {
    const { page } = await read('Budget');
    await page.getByRole('button', { name: 'Expand all' }).click();
    await page.keyboard.press('n');
    const focused = () => page.evaluate(() => [...document.querySelectorAll('[data-place]')].findIndex((place) => place.contains(document.activeElement)));
    expect(await focused()).toBe(0);
    await page.keyboard.press('n');
    expect(await focused()).toBe(1);
    await page.keyboard.press('p');
    expect(await focused()).toBe(0);
    await drawn(page);
    await page.frameLocator('article iframe').last().getByText('Troisième message.').click();
    await page.keyboard.press('r');
    await page.getByRole('dialog').filter({ has: page.getByRole('combobox') }).waitFor();
  });

  test('pictures from elsewhere wait for a choice, come by way of the server, and a sender can be trusted; what only tells the sender is never fetched', async () => {
    const { page, context, path } = await read('Lettre');
    // What the proxy fetches is for its own tests: here nobody is asked.
    await context.route('**/api/v1/images*', (route) => route.fulfill({ contentType: 'image/png', body: Buffer.from(dot, 'base64') }));
    const asked: string[] = [];
    context.on('request', (request) => request.url().includes('/api/v1/images') && asked.push(decodeURIComponent(request.url().split('url=')[1] ?? '')));
    await page.getByText('Remote images are hidden').waitFor();
    await page.reload();
    await drawn(page);
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Always from this sender' }).click();
    await expect.poll(() => [...new Set(asked)].sort()).toEqual(['https://cdn.news.example/back.png', 'https://cdn.news.example/logo.png']);
    await expect.poll(async () => ((await (await context.request.get('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' } })).json()) as { trustedSenders: string[] }).trustedSenders).toEqual(['news@news.example']);
    await page.goto(path);
    await drawn(page);
    expect(await page.getByText('Remote images are hidden').count()).toBe(0);
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { trustedSenders: [] } });
  });

  test('pictures that cannot be fetched are said to be, and are asked for again', async () => {
    const { page, context, problems } = await read('Lettre');
    let isThere = false;
    await context.route('**/api/v1/images*', (route) => (isThere ? route.fulfill({ contentType: 'image/png', body: Buffer.from(dot, 'base64') }) : route.fulfill({ status: 502 })));
    await drawn(page);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const notice = page.getByRole('article').getByText(/could not be fetched/);
    await notice.waitFor();
    problems.take();
    isThere = true;
    await page.getByRole('article').getByRole('button', { name: 'Retry' }).click();
    await expect.poll(() => page.evaluate(() => [...(document.querySelector('iframe')?.contentDocument?.querySelectorAll('img') ?? [])].some(({ naturalWidth }) => naturalWidth > 0))).toBe(true);
    expect(await notice.count()).toBe(0);
    problems.take();
  });

  test('a newsletter fits a phone, and lies on white in the dark until somebody switches', async () => {
    const { page } = await read('Lettre', { width: 390, theme: 'dark' });
    await expectNoOverflow(page);
    const ground = () => page.evaluate(() => getComputedStyle(document.querySelector('iframe')?.contentDocument?.documentElement as Element).backgroundColor);
    await expect.poll(ground).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(() => document.querySelector('iframe')?.contentDocument?.documentElement.scrollWidth)).toBeLessThanOrEqual(358);
    await page.getByRole('button', { name: 'Dark background' }).click();
    await page.getByRole('button', { name: 'Light background' }).waitFor();
  });

  test('links: inside the message, to the composer, to another place than they say, and to a new window', async () => {
    const { page, context, problems } = await read('Liens');
    const frame = page.frameLocator('article iframe');
    await frame.getByText('plus bas').click();
    await expect.poll(() => page.evaluate(() => document.querySelector('section[tabindex="0"]')?.scrollTop ?? 0)).toBeGreaterThan(1_000);
    await frame.getByText('www.mabanque.example').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('elsewhere.example').waitFor();
    await dialog.getByRole('button', { name: 'Don’t open' }).click();
    await dialog.waitFor({ state: 'detached' });
    const opened = context.waitForEvent('page');
    await frame.getByText('un site').click();
    await expect.poll(() => problems.take()).toEqual(['request to elsewhere: https://example.org/ok']);
    const window = await opened;
    expect(await window.evaluate(() => window.opener)).toBeNull();
    await window.close();
    await frame.getByText('écrire').click();
    await page.getByRole('dialog').getByText('bob@example.com').waitFor();
    await expect.poll(() => page.url()).toContain('/mail/');
    await page.keyboard.press('Escape');
  });

  test('plain text: addresses are links, flowed lines are joined, each paragraph has its direction', async () => {
    const { page } = await read('Flowed');
    const text = page.locator('[data-plain]');
    await text.getByText('This paragraph is one line.').waitFor();
    await text.getByText('quoted bysomebody').waitFor();
    const arabic = await read('محضر الاجتماع');
    const sides = await arabic.page.evaluate(() => {
      const block = document.querySelector('[data-plain] > div') as HTMLElement;
      const lineOf = (start: string) => {
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = node.textContent?.indexOf(start) ?? -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + start.length);
          const { left, right } = range.getBoundingClientRect();
          const box = block.getBoundingClientRect();
          return box.right - right < left - box.left ? 'right' : 'left';
        }
        return 'none';
      };
      return [lineOf('السلام عليكم،'), lineOf('The second line is English.')];
    });
    expect(sides).toEqual(['right', 'left']);
    const budget = await read('Budget');
    await budget.page.getByRole('button', { name: 'Expand all' }).click();
    expect(await budget.page.getByRole('link', { name: 'https://example.org/plan?a=1' }).getAttribute('rel')).toContain('noopener');
  });

  test('a picture of the message itself is shown', async () => {
    const { page } = await read('Image incluse');
    await expect.poll(() => page.evaluate(() => (document.querySelector('iframe')?.contentDocument?.querySelector('img') as HTMLImageElement | null)?.naturalWidth ?? 0)).toBe(10);
    expect(await page.getByRole('region', { name: 'Attachments' }).count()).toBe(0);
  });

  test('files: looked at one after the other, a message inside of the message, saved, asked about where they may do harm', async () => {
    const { page } = await read('Fichiers');
    const files = page.getByRole('region', { name: 'Attachments' });
    expect(await files.getByRole('listitem').count()).toBe(4);
    expect(await files.getByText('facturefdp', { exact: true }).count()).toBe(1);
    await files.getByRole('button', { name: /^plan ?\.png/ }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(10);
    await expectAccessible(page, '[role="dialog"]');
    await dialog.getByRole('button', { name: 'Next file' }).click();
    await dialog.getByText('سطر ثان').waitFor();
    await dialog.getByRole('button', { name: 'Next file' }).click();
    await dialog.getByRole('heading', { name: 'Dedans' }).waitFor();
    await dialog.frameLocator('iframe').getByText('Message dans le message').waitFor();
    // It is read like any other: a frame that waited outside of the dialog is hidden from nobody in it.
    await dialog.frameLocator('iframe').getByText('Message dans le message').click();
    await page.keyboard.press('Control+a');
    expect(await dialog.locator('iframe').evaluate((frame) => [(frame as HTMLIFrameElement).inert, String((frame as HTMLIFrameElement).contentDocument?.getSelection())])).toEqual([false, 'Message dans le message']);
    // From one to the next by arrows as well, wherever the focus is; round and round.
    await page.keyboard.press('ArrowRight');
    await dialog.getByRole('img').waitFor();
    await page.keyboard.press('ArrowLeft');
    await dialog.getByRole('heading', { name: 'Dedans' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const saved = page.waitForEvent('download');
    await files.getByRole('button', { name: 'Save notes.txt' }).click();
    expect((await saved).suggestedFilename()).toBe('notes.txt');
    const zip = page.waitForEvent('download');
    await files.getByRole('link', { name: 'Save all (zip)' }).click();
    expect((await zip).suggestedFilename()).toMatch(/\.zip$/);
    await files.getByRole('button', { name: /^Save facture/ }).first().click();
    await page.getByRole('alertdialog').getByText('can run a program').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  });

  test.each([
    ['en', 320],
    ['ar', 390],
    ['ar', 1280],
  ] as const)('of five recipients, in %s at %i, "and N others" is seen, and lies over nothing', async (language, width) => {
    const { page } = await read('Cinq personnes', { language, width });
    const line = page.locator('article button[aria-expanded]').first();
    await line.waitFor();
    const { further, names, tools } = await line.evaluate((button) => {
      const box = (element: Element | null | undefined) => element?.getBoundingClientRect().toJSON() as DOMRect;
      return { names: box(button), further: box(button.children[1]), tools: box(button.closest('header')?.lastElementChild) };
    });
    expect(further.left).toBeGreaterThanOrEqual(names.left - 0.5);
    expect(further.right).toBeLessThanOrEqual(names.right + 0.5);
    if (language === 'ar') expect(names.left).toBeGreaterThanOrEqual(tools.right);
    else expect(names.right).toBeLessThanOrEqual(tools.left);
    await expectNoOverflow(page);
    await line.click();
    await expectNoOverflow(page);
    await keepScreen(page, `reader-five-${language}-${width}`);
  });

  test.each([
    ['fr', 320],
    ['ar', 390],
    ['fr', 1440],
  ] as const)('whatever somebody calls themselves, their address is there whole; whom it went to is cut at its end: %s at %i', async (language, width) => {
    const { page } = await read('Un nom long', { language, width });
    const sender = page.locator('article header [data-print-head=""]').first();
    const address = sender.locator('bdi[dir="ltr"]');
    expect(await address.textContent()).toBe('<direction.des.ressources@ministere.example>');
    const { isInside, isWhole, starts } = await address.evaluate((element) => {
      const [own, outer] = [element.getBoundingClientRect(), element.closest('header')?.getBoundingClientRect()];
      const first = element.closest('header')?.querySelector('button[aria-expanded] bdi');
      return {
        isInside: outer !== undefined && own.left >= outer.left && own.right <= outer.right,
        isWhole: element.scrollWidth <= element.clientWidth,
        starts: first && { direction: getComputedStyle(first).direction, isCut: first.scrollWidth > first.clientWidth },
      };
    });
    expect([isInside, isWhole]).toEqual([true, true]);
    expect(starts).toEqual({ direction: 'ltr', isCut: width < 768 });
    await expectNoOverflow(page);
    await keepScreen(page, `reader-long-name-${language}-${width}`);
  });

  test('printed from the browser, too, the messages stand alone', async () => {
    const { page } = await read('Fichiers', { theme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('article').getByText('Les fichiers.').waitFor();
    await page.getByRole('heading', { name: 'Fichiers' }).waitFor();
    expect(await page.locator('[role="grid"], [role="toolbar"], [role="banner"], nav, header button:not([aria-expanded]), [role="tree"]').filter({ visible: true }).count()).toBe(0);
    // Nothing is held to the height of a window.
    expect(await page.getByRole('article').evaluate((article) => {
      const holders: string[] = [];
      for (let element = article.parentElement; element; element = element.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(element).overflowY)) holders.push(element.className);
      return holders;
    })).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
    await page.emulateMedia({ media: null });
  });

  test('what is light in the dark is dark on paper, in the colours that it was written in', async () => {
    const { page } = await read('Écrit en bleu', { theme: 'dark' });
    await page.frameLocator('article iframe').getByText('Sans couleur').waitFor();
    const colours = () => page.evaluate(() => {
      const inside = document.querySelector('iframe')?.contentDocument as Document;
      const ground = getComputedStyle(inside.documentElement).colorScheme;
      return [ground, ...[...inside.querySelectorAll('p.b, font, a, p:last-child')].map((element) => getComputedStyle(element).color)];
    });
    const shown = await colours();
    expect(shown[0]).toBe('dark');
    expect(shown.slice(1).filter((colour) => Math.max(...(colour.match(/[\d.]+/g) ?? []).map(Number)) < 150)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(colours).toEqual(['light', 'rgb(0, 51, 102)', 'rgb(0, 51, 102)', 'rgb(10, 90, 108)', 'rgb(23, 32, 38)']);
    await page.emulateMedia({ media: null });
  });

  test('printed from the browser, a message has all its recipients and its whole date', async () => {
    const { page } = await read('Cinq personnes');
    await page.emulateMedia({ media: 'print' });
    const recipients = page.getByRole('article').locator('[class*=recipients]');
    const printed = await recipients.evaluate((element) => getComputedStyle(element, '::after').content);
    expect(printed.match(/@/g)?.length).toBeGreaterThanOrEqual(5);
    expect(await recipients.locator('*').filter({ visible: true }).count()).toBe(0);
    expect(await page.getByRole('article').locator('header time').evaluate((time) => getComputedStyle(time, '::after').content)).toMatch(/\b20\d\d\b/);
    await page.emulateMedia({ media: null });
  });

  test('on paper are the names and sizes of files', async () => {
    const { page, context } = await read('Fichiers');
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Print' }).click();
    const paper = await opened;
    await paper.locator('li').first().waitFor();
    const files = (await paper.locator('li').allTextContents()).map((line) => line.replace(/[\u2066-\u2069]/g, ''));
    expect(files).toHaveLength(4);
    expect(files[0]).toMatch(/^plan\.png \(\d+ bytes\)$/);
    await paper.close();
  });

  test('on paper are all recipients with their addresses, and nothing to press', async () => {
    const { page, context } = await read('Cinq personnes');
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Print' }).click();
    const paper = await opened;
    await paper.locator('article > div').waitFor();
    const head = ((await paper.locator('article > header').textContent()) ?? '').replace(/[\u2066-\u2069]/g, '');
    expect(head).toContain('To alice@example.com, Emily Carter <emily@x.example>,');
    expect(head).toContain('Karim Ait <karim@x.example>');
    expect(head).toMatch(/^Thomas Bernard\s*<thomas\.bernard@sender\.example>To /);
    expect(head).not.toMatch(/addresses|others/);
    await paper.close();
  });

  test('a table that no phone can hold stays readable, and is scrolled inside of its frame', async () => {
    const { page } = await read('Un tableau large', { width: 390 });
    await expectNoOverflow(page);
    const inside = () =>
      page.evaluate(() => {
        const { documentElement: root, body } = document.querySelector('iframe')?.contentDocument as Document;
        return { zoom: Number(getComputedStyle(body).zoom), isWider: root.scrollWidth > root.clientWidth };
      });
    await expect.poll(inside).toEqual({ zoom: 0.8, isWider: true });
  });

  test('source, details and print', async () => {
    const { page, context } = await read('Lettre');
    const menu = async (name: string) => {
      await page.getByRole('button', { name: 'Message actions' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await menu('Message source');
    await page.getByRole('dialog').getByText('List-Id: La lettre').waitFor();
    await expectAccessible(page, '[role="dialog"]');
    await page.keyboard.press('Escape');
    await menu('Message details');
    await page.getByRole('dialog').getByText('news@news.example').first().waitFor();
    await page.getByRole('dialog').getByText(/^(?:From|Handed to)/).first().waitFor();
    await expectAccessible(page, '[role="dialog"]');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const opened = context.waitForEvent('page');
    await menu('Print');
    const paper = await opened;
    await expect.poll(() => paper.locator('h1').first().textContent()).toBe('Lettre');
    await paper.getByText('Les nouvelles de la semaine').waitFor();
    await paper.close();
  });

  test('leaving a list that asks for a message opens it in the composer', async () => {
    const { page } = await read('Lettre');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('alertdialog').getByText('leave@news.example').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Write the message' }).click();
    await page.getByRole('dialog').getByText('leave@news.example').waitFor();
  });

  test('before the server asks a list to be left, it is said who is asked', async () => {
    const { page } = await read('Abonnement');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('The request is sent to leave.lists.example for you.').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
  });

  test('where the browser has no viewer for it, a PDF is opened in a tab of its own', async () => {
    const { page, context } = await read('Un PDF');
    await page.addInitScript(() => Object.defineProperty(navigator, 'pdfViewerEnabled', { value: false }));
    await page.reload();
    await page.getByRole('button', { name: /^plan ?\.pdf/ }).click();
    await page.getByRole('dialog').getByText('This browser does not show PDF here').waitFor();
    const opened = context.waitForEvent('page');
    await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click();
    await opened;
  });

  test.each([
    ['en', 'Tout de suite', 'High importance'],
    ['fr', 'Quand tu veux', 'Importance basse'],
    ['ar', 'Tout de suite', 'أهمية عالية'],
  ] as const)('what its sender says that it matters is said in %s', async (language, subject, words) => {
    const { page } = await read(subject, { language });
    await page.getByRole('article').getByText(words, { exact: true }).waitFor();
  });

  test('whom the others do not know of is told apart', async () => {
    const { page } = await read('Copie cachée');
    await expect.poll(() => page.locator('article header button[aria-expanded]').first().textContent()).toContain('To me, Emily, Bcc Karim');
  });

  test('where the request to leave a list is refused, the other way is offered', async () => {
    const { page, problems } = await read('Abonnement');
    await page.route(/\/unsubscribe\?/, (route) => route.fulfill({ status: 502, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Bad Gateway', status: 502, detail: 'The list’s server refused.' }) }));
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Unsubscribe' }).click();
    await question.getByText('This list asks for a message to leave@lists.example from you').waitFor();
    problems.take();
    await question.getByRole('button', { name: 'Write the message' }).click();
    await page.getByRole('dialog').getByText('leave@lists.example').waitFor();
  });

  test('a message that is destroyed elsewhere while it is open: said calmly', async () => {
    const { page, jmap, emailId } = await read('Éphémère');
    const inList = page.getByRole('grid').getByRole('row').filter({ hasText: 'Éphémère' });
    await inList.waitFor();
    const count = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    await jmap.call('Email/set', { destroy: [emailId] });
    await page.getByText('This conversation no longer exists').waitFor();
    // Nothing is left to be archived or answered.
    const bar = page.getByRole('toolbar', { name: 'Conversation actions' });
    expect(await bar.getByRole('button', { name: /Archive|Delete|Move|unread|More/ }).count()).toBe(0);
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(count - 1));
    expect(await page.getByRole('grid').locator('[aria-busy="true"]').count()).toBe(0);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByText('Choose a message to read it').waitFor();
  });

  test('a conversation that was put elsewhere meanwhile: what would be done to it here cannot be', async () => {
    const { page, jmap, emailId, path } = await read('Cinq personnes');
    const bar = page.getByRole('toolbar', { name: 'Conversation actions' });
    const archive = bar.getByRole('button', { name: /^Archive/ });
    expect(await archive.getAttribute('aria-disabled')).toBeNull();
    const from = decodeURIComponent(path.split('/')[3] ?? '');
    const to = (await jmap.call('Mailbox/get', { ids: null })).list.find(({ role }) => role === 'archive')?.id ?? '';
    await jmap.call('Email/set', { update: { [emailId]: { mailboxIds: { [to]: true } } } });
    await expect.poll(() => archive.getAttribute('aria-disabled')).toBe('true');
    await page.mouse.move(400, 400);
    await archive.hover();
    await page.getByRole('tooltip').getByText('This conversation is no longer in this folder').waitFor();
    expect(await page.getByRole('article').getByText('Bonjour').count()).toBe(1);
    await jmap.call('Email/set', { update: { [emailId]: { mailboxIds: { [from]: true } } } });
    await expect.poll(() => archive.getAttribute('aria-disabled')).toBeNull();
  });

  test('a menu that is closed gives the focus back without a tooltip; who walks to its button reads what it is', async () => {
    const { page } = await read('Flowed');
    const more = page.getByRole('toolbar', { name: 'Conversation actions' }).getByRole('button', { name: 'More actions' });
    await more.click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await more.and(page.locator(':focus')).waitFor();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await page.getByRole('tooltip').count()).toBe(0);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await page.getByRole('tooltip').getByText('More actions').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('tooltip').count()).toBe(0);
    // The same press has closed what lies beneath.
    await page.getByRole('article').waitFor({ state: 'detached' });
  });

  test('an account that is not there: no bar for what cannot be read', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail/nobody/nowhere/nothing' });
    await page.getByText('This folder no longer exists').waitFor();
    await page.getByText('This conversation no longer exists').waitFor();
    await keepScreen(page, 'reader-nowhere');
    expect(await page.getByRole('toolbar', { name: 'Conversation actions' }).getByRole('button', { name: /Archive|Delete|Move|unread|More/ }).count()).toBe(0);
  });

  test.each(['Vide', 'HTML vide'])('a message without a text says so: %s', async (subject) => {
    const { page } = await read(subject);
    await page.getByRole('article').getByText('This message has no text.').waitFor();
  });

  test('an encrypted message says that it is, and its parts can be saved', async () => {
    const { page } = await read('Chiffré');
    await page.getByRole('article').getByText('This message is encrypted.').waitFor();
    await page.getByText('encrypted.asc').first().waitFor();
  });

  test('a text longer than what is sent at first: its beginning is shown, then all of it', async () => {
    const { page } = await read('Très long');
    await page.getByText('Only its beginning is shown').waitFor();
    await page.getByRole('button', { name: 'Show all', exact: true }).click();
    await page.getByText('Only its beginning is shown').waitFor();
    await page.getByRole('button', { name: 'Read as text' }).click();
    await page.locator('[data-plain]').getByText('Début').waitFor();
  });

  test('keys of the list act on what is read', async () => {
    const { page, jmap } = await read('Flowed');
    await page.keyboard.press('s');
    await expect.poll(async () => (await jmap.emails({ subject: 'Flowed' }))[0]?.keywords?.['$flagged']).toBe(true);
    await page.keyboard.press('e');
    await expect.poll(async () => jmap.rolesOf((await jmap.emails({ subject: 'Flowed' }))[0])).toEqual(['archive']);
    await page.keyboard.press('z');
    await expect.poll(async () => jmap.rolesOf((await jmap.emails({ subject: 'Flowed' }))[0])).toEqual(['inbox']);
  });

  for (const language of ['fr', 'ar', 'en'] as const) {
    for (const width of [1280, 390]) {
      const theme = language === 'en' ? 'dark' : 'light';
      test(`accessible and within the page: ${language}, ${width}, ${theme}`, async () => {
        const { page, jmap } = await read('Budget', { language, width, theme });
        for (const subject of ['Budget', 'Lettre', 'محضر الاجتماع', 'Fichiers']) {
          const { path } = await placeOf(jmap, subject);
          await page.evaluate((to) => history.pushState(null, '', to), path);
          await page.getByRole('heading', { name: subject, exact: true }).first().waitFor();
          await drawn(page);
          await expectAccessible(page);
          await expectNoOverflow(page);
          // The answers stand side by side.
          if (subject === 'Budget') expect(new Set(await page.locator('[class*="answers"] button').evaluateAll((buttons) => buttons.map((button) => Math.round(button.getBoundingClientRect().top)))).size).toBe(1);
          await keepScreen(page, `reader-${['Budget', 'Lettre', 'Fichiers'].includes(subject) ? subject.toLowerCase() : 'arabic'}-${language}-${width}-${theme}`);
        }
      });
    }
  }
});

/** Every frame of the messages that are open has its text. */
async function drawn(page: Page): Promise<void> {
  await page.locator('article[data-email]').first().waitFor();
  await page.waitForFunction(() => {
    const contents = [...document.querySelectorAll('article [data-print-body]')];
    return contents.every((content) => content.firstElementChild && !content.querySelector('[role="status"], iframe[aria-busy="true"]'));
  });
}
