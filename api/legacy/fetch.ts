import { type FetchRow, fetchRows, type ProjectionColumn } from '../../db/repositories/columns.ts';
import type { Context } from '../access/context.ts';
import { CoreError } from '../client/errors.ts';
import type { ReadableBlob } from '../client/api.ts';
import type { FetchColumn, FetchColumns, MessageStructure, StructurePart } from '../client/legacy.ts';
import { headerProjectionOf, parseHeader } from '../mail/read/header-block.ts';
import { type ThreadIds, threadIds } from '../mail/read/thread-ids.ts';
import { isKnownEncoding, type Part } from '../mail/mime/index.ts';
import { storedPart } from '../jmap/blob-access.ts';
import { RowBatches } from '../jmap/row-batches.ts';
import { accountOf, toId } from '../ids.ts';
import { mailboxNumber, reachedMailbox } from './reached-mailbox.ts';

/** Rows of one batch; between two, the event loop gets its turn and no snapshot is held (design §6). */
const BATCH = 500;

const projectionOf: Partial<Record<FetchColumn, ProjectionColumn>> = {
  envelopes: 'envelope', bodyStructures: 'body_structure', bodies: 'body', headers: 'header_projection', previews: 'preview', structures: 'structure',
};

/** FETCH: the columns asked for, never the message. */
export async function* fetchColumns(ctx: Context, mailboxId: string, uids: Uint32Array, columns: readonly FetchColumn[]): AsyncIterable<FetchColumns> {
  const projections = columns.map((column) => projectionOf[column]).filter((column) => column !== undefined);
  const mailbox = mailboxNumber(mailboxId);
  const isOwn = accountOf(mailbox) === ctx.principal.id;
  const threads = (await threadIds(ctx.core.db))({ isOwner: isOwn });
  const batches = projections.length > 0 ? new RowBatches(BATCH) : undefined;
  for (let start = 0, end = 0; start < uids.length; start = end) {
    end = Math.min(uids.length, start + (batches?.rows ?? BATCH));
    const rows = await ctx.core.db.read(async (read) => {
      // What is shared may be taken back between two batches.
      if (start === 0 || !isOwn) await reachedMailbox(read, ctx, mailboxId);
      return fetchRows(read, mailbox, uids.subarray(start, end), projections);
    });
    batches?.note(rows.length, rows.reduce((sum, row) => sum + projections.reduce((all, column) => all + (row[column]?.length ?? 0), 0), 0));
    yield await toColumns(ctx, rows, columns, threads);
  }
}

async function toColumns(ctx: Context, rows: readonly FetchRow[], columns: readonly FetchColumn[], threads: ThreadIds): Promise<FetchColumns> {
  const out: { -readonly [K in keyof FetchColumns]: FetchColumns[K] } = { uids: Uint32Array.from(rows, (row) => row.uid) };
  for (const column of columns) {
    switch (column) {
      case 'sizes':
        out.sizes = Float64Array.from(rows, (row) => row.size_bytes);
        break;
      case 'receivedAt':
        out.receivedAt = Float64Array.from(rows, (row) => row.received_at);
        break;
      case 'savedAt':
        out.savedAt = Float64Array.from(rows, (row) => row.saved_at);
        break;
      case 'emailIds':
        out.emailIds = rows.map((row) => toId('email', row.email_id));
        break;
      case 'threadIds':
        out.threadIds = rows.map((row) => threads.idOf(row.thread_id));
        break;
      case 'envelopes':
        out.envelopes = rows.map((row) => row.envelope as Buffer);
        break;
      case 'bodyStructures':
        out.bodyStructures = rows.map((row) => row.body_structure as Buffer);
        break;
      case 'bodies':
        out.bodies = rows.map((row) => row.body as Buffer);
        break;
      case 'previews':
        out.previews = rows.map((row) => row.preview as string);
        break;
      case 'headers':
        out.headers = await Promise.all(rows.map((row) => headersOf(ctx, row)));
        break;
      case 'structures':
        out.structures = rows.map((row): MessageStructure => ({ prefixBytes: row.prefix?.length ?? 0, root: JSON.parse(row.structure as string) as Part }));
        break;
    }
  }
  return out;
}

/** The projection is empty where the header was beyond the parser's bounds, or has none of the fields: then the message itself answers. */
async function headersOf(ctx: Context, row: FetchRow): Promise<Buffer> {
  const projected = row.header_projection as Buffer;
  if (projected.length > 0) return projected;
  return headerProjectionOf(await parseHeader(ctx.core.db.blobs, row.blob_hash));
}

/** A part's body, its content-transfer-encoding undone (RFC 3516 §4.3). @throws CoreError notFound */
export async function decodedPart(ctx: Context, mailboxId: string, uid: number, part: Pick<StructurePart, 'bodyStart' | 'bodyEnd' | 'encoding'>): Promise<ReadableBlob | undefined> {
  if (!isKnownEncoding(part.encoding)) return undefined;
  const row = await messageRow(ctx, mailboxId, uid);
  return storedPart(ctx, { hash: row.blob_hash, blobBytes: row.size_bytes - (row.prefix?.length ?? 0) }, part);
}

/** @throws CoreError notFound */
async function messageRow(ctx: Context, mailboxId: string, uid: number): Promise<FetchRow> {
  const row = await ctx.core.db.read(async (read) => {
    const { row: mailbox } = await reachedMailbox(read, ctx, mailboxId);
    return (await fetchRows(read, mailbox.id, [uid], []))[0];
  });
  if (!row) throw new CoreError('notFound', 'The message has gone.');
  return row;
}

/** The whole message: per-recipient prefix and blob as one. @throws CoreError notFound */
export async function messageBytes(ctx: Context, mailboxId: string, uid: number): Promise<ReadableBlob> {
  const row = await messageRow(ctx, mailboxId, uid);
  const prefix = row.prefix ?? Buffer.alloc(0);
  const { blobs } = ctx.core.db;
  return {
    sizeBytes: row.size_bytes,
    async *read(start = 0, end = row.size_bytes) {
      if (start < prefix.length) yield prefix.subarray(start, Math.min(end, prefix.length));
      if (end > prefix.length) yield* blobs.read(row.blob_hash, Math.max(0, start - prefix.length), end - prefix.length);
    },
  };
}
