import { randomUUID } from 'node:crypto';
import type { components } from '../../../openapi/index.ts';
import type { SubmissionRow } from '../../../db/repositories/submissions.ts';
import type { Context } from '../../access/index.ts';
import { CoreError, isCoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { readableBlob } from '../../jmap/blob-access.ts';
import { callMethod } from '../../jmap/engine.ts';
import { buildMessage } from '../../mail/mime/index.ts';
import { IdempotentRequest } from '../../people/idempotency.ts';
import { getPreferences } from '../../people/preferences.ts';
import { parseStatuses } from '../../transport/delivery-status.ts';
import { submitMessage } from '../../transport/submit-message.ts';
import type { RestHandlers } from '../call.ts';

type MessageSend = components['schemas']['MessageSend'];
type MessageSent = components['schemas']['MessageSent'];
type EmailAddress = components['schemas']['EmailAddress'];

/** Sending, with what makes it safe to send a request again. */
export const sendOperations: RestHandlers<'sendMessage'> = {
  sendMessage: async ({ ctx, body, raw, headers, reply }) => {
    const key = headers['idempotency-key'];
    const idempotent = (type: string, digest: string): IdempotentRequest<MessageSent> | null =>
      key === undefined ? null : new IdempotentRequest<MessageSent>(ctx.core, ctx.principal.id, key, `sendMessage ${type} ${digest}`);
    const sent = raw
      ? await submitMessage(ctx, { source: raw.source, sendAt: null, keepCopy: undefined, answer, idempotent: (digest) => idempotent(raw.type, digest) })
      : await sendJson(ctx, body, idempotent('application/json', JSON.stringify(body)));
    if (sent.emailId !== null) reply.location = `/api/v1/messages/${sent.emailId}`;
    return sent;
  },
};

async function sendJson(ctx: Context, body: MessageSend, request: IdempotentRequest<MessageSent> | null): Promise<MessageSent> {
  // Before anything is looked at: what was sent once is answered, whatever has become of its attachments.
  const known = request && (await ctx.core.db.read((read) => request.answer(read)));
  if (known) return known;
  const bytes = await build(ctx, body);
  const sendAt = body.sendAt ? Date.parse(body.sendAt) : null;
  return submitMessage(ctx, { source: pieces(bytes), sendAt, keepCopy: body.saveToSent, answer, idempotent: () => request });
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function answer(row: SubmissionRow, messageId: string): MessageSent {
  return {
    submissionId: toId('submission', row.id),
    messageId,
    emailId: row.email_id === 0 ? null : toId('email', row.email_id),
    sendAt: new Date(row.send_at).toISOString(),
    status: row.undo_status === 'pending' ? 'pending' : 'final',
    recipients: Object.entries(parseStatuses(row.delivery_status) ?? {}).map(([address, { delivered, smtpReply }]) => ({ address, delivered, reply: smtpReply })),
  };
}

/** The message as Email/set would build it. @throws CoreError invalidProperties, blobNotFound, tooLarge, noRecipients */
async function build(ctx: Context, body: MessageSend): Promise<Buffer> {
  const { core } = ctx;
  const { messageBytes, mimeParts, maxSizeAttachmentsPerEmail } = core.limits;
  if ([body.to, body.cc, body.bcc].every((list) => (list ?? []).length === 0)) throw new CoreError('noRecipients', 'Name somebody in to, cc or bcc.');
  const contents = new Map<string, Buffer>();
  const attachments = (body.attachments ?? []).map((one, index) => {
    const hasContent = one.content !== undefined;
    if (hasContent === (one.blobId !== undefined)) throw refused(`attachments/${index}`, 'needs either blobId or content');
    const blobId = one.blobId ?? `content ${index}`;
    if (one.content !== undefined) contents.set(blobId, decoded(one.content, `attachments/${index}/content`));
    return {
      blobId, type: one.type ?? 'application/octet-stream', name: one.name ?? null, cid: one.cid ?? null, disposition: one.cid === undefined ? 'attachment' : 'inline',
    };
  });
  const list = (addresses: readonly EmailAddress[] | undefined): EmailAddress[] | null => (addresses && addresses.length > 0 ? [...addresses] : null);
  const draft: Record<string, unknown> = {
    from: [body.from ?? (await defaultSender(ctx))], to: list(body.to), cc: list(body.cc), bcc: list(body.bcc), replyTo: list(body.replyTo), subject: body.subject ?? null,
    inReplyTo: body.inReplyTo && body.inReplyTo.length > 0 ? body.inReplyTo : null, references: body.references && body.references.length > 0 ? body.references : null,
    bodyValues: { ...(body.text === undefined ? {} : { text: { value: body.text } }), ...(body.html === undefined ? {} : { html: { value: body.html } }) },
    ...(body.text === undefined ? {} : { textBody: [{ partId: 'text', type: 'text/plain' }] }),
    ...(body.html === undefined ? {} : { htmlBody: [{ partId: 'html', type: 'text/html' }] }),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
  for (const [name, value] of Object.entries(draft)) if (value === null) delete draft[name];
  let attachedBytes = 0;
  const readBlob = async (blobId: string): Promise<Buffer | null> => {
    const given = contents.get(blobId);
    const blob = given ? undefined : await readableBlob(ctx, toId('account', ctx.principal.id), blobId).catch((error: unknown) => {
      if (isCoreError(error)) return undefined;
      throw error;
    });
    if (!given && !blob) return null;
    // Before it is read: of all of them together, no more is ever held.
    attachedBytes += given?.length ?? blob?.sizeBytes ?? 0;
    if (attachedBytes > maxSizeAttachmentsPerEmail) throw new CoreError('tooLarge', `Attachments may have at most ${maxSizeAttachmentsPerEmail} bytes.`, { maxSize: maxSizeAttachmentsPerEmail });
    if (given) return given;
    const read: Buffer[] = [];
    for await (const piece of blob?.read() ?? []) read.push(piece);
    return Buffer.concat(read);
  };
  const built = await buildMessage(draft, readBlob, new Date(core.clock.now()), () => `${randomUUID()}@${core.settings.hostname}`, { contentBytes: messageBytes, parts: mimeParts });
  if (!built.errors) return built.bytes;
  const { errors } = built;
  if (errors.type === 'tooLarge') throw new CoreError('tooLarge', `A message may have at most ${errors.maxBytes} bytes.`, { maxSize: errors.maxBytes });
  if (errors.type === 'blobNotFound') throw new CoreError('blobNotFound', `These blobs are not there: ${errors.notFound.join(', ').slice(0, 500)}.`, { notFound: errors.notFound });
  throw new CoreError('invalidProperties', errors.description, {
    properties: errors.properties, errors: errors.properties.slice(0, 20).map((path) => ({ path, message: errors.description.startsWith(`${path}: `) ? errors.description.slice(path.length + 2) : 'is not acceptable' })),
  });
}

/** @throws CoreError invalidProperties */
function decoded(content: string, path: string): Buffer {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw refused(path, 'is not base64');
  return Buffer.from(content, 'base64');
}

function refused(path: string, message: string): CoreError {
  return new CoreError('invalidProperties', `${path} ${message}.`, { properties: [path.split('/')[0]], errors: [{ path, message }] });
}

/** The Identity that the person prefers, else the one that came with the account. */
async function defaultSender(ctx: Context): Promise<EmailAddress> {
  const { defaultIdentityId } = await getPreferences(ctx);
  const { list } = await callMethod(ctx, 'Identity/get', { accountId: toId('account', ctx.principal.id), ids: null });
  const identity = list.find(({ id }) => id === defaultIdentityId) ?? list[0];
  const { email = ctx.principal.address, name = ctx.principal.name } = identity ?? {};
  return email.startsWith('*') ? { name, email: ctx.principal.address } : { name, email };
}
