import type { BrowserContext, Page } from 'playwright-core';

/** What must not happen while a page is in use. */
export interface Problems {
  /** What happened, and forgets it: for a test in which it is meant to happen. */
  take(): readonly string[];
}

/**
 * Notes, for all pages of a context: violations of the content security policy, errors in the console, exceptions nobody caught,
 * answers of 500 and above, requests to anywhere but the server.
 */
export function watchProblems(context: BrowserContext, origin: string): Problems {
  let found: string[] = [];
  const note = (problem: string): void => void found.push(problem);
  context.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && !['data:', 'blob:', 'about:'].includes(protocol)) note(`request to elsewhere: ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) note(`answer ${response.status()}: ${response.url()}`);
  });
  context.on('console', (message) => {
    // The browser's own words for an answer of 4xx, or none: the page may expect both.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) note(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => note(`exception: ${error.error().stack ?? error.error().message}`));
  return {
    take() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}

/** Has violations of the policy in frames without scripts reach the console of the page, where {@link watchProblems} hears them. */
export async function reportViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // React tells what it recovered from by an error whose cause is what happened.
    addEventListener('error', ({ error }: ErrorEvent) => {
      if (error instanceof Error && error.cause instanceof Error) console.error(`caused by ${error.cause.stack}`);
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`Content security policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
}
