import { fieldsOf, headerForm, htmlToText, isMultipart, type Part, partText } from '../mime/index.ts';
import { oneLine } from './fold.ts';

/** What is read of a message for searching. What is beyond is searched in the message itself. */
export interface TextLimits {
  /** Characters of the header. */
  readonly headerLength: number;
  /** Characters of the texts. */
  readonly bodyLength: number;
  /** Octets of text parts, encoded. */
  readonly encodedBytes: number;
}

/** What the index holds of a message. */
export const indexLimits: TextLimits = { headerLength: 64 * 1024, bodyLength: 256 * 1024, encodedBytes: 1024 * 1024 };
/** What is read where the index does not hold all. */
export const wholeLimits: TextLimits = { headerLength: 4 * 1024 * 1024, bodyLength: 16 * 1024 * 1024, encodedBytes: 32 * 1024 * 1024 };

/** The searched text of a message, as people read it. */
export interface MessageText {
  /** `Name: value` a line, an empty line, then the names of files and the texts of the body, a line each (RFC 8621 §4.4.1: decoded, HTML without its markup). */
  readonly text: string;
  /** There is more than the limits allow. */
  readonly isPartial: boolean;
}

/** A stretch of the message, [start, end). */
export type Stretch = readonly [start: number, end: number];

/** The stretches of a message that {@link messageText} asks for with the same limits. */
export function textStretches(structure: Part, limits: TextLimits): Stretch[] {
  const stretches: Stretch[] = [headerStretch(structure, limits)];
  let room = limits.encodedBytes;
  for (const part of readableParts(structure)) {
    if (room <= 0) break;
    const end = Math.min(part.bodyEnd, part.bodyStart + room);
    stretches.push([part.bodyStart, end]);
    room -= end - part.bodyStart;
  }
  return stretches;
}

/** A character of a header takes up to some octets. */
const headerStretch = (structure: Part, limits: TextLimits): Stretch => [structure.headerStart, Math.min(structure.headerEnd, structure.headerStart + 4 * limits.headerLength)];

/**
 * @param prefix header lines of this recipient alone, in front
 * @param read gives one of {@link textStretches}
 */
export function messageText(structure: Part, prefix: Uint8Array | null, read: (start: number, end: number) => Buffer, limits: TextLimits = indexLimits): MessageText {
  const [headerStart, headerEnd] = headerStretch(structure, limits);
  let isPartial = headerEnd < structure.headerEnd;
  const header = read(headerStart, headerEnd);
  const block = prefix && prefix.length > 0 ? Buffer.concat([prefix, header]) : header;
  const lines: string[] = [];
  let room = limits.headerLength;
  for (const field of fieldsOf(block)) {
    const line = `${oneLine(field.name)}: ${oneLine(headerForm(block.subarray(field.valueStart, field.valueEnd), 'asText'))}`;
    if (line.length > room) {
      isPartial = true;
      lines.push(line.slice(0, room));
      break;
    }
    room -= line.length;
    lines.push(line);
  }
  lines.push('');
  let encodedRoom = limits.encodedBytes;
  room = limits.bodyLength;
  for (const { filename } of leaves(structure)) {
    const name = oneLine(filename ?? '').slice(0, room);
    if (name !== '') lines.push(name);
    room -= name.length;
  }
  for (const part of readableParts(structure)) {
    if (room <= 0 || encodedRoom <= 0) {
      isPartial = true;
      break;
    }
    const end = Math.min(part.bodyEnd, part.bodyStart + encodedRoom);
    if (end < part.bodyEnd) isPartial = true;
    const bytes = read(part.bodyStart, end);
    encodedRoom -= end - part.bodyStart;
    const { value } = partText(bytes, { ...part, bodyStart: 0, bodyEnd: bytes.length });
    const text = oneLine(part.subtype === 'html' ? htmlToText(value) : value);
    if (text.length > room) isPartial = true;
    if (text !== '') lines.push(text.length > room ? oneLine(text.slice(0, room)) : text);
    room -= text.length;
  }
  return { text: lines.join('\n'), isPartial };
}

/** The parts that people read, in their order, those of embedded messages too. */
export function* readableParts(structure: Part): Generator<Part> {
  for (const part of leaves(structure)) if (part.type === 'text' && part.bodyEnd > part.bodyStart) yield part;
}

/** All parts that hold no others but those of an embedded message, in their order. */
function* leaves(structure: Part): Generator<Part> {
  const pending: Part[] = [structure];
  for (let part = pending.pop(); part; part = pending.pop()) {
    // The first one comes out first.
    pending.push(...(part.message ? [part.message] : []), ...[...part.parts].reverse());
    if (!isMultipart(part)) yield part;
  }
}
