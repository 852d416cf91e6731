import type { Context } from '../access/context.ts';
import type { LegacyClient } from '../client/legacy.ts';
import { projectedHeaderFields } from '../mail/mime/index.ts';
import { changeAcl, grantableRights, readAcl } from './acl.ts';
import { append, appendStaged, stage } from './append.ts';
import { capabilitiesOff } from './capabilities-off.ts';
import { changeFlags, copy, expunge, move } from './change.ts';
import { decodedPart, fetchColumns, messageBytes } from './fetch.ts';
import { createPath, deletePath, findByPath, listMailboxes, renamePath, subscribePath } from './folders.ts';
import { changeMetadata, listMetadata, readMetadata } from './metadata.ts';
import { onMetadata } from './metadata-notices.ts';
import { deleteByPop3 } from './pop3-deletions.ts';
import { readQuota } from './quota.ts';
import type { RecentMarks } from './recent.ts';
import { searchMailbox } from './search.ts';
import { changes, expungedAfter, snapshot } from './snapshot.ts';
import { sortMessages } from './sort.ts';
import { threadMessages } from './thread.ts';

/** What the vendor methods share across all sign-ins of the process. */
export interface LegacyServices {
  readonly recent: RecentMarks;
}

/** The vendor capability in process, for one sign-in. */
export function createLegacyClient(ctx: Context, services: LegacyServices): LegacyClient {
  return {
    mailboxes: (of = 'own') => listMailboxes(ctx, services.recent, of),
    mailbox: (path) => findByPath(ctx, services.recent, path),
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
    decodedPart: (mailboxId, uid, part) => decodedPart(ctx, mailboxId, uid, part),
    projectedHeaders: projectedHeaderFields,
    search: (mailboxId, filter) => searchMailbox(ctx, mailboxId, filter),
    sort: (mailboxId, uids, criteria) => sortMessages(ctx, mailboxId, uids, criteria),
    thread: (mailboxId, uids, algorithm) => threadMessages(ctx, mailboxId, uids, algorithm),
    changeFlags: (request) => changeFlags(ctx, request),
    copy: (request) => copy(ctx, request),
    move: (request) => move(ctx, request),
    expunge: (mailboxId, uids) => expunge(ctx, mailboxId, uids),
    stage: (source) => stage(ctx, source),
    append: (request) => append(ctx, request),
    appendStaged: (mailboxId, messages) => appendStaged(ctx, mailboxId, messages),
    acl: (mailboxId) => readAcl(ctx, mailboxId),
    setAcl: (mailboxId, identifier, change) => changeAcl(ctx, mailboxId, identifier, change),
    grantable: (mailboxId, identifier) => grantableRights(ctx, mailboxId, identifier),
    deleteByPop3: (mailboxId, uids) => deleteByPop3(ctx, mailboxId, uids),
    capabilitiesOff: () => capabilitiesOff(ctx),
    metadata: (mailboxId) => listMetadata(ctx, mailboxId),
    metadataValue: (mailboxId, entry) => readMetadata(ctx, mailboxId, entry),
    setMetadata: (mailboxId, changes) => changeMetadata(ctx, mailboxId, changes),
    onMetadata: (listener) => onMetadata(ctx, listener),
    quota: (mailboxId) => readQuota(ctx, mailboxId),
  };
}
