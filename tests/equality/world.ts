/** Three people on a server, everything that they hold open there, and the model of what they must see. */
import { toId } from '../../api/ids.ts';
import { createGroup } from '../../api/people/groups.ts';
import { ANYONE } from '../../db/repositories/grants.ts';
import type { TestServer } from '../setup/server.ts';
import { DOMAIN, PASSWORD } from '../setup/server.ts';
import { ImapConnection, quoted } from './drivers/imap.ts';
import { JmapClient, listOf } from './drivers/jmap.ts';
import { SelectedSession } from './drivers/session.ts';
import { Model } from './model/model.ts';
import { pathOf } from './model/paths.ts';
import type { Content, Email, Grantee, Mailbox, Thread, Who } from './model/parts.ts';

export interface Person {
  readonly who: Who;
  readonly name: string;
  readonly address: string;
  readonly accountId: string;
  readonly principalId: string;
  readonly jmap: JmapClient;
  /** Never has a mailbox selected between two looks: for folders, rights, and reading everything. */
  readonly imap: ImapConnection;
  /** One speaks plain IMAP, the other has QRESYNC on. */
  readonly sessions: readonly [SelectedSession, SelectedSession];
}

const NAMES = ['ali', 'bea', 'cyd'];

export class World {
  readonly server: TestServer;
  readonly model = new Model();
  readonly people: readonly Person[];
  /** The group's principal id. */
  readonly team: string;
  readonly #teamAddress: string;
  /** What has happened so far, a line each. */
  readonly log: string[] = [];
  /** Ids of threads by who may tell them apart, the same ever after. */
  readonly threadIds = new Map<string, Map<Thread, string>>();
  /** Every message that there ever was, for References. */
  readonly contents: Content[] = [];
  /** Names of folders that were deleted. */
  readonly freeNames: string[] = [];
  #names = 0;

  private constructor(server: TestServer, people: readonly Person[], team: { id: string; address: string }) {
    this.server = server;
    this.people = people;
    this.team = team.id;
    this.#teamAddress = team.address;
  }

  /** @param round makes the people of this round others than those before, so that one server does for many */
  static async begin(server: TestServer, round: number): Promise<World> {
    const people: Person[] = [];
    for (const [who, name] of NAMES.entries()) {
      const address = await server.addUser(`${name}${round}`);
      const jmap = new JmapClient(server.http, address);
      const accountId = (await jmap.session()).primaryAccounts['urn:ietf:params:jmap:mail'] as string;
      const session = (kind: string): SelectedSession => new SelectedSession(`${name} (${kind})`, server.ports.imap, address, kind === 'QRESYNC');
      people.push({
        who, name, address, accountId, principalId: `p${accountId.slice(1)}`, jmap, imap: await ImapConnection.open(server.ports.imap, address, PASSWORD),
        sessions: [session('plain'), session('QRESYNC')],
      });
    }
    const members = people.slice(1);
    const team = await createGroup(server.running.open.core, { address: `team${round}@${DOMAIN}`, name: 'Team', members: members.map(({ address }) => address) });
    const world = new World(server, people, team);
    for (const { who } of members) world.model.team.add(who);
    for (const { who, jmap, accountId } of people) {
      world.model.addAccount();
      const [mailboxes] = await jmap.call(['Mailbox/get', { accountId, ids: null }]);
      for (const { id, name, role } of listOf<{ id: string; name: string; role: string }>(mailboxes)) world.model.addMailbox(who, id, name, undefined, role);
    }
    return world;
  }

  say(line: string): void {
    this.log.push(line);
  }

  person(who: Who): Person {
    const person = this.people[who % this.people.length];
    if (!person) throw new Error(`there is no person ${who}`);
    return person;
  }

  /** Whom rights are given to, as each protocol names them. */
  grantee(to: Grantee): { readonly identifier: string; readonly principalId: string; readonly name: string } {
    if (to === 'anyone') return { identifier: 'anyone', principalId: toId('principal', ANYONE), name: 'anyone' };
    if (to === 'team') return { identifier: this.#teamAddress, principalId: this.team, name: 'the team' };
    const { address: identifier, principalId, name } = this.person(to);
    return { identifier, principalId, name };
  }

  /** A name that no folder has had. */
  newName(): string {
    return `f${++this.#names}`;
  }

  path(who: Who, mailbox: Mailbox): string {
    return pathOf(this.model, this.people.map(({ address }) => address), who, mailbox);
  }

  /** For the log: whose mailbox it is and its name. */
  show(mailbox: Mailbox): string {
    return `${this.person(mailbox.owner).name}:${this.path(mailbox.owner, mailbox)}`;
  }

  showEmail(email: Email): string {
    return `${email.content.name}${email.id === undefined ? '' : ` (${email.id})`}`;
  }

  async end(): Promise<void> {
    // What everybody may read would be seen by the people of the next round.
    for (const mailbox of this.model.mailboxes) {
      if (mailbox.grants.has('anyone')) await this.person(mailbox.owner).imap.attempt(`DELETEACL ${quoted(this.path(mailbox.owner, mailbox))} anyone`);
    }
    for (const { imap, sessions } of this.people) {
      imap.close();
      for (const session of sessions) session.close();
    }
  }
}
