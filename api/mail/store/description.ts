import { createHash } from 'node:crypto';
import type { ProjectionRow } from '../../../db/repositories/emails.ts';
import { type EmailAddress, type HeaderField, type MimeLimits, type ParsedMessage, parseMessage, projectMessage } from '../mime/index.ts';
import { threadSubject } from './thread-subject.ts';

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

/** What is computed of a message once, at arrival. Plain values: it may have been made in another thread. */
export interface Description {
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
/** What is read of the header of a message that could not be described. */
const OPAQUE_HEADER_BYTES = 16 * 1024;
const OPAQUE_HEADER_FIELDS = 200;

const shortHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** The hash that a Message-ID is found by. */
export const messageIdHash = (messageId: string): string => shortHash(messageId);

/** Parses and projects a message (design §6: once, at arrival). */
export function describeMessage(bytes: Buffer, limits: Partial<MimeLimits>): Description {
  return describeParsed(bytes, parseMessage(bytes, limits));
}

/**
 * What stands for a message whose description took too much time or memory: its first header fields, and the rest as one application/octet-stream leaf.
 * It is kept and read like any other; only its parts are not told apart.
 */
export function describeOpaque(bytes: Buffer): Description {
  try {
    const head = bytes.subarray(0, OPAQUE_HEADER_BYTES);
    const parsed = parseMessage(head, { depth: 1, parts: 1, headerBytes: OPAQUE_HEADER_BYTES, headerFields: OPAQUE_HEADER_FIELDS });
    return describeParsed(bytes, opaque(parsed, parsed.root.headerEnd, bytes.length));
  } catch {
    const parsed = parseMessage(Buffer.alloc(0));
    return describeParsed(bytes, opaque(parsed, 0, bytes.length));
  }
}

function opaque(parsed: ParsedMessage, bodyStart: number, end: number): ParsedMessage {
  const leaf = {
    ...parsed.root, partId: '1', bodyStart, bodyEnd: end, type: 'application', subtype: 'octet-stream', params: {}, rawParams: null, charset: null, encoding: 'binary',
    disposition: 'attachment', dispositionParams: {}, rawDispositionParams: null, filename: null, lines: 0, decodedSize: end - bodyStart, parts: [], message: null,
  };
  return { ...parsed, root: leaf, truncated: true };
}

function describeParsed(bytes: Buffer, parsed: ParsedMessage): Description {
  const p = projectMessage(bytes, parsed);
  const headers: ProjectedHeaders = {
    subject: p.subject, messageId: orNull(p.messageIds), inReplyTo: orNull(p.inReplyTo), references: orNull(p.references), sender: p.sender, from: p.from,
    to: p.to, cc: p.cc, bcc: p.bcc, replyTo: p.replyTo, sentAt: p.sentAt,
  };
  const parents = p.references.length > 0 ? capped(p.references) : p.inReplyTo.slice(0, 1);
  return {
    headers,
    sentAt: p.sentAtMs,
    hasAttachment: p.hasAttachment,
    messageIdHash: p.messageIds[0] === undefined ? null : messageIdHash(p.messageIds[0]),
    threadKeys: threadKeysOf(headers),
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

type ThreadingHeaders = Pick<ProjectedHeaders, 'subject' | 'messageId' | 'inReplyTo' | 'references'>;

/** The Message-IDs that a message names, its own among them. */
export function relatedIds(headers: Omit<ThreadingHeaders, 'subject'>): string[] {
  return [...new Set([...(headers.messageId ?? []).slice(0, 1), ...(headers.inReplyTo ?? []).slice(0, 10), ...capped(headers.references ?? [])])];
}

/** What messages of one conversation have in common (RFC 8621 §3): an id that both name, and the base subject. */
export function threadKeysOf(headers: ThreadingHeaders): string[] {
  const subject = threadSubject(headers.subject ?? '');
  return relatedIds(headers).map((id) => shortHash(`${id}\0${subject}`));
}

/** A key that leads to the thread of one Email alone, for those whose other keys may all lead to threads of others. */
export const ownThreadKey = (email: number): string => shortHash(`email\0${email}`);

const orNull = (ids: string[]): string[] | null => (ids.length === 0 ? null : ids);

function capped(ids: readonly string[]): readonly string[] {
  return ids.length <= MAX_REFERENCES ? ids : [...ids.slice(0, MAX_REFERENCES / 2), ...ids.slice(-MAX_REFERENCES / 2)];
}
