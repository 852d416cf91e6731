/** The whole state through each protocol, compared with the model, and the protocols with each other. */
import { expect } from 'vitest';
import { quoted } from './drivers/imap.ts';
import { Pop3Session } from './drivers/pop3.ts';
import { JmapFollower } from './followers/jmap.ts';
import { QresyncFollower } from './followers/qresync.ts';
import { hashOf } from './model/learn.ts';
import type { Thread, Who } from './model/parts.ts';
import { comparable, expectedImap, flagsFor, learn, type ReadMailbox, readImap } from './pictures/imap.ts';
import { expectedEmails, expectedMailbox, type JmapPicture, readJmap } from './pictures/jmap.ts';
import type { Person, World } from './world.ts';

/** Looks that lie between two of those who come late. */
const LATE = 4;

export class Comparison {
  readonly #world: World;
  readonly #qresync = new Map<string, QresyncFollower>();
  readonly #jmap = new Map<string, JmapFollower>();
  /** Bytes that were looked at by JMAP: they are compared once by everybody who sees them. */
  readonly #downloaded = new Set<string>();
  /** By path: the mailbox that was last seen there. */
  readonly #incarnations = new Map<string, { readonly id: string; readonly uidValidity: number }>();
  looks = 0;

  constructor(world: World) {
    this.#world = world;
  }

  close(): void {
    for (const follower of this.#qresync.values()) follower.close();
  }

  async look(): Promise<void> {
    this.looks += 1;
    const { people } = this.#world;
    const imap = new Map<Who, ReadonlyMap<string, ReadMailbox>>();
    for (const person of people) imap.set(person.who, await readImap(person));
    for (const [who, picture] of imap) learn(this.#world, who, picture);
    for (const person of people) {
      const picture = imap.get(person.who) ?? new Map<string, ReadMailbox>();
      this.#compareImap(person, picture);
      await this.#compareSessions(person);
      await this.#comparePop3(person);
      await this.#compareJmap(person, picture);
      await this.#compareQuota(person);
      await this.#tryForbidden(person);
      for (const kind of this.#followers()) await (await this.#qresyncOf(person, kind)).follow(picture);
    }
  }

  #followers(): string[] {
    return this.looks % LATE === 1 ? ['prompt', 'late'] : ['prompt'];
  }

  #compareImap({ who, name }: Person, picture: ReadonlyMap<string, ReadMailbox>): void {
    const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    const seen = new Map([...picture].map(([path, mailbox]) => [path, comparable(mailbox)]));
    expect(sorted(seen), `${name}: IMAP`).toEqual(sorted(expectedImap(this.#world, who)));
    for (const [path, { id, uidValidity }] of picture) {
      const before = this.#incarnations.get(`${name} ${path}`);
      if (before && before.id !== id) expect(uidValidity, `${name}: another mailbox is called ${path} now, with the same UIDVALIDITY`).not.toBe(before.uidValidity);
      this.#incarnations.set(`${name} ${path}`, { id, uidValidity });
    }
    for (const mailbox of this.#world.model.mailboxes) {
      const read = picture.get(this.#world.path(who, mailbox));
      if (!read || read.id !== mailbox.id) continue;
      expect(read.uidValidity, `${name}: UIDVALIDITY of ${mailbox.name}`).toBe(mailbox.uidValidity);
      expect(read.uidNext, `${name}: UIDNEXT of ${mailbox.name}`).toBeGreaterThan(mailbox.lastUid);
    }
  }

  /** Sessions that have been open all the time believe what is so. */
  async #compareSessions({ who, sessions }: Person): Promise<void> {
    for (const session of sessions) {
      const { selected } = session;
      if (!selected) continue;
      await session.refresh();
      expect(session.rows, session.name).toEqual(selected.messages.map((message) => ({ uid: message.uid, flags: flagsFor(this.#world, who, message) })));
    }
  }

  async #comparePop3({ who, name, address }: Person): Promise<void> {
    const { model, server } = this.#world;
    const pop3 = await Pop3Session.open(server.ports.pop3, address);
    const inbox = model.withRole(who, 'inbox');
    expect(await pop3.listing(), `${name}: POP3`).toEqual(
      inbox?.messages.filter((message) => !message.deleted).map(({ email }) => ({ id: email.id, sizeBytes: email.content.sizeBytes })));
    await pop3.quit();
  }

  async #compareJmap(person: Person, imap: ReadonlyMap<string, ReadMailbox>): Promise<void> {
    const { who, name, jmap } = person;
    const { model } = this.#world;
    const accounts = model.accountsOf(who);
    const told = (await jmap.session()).accounts;
    expect(Object.fromEntries(Object.entries(told).map(([id, { isReadOnly }]) => [id, isReadOnly])), `${name}: accounts`).toEqual(
      Object.fromEntries(accounts.map((owner) => [this.#world.person(owner).accountId, model.isReadOnly(who, owner)])));
    for (const owner of accounts) {
      const { accountId } = this.#world.person(owner);
      const what = `${name}: JMAP in ${this.#world.person(owner).name}'s account`;
      const picture = await readJmap(person, accountId);
      const mailboxes = new Map(model.readable(who, owner).map((mailbox) => [mailbox.id, expectedMailbox(this.#world, who, mailbox)]));
      expect(picture.mailboxes, what).toEqual(mailboxes);
      const shown = new Map([...picture.emails].map(([id, { mailboxIds, keywords, size }]) => [id, { mailboxIds, keywords, size }]));
      expect(shown, what).toEqual(expectedEmails(this.#world, who, owner));
      this.#compareThreads(person, owner, picture, imap);
      await this.#compareBytes(person, owner, picture);
      if (who === owner) this.#compareQuotaObject(person, picture);
      for (const kind of this.#followers()) await this.#jmapOf(person, owner, kind).follow(this.#view(who, owner), picture);
    }
  }

  /** Which messages are one thread; by IMAP and by JMAP it has one name, and keeps it. */
  #compareThreads({ who, name }: Person, owner: Who, picture: JmapPicture, imap: ReadonlyMap<string, ReadMailbox>): void {
    const { model, threadIds } = this.#world;
    // The owner knows threads by other names than everybody else (docs/decisions/007).
    const viewers = `${owner} ${who === owner}`;
    const names = threadIds.get(viewers) ?? new Map<Thread, string>();
    threadIds.set(viewers, names);
    const inImap = new Map([...imap.values()].flatMap(({ fetched }) => fetched.map((row) => [row.emailId, row] as const)));
    const members = new Map<string, string[]>();
    for (const email of model.visibleEmails(who, owner)) {
      const shown = picture.emails.get(email.id ?? '');
      if (!shown) continue;
      const threadId = names.get(email.thread) ?? shown.threadId;
      names.set(email.thread, threadId);
      expect([shown.threadId, inImap.get(shown.id)?.threadId], `${name}: the thread of ${email.content.name}`).toEqual([threadId, threadId]);
      expect(Date.parse(inImap.get(shown.id)?.internalDate ?? ''), `${name}: when ${email.content.name} was received`).toBe(Math.floor(Date.parse(shown.receivedAt) / 1000) * 1000);
      members.set(threadId, [...(members.get(threadId) ?? []), shown.id]);
    }
    expect(new Set(names.values()).size, `${name}: two threads have one name`).toBe(names.size);
    const asSets = (map: ReadonlyMap<string, readonly string[]>): Record<string, string[]> => Object.fromEntries([...map].map(([id, ids]) => [id, [...ids].sort()]));
    expect(asSets(picture.threads), `${name}: Thread/get`).toEqual(asSets(members));
  }

  async #compareBytes({ who, name, jmap }: Person, owner: Who, picture: JmapPicture): Promise<void> {
    const { accountId } = this.#world.person(owner);
    for (const email of this.#world.model.visibleEmails(who, owner)) {
      const shown = picture.emails.get(email.id ?? '');
      const key = `${who} ${owner} ${email.id ?? ''}`;
      if (!shown || this.#downloaded.has(key)) continue;
      this.#downloaded.add(key);
      const bytes = await jmap.download(accountId, shown.blobId);
      expect(bytes && hashOf(bytes), `${name}: the bytes of ${email.content.name} by JMAP`).toBe(email.content.hash);
    }
  }

  #compareQuotaObject({ who, name }: Person, { quota }: JmapPicture): void {
    const { model } = this.#world;
    const { quotaBytes } = model.account(who);
    expect(quota, `${name}: Quota/get`).toEqual(quotaBytes === null ? undefined : { used: model.usedBytes(who).least, hardLimit: quotaBytes });
  }

  /** One's own, and that of everybody who pays for what one may put somewhere (RFC 9208). */
  async #compareQuota({ who, name, imap }: Person): Promise<void> {
    const { model } = this.#world;
    const roots = new Map<string, Who>([['', who]]);
    for (const mailbox of model.mailboxes) if (mailbox.owner !== who && model.may(who, mailbox, 'i')) roots.set(`Other Users/${this.#world.person(mailbox.owner).address}`, mailbox.owner);
    for (const [root, owner] of roots) {
      const [answer] = await imap.run(`GETQUOTA ${quoted(root)}`);
      const { quotaBytes } = model.account(owner);
      const units = (bytes: number): number => Math.ceil(bytes / 1024);
      const [, used, limit] = /STORAGE (\d+) (\d+)/.exec(answer?.text ?? '') ?? [];
      expect([used, limit], `${name}: GETQUOTA ${root}`).toEqual(quotaBytes === null ? [undefined, undefined] : [units(model.usedBytes(owner).least), units(quotaBytes)].map(String));
    }
  }

  /** What is not shared is as if it were not there, by id and by name. */
  async #tryForbidden({ who, name, jmap, imap }: Person): Promise<void> {
    const { model, people } = this.#world;
    for (const { who: owner, accountId, address } of people) {
      // One of the others at each look.
      if (owner !== (who + 1 + (this.looks % 2)) % people.length) continue;
      const hidden = [...model.account(owner).emails].filter((email) => email.id !== undefined && model.visiblePlaces(who, email).length === 0).slice(0, 5);
      const ids = hidden.map(({ id }) => id);
      if (ids.length > 0) {
        const answer = await jmap.ask('Email/get', { accountId, ids, properties: ['id', 'subject'] });
        expect(answer['error'] ?? answer['list'], `${name}: what is hidden in ${address}`).toEqual(model.readable(who, owner).length === 0 ? 'accountNotFound' : []);
        // What is only marked `\Deleted` may be read by IMAP still.
        const secret = hidden.find((email) => !model.places(email).some((mailbox) => model.rights(who, mailbox) !== ''));
        if (secret) expect(await jmap.download(accountId, `m${String(secret.id)}`), `${name}: the bytes of ${secret.content.name}`).toBeUndefined();
      }
      const closed = [...model.account(owner).mailboxes].find((mailbox) => model.rights(who, mailbox) === '');
      if (!closed) continue;
      const { tagged } = await imap.attempt(`EXAMINE ${quoted(this.#world.path(who, closed))}`);
      expect(tagged, `${name}: ${this.#world.show(closed)} is not shared`).toMatch(/^NO /);
    }
  }

  async #qresyncOf({ name, address }: Person, kind: string): Promise<QresyncFollower> {
    const key = `${name} ${kind}`;
    const follower = this.#qresync.get(key) ?? (await QresyncFollower.begin(`${name} (${kind})`, this.#world.server.ports.imap, address));
    this.#qresync.set(key, follower);
    return follower;
  }

  #jmapOf(person: Person, owner: Who, kind: string): JmapFollower {
    const key = `${person.name} ${owner} ${kind}`;
    const { accountId } = this.#world.person(owner);
    const follower = this.#jmap.get(key) ?? new JmapFollower(person, accountId, this.#world.model.withRole(owner, 'inbox')?.id ?? '');
    this.#jmap.set(key, follower);
    return follower;
  }

  /** What somebody may see and do in an account: with another of these, changes need not be told. */
  #view(who: Who, owner: Who): string {
    const { model } = this.#world;
    return who === owner ? '' : model.readable(who, owner).map((mailbox) => `${mailbox.id}:${model.rights(who, mailbox)}`).join(' ');
  }
}
