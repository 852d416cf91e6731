import type { Client, FetchColumns, ReadableBlob, StructurePart } from '../../../api/client/index.ts';
import { answerLabel, type FetchBinary } from '../grammar/fetch-item.ts';
import { code, no, Refusal } from '../grammar/status-response.ts';
import type { Writer } from '../grammar/writer.ts';
import { partAt } from './section-range.ts';

/** Up to here it is looked whether a NUL is among the bytes; more go out as a literal8 whatever they are (RFC 3516 §4.3). */
const SCANNED_BYTES = 64 * 1024;
const ANY_OCTET: ReadonlySet<string> = new Set(['base64', 'binary', 'x-uuencode', 'uuencode', 'x-uue', 'uue']);

/** What BINARY[…] names in one message, decoded. */
export interface DecodedPart {
  readonly bytes: ReadableBlob;
  /** NUL may be among them. */
  readonly isBinary: boolean;
}

/**
 * Opens what is asked for, before anything is written: one part that cannot be decoded fails the command. The whole message, multiparts and messages have
 * no encoding of their own and are as they were sent.
 * @param row the message's place in `columns`
 * @throws Refusal (NO [UNKNOWN-CTE])
 */
export async function openBinaries(
  client: Client, mailboxId: string, uid: number, binaries: readonly FetchBinary[], columns: FetchColumns | undefined, row: number,
): Promise<ReadonlyMap<FetchBinary, DecodedPart | undefined>> {
  const opened = new Map<FetchBinary, DecodedPart | undefined>();
  const structure = columns?.structures?.[row];
  for (const item of binaries) {
    const part = structure && partAt(structure.root, item.part);
    if (item.part.length === 0) opened.set(item, { bytes: await client.legacy.message(mailboxId, uid), isBinary: true });
    else opened.set(item, part && (await openPart(client, mailboxId, uid, part)));
  }
  return opened;
}

async function openPart(client: Client, mailboxId: string, uid: number, part: StructurePart): Promise<DecodedPart> {
  const { bodyStart, bodyEnd, encoding, parts, message } = part;
  const bytes = await client.legacy.decodedPart(mailboxId, uid, { bodyStart, bodyEnd, encoding: parts.length > 0 || message ? 'binary' : encoding });
  if (!bytes) throw new Refusal(no('A part has an encoding that is not known here; fetch it with BODY', code('UNKNOWN-CTE')));
  return { bytes, isBinary: ANY_OCTET.has(encoding) };
}

/** `BINARY[1]<0> {5}…`, `BINARY.SIZE[1] 5`; without such a part: NIL, and no bytes. */
export async function writeBinary(writer: Writer, item: FetchBinary, part: DecodedPart | undefined): Promise<void> {
  writer.text(`${answerLabel(item)} `);
  if (item.type === 'binarySize') {
    writer.text(String(part?.bytes.sizeBytes ?? 0));
    return;
  }
  if (!part) {
    writer.text('NIL');
    return;
  }
  const { bytes, isBinary } = part;
  const start = Math.min(item.partial?.offset ?? 0, bytes.sizeBytes);
  const end = Math.min(item.partial ? start + item.partial.length : bytes.sizeBytes, bytes.sizeBytes);
  if (start === end) writer.text('""');
  else if (isBinary || end - start > SCANNED_BYTES) await writer.literalStream(end - start, bytes.read(start, end), true);
  else {
    const whole = await collect(bytes.read(start, end));
    writer.literal(whole, whole.includes(0));
  }
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}
