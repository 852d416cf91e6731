/** What tests of the composer do and look for, in the three languages. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The panel that is being written in. */
export const panel = (page: Page) => page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
export const body = (page: Page) => panel(page).getByRole('textbox', { name: /^(?:Message text|Texte du message|نص الرسالة)$/ });
export const to = (page: Page) => panel(page).getByRole('combobox', { name: /^(?:To|À|إلى)$/ });
export const subject = (page: Page) => panel(page).getByRole('textbox', { name: /^(?:Subject|Objet|الموضوع)$/ });

/** Opens an empty message by key. */
export async function compose(page: Page): Promise<void> {
  await page.locator('#main h1').first().waitFor();
  await page.keyboard.press('c');
  await panel(page).waitFor();
}

/** Writes a message by keyboard alone. */
export async function write(page: Page, recipient: string, title: string, ...lines: readonly string[]): Promise<void> {
  await compose(page);
  await page.keyboard.type(recipient);
  await page.keyboard.press('Enter');
  await subject(page).focus();
  await page.keyboard.insertText(title);
  await page.keyboard.press('Enter');
  for (const [at, line] of lines.entries()) {
    if (at > 0) await page.keyboard.press('Enter');
    await page.keyboard.insertText(line);
  }
}

/** What becomes true once the server has heard of it. */
export const eventually = <T>(value: () => T | Promise<T>) => expect.poll(value);

/** The page tells the server everything without waiting for a pause in writing. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await saved(page);
}

/** The page has told the server everything: its state is that of the draft. */
export const saved = (page: Page) => panel(page).getByText(/^(?:Saved|Enregistré|محفوظة)$/).waitFor();

/** An answer opens with the cursor in its text. */
export const focused = (page: Page) => eventually(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox');

/** A picture of one point, as base64. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** All texts that this browser keeps of drafts. */
export function keptTexts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('messagerie:') ? [name] : []));
    const texts = await Promise.all(
      names.map(
        (name) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
              all.onsuccess = () => {
                opening.result.close();
                resolve(all.result.map((value) => JSON.stringify(value)).join());
              };
            };
          }),
      ),
    );
    return texts.join();
  });
}
