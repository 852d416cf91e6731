/** LegacyMailbox/changeFlags, /copy, /move, /expunge, /append: what IMAP does to messages by UID (contract, JMAP). */
import { CoreError } from '../../client/errors.ts';
import type { CopyRequest, CopyResult } from '../../client/legacy.ts';
import { accountOf, fromId, toId } from '../../ids.ts';
import { append } from '../../legacy/append.ts';
import { changeFlags, copy, expunge, move } from '../../legacy/change.ts';
import { searchMailbox } from '../../legacy/search.ts';
import { readableBlob } from '../blob-access.ts';
import { method, type MethodContext } from '../method.ts';
import { readUidSet } from '../uid-set.ts';
import { legacyMailbox } from './legacy-mailbox-read.ts';

const uidsOf = (ctx: MethodContext, mailboxId: string, set: readonly number[] | string): Promise<Uint32Array> =>
  readUidSet(set, () => searchMailbox(ctx, mailboxId, { op: 'all' }));

const lowered = (keywords: readonly string[]): string[] => [...new Set(keywords.map((keyword) => keyword.toLowerCase()))];

export const legacyMailboxChangeFlags = method('LegacyMailbox/changeFlags', async (ctx, { mailboxId, ...args }) => {
  await legacyMailbox(ctx, { mailboxId, accountId: args.accountId }, 'write');
  const { updated, conflicting, modseqs } = await changeFlags(ctx, {
    mailboxId, uids: await uidsOf(ctx, mailboxId, args.uids), op: args.op, keywords: lowered(args.keywords), deleted: args.deleted ?? false,
    ifUnmodifiedSince: args.ifUnmodifiedSince,
  });
  return { updated: [...updated], modseq: modseqs.reduce((highest, modseq) => Math.max(highest, modseq), 0), conflicting: [...conflicting] };
});

interface Transfer {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly uids: readonly number[] | string;
  readonly toAccountId?: string;
  readonly toMailboxId: string;
}

/** @throws CoreError accountNotFound, mailboxNotFound, mailboxToCreate, notPermitted, overQuota */
async function transfer(ctx: MethodContext, args: Transfer, access: 'read' | 'write', carryOut: (request: CopyRequest) => Promise<CopyResult>) {
  const { mailboxId, toMailboxId } = args;
  await legacyMailbox(ctx, args, access);
  const to = fromId('mailbox', toMailboxId);
  if (to === undefined || toId('account', accountOf(to)) !== (args.toAccountId ?? args.accountId)) {
    throw new CoreError('mailboxToCreate', `There is no folder ${toMailboxId.slice(0, 80)} in the account to put messages in.`);
  }
  const { uidValidity, sourceUids, destinationUids } = await carryOut({ mailboxId, toMailboxId, uids: await uidsOf(ctx, mailboxId, args.uids) });
  return { uidValidity, sourceUids: [...sourceUids], destinationUids: [...destinationUids] };
}

export const legacyMailboxCopy = method('LegacyMailbox/copy', (ctx, args) => transfer(ctx, args as Transfer, 'read', (request) => copy(ctx, request)));

export const legacyMailboxMove = method('LegacyMailbox/move', (ctx, args) => transfer(ctx, args as Transfer, 'write', (request) => move(ctx, request)));

export const legacyMailboxExpunge = method('LegacyMailbox/expunge', async (ctx, args) => {
  const { highest_modseq: present } = await legacyMailbox(ctx, args, 'write');
  const { uids, modseq } = await expunge(ctx, args.mailboxId, args.uids === undefined ? undefined : await uidsOf(ctx, args.mailboxId, args.uids));
  return { uids: [...uids], modseq: uids.length > 0 ? modseq : present };
});

export const legacyMailboxAppend = method('LegacyMailbox/append', async (ctx, args) => {
  const { accountId, mailboxId } = args;
  await legacyMailbox(ctx, args, 'write');
  const blob = await readableBlob(ctx, accountId, args.blobId);
  return append(ctx, {
    mailboxId, keywords: lowered(args.keywords), deleted: args.deleted ?? false, receivedAt: args.receivedAt ? Date.parse(args.receivedAt) : undefined,
    source: blob.read(), sizeBytes: blob.sizeBytes,
  });
});
