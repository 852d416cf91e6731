/** A message with HTML that is opened without a network before any other was: its words are read, and nothing else of the page is lost. In real Chromium. */
import { expect, test } from 'vitest';
import { DOMAIN } from '../setup/server.ts';
import { inBrowser } from './setup/in-browser.ts';
import { jmapOf } from './setup/jmap.ts';

inBrowser('HTML without a network', { people: ['alice'] }, (at) => {
  test('where the page that draws it cannot be fetched it is shown as text, and as it was sent once the network is back', async () => {
    const visit = await at.visit({ person: 'alice' });
    const { page, context } = visit;
    const alice = jmapOf(context);
    await alice.put({ from: [{ email: 'bob@example.org', name: 'Bob' }], to: [{ email: `alice@${DOMAIN}` }], subject: 'Commande', htmlBody: [{ partId: 'h', type: 'text/html' }], bodyValues: { h: { value: '<p>Votre <b>commande</b> est prête.</p>' } } });
    await page.goto('/mail');
    const row = page.getByRole('row', { name: /Commande/ });
    await row.waitFor();
    await page.route('**/frame/mail.html', (route) => route.abort('internetdisconnected'));
    await row.click();
    await page.getByRole('heading', { name: 'Commande' }).waitFor();
    await page.getByRole('article').locator('[data-plain]').getByText('est prête').waitFor();
    expect(await page.getByRole('tree').count()).toBeGreaterThan(0);
    await page.unroute('**/frame/mail.html');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.frameLocator('article iframe').locator('b').getByText('commande').waitFor();
    visit.problems.take();
  });
});
