/** EmailSubmission/query and /queryChanges (RFC 8621 §7.3, §7.4). */
import { type QueriedSubmission, queriedSubmissions, submissionsBuriedSince } from '../../../db/repositories/submissions.ts';
import type { EmailSubmissionFilterCondition } from '../../../openapi/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { method } from '../method.ts';
import { compareBy, type Filter, passes, queryChangesOf, windowOf } from '../query.ts';
import { formatState, knownState, typeState } from '../state.ts';

interface QueryArguments {
  readonly filter?: Filter<EmailSubmissionFilterCondition> | null | undefined;
  readonly sort?: readonly { property: string; isAscending?: boolean }[] | null | undefined;
}

export const emailSubmissionQuery = method('EmailSubmission/query', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const ids = matching(await queriedSubmissions(read, account), args);
    return { accountId: args.accountId, queryState: await typeState(read, account, 'EmailSubmission'), canCalculateChanges: true, ...(await windowOf(ctx, args, ids)) };
  });
});

export const emailSubmissionQueryChanges = method('EmailSubmission/queryChanges', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const { since, current } = await knownState(read, account, 'EmailSubmission', args.sinceQueryState);
    if (since.lastId !== null) throw new CoreError('cannotCalculateChanges', 'This is not the state of a query; make the query anew.');
    const all = await queriedSubmissions(read, account);
    const ids = matching(all, args);
    const touched = new Set(all.filter((row) => row.changed_modseq > since.modseq).map((row) => toId('submission', row.id)));
    const wasThere = all.filter((row) => row.changed_modseq > since.modseq && row.created_modseq <= since.modseq).map((row) => toId('submission', row.id));
    const removed = [...wasThere, ...(await submissionsBuriedSince(read, account, since.modseq)).map((id) => toId('submission', id))];
    return queryChangesOf(args, formatState(current), ids, touched, removed);
  });
});

function matching(rows: readonly QueriedSubmission[], args: QueryArguments): string[] {
  return rows
    .filter((row) => passes(args.filter, (condition) => meets(row, condition)))
    .map((row) => ({ id: toId('submission', row.id), row }))
    .sort(compareBy(args.sort ?? [], ({ row }, property) => sortValue(row, property)))
    .map(({ id }) => id);
}

function sortValue(row: QueriedSubmission, property: string): string | number {
  if (property === 'emailId') return toId('email', row.email_id);
  if (property === 'threadId') return toId('thread', row.thread_id);
  return row.send_at;
}

function meets(row: QueriedSubmission, condition: EmailSubmissionFilterCondition): boolean {
  const { identityIds, emailIds, threadIds, undoStatus, before, after } = condition;
  return (
    (!identityIds || identityIds.includes(toId('identity', row.identity_id))) &&
    (!emailIds || emailIds.includes(toId('email', row.email_id))) &&
    (!threadIds || threadIds.includes(toId('thread', row.thread_id))) &&
    (undoStatus === undefined || row.undo_status === undoStatus) &&
    (before === undefined || row.send_at < Date.parse(before)) &&
    (after === undefined || row.send_at >= Date.parse(after))
  );
}
