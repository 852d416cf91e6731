/** Blob ids, and who may read which bytes (contract, JMAP; design §5, Blob). */
import { LRUCache } from 'lru-cache';
import { sql, type Read } from '../../db/index.ts';
import { accountFor, type Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { ReadableBlob } from '../client/index.ts';
import { fromId, toId } from '../ids.ts';
import { decodeRange } from '../mail/mime/transfer-encoding.ts';
import { decodeBase64Stream, decodeQuotedPrintableStream } from './part-stream.ts';

/** i: the bytes as they are, b: base64, q: quoted-printable, u: uuencode. */
type PartEncoding = 'i' | 'b' | 'q' | 'u';

/** What an id says: a stored blob, an Email with its own prefix, or a range of one of these (or of a part), decoded. */
export type ParsedBlobId =
  | { readonly kind: 'stored'; readonly hash: string }
  | { readonly kind: 'email'; readonly emailId: number }
  | { readonly kind: 'part'; readonly parent: ParsedBlobId; readonly start: number; readonly end: number; readonly encoding: PartEncoding };

/** Messages in messages in messages …: the id has 255 characters, and each level is read through all levels above it. */
const deepestPart = 6;

/** Undefined where it is no blob id of ours. */
export function parseBlobId(blobId: unknown, depth = 0): ParsedBlobId | undefined {
  if (typeof blobId !== 'string' || blobId.length > 255 || depth > deepestPart) return undefined;
  const part = /^(.+)-(0|[1-9]\d{0,15})-(0|[1-9]\d{0,15})-([ibqu])$/.exec(blobId);
  if (part) {
    const parent = parseBlobId(part[1], depth + 1);
    const [start, end] = [Number(part[2]), Number(part[3])];
    return parent && start <= end && Number.isSafeInteger(end) ? { kind: 'part', parent, start, end, encoding: part[4] as PartEncoding } : undefined;
  }
  if (/^b[\da-f]{64}$/.test(blobId)) return { kind: 'stored', hash: blobId.slice(1) };
  const emailId = blobId.startsWith('m') ? fromId('email', blobId.slice(1)) : undefined;
  return emailId === undefined ? undefined : { kind: 'email', emailId };
}

/** The id of a stored blob. */
export const blobIdOf = (hash: string): string => `b${hash}`;

/** The id of an Email's bytes: the stored blob's where nothing stands in front of it. */
export function blobIdOfEmail(email: { id: number; hash: string; hasPrefix: boolean }): string {
  return email.hasPrefix ? `m${toId('email', email.id)}` : blobIdOf(email.hash);
}

/**
 * The id of a part's decoded body.
 * @param part its range, counted in the stored blob (of an Email: without the prefix), and its content-transfer-encoding
 */
export function blobIdOfPart(parentBlobId: string, part: { readonly bodyStart: number; readonly bodyEnd: number; readonly encoding: string }): string {
  return `${parentBlobId}-${part.bodyStart}-${part.bodyEnd}-${encodingLetter(part.encoding)}`;
}

function encodingLetter(encoding: string): PartEncoding {
  switch (encoding) {
    case 'base64':
      return 'b';
    case 'quoted-printable':
      return 'q';
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue':
      return 'u';
    default:
      return 'i';
  }
}

/** Where the bytes of a blob lie that somebody may read. */
export interface StoredBytes {
  readonly hash: string;
  /** Bytes of the stored blob, without the prefix. */
  readonly blobBytes: number;
  readonly prefix: Buffer | null;
  /** Media type, where it was uploaded with one. */
  readonly type: string | undefined;
}

/** A blob that the caller may read, with the media type it was uploaded with. */
export type TypedBlob = ReadableBlob & { readonly type?: string | undefined };

/**
 * A blob that may be read in the account: because an Email of it, an upload, or a report on a submission refers to it; a part, because its whole may.
 * @throws CoreError accountNotFound, notPermitted, blobNotFound (also where it exists and may not be read)
 */
export async function readableBlob(ctx: Context, accountId: string, blobId: string): Promise<TypedBlob> {
  const account = accountFor(ctx, accountId, 'read');
  const id = parseBlobId(blobId);
  const stored = id && (await ctx.core.db.read((read) => storedBytes(read, account, id)));
  const blob = stored && (await open(ctx, id, stored));
  if (!blob) throw blobNotFound(blobId);
  return stored.type === undefined ? blob : { ...blob, type: stored.type };
}

/** @returns the CoreError for an id that nobody here may read */
export function blobNotFound(blobId: string): CoreError {
  return new CoreError('blobNotFound', `There is no blob ${JSON.stringify(blobId.slice(0, 120))} that you can read.`, { notFound: [blobId] });
}

/** Which stored bytes an id leads to; undefined where the account has no row that grants them. */
export async function storedBytes(read: Read, account: number, id: ParsedBlobId): Promise<StoredBytes | undefined> {
  switch (id.kind) {
    case 'part':
      return storedBytes(read, account, id.parent);
    case 'email': {
      // Also Emails that are hidden from JMAP: IMAP shows messages marked \Deleted.
      const row = await read.get<{ hash: string; prefix: Buffer | null; size: number }>(
        sql`SELECT blob_hash AS hash, prefix, size_bytes AS size FROM email WHERE account_id = ${account} AND id = ${id.emailId}`,
      );
      return row && { hash: row.hash, prefix: row.prefix, blobBytes: row.size - (row.prefix?.length ?? 0), type: undefined };
    }
    case 'stored': {
      const blob = await read.get<{ size: number }>(sql`SELECT size_bytes AS size FROM stored_blob WHERE hash = ${id.hash}`);
      if (!blob) return undefined;
      const upload = await read.get<{ type: string }>(sql`SELECT type FROM upload WHERE account_id = ${account} AND blob_hash = ${id.hash}`);
      if (!upload && !(await isReferredTo(read, account, id.hash))) return undefined;
      return { hash: id.hash, blobBytes: blob.size, prefix: null, type: upload?.type };
    }
  }
}

async function isReferredTo(read: Read, account: number, hash: string): Promise<boolean> {
  const email = await read.get(sql`SELECT 1 AS found FROM email WHERE blob_hash = ${hash} AND account_id = ${account} LIMIT 1`);
  if (email) return true;
  // Lists of blob ids; the hash is hexadecimal, so it holds no wildcard.
  const inList = `%b${hash}%`;
  const report = await read.get(sql`SELECT 1 AS found FROM submission WHERE account_id = ${account} AND (dsn_blobs LIKE ${inList} OR mdn_blobs LIKE ${inList}) LIMIT 1`);
  return report !== undefined;
}

/** Opens bytes that a check has allowed. Undefined where a range lies outside. */
async function open(ctx: Context, id: ParsedBlobId, stored: StoredBytes): Promise<ReadableBlob | undefined> {
  const { blobs } = ctx.core.db;
  if (id.kind === 'part') {
    // Ranges count in the stored blob: a prefix in front of it moves nothing.
    const parent = await open(ctx, id.parent, { ...stored, prefix: null });
    return parent && openPart(parent, id, `${stored.hash} ${rangeKey(id)}`);
  }
  const { prefix, hash, blobBytes } = stored;
  const prefixBytes = prefix?.length ?? 0;
  const sizeBytes = prefixBytes + blobBytes;
  return {
    sizeBytes,
    async *read(start = 0, end = sizeBytes) {
      if (prefix && start < prefixBytes && start < end) yield prefix.subarray(start, Math.min(end, prefixBytes));
      const [from, to] = [Math.max(0, start - prefixBytes), Math.min(blobBytes, end - prefixBytes)];
      if (from < to) yield* blobs.read(hash, from, to);
    },
  };
}

function rangeKey(id: ParsedBlobId): string {
  return id.kind === 'part' ? `${rangeKey(id.parent)}-${id.start}-${id.end}-${id.encoding}` : '';
}

/** Decoded sizes, which cost a pass over the part; stored bytes never change. */
const decodedSizes = new LRUCache<string, number>({ max: 10_000 });

async function openPart(parent: ReadableBlob, part: { start: number; end: number; encoding: PartEncoding }, key: string): Promise<ReadableBlob | undefined> {
  const { start: partStart, end: partEnd, encoding } = part;
  if (partEnd > parent.sizeBytes) return undefined;
  if (encoding === 'i') {
    const sizeBytes = partEnd - partStart;
    return { sizeBytes, read: (start = 0, end = sizeBytes) => parent.read(partStart + start, partStart + Math.min(end, sizeBytes)) };
  }
  const decoded = (): AsyncIterable<Buffer> => decode(parent.read(partStart, partEnd), encoding);
  let sizeBytes = decodedSizes.get(key);
  if (sizeBytes === undefined) {
    sizeBytes = 0;
    for await (const piece of decoded()) sizeBytes += piece.length;
    decodedSizes.set(key, sizeBytes);
  }
  const size = sizeBytes;
  return { sizeBytes: size, read: (start = 0, end = size) => cut(decoded(), start, Math.min(end, size)) };
}

function decode(source: AsyncIterable<Buffer>, encoding: PartEncoding): AsyncIterable<Buffer> {
  if (encoding === 'b') return decodeBase64Stream(source);
  if (encoding === 'q') return decodeQuotedPrintableStream(source);
  return decodeWhole(source);
}

async function* decodeWhole(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  yield decodeRange(whole, 0, whole.length, 'x-uuencode');
}

/** Bytes [start, end) of a stream. */
async function* cut(source: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  if (start >= end) return;
  for await (const piece of source) {
    const [from, to] = [Math.max(0, start - at), Math.min(piece.length, end - at)];
    if (from < to) yield piece.subarray(from, to);
    at += piece.length;
    if (at >= end) return;
  }
}
