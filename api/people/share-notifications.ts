/** Tells people that something was shared with them, or is no more (RFC 9670 §3). */
import {
  accountsWithMany, deleteShareNotification, firstShareNotifications, insertShareNotifications, lastOfMany, oldShareNotifications,
} from '../../db/repositories/share-notifications.ts';
import { activePeople } from '../../db/repositories/principals.ts';
import { ANYONE } from '../../db/repositories/grants.ts';
import { bury } from '../../db/repositories/tombstones.ts';
import { type Read, SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import type { Principal } from '../access/context.ts';
import { membersOf } from '../access/groups.ts';
import type { Core } from '../core.ts';

/** What somebody did to a mailbox's grants. */
export interface ShareChange {
  readonly accountId: number;
  readonly mailboxId: number;
  /** The mailbox's name. */
  readonly name: string;
  readonly changedBy: Pick<Principal, 'id' | 'name' | 'address'>;
  /** Milliseconds. */
  readonly at: number;
  /** All grants on it, bits by grantee. */
  readonly before: ReadonlyMap<number, number>;
  readonly after: ReadonlyMap<number, number>;
}

/** Accounts that one unit writes to. */
const RECEIVERS_AT_ONCE = 100;
const FORGOTTEN_AT_ONCE = 500;
/** Notices of one mailbox for one person; further changes are told together, by the last of them (RFC 9670 §6.3). */
const OF_MAILBOX = 10;
/** Notices of one person: of those who have more, the oldest go. */
const KEPT = 5_000;

/**
 * Writes the notices, to be called after the change is durable; a stop in between loses some of them, never the change. Members of groups are told, whoever
 * stands for everybody is not.
 */
export async function notifyShared(core: Core, change: ShareChange): Promise<void> {
  const told = await core.db.read((read) => rightsOfPeople(read, change));
  told.delete(change.accountId);
  told.delete(change.changedBy.id);
  const people = [...told];
  // At the console nobody in particular acts.
  const isPerson = change.changedBy.id !== SYSTEM_ACCOUNT;
  for (let start = 0; start < people.length; start += RECEIVERS_AT_ONCE) {
    const some = people.slice(start, start + RECEIVERS_AT_ONCE);
    await core.db.write(some.map(([id]) => id), async (tx) => {
      const there = new Set(await activePeople(tx, some.map(([id]) => id)));
      const joined = await takeLast(tx, [...there], change);
      await insertShareNotifications(tx, some.filter(([id]) => there.has(id)).map(([id, { before, after }]) => {
        const account = tx.account(id);
        account.touch('ShareNotification');
        return {
          id: account.newId(), account_id: id, created_at: change.at, created_modseq: account.modseq, changed_by_name: change.changedBy.name,
          changed_by_address: isPerson ? change.changedBy.address : null, changed_by_principal: isPerson ? change.changedBy.id : null, object_type: 'mailbox', object_account_id: change.accountId,
          object_id: change.mailboxId, old_rights: joined.has(id) ? (joined.get(id) ?? null) : before === 0 ? null : before, new_rights: after === 0 ? null : after, name: change.name,
        };
      }));
      await dropOldest(tx, [...there], change.at);
    });
  }
}

/** The last notices of the mailbox, where there are many: the new ones tell what these did as well. @returns by person, the rights before */
async function takeLast(tx: Unit, people: readonly number[], { mailboxId, at }: ShareChange): Promise<ReadonlyMap<number, number | null>> {
  const rows = await lastOfMany(tx, people, mailboxId, OF_MAILBOX);
  for (const { id, account_id: account, created_modseq: created } of rows) {
    await deleteShareNotification(tx, account, id);
    await bury(tx, account, 'ShareNotification', [{ id, created }], tx.account(account).modseq, at);
  }
  return new Map(rows.map((row) => [row.account_id, row.old_rights]));
}

async function dropOldest(tx: Unit, people: readonly number[], now: number): Promise<void> {
  for (const { id, count } of await accountsWithMany(tx, people, KEPT)) {
    const rows = await firstShareNotifications(tx, id, count - KEPT);
    for (const row of rows) await deleteShareNotification(tx, id, row.id);
    await bury(tx, id, 'ShareNotification', rows.map((row) => ({ id: row.id, created: row.created_modseq })), tx.account(id).modseq, now);
  }
}

/** People whose rights are other ones now, through whichever grants; what everybody may do is no news to anybody. */
async function rightsOfPeople(read: Read, { before, after }: ShareChange): Promise<Map<number, { before: number; after: number }>> {
  const rights = new Map<number, { before: number; after: number }>();
  for (const grantee of new Set([...before.keys(), ...after.keys()])) {
    if (grantee === ANYONE) continue;
    for (const person of await activePeople(read, [grantee, ...(await membersOf(read, grantee))])) {
      const known = rights.get(person) ?? { before: 0, after: 0 };
      rights.set(person, { before: known.before | (before.get(grantee) ?? 0), after: known.after | (after.get(grantee) ?? 0) });
    }
  }
  return new Map([...rights].filter(([, person]) => person.before !== person.after));
}

/** Takes away notices past the horizon of changes. */
export async function forgetShareNotifications(core: Core): Promise<void> {
  const before = core.clock.now() - core.settings.historyMs;
  for (;;) {
    const rows = await core.db.read((read) => oldShareNotifications(read, before, FORGOTTEN_AT_ONCE));
    const byAccount = new Map<number, typeof rows>();
    for (const row of rows) byAccount.set(row.account_id, [...(byAccount.get(row.account_id) ?? []), row]);
    for (const [accountId, some] of byAccount) {
      await core.db.write([accountId], async (tx) => {
        const account = tx.account(accountId);
        for (const { id } of some) await deleteShareNotification(tx, accountId, id);
        await bury(tx, accountId, 'ShareNotification', some.map((row) => ({ id: row.id, created: row.created_modseq })), account.modseq, core.clock.now());
        account.touch('ShareNotification');
      });
    }
    if (rows.length < FORGOTTEN_AT_ONCE) return;
  }
}
