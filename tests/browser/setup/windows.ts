import type { BrowserContext, Page } from 'playwright-core';
import { openWindow, type VisitOptions, viewportOf } from './visit.ts';

export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
}

/**
 * Windows that one test after the other gets. What the browser has read and compiled of the client's own files stays, and the client is there in a third of the time.
 * What a visit leaves is taken away: what it asked the window for, cookies, storage, further pages.
 */
export interface Windows {
  take(origin: string, options: VisitOptions): Promise<Window>;
  giveBack(window: Window): Promise<void>;
  close(): Promise<void>;
}

const ofContext = ['console', 'dialog', 'download', 'page', 'request', 'requestfailed', 'requestfinished', 'response', 'weberror'] as const;
const ofPage = ['console', 'dialog', 'download', 'frameattached', 'framedetached', 'framenavigated', 'pageerror', 'popup', 'request', 'requestfailed', 'requestfinished', 'response'] as const;

export function openWindows(): Windows {
  const idle = new Map<string, Window[]>();
  const taken = new Map<BrowserContext, { readonly window: Window; readonly key: string; readonly origin: string; readonly options: VisitOptions }>();
  return {
    async take(origin, options) {
      // A worker would answer for the pages of the next test.
      if (options.worker) return openWindow(origin, options);
      const key = JSON.stringify([origin, options.language, options.theme, options.width]);
      const window = idle.get(key)?.pop() ?? (await openWindow(origin, options));
      taken.set(window.context, { window, key, origin, options });
      return window;
    },
    async giveBack({ context }) {
      const found = taken.get(context);
      taken.delete(context);
      if (!found) return context.close();
      const { window, key, origin, options } = found;
      try {
        await empty(window, origin, options);
        idle.set(key, [...(idle.get(key) ?? []), window]);
      } catch {
        // Its page was closed, or crashed.
        await context.close();
      }
    },
    async close() {
      await Promise.all([...idle.values()].flat().map(({ context }) => context.close()));
      idle.clear();
    },
  };
}

async function empty({ context, page }: Window, origin: string, options: VisitOptions): Promise<void> {
  for (const event of ofContext) context.removeAllListeners(event);
  for (const event of ofPage) page.removeAllListeners(event);
  await Promise.all([context.unrouteAll({ behavior: 'ignoreErrors' }), page.unrouteAll({ behavior: 'ignoreErrors' }), context.setOffline(false), context.clearPermissions()]);
  await Promise.all(context.pages().map((other) => (other === page ? page.goto('about:blank', { timeout: 5_000 }) : other.close())));
  await page.emulateMedia({ media: null, colorScheme: options.theme ?? 'light', reducedMotion: 'reduce', forcedColors: null, contrast: null });
  await page.setViewportSize(viewportOf(options));
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
  await context.clearCookies();
}
