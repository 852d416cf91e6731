import type { BrowserContext, Page } from 'playwright-core';
import type { Account } from '../target.ts';

/** What a workload does in a webmail, ours or another, by the same steps. */
export interface Webmail {
  readonly name: string;
  /** HTTP on loopback. */
  readonly port: number;
  /** The list of the Inbox. */
  readonly listPath: string;
  /** Selects rows of the list that show a message. */
  readonly row: string;
  /** Where the text of the open message stands: selectors, each within the frame of the one before; one of these ways. */
  readonly text: readonly (readonly string[])[];
  /** Signs in without the page for it. @param origin of the context, the server's or a proxy's before it */
  signIn(context: BrowserContext, origin: string, account: Account): Promise<void>;
  /** Waits until what makes the next visit quick is kept. */
  keep(page: Page): Promise<void>;
  /** Archives the open message. */
  archive(page: Page): Promise<void>;
  /** Looks for words; the list then shows what was found. */
  search(page: Page, words: string): Promise<void>;
}
