/** CREATE, DELETE, RENAME and SUBSCRIBE in other people's mailboxes (RFC 4314 §4): by path, as `shared-mailboxes.ts` writes it. */
import { type MailboxRow, mailboxById } from '../../db/repositories/mailboxes.ts';
import type { Unit } from '../../db/index.ts';
import { needVisible } from '../access/need-rights.ts';
import { type Reach, reachForMailbox } from '../access/reach.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import { accountOf, toId } from '../ids.ts';
import { createMailbox } from '../mail/mailboxes/create.ts';
import { destroyMailbox } from '../mail/mailboxes/destroy.ts';
import { needMayChange, needMayCreateIn, needMayDestroy } from '../mail/mailboxes/permit.ts';
import { SEPARATOR } from '../mail/mailboxes/tree.ts';
import { subscribe, updateMailbox } from '../mail/mailboxes/update.ts';
import { mayWrite } from './reached-mailbox.ts';
import { type SharedMailbox, sharedMailboxes } from './shared-mailboxes.ts';

/** Missing folders between are made, too. */
export async function createShared(ctx: Context, path: string, options: { subscribe: boolean; role?: string | undefined }): Promise<{ id: string }> {
  mayWrite(ctx);
  if (options.role) throw new CoreError('notPermitted', 'Only the owner gives folders their roles.', { properties: ['role'] });
  const { above, names } = placeOf(await here(ctx), path);
  if (above && names.length === 0) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(path)} already.`);
  if (!above) throw new CoreError('notPermitted', 'Folders of others are made inside of one that is shared with you.');
  return inAccountOf(ctx, above.row.id, async (tx, reach) => ({ id: toId('mailbox', await createBelow(ctx, tx, reach, above.row.id, names, options.subscribe)) }));
}

export async function deleteShared(ctx: Context, path: string): Promise<void> {
  mayWrite(ctx);
  const { row: { id } } = find(await here(ctx), path);
  await inAccountOf(ctx, id, async (tx, reach) => {
    needMayDestroy(reach, await rowOf(tx, reach, id), true);
    await destroyMailbox(tx, reach.account, id, { removeEmails: true, keepsEmails: !reach.isOwner }, ctx.core.clock.now(), ctx.core.bus);
  });
}

/** Inside one account only: a folder that goes to somebody else is copied, message by message. */
export async function renameShared(ctx: Context, from: string, to: string): Promise<void> {
  mayWrite(ctx);
  const all = await here(ctx);
  const source = find(all, from);
  const place = placeOf(all, to);
  if (!to.normalize('NFC').startsWith(`${source.root}${SEPARATOR}`)) {
    throw new CoreError('invalidArguments', 'A folder stays in its account; make a new one and move the messages.');
  }
  if (place.names.length === 0) throw new CoreError('alreadyExists', `There is a folder ${JSON.stringify(to)} already.`);
  if (source.row.role === 'inbox') throw new CoreError('notPermitted', "Another's inbox stays what it is.");
  const { id } = source.row;
  const name = place.names.at(-1) as string;
  const levels = place.names.slice(0, -1);
  const stays = levels.length === 0 && place.above?.row.id === source.parent?.id;
  if (!stays && !place.above) throw new CoreError('notPermitted', 'Only the owner puts folders at the top.');
  await inAccountOf(ctx, id, async (tx, reach) => {
    const row = await rowOf(tx, reach, id);
    if (stays || !place.above) {
      needMayChange(reach, row, { name });
      await updateMailbox(tx, reach.account, reach.principal, id, { name }, ctx.core.limits);
      return;
    }
    needMayChange(reach, row, { name, parentId: place.above.row.id });
    const parentId = levels.length === 0 ? place.above.row.id : await createBelow(ctx, tx, reach, place.above.row.id, levels, true);
    await updateMailbox(tx, reach.account, reach.principal, id, { name, parentId }, ctx.core.limits);
  });
}

/** What has gone, or was taken away, can be unsubscribed from: that went with it. */
export async function subscribeShared(ctx: Context, path: string, subscribed: boolean): Promise<void> {
  mayWrite(ctx);
  const all = await here(ctx);
  if (!subscribed && !all.some((each) => each.path === path.normalize('NFC'))) return;
  const { row: { id } } = find(all, path);
  await inAccountOf(ctx, id, (tx, reach) => subscribe(tx, reach.account, reach.principal, id, subscribed));
}

const here = (ctx: Context): Promise<SharedMailbox[]> => ctx.core.db.read((read) => sharedMailboxes(ctx, read));

/** A unit over the account that a mailbox is in, with what may be done there by then. */
function inAccountOf<T>(ctx: Context, mailboxId: number, work: (tx: Unit, reach: Reach) => Promise<T>): Promise<T> {
  return ctx.core.db.write([accountOf(mailboxId)], async (tx) => work(tx, await reachForMailbox(ctx, tx, mailboxId, 'write')));
}

async function createBelow(ctx: Context, tx: Unit, reach: Reach, parentId: number, names: readonly string[], subscribed: boolean): Promise<number> {
  needMayCreateIn(reach, parentId);
  let id = parentId;
  for (const name of names) {
    id = await createMailbox(tx, reach.account, reach.principal, { name, parentId: id, role: null, sortOrder: 0, subscribed }, ctx.core.limits, ctx.core.clock.now());
  }
  return id;
}

/** As it is stored: paths know of visible parents only. */
async function rowOf(tx: Unit, reach: Reach, id: number): Promise<MailboxRow> {
  needVisible(reach, id);
  const row = await mailboxById(tx, reach.account, id);
  if (!row) throw new CoreError('mailboxNotFound', `There is no folder ${toId('mailbox', id)} here.`);
  return row;
}

function find(all: readonly SharedMailbox[], path: string): SharedMailbox {
  const found = all.find((each) => each.path === path.normalize('NFC'));
  if (!found) throw new CoreError('mailboxNotFound', `There is no folder ${JSON.stringify(path)}.`);
  return found;
}

/**
 * The nearest mailbox above a path, or the one that it names, and the names below it that there are not yet.
 * @throws CoreError invalidProperties on empty names
 */
function placeOf(all: readonly SharedMailbox[], path: string): { above: SharedMailbox | undefined; names: string[] } {
  const names = path.normalize('NFC').replace(/\/$/, '').split(SEPARATOR);
  if (names.some((name) => name === '')) throw new CoreError('invalidProperties', 'A folder needs a name between the separators.', { properties: ['name'] });
  const byPath = new Map(all.map((each) => [each.path, each]));
  for (let length = names.length; length > 0; length--) {
    const above = byPath.get(names.slice(0, length).join(SEPARATOR));
    if (above) return { above, names: names.slice(length) };
  }
  // The names of the root and of the account are no folders.
  return { above: undefined, names: names.slice(2) };
}
