/** Emails as JMAP shows them, out of stored columns and, where nothing less will do, ranges of the message (RFC 8621 §4.2). */
import type { Email, EmailBodyValue } from '../../../openapi/index.ts';
import { BlobDamaged, type BlobStore } from '../../../db/index.ts';
import type { Context } from '../../access/context.ts';
import { CoreError } from '../../client/errors.ts';
import { toId } from '../../ids.ts';
import { blobIdOf, blobIdOfEmail, blobIdOfPart } from '../../jmap/blob-access.ts';
import { parseMessage, type Part } from '../mime/index.ts';
import type { ProjectedHeaders } from '../store/arrival.ts';
import { keywordNames } from '../store/keywords.ts';
import { mimeLimits } from '../store/mime-limits.ts';
import { bodyOf, bodyValue, type BodyOptions, valuedParts } from './body-parts.ts';
import { type HeaderProperty, projectedProperties } from './email-properties.ts';
import type { EmailColumns } from './email-rows.ts';
import { allHeaders, headerValue, type ScannedHeader, scanHeader } from './header-values.ts';
import { headerOf, type MessageBytes, storedMessage } from './message-bytes.ts';
import type { ThreadIds } from './thread-ids.ts';

/** Properties that lists show: from columns alone. @param threads how the viewer knows Threads */
export function listedEmail(row: EmailColumns, mailboxIds: readonly number[] | undefined, properties: ReadonlySet<string>, threads: ThreadIds): Email {
  const email: Email = { id: toId('email', row.id) };
  if (properties.has('blobId')) email.blobId = blobIdOfEmail({ id: row.id, hash: row.blob_hash, hasPrefix: row.prefix !== null });
  if (properties.has('threadId')) email.threadId = threads.idOf(row.thread_id);
  if (properties.has('mailboxIds')) email.mailboxIds = Object.fromEntries((mailboxIds ?? []).map((id) => [toId('mailbox', id), true] as const));
  if (properties.has('keywords')) email.keywords = Object.fromEntries(keywordNames(row.keyword_bits, row.extra_keywords).map((name) => [name, true] as const));
  if (properties.has('size')) email.size = row.size_bytes;
  if (properties.has('receivedAt')) email.receivedAt = utcDate(row.received_at);
  if (properties.has('hasAttachment')) email.hasAttachment = row.has_attachment === 1;
  if (properties.has('preview')) email.preview = row.preview ?? '';
  if (row.headers !== undefined) {
    const headers = (row.headers === null ? {} : JSON.parse(row.headers)) as Partial<ProjectedHeaders>;
    for (const property of projectedProperties) if (properties.has(property)) Object.assign(email, { [property]: headers[property] ?? null });
  }
  if (properties.has('bodyValues')) email.bodyValues = {};
  return email;
}

/** UTCDate (RFC 8620 §1.4): fractions of a second only where there are some. */
export function utcDate(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** How much text one call may ask for; the client can ask for less at a time, or cut by `maxBodyValueBytes`. */
export interface TextBudget {
  left: number;
}

/** A call may always ask for the whole text of one message. */
export const textBudget = (ctx: Context): TextBudget => ({ left: 2 * ctx.core.limits.messageBytes });

/**
 * Adds what needs the structure or the message itself. A message whose bytes are lost or damaged is shown all the same, with what is known of it: its
 * body values are empty and marked `isEncodingProblem`, header fields are those of the stored projection.
 */
export async function addMessageProperties(ctx: Context, email: Email, row: EmailColumns, options: BodyOptions, budget: TextBudget): Promise<void> {
  const { needs, properties } = options;
  const { blobs } = ctx.core.db;
  const { prefix } = row;
  if (needs.header === 'projection' && row.header_projection && row.header_projection.length > 0) {
    addHeaderForms(email, scanHeader(prefix ? Buffer.concat([prefix, row.header_projection]) : row.header_projection), needs.headerForms);
    if (!needs.bodyParts && !needs.bodyValues) return;
  }
  const structure = await structureOf(ctx, row);
  const stored = storedMessage(blobs, row.blob_hash, prefix, structure);
  const message = { ...stored, read: (start: number, end: number) => readOrReport(ctx, row, () => stored.read(start, end)) };
  const needsHeader = needs.header === 'message' || (needs.header === 'projection' && !(row.header_projection && row.header_projection.length > 0));
  if (needsHeader) {
    const header = scanHeader(await headerOf(message, structure));
    if (properties.has('headers')) email.headers = allHeaders(header);
    addHeaderForms(email, header, needs.headerForms);
  }
  if (needs.bodyParts) Object.assign(email, await bodyOf(message, options, (part) => blobIdOfPart(blobIdOf(row.blob_hash), part)));
  if (needs.bodyValues) email.bodyValues = await bodyValuesOf(message, options, budget);
}

function addHeaderForms(email: Email, header: ScannedHeader, forms: readonly HeaderProperty[]): void {
  for (const form of forms) Object.assign(email, { [form.property]: headerValue(header, form) });
}

async function structureOf(ctx: Context, row: EmailColumns): Promise<Part> {
  if (row.structure) return JSON.parse(row.structure) as Part;
  const { db, limits } = ctx.core;
  const bytes = await readOrReport(ctx, row, () => db.blobs.readAll(row.blob_hash));
  return parseMessage(bytes, mimeLimits(limits)).root;
}

async function readOrReport(ctx: Context, row: EmailColumns, read: () => Promise<Buffer>): ReturnType<BlobStore['readAll']> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BlobDamaged)) throw error;
    ctx.core.log.error({ err: error, blob: row.blob_hash, email: toId('email', row.id) }, 'a stored message cannot be read; run `messagerie verify`');
    return Buffer.alloc(0);
  }
}

/**
 * The texts asked for, by part id.
 * @throws CoreError requestTooLarge where all texts of the call together are more than {@link textBudget} allows
 */
export async function bodyValuesOf(message: MessageBytes, { args }: BodyOptions, budget: TextBudget): Promise<Record<string, EmailBodyValue>> {
  const values: Record<string, EmailBodyValue> = {};
  const maxBytes = args.maxBodyValueBytes ?? 0;
  for (const part of valuedParts(message.structure, args)) {
    budget.left -= maxBytes > 0 ? Math.min(maxBytes, part.decodedSize) : part.decodedSize;
    if (budget.left < 0) {
      throw new CoreError('requestTooLarge', 'These messages hold more text than one call gives; ask for fewer at a time, or set maxBodyValueBytes.');
    }
    const value = await bodyValue(message, part, maxBytes);
    const isLost = value.value === '' && !value.isTruncated && part.bodyEnd > part.bodyStart && part.decodedSize > 0;
    values[part.partId] = isLost ? { ...value, isEncodingProblem: true } : value;
  }
  return values;
}
