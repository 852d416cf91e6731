/** Others' mailboxes as IMAP names them (RFC 2342): `Other Users/<address>/…` of people, `Shared Folders/<address or name>/…` of groups. */
import { type MailboxRow, mailboxesOf, subscriptionsOf } from '../../db/repositories/mailboxes.ts';
import { principalsById } from '../../db/repositories/principals.ts';
import { readerMarks } from '../../db/repositories/reader-columns.ts';
import type { Read } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { type Reach, rightsIn, sharedReaches } from '../access/reach.ts';
import { toRightLetters } from '../access/rights.ts';
import type { LegacyMailbox } from '../client/legacy.ts';
import { toId } from '../ids.ts';
import { OTHER_USERS, SHARED_FOLDERS } from '../mail/mailboxes/names.ts';
import { INBOX, MailboxTree, SEPARATOR } from '../mail/mailboxes/tree.ts';
import { unseenByReader } from './reader-unseen.ts';

/** A mailbox of another account, and where the caller finds it. */
export interface SharedMailbox {
  readonly row: MailboxRow;
  readonly reach: Reach;
  readonly path: string;
  /** The name of its account: what all its paths begin with. */
  readonly root: string;
  /** The mailbox that it is shown in; undefined directly below the account's name. */
  readonly parent: MailboxRow | undefined;
  readonly hasChildren: boolean;
}

/** Does this name stand below one of the two roots? */
export function isOthersPath(path: string): boolean {
  return [OTHER_USERS, SHARED_FOLDERS].some((root) => path === root || path.startsWith(`${root}${SEPARATOR}`));
}

/** All of them, accounts by name, parents before children. */
export async function sharedMailboxes(ctx: Context, read: Read): Promise<SharedMailbox[]> {
  const reaches = await sharedReaches(ctx, read);
  if (reaches.length === 0) return [];
  const owners = new Map((await principalsById(read, reaches.map((reach) => reach.account))).map((row) => [row.id, row]));
  const taken = new Set<string>();
  const found: SharedMailbox[] = [];
  for (const reach of reaches) {
    const owner = owners.get(reach.account);
    // An account that is being deleted.
    if (!owner) continue;
    const label = `${owner.type === 'group' ? SHARED_FOLDERS : OTHER_USERS}${SEPARATOR}${nameOf(owner)}`;
    const root = free(label, toId('account', reach.account), taken);
    found.push(...place(reach, root, (await mailboxesOf(read, reach.account)).filter((row) => reach.mailboxes.has(row.id))));
  }
  return found.sort((a, b) => (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
}

/** The same as LIST and STATUS show them: with the reader's own counters; a role is its owner's matter, and no reader's Sent. */
export async function listShared(ctx: Context, read: Read): Promise<LegacyMailbox[]> {
  const shared = await sharedMailboxes(ctx, read);
  if (shared.length === 0) return [];
  const principal = ctx.principal.id;
  const ids = shared.map(({ row }) => row.id);
  const marks = new Map((await readerMarks(read, principal, ids)).map((mark) => [mark.mailbox_id, mark.counter_modseq]));
  const subscribed = new Map((await subscriptionsOf(read, principal)).map((each) => [each.mailbox_id, each.subscribed === 1]));
  const unseen = await unseenByReader(ctx, read, shared.map(({ row }) => ({ row, counterModseq: marks.get(row.id) ?? 0 })));
  return shared.map(({ row, reach, path, hasChildren }): LegacyMailbox => ({
    id: toId('mailbox', row.id), accountId: toId('account', row.account_id), path, role: null, subscribed: subscribed.get(row.id) ?? false, hasChildren,
    rights: toRightLetters(rightsIn(reach, row.id)), uidValidity: row.uid_validity, uidNext: row.uid_next,
    highestModseq: Math.max(row.highest_modseq, marks.get(row.id) ?? 0), messages: row.message_count, unseen: unseen.get(row.id) ?? row.message_count,
    sizeBytes: row.size_bytes, deletedCount: row.deleted_count, deletedBytes: row.deleted_bytes,
    // `\Recent` is the owner's.
    recentUid: row.uid_next,
  }));
}

/** Paths of one account's mailboxes: each below the nearest mailbox that contains it, where that may be seen; else directly below the account's name. */
function place(reach: Reach, root: string, rows: readonly MailboxRow[]): SharedMailbox[] {
  // Whatever cannot be seen is not there: its children stand at the top.
  const tree = new MailboxTree(rows.map((row) => (reach.mailboxes.has(row.parent_id) ? row : { ...row, parent_id: 0 })));
  const taken = new Set<string>();
  const paths = new Map<number, string>();
  // The first of one name keeps it, whatever the order of display.
  for (const row of [...tree.children(0)].sort((a, b) => a.id - b.id)) {
    paths.set(row.id, free(`${root}${SEPARATOR}${row.role === 'inbox' ? INBOX : row.name}`, toId('mailbox', row.id), taken));
  }
  return tree.ordered().map((row): SharedMailbox => {
    const parent = tree.rows.get(row.parent_id);
    const path = paths.get(row.id) ?? `${paths.get(row.parent_id) ?? root}${SEPARATOR}${row.name}`;
    paths.set(row.id, path);
    return { row, reach, path, root, parent, hasChildren: tree.children(row.id).length > 0 };
  });
}

/** A name that nothing else has. */
function free(name: string, id: string, taken: Set<string>): string {
  const given = taken.has(name) ? `${name} (${id})` : name;
  taken.add(given);
  return given;
}

/** One level of a name, whatever the address or the group's name holds. */
function nameOf(owner: { address: string | null; name: string; id: number }): string {
  const name = (owner.address ?? owner.name).normalize('NFC').replace(/[\p{Cc}\p{Cs}\u2028\u2029/]+/gu, '_').trim();
  return name === '' ? toId('principal', owner.id) : name;
}
