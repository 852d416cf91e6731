import type { Running } from '../target.ts';
import { pictureKept, quiet, workerServes } from './in-page.mjs';
import type { Webmail } from './webmail.ts';

/** Our client, in English. */
export function messagerieWeb(server: Running): Webmail {
  const port = server.ports.http;
  if (port === undefined) throw new Error('no HTTP port');
  return {
    name: server.name,
    port,
    listPath: '/mail',
    row: '[role="grid"] [role="row"]:not([aria-busy="true"])',
    text: [['article[data-email] [data-plain]'], ['article[data-email] iframe', 'body']],
    async signIn(context, origin, { address, password }) {
      const headers = { 'sec-fetch-site': 'same-origin' }; // as the page's own requests have it
      const answers = [
        await context.request.post(`${origin}/api/v1/session`, { headers, data: { user: address, password } }),
        await context.request.patch(`${origin}/api/v1/me/preferences`, { headers, data: { language: 'en', theme: 'light', density: 'comfortable' } }),
      ];
      for (const answer of answers) if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
    },
    async keep(page) {
      await page.evaluate(workerServes);
      await page.evaluate(quiet);
      await page.evaluate(pictureKept);
    },
    archive: (page) => page.keyboard.press('e'),
    async search(page, words) {
      await page.keyboard.press('/');
      await page.keyboard.insertText(words);
      await page.keyboard.press('Enter');
    },
  };
}
