/** Mailbox/get (RFC 8621 §2.1). */
import { jmapObjects, type Mailbox } from '../../../openapi/index.ts';
import { fromId, toId } from '../../ids.ts';
import { mailboxObjects, sharesOf, visibleMailboxRows } from '../../mail/read/mailbox-object.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { MAIL_SHARE } from './mailbox-share-with.ts';
import { typeState } from '../state.ts';
import { viewerFor } from '../viewer-for.ts';

const properties = jmapObjects.Mailbox.properties;
/** `shareWith` belongs to another capability: it is returned to those who name both. */
const defaults = properties.filter((property) => property !== 'shareWith');

export const mailboxGet = method('Mailbox/get', async (ctx, args) => {
  return ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, args.accountId);
    // Folders are few, and most clients want all of them: one statement either way.
    const rows = await visibleMailboxRows(read, viewer, args.ids?.map((id) => fromId('mailbox', id)).filter((id) => id !== undefined));
    return getObjects<Mailbox>(ctx, args, {
      state: await typeState(read, viewer, 'Mailbox'),
      properties: ctx.request.isUsing(MAIL_SHARE) ? properties : defaults,
      defaults,
      all: async (limit) => rows.slice(0, limit).map((row) => toId('mailbox', row.id)),
      load: async (_ids, wanted) => {
        const mailboxes = await mailboxObjects(ctx.core, read, viewer, ctx.principal.id, rows, wanted.has('unreadEmails') || wanted.has('unreadThreads'));
        if (!wanted.has('shareWith')) return mailboxes;
        const shares = await sharesOf(read, viewer, rows.map((row) => row.id));
        return mailboxes.map((mailbox, i) => ({ ...mailbox, shareWith: shares.get(rows[i]?.id as number) ?? null }));
      },
    });
  });
});
