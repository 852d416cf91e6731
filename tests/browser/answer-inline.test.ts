/** Answers between the lines of what is answered, from writing them to reading them, in real Chromium. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { expectAccessible } from './setup/accessible.ts';
import { body, eventually, panel, save } from './setup/composing.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type JmapOfVisit, jmapOf } from './setup/jmap.ts';
import { keepScreen } from './setup/screens.ts';

const question = {
  en: { html: '<p>Hello Alice,</p><p>the <b>figures</b> are attached. Which of them is yours?</p><p>When is the meeting?</p><blockquote type="cite"><p>older, first</p><p>older, second</p></blockquote><p>Bye, Bob</p>', answers: ['The first one.', 'At ten.'], top: 'See my answers.' },
  ar: { html: '<p>مرحبا أليس،</p><p>الأرقام <b>في المرفقات</b>. أيها لك؟</p><p>متى الاجتماع؟</p><p>بوب</p>', answers: ['الأول.', 'على العاشرة.'], top: 'مرحبا بوب' },
};

inBrowser('answers between the lines', { people: ['alice', 'bob', 'carol'] }, (at) => {
  /** An answer to a message from Bob, with the original in the text. */
  async function answer(person: string, subject: string, language: 'en' | 'ar', part: object, composeFormat: 'html' | 'plain' = 'html'): Promise<{ page: Page; jmap: JmapOfVisit }> {
    const { page, context } = await at.visit({ person, language });
    const jmap = jmapOf(context);
    expect((await context.request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { composeFormat } })).ok()).toBe(true);
    await jmap.put({ from: [{ email: `bob@${DOMAIN}`, name: 'Bob' }], to: [{ email: `${person}@${DOMAIN}` }], subject, messageId: [`${encodeURIComponent(subject)}@x.example`], ...part });
    await page.goto('/mail');
    await page.getByText(subject).first().click();
    await page.getByRole('button', { name: /^(?:Reply|رد|الرد)$/ }).last().waitFor();
    await page.keyboard.press('r');
    await body(page).and(page.locator(':focus')).waitFor();
    await page.keyboard.insertText(question[language].top);
    await panel(page).getByRole('button', { name: /^(?:Show the original message|إظهار الرسالة الأصلية)$/ }).click();
    await panel(page).getByRole('button', { name: /^(?:Answer inline|الرد داخل النص)$/ }).click();
    return { page, jmap };
  }

  const html = (text: string) => ({ htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: text } } });
  const caretAfter = (page: Page, words: string) =>
    body(page).evaluate((text, words) => {
      const texts = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const at = texts.currentNode.textContent?.indexOf(words) ?? -1;
        if (at >= 0) getSelection()?.collapse(texts.currentNode, at + words.length);
      }
      (text as HTMLElement).focus();
    }, words);
  /** Lines of the editor, with a ">" for each quotation around. */
  const lines = (page: Page) =>
    body(page).evaluate((text) =>
      [...text.querySelectorAll('p')].map((line) => {
        let marks = '';
        for (let around = line.parentElement; around && around !== text; around = around.parentElement) if (around.tagName === 'BLOCKQUOTE') marks += '>';
        return `${marks}${line.textContent}`;
      }),
    );

  test.each(['en', 'ar'] as const)('stand outside of the quotation, for the writer and for who reads them (%s)', async (language) => {
    const { html: original, answers, top } = question[language];
    const subject = `Figures ${language}`;
    const { page, jmap: alice } = await answer('alice', subject, language, html(original));
    await eventually(() => body(page).locator('blockquote').count()).toBeGreaterThan(0);
    const before = await lines(page);
    const [first = '', second = ''] = language === 'en' ? ['Which of them is yours?', 'When is the meeting?'] : ['أيها لك؟', 'متى الاجتماع؟'];
    await caretAfter(page, first);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+z');
    await eventually(() => lines(page)).toEqual(before);
    await caretAfter(page, first);
    await page.keyboard.press('Enter');
    await page.keyboard.insertText(answers[0] ?? '');
    await caretAfter(page, second);
    await page.keyboard.press('Enter');
    await page.keyboard.insertText(answers[1] ?? '');
    // With Shift the line goes on where it is.
    await caretAfter(page, first);
    await page.keyboard.press('Shift+Enter');
    await eventually(() => body(page).locator('blockquote br:not(.ProseMirror-trailingBreak)').count()).toBe(1);
    await page.keyboard.press('Backspace');
    const wanted = before.flatMap((line) => (line.endsWith(first) ? [line, answers[0]] : line.endsWith(second) ? [line, answers[1]] : [line]));
    await eventually(() => lines(page)).toEqual(wanted);
    await keepScreen(page, `answer-inline-${language}-composer`);
    await expectAccessible(page);
    await save(page);
    // What is opened again is parted in the same way.
    const [draft] = await alice.emails({ subject: `Re: ${subject}`, hasKeyword: '$draft' });
    await page.goto(`/compose/${draft?.id}`);
    await eventually(() => lines(page)).toEqual(wanted);
    await caretAfter(page, answers[1] ?? '');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('!!');
    await eventually(() => lines(page)).toEqual(wanted.flatMap((line) => (line === answers[1] ? [line, '!!'] : [line])));
    // Bob's file is not one that Alice has promised: nothing is asked.
    await page.keyboard.press('Control+Enter');
    await eventually(async () => (await alice.submissions()).length).toBeGreaterThan(0);
    await eventually(async () => (await alice.emails({ subject: `Re: ${subject}` })).map(({ keywords }) => keywords)).toEqual([{ $seen: true }]);
    const [sent] = await alice.emails({ subject: `Re: ${subject}` });
    const values = Object.values(sent?.bodyValues ?? {}).map(({ value }) => value);
    const plain = wanted.flatMap((line) => (line === answers[1] ? [line, '!!'] : [line])).map((line = '') => line.replace(/^>+/, (marks) => `${marks.split('').join(' ')} `)).join('\n').trim();
    expect(values[0]).toBe(plain);

    const bob = await at.visit({ person: 'bob', language });
    await jmapOf(bob.context).put({ from: [{ email: `alice@${DOMAIN}`, name: 'Alice' }], to: [{ email: `bob@${DOMAIN}` }], subject: `Re: ${subject}`, ...html(values[1] ?? '') });
    await jmapOf(bob.context).put({ from: [{ email: `alice@${DOMAIN}`, name: 'Alice' }], to: [{ email: `bob@${DOMAIN}` }], subject: `Text ${subject}`, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: values[0] ?? '' } } });
    await bob.page.goto('/mail');
    await bob.page.getByRole('grid').getByText(`Re: ${subject}`).first().click();
    const mail = bob.page.frameLocator('article iframe');
    for (const words of [top, first, ...answers, second]) await mail.getByText(words).waitFor({ state: 'visible' });
    expect(await mail.locator('blockquote').getByText(answers[0] ?? '').count()).toBe(0);
    await keepScreen(bob.page, `answer-inline-${language}-reader`);
    await bob.page.getByRole('grid').getByText(`Text ${subject}`).first().click();
    for (const words of [top, first, ...answers, second]) await bob.page.locator('article [data-plain]').getByText(words).waitFor({ state: 'visible' });
    await keepScreen(bob.page, `answer-inline-${language}-text`);
  }, 90_000);

  test('a name with its address stays together in the line above, in the editor and in what is sent', async () => {
    const { page, jmap: carol } = await answer('carol', 'Isolate', 'ar', html('<p>Hello</p>'));
    const name = body(page).locator('p', { hasText: 'Bob' }).locator('span[dir="ltr"]');
    await eventually(() => name.allTextContents()).toEqual([`Bob <bob@${DOMAIN}>`]);
    // Where its letters stand: the bracket that opens is left of the address, the one that closes right of it.
    const places = () => name.evaluate((element) => {
      const text = element.firstChild as Text;
      const leftOf = (sign: string): number => {
        const range = document.createRange();
        range.setStart(text, text.data.indexOf(sign));
        range.setEnd(text, text.data.indexOf(sign) + 1);
        return range.getBoundingClientRect().left;
      };
      return ['B', '<', '@', '>'].map(leftOf);
    });
    expect(await places()).toEqual((await places()).toSorted((one, other) => one - other));
    await save(page);
    const draft = async () => (await carol.emails({ subject: 'Re: Isolate' }))[0];
    const values = Object.values((await draft())?.bodyValues ?? {}).map(({ value }) => value);
    expect(values[1]).toContain(`<span class="messagerie-isolate" dir="ltr">Bob &lt;bob@${DOMAIN}&gt;</span>`);
    expect(values[0]).not.toMatch(/[\u2066-\u2069]/);
    await page.goto(`/compose/${(await draft())?.id}`);
    await eventually(() => name.allTextContents()).toEqual([`Bob <bob@${DOMAIN}>`]);
    await keepScreen(page, 'answer-inline-ar-isolate');
    await panel(page).getByRole('button', { name: 'حذف المسودة' }).click();
  });

  test('empty lines of a plain original stay one line each', async () => {
    const { page, jmap: carol } = await answer('carol', 'Spaced', 'en', { textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'One.\n\nTwo.\n\nThree.\n' } } });
    await eventually(async () => (await lines(page)).filter((line) => line.startsWith('>')).slice(0, 5)).toEqual(['>One.', '>', '>Two.', '>', '>Three.']);
    expect(await body(page).locator('blockquote p br:not([class*="ProseMirror"])').count()).toBe(0);
    await save(page);
    await eventually(async () => Object.values((await carol.emails({ subject: 'Re: Spaced' }))[0]?.bodyValues ?? {})[0]?.value).toContain('> One.\n>\n> Two.\n>\n> Three.');
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });

  test('in a message without formatting stand without ">" where the line was parted; undo brings it together again', async () => {
    const { page, jmap: carol } = await answer('carol', 'Plain', 'en', { textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'One? Two?\n' } } }, 'plain');
    const area = body(page);
    await eventually(() => area.inputValue()).toMatch(/wrote:\n> One\? Two\?$/);
    const before = await area.inputValue();
    const parted = before.replace('> One? Two?', '> One?\nYes.\n> Two?');
    const place = before.indexOf(' Two?');
    await area.evaluate((one, place) => (one as HTMLTextAreaElement).setSelectionRange(place, place), place);
    await area.press('Enter');
    await area.press('Control+z');
    await eventually(() => area.inputValue()).toBe(before);
    await area.evaluate((one, place) => (one as HTMLTextAreaElement).setSelectionRange(place, place), place);
    await area.press('Enter');
    await page.keyboard.type('Yes.');
    await eventually(() => area.inputValue()).toBe(parted);
    await save(page);
    await eventually(async () => Object.values((await carol.emails({ subject: 'Re: Plain' }))[0]?.bodyValues ?? {})[0]?.value).toBe(parted);
    await panel(page).getByRole('button', { name: 'Delete draft' }).click();
  });
});
