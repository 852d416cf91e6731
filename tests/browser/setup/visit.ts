import type { BrowserContext, Page } from 'playwright-core';
import { browser } from './browser.ts';
import { type Problems, reportViolations, watchProblems } from './problems.ts';

export interface VisitOptions {
  readonly language?: 'fr' | 'en' | 'ar';
  readonly theme?: 'light' | 'dark';
  /** Of the window: 1280 unless given; below 768 it is a phone, with touch. */
  readonly width?: number;
  /** Service workers stay out unless a test is about them. */
  readonly worker?: boolean;
}

/** A browser of one person: its cookies and storage are nobody else's. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly problems: Problems;
}

const locales = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-DZ' } as const;

/** Opens a window that has been nowhere yet. @param origin the server's, to which all requests must go */
export async function openVisit(origin: string, { language = 'en', theme = 'light', width = 1280, worker = false }: VisitOptions = {}): Promise<Visit> {
  const isPhone = width < 768;
  const context = await (await browser()).newContext({
    baseURL: origin,
    locale: locales[language],
    colorScheme: theme,
    timezoneId: 'Africa/Algiers',
    viewport: { width, height: isPhone ? 844 : 800 },
    hasTouch: isPhone,
    reducedMotion: 'reduce',
    serviceWorkers: worker ? 'allow' : 'block',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(30_000);
  const problems = watchProblems(context, origin);
  const page = await context.newPage();
  await reportViolations(page);
  return { context, page, problems };
}
