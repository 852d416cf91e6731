import { createHash } from 'node:crypto';
import { BlobTooLarge, type BlobStore, type PendingBlob } from '../../../db/index.ts';
import type { ProjectionRow } from '../../../db/repositories/emails.ts';
import { CoreError } from '../../client/errors.ts';
import { type EmailAddress, foldText, type HeaderField, type MimeLimits, parseMessage, projectMessage } from '../mime/index.ts';

/** The header properties that lists show, as the projection keeps them (RFC 8621 §4.1.3). */
export interface ProjectedHeaders {
  subject: string | null;
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  sender: EmailAddress[] | null;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  sentAt: string | null;
}

/** A message whose bytes are durable and whose projection is computed: ready to be put into an account. */
export interface Arrived {
  readonly blob: PendingBlob;
  readonly projection: Omit<ProjectionRow, 'id' | 'account_id'>;
  readonly headers: ProjectedHeaders;
  readonly sentAt: number | null;
  readonly hasAttachment: boolean;
  readonly messageIdHash: string | null;
  /** Where the message belongs among the account's threads. */
  readonly threadKeys: readonly string[];
  readonly receivedFields: number;
  readonly fields: readonly HeaderField[];
}

/** References beyond these are not looked at: a thread is found by its first and its newest messages. */
const MAX_REFERENCES = 100;

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** The hash that a Message-ID is found by. */
export const messageIdHash = (messageId: string): string => shortHash(messageId);

/**
 * Keeps a message's bytes and computes its projection, once (design §6).
 * @param before header lines to put in front, kept as part of the message
 * @throws CoreError tooLarge
 */
export async function arrive(
  blobs: BlobStore, source: AsyncIterable<Uint8Array> | Buffer, options: { maxBytes: number; limits: Partial<MimeLimits>; before?: string },
): Promise<Arrived> {
  const before = options.before ? Buffer.from(options.before, 'latin1') : undefined;
  if (Buffer.isBuffer(source)) {
    if (source.length > options.maxBytes) throw tooLarge(options.maxBytes);
    const bytes = before ? Buffer.concat([before, source]) : source;
    const blob = await blobs.put(bytes);
    return describe(blob, bytes, options.limits);
  }
  try {
    const blob = await blobs.putStream(before ? prefixed(before, source) : source, options.maxBytes + (before?.length ?? 0));
    return describe(blob, await blobs.readPending(blob), options.limits);
  } catch (error) {
    if (error instanceof BlobTooLarge) throw tooLarge(options.maxBytes);
    throw error;
  }
}

/** The same for a message that is in the store already. */
export async function arriveStored(blobs: BlobStore, blob: PendingBlob, limits: Partial<MimeLimits>): Promise<Arrived> {
  return describe(blob, await blobs.readPending(blob), limits);
}

function tooLarge(maxBytes: number): CoreError {
  return new CoreError('tooLarge', `A message may have at most ${maxBytes} bytes.`, { maxBytes });
}

async function* prefixed(before: Buffer, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield before;
  yield* source;
}

function describe(blob: PendingBlob, bytes: Buffer, limits: Partial<MimeLimits>): Arrived {
  const parsed = parseMessage(bytes, limits);
  const p = projectMessage(bytes, parsed);
  const headers: ProjectedHeaders = {
    subject: p.subject, messageId: orNull(p.messageIds), inReplyTo: orNull(p.inReplyTo), references: orNull(p.references), sender: p.sender, from: p.from,
    to: p.to, cc: p.cc, bcc: p.bcc, replyTo: p.replyTo, sentAt: p.sentAt,
  };
  const folded = foldText(p.baseSubject);
  const related = [...p.messageIds.slice(0, 1), ...p.inReplyTo.slice(0, 10), ...capped(p.references)];
  const parents = p.references.length > 0 ? capped(p.references) : p.inReplyTo.slice(0, 1);
  return {
    blob,
    headers,
    sentAt: p.sentAtMs,
    hasAttachment: p.hasAttachment,
    messageIdHash: p.messageIds[0] === undefined ? null : messageIdHash(p.messageIds[0]),
    threadKeys: [...new Set(related)].map((id) => shortHash(`${id}\0${folded}`)),
    receivedFields: parsed.fields.filter((field) => field.name.toLowerCase() === 'received').length,
    fields: parsed.fields,
    projection: {
      headers: JSON.stringify(headers),
      preview: p.preview,
      structure: JSON.stringify(p.structure),
      envelope: p.envelope,
      body_structure: p.bodyStructure,
      body: p.body,
      header_projection: p.isHeaderProjectionComplete ? p.headerProjection : Buffer.alloc(0),
      reference_hashes: Buffer.concat([p.messageIds[0] ?? '', ...parents].map((id) => createHash('sha256').update(id).digest().subarray(0, 8))),
      base_subject: p.baseSubject.slice(0, 512),
      sort_from: p.sortFrom.slice(0, 255),
      sort_to: p.sortTo.slice(0, 255),
      sort_subject: p.sortSubject.slice(0, 255),
    },
  };
}

const orNull = (ids: string[]): string[] | null => (ids.length === 0 ? null : ids);

function capped(ids: readonly string[]): readonly string[] {
  return ids.length <= MAX_REFERENCES ? ids : [...ids.slice(0, MAX_REFERENCES / 2), ...ids.slice(-MAX_REFERENCES / 2)];
}
