/** What of an answer the reader folds away: quotations that nothing was added to, within or below. In real Chromium, as the programs people write with make them. */
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

const wrote = 'On Fri, 27 Nov 2026 at 09:00, Sara &lt;<a href="mailto:sara@x.example">sara@x.example</a>&gt; wrote:';
const gmail = (inner: string) => `<div dir="ltr">TOP</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${wrote}<br></div>${inner}</div>`;
const cite = (words: string) => `<blockquote type="cite" style="margin:8px 0;padding-left:12px;border-left:3px solid #c0c8cc"><p>${words}</p></blockquote>`;
const line = '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Sara<br><b>Sent:</b> Friday</p></div></div>';
const blueBar = (inner: string) => `<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt">${inner}</div>`;
const alone = '<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Sara</div>';
const signature = '<div class="moz-signature">-- <br>Bob</div>';
const picture = '<img src="https://x.example/shot.png" width="300" height="200" alt="shot">';

/** Capitals are the writer's own. */
const messages: Record<string, { readonly html: string; readonly seen: string; readonly folded: string }> = {
  // Ours.
  'answered above': { html: `<p>TOP</p><br><div class="messagerie-attribution"><div>في 27 نوفمبر، كتب سارة:</div></div><blockquote type="cite" class="messagerie-quote"><p>q1</p></blockquote>`, seen: 'TOP', folded: 'في 27 نوفمبر، كتب سارة: q1' },
  'answered inline': { html: `<div class="messagerie-text"><p>TOP</p><p>Le 27/11/2026, Sara a écrit :</p>${cite('q1')}<p>A1</p>${cite('q2')}<p>A2</p></div>`, seen: 'TOP Le 27/11/2026, Sara a écrit : q1 A1 q2 A2', folded: '' },
  'inline, rest unanswered': { html: `<div class="messagerie-text"><p>TOP</p><p>${wrote}</p>${cite('q1')}<p>A1</p>${cite('q2')}<p><br></p></div>`, seen: 'TOP On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1 A1', folded: 'q2' },
  'opened, not answered': { html: `<div class="messagerie-text"><p>TOP</p><p>${wrote}</p>${cite('q1')}<p><br></p><div class="messagerie-signature"><div>--&nbsp;</div><p>Bob</p></div></div>`, seen: 'TOP -- Bob', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'signature below': { html: `<p>TOP</p>${cite('q1')}<br><div class="messagerie-closing"><div class="messagerie-signature"><div>--&nbsp;</div><p>Bob</p></div></div>`, seen: 'TOP -- Bob', folded: 'q1' },
  'set off': { html: '<p>TOP. La loi dit :</p><blockquote style="margin:8px 0;border-left:3px solid #c0c8cc"><p>LAW</p></blockquote>', seen: 'TOP. La loi dit : LAW', folded: '' },
  'led over': { html: `<p>TOP</p><p>And as Sara wrote:</p>${cite('q1')}`, seen: 'TOP And as Sara wrote:', folded: 'q1' },
  // Gmail.
  'gmail above': { html: gmail('<blockquote class="gmail_quote"><div>q1</div></blockquote>'), seen: 'TOP', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'gmail inline': { html: gmail('<blockquote class="gmail_quote">q1</blockquote><div>A1</div><blockquote class="gmail_quote">q2</blockquote><div>A2</div>'), seen: 'TOP On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1 A1 q2 A2', folded: '' },
  'gmail picture': { html: gmail(`<blockquote class="gmail_quote">q1</blockquote><div>${picture}</div>`), seen: 'TOP On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1', folded: '' },
  'gmail pixel': { html: `${gmail('<blockquote class="gmail_quote">q1</blockquote>')}<img src="https://x.example/p" width="1" height="1">`, seen: 'TOP', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'gmail old': { html: `<div>TOP</div><div class="gmail_quote">${wrote}<br><blockquote class="gmail_quote">q1</blockquote></div><p></p>-- <br>You received this because you are subscribed.`, seen: 'TOP -- You received this because you are subscribed.', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'gmail signature': { html: gmail('<blockquote class="gmail_quote">q1</blockquote><div class="gmail_signature">Bob</div>'), seen: 'TOP Bob', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'gmail indent': { html: '<div dir="ltr">TOP<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>INDENTED</div></blockquote></div>', seen: 'TOP INDENTED', folded: '' },
  // Thunderbird, Apple Mail, Proton, Yahoo.
  'thunderbird below': { html: `<div class="moz-cite-prefix">${wrote}</div>${cite('q1')}<p>A1</p>${signature}`, seen: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1 A1 -- Bob', folded: '' },
  'apple': { html: `<div>TOP</div><div><br><blockquote type="cite"><div>${wrote}</div><div>q1</div></blockquote></div><div><br></div>`, seen: 'TOP', folded: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1' },
  'apple inline': { html: `<div>TOP</div><div><blockquote type="cite"><div>q1</div></blockquote><div>A1</div><blockquote type="cite"><div>q2</div></blockquote></div>`, seen: 'TOP q1 A1', folded: 'q2' },
  'two parts': { html: `<div>TOP</div><div>${cite('q1')}</div><div>${cite('q2')}</div>`, seen: 'TOP', folded: 'q1 q2' },
  'proton inline': { html: `<div>TOP</div><div class="protonmail_quote">${wrote}<br>${'<blockquote class="protonmail_quote" type="cite">q1</blockquote><div>A1</div><blockquote class="protonmail_quote" type="cite">q2</blockquote>'}</div>`, seen: 'TOP On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1 A1', folded: 'q2' },
  'yahoo below': { html: `<div class="yahoo_quoted"><div>${wrote}</div><div>q1</div></div><div>A1</div>`, seen: 'On Fri, 27 Nov 2026 at 09:00, Sara <sara@x.example> wrote: q1 A1', folded: '' },
  // Outlook.
  'outlook above': { html: `<div class="WordSection1"><p>TOP</p>${line}<p>q1</p></div>`, seen: 'TOP', folded: 'From: Sara Sent: Friday q1' },
  'outlook bar inline': { html: `<div class="WordSection1"><p>TOP</p>${blueBar(`${line}<p>q1</p>`)}<p>A1</p>${blueBar('<p>q2</p>')}</div>`, seen: 'TOP From: Sara Sent: Friday q1 A1 q2', folded: '' },
  'outlook bar': { html: `<div class="WordSection1"><p>TOP</p>${blueBar(`${line}<p>q1</p>`)}</div>`, seen: 'TOP', folded: 'From: Sara Sent: Friday q1' },
  'outlook in red': { html: `<div class="WordSection1"><p>TOP, my answers in red:</p>${line}<p>q1</p><p style="color:red">A1</p></div>`, seen: 'TOP, my answers in red: From: Sara Sent: Friday q1 A1', folded: '' },
  'outlook in French': { html: `<div>TOP, voir mes réponses en rouge</div>${alone}<div>q1 <span style="color:red">A1</span></div>`, seen: 'TOP, voir mes réponses en rouge From: Sara q1 A1', folded: '' },
  'outlook in Arabic': { html: `<div>TOP أجوبتي أدناه</div>${alone}<div>q1 A1</div>`, seen: 'TOP أجوبتي أدناه From: Sara q1 A1', folded: '' },
  'outlook on the web': { html: `<div>TOP</div>${alone}<div>q1<blockquote>q2</blockquote>q3</div>`, seen: 'TOP', folded: 'From: Sara q1 q2 q3' },
};

inBrowser('what is quoted in an answer', { people: ['alice'] }, (at) => {
  test('is folded only where the writer has added nothing within or below; a signature stays in view', async () => {
    const { page, context } = await at.visit({ person: 'alice' });
    const alice = jmapOf(context);
    // One conversation, so that all are drawn at once; each from somebody of its own.
    for (const [name, { html }] of Object.entries(messages)) {
      await alice.put({ from: [{ email: 'bob@example.org', name }], to: [{ email: `alice@${DOMAIN}` }], subject: 'Re: Report', references: ['report@x.example'], htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: html } } });
    }
    await page.goto('/mail');
    await page.getByRole('grid').getByText('Report').first().click();
    const shown: Record<string, { html: string; seen: string; folded: string }> = {};
    for (const [name, { html }] of Object.entries(messages)) {
      const frame = `article iframe[title$="${name}"]`;
      await page.locator(`${frame}[aria-busy="false"]`).waitFor();
      const texts = await page.frameLocator(frame).locator('body').evaluate((body) => {
        const fold = body.querySelector('details');
        const words = (text: string | undefined) => (text ?? '').replace('•••', '').replace(/\s+/g, ' ').trim();
        // As it is laid out: what is folded is not.
        // biome-ignore lint/performance/useDomNodeTextContent: textContent holds all of it
        const seen = words((body as HTMLElement).innerText);
        if (fold) fold.open = true;
        // biome-ignore lint/performance/useDomNodeTextContent: textContent knows no lines
        return { seen, folded: words(fold?.innerText) };
      });
      shown[name] = { html, ...texts };
    }
    expect(shown).toEqual(messages);
  }, 120_000);
});
