import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../../../.cache/screens/', import.meta.url));

/** A picture costs some tenths of a second, and most runs are looked at by nobody. */
const isWanted = (process.env['MESSAGERIE_SCREENS'] ?? '') !== '';

/** Where `MESSAGERIE_SCREENS` is set, keeps a picture of the page for people to look at: `.cache/screens/NAME.png`. */
export async function keepScreen(page: Page, name: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
  if (!isWanted) return;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: options.fullPage ?? false });
}
