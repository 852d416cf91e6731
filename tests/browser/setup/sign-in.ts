import type { BrowserContext } from 'playwright-core';
import { DOMAIN, PASSWORD } from '../../setup/server.ts';

export interface SignInPreferences {
  readonly language: 'fr' | 'en' | 'ar';
  readonly theme: 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
}

/** Signs a person in without the sign-in page, and sets what the pages should look like. */
export async function signInByApi(context: BrowserContext, person: string, preferences: SignInPreferences): Promise<void> {
  const headers = { 'sec-fetch-site': 'same-origin' }; // as the page's own requests have it
  const answers = [
    await context.request.post('/api/v1/session', { headers, data: { user: `${person}@${DOMAIN}`, password: PASSWORD } }),
    await context.request.patch('/api/v1/me/preferences', { headers, data: preferences }),
  ];
  for (const answer of answers) if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
}
