import { mailboxesOf, subscriptionsOf } from '../../db/repositories/mailboxes.ts';
import { sql } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { LegacyMailbox } from '../client/legacy.ts';
import { toId } from '../ids.ts';
import { createMailbox, setSubscribed } from '../mail/mailboxes/create.ts';
import { destroyMailbox } from '../mail/mailboxes/destroy.ts';
import { roleOfName } from '../mail/mailboxes/role-names.ts';
import { INBOX, MailboxTree, SEPARATOR } from '../mail/mailboxes/tree.ts';
import { updateMailbox } from '../mail/mailboxes/update.ts';
import { copyOrMove } from '../mail/store/copy-emails.ts';
import { mayWrite } from './own-mailbox.ts';
import type { RecentMarks } from './recent.ts';

/** LIST and STATUS: every mailbox with its counters, parents before children. */
export async function listMailboxes(ctx: Context, recent: RecentMarks): Promise<LegacyMailbox[]> {
  const accountId = ctx.principal.id;
  return ctx.core.db.read(async (read) => {
    const tree = new MailboxTree(await mailboxesOf(read, accountId));
    const subscriptions = new Map((await subscriptionsOf(read, accountId)).map((row) => [row.mailbox_id, row.subscribed === 1]));
    return tree.ordered().map((row): LegacyMailbox => ({
      id: toId('mailbox', row.id),
      accountId: toId('account', accountId),
      path: tree.path(row),
      role: row.role,
      subscribed: subscriptions.get(row.id) ?? false,
      hasChildren: tree.children(row.id).length > 0,
      uidValidity: row.uid_validity,
      uidNext: row.uid_next,
      highestModseq: row.highest_modseq,
      messages: row.message_count,
      unseen: row.unseen_count,
      sizeBytes: row.size_bytes,
      deletedCount: row.deleted_count,
      deletedBytes: row.deleted_bytes,
      recentUid: recent.first(row),
    }));
  });
}

/** IMAP CREATE (RFC 9051 §6.3.4): missing parents are made; a role folder's other name renames it while that is empty and was never used (design §5). */
export async function createPath(ctx: Context, path: string, options: { subscribe: boolean; role?: string | undefined }): Promise<{ id: string }> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  const names = splitPath(path);
  return core.db.write([principal.id], async (tx) => {
    const now = core.clock.now();
    const tree = new MailboxTree(await mailboxesOf(tx, principal.id));
    if (tree.find(path)) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(path)} already.`);
    const role = names.length === 1 ? (options.role ?? roleOfName(names[0] as string)) : options.role;
    if (role && names.length === 1 && !options.role) {
      const holder = [...tree.rows.values()].find((row) => row.role === role);
      if (holder && !holder.used && holder.message_count === 0 && tree.children(holder.id).length === 0) {
        await updateMailbox(tx, principal.id, principal.id, holder.id, { name: names[0] as string, ...(options.subscribe ? { subscribed: true } : {}) }, core.limits);
        return { id: toId('mailbox', holder.id) };
      }
    }
    let parentId = 0;
    let made = 0;
    for (const [i, name] of names.entries()) {
      const there = tree.find(names.slice(0, i + 1).join(SEPARATOR));
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
  mayWrite(ctx);
  const { core, principal } = ctx;
  await core.db.write([principal.id], async (tx) => {
    const row = new MailboxTree(await mailboxesOf(tx, principal.id)).find(path);
    if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(path)}.`);
    await destroyMailbox(tx, principal.id, row.id, { removeEmails: true }, core.clock.now());
  });
}

/** IMAP RENAME (RFC 9051 §6.3.6); of INBOX: its messages go to the new folder and INBOX stays, empty. */
export async function renamePath(ctx: Context, from: string, to: string): Promise<void> {
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
    const uids = await tx.all<{ uid: number }>(sql`SELECT uid FROM membership WHERE mailbox_id = ${row.id} ORDER BY uid`);
    if (uids.length > 0) await copyOrMove(tx, principal.id, row.id, uids.map((each) => each.uid), id, true, now);
  });
}

export async function subscribePath(ctx: Context, path: string, subscribed: boolean): Promise<void> {
  mayWrite(ctx);
  const { core, principal } = ctx;
  await core.db.write([principal.id], async (tx) => {
    const row = new MailboxTree(await mailboxesOf(tx, principal.id)).find(path);
    if (!row) {
      // Unsubscribing from what has gone must work: the subscription went with it.
      if (!subscribed) return;
      throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(path)}.`);
    }
    await setSubscribed(tx, principal.id, principal.id, row.id, subscribed);
    const account = tx.account(principal.id);
    await tx.run(sql`UPDATE mailbox SET property_modseq = ${account.modseq}, changed_modseq = ${account.modseq} WHERE id = ${row.id}`);
    account.touchMailbox(row.id);
    account.mailboxProperties = true;
  });
}

/** @throws CoreError invalidProperties on empty names */
function splitPath(path: string): string[] {
  const names = path.normalize('NFC').replace(/\/$/, '').split(SEPARATOR);
  if (names.some((name) => name === '')) throw new CoreError('invalidProperties', 'A folder needs a name between the separators.', { properties: ['name'] });
  if (names[0]?.toUpperCase() === INBOX) names[0] = INBOX;
  return names;
}

