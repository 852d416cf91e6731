import type { FetchColumns, ReadableBlob } from '../../../api/client/index.ts';
import { answerLabel, type Partial } from '../grammar/fetch-item.ts';
import type { Writer } from '../grammar/writer.ts';
import { chooseFields } from './header-fields.ts';
import type { SectionPlan } from './plan.ts';
import { sectionRange } from './section-range.ts';

/** Header fields are looked for in this much; the rest of such a header is no header. */
const HEADER_BYTES = 1024 * 1024;

/** BODY[…] of one message, ready to be written; without bytes: NIL. */
export interface SectionBytes {
  readonly label: string;
  readonly bytes: Buffer | { readonly blob: ReadableBlob; readonly start: number; readonly end: number } | undefined;
}

/**
 * Finds what a section holds; large bytes stay where they are.
 * @param row its place in `columns`
 * @param blob the message, where the plan reads it
 */
export async function findSection(plan: SectionPlan, columns: FetchColumns | undefined, row: number, blob: ReadableBlob | undefined): Promise<SectionBytes> {
  const { section, names } = plan;
  const label = answerLabel(section);
  if (plan.from === 'projection') {
    return { label, bytes: partOf(chooseFields(columns?.headers?.[row] ?? Buffer.alloc(0), names, false), section.partial) };
  }
  const structure = columns?.structures?.[row];
  const range = plan.from === 'whole' ? { start: 0, end: undefined } : structure && sectionRange(structure, section);
  if (!range || !blob) return { label, bytes: undefined };
  const end = Math.min(range.end ?? blob.sizeBytes, blob.sizeBytes);
  const start = Math.min(range.start, end);
  if (section.text?.type === 'fields') {
    const header = await collect(blob.read(start, Math.min(end, start + HEADER_BYTES)));
    return { label, bytes: partOf(chooseFields(header, names, section.text.excluded), section.partial) };
  }
  const { partial } = section;
  if (!partial) return { label, bytes: { blob, start, end } };
  const from = Math.min(end, start + partial.offset);
  return { label, bytes: { blob, start: from, end: Math.min(end, from + partial.length) } };
}

/** `BODY[1] {5}…`, at the client's pace. */
export async function writeSection(writer: Writer, { label, bytes }: SectionBytes): Promise<void> {
  writer.text(`${label} `);
  if (bytes === undefined) writer.text('NIL');
  else if (Buffer.isBuffer(bytes)) writer.literal(bytes);
  else if (bytes.start >= bytes.end) writer.text('""');
  else await writer.literalStream(bytes.end - bytes.start, bytes.blob.read(bytes.start, bytes.end));
}

function partOf(bytes: Buffer, partial: Partial | undefined): Buffer {
  return partial ? bytes.subarray(partial.offset, partial.offset + partial.length) : bytes;
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
