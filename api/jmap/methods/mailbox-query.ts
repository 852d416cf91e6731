/** Mailbox/query and Mailbox/queryChanges (RFC 8621 §2.3, §2.4). An account's folders are few: they are sorted in memory. */
import type { Mailbox, MailboxFilterCondition } from '../../../openapi/index.ts';
import { type Read, sql } from '../../../db/index.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { foldText } from '../../mail/mime/index.ts';
import { mailboxObjects, visibleMailboxRows } from '../../mail/read/mailbox-object.ts';
import { readerMarks } from '../../mail/read/reader-seen.ts';
import { accountOfViewer, andReadable, shareeOf, type Viewer } from '../../mail/read/viewer.ts';
import { method, type MethodContext } from '../method.ts';
import { compareBy, type Filter, passes, queryChangesOf, windowOf } from '../query.ts';
import { accountStates, finalState, formatState, markOf, parseState } from '../state.ts';
import { viewerFor } from '../viewer-for.ts';

interface TreeArguments {
  readonly filter?: Filter<MailboxFilterCondition> | null | undefined;
  readonly sort?: readonly { property: string; isAscending?: boolean }[] | null | undefined;
  readonly sortAsTree?: boolean | undefined;
  readonly filterAsTree?: boolean | undefined;
}

export const mailboxQuery = method('Mailbox/query', async (ctx, args) =>
  ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    const ids = await matchingMailboxes(ctx, read, viewer, args);
    const { state } = await propertyState(read, viewer);
    return { accountId: args.accountId, queryState: state, canCalculateChanges: canCalculate(args), ...(await windowOf(ctx, args, ids)) };
  }));

/**
 * Where a folder stands depends on its own properties alone, unless the tree is asked for: then the change of one moves those below it, and the query
 * is to be made anew.
 */
const canCalculate = (args: TreeArguments): boolean => !args.sortAsTree && !args.filterAsTree;

export const mailboxQueryChanges = method('Mailbox/queryChanges', async (ctx, args) =>
  ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    const account = accountOfViewer(viewer);
    const { state, propertyModseq, horizon } = await propertyState(read, viewer);
    const since = parseState(args.sinceQueryState);
    const isKnown = since && since.lastId === null && since.modseq <= propertyModseq && since.modseq >= horizon && since.mark === markOf(viewer, 'Mailbox');
    if (!canCalculate(args) || !isKnown) {
      throw new CoreError('cannotCalculateChanges', 'The changes of this query are not known; make the query anew.');
    }
    const ids = await matchingMailboxes(ctx, read, viewer, args);
    const changed = await changedMailboxes(read, viewer, since.modseq);
    // What a sharee saw and sees no more has another mark.
    const gone = shareeOf(viewer) ? [] : await read.all<{ id: number }>(sql`
      SELECT object_id AS id FROM tombstone WHERE account_id = ${account} AND type = 'Mailbox' AND destroyed_modseq > ${since.modseq}`);
    const touched = new Set(changed.map((id) => toId('mailbox', id)));
    const removed = [...touched, ...gone.map(({ id }) => toId('mailbox', id))];
    return queryChangesOf(args, state, ids, touched, removed);
  }));

/** Those of which a property other than a counter changed. */
async function changedMailboxes(read: Read, viewer: Viewer, since: number): Promise<number[]> {
  const sharee = shareeOf(viewer);
  const rows = await read.all<{ id: number }>(sql`
    SELECT id FROM mailbox WHERE account_id = ${accountOfViewer(viewer)} AND property_modseq > ${since}${andReadable(viewer, 'id')}`);
  const changed = new Set(rows.map(({ id }) => id));
  if (sharee) {
    const marks = await readerMarks(read, sharee.principal, sharee.readable);
    for (const id of sharee.readable) if (marks(id).property > since) changed.add(id);
  }
  return [...changed];
}

/** Counters do not change what a query finds: its state is that of the other properties. */
async function propertyState(read: Read, viewer: Viewer): Promise<{ state: string; propertyModseq: number; horizon: number }> {
  const sharee = shareeOf(viewer);
  if (sharee) {
    const { horizon } = await accountStates(read, sharee);
    const row = await read.get<{ modseq: number | null }>(sql`SELECT MAX(property_modseq) AS modseq FROM mailbox WHERE account_id = ${sharee.account}${andReadable(sharee, 'id')}`);
    const marks = await readerMarks(read, sharee.principal, sharee.readable);
    const propertyModseq = Math.max(horizon, row?.modseq ?? 0, ...sharee.readable.map((id) => marks(id).property));
    return { state: formatState(finalState(propertyModseq, markOf(sharee, 'Mailbox'))), propertyModseq, horizon };
  }
  const account = accountOfViewer(viewer);
  const row = await read.get<{ modseq: number; horizon: number }>(sql`
    SELECT mailbox_property_modseq AS modseq, horizon_modseq AS horizon FROM account WHERE id = ${account}`);
  const propertyModseq = row?.modseq ?? 0;
  return { state: formatState(propertyModseq), propertyModseq, horizon: row?.horizon ?? 0 };
}

async function matchingMailboxes(ctx: MethodContext, read: Read, viewer: Viewer, args: TreeArguments): Promise<string[]> {
  const all = await mailboxObjects(ctx.core, read, viewer, ctx.principal.id, await visibleMailboxRows(read, viewer), false);
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
