/** Mailbox/get (RFC 8621 §2.1). */
import { jmapObjects, type Mailbox } from '../../../openapi/index.ts';
import { mailboxesById, mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import { accountFor } from '../../access/context.ts';
import { fromId, toId } from '../../ids.ts';
import { mailboxObject, subscribedMailboxes } from '../../mail/read/mailbox-object.ts';
import { getObjects } from '../get.ts';
import { method } from '../method.ts';
import { typeState } from '../state.ts';

const properties = jmapObjects.Mailbox.properties;
/** `shareWith` belongs to another capability: it is returned to those who name it. */
const defaults = properties.filter((property) => property !== 'shareWith');

export const mailboxGet = method('Mailbox/get', async (ctx, args) => {
  const account = accountFor(ctx, args.accountId, 'read');
  return ctx.core.db.read(async (read) => {
    // Folders are few, and most clients want all of them: one statement either way.
    const rows = args.ids
      ? await mailboxesById(read, account, args.ids.map((id) => fromId('mailbox', id)).filter((id) => id !== undefined))
      : await mailboxesOf(read, account);
    return getObjects<Mailbox>(ctx, args, {
      state: await typeState(read, account, 'Mailbox'),
      properties,
      defaults,
      all: async (limit) => rows.slice(0, limit).map((row) => toId('mailbox', row.id)),
      load: async () => {
        const subscribed = await subscribedMailboxes(read, ctx.principal.id);
        return rows.map((row) => mailboxObject(row, subscribed.has(row.id)));
      },
    });
  });
});
