import type { Database } from '../../db/index.ts';
import { type FetchRow, fetchRows, type FetchRowColumn } from '../../db/repositories/columns.ts';
import type { Context } from '../access/context.ts';
import { reachForMailbox } from '../access/reach.ts';
import { CoreError } from '../client/errors.ts';
import type { ReadableBlob } from '../client/api.ts';
import type { FetchColumn, FetchColumns, MessageStructure, StructurePart } from '../client/legacy.ts';
import { headerProjectionOf, parseHeader } from '../mail/read/header-block.ts';
import { type ThreadIds, threadIds } from '../mail/read/thread-ids.ts';
import { isKnownEncoding, type Part } from '../mail/mime/index.ts';
import { storedPart } from '../jmap/blob-access.ts';
import { RowBatches } from '../jmap/row-batches.ts';
import { accountOf, toId } from '../ids.ts';
import { mailboxNumber } from './reached-mailbox.ts';
import { readAlong, together } from './stored-message.ts';

/** Rows of one batch; between two, the event loop gets its turn and no snapshot is held (design §6). */
const BATCH = 500;

const rowColumnsOf: Record<FetchColumn, readonly FetchRowColumn[]> = {
  sizes: ['size_bytes'], receivedAt: ['received_at'], savedAt: ['saved_at'], emailIds: ['email_id'], threadIds: ['thread_id'],
  envelopes: ['envelope'], bodyStructures: ['body_structure'], bodies: ['body'], headers: ['header_projection'], previews: ['preview'], structures: ['structure', 'prefix'],
  messages: ['size_bytes', 'prefix', 'blob_hash'],
};
/** Columns that may be long. */
const projections = ['envelope', 'body_structure', 'body', 'header_projection', 'preview', 'structure'] as const satisfies readonly FetchRowColumn[];

/** FETCH: the columns asked for; of messages only those that are small, the others when they are read. */
export async function* fetchColumns(ctx: Context, mailboxId: string, uids: Uint32Array, columns: readonly FetchColumn[]): AsyncIterable<FetchColumns> {
  const wanted = [...new Set(columns.flatMap((column) => rowColumnsOf[column]))];
  const long = projections.filter((column) => wanted.includes(column));
  const mailbox = mailboxNumber(mailboxId);
  const isOwn = accountOf(mailbox) === ctx.principal.id;
  const { db } = ctx.core;
  const read = reader(ctx, mailbox);
  const threads = columns.includes('threadIds') ? (await threadIds(db))({ isOwner: isOwn }) : undefined;
  const batches = long.length > 0 ? new RowBatches(BATCH) : undefined;
  for (let start = 0, end = 0; start < uids.length; start = end) {
    end = Math.min(uids.length, start + (batches?.rows ?? BATCH));
    const rows = await read(async (from) => {
      // What is shared may be taken back between two batches. Of a mailbox that has gone there are no rows.
      await reachForMailbox(ctx, from, mailbox, 'read');
      const found = await fetchRows(from, mailbox, uids.subarray(start, end), wanted);
      // Blobs stay where they are for longer than anybody reads.
      if (columns.includes('messages')) await db.blobs.locate(from, found.map((row) => row.blob_hash));
      return found;
    });
    batches?.note(rows.length, rows.reduce((sum, row) => sum + long.reduce((all, column) => all + row[column].length, 0), 0));
    for (const some of columns.includes('messages') ? together(rows) : [rows]) yield await toColumns(ctx, mailbox, some, columns, threads);
  }
}

/** Of one's own mailboxes there is nothing to ask but the rows; of others', grants and rows are read from one snapshot. */
function reader({ core: { db }, principal }: Context, mailbox: number): Database['read'] {
  return accountOf(mailbox) === principal.id ? (fn) => fn(db.single) : (fn) => db.read(fn);
}

/** @param rows with what `columns` need, see {@link rowColumnsOf} */
async function toColumns(ctx: Context, mailbox: number, rows: readonly FetchRow[], columns: readonly FetchColumn[], threads: ThreadIds | undefined): Promise<FetchColumns> {
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
        out.threadIds = rows.map((row) => threads?.idOf(row.thread_id) ?? '');
        break;
      case 'envelopes':
        out.envelopes = rows.map((row) => row.envelope);
        break;
      case 'bodyStructures':
        out.bodyStructures = rows.map((row) => row.body_structure);
        break;
      case 'bodies':
        out.bodies = rows.map((row) => row.body);
        break;
      case 'previews':
        out.previews = rows.map((row) => row.preview);
        break;
      case 'headers':
        out.headers = await headersOf(ctx, mailbox, rows);
        break;
      case 'structures':
        out.structures = rows.map((row): MessageStructure => ({ prefixBytes: row.prefix?.length ?? 0, root: JSON.parse(row.structure) as Part }));
        break;
      case 'messages':
        out.messages = await Promise.all(rows.map((row) => readAlong(ctx.core.db.blobs, row)));
        break;
    }
  }
  return out;
}

/** A projection is empty where the header was beyond the parser's bounds, or has none of the fields: then the message itself answers. */
async function headersOf(ctx: Context, mailbox: number, rows: readonly FetchRow[]): Promise<Buffer[]> {
  const headers = rows.map((row) => row.header_projection);
  const { db } = ctx.core;
  for (const [at, { uid }] of rows.entries()) {
    if (headers[at]?.length !== 0) continue;
    const [row] = await fetchRows(db.single, mailbox, [uid], ['blob_hash']);
    if (row) headers[at] = headerProjectionOf(await parseHeader(db.blobs, row.blob_hash));
  }
  return headers;
}

/** A part's body, its content-transfer-encoding undone (RFC 3516 §4.3). @throws CoreError notFound */
export async function decodedPart(ctx: Context, mailboxId: string, uid: number, part: Pick<StructurePart, 'bodyStart' | 'bodyEnd' | 'encoding'>): Promise<ReadableBlob | undefined> {
  if (!isKnownEncoding(part.encoding)) return undefined;
  const row = await messageRow(ctx, mailboxId, uid);
  return storedPart(ctx, { hash: row.blob_hash, blobBytes: row.size_bytes - (row.prefix?.length ?? 0) }, part);
}

/** The whole message: per-recipient prefix and blob as one, at hand where it is small. @throws CoreError notFound */
export async function messageBytes(ctx: Context, mailboxId: string, uid: number): Promise<ReadableBlob> {
  return readAlong(ctx.core.db.blobs, await messageRow(ctx, mailboxId, uid));
}

/** @throws CoreError notFound */
async function messageRow(ctx: Context, mailboxId: string, uid: number) {
  const mailbox = mailboxNumber(mailboxId);
  const row = await reader(ctx, mailbox)(async (from) => {
    await reachForMailbox(ctx, from, mailbox, 'read');
    return (await fetchRows(from, mailbox, [uid], ['size_bytes', 'prefix', 'blob_hash']))[0];
  });
  if (!row) throw new CoreError('notFound', 'The message has gone.');
  return row;
}
