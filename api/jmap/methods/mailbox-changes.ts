/** Mailbox/changes (RFC 8621 §2.2). */
import { mailboxesById } from '../../../db/repositories/mailboxes.ts';
import { accountFor } from '../../access/context.ts';
import { fromId } from '../../ids.ts';
import { changesOf } from '../changes.ts';
import { method } from '../method.ts';
import { parseState } from '../state.ts';

const counters = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

export const mailboxChanges = method('Mailbox/changes', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    const answer = await changesOf(ctx, read, account, args, { type: 'Mailbox', idType: 'mailbox', table: 'mailbox' });
    const updated = await mailboxesById(read, account, answer.updated.map((id) => fromId('mailbox', id)).filter((id) => id !== undefined));
    const since = parseState(args.sinceState)?.since ?? 0;
    const onlyCounters = updated.length > 0 && updated.every((row) => row.property_modseq <= since);
    return { ...answer, updatedProperties: onlyCounters ? counters : null };
  });
});
