import { hasMailboxesIn, isSubscribed, mailboxByRole, mailboxesOf, type MailboxRow, subscriptionsOf } from '../../db/repositories/mailboxes.ts';
import { type Read, sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { LegacyMailbox } from '../client/legacy.ts';
import { toId } from '../ids.ts';
import { createMailbox } from '../mail/mailboxes/create.ts';
import { destroyMailbox } from '../mail/mailboxes/destroy.ts';
import { roleOfName } from '../mail/mailboxes/role-names.ts';
import { INBOX, mailboxByPath, MailboxTree, SEPARATOR } from '../mail/mailboxes/tree.ts';
import { subscribe, updateMailbox } from '../mail/mailboxes/update.ts';
import { copyOrMove } from '../mail/store/copy-emails.ts';
import { ALL_RIGHTS, toRightLetters } from '../access/rights.ts';
import { copyMetadata } from './metadata.ts';
import { mayWrite } from './reached-mailbox.ts';
import type { RecentMarks } from './recent.ts';
import { createShared, deleteShared, renameShared, subscribeShared } from './shared-folders.ts';
import { isOthersPath, listShared } from './shared-mailboxes.ts';

const OWNERS_RIGHTS = toRightLetters(ALL_RIGHTS);

/** LIST and STATUS: mailboxes with their counters, parents before children, one's own first. */
export async function listMailboxes(ctx: Context, recent: RecentMarks, of: 'own' | 'others' | 'all'): Promise<LegacyMailbox[]> {
  return ctx.core.db.read(async (read) => [
    ...(of === 'others' ? [] : await listOwn(ctx, read, recent)),
    ...(of === 'own' ? [] : await listShared(ctx, read)),
  ]);
}

async function listOwn(ctx: Context, read: Read, recent: RecentMarks): Promise<LegacyMailbox[]> {
  const accountId = ctx.principal.id;
  const tree = new MailboxTree(await mailboxesOf(read, accountId));
  const subscriptions = new Map((await subscriptionsOf(read, accountId)).map((row) => [row.mailbox_id, row.subscribed === 1]));
  return tree.ordered().map((row) =>
    ownMailbox(row, recent, { path: tree.path(row), subscribed: subscriptions.get(row.id) ?? false, hasChildren: tree.children(row.id).length > 0 }),
  );
}

/** SELECT, STATUS, APPEND: the mailbox of a path as LIST shows it; one's own without reading the others, of which there may be ten thousand. */
export async function findByPath(ctx: Context, recent: RecentMarks, path: string): Promise<LegacyMailbox | undefined> {
  const accountId = ctx.principal.id;
  return ctx.core.db.read(async (read) => {
    if (isOthersPath(path)) return (await listShared(ctx, read)).find((mailbox) => mailbox.path === path);
    const row = await mailboxByPath(read, accountId, path);
    if (!row) return undefined;
    return ownMailbox(row, recent, {
      path: splitPath(path).join(SEPARATOR), subscribed: await isSubscribed(read, accountId, row.id), hasChildren: await hasMailboxesIn(read, accountId, row.id),
    });
  });
}

function ownMailbox(row: MailboxRow, recent: RecentMarks, place: Pick<LegacyMailbox, 'path' | 'subscribed' | 'hasChildren'>): LegacyMailbox {
  return {
    ...place,
    id: toId('mailbox', row.id),
    accountId: toId('account', row.account_id),
    role: row.role,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    highestModseq: row.highest_modseq,
    messages: row.message_count,
    unseen: row.unseen_count,
    sizeBytes: row.size_bytes,
    deletedCount: row.deleted_count,
    deletedBytes: row.deleted_bytes,
    recentUid: recent.first(row),
    rights: OWNERS_RIGHTS,
  };
}

/** IMAP CREATE (RFC 9051 §6.3.4): missing parents are made; a role folder's other name renames it while that is empty and was never used (design §5). */
export async function createPath(ctx: Context, path: string, options: { subscribe: boolean; role?: string | undefined }): Promise<{ id: string }> {
  if (isOthersPath(path)) return createShared(ctx, path, options);
  mayWrite(ctx);
  const { core, principal } = ctx;
  const names = splitPath(path);
  return core.db.write([principal.id], async (tx) => {
    const now = core.clock.now();
    if (await mailboxByPath(tx, principal.id, path)) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(path)} already.`);
    const role = names.length === 1 ? (options.role ?? roleOfName(names[0] as string)) : options.role;
    if (role && names.length === 1 && !options.role) {
      const holder = await mailboxByRole(tx, principal.id, role);
      if (holder && !holder.used && holder.message_count === 0 && !(await hasMailboxesIn(tx, principal.id, holder.id))) {
        await updateMailbox(tx, principal.id, principal.id, holder.id, { name: names[0] as string, ...(options.subscribe ? { subscribed: true } : {}) }, core.limits);
        return { id: toId('mailbox', holder.id) };
      }
    }
    let parentId = 0;
    let made = 0;
    for (const [i, name] of names.entries()) {
      const there = await mailboxByPath(tx, principal.id, names.slice(0, i + 1).join(SEPARATOR));
      if (there) {
        parentId = there.id;
        continue;
      }
      const last = i === names.length - 1;
      made = await createMailbox(tx, principal.id, principal.id, {
        name, parentId, role: last ? (options.role ?? null) : null, sortOrder: 0, subscribed: options.subscribe,
      }, core.limits, now);
      parentId = made;
    }
    return { id: toId('mailbox', made) };
  });
}

export async function deletePath(ctx: Context, path: string): Promise<void> {
  if (isOthersPath(path)) return deleteShared(ctx, path);
  mayWrite(ctx);
  const { core, principal } = ctx;
  await core.db.write([principal.id], async (tx) => {
    const row = new MailboxTree(await mailboxesOf(tx, principal.id)).find(path);
    if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(path)}.`);
    await destroyMailbox(tx, principal.id, row.id, { removeEmails: true }, core.clock.now(), core.bus);
  });
}

/** IMAP RENAME (RFC 9051 §6.3.6); of INBOX: its messages go to the new folder and INBOX stays, empty. */
export async function renamePath(ctx: Context, from: string, to: string): Promise<void> {
  if (isOthersPath(from)) return renameShared(ctx, from, to);
  if (isOthersPath(to)) throw new CoreError('invalidArguments', 'A folder stays in its account; make a new one and move the messages.');
  mayWrite(ctx);
  const { core, principal } = ctx;
  const names = splitPath(to);
  await core.db.write([principal.id], async (tx) => {
    const now = core.clock.now();
    const tree = new MailboxTree(await mailboxesOf(tx, principal.id));
    const row = tree.find(from);
    if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(from)}.`);
    if (tree.find(to)) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(to)} already.`);
    if (row.role !== 'inbox' && to.normalize('NFC').startsWith(`${tree.path(row)}${SEPARATOR}`)) {
      throw new CoreError('invalidProperties', 'A folder cannot lie inside itself.', { properties: ['parentId'] });
    }
    let parentId = 0;
    for (const [i, name] of names.slice(0, -1).entries()) {
      const there = tree.find(names.slice(0, i + 1).join(SEPARATOR));
      parentId = there?.id ?? (await createMailbox(tx, principal.id, principal.id, { name, parentId, role: null, sortOrder: 0, subscribed: true }, core.limits, now));
    }
    const name = names.at(-1) as string;
    if (row.role !== 'inbox') {
      await updateMailbox(tx, principal.id, principal.id, row.id, { name, parentId }, core.limits);
      return;
    }
    const id = await createMailbox(tx, principal.id, principal.id, { name, parentId, role: null, sortOrder: 0, subscribed: true }, core.limits, now);
    // RFC 5464 §4.1: what is noted on the inbox stays there, and goes with its messages as well.
    await copyMetadata(tx, row.id, id);
    const uids = await tx.all<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${row.id} ORDER BY uid`);
    if (uids.length > 0) await copyOrMove(tx, principal.id, { fromMailboxId: row.id, toMailboxId: id, move: true }, uids.map((each) => each.uid), now);
  });
}

export async function subscribePath(ctx: Context, path: string, subscribed: boolean): Promise<void> {
  if (isOthersPath(path)) return subscribeShared(ctx, path, subscribed);
  mayWrite(ctx);
  const { core, principal } = ctx;
  await core.db.write([principal.id], async (tx) => {
    const row = new MailboxTree(await mailboxesOf(tx, principal.id)).find(path);
    if (!row) {
      // Unsubscribing from what has gone must work: the subscription went with it.
      if (!subscribed) return;
      throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(path)}.`);
    }
    await subscribe(tx, principal.id, principal.id, row.id, subscribed);
  });
}

/** @throws CoreError invalidProperties on empty names */
function splitPath(path: string): string[] {
  const names = path.normalize('NFC').replace(/\/$/, '').split(SEPARATOR);
  if (names.some((name) => name === '')) throw new CoreError('invalidProperties', 'A folder needs a name between the separators.', { properties: ['name'] });
  if (names[0]?.toUpperCase() === INBOX) names[0] = INBOX;
  return names;
}

