/** What the server's policies allow and stop in a real browser (web.md §4, HTML mail, Print; api/http/web-policy.ts). */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReceiver, type Receiver } from '../protocol/jmap-mail/push-receiver.ts';
import { openPage } from '../protocol/web/page.ts';
import { password } from '../protocol/rest/web.ts';
import { freshDatabase } from '../setup/databases.ts';
import { needs } from '../setup/programs.ts';
import { coreOpener } from '../unit/access/opened-core.ts';
import { launchWhole } from './setup/launch.ts';
import { openVisit } from './setup/visit.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** One page of text, which asks for a script and for an address when it is opened. */
const pdf = [
  '%PDF-1.4', '1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R>>endobj', '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj', '4 0 obj<</Length 40>>stream', 'BT /F1 24 Tf 20 100 Td (HELLO PDF) Tj ET', 'endstream endobj',
  '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj', '6 0 obj<</S/JavaScript/JS(app.launchURL\\("http://127.0.0.1:9/out"\\))>>endobj', 'trailer<</Root 1 0 R>>', '%%EOF',
].join('\n');

needs('chromium')('policies in Chromium', () => {
  const opener = coreOpener(() => freshDatabase('sqlite'));
  const folder = mkdtempSync(join(tmpdir(), 'messagerie-policies-'));
  let elsewhere: Receiver;
  beforeAll(async () => {
    cpSync(new URL('../../web/public/frame', import.meta.url), join(folder, 'frame'), { recursive: true });
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><meta charset="utf-8"><title>Test</title><main></main><script src="/assets/own.js"></script><script>window.inline = true</script>');
    writeFileSync(join(folder, 'assets/own.js'), 'window.own = true;');
    writeFileSync(join(folder, 'assets/own.png'), png);
    writeFileSync(join(folder, 'sw.js'), '');
    elsewhere = await openReceiver();
    elsewhere.answer('/p.png', (response) => response.writeHead(200).end(png));
  });
  afterAll(async () => {
    await elsewhere.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A window with the client's page, ali signed in by it. */
  async function setUp(worker = false, browser?: Browser) {
    const web = await openPage(opener, { webFolder: folder, fetcher: elsewhere.fetcher() });
    const origin = web.base.replace('127.0.0.1', 'localhost');
    const visit = await openVisit(origin, { worker, ...(browser ? { browser } : {}) });
    opener.onClose(() => visit.context.close());
    await visit.page.goto('/mail');
    const status = await visit.page.evaluate(
      async (body) => (await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status, JSON.stringify({ user: 'ali@example.org', password }),
    );
    expect(status).toBe(201);
    return { ...web, ...visit, origin };
  }

  const evaluate = <T>(page: Page, script: string): Promise<T> => page.evaluate(script) as Promise<T>;

  test('the page runs its own files alone: no inline script, no text as markup, no worker but by the named policy', async () => {
    const { page, problems } = await setUp(true);
    expect(await evaluate(page, '({ own: window.own, inline: window.inline })')).toEqual({ own: true, inline: undefined });
    expect(await evaluate<string>(page, '(() => { try { document.querySelector("main").innerHTML = "<b>x</b>"; return "set"; } catch (error) { return error.name; } })()')).toBe('TypeError');
    const register = (address: string) => evaluate<string>(page, `navigator.serviceWorker.register(${address}).then(() => 'registered', (error) => error.name)`);
    expect(await register("'/sw.js'")).toBe('TypeError');
    expect(await register("trustedTypes.createPolicy('messagerie', { createScriptURL: (url) => url }).createScriptURL('/sw.js')")).toBe('registered');
    const found = problems.take().join('\n');
    for (const directive of ['script-src-elem inline', 'require-trusted-types-for']) expect(found).toContain(directive);
  });

  test('the frame for mail: styles and proxied pictures show; scripts, other addresses of ours and the world stay out', async () => {
    const { page, origin } = await setUp();
    const proxied = `/api/v1/images?url=${encodeURIComponent(elsewhere.url('/p.png'))}`;
    const seen = await evaluate(page, `(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/frame/mail.html';
      frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
      document.querySelector('main').append(frame);
      await new Promise((resolve) => { frame.onload = resolve; });
      const inside = frame.contentDocument;
      const add = (name, attributes) => {
        const element = inside.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return inside.body.appendChild(element);
      };
      const load = (src) => new Promise((resolve) => {
        const image = add('img', {});
        image.onload = () => resolve('shown');
        image.onerror = () => resolve('refused');
        image.src = src;
      });
      const red = add('p', { style: 'color: rgb(255, 0, 0)' });
      const script = inside.createElement('script');
      script.setAttribute('src', '/assets/own.js');
      inside.body.append(script);
      const blob = new Blob([Uint8Array.from(atob('${png.toString('base64')}'), (one) => one.charCodeAt(0))], { type: 'image/png' });
      return {
        colour: frame.contentWindow.getComputedStyle(red).color, proxied: await load(${JSON.stringify(proxied)}), blob: await load(URL.createObjectURL(blob)), ours: await load('/assets/own.png'),
        elsewhere: await load(${JSON.stringify(elsewhere.url('/p.png'))}), ran: frame.contentWindow.own,
      };
    })()`);
    expect(seen).toEqual({ colour: 'rgb(255, 0, 0)', proxied: 'shown', blob: 'shown', ours: 'refused', elsewhere: 'refused' });
    // As a window of its own the page is empty, and just as powerless.
    await page.goto(`${origin}/frame/mail.html`);
    expect(await page.content()).not.toContain('script');
  });

  test('the page for printing can be filled by the window that opened it', async () => {
    const { page, context } = await setUp();
    const opened = context.waitForEvent('page');
    await evaluate(page, "void (window.printing = window.open('/frame/print.html'))");
    await (await opened).waitForLoadState();
    expect(await evaluate(page, "(() => { const { document: inside } = window.printing; inside.body.append(Object.assign(inside.createElement('p'), { textContent: 'On paper' })); return inside.body.innerText; })()")).toBe('On paper');
  });

  test('a PDF is shown by the browser’s own viewer, out of reach of our origin; HTML under the same address is saved', async () => {
    const whole = await launchWhole();
    opener.onClose(() => whole.close());
    const { context, page, call, problems } = await setUp(false, whole);
    const { body } = await call('GET', '/session', { as: 'ali' });
    const accountId = String(body['accountId']);
    const upload = (content: string) => evaluate<string>(page, `fetch('/jmap/upload/${accountId}', { method: 'POST', body: ${JSON.stringify(content)} }).then((answer) => answer.json()).then(({ blobId }) => blobId)`);
    const show = (blobId: string) => evaluate(page, `void (() => {
      const frame = document.createElement('iframe');
      frame.src = '/jmap/download/${accountId}/${blobId}/a.pdf?type=application/pdf&inline=true';
      document.querySelector('main').replaceChildren(frame);
    })()`);
    const viewer = page.waitForEvent('frameattached', { predicate: (frame) => frame.parentFrame()?.parentFrame() === page.mainFrame() });
    await show(await upload(pdf));
    await viewer;
    await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-extension:'))).toBe(true);
    const saved = page.waitForEvent('download');
    await show(await upload('<!doctype html><script>parent.own = "taken"</script>'));
    expect((await saved).suggestedFilename()).toBe('a.pdf');
    expect(await evaluate(page, 'window.own')).toBe(true);
    expect(problems.take().filter((problem) => /127\.0\.0\.1:9/.test(problem))).toEqual([]);
    expect(context.pages()).toHaveLength(1);
  });
});
