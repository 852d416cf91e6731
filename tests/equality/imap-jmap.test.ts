import { ImapFlow } from 'imapflow';
import { afterEach, expect, test } from 'vitest';
import { arrive } from '../../api/mail/store/arrival.ts';
import { createEmail } from '../../api/mail/store/create-email.ts';
import { EmailChanges } from '../../api/mail/store/email-changes.ts';
import { MailUnit } from '../../api/mail/store/mail-unit.ts';
import { mailboxByRole } from '../../db/repositories/mailboxes.ts';
import { principalByAddress } from '../../db/repositories/people.ts';
import { accountIdOf, expectAgreement, jmapCall } from '../clients/agreement.ts';
import { eachDatabase } from '../setup/databases.ts';
import { PASSWORD, startTestServer, type TestServer } from '../setup/server.ts';

const ALICE = 'alice@example.com';

eachDatabase((_name, makeUrl) => {
  let server: TestServer | undefined;
  let imap: ImapFlow | undefined;
  afterEach(async () => {
    await imap?.logout();
    await server?.stop();
    server = imap = undefined;
  });

  const begin = async (messages: number) => {
    server = await startTestServer(makeUrl, { people: ['alice'] });
    await fill(server, messages);
    imap = new ImapFlow({ host: '127.0.0.1', port: server.ports.imap, secure: false, auth: { user: ALICE, pass: PASSWORD }, logger: false, doSTARTTLS: false });
    await imap.connect();
    await imap.mailboxOpen('INBOX');
    const accountId = await accountIdOf(server, ALICE);
    const call = async (method: string, args: object): Promise<Record<string, unknown>> => {
      const [answer] = await jmapCall(server as TestServer, ALICE, [[method, { accountId, ...args }, '0']]);
      expect(answer?.[0], JSON.stringify(answer)).toBe(method);
      return answer?.[1] ?? {};
    };
    return { server, imap, call };
  };

  test('design §5: copied to Trash, marked, copied back, expunged: the message survives, with its id and a UID of its own', async () => {
    const { imap, call, server } = await begin(1);
    const [before] = (await call('Email/query', {}))['ids'] as string[];
    await imap.messageCopy('1', 'Trash');
    await imap.messageFlagsAdd('1', ['\\Deleted']);
    expect(Object.keys(((await call('Email/get', { ids: [before] }))['list'] as { mailboxIds: object }[])[0]?.mailboxIds ?? {})).toHaveLength(1);
    await imap.mailboxOpen('Trash');
    await imap.messageCopy('1', 'INBOX');
    await imap.messageFlagsAdd('1', ['\\Deleted']);
    await imap.messageDelete('1');
    await imap.mailboxOpen('INBOX');
    // What was marked in the inbox gave way to the copy that came back: EXPUNGE finds nothing to take.
    const uids = await imap.search({ all: true }, { uid: true });
    expect(uids).toEqual([2]);
    await imap.messageDelete('1:*');
    expect(await call('Email/query', {})).toMatchObject({ ids: [] });
    await expectAgreement(server, ALICE);
  });

  test('design §5: EXPUNGE in the folder that it was copied back to does not lose it', async () => {
    const { imap, call, server } = await begin(1);
    await imap.messageCopy('1', 'Trash');
    await imap.messageFlagsAdd('1', ['\\Deleted']);
    await imap.mailboxOpen('Trash');
    await imap.messageCopy('1', 'INBOX');
    await imap.mailboxOpen('INBOX');
    // A plain EXPUNGE, as a client that still believes in its mark sends it.
    await imap.messageDelete('1:1', { uid: true });
    expect((await call('Email/query', {}))['ids']).toHaveLength(1);
    expect(await imap.search({ all: true }, { uid: true })).toEqual([2]);
    await expectAgreement(server, ALICE);
  });

  test('\\Deleted set by IMAP is destroyed in JMAP; taken off again, created with the same id; both since one state, updated', async () => {
    const { imap, call } = await begin(2);
    const first = await call('Email/get', { ids: [] });
    const [id] = (await call('Email/query', { sort: [{ property: 'receivedAt', isAscending: true }] }))['ids'] as string[];
    await imap.messageFlagsAdd('1', ['\\Deleted']);
    const gone = await call('Email/changes', { sinceState: first['state'] });
    expect(gone).toMatchObject({ created: [], updated: [], destroyed: [id] });
    expect(await call('Email/get', { ids: [id] })).toMatchObject({ list: [], notFound: [id] });
    await imap.messageFlagsRemove('1', ['\\Deleted']);
    expect(await call('Email/changes', { sinceState: gone['newState'] })).toMatchObject({ created: [id], updated: [], destroyed: [] });
    expect(await call('Email/changes', { sinceState: first['state'] })).toMatchObject({ created: [], updated: [id], destroyed: [] });
  });

  test('STORE on 4 000, then Email/changes by 100: it ends, each id once', async () => {
    const { imap, call, server } = await begin(4_000);
    const { state } = await call('Email/get', { ids: [] });
    await imap.messageFlagsAdd('1:*', ['\\Flagged']);
    const seen = new Map<string, number>();
    let steps = 0;
    for (let since = state; ; steps++) {
      const page = await call('Email/changes', { sinceState: since, maxChanges: 100 });
      const updated = page['updated'] as string[];
      expect(updated.length).toBeLessThanOrEqual(100);
      expect([page['created'], page['destroyed']]).toEqual([[], []]);
      for (const id of updated) seen.set(id, (seen.get(id) ?? 0) + 1);
      since = page['newState'];
      if (!page['hasMoreChanges']) break;
      expect(steps).toBeLessThan(200);
    }
    expect(seen.size).toBe(4_000);
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
    expect(await expectAgreement(server, ALICE)).toBe(4_000);
  }, 180_000);
});

/** Puts messages into the inbox, five hundred a unit. */
async function fill(server: TestServer, count: number): Promise<void> {
  const { core } = server.running.open;
  const account = (await core.db.read((read) => principalByAddress(read, ALICE)))?.id ?? 0;
  const inbox = (await core.db.read((read) => mailboxByRole(read, account, 'inbox')))?.id ?? 0;
  for (let start = 0; start < count; start += 500) {
    const chunk = await Promise.all(Array.from({ length: Math.min(500, count - start) }, (_, i) => arrive(
      core.db.blobs, Buffer.from(`Message-ID: <e${start + i}@x.example>\r\nFrom: a@x.example\r\nSubject: number ${start + i}\r\n\r\ntext`), { maxBytes: 10_000, limits: {} },
    )));
    await core.db.write([account], async (tx) => {
      const changes = new EmailChanges(new MailUnit(tx, account, core.clock.now()));
      for (const [i, arrived] of chunk.entries()) {
        await createEmail(changes, core.db.blobs, { arrived, prefix: null, mailboxIds: [inbox], bits: 0, extra: null, receivedAt: 1_700_000_000_000 + (start + i) * 1000 });
      }
      await changes.settle();
    });
  }
}
