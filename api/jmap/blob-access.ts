/** Blob ids, and who may read which bytes (contract, JMAP; design §5, Blob). */
import { LRUCache } from 'lru-cache';
import { atMost } from '../shared/at-most.ts';
import { sql, type Read } from '../../db/index.ts';
import type { Context } from '../access/context.ts';
import { CoreError, isCoreError } from '../client/errors.ts';
import type { ReadableBlob } from '../client/index.ts';
import { fromId, toId } from '../ids.ts';
import { decodeRange } from '../mail/mime/transfer-encoding.ts';
import { accountOfViewer, hasEmail, shareeOf, type Viewer } from '../mail/read/viewer.ts';
import { decodeBase64Stream, decodeQuotedPrintableStream } from './part-stream.ts';
import { viewerFor } from './viewer-for.ts';

/** i: the bytes as they are, b: base64, q: quoted-printable, u: uuencode. */
type PartEncoding = 'i' | 'b' | 'q' | 'u';

/** What an id says: a stored blob, an Email with its own prefix, or a range of one of these (or of a part), decoded. */
export type ParsedBlobId =
  | { readonly kind: 'stored'; readonly hash: string }
  | { readonly kind: 'email'; readonly emailId: number }
  | { readonly kind: 'part'; readonly parent: ParsedBlobId; readonly start: number; readonly end: number; readonly encoding: PartEncoding };

/** Messages in messages in messages …: the id has 255 characters, and each level is read through all levels above it. */
const deepestPart = 6;
/** Of these levels, those that are encoded: each of them is decoded anew for every one below it (RFC 2046 §5.2.1 forbids to encode messages at all). */
const deepestDecoding = 3;

/** Undefined where it is no blob id of ours. */
export function parseBlobId(blobId: unknown, depth = 0, decodings = 0): ParsedBlobId | undefined {
  if (typeof blobId !== 'string' || blobId.length > 255 || depth > deepestPart || decodings > deepestDecoding) return undefined;
  const part = /^(.+)-(0|[1-9]\d{0,15})-(0|[1-9]\d{0,15})-([ibqu])$/.exec(blobId);
  if (part) {
    const parent = parseBlobId(part[1], depth + 1, part[4] === 'i' ? decodings : decodings + 1);
    const [start, end] = [Number(part[2]), Number(part[3])];
    return parent && start <= end && Number.isSafeInteger(end) ? { kind: 'part', parent, start, end, encoding: part[4] as PartEncoding } : undefined;
  }
  if (/^b[\da-f]{64}$/.test(blobId)) return { kind: 'stored', hash: blobId.slice(1) };
  const emailId = blobId.startsWith('m') ? fromId('email', blobId.slice(1)) : undefined;
  return emailId === undefined ? undefined : { kind: 'email', emailId };
}

/** Bytes that are decoded at most before a blob's own can be given: each level for its size, for that of all below it, and for what is asked of it. */
export function bytesToDecode(id: ParsedBlobId | undefined, below = 0): number {
  if (id?.kind !== 'part') return 0;
  if (id.encoding === 'i') return bytesToDecode(id.parent, below);
  return (id.end - id.start) * (below + 2) + bytesToDecode(id.parent, below + 1);
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
 * A blob that may be read in the account: because an Email of it, an upload of the caller, or a report on a submission refers to it; a part, because its
 * whole may. Of others' accounts only what an Email refers to that the caller may read.
 * @throws CoreError accountNotFound, notPermitted, blobNotFound (also where it exists and may not be read)
 */
export async function readableBlob(ctx: Context, accountId: string, blobId: string): Promise<TypedBlob> {
  const id = parseBlobId(blobId);
  const stored = await ctx.core.db.read(async (read) => {
    const viewer = await viewerFor(ctx, read, accountId);
    return id && storedBytes(read, viewer, id);
  });
  const blob = id && stored && (await open(ctx, id, stored));
  if (!blob) throw blobNotFound(blobId);
  return stored.type === undefined ? blob : { ...blob, type: stored.type };
}

/** @returns the CoreError for an id that nobody here may read */
export function blobNotFound(blobId: string): CoreError {
  return new CoreError('blobNotFound', `There is no blob ${JSON.stringify(blobId.slice(0, 120))} that you can read.`, { notFound: [blobId] });
}

/**
 * For bytes on their way: calls once when the caller loses the right to read them, because of a grant (design §4, Bus).
 * @returns stops listening
 */
export function onBlobLost(ctx: Context, accountId: string, blobId: string, listener: () => void): () => void {
  const account = fromId('account', accountId);
  if (account === ctx.principal.id) return () => undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    try {
      await readableBlob(ctx, accountId, blobId);
    } catch (error) {
      if (isOver) return;
      if (!isCoreError(error)) ctx.core.log.warn({ err: error }, 'whether a blob may still be read could not be looked up; its reading ends');
      listener();
    }
  };
  const stop = ctx.core.bus.subscribe((event) => {
    if (event.kind === 'grants' && event.accountId === account && (event.principalIds === null || event.principalIds.has(ctx.principal.id))) void look();
  });
  return () => {
    isOver = true;
    stop();
  };
}

/** Which stored bytes an id leads to; undefined where no row grants them to this viewer. */
export async function storedBytes(read: Read, viewer: Viewer, id: ParsedBlobId): Promise<StoredBytes | undefined> {
  switch (id.kind) {
    case 'part':
      return storedBytes(read, viewer, id.parent);
    case 'email': {
      // Also Emails that are hidden from JMAP: IMAP shows messages marked \Deleted.
      const row = await read.get<{ hash: string; prefix: Buffer | null; size: number }>(
        sql`SELECT e.blob_hash AS hash, e.prefix, e.size_bytes AS size FROM email e WHERE e.account_id = ${accountOfViewer(viewer)} AND e.id = ${id.emailId} AND ${hasEmail(viewer, 'e')}`,
      );
      return row && { hash: row.hash, prefix: row.prefix, blobBytes: row.size - (row.prefix?.length ?? 0), type: undefined };
    }
    case 'stored': {
      const blob = await read.get<{ size: number }>(sql`SELECT size_bytes AS size FROM stored_blob WHERE hash = ${id.hash}`);
      if (!blob) return undefined;
      // Uploads are the uploader's alone, whatever account they were meant for.
      const uploader = shareeOf(viewer)?.principal ?? accountOfViewer(viewer);
      const upload = await read.get<{ type: string }>(sql`SELECT type FROM upload WHERE account_id = ${uploader} AND blob_hash = ${id.hash}`);
      if (!upload && !(await isReferredTo(read, viewer, id.hash))) return undefined;
      return { hash: id.hash, blobBytes: blob.size, prefix: null, type: upload?.type };
    }
  }
}

async function isReferredTo(read: Read, viewer: Viewer, hash: string): Promise<boolean> {
  const account = accountOfViewer(viewer);
  const email = await read.get(sql`SELECT 1 AS found FROM email e WHERE e.blob_hash = ${hash} AND e.account_id = ${account} AND ${hasEmail(viewer, 'e')} LIMIT 1`);
  if (email) return true;
  // Submissions are the owner's alone.
  if (shareeOf(viewer)) return false;
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

/** A part's decoded body, of a stored blob that the caller has been found to be allowed to read. Undefined where its range lies outside. */
export function storedPart(
  ctx: Context, { hash, blobBytes }: Pick<StoredBytes, 'hash' | 'blobBytes'>, part: { readonly bodyStart: number; readonly bodyEnd: number; readonly encoding: string },
): Promise<ReadableBlob | undefined> {
  const id: ParsedBlobId = { kind: 'part', parent: { kind: 'stored', hash }, start: part.bodyStart, end: part.bodyEnd, encoding: encodingLetter(part.encoding) };
  return open(ctx, id, { hash, blobBytes, prefix: null, type: undefined });
}

function rangeKey(id: ParsedBlobId): string {
  return id.kind === 'part' ? `${rangeKey(id.parent)}-${id.start}-${id.end}-${id.encoding}` : '';
}

/** Decoded sizes, which cost a pass over the part; stored bytes never change. */
const decodedSizes = new LRUCache<string, number>(atMost(10_000));

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
