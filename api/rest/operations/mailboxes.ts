import type { components, Mailbox } from '../../../openapi/index.ts';
import type { Context } from '../../access/index.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, toId } from '../../ids.ts';
import { callMethod } from '../../jmap/engine.ts';
import { type Page, pageOf } from '../../people/page.ts';
import type { RestHandlers } from '../call.ts';

type MailboxWithPath = components['schemas']['MailboxWithPath'];

const properties = ['name', 'parentId', 'role', 'totalEmails', 'unreadEmails', 'myRights'];

/** Folders, as Mailbox/get has them. */
export const mailboxOperations: RestHandlers<'listMailboxes' | 'getMailbox'> = {
  listMailboxes: async ({ ctx, query }): Promise<Page<MailboxWithPath>> => {
    const all = await mailboxesOf(ctx, query.accountId);
    // By number: what comes and goes between two pages moves none of the others.
    const sorted = [...all.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id));
    return pageOf(query, async (after, limit) => sorted.filter(({ id }) => after === undefined || numberOf(id) > (Number(after) || 0)).slice(0, limit), ({ id }) => String(numberOf(id)), (mailbox) => view(mailbox, all));
  },
  getMailbox: async ({ ctx, path, query }) => {
    const all = await mailboxesOf(ctx, query.accountId);
    const mailbox = all.get(path.mailboxId);
    if (!mailbox) throw new CoreError('mailboxNotFound', `There is no Mailbox ${path.mailboxId.slice(0, 80)} that you can see.`);
    return view(mailbox, all);
  },
};

const numberOf = (id: string): number => fromId('mailbox', id) ?? 0;

/** @throws CoreError accountNotFound, notPermitted */
export async function mailboxesOf(ctx: Context, accountId = toId('account', ctx.principal.id)): Promise<ReadonlyMap<string, Mailbox>> {
  const { ids } = await callMethod(ctx, 'Mailbox/query', { accountId });
  const all = new Map<string, Mailbox>();
  const { maxObjectsInGet } = ctx.core.limits;
  for (let start = 0; start < ids.length; start += maxObjectsInGet) {
    const { list } = await callMethod(ctx, 'Mailbox/get', { accountId, ids: ids.slice(start, start + maxObjectsInGet), properties });
    for (const mailbox of list) all.set(mailbox.id, mailbox);
  }
  return all;
}

function view(mailbox: Mailbox, all: ReadonlyMap<string, Mailbox>): MailboxWithPath {
  const path: string[] = [];
  for (let at: Mailbox | undefined = mailbox; at && path.length < 1000; at = at.parentId ? all.get(at.parentId) : undefined) path.unshift(at.name ?? '');
  const { id, name = '', parentId = null, role = null, totalEmails = 0, unreadEmails = 0, myRights } = mailbox;
  return { id, path, name, parentId, role, totalEmails, unreadEmails, myRights: myRights as MailboxWithPath['myRights'] };
}
