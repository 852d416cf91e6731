import type { HeaderField } from './header-fields.ts';

/**
 * One MIME entity. Offsets are octets into the source, [start, end). JSON-serialisable; it is stored as it is.
 *
 * `partId` is the IMAP section number. A multipart at the root has `""`, a multipart elsewhere its own number.
 * The root of an embedded message is numbered as IMAP does: `N.1` if it is a leaf, its children `N.1`, `N.2` if it
 * is a multipart (which itself is called `N.TEXT`).
 */
export interface Part {
  partId: string;
  /** Header block: from its first octet up to and including the blank line, if there is one. */
  headerStart: number;
  headerEnd: number;
  /** Encoded body, without the line end that belongs to the following boundary. */
  bodyStart: number;
  bodyEnd: number;
  /** Lower case. A multipart that could not be split is told as text/plain, one beyond the limits as application/octet-stream. */
  type: string;
  subtype: string;
  /** Content-Type parameters, names in lower case, values decoded (RFC 2231; RFC 2047 as seen in the wild). */
  params: Record<string, string>;
  /** Content-Type parameters as written, [name, value, name, value, …]; null where `params` says the same. */
  rawParams: string[] | null;
  /** RFC 8621 §4.1.4: as declared, or the implicit `us-ascii` of text, or null. `params.charset` tells whether it was declared. */
  charset: string | null;
  /** Content-Transfer-Encoding in lower case, `7bit` when absent. */
  encoding: string;
  disposition: string | null;
  dispositionParams: Record<string, string>;
  rawDispositionParams: string[] | null;
  /** Decoded `filename`, else Content-Type's `name`. */
  filename: string | null;
  /** Without angle brackets. */
  contentId: string | null;
  language: string[] | null;
  location: string | null;
  /** Content-Description, unfolded, not decoded (as IMAP gives it); octets as latin-1 characters. */
  description: string | null;
  md5: string | null;
  /** Lines of the encoded body; a last line without line end counts. */
  lines: number;
  /** Octets after content-transfer-decoding. */
  decodedSize: number;
  /** Children of a multipart. */
  parts: Part[];
  /** Root of an embedded message (message/rfc822, message/global), same source; null unless its encoding is an identity. */
  message: Part | null;
}

export interface ParsedMessage {
  root: Part;
  /** Fields of the message header, in order. */
  fields: HeaderField[];
  lineEnding: 'crlf' | 'lf' | 'mixed' | 'none';
  /** A limit was met: see {@link MimeLimits}. */
  truncated: boolean;
  /** An octet above 127 occurs anywhere: needs 8BITMIME (RFC 6152) to be relayed as it is. */
  bare8bit: boolean;
  /** An octet above 127 occurs in the message header: needs SMTPUTF8 (RFC 6531) or was never legal. */
  header8bit: boolean;
  /** A NUL octet occurs anywhere. */
  hasNul: boolean;
}

/** Whether the part is a container (its children are the content). */
export function isMultipart(part: Part): boolean {
  return part.type === 'multipart';
}

/** The part with this IMAP section number, embedded messages included; undefined if there is none. */
export function findPart(structure: Part, partId: string): Part | undefined {
  const pending: Part[] = [structure];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (part.partId === partId) return part;
    if (part.message) pending.push(part.message);
    for (const child of part.parts) if (mayContain(child, partId)) pending.push(child);
  }
  return undefined;
}

function mayContain(part: Part, partId: string): boolean {
  return partId.startsWith(part.partId) || part.partId.endsWith('.TEXT');
}
