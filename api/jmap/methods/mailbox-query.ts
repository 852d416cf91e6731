/** Mailbox/query and Mailbox/queryChanges (RFC 8621 §2.3, §2.4). An account's folders are few: they are sorted in memory. */
import type { Mailbox, MailboxFilterCondition } from '../../../openapi/index.ts';
import { type Read, sql } from '../../../db/index.ts';
import { mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { foldText } from '../../mail/mime/index.ts';
import { mailboxObject, subscribedMailboxes } from '../../mail/read/mailbox-object.ts';
import { JmapRefusal } from '../errors.ts';
import { method, type MethodContext } from '../method.ts';
import { compareBy, type Filter, passes, windowOf } from '../query.ts';
import { formatState, parseState } from '../state.ts';

interface TreeArguments {
  readonly filter?: Filter<MailboxFilterCondition> | null | undefined;
  readonly sort?: readonly { property: string; isAscending?: boolean }[] | null | undefined;
  readonly sortAsTree?: boolean | undefined;
  readonly filterAsTree?: boolean | undefined;
}

export const mailboxQuery = method('Mailbox/query', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const ids = await matchingMailboxes(ctx, read, account, args);
    const { propertyModseq } = await propertyState(read, account);
    return {
      accountId: args.accountId, queryState: formatState(propertyModseq), canCalculateChanges: canCalculate(args), ...(await windowOf(ctx, args, ids)),
    };
  });
});

/**
 * Where a folder stands depends on its own properties alone, unless the tree is asked for: then the change of one moves those below it, and the query
 * is to be made anew.
 */
const canCalculate = (args: TreeArguments): boolean => !args.sortAsTree && !args.filterAsTree;

export const mailboxQueryChanges = method('Mailbox/queryChanges', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const { propertyModseq, horizon } = await propertyState(read, account);
    const since = parseState(args.sinceQueryState);
    if (!canCalculate(args) || !since || since.lastId !== null || since.modseq > propertyModseq || since.modseq < horizon) {
      throw new CoreError('cannotCalculateChanges', 'The changes of this query are not known; make the query anew.');
    }
    const ids = await matchingMailboxes(ctx, read, account, args);
    const changed = await read.all<{ id: number }>(sql`SELECT id FROM mailbox WHERE account_id = ${account} AND property_modseq > ${since.modseq}`);
    const gone = await read.all<{ id: number }>(sql`
      SELECT object_id AS id FROM tombstone WHERE account_id = ${account} AND type = 'Mailbox' AND destroyed_modseq > ${since.modseq}`);
    const touched = new Set(changed.map(({ id }) => toId('mailbox', id)));
    const removed = [...touched, ...gone.map(({ id }) => toId('mailbox', id))];
    const added = ids.flatMap((id, index) => (touched.has(id) ? [{ id, index }] : []));
    if (args.maxChanges && removed.length + added.length > args.maxChanges) {
      throw new JmapRefusal('tooManyChanges', 'More has changed than may be told; make the query anew.');
    }
    return {
      accountId: args.accountId, oldQueryState: args.sinceQueryState, newQueryState: formatState(propertyModseq), ...(args.calculateTotal ? { total: ids.length } : {}),
      removed, added,
    };
  });
});

/** Counters do not change what a query finds: its state is that of the other properties. */
async function propertyState(read: Read, account: number): Promise<{ propertyModseq: number; horizon: number }> {
  const row = await read.get<{ modseq: number; horizon: number }>(sql`
    SELECT mailbox_property_modseq AS modseq, horizon_modseq AS horizon FROM account WHERE id = ${account}`);
  return { propertyModseq: row?.modseq ?? 0, horizon: row?.horizon ?? 0 };
}

async function matchingMailboxes(ctx: MethodContext, read: Read, account: number, args: TreeArguments): Promise<string[]> {
  const subscribed = await subscribedMailboxes(read, ctx.principal.id);
  const all = (await mailboxesOf(read, account)).map((row) => mailboxObject(row, subscribed.has(row.id)));
  const meets = (mailbox: Mailbox) => (condition: MailboxFilterCondition): boolean => meetsCondition(ctx, mailbox, condition);
  let found = all.filter((mailbox) => passes(args.filter, meets(mailbox)));
  found.sort(compareBy(args.sort ?? [], sortValue));
  if (args.filterAsTree) found = withMatchingParents(found);
  return (args.sortAsTree ? inTree(found, all) : found).map(({ id }) => id);
}

function meetsCondition(ctx: MethodContext, mailbox: Mailbox, condition: MailboxFilterCondition): boolean {
  const { parentId, name, role, hasAnyRole, isSubscribed } = condition;
  if (parentId !== undefined && (parentId === null ? null : (ctx.request.resolveId(parentId) ?? parentId)) !== (mailbox.parentId ?? null)) return false;
  if (name !== undefined && !foldText(mailbox.name ?? '').includes(foldText(name))) return false;
  if (role !== undefined && role !== (mailbox.role ?? null)) return false;
  if (hasAnyRole !== undefined && hasAnyRole !== (typeof mailbox.role === 'string')) return false;
  return isSubscribed === undefined || isSubscribed === mailbox.isSubscribed;
}

function sortValue(mailbox: Mailbox, property: string): string | number {
  if (property === 'name') return mailbox.name ?? '';
  if (property === 'parentId') return mailbox.parentId ?? '';
  return mailbox.sortOrder ?? 0;
}

/** RFC 8621 §2.3 `filterAsTree`: whoever is shown has all its parents shown. */
function withMatchingParents(found: readonly Mailbox[]): Mailbox[] {
  const byId = new Map(found.map((mailbox) => [mailbox.id, mailbox]));
  const isRooted = (mailbox: Mailbox | undefined): boolean => {
    // A tree is some fifty deep at most; one that runs in a circle would be a fault of ours, and ends here.
    for (let at = mailbox, steps = 0; at && steps < 10_000; at = byId.get(at.parentId as string), steps++) if (!at.parentId) return true;
    return false;
  };
  return found.filter(isRooted);
}

/** RFC 8621 §2.3 `sortAsTree`: children behind their parent, siblings in the order of the sort; those whose parents are not shown keep their place in the tree. */
function inTree(found: readonly Mailbox[], all: readonly Mailbox[]): Mailbox[] {
  const rank = new Map(found.map((mailbox, index) => [mailbox.id, index]));
  const children = new Map<string | null, Mailbox[]>();
  for (const mailbox of all) {
    const parentId = mailbox.parentId ?? null;
    const siblings = children.get(parentId);
    if (siblings) siblings.push(mailbox);
    else children.set(parentId, [mailbox]);
  }
  const out: Mailbox[] = [];
  const stack: Mailbox[] = [...sorted(null)].reverse();
  for (let mailbox = stack.pop(); mailbox; mailbox = stack.pop()) {
    if (rank.has(mailbox.id)) out.push(mailbox);
    stack.push(...sorted(mailbox.id).reverse());
  }
  return out;

  function sorted(parentId: string | null): Mailbox[] {
    return (children.get(parentId) ?? []).sort((a, b) => (rank.get(a.id) ?? found.length) - (rank.get(b.id) ?? found.length));
  }
}
