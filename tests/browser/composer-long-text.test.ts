/** Text of very many lines, such as a log that somebody pastes: all of it is there, and the page stays in use. In real Chromium. */
import type { ElementHandle, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { body, compose, eventually, panel, save, subject } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const lineOf = (at: number): string => `${at} 2026-11-29T09:00:00Z host service[${at}]: see https://example.org/${at} for *more* __of__ it`;
const linesOf = (count: number): string[] => Array.from({ length: count }, (_, at) => lineOf(at));

/** Found once: to look for it by its role among so many lines takes longer than all else. */
const fieldOf = (page: Page) => body(page).elementHandle() as Promise<ElementHandle<HTMLElement>>;

function paste(field: ElementHandle<HTMLElement>, type: 'text/plain' | 'text/html', text: string): Promise<void> {
  return field.evaluate(
    (root, [type, text]) => {
      const data = new DataTransfer();
      data.setData(type as string, text as string);
      root.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    [type, text],
  );
}

/** What is in the text, line by line, and how many blocks it has. */
const shownIn = (field: ElementHandle<HTMLElement>) =>
  field.evaluate((root) => {
    const lines = [...root.children].flatMap((block) => {
      const copy = block.cloneNode(true) as Element;
      for (const mark of copy.querySelectorAll('.ProseMirror-trailingBreak')) mark.remove();
      for (const end of copy.querySelectorAll('br')) end.replaceWith('\n');
      return (copy.textContent ?? '').split('\n');
    });
    return { lines, blocks: root.children.length };
  });

inBrowser('text of many lines', { people: ['alice'] }, (at) => {
  test('20 000 lines of text are pasted whole, in few blocks, and written on; the server has them all', async () => {
    const { page, context } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await subject(page).fill('Journal');
    const field = await fieldOf(page);
    const lines = linesOf(20_000);
    lines[7] = '';
    lines[9_000] = 'سطر بالعربية';
    await paste(field, 'text/plain', lines.join('\r\n'));
    await eventually(async () => (await shownIn(field)).lines.length).toBe(20_000);
    const shown = await shownIn(field);
    expect(shown.lines).toEqual(lines);
    expect(shown.blocks).toBeLessThan(1_000);
    expect(await field.$$eval('p[dir="rtl"]', (blocks) => blocks.map(({ textContent }) => textContent))).toEqual(['سطر بالعربية']);
    await field.press('Control+Home');
    await page.keyboard.insertText('Voici. ');
    await save(page);
    const alice = jmapOf(context);
    const [kept] = await alice.emails({ subject: 'Journal' });
    const text = await (await context.request.get(`/jmap/download/${await alice.accountId()}/${kept?.textBody?.[0]?.blobId}/text?type=text/plain`, { headers: { 'sec-fetch-site': 'same-origin' } })).text();
    expect(text.trimEnd().split(/\r?\n/)).toEqual(['Voici. ' + lines[0], ...lines.slice(1)]);
    // All at once, as it came.
    await field.press('Control+z');
    await field.press('Control+z');
    await eventually(async () => (await shownIn(field)).lines).toEqual(['']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 90_000);

  test('HTML of 3 000 paragraphs, each with an address, is pasted whole, each in its direction', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    const field = await fieldOf(page);
    const lines = linesOf(3_000).map((line, at) => (at === 3 ? `سطر ${line}` : line));
    await paste(field, 'text/html', lines.map((line) => `<p>${line}</p>`).join(''));
    await eventually(async () => (await shownIn(field)).lines.length).toBe(3_000);
    expect((await shownIn(field)).lines).toEqual(lines);
    expect(await field.$$eval('p', (blocks) => ['rtl', 'ltr'].map((dir) => blocks.filter((block) => block.getAttribute('dir') === dir).length))).toEqual([1, 2_999]);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  }, 90_000);

  test('a few lines become a paragraph each, empty ones too; addresses in them become links, and signs stay what they are', async () => {
    const { page } = await at.visit({ person: 'alice', path: '/mail' });
    await compose(page);
    await paste(await fieldOf(page), 'text/plain', 'Un __mot__ et *deux*\n\nhttps://example.org/plan\nسطر');
    await eventually(() => body(page).locator('p').evaluateAll((blocks) => blocks.map((block) => [block.textContent, block.getAttribute('dir')]))).toEqual([
      ['Un __mot__ et *deux*', 'ltr'], ['', 'ltr'], ['https://example.org/plan', 'ltr'], ['سطر', 'rtl'],
    ]);
    expect(await body(page).locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(['https://example.org/plan']);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });

  test('without formatting what is written in long text stays in its field: nothing is put there anew at a key', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { composeFormat: 'plain' } });
    await page.goto('/mail');
    await compose(page);
    const text = linesOf(500).join('\n');
    await body(page).focus();
    await page.keyboard.insertText(text);
    const sets = await body(page).evaluateHandle((field) => {
      const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value') as Required<PropertyDescriptor>;
      const count = { sets: 0 };
      const set = (value: string): void => {
        count.sets += 1;
        own.set.call(field, value);
      };
      Object.defineProperty(field, 'value', { configurable: true, get: () => own.get.call(field), set });
      return count;
    });
    await body(page).press('Control+Home');
    await page.keyboard.type('Voici. ');
    expect(await body(page).inputValue()).toBe(`Voici. ${text}`);
    expect(await sets.evaluate(({ sets }) => sets)).toBe(0);
    // Changed from outside it is another text.
    await panel(page).getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Switch to formatted text' }).click();
    await eventually(async () => (await shownIn(await fieldOf(page))).lines.length).toBe(500);
    await page.keyboard.press('Escape');
  }, 60_000);
});
