import { afterEach, expect, test } from 'vitest';
import { eachDatabase } from '../setup/databases.ts';
import { startTestServer, type TestServer } from '../setup/server.ts';
import { basic } from './agreement.ts';
import { openJam } from './jam.ts';

eachDatabase((_name, makeUrl) => {
  let server: TestServer | undefined;
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  test('jmap-jam signs in with a bearer token, makes a folder and a draft, and reads them in one request by references', async () => {
    server = await startTestServer(makeUrl, { people: ['alice'] });
    const created = await fetch(`${server.http}/api/v1/me/tokens`, {
      method: 'POST', headers: { authorization: basic('alice@example.com'), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'jam', scopes: ['mail'] }),
    });
    const { token } = (await created.json()) as { token: string };
    const jam = await openJam({ sessionUrl: `${server.http}/.well-known/jmap`, bearerToken: token });
    const accountId = await jam.getPrimaryAccount();
    const [folder] = (await jam.api['Mailbox']?.['set']?.({ accountId, create: { f: { name: 'Projets' } } })) ?? [];
    const mailboxId = folder?.created?.['f']?.id as string;
    expect(mailboxId).toMatch(/^f/);
    const { blobId } = await jam.uploadBlob(accountId, new Blob(['PDF bytes'], { type: 'application/pdf' }));
    const [made] = (await jam.api['Email']?.['set']?.({ accountId, create: { e: {
      mailboxIds: { [mailboxId]: true }, subject: 'Réunion', from: [{ name: 'Alice', email: 'alice@example.com' }],
      textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'À demain' } },
      attachments: [{ blobId, type: 'application/pdf', name: 'ordre du jour.pdf' }],
    } } })) ?? [];
    expect(made?.notCreated ?? null).toBeNull();
    const [answers] = await jam.requestMany((r) => {
      const ids = r['Email']?.['query']?.({ accountId, filter: { inMailbox: mailboxId } });
      return { ids, emails: r['Email']?.['get']?.({ accountId, ids: ids?.$ref('/ids'), properties: ['subject', 'preview', 'hasAttachment', 'attachments'] }) };
    });
    expect(answers['emails']?.list[0]).toMatchObject({ subject: 'Réunion', preview: 'À demain', hasAttachment: true });
    const [attachment] = (answers['emails']?.list[0]?.['attachments'] ?? []) as { blobId: string; name: string }[];
    expect(attachment?.name).toBe('ordre du jour.pdf');
    const bytes = await jam.downloadBlob({ accountId, blobId: attachment?.blobId ?? '', mimeType: 'application/pdf', fileName: 'a.pdf' });
    expect(await bytes.text()).toBe('PDF bytes');
  });
});
