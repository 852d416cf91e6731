/** Mailbox/changes (RFC 8621 §2.2). */
import { mailboxesById } from '../../../db/repositories/mailboxes.ts';
import { ownersMailboxes, ownPropertyMarks } from '../../../db/repositories/reader-mailboxes.ts';
import { fromId, toId } from '../../ids.ts';
import { readableMailboxChanges } from '../../mail/read/mailbox-changes.ts';
import { accountOfViewer, shareeOf } from '../../mail/read/viewer.ts';
import { changesLimit, changesOf, changesPage } from '../changes.ts';
import { method } from '../method.ts';
import { knownState, parseState } from '../state.ts';
import { viewerFor } from '../viewer-for.ts';

const counters = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

export const mailboxChanges = method('Mailbox/changes', async (ctx, args) =>
  ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    const sharee = shareeOf(viewer);
    if (sharee) {
      const { since, current } = await knownState(read, sharee, 'Mailbox', args.sinceState);
      const limit = changesLimit(ctx, args.maxChanges);
      const rows = await readableMailboxChanges(read, sharee, since, current, limit + 1);
      const properties = new Map(rows.map((row) => [toId('mailbox', row.id), row.properties]));
      const answer = changesPage(since, current, rows, limit, (id) => toId('mailbox', id));
      const isOnlyCounters = answer.updated.length > 0 && answer.updated.every((id) => (properties.get(id) ?? 0) <= since.since);
      return { accountId: args.accountId, oldState: args.sinceState, ...answer, updatedProperties: isOnlyCounters ? counters : null };
    }
    const account = accountOfViewer(viewer);
    const since = parseState(args.sinceState)?.since ?? 0;
    const own = await ownPropertyMarks(read, account, since);
    // The join is only for those who have subscribed to something meanwhile: an account may have ten thousand mailboxes.
    const answer = await changesOf(ctx, read, account, args, { type: 'Mailbox', idType: 'mailbox', table: own.size === 0 ? 'mailbox' : ownersMailboxes });
    const updated = await mailboxesById(read, account, answer.updated.map((id) => fromId('mailbox', id)).filter((id) => id !== undefined));
    const onlyCounters = updated.length > 0 && updated.every((row) => row.property_modseq <= since && !own.has(row.id));
    return { ...answer, updatedProperties: onlyCounters ? counters : null };
  }));
