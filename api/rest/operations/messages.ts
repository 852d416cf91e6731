import type { Email, EmailFilter, EmailFilterCondition, SetError } from '../../../openapi/index.ts';
import type { Context } from '../../access/index.ts';
import { CoreError, type ErrorKind, errorTable, isCoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { onBlobLost, readableBlob } from '../../jmap/blob-access.ts';
import { callMethod } from '../../jmap/engine.ts';
import type { RestArguments } from '../../client/rest-operations.ts';
import type { RestHandlers } from '../call.ts';
import { etagOf, matchesTag } from '../entity-tag.ts';
import { messagePage } from '../message-pages.ts';
import { type Message, messageBodyProperties, messageProperties, messageView } from '../message-view.ts';
import { mailboxesOf } from './mailboxes.ts';

/** Of one text; the whole message is at `…/raw`. */
const mostTextBytes = 1024 * 1024;
const mostTries = 5;

type Query = NonNullable<RestArguments<'listMessages'>['query']>;

/** Mail for integrators: JMAP's methods under other names, with their rights and their rules. */
export const messageOperations: RestHandlers<'listMessages' | 'getMessage' | 'updateMessage' | 'deleteMessage' | 'getRawMessage'> = {
  listMessages: ({ ctx, query }) => messagePage(ctx, {
    accountId: accountOf(ctx, query.accountId), filter: filterOf(query), order: query.order ?? 'newest', cursor: query.cursor, limit: query.limit ?? 50,
  }),
  getMessage: async ({ ctx, path, query }) => (await load(ctx, accountOf(ctx, query.accountId), path.messageId)).message,
  getRawMessage: async ({ ctx, path, query, reply }) => {
    const accountId = accountOf(ctx, query.accountId);
    const { list } = await callMethod(ctx, 'Email/get', { accountId, ids: [path.messageId], properties: ['blobId'] });
    const blobId = list[0]?.blobId;
    if (typeof blobId !== 'string') throw noMessage(path.messageId);
    const blob = await readableBlob(ctx, accountId, blobId);
    reply.bytes = {
      type: 'message/rfc822', name: `${path.messageId}.eml`, sizeBytes: blob.sizeBytes, read: () => blob.read(), onLost: (listener) => onBlobLost(ctx, accountId, blobId, listener),
    };
    reply.etag = `"${blobId}"`;
    return undefined;
  },
  updateMessage: async ({ ctx, path, query, body, headers, reply }) => {
    const accountId = accountOf(ctx, query.accountId);
    const expected = headers['if-match'];
    const patch = patchOf(body);
    for (let tries = 1; ; tries++) {
      try {
        const ifInState = expected === undefined ? undefined : await stateOf(ctx, accountId, path.messageId, expected);
        await set(ctx, accountId, path.messageId, { update: { [path.messageId]: patch }, ...(ifInState === undefined ? {} : { ifInState }) });
        break;
      } catch (error) {
        // Something else in the account has changed: whether this message is still the same is looked at again.
        if (!(isCoreError(error) && error.kind === 'stateMismatch' && error.details['state'] !== undefined) || tries === mostTries) throw error;
      }
    }
    const { message } = await load(ctx, accountId, path.messageId);
    reply.etag = etagOf(message);
    return message;
  },
  deleteMessage: async ({ ctx, path, query }) => {
    const accountId = accountOf(ctx, query.accountId);
    const { list } = await callMethod(ctx, 'Email/get', { accountId, ids: [path.messageId], properties: ['mailboxIds'] });
    const [email] = list;
    if (!email) throw noMessage(path.messageId);
    const trash = query.permanent === 'true' ? undefined : [...(await mailboxesOf(ctx, accountId)).values()].find(({ role }) => role === 'trash')?.id;
    // Of a shared account the Trash is seldom seen: what was to be kept must not be lost for that.
    if (trash === undefined && query.permanent !== 'true') throw new CoreError('notPermitted', 'There is no Trash in this account that you can use; permanent=true deletes for good.');
    const present = Object.keys(email.mailboxIds ?? {});
    const isGone = trash === undefined || (present.length === 1 && present[0] === trash);
    await set(ctx, accountId, path.messageId, isGone ? { destroy: [path.messageId] } : { update: { [path.messageId]: { mailboxIds: { [trash]: true } } } });
    return undefined;
  },
};

export const accountOf = (ctx: Context, accountId: string | undefined): string => accountId ?? toId('account', ctx.principal.id);

export const noMessage = (id: string): CoreError => new CoreError('notFound', `There is no message ${JSON.stringify(id.slice(0, 80))} that you can read.`);

/** All that is asked for; the first condition is the Mailbox's, or none. */
function filterOf(query: Query): EmailFilter {
  const { mailboxId, query: text, keyword, unread, flagged, hasAttachment } = query;
  const conditions: EmailFilterCondition[] = [];
  if (mailboxId !== undefined) conditions.push({ inMailbox: mailboxId });
  if (text !== undefined) conditions.push({ text });
  for (const name of ['from', 'to', 'cc', 'subject', 'body', 'after', 'before'] as const) if (query[name] !== undefined) conditions.push({ [name]: query[name] });
  if (keyword !== undefined) conditions.push({ hasKeyword: keyword });
  if (unread !== undefined) conditions.push(unread === 'true' ? { notKeyword: '$seen' } : { hasKeyword: '$seen' });
  if (flagged !== undefined) conditions.push(flagged === 'true' ? { hasKeyword: '$flagged' } : { notKeyword: '$flagged' });
  if (hasAttachment !== undefined) conditions.push({ hasAttachment: hasAttachment === 'true' });
  return conditions.length === 1 ? (conditions[0] as EmailFilterCondition) : { operator: 'AND', conditions };
}

async function load(ctx: Context, accountId: string, id: string): Promise<{ message: Message; state: string }> {
  const { list, state } = await callMethod(ctx, 'Email/get', {
    accountId, ids: [id], properties: [...messageProperties], bodyProperties: [...messageBodyProperties], fetchTextBodyValues: true, fetchHTMLBodyValues: true,
    maxBodyValueBytes: mostTextBytes,
  });
  const email = list[0] as Email | undefined;
  if (!email) throw noMessage(id);
  return { message: messageView(email, accountId), state };
}

/** The state in which the message is as expected. @throws CoreError stateMismatch where it is another now */
async function stateOf(ctx: Context, accountId: string, id: string, expected: string): Promise<string> {
  const { message, state } = await load(ctx, accountId, id);
  if (!matchesTag(expected, etagOf(message), 'strong')) throw new CoreError('stateMismatch', 'The message has changed meanwhile; read it again.');
  return state;
}

function patchOf({ seen, flagged, addKeywords = [], removeKeywords = [], mailboxIds }: NonNullable<RestArguments<'updateMessage'>['body']>): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  const put = (keyword: string, isThere: boolean): void => {
    // As a part of a path (RFC 6901 §3).
    const path = `keywords/${keyword.toLowerCase().replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const value = isThere ? true : null;
    if (Object.hasOwn(patch, path) && patch[path] !== value) throw new CoreError('invalidProperties', `${keyword.slice(0, 80)} is both added and taken away.`, { properties: ['addKeywords', 'removeKeywords'] });
    patch[path] = value;
  };
  if (seen !== undefined) put('$seen', seen);
  if (flagged !== undefined) put('$flagged', flagged);
  for (const keyword of addKeywords) put(keyword, true);
  for (const keyword of removeKeywords) put(keyword, false);
  if (mailboxIds) patch['mailboxIds'] = Object.fromEntries(mailboxIds.map((id) => [id, true]));
  return patch;
}

async function set(ctx: Context, accountId: string, id: string, change: { update?: Record<string, Record<string, unknown>>; destroy?: string[]; ifInState?: string }): Promise<void> {
  const { notUpdated, notDestroyed } = await callMethod(ctx, 'Email/set', { accountId, ...change });
  const error = notUpdated?.[id] ?? notDestroyed?.[id];
  if (error) throw refusalOf(error);
}

/** Why one object was refused (RFC 8620 §5.3), as the refusal of the whole request. */
function refusalOf({ type, description, properties }: SetError): CoreError {
  const kind = (Object.keys(errorTable) as ErrorKind[]).find((one) => errorTable[one].jmap === type && !['credentialsInvalid', 'tooManyAttempts', 'accountDisabled', 'encryptionRequired'].includes(one));
  return new CoreError(kind ?? 'invalidProperties', description ?? type, properties ? { properties } : {});
}
