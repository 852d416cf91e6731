/** LegacyMailbox/uids, /changesSince, /expungedSince: what IMAP shows of a mailbox, columns as JSON arrays (contract, JMAP). */
import type { LegacyMailboxUidsResponse } from '../../../openapi/index.ts';
import { reachFor } from '../../access/reach.ts';
import { CoreError } from '../../client/errors.ts';
import { DELETED_BIT, flagBits, type MessageColumns } from '../../client/legacy.ts';
import { accountOf, toId } from '../../ids.ts';
import { mailboxNumber, reachedMailbox } from '../../legacy/reached-mailbox.ts';
import { changes, expungedAfter, snapshot } from '../../legacy/snapshot.ts';
import { spend } from '../answer-budget.ts';
import { method, type MethodContext } from '../method.ts';

/**
 * The mailbox, which must lie in the account that is named.
 * @throws CoreError accountNotFound, mailboxNotFound, notPermitted
 */
export async function legacyMailbox(ctx: MethodContext, args: { readonly accountId: string; readonly mailboxId: string }, access: 'read' | 'write') {
  return ctx.core.db.read(async (read) => {
    const { account } = await reachFor(ctx, read, args.accountId, access);
    if (accountOf(mailboxNumber(args.mailboxId)) !== account) throw new CoreError('mailboxNotFound', `There is no folder ${args.mailboxId.slice(0, 80)} in this account.`);
    return (await reachedMailbox(read, ctx, args.mailboxId, access)).row;
  });
}

export const legacyMailboxUids = method('LegacyMailbox/uids', async (ctx, args) => {
  spend(ctx, 'messages', 0);
  await legacyMailbox(ctx, args, 'read');
  const { messages, ...numbers } = await snapshot(ctx, args.mailboxId, { sinceUid: args.sinceUid, limit: args.limit });
  return answer(ctx, numbers, messages);
});

export const legacyMailboxChangesSince = method('LegacyMailbox/changesSince', async (ctx, args) => {
  spend(ctx, 'messages', 0);
  const { uid_validity: uidValidity } = await legacyMailbox(ctx, args, 'read');
  const { changed, ...numbers } = await changes(ctx, args.mailboxId, args.modseq);
  return answer(ctx, { ...numbers, uidValidity }, changed);
});

export const legacyMailboxExpungedSince = method('LegacyMailbox/expungedSince', async (ctx, args) => {
  spend(ctx, 'messages', 0);
  await legacyMailbox(ctx, args, 'read');
  const uids = await expungedAfter(ctx, args.mailboxId, args.modseq);
  if (!uids) throw new CoreError('cannotCalculateChanges', `What left this folder since ${args.modseq} is not remembered; compare with LegacyMailbox/uids.`);
  spend(ctx, 'messages', uids.length);
  return { uids: [...uids] };
});

function answer(ctx: MethodContext, numbers: Pick<LegacyMailboxUidsResponse, 'uidValidity' | 'uidNext' | 'highestModseq'>, columns: MessageColumns): LegacyMailboxUidsResponse {
  spend(ctx, 'messages', columns.uids.length);
  const { uidValidity, uidNext, highestModseq } = numbers;
  const places = new Map<string, number>();
  const keywordSets: string[][] = [];
  const keywords = Array.from(columns.flags, (bits, i) => {
    const extra = columns.extraKeywords.get(i) ?? [];
    const key = `${bits & ~DELETED_BIT} ${extra.join(' ')}`;
    let place = places.get(key);
    if (place === undefined) {
      places.set(key, (place = keywordSets.length));
      keywordSets.push([...Object.entries(flagBits).filter(([, bit]) => bits & bit).map(([name]) => name), ...extra]);
    }
    return place;
  });
  return {
    uidValidity, uidNext, highestModseq, uids: [...columns.uids], emailIds: Array.from(columns.emails, (id) => toId('email', id)), modseqs: [...columns.modseqs],
    keywords, keywordSets, deleted: Array.from(columns.flags, (bits) => (bits & DELETED_BIT) !== 0),
  };
}
