/** Lines of numbers under Arabic lines are read in the order that they were written in. In real Chromium. */
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { body, compose, eventually, panel, save } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const letter = (subject: string, type: string, text: string) =>
  `Message-ID: <${subject}@example.org>\r\nFrom: Sara <sara@example.org>\r\nTo: alice@example.com\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}\r\n`;

inBrowser('lines of numbers', { people: ['alice'] }, (at) => {
  beforeAll(async () => {
    const lmtp = new LmtpClient(at.server.ports.lmtp);
    const messages = [
      ['plain', 'text/plain', 'Bonjour,\r\nرقم هاتفي الجديد\r\n06 12 34 56 78\r\n10:00 - 12:00\r\nMerci'],
      ['breaks', 'text/html', '<div>رقم هاتفي<br>06 12 34 56 78<br>شكرا<br><b>10:00</b> - 12:00</div>'],
      ['said', 'text/html', '<div dir="rtl">رقم<br>06 12 34 56 78<p dir="ltr">من: 06 12 34 56 78</p></div>'],
    ] as const;
    for (const [at, [subject, type, text]] of messages.entries()) {
      const message = letter(subject, type, text);
      expect(await (at === 0 ? lmtp.deliver('alice@example.com', message) : lmtp.again('alice@example.com', message))).toBe(true);
    }
    lmtp.close();
  });

  /** Where two words stand, on one line. */
  const places = (where: Locator, first: string, second: string) =>
    where.evaluate((all, words) => {
      const texts = document.createTreeWalker(all, NodeFilter.SHOW_TEXT);
      const found = new Map<string, number>();
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        for (const word of words) {
          const start = node.textContent?.indexOf(word) ?? -1;
          if (start < 0 || found.has(word) || !(node.parentElement as HTMLElement).checkVisibility()) continue;
          const range = document.createRange();
          range.setStart(node, start);
          range.setEnd(node, start + word.length);
          found.set(word, range.getBoundingClientRect().left);
        }
      }
      return words.map((word) => found.get(word) ?? Number.NaN);
    }, [first, second]);
  const runsRight = async (where: Locator, first: string, second: string) => {
    const [a = Number.NaN, b = Number.NaN] = await places(where, first, second);
    return a < b;
  };

  test.each(['fr', 'ar'] as const)('in plain text, and in HTML between line ends: %s', async (language) => {
    const { page } = await at.visit({ person: 'alice', path: '/mail', language });
    await page.getByRole('row', { name: /plain/ }).click();
    await page.locator('[data-plain]').getByText('06 12 34 56 78').waitFor();
    expect(await runsRight(page.locator('[data-plain]'), '06 12', '56 78')).toBe(true);
    expect(await runsRight(page.locator('[data-plain]'), '10:00', '12:00')).toBe(true);
    // What is copied is what was written.
    expect(await page.locator('[data-plain]').evaluate((text) => text.textContent)).toContain('رقم هاتفي الجديد\n06 12 34 56 78\n10:00 - 12:00\nMerci');
    await page.getByRole('row', { name: /breaks/ }).click();
    const shown = page.frameLocator('article iframe').locator('body');
    await shown.getByText('06 12 34 56 78').waitFor();
    expect(await runsRight(shown, '06 12', '56 78')).toBe(true);
    expect(await runsRight(shown, '10:00', '12:00')).toBe(true);
  });

  test('what a message says of its direction holds', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await page.getByRole('row', { name: /said/ }).click();
    const frame = page.frameLocator('article iframe');
    await frame.getByText('من:').waitFor();
    // The first "06 12" is that of the line from right to left.
    expect(await runsRight(frame.locator('body'), '06 12', '56 78')).toBe(false);
    expect(await frame.locator('p').evaluate((line) => getComputedStyle(line).unicodeBidi)).not.toBe('plaintext');
    expect(await frame.locator('p').evaluate((line) => getComputedStyle(line).direction)).toBe('ltr');
  });

  test('what is typed stays: signs make no emphasis and no heading, though a list is one', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await panel(page).getByRole('textbox', { name: 'Subject' }).fill('Signs');
    await body(page).focus();
    const lines = ['3 * 12 + 2 * 15 = 66', 'rm *.txt *.doc', '**bold** and *Ab12* `ls`', 'user __init__ _x_ ~~no~~', '# 12 rue', '> voir'];
    for (const line of lines) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.type('- un');
    await save(page);
    const [draft] = await jmapOf(context).emails({ subject: 'Signs' });
    await eventually(() => Object.values(draft?.bodyValues ?? {})[0]?.value.trim()).toBe([...lines, '• un'].join('\n'));
    await body(page).locator('li').getByText('un').waitFor();
  });
});
