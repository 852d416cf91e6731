import type { FetchColumns, ReadableBlob } from '../../../api/client/index.ts';
import type { Partial } from '../grammar/fetch-item.ts';
import type { Writer } from '../grammar/writer.ts';
import { BLANK_LINE, chooseFields, findFields, noFields } from './header-fields.ts';
import type { SectionPlan } from './plan.ts';
import { sectionRange } from './section-range.ts';

/** Header fields are looked for in this much; the rest of such a header is no header. */
const HEADER_BYTES = 1024 * 1024;
const NOTHING = Buffer.alloc(0);
/** Of the header that is being written; nothing waits in between. */
const chosen = noFields();

/** Bytes [start, end) of a message. */
interface Stretch {
  readonly blob: ReadableBlob;
  readonly start: number;
  readonly end: number;
}

/**
 * `BODY[1] {5}…`, at the client's pace; without such a part: NIL.
 * @param row the message's place in `columns`
 * @returns undefined where it was written at once: what is at hand needs no promise
 */
export function writeSection(writer: Writer, plan: SectionPlan, columns: FetchColumns | undefined, row: number): Promise<void> | undefined {
  const { section, names, label } = plan;
  if (plan.from === 'projection') {
    const header = columns?.headers?.[row] ?? NOTHING;
    if (section.partial) writer.text(label).literal(partOf(chooseFields(header, names, false), section.partial));
    else writeProjected(writer, plan, header);
    return undefined;
  }
  const stretch = findStretch(plan, columns, row);
  if (!stretch) {
    writer.text(label).text('NIL');
    return undefined;
  }
  const { blob, start, end } = stretch;
  if (section.text?.type === 'fields') return writeFields(writer, plan, stretch);
  const { partial } = section;
  const from = partial ? Math.min(end, start + partial.offset) : start;
  const to = partial ? Math.min(end, from + partial.length) : end;
  writer.text(label);
  if (from >= to) writer.text('""');
  else if (blob.bytes) writer.literal(blob.bytes.subarray(from, to));
  else return writer.literalStream(to - from, blob.read(from, to));
  return undefined;
}

function writeProjected(writer: Writer, { names, labelBytes }: SectionPlan, header: Buffer): void {
  findFields(header, names, false, chosen);
  writer.bytes(labelBytes).literalSize(chosen.sizeBytes + BLANK_LINE.length);
  for (let i = 0; i < chosen.count; i += 2) writer.stretch(header, chosen.ranges[i] as number, chosen.ranges[i + 1] as number);
  writer.bytes(BLANK_LINE);
}

function findStretch(plan: SectionPlan, columns: FetchColumns | undefined, row: number): Stretch | undefined {
  const blob = columns?.messages?.[row];
  const structure = columns?.structures?.[row];
  const range = plan.from === 'whole' ? { start: 0, end: undefined } : structure && sectionRange(structure, plan.section);
  if (!range || !blob) return undefined;
  const end = Math.min(range.end ?? blob.sizeBytes, blob.sizeBytes);
  return { blob, start: Math.min(range.start, end), end };
}

async function writeFields(writer: Writer, { section, names, label }: SectionPlan, { blob, start, end }: Stretch): Promise<void> {
  const { text, partial } = section;
  const last = Math.min(end, start + HEADER_BYTES);
  const header = blob.bytes?.subarray(start, last) ?? (await collect(blob.read(start, last)));
  writer.text(label).literal(partOf(chooseFields(header, names, text?.type === 'fields' && text.excluded), partial));
}

function partOf(bytes: Buffer, partial: Partial | undefined): Buffer {
  return partial ? bytes.subarray(partial.offset, partial.offset + partial.length) : bytes;
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
