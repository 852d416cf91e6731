/** What waits for its time in Sent, as mail programs and those with whom the folder is shared throw it away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '../../setup/databases.ts';
import { PASSWORD } from '../../setup/server.ts';
import { type Page, signInAs } from '../web/page.ts';
import { address, others, type SharedFixture, sharedFixture } from './shared-harness.ts';

eachDatabase((_, makeUrl) => {
  let at: SharedFixture;
  let ali: Page;
  let sent = '';
  beforeAll(async () => {
    at = await sharedFixture(makeUrl, ['ali', 'bea', 'cleo']);
    ali = await signInAs(at.server.http, address('ali'), PASSWORD);
    const [{ list }] = await ali.jmap(['Mailbox/get', { ids: null }]);
    const idOf = (role: string): string => list.find((mailbox: { role: string | null }) => mailbox.role === role).id;
    sent = idOf('sent');
    for (const [person, rights] of [['bea', 'lrswite'], ['cleo', 'lrsw']] as const) {
      await at.grant(sent, person, rights);
      await at.grant(idOf('trash'), person, 'lrswi');
    }
  });
  afterAll(() => at.close());

  /** Hands in what leaves tomorrow; its copy is the last one in Sent. @returns its submission */
  async function schedule(subject: string): Promise<string> {
    const [identities] = await ali.jmap(['Identity/get', { ids: null }]);
    const draft = {
      mailboxIds: { [sent]: true }, keywords: { $seen: true }, from: [{ email: address('ali') }], to: [{ email: address('bea') }], subject,
      textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: subject } },
    };
    const HOLDUNTIL = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z');
    const envelope = { mailFrom: { email: address('ali'), parameters: { HOLDUNTIL } }, rcptTo: [{ email: address('bea'), parameters: null }] };
    const create = { k: { identityId: identities.list[0].id, emailId: '#d', envelope } };
    const [, submitted] = await ali.jmap(['Email/set', { create: { d: draft } }], ['EmailSubmission/set', { create }]);
    return submitted.created.k.id;
  }
  const statusOf = async (id: string): Promise<string> => (await ali.jmap(['EmailSubmission/get', { ids: [id] }]))[0].list[0].undoStatus;

  test('MOVE to Trash stops it; moved back, it stays stopped', async () => {
    const id = await schedule('Moved');
    const client = await at.signIn('ali', 'Sent');
    await client.run('MOVE * Trash');
    expect(await statusOf(id)).toBe('canceled');
    await client.run('SELECT Trash');
    await client.run('MOVE * Sent');
    expect(await statusOf(id)).toBe('canceled');
  });

  test('of a program without MOVE, neither COPY to Trash nor \\Deleted stops it yet; EXPUNGE does', async () => {
    const id = await schedule('Copied');
    const client = await at.signIn('ali', 'Sent');
    await client.run('COPY * Trash');
    await client.run('STORE * +FLAGS (\\Deleted)');
    expect(await statusOf(id)).toBe('pending');
    await client.run('EXPUNGE');
    expect(await statusOf(id)).toBe('canceled');
  });

  test('RFC 8621 §7.5: expunged without a copy in Trash, it is sent all the same', async () => {
    const id = await schedule('Expunged');
    const client = await at.signIn('ali', 'Sent');
    await client.run('STORE * +FLAGS (\\Deleted)');
    await client.run('EXPUNGE');
    expect(await statusOf(id)).toBe('pending');
  });

  test('who may take messages out of the shared folder stops them by that; who may not, does not', async () => {
    const id = await schedule('Shared');
    const reader = await at.signIn('cleo', others('ali', 'Sent'));
    expect((await reader.attempt(`MOVE * "${others('ali', 'Trash')}"`)).tagged).toMatch(/^NO/);
    expect(await statusOf(id)).toBe('pending');
    const client = await at.signIn('bea', others('ali', 'Sent'));
    await client.run(`MOVE * "${others('ali', 'Trash')}"`);
    expect(await statusOf(id)).toBe('canceled');
  });
});
