import { mailboxesOf } from '../../../db/repositories/mailboxes.ts';
import type { Unit } from '../../../db/index.ts';
import { invalidProperties, type MailboxSetArguments, type MailboxSetResponse } from '../../../openapi/index.ts';
import { accountFor } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { fromId, needId, toId } from '../../ids.ts';
import { createMailbox } from '../../mail/mailboxes/create.ts';
import { destroyMailbox } from '../../mail/mailboxes/destroy.ts';
import { MailboxTree } from '../../mail/mailboxes/tree.ts';
import { type MailboxPatch, updateMailbox } from '../../mail/mailboxes/update.ts';
import { method } from '../method.ts';
import { patchedProperties } from '../patch.ts';
import { applySet, type ResolveId } from '../set.ts';
import { typeState } from '../state.ts';

type Fields = Readonly<Record<string, unknown>>;

const settable = new Set(['name', 'parentId', 'role', 'sortOrder', 'isSubscribed']);

/** Mailbox/set (RFC 8621 §2.5). Creates, changes and destroys in one unit of work; a failure of one item leaves the others standing. */
export const mailboxSet = method('Mailbox/set', async (ctx, args) => {
  const accountId = accountFor(ctx, args.accountId, 'write');
  const { core, principal } = ctx;
  return core.db.write([accountId], async (tx) => {
    const account = tx.account(accountId);
    const oldState = await typeState(tx, accountId, 'Mailbox');
    const ordered = { ...args, destroy: await deepestFirst(tx, accountId, args.destroy ?? null) };
    return applySet(ctx, ordered, { oldState, newState: () => (account.types.has('Mailbox') ? String(account.modseq) : oldState) }, {
      async create(draft, resolve) {
        refuseInvalid(draft);
        const id = await createMailbox(tx, accountId, principal.id, {
          name: draft['name'] as string,
          parentId: parentNumber(draft['parentId'], resolve),
          role: (draft['role'] as string | null | undefined) ?? null,
          sortOrder: (draft['sortOrder'] as number | undefined) ?? 0,
          subscribed: (draft['isSubscribed'] as boolean | undefined) ?? true,
        }, core.limits, core.clock.now());
        return { id: toId('mailbox', id), ...serverSet(draft) };
      },
      async update(id, patch, resolve) {
        await updateMailbox(tx, accountId, principal.id, needId('mailbox', id), toPatch(patch, resolve), core.limits);
        return null;
      },
      async destroy(id) {
        await destroyMailbox(tx, accountId, needId('mailbox', id), { removeEmails: args.onDestroyRemoveEmails ?? false }, core.clock.now());
      },
    }) as Promise<MailboxSetResponse>;
  });
});

/** A folder and what lies in it may be destroyed in one call, however they were listed. */
async function deepestFirst(tx: Unit, accountId: number, ids: MailboxSetArguments['destroy'] | null): Promise<string[] | null> {
  if (!ids) return null;
  const tree = new MailboxTree(await mailboxesOf(tx, accountId));
  const depth = (id: string): number => tree.depth(fromId('mailbox', id) ?? 0);
  return [...ids].sort((a, b) => depth(b) - depth(a));
}

function refuseInvalid(draft: Fields): void {
  const issues = invalidProperties('MailboxCreate', draft);
  if (issues.length > 0) throw refusal(issues);
}

function refusal(issues: readonly { path: string; message: string }[]): CoreError {
  const properties = [...new Set(issues.map((issue) => issue.path.split('/')[0] as string))];
  return new CoreError('invalidProperties', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), { properties });
}

function toPatch(patch: Fields, resolve: ResolveId): MailboxPatch {
  const wrong = patchedProperties(patch).filter((property) => !settable.has(property));
  if (wrong.length > 0) {
    throw new CoreError('invalidProperties', `The server sets ${wrong.join(', ')}.`, { properties: wrong });
  }
  const issues = invalidProperties('MailboxCreate', { name: 'x', ...patch });
  if (issues.length > 0) throw refusal(issues);
  return {
    ...(patch['name'] !== undefined ? { name: patch['name'] as string } : {}),
    ...(patch['parentId'] !== undefined ? { parentId: parentNumber(patch['parentId'], resolve) } : {}),
    ...(patch['role'] !== undefined ? { role: patch['role'] as string | null } : {}),
    ...(patch['sortOrder'] !== undefined ? { sortOrder: patch['sortOrder'] as number } : {}),
    ...(patch['isSubscribed'] !== undefined ? { subscribed: patch['isSubscribed'] as boolean } : {}),
  };
}

function parentNumber(parentId: unknown, resolve: ResolveId): number {
  if (parentId === null || parentId === undefined) return 0;
  const id = resolve(parentId as string);
  const number = id === undefined ? undefined : fromId('mailbox', id);
  if (number === undefined) throw new CoreError('invalidProperties', 'There is no such folder to put this one in.', { properties: ['parentId'] });
  return number;
}

const ownerRights = {
  mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true, mayCreateChild: true, mayRename: true, mayDelete: true,
  maySubmit: true,
} as const;

/** What the server set on a new folder, and the defaults that the draft left out (RFC 8620 §5.3). */
function serverSet(draft: Fields): Fields {
  return {
    ...(draft['role'] === undefined ? { role: null } : {}),
    ...(draft['parentId'] === undefined ? { parentId: null } : {}),
    ...(draft['sortOrder'] === undefined ? { sortOrder: 0 } : {}),
    ...(draft['isSubscribed'] === undefined ? { isSubscribed: true } : {}),
    totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0, myRights: ownerRights,
  };
}

