/** Attacks on the web client by mail: paper that lies about its sender, links that say one place, what stays in the browser after signing out. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const letter = (subject: string, body: string): string =>
  `From: Hostile <hostile@sender.example>\r\nTo: alice@example.com\r\nSubject: ${subject}\r\nDate: Sat, 28 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}\r\n`;

const overPaper = ['top:0;left:0', 'top:-900px;left:-900px', 'inset:-900px', 'position:fixed;top:0;left:0'].map((place) => `<div style="position:absolute;${place};width:2000px;height:2000px;z-index:99999;background:#fff">From: The bank</div>`).join('')
  + '<div style="margin:-900px 0 0 -900px;width:3000px;height:3000px;background:#fff">x</div><div style="transform:translate(-900px,-900px);width:3000px;height:3000px;background:#fff">x</div><p style="box-shadow:0 0 0 9999px #fff">y</p>';

const links = [
  'https://www.bank.example/login<span style="display:none"> x y</span>', '<span style="font-size:0">Click </span>https://www.bank.example/login', 'https://www.bank.example/login and more',
  'Go', '→ www.bank.example', '<b>Sign in at</b> https://www.bank.example',
];

inBrowser('hostile mail, reviewed', { people: ['alice', 'bob'] }, (at) => {
  beforeAll(async () => {
    const lmtp = new LmtpClient(at.server.ports.lmtp);
    expect(await lmtp.deliver('alice@example.com', letter('Paper', overPaper))).toBe(true);
    expect(await lmtp.again('alice@example.com', letter('Links', `<style>.by-rule::before{content:"https://www.bank.example/ "}</style>${links.map((text) => `<p><a ${text === 'Go' ? 'class="by-rule" ' : ''}href="https://elsewhere.example/">${text}</a></p>`).join('')}`))).toBe(true);
    expect(await lmtp.again('alice@example.com', letter('Kept', '<p>A secret</p>'))).toBe(true);
    lmtp.close();
  });

  /** Opens the message with this subject. */
  async function read(subject: string) {
    const visit = await at.visit({ person: 'alice' });
    const jmap = jmapOf(visit.context);
    const { ids } = await jmap.call('Email/query', { filter: { subject } });
    const { list, accountId } = await jmap.call('Email/get', { ids, properties: ['threadId', 'mailboxIds', 'blobId'] });
    const [email] = list;
    await visit.page.goto(`/mail/${[accountId, Object.keys(email?.mailboxIds ?? {})[0], email?.threadId].map((id) => encodeURIComponent(id ?? '')).join('/')}`);
    await visit.page.locator('article iframe[aria-busy="false"]').waitFor();
    return { ...visit, accountId, blobId: email?.blobId as string };
  }

  test('printed, a message covers neither its sender nor the message before it', async () => {
    const { page, context } = await read('Paper');
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Message actions' }).click();
    await page.getByRole('menuitem', { name: 'Print' }).click();
    const paper = await opened;
    await expect.poll(() => paper.locator('article > div').count()).toBe(1);
    for (const width of [1280, 600]) {
      await paper.setViewportSize({ width, height: 900 });
      expect(await paper.evaluate(coveredOnPaper)).toEqual([]);
    }
    await paper.close();
  });

  test('a link that names another place anywhere in its text is asked about, whatever is hidden beside', async () => {
    const { page } = await read('Links');
    const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
    for (const place of links.keys()) {
      await page.frameLocator('article iframe').locator('a').nth(place).click();
      await dialog.getByText('elsewhere.example').first().waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });

  test('after signing out, nothing that was read is in the cache of the browser', async () => {
    const { page, accountId, blobId } = await read('Kept');
    const address = `/jmap/download/${accountId}/${blobId}/x.eml?type=message%2Frfc822`;
    expect(await page.evaluate(async (url) => (await (await fetch(url)).text()).includes('A secret'), address)).toBe(true);
    expect(await inCache(page, address)).toBe(true);
    await page.getByRole('button', { name: /account/i }).first().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/signed-out/);
    expect(await inCache(page, address)).toBe(false);
    expect(await page.evaluate(async () => [(await indexedDB.databases()).map(({ name }) => name), sessionStorage.length, Object.keys(localStorage).filter((key) => /user|folder|unfolded/.test(key))])).toEqual([[], 0, []]);
  });
});

/** Whether the browser gives it without asking anybody. */
const inCache = (page: Page, address: string): Promise<boolean> =>
  page.evaluate((url) => fetch(url, { cache: 'only-if-cached', mode: 'same-origin' }).then((answer) => answer.ok, () => false), address);

/** Runs on the page to be printed: lines of its own that cannot be seen for what a message has laid over them. */
function coveredOnPaper(): string[] {
  return [...document.querySelectorAll('h1, header > div')].flatMap((line) => {
    const { left, top, height } = line.getBoundingClientRect();
    const seen = document.elementFromPoint(left + 5, top + height / 2);
    return seen === line ? [] : [`${line.textContent}: ${seen?.localName}`];
  });
}
