import type { Context } from '../access/context.ts';
import type { LegacyClient } from '../client/legacy.ts';
import { accountUsage } from '../../db/repositories/people.ts';
import { projectedHeaderFields } from '../mail/mime/index.ts';
import { append, changeFlags, copy, expunge, move } from './change.ts';
import { fetchColumns, messageBytes } from './fetch.ts';
import { createPath, deletePath, listMailboxes, renamePath, subscribePath } from './folders.ts';
import type { RecentMarks } from './recent.ts';
import { searchMailbox } from './search.ts';
import { changes, expungedAfter, snapshot } from './snapshot.ts';

/** What the vendor methods share across all sign-ins of the process. */
export interface LegacyServices {
  readonly recent: RecentMarks;
}

/** The vendor capability in process, for one sign-in. */
export function createLegacyClient(ctx: Context, services: LegacyServices): LegacyClient {
  return {
    mailboxes: () => listMailboxes(ctx, services.recent),
    createMailbox: (path, options) => createPath(ctx, path, options),
    deleteMailbox: (path) => deletePath(ctx, path),
    renameMailbox: (from, to) => renamePath(ctx, from, to),
    setSubscribed: (path, subscribed) => subscribePath(ctx, path, subscribed),
    snapshot: (mailboxId) => snapshot(ctx, mailboxId),
    changesSince: (mailboxId, modseq) => changes(ctx, mailboxId, modseq),
    expungedSince: (mailboxId, modseq) => expungedAfter(ctx, mailboxId, modseq),
    recent: (mailboxId, claim) => services.recent.recent(ctx, mailboxId, claim),
    fetch: (mailboxId, uids, columns) => fetchColumns(ctx, mailboxId, uids, columns),
    message: (mailboxId, uid) => messageBytes(ctx, mailboxId, uid),
    projectedHeaders: projectedHeaderFields,
    search: (mailboxId, filter) => searchMailbox(ctx, mailboxId, filter),
    changeFlags: (request) => changeFlags(ctx, request),
    copy: (request) => copy(ctx, request),
    move: (request) => move(ctx, request),
    expunge: (mailboxId, uids) => expunge(ctx, mailboxId, uids),
    append: (request) => append(ctx, request),
    async quota() {
      const usage = await ctx.core.db.read((read) => accountUsage(read, ctx.principal.id));
      return { usedBytes: usage?.used_bytes ?? 0, limitBytes: usage?.quota_bytes ?? null, usedCount: usage?.used_count ?? 0 };
    },
  };
}
