/** A whole server as the web client uses it: pushed changes, sending later, taking back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { DOMAIN, PASSWORD, startTestServer, type TestServer } from '../../setup/server.ts';
import { type Page, signInAs } from './page.ts';

eachDatabase((_, makeUrl) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(makeUrl, { people: ['ali', 'lea', 'sam'] });
  });
  afterAll(() => server.stop());
  const open = (who: string): Promise<Page> => signInAs(server.http, `${who}@${DOMAIN}`, PASSWORD);

  /** What comes on an EventSource until it has said this, or has ended. */
  function listener(stream: Response): (until: string) => Promise<string> {
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    return async (until) => {
      for (let heard = ''; ; ) {
        const { done, value } = await reader.read();
        heard += decoder.decode(value, { stream: true });
        if (done || heard.includes(until)) return heard;
      }
    };
  }

  test('RFC 8620 §7.3: an EventSource of the page hears of changes by its cookie, uncompressed, and ends with the session', async () => {
    const page = await open('lea');
    const stream = await page.fetch('/jmap/events?types=*&closeafter=no&ping=0', { headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip, br' } });
    expect([stream.status, stream.headers.get('content-type'), stream.headers.get('content-encoding'), stream.headers.get('cache-control')]).toEqual([200, 'text/event-stream', null, 'no-cache, no-store, no-transform']);
    const hear = listener(stream);
    await page.jmap(['Mailbox/set', { create: { c: { name: 'New' } } }]);
    expect(await hear('"Mailbox"')).toContain('event: state');
    await page.fetch('/api/v1/session', { method: 'DELETE' });
    expect(await hear('never said')).not.toContain('never said');
  });

  test('web.md §4, Undo: draft and submission in one request, held for ten seconds; taken back in time nothing leaves, and the mail is a draft again', async () => {
    const [page, sam] = [await open('ali'), await open('sam')];
    const [drafts, sent] = [await page.mailbox('drafts'), await page.mailbox('sent')];
    const [{ list: identities }] = await page.jmap(['Identity/get', {}]);
    const from = { name: 'Ali', email: `ali@${DOMAIN}` };
    const to = { email: `sam@${DOMAIN}` };
    const [made, submitted, moved] = await page.jmap(
      ['Email/set', { create: { draft: { mailboxIds: { [drafts]: true }, keywords: { $draft: true, $seen: true }, from: [from], to: [to], subject: 'Too early', bodyValues: { t: { value: 'Hello' } }, textBody: [{ partId: 't', type: 'text/plain' }] } } }],
      ['EmailSubmission/set', {
        create: { send: { identityId: identities[0].id, emailId: '#draft', envelope: { mailFrom: { email: from.email, parameters: { HOLDFOR: '10' } }, rcptTo: [to] } } },
        onSuccessUpdateEmail: { '#send': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null } },
      }],
    );
    const emailId = made.created.draft.id as string;
    expect(submitted.created.send).toMatchObject({ undoStatus: 'pending' });
    expect(Date.parse(submitted.created.send.sendAt)).toBeGreaterThan(Date.now() + 5000);
    expect(moved.updated).toHaveProperty(emailId);
    const where = async () => (await page.jmap(['Email/get', { ids: [emailId], properties: ['mailboxIds', 'keywords'] }]))[0].list[0];
    expect(await where()).toMatchObject({ mailboxIds: { [sent]: true }, keywords: { $seen: true } });

    const id = submitted.created.send.id as string;
    const [undone, back] = await page.jmap(
      ['EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } }],
      ['Email/set', { update: { [emailId]: { mailboxIds: { [drafts]: true }, 'keywords/$draft': true } } }],
    );
    expect([Object.keys(undone.updated), undone.notUpdated, back.updated]).toEqual([[id], null, { [emailId]: null }]);
    expect((await page.jmap(['EmailSubmission/get', { ids: [id], properties: ['undoStatus'] }]))[0].list).toEqual([{ id, undoStatus: 'canceled' }]);
    expect(await where()).toEqual({ id: emailId, mailboxIds: { [drafts]: true }, keywords: { $draft: true, $seen: true } });

    // Sent after all, at once: it arrives once, and cannot be taken back.
    const [again] = await page.jmap(['EmailSubmission/set', { create: { send: { identityId: identities[0].id, emailId } }, onSuccessUpdateEmail: { '#send': { mailboxIds: { [sent]: true }, 'keywords/$draft': null } } }]);
    const late = again.created.send.id as string;
    expect((await page.jmap(['EmailSubmission/set', { update: { [late]: { undoStatus: 'canceled' } } }]))[0].notUpdated).toMatchObject({ [late]: { type: 'cannotUnsend' } });
    const [{ ids }] = await sam.jmap(['Email/query', { filter: { subject: 'Too early' } }]);
    expect(ids).toHaveLength(1);
  });

  test('RFC 8621 §6: a person gives a sender its name, signatures, Reply-To and Bcc', async () => {
    const page = await open('lea');
    const [{ list }] = await page.jmap(['Identity/get', {}]);
    const { id } = list[0];
    const settings = { name: 'Léa — Direction', textSignature: '--\nLéa', htmlSignature: '<p dir="auto">ليا</p>', replyTo: [{ name: null, email: 'office@elsewhere.example' }], bcc: [{ name: 'Me', email: `lea@${DOMAIN}` }] };
    const [set, { list: after }] = await page.jmap(['Identity/set', { update: { [id]: settings } }], ['Identity/get', { ids: [id] }]);
    expect(set.notUpdated).toBeNull();
    expect(after[0]).toMatchObject(settings);
    const [{ list: quotas }] = await page.jmap(['Quota/get', {}]);
    expect(Array.isArray(quotas)).toBe(true);
  });
});
