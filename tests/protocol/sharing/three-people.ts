/** Ali, who owns folders, and Bob and Carol, with whom he shares them; Carol is in the group Team, and Team in the group Everybody. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { birthRoles, type BirthRole, roleNames } from '../../../api/mail/mailboxes/role-names.ts';
import { setSubscribed } from '../../../api/mail/mailboxes/create.ts';
import type { BusEvent } from '../../../api/bus.ts';
import { setGrants } from '../../../api/access/grants.ts';
import type { Context } from '../../../api/access/context.ts';
import { reachFor } from '../../../api/access/reach.ts';
import { fromRightLetters } from '../../../api/access/rights.ts';
import { toId } from '../../../api/ids.ts';
import { callMethod } from '../../../api/jmap/engine.ts';
import { createVerifyService } from '../../../api/verify/verify.ts';
import { sql } from '../../../db/index.ts';
import { insertMailbox } from '../../../db/repositories/mailboxes.ts';
import type { AccountChange } from '../../../db/index.ts';
import type { JmapMethodName, JmapMethods } from '../../../openapi/index.ts';
import type { MakeUrl } from '../../setup/databases.ts';
import { type MailFixture, type MailFixtureOptions, mailFixture } from '../../setup/mail.ts';

export const [BOB, CAROL, TEAM, EVERYBODY] = [8, 9, 10, 11];

export interface Person {
  readonly ctx: Context;
  readonly principal: number;
  readonly principalId: string;
  readonly accountId: string;
  readonly inbox: number;
  /** A method in Ali's account, as this person. */
  call<M extends JmapMethodName>(name: M, args: Omit<JmapMethods[M]['arguments'], 'accountId'>): Promise<JmapMethods[M]['response']>;
  /** A method in this person's own account. */
  own<M extends JmapMethodName>(name: M, args: Omit<JmapMethods[M]['arguments'], 'accountId'>): Promise<JmapMethods[M]['response']>;
}

export interface Sharing {
  readonly mail: MailFixture;
  readonly ali: Person;
  readonly bob: Person;
  readonly carol: Person;
  /** What became durable, and what open connections were told, since the last look. */
  readonly changes: AccountChange[];
  readonly events: BusEvent[];
  /** Gives rights by their letters as Ali; the empty text takes them away. Waits until those concerned have their notices. */
  grant(mailbox: number, principal: number, letters: string): Promise<void>;
  /** The same without waiting. */
  share(mailbox: number, principal: number, letters: string): Promise<void>;
  /** Keywords and mailboxes of an Email of Ali's as somebody sees it; undefined where they do not. */
  look(person: Person, email: number): Promise<{ keywords: string[]; mailboxes: string[] } | undefined>;
  /** Waits until an account has changed in a type. */
  changed(account: number, type: string): Promise<void>;
  /** What `messagerie verify` finds. */
  verify(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export async function sharing(makeUrl: MakeUrl, options: MailFixtureOptions = {}): Promise<Sharing> {
  const mail = await mailFixture(makeUrl, options);
  const { db, core } = mail;
  await db.write([], async (tx) => {
    await tx.insertMany('principal', ['id', 'type', 'name', 'address', 'language', 'created_at'], [
      [BOB, 'individual', 'Bob', 'bob@example.org', 'en', 0], [CAROL, 'individual', 'Carol', 'carol@example.org', 'en', 0],
      [TEAM, 'group', 'Team', 'team@example.org', 'en', 0], [EVERYBODY, 'group', 'Everybody', 'everybody@example.org', 'en', 0],
    ]);
    for (const id of [BOB, CAROL, TEAM, EVERYBODY]) await tx.run(sql`INSERT INTO account (id) VALUES (${id})`);
    await tx.insertMany('group_member', ['group_id', 'member_id'], [[TEAM, CAROL], [EVERYBODY, TEAM]]);
  });
  const changes: AccountChange[] = [];
  const events: BusEvent[] = [];
  const waiting: { account: number; type: string; resolve(): void }[] = [];
  db.onChange((change) => {
    changes.push(change);
    for (const one of waiting) if (one.account === change.accountId && ([...change.types] as string[]).includes(one.type)) one.resolve();
  });
  core.bus.subscribe((event) => events.push(event));

  const person = async (principal: number, name: string): Promise<Person> => {
    const ctx: Context = { ...mail.ctx, principal: { ...mail.ctx.principal, id: principal, name, address: `${name.toLowerCase()}@example.org` } };
    const inbox = principal === mail.account ? mail.mailbox.inbox : await makeInbox(mail, principal);
    const accountId = toId('account', principal);
    return {
      ctx, principal, principalId: toId('principal', principal), accountId, inbox,
      call: (method, args) => callMethod(ctx, method, { accountId: mail.accountId, ...args } as never),
      own: (method, args) => callMethod(ctx, method, { accountId, ...args } as never),
    };
  };
  const [ali, bob, carol] = [await person(mail.account, 'Ali'), await person(BOB, 'Bob'), await person(CAROL, 'Carol')];
  const share = async (mailbox: number, principalId: number, letters: string): Promise<void> => {
    const rights = fromRightLetters(letters) ?? 0;
    await db.write([mail.account], async (tx) => setGrants(tx, ali.ctx, await reachFor(ali.ctx, tx, mail.accountId, 'write'), mailbox, [{ principalId, rights }]));
  };
  return {
    mail, ali, bob, carol, changes, events, share,
    async grant(mailbox, principalId, letters) {
      await share(mailbox, principalId, letters);
      while ((await db.read((read) => read.get(sql`SELECT 1 AS found FROM share_change WHERE mailbox_id = ${mailbox}`))) !== undefined) await nextTurn();
    },
    async look(who, email) {
      const { list } = await who.call('Email/get', { ids: [toId('email', email)], properties: ['keywords', 'mailboxIds'] });
      return list[0] && { keywords: Object.keys(list[0].keywords ?? {}).sort(), mailboxes: Object.keys(list[0].mailboxIds ?? {}).sort() };
    },
    changed: (account, type) => new Promise((resolve) => void waiting.push({ account, type, resolve })),
    verify: async () => (await createVerifyService(core).verify({})).differences,
    close: () => mail.close(),
  };
}

async function makeInbox(mail: MailFixture, account: number): Promise<number> {
  return mail.db.write([account], async (tx) => {
    const row = tx.account(account);
    let inbox = 0;
    for (const [order, role] of birthRoles.entries()) {
      const id = await makeRole(order, role);
      if (role === 'inbox') inbox = id;
    }
    return inbox;

    async function makeRole(order: number, role: BirthRole): Promise<number> {
      const id = row.newId();
      await insertMailbox(tx, {
        id, account_id: account, parent_id: 0, name: roleNames.en[role], role, sort_order: order + 1, uid_validity: row.newUidValidity(), created_at: 0, modseq: row.modseq,
      });
      await setSubscribed(tx, account, account, id, true);
      row.touchMailbox(id);
      return id;
    }
  });
}
