import type { Browser, BrowserContext, Page } from 'playwright-core';
import { browser } from './browser.ts';
import { type Problems, reportViolations, watchProblems } from './problems.ts';

export interface VisitOptions {
  readonly language?: 'fr' | 'en' | 'ar';
  readonly theme?: 'light' | 'dark';
  /** Of the window: 1280 unless given; below 768 it is a phone, with touch. */
  readonly width?: number;
  /** Service workers stay out unless a test is about them. */
  readonly worker?: boolean;
  /** Another than the run's. */
  readonly browser?: Browser;
}

/** A browser of one person: its cookies and storage are nobody else's. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly problems: Problems;
}

const locales = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-DZ' } as const;

/** Opens a window that has been nowhere yet. @param origin the server's, to which all requests must go */
export async function openVisit(origin: string, options: VisitOptions = {}): Promise<Visit> {
  return watched(origin, await openWindow(origin, options));
}

/** @param window one that nobody is looking at */
export function watched(origin: string, { context, page }: Pick<Visit, 'context' | 'page'>): Visit {
  return { context, page, problems: watchProblems(context, origin) };
}

export const viewportOf = ({ width = 1280 }: VisitOptions) => ({ width, height: width < 768 ? 844 : 800 });

/** A browser that nobody has used, and its window. */
export async function openWindow(origin: string, options: VisitOptions): Promise<Pick<Visit, 'context' | 'page'>> {
  const { language = 'en', theme = 'light', worker = false } = options;
  const viewport = viewportOf(options);
  const context = await (options.browser ?? (await browser())).newContext({
    baseURL: origin,
    locale: locales[language],
    colorScheme: theme,
    timezoneId: 'Africa/Algiers',
    viewport,
    hasTouch: viewport.width < 768,
    reducedMotion: 'reduce',
    serviceWorkers: worker ? 'allow' : 'block',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await reportViolations(page);
  return { context, page };
}
