/** A whole server with several people, whose IMAP clients speak in transcripts: for folders that they share. */
import { connect } from 'node:net';
import { ANYONE, putGrant } from '../../../db/repositories/grants.ts';
import { mailboxByRole } from '../../../db/repositories/mailboxes.ts';
import { principalByAddress } from '../../../db/repositories/people.ts';
import { fromRightLetters } from '../../../api/access/rights.ts';
import { accountOf, toId } from '../../../api/ids.ts';
import { createGroup } from '../../../api/people/groups.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { numberOf } from '../../setup/mail.ts';
import { DOMAIN, PASSWORD, startTestServer, type TestServer, type TestServerOptions } from '../../setup/server.ts';
import { ImapClient, message } from './harness.ts';

export interface SharedFixture {
  readonly server: TestServer;
  /** A client of this person that has signed in, and selected the mailbox if one is given. */
  signIn(person: string, mailbox?: string): Promise<ImapClient>;
  /** Puts messages into a person's mailbox, by subject; makes the mailbox if it is not there. @returns the mailbox's id */
  fill(person: string, mailbox: string, ...subjects: readonly string[]): Promise<string>;
  /** Grants rights without a protocol, and tells open sessions. @param who a person, a group's number, or `anyone` */
  grant(mailboxId: string, who: string | number, letters: string): Promise<void>;
  /** A group with these people, and an account of its own with an inbox. @returns its number and the inbox's id */
  group(name: string, ...people: readonly string[]): Promise<{ id: number; inbox: string }>;
  number(person: string): Promise<number>;
  jmap(person: string, ...calls: readonly unknown[]): Promise<[string, Record<string, unknown>, string][]>;
  close(): Promise<void>;
}

export const address = (person: string): string => `${person}@${DOMAIN}`;
/** Where somebody finds another's mailbox. */
export const others = (person: string, mailbox: string): string => `Other Users/${address(person)}/${mailbox}`;

export async function sharedFixture(makeUrl: MakeUrl, people: readonly string[], options: TestServerOptions = {}): Promise<SharedFixture> {
  const server = await startTestServer(makeUrl, { ...options, people });
  const { core } = server.running.open;
  const clients: ImapClient[] = [];
  const fixture: SharedFixture = {
    server,
    async signIn(person, mailbox) {
      const client = new ImapClient(connect(server.ports.imap, '127.0.0.1'));
      clients.push(client);
      await client.line();
      await client.run(`LOGIN ${address(person)} "${PASSWORD}"`);
      if (mailbox !== undefined) await client.run(`SELECT "${mailbox}"`);
      return client;
    },
    async fill(person, mailbox, ...subjects) {
      const client = await fixture.signIn(person);
      const { tagged } = await client.attempt(`STATUS "${mailbox}" (MESSAGES)`);
      if (tagged.startsWith('NO')) await client.run(`CREATE "${mailbox}"`);
      for (const subject of subjects) {
        const text = message(subject).replace(/\n/g, '\r\n');
        await client.run(`APPEND "${mailbox}" {${Buffer.byteLength(text)}+}\r\n${text}`);
      }
      const [status] = await client.run(`STATUS "${mailbox}" (MAILBOXID)`);
      client.socket.end();
      return /MAILBOXID \((.*?)\)/.exec(status ?? '')?.[1] ?? '';
    },
    async grant(mailboxId, who, letters) {
      const mailbox = numberOf('mailbox', mailboxId);
      const account = accountOf(mailbox);
      const principal = typeof who === 'number' ? who : who === 'anyone' ? ANYONE : await fixture.number(who);
      await core.db.write([account], (tx) => putGrant(tx, {
        object_id: mailbox, principal_id: principal, account_id: account, rights: fromRightLetters(letters) ?? 0, modseq: tx.account(account).modseq, created_at: core.clock.now(),
      }));
      core.bus.publish({ kind: 'grants', accountId: account, principalIds: null });
    },
    async group(name, ...members) {
      const made = await createGroup(core, { address: address(name), name, members: members.map(address), delivery: 'mailbox' });
      const id = numberOf('principal', made.id);
      const inbox = await core.db.read((read) => mailboxByRole(read, id, 'inbox'));
      if (!inbox) throw new Error(`the group ${name} has no inbox`);
      return { id, inbox: toId('mailbox', inbox.id) };
    },
    async number(person) {
      const row = await core.db.read((read) => principalByAddress(read, address(person)));
      if (!row) throw new Error(`nobody is called ${person}`);
      return row.id;
    },
    async jmap(person, ...calls) {
      const answer = await fetch(`${server.http}/jmap/api`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${address(person)}:${PASSWORD}`).toString('base64')}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:mail:share', 'urn:ietf:params:jmap:principals'], methodCalls: calls,
        }),
      });
      return ((await answer.json()) as { methodResponses: [string, Record<string, unknown>, string][] }).methodResponses;
    },
    async close() {
      for (const client of clients) client.socket.destroy();
      await server.stop();
    },
  };
  return fixture;
}
