/** The frame that waits for the next message: loaded ahead, moved as it is, thrown away after. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { inBrowser } from './setup/in-browser.ts';

const mail = (name: string) =>
  `From: ${name} <${name}@sender.example>\r\nTo: alice@example.com\r\nSubject: From ${name}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html dir="rtl" lang="ar"><head><style>p { color: #a00 }</style></head><body class="mark-${name}" bgcolor="#eee"><p>The words of ${name}</p></body></html>\r\n`;
const names = ['ann', 'ben', 'cleo'] as const;

type Marked = Window & { mark?: string };

/** Writes on the window of the frame that waits. */
const markWaiting = (page: Page, mark: string) =>
  page.evaluate((mark) => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[hidden]');
    (frame?.contentWindow as Marked).mark = mark;
  }, mark);
const markOfShown = (page: Page) => page.evaluate(() => (document.querySelector<HTMLIFrameElement>('article iframe')?.contentWindow as Marked).mark);
const waiting = (page: Page) => page.evaluate(() => [...document.querySelectorAll<HTMLIFrameElement>('iframe[hidden]')].map(({ contentDocument }) => (contentDocument?.URL.endsWith('/frame/mail.html') && contentDocument.readyState === 'complete' ? contentDocument.body.innerHTML.trim() : 'not there yet')));

inBrowser('the frame of a message', { people: ['alice'] }, (at) => {
  beforeAll(async () => {
    for (const name of names) expect(await new LmtpClient(at.server.ports.lmtp).deliver('alice@example.com', mail(name))).toBe(true);
  });

  test('a message is drawn in the frame that waited, with nothing of the one before; each frame shows one message', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    const open = async (name: string) => {
      await page.getByRole('row', { name: `From ${name}` }).click();
      await page.frameLocator('article iframe').getByText(`The words of ${name}`).waitFor();
    };
    await open('ann');
    await expect.poll(() => waiting(page)).toEqual(['']);
    await markWaiting(page, 'one');
    await open('ben');
    // The same window: it was not loaded anew.
    expect(await markOfShown(page)).toBe('one');
    const body = page.frameLocator('article iframe').locator('body');
    expect(await body.getAttribute('class')).toContain('mark-ben');
    expect((await body.textContent())?.trim()).toBe('The words of ben');
    await expect.poll(() => waiting(page)).toEqual(['']);
    await open('cleo');
    expect(await markOfShown(page)).toBeUndefined();
    await expect.poll(() => waiting(page)).toEqual(['']);
    expect(await page.locator('iframe').count()).toBe(2);
  });
});
