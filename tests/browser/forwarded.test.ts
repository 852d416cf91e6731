/** Messages that pass another one on, as the reader shows them: what they are about is never folded away. In real Chromium. */
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const long = '<p>Le contenu.</p><blockquote type="cite"><p>plus ancien</p></blockquote>';
const forwards: Record<string, string> = {
  'Fwd: nu': `<br><div class="messagerie-attribution"><div>---------- Message transféré ----------</div><div>De : Sara</div></div><br><div class="messagerie-quote">${long}</div>`,
  'arabe': `<p>انظر</p><div class="messagerie-attribution"><div>---------- رسالة معاد توجيهها ----------</div><div>من: Sara</div></div><br><div class="messagerie-quote">${long}</div>`,
  'gmail': `<div dir="ltr">Pour info<div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: Sara</div>${long}</div></div>`,
  'apple': `<p>Pour info</p><div><br><blockquote type="cite"><div>Début du message transféré :</div><div><b>De: </b>Sara</div>${long}</blockquote></div>`,
  'TR: outlook': `<p>Pour info</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>De :</b> Sara</p></div></div>${long}`,
};
const replies: Record<string, string> = {
  'Re: Fwd: suite': `<p>D’accord</p><div class="gmail_quote"><div class="gmail_attr">Le lundi, Sara a écrit :</div><blockquote><p>Pour info</p><div>---------- Forwarded message ---------</div><p>Le contenu.</p></blockquote></div>`,
  'Re: nôtre': '<p>Oui</p><br><div class="messagerie-attribution"><div>On Monday, Sara wrote:</div></div><blockquote type="cite" class="messagerie-quote"><div>---------- Forwarded message ----------</div><p>Le contenu.</p></blockquote>',
};
const emptyAnswer = '<br><div class="messagerie-attribution"><div>في الاثنين، Sara</div></div><blockquote type="cite" class="messagerie-quote"><p>Le contenu.</p></blockquote>';

inBrowser('messages that are passed on', { people: ['alice'] }, (at) => {
  test('their content is seen at once; quotes of answers are folded, unless nothing else would be seen', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    const all = { ...forwards, ...replies, 'Re: vide': emptyAnswer };
    for (const [subject, html] of Object.entries(all)) {
      await alice.put({ from: [{ email: 'bob@example.org', name: 'Bob' }], to: [{ email: `alice@${DOMAIN}` }], subject, htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: html } } });
    }
    await page.goto('/mail');
    const folds: Record<string, number> = {};
    for (const subject of Object.keys(all)) {
      await page.getByRole('grid').getByText(subject, { exact: true }).click();
      await page.getByRole('heading', { name: subject }).waitFor();
      await page.locator('article iframe[aria-busy="false"]').waitFor();
      const mail = page.frameLocator('article iframe');
      await mail.getByText('Le contenu.').waitFor({ state: 'attached' });
      folds[subject] = await mail.locator('details').count();
    }
    expect(folds).toEqual({ ...Object.fromEntries(Object.keys(forwards).map((subject) => [subject, 0])), ...Object.fromEntries(Object.keys(replies).map((subject) => [subject, 1])), 'Re: vide': 0 });
  }, 60_000);
});
