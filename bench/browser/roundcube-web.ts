import { archiveInRoundcube, quiet } from './in-page.mjs';
import type { Webmail } from './webmail.ts';

/** Roundcube with the skin and the layout that it comes with: list and message side by side. */
export function roundcubeWeb(port: number): Webmail {
  return {
    name: 'Roundcube',
    port,
    listPath: '/?_task=mail&_mbox=INBOX',
    row: '#messagelist tbody tr.message',
    text: [['iframe#messagecontframe', '#messagebody']],
    async signIn(context, origin, { address, password }) {
      const page = await (await context.request.get(`${origin}/`)).text();
      const token = /name="_token" value="([^"]+)"/.exec(page)?.[1];
      if (token === undefined) throw new Error(`Roundcube: no sign-in page, but: ${page.slice(0, 300)}`);
      const form = { _task: 'login', _action: 'login', _token: token, _timezone: 'Europe/Paris', _url: '', _user: address, _pass: password };
      const answer = await context.request.post(`${origin}/?_task=login`, { form });
      if (!answer.ok() || !answer.url().includes('_task=mail')) throw new Error(`Roundcube: ${address} is not signed in: ${answer.status()} ${answer.url()}`);
    },
    keep: (page) => page.evaluate(quiet),
    archive: (page) => page.evaluate(archiveInRoundcube),
    async search(page, words) {
      const box = page.locator('#mailsearchform');
      await box.fill(words);
      await box.press('Enter');
    },
  };
}
