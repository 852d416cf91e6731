import type { Page } from 'playwright-core';

/** Both themes, one after the other in the same window, as a person changes them elsewhere. @param look at the page in one of them */
export async function inBothThemes(page: Page, look: (theme: 'light' | 'dark') => Promise<void>): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.context().request.patch('/api/v1/me/preferences', { headers: { 'sec-fetch-site': 'same-origin' }, data: { theme } });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await look(theme);
  }
}
