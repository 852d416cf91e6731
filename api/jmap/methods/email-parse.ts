/** Email/parse (RFC 8621 §4.9). */
import type { ParsedEmail } from '../../../openapi/index.ts';
import { isCoreError } from '../../client/errors.ts';
import { parseMessage, projectMessage } from '../../mail/mime/index.ts';
import { bodyOf, type BodyOptions } from '../../mail/read/body-parts.ts';
import { bodyValuesOf, type TextBudget, textBudget } from '../../mail/read/email-object.ts';
import { allHeaders, headerValue, scanHeader } from '../../mail/read/header-values.ts';
import { headerOf, messageInMemory } from '../../mail/read/message-bytes.ts';
import { mimeLimits } from '../../mail/store/mime-limits.ts';
import { blobIdOfPart, parseBlobId, readableBlob, storedBytes } from '../blob-access.ts';
import { pick } from '../get.ts';
import { method, type MethodContext } from '../method.ts';
import { viewerFor } from '../viewer-for.ts';
import { bodyOptions } from './email-get.ts';

export const emailParse = method('Email/parse', async (ctx, args) => {
  // An account that may not be used is refused as a whole, also where no blob is asked for.
  await ctx.core.db.read((read) => viewerFor(ctx, read, args.accountId));
  const options = bodyOptions(ctx, args);
  const budget = textBudget(ctx);
  const parsed: Record<string, ParsedEmail> = {};
  const notParsable: string[] = [];
  const notFound: string[] = [];
  for (const written of new Set(args.blobIds)) {
    const blobId = ctx.request.resolveId(written);
    const blob = blobId === undefined ? undefined : await blobToParse(ctx, args.accountId, blobId);
    if (!blob || blobId === undefined) notFound.push(written);
    else {
      const email = blob.bytes && (await parsedEmail(ctx, blobId, blob.bytes, blob.prefix, options, budget));
      if (email) parsed[written] = pick(email, options.properties);
      else notParsable.push(written);
    }
  }
  return {
    accountId: args.accountId,
    parsed: Object.keys(parsed).length > 0 ? parsed : null,
    notParsable: notParsable.length > 0 ? notParsable : null,
    notFound: notFound.length > 0 ? notFound : null,
  };
});

interface BlobToParse {
  /** Null: larger than a message may be. */
  readonly bytes: Buffer | null;
  /** Header lines of one recipient, which the ranges of parts do not count. */
  readonly prefix: Buffer | null;
}

async function blobToParse(ctx: MethodContext, accountId: string, blobId: string): Promise<BlobToParse | undefined> {
  try {
    const blob = await readableBlob(ctx, accountId, blobId);
    if (blob.sizeBytes > ctx.core.limits.messageBytes) return { bytes: null, prefix: null };
    const id = parseBlobId(blobId);
    const stored = id?.kind === 'email' ? await ctx.core.db.read(async (read) => storedBytes(read, await viewerFor(ctx, read, accountId), id)) : undefined;
    const prefix = stored?.prefix ?? null;
    const pieces: Buffer[] = [];
    for await (const piece of blob.read(prefix?.length ?? 0)) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), prefix };
  } catch (error) {
    if (isCoreError(error) && error.kind === 'blobNotFound') return undefined;
    throw error;
  }
}

/** Undefined where the bytes have no header at all: then they are no message. */
async function parsedEmail(ctx: MethodContext, blobId: string, bytes: Buffer, prefix: Buffer | null, options: BodyOptions, budget: TextBudget): Promise<ParsedEmail | undefined> {
  const { needs, properties } = options;
  const parsed = parseMessage(bytes, mimeLimits(ctx.core.limits));
  if (parsed.fields.length === 0) return undefined;
  const projection = projectMessage(bytes, parsed);
  const orNull = (ids: string[]): string[] | null => (ids.length === 0 ? null : ids);
  const { subject, sender, from, to, cc, bcc, replyTo, sentAt, hasAttachment, preview } = projection;
  const message = messageInMemory(bytes, prefix, parsed.root);
  const email: ParsedEmail = {
    id: null, blobId, threadId: null, mailboxIds: null, keywords: null, size: bytes.length + (prefix?.length ?? 0), receivedAt: null,
    messageId: orNull(projection.messageIds), inReplyTo: orNull(projection.inReplyTo), references: orNull(projection.references),
    sender, from, to, cc, bcc, replyTo, subject, sentAt, hasAttachment, preview,
    bodyValues: needs.bodyValues ? await bodyValuesOf(message, options, budget) : {},
  };
  if (needs.header !== 'none') {
    const header = scanHeader(await headerOf(message, parsed.root));
    if (properties.has('headers')) email.headers = allHeaders(header);
    for (const form of needs.headerForms) Object.assign(email, { [form.property]: headerValue(header, form) });
  }
  if (needs.bodyParts) Object.assign(email, await bodyOf(message, options, (part) => blobIdOfPart(blobId, part)));
  return email;
}
