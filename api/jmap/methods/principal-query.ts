/** Principal/query and /queryChanges (RFC 9670 §2.4, §2.5). */
import type { PrincipalFilterCondition } from '../../../openapi/index.ts';
import { type Read, sql, SYSTEM_ACCOUNT } from '../../../db/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { foldTyped } from '../../mail/mime/index.ts';
import { type Directory, type DirectoryEntry, directoryOf } from '../../people/directory.ts';
import { method } from '../method.ts';
import { type Filter, passes, queryChangesOf, windowOf } from '../query.ts';
import { formatState, parseState } from '../state.ts';

interface PrincipalQuery {
  readonly filter?: Filter<PrincipalFilterCondition> | null | undefined;
  readonly sort?: readonly { property: string; isAscending?: boolean | undefined }[] | null | undefined;
}

export const principalQuery = method('Principal/query', async (ctx, args) => {
  accountFor(ctx, args.accountId, 'read');
  const directory = await ctx.core.db.read((read) => directoryOf(ctx.core, read));
  const ids = matching(directory, args);
  return { accountId: args.accountId, queryState: formatState(directory.state), canCalculateChanges: true, ...(await windowOf(ctx, args, ids)) };
});

export const principalQueryChanges = method('Principal/queryChanges', async (ctx, args) => {
  accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const directory = await directoryOf(ctx.core, read);
    const since = parseState(args.sinceQueryState);
    if (!since || since.lastId !== null || since.modseq > directory.state || since.modseq < directory.horizon) {
      throw new CoreError('cannotCalculateChanges', 'The changes of this query are not known; make the query anew.');
    }
    const ids = matching(directory, args);
    const changed = new Set(directory.entries.filter((entry) => entry.changed_modseq > since.modseq).map(({ id }) => toId('principal', id)));
    const removed = [...changed, ...(await goneSince(read, since.modseq))];
    return queryChangesOf(args, formatState(directory.state), ids, changed, removed);
  });
});

async function goneSince(read: Read, modseq: number): Promise<string[]> {
  const rows = await read.all<{ id: number }>(sql`
    SELECT object_id AS id FROM tombstone WHERE account_id = ${SYSTEM_ACCOUNT} AND type = 'Principal' AND destroyed_modseq > ${modseq}`);
  return rows.map(({ id }) => toId('principal', id));
}

function matching({ entries }: Directory, { filter, sort }: PrincipalQuery): string[] {
  const folded = new Map<string, string>();
  const fold = (text: string): string => {
    let known = folded.get(text);
    if (known === undefined) folded.set(text, (known = foldTyped(text)));
    return known;
  };
  const found = entries.filter((entry) => passes(filter, (condition) => meets(entry, condition, fold)));
  const order = sort ?? [];
  return [...found].sort((a, b) => compare(a, b, order)).map(({ id }) => toId('principal', id));
}

function meets(entry: DirectoryEntry, { accountIds, email, name, text, type, timeZone }: PrincipalFilterCondition, fold: (text: string) => string): boolean {
  if (accountIds !== undefined && !accountIds.includes(toId('account', entry.id))) return false;
  if (email !== undefined && !entry.folded.address.includes(fold(email))) return false;
  if (name !== undefined && !entry.folded.name.includes(fold(name))) return false;
  // Every word, wherever it stands.
  if (text !== undefined && !fold(text).split(/\s+/).every((word) => entry.folded.text.includes(word))) return false;
  if (type !== undefined && type !== entry.type) return false;
  return timeZone === undefined || timeZone === entry.time_zone;
}

function compare(a: DirectoryEntry, b: DirectoryEntry, sort: readonly { property: string; isAscending?: boolean | undefined }[]): number {
  for (const { property, isAscending } of sort) {
    const [x, y] = property === 'email' ? [a.folded.address, b.folded.address] : [a.folded.name, b.folded.name];
    if (x !== y) return (x < y ? -1 : 1) * (isAscending === false ? -1 : 1);
  }
  return a.id - b.id;
}
