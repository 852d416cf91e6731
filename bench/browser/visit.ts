import type { BrowserContext, Page } from 'playwright-core';
import type { Account } from '../target.ts';
import type { Contexts } from './chromium.ts';
import { firstRowSeen, usableRowSeen, watchPage } from './in-page.mjs';
import { numberOfRow } from './messages.ts';
import type { Webmail } from './webmail.ts';

/** One person's browser: nothing is kept in it yet, but the sign-in is done. */
export interface Visit {
  readonly context: BrowserContext;
  /** Opens the list in a new tab. @returns it, and the milliseconds from the navigation to the first row seen, and to the first that answers to a click */
  openList(): Promise<{ page: Page; firstRowMs: number; usableMs: number }>;
  close(): Promise<void>;
}

/** @param port where the browser goes instead of the server itself */
export async function visitAs(browser: Contexts, webmail: Webmail, account: Account, port = webmail.port): Promise<Visit> {
  const origin = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', timezoneId: 'Europe/Paris', colorScheme: 'light', viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(30_000);
  const { row, text } = webmail;
  await context.addInitScript(watchPage, { row, text: text.map((path) => [...path]) });
  await webmail.signIn(context, origin, account);
  return {
    context,
    async openList() {
      const page = await context.newPage();
      await page.goto(webmail.listPath, { waitUntil: 'commit' });
      const firstRowMs = await seen(page.evaluate(firstRowSeen), `${webmail.name}: no row of the list is seen`);
      return { page, firstRowMs, usableMs: await seen(page.evaluate(usableRowSeen), `${webmail.name}: no row of the list can be used`) };
    },
    close: () => context.close(),
  };
}

/** What is seen comes within half a minute, or not at all. */
export async function seen<T>(coming: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      coming,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${otherwise} after 30 seconds`)), 30_000);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until a test that runs in the page says yes. @throws with `otherwise` where it does not */
export async function until(page: Page, test: (argument: string) => boolean, argument: string, otherwise: string): Promise<void> {
  await page.waitForFunction(test, argument).catch((cause: unknown) => {
    throw new Error(`${otherwise}: ${page.url()}`, { cause });
  });
}

/** The numbers of the messages whose rows are in the page, from the top. */
export async function numbersShown(page: Page, webmail: Webmail): Promise<string[]> {
  return (await page.locator(webmail.row).allTextContents()).map(numberIn);
}

/** The number of the message that a row shows. */
export function numberIn(rowText: string): string {
  const number = new RegExp(numberOfRow).exec(rowText)?.[1];
  if (number === undefined) throw new Error(`a row without a number: ${rowText}`);
  return number;
}
