import type { MessageStructure, StructurePart } from '../../../api/client/index.ts';
import type { FetchSection } from '../grammar/fetch-item.ts';

/** Bytes [start, end) of the whole message; `end` undefined: its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number | undefined;
}

/** A message: the whole one, or one inside a message/rfc822 part. */
interface Entity {
  readonly root: StructurePart;
  /** Where its text ends; undefined for the whole message. */
  readonly end: number | undefined;
}

/**
 * The bytes that BODY[section] names (RFC 9051 §6.4.5.1); for HEADER.FIELDS the header that they are chosen from.
 * @returns undefined where the message has no such part
 */
export function sectionRange({ prefixBytes, root }: MessageStructure, { part, text }: Pick<FetchSection, 'part' | 'text'>): ByteRange | undefined {
  const found = partAt(root, part);
  if (part.length > 0 && !found) return undefined;
  const shifted = (start: number, end: number | undefined): ByteRange => ({
    start: start + prefixBytes,
    end: end === undefined ? undefined : end + prefixBytes,
  });
  if (!found) return whole(prefixBytes, root, text);
  if (text === undefined) return shifted(found.bodyStart, found.bodyEnd);
  if (text.type === 'mime') return shifted(found.headerStart, found.headerEnd);
  const { message } = found;
  if (!message) return undefined;
  return text.type === 'text' ? shifted(message.bodyStart, found.bodyEnd) : shifted(message.headerStart, message.headerEnd);
}

/** The part that numbers lead to; undefined where there is none, and for the message itself. */
export function partAt(root: StructurePart, part: readonly number[]): StructurePart | undefined {
  let entity: Entity | undefined = { root, end: undefined };
  let found: StructurePart | undefined;
  for (const number of part) {
    const parent: StructurePart | undefined = found;
    if (parent) entity = parent.message ? { root: parent.message, end: parent.bodyEnd } : undefined;
    if (parent && parent.type === 'multipart') found = parent.parts[number - 1];
    else if (!entity) return undefined;
    else if (entity.root.type === 'multipart') found = entity.root.parts[number - 1];
    else found = number === 1 ? entity.root : undefined;
    if (!found) return undefined;
  }
  return found;
}

/** The message itself; the per-recipient prefix is the beginning of its header. */
function whole(prefixBytes: number, root: StructurePart, text: FetchSection['text']): ByteRange {
  if (text === undefined) return { start: 0, end: undefined };
  return text.type === 'text' ? { start: prefixBytes + root.bodyStart, end: undefined } : { start: 0, end: prefixBytes + root.headerEnd };
}
