/** No message of tests/fixtures/hostile-mail runs, calls out, leaves its frame or takes anybody elsewhere. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LmtpClient } from '../setup/lmtp.ts';
import { type HostileForm, hostileForms, messageOf } from '../fixtures/hostile-mail/forms.ts';
import { browser } from './setup/browser.ts';
import { faultsOfDrawn, surroundings } from './setup/drawn.ts';
import { inBrowser } from './setup/in-browser.ts';
import { type Listener, startListener } from './setup/listener.ts';
import type { Visit } from './setup/visit.ts';

const forms = hostileForms();
/** Windows at the same time. */
const windows = 2;

inBrowser('hostile mail', { people: ['alice'] }, (at) => {
  let listener: Listener;
  beforeAll(async () => {
    listener = await startListener();
    const lmtp = new LmtpClient(at.server.ports.lmtp);
    const refused: string[] = [];
    for (const [index, form] of forms.entries()) {
      const deliver = index === 0 ? lmtp.deliver.bind(lmtp) : lmtp.again.bind(lmtp);
      if (!(await deliver('alice@example.com', messageOf(form, listener.host)))) refused.push(nameOf(form));
    }
    lmtp.close();
    expect(refused).toEqual([]);
  }, 120_000);
  afterAll(() => listener?.close());

  test('there are at least 200 forms, each said in a line', () => {
    expect(forms.length).toBeGreaterThanOrEqual(200);
    expect(new Set(forms.map(({ what }) => what)).size).toBe(forms.length);
    for (const form of forms) expect(form.body, nameOf(form)).not.toBe('');
  });

  test('the listener hears a script, a picture and a style that nobody holds back', async () => {
    const context = await (await browser()).newContext();
    const page = await context.newPage();
    const heard = [1, 2, 3].map((canary) => page.waitForResponse(`http://${listener.host}/canary/${canary}`));
    await page.setContent(`<script>fetch('http://${listener.host}/canary/1')</script><img src="http://${listener.host}/canary/2"><p style="background:url(http://${listener.host}/canary/3)">x</p>`);
    await Promise.all(heard);
    await context.close();
    expect(listener.heard.filter((call) => call.includes('/canary/'))).toHaveLength(3);
  });

  test('opened with remote pictures shown, no form does anything', async () => {
    const visits = await Promise.all(Array.from({ length: windows }, () => at.visit({ person: 'alice' })));
    const faults = await Promise.all(visits.map((visit, place) => openAll(visit, forms.filter((_, index) => index % windows === place), 'always')));
    expect(faults.flat()).toEqual([]);
    expect(listener.heard.filter((call) => !call.includes('/canary/'))).toEqual([]);
  }, 300_000);

  test('with pictures held back, not even the proxy is asked', async () => {
    const visit = await at.visit({ person: 'alice' });
    const asked: string[] = [];
    visit.context.on('request', (request) => request.url().includes('/api/v1/images') && asked.push(request.url()));
    const faults = await openAll(visit, forms.filter(({ file }) => file === 'fetches.txt' || file === 'styles.txt'), 'ask');
    expect(faults).toEqual([]);
    expect(asked).toEqual([]);
    expect(listener.heard.filter((call) => !call.includes('/canary/'))).toEqual([]);
  }, 120_000);
});

const nameOf = ({ number, file, what }: HostileForm): string => `${number} (${file}) ${what}`;

/** Opens one after the other in the same window. @returns what happened that must not */
async function openAll({ context, page, problems }: Visit, some: readonly HostileForm[], remoteImages: 'always' | 'ask'): Promise<string[]> {
  const headers = { 'sec-fetch-site': 'same-origin' };
  await context.request.patch('/api/v1/me/preferences', { headers, data: { remoteImages, markReadAfterSeconds: null } });
  const places = await placesOf(page);
  const faults: string[] = [];
  let now = '';
  const note = (what: string): void => void faults.push(`${now}: ${what}`);
  page.on('dialog', (dialog) => {
    note(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('download', (download) => note(`download ${download.url()}`));
  context.on('page', (opened) => note(`window ${opened.url()}`));
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() && !/^about:|\/frame\/mail\.html$/.test(frame.url())) note(`a frame went to ${frame.url()}`);
  });
  await page.goto('/mail');
  await page.getByRole('grid').first().waitFor();
  let usual: string | undefined;
  for (const form of some) {
    now = nameOf(form);
    const place = places.get(form.number);
    if (!place) {
      note('was not delivered');
      continue;
    }
    await page.evaluate((path) => history.pushState(null, '', path), place.path);
    await page.waitForFunction(isDrawn, place.emailId, { timeout: 20_000 }).catch(() => note('was not drawn'));
    for (const fault of await page.evaluate(faultsOfDrawn)) note(fault);
    const around = await page.evaluate(surroundings);
    usual ??= around;
    if (around !== usual) note(`the page is another: ${around}`);
    if (!page.url().endsWith(place.path)) note(`the page went to ${page.url()}`);
    for (const problem of problems.take()) if (!isOfParsing(problem)) note(problem);
  }
  return faults;
}

/**
 * Chromium says this when the sanitiser's own parser meets a handler or a script, in a document that may run nothing. What is drawn has neither: `faultsOfDrawn`
 * goes through every element.
 */
const isOfParsing = (problem: string): boolean => /^console: Blocked script execution in '[^']*\/frame\/mail\.html' because the document's frame is sandboxed/.test(problem);

/** Where each form is read. */
async function placesOf(page: Page): Promise<Map<number, { path: string; emailId: string }>> {
  const { request } = page.context();
  const headers = { 'sec-fetch-site': 'same-origin' };
  const session = (await (await request.get('/jmap/session', { headers })).json()) as { primaryAccounts: Record<string, string> };
  const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
  const methodCalls = [
    ['Email/query', { accountId, limit: 500 }, 'q'],
    ['Email/get', { accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['threadId', 'mailboxIds', 'header:X-Form:asText'] }, 'g'],
  ];
  const answer = (await (await request.post('/jmap/api', { headers, data: { using, methodCalls } })).json()) as { methodResponses: [string, { list?: Record<string, unknown>[] }][] };
  return new Map(
    (answer.methodResponses[1]?.[1].list ?? []).map((email) => {
      const mailboxId = Object.keys(email['mailboxIds'] as object)[0] ?? '';
      const path = `/mail/${[accountId, mailboxId, String(email['threadId'])].map(encodeURIComponent).join('/')}`;
      return [Number(email['header:X-Form:asText']), { path, emailId: String(email['id']) }];
    }),
  );
}

/** Runs in the page. */
function isDrawn(emailId: string): boolean {
  const article = document.querySelector(`article[data-email="${CSS.escape(emailId)}"]`);
  const content = article?.querySelector('[data-print-body]');
  if (!content?.firstElementChild || content.querySelector('[role="status"]')) return false;
  return [...content.querySelectorAll('iframe')].every((frame) => frame.getAttribute('aria-busy') === 'false');
}
