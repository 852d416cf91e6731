/** Tells people that something was shared with them, or is no more (RFC 9670 §3). */
import {
  accountsWithMany, deleteShareNotification, firstShareNotifications, insertShareNotifications, lastOfMailbox, oldShareNotifications,
  type ShareNotificationRow,
} from '../../db/repositories/share-notifications.ts';
import { activePeople } from '../../db/repositories/principals.ts';
import { ANYONE } from '../../db/repositories/grants.ts';
import { bury } from '../../db/repositories/tombstones.ts';
import { type Read, SYSTEM_ACCOUNT, type Unit } from '../../db/index.ts';
import type { Principal } from '../access/context.ts';
import { membersOf } from '../access/groups.ts';
import type { Core } from '../core.ts';

/** What became of a mailbox's grants, by one change or by several. */
export interface ShareChange {
  readonly accountId: number;
  readonly mailboxId: number;
  /** The mailbox's name. */
  readonly name: string;
  /** Who made the last of them. */
  readonly changedBy: Pick<Principal, 'id' | 'name' | 'address'>;
  /** Milliseconds. */
  readonly at: number;
  /** All grants on it, bits by grantee: as people know them, and as they are. */
  readonly before: ReadonlyMap<number, number>;
  readonly after: ReadonlyMap<number, number>;
}

/** Accounts that one unit writes to. */
export const RECEIVERS_AT_ONCE = 100;
const FORGOTTEN_AT_ONCE = 500;
/** Notices of one mailbox for one person; further changes are told together, by the last of them (RFC 9670 §6.3). */
const OF_MAILBOX = 10;
/** Notices of one person: of those who have more, the oldest go. */
const KEPT = 5_000;

/**
 * Writes the notices, to be called after the change is durable. Members of groups are told, whoever stands for everybody is not. Done once more with the same
 * change, it tells only those who were not told yet.
 * @returns how many people the change concerns
 */
export async function notifyShared(core: Core, change: ShareChange): Promise<number> {
  const told = await core.db.read((read) => rightsOfPeople(read, change));
  told.delete(change.accountId);
  told.delete(change.changedBy.id);
  const people = [...told];
  for (let start = 0; start < people.length; start += RECEIVERS_AT_ONCE) {
    const some = people.slice(start, start + RECEIVERS_AT_ONCE);
    await core.db.write(some.map(([id]) => id), (tx) => notifySome(tx, some, change));
  }
  return people.length;
}

interface Rights {
  readonly before: number;
  readonly after: number;
}

async function notifySome(tx: Unit, people: readonly (readonly [number, Rights])[], change: ShareChange): Promise<void> {
  const there = await activePeople(tx, people.map(([id]) => id));
  const last = new Map((await lastOfMailbox(tx, there, change.mailboxId)).map((row) => [row.account_id, row]));
  const due = people.filter(([id, { after }]) => {
    const known = last.get(id);
    return there.includes(id) && !(known?.created_at === change.at && known.new_rights === orNull(after));
  });
  // At the console nobody in particular acts.
  const isPerson = change.changedBy.id !== SYSTEM_ACCOUNT;
  const rows: ShareNotificationRow[] = [];
  for (const [id, { before, after }] of due) {
    const account = tx.account(id);
    account.touch('ShareNotification');
    const known = last.get(id);
    // Where there are many, the new one tells what the last one did as well.
    const joined = known && known.of_mailbox >= OF_MAILBOX ? known : undefined;
    if (joined) {
      await deleteShareNotification(tx, id, joined.id);
      await bury(tx, id, 'ShareNotification', [{ id: joined.id, created: joined.created_modseq }], account.modseq, change.at);
    }
    rows.push({
      id: account.newId(), account_id: id, created_at: change.at, created_modseq: account.modseq, changed_by_name: change.changedBy.name,
      changed_by_address: isPerson ? change.changedBy.address : null, changed_by_principal: isPerson ? change.changedBy.id : null, object_type: 'mailbox',
      object_account_id: change.accountId, object_id: change.mailboxId, old_rights: joined ? joined.old_rights : orNull(before), new_rights: orNull(after), name: change.name,
    });
  }
  await insertShareNotifications(tx, rows);
  await dropOldest(tx, due.map(([id]) => id), change.at);
}

const orNull = (rights: number): number | null => (rights === 0 ? null : rights);

async function dropOldest(tx: Unit, people: readonly number[], now: number): Promise<void> {
  for (const { id, count } of await accountsWithMany(tx, people, KEPT)) {
    const rows = await firstShareNotifications(tx, id, count - KEPT);
    for (const row of rows) await deleteShareNotification(tx, id, row.id);
    await bury(tx, id, 'ShareNotification', rows.map((row) => ({ id: row.id, created: row.created_modseq })), tx.account(id).modseq, now);
  }
}

/** People whose rights are other ones now, through whichever grants; what everybody may do is no news to anybody. */
async function rightsOfPeople(read: Read, { before, after }: ShareChange): Promise<Map<number, Rights>> {
  const rights = new Map<number, Rights>();
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
