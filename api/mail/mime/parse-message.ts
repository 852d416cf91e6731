import { isAscii } from 'node:buffer';
import { describePart } from './content-fields.ts';
import { scanHeaderBlock } from './header-fields.ts';
import type { HeaderField } from './header-fields.ts';
import { defaultLimits, maxBoundaryLength } from './limits.ts';
import type { MimeLimits } from './limits.ts';
import { LineCounter } from './line-counter.ts';
import { beforeLineEnd, OpenBoundaries } from './multipart.ts';
import type { Delimiter } from './multipart.ts';
import { trimBlanksEnd } from './octets.ts';
import type { ParsedMessage, Part } from './part.ts';
import { decodedSize, isIdentityEncoding } from './transfer-encoding.ts';

/** A part whose end is not known yet. */
interface Frame {
  part: Part;
  /** Line feeds before the body. */
  linesBefore: number;
  /** Of a multipart that still takes children, as octets in latin-1. */
  boundary: string | null;
  /** Section number of the children's parent: `2.` for children `2.1`, `2.2`. */
  prefix: string;
  isMultipart: boolean;
}

/**
 * Splits a message into its MIME parts without copying bodies (RFC 2045, 2046).
 *
 * One pass over the source with the boundaries of all open multiparts in view, so time is linear whatever the nesting.
 * A delimiter of an outer multipart ends the inner ones. Never throws: what is malformed becomes a leaf.
 * @param source the message as received, CRLF or LF line ends
 */
export function parseMessage(source: Buffer, limits: Partial<MimeLimits> = {}): ParsedMessage {
  return new MessageParser(source, { ...defaultLimits, ...limits }).parse();
}

class MessageParser {
  readonly #source: Buffer;
  readonly #limits: MimeLimits;
  readonly #boundaries: OpenBoundaries;
  readonly #lines: LineCounter;
  readonly #frames: Frame[] = [];
  readonly #isDelimiter: (offset: number) => boolean;
  #partCount = 0;
  #truncated = false;
  #fields: HeaderField[] = [];

  constructor(source: Buffer, limits: MimeLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#boundaries = new OpenBoundaries(source);
    this.#lines = new LineCounter(source);
    this.#isDelimiter = (offset) => this.#boundaries.isDelimiter(offset);
  }

  parse(): ParsedMessage {
    const source = this.#source;
    const root = this.#startRoot();
    // each round: the open leaf, or the gap between parts, reaches to the next delimiter
    let position = (this.#frames[this.#frames.length - 1] as Frame).part.bodyStart;
    for (;;) {
      const delimiter = this.#boundaries.next(position);
      if (delimiter === null) break;
      position = this.#cross(delimiter);
      if (position < 0) break;
    }
    this.#closeDownTo(0, source.length);
    this.#lines.countTo(source.length);
    const { lineFeeds, carriageReturns } = this.#lines;
    const isPlain = isAscii(source);
    return {
      root,
      fields: this.#fields,
      lineEnding: lineFeeds === 0 ? 'none' : carriageReturns === lineFeeds ? 'crlf' : carriageReturns === 0 ? 'lf' : 'mixed',
      truncated: this.#truncated,
      bare8bit: !isPlain,
      header8bit: !isPlain && !isAscii(source.subarray(root.headerStart, root.headerEnd)),
      hasNul: source.includes(0),
    };
  }

  #startRoot(): Part {
    return this.#startPart(0, '', 0, 'text/plain');
  }

  /** Ends what a delimiter ends and starts the part behind it. Returns where to look for the next one, -1 for nowhere. */
  #cross(delimiter: Delimiter): number {
    this.#closeDownTo(delimiter.owner + 1, beforeLineEnd(this.#source, delimiter.start));
    const frame = this.#frames[delimiter.owner] as Frame;
    if (delimiter.isClosing) {
      this.#boundaries.close(frame.boundary as string, delimiter.owner);
      frame.boundary = null;
      return delimiter.end;
    }
    if (this.#partCount >= this.#limits.parts) {
      this.#takeRest(frame, delimiter.end);
      return -1;
    }
    const implicit = frame.part.subtype === 'digest' ? 'message/rfc822' : 'text/plain';
    const child = this.#startPart(delimiter.end, frame.prefix, frame.part.parts.length + 1, implicit);
    frame.part.parts.push(child);
    return (this.#frames[this.#frames.length - 1] as Frame).part.bodyStart;
  }

  /**
   * Reads a part's header and opens frames for it, and for the message embedded in it, and so on.
   * @param ordinal place among its siblings, 0 for the root of a message
   */
  #startPart(start: number, prefix: string, ordinal: number, implicitType: 'text/plain' | 'message/rfc822'): Part {
    let outermost: Part | null = null;
    let embedding: Part | null = null;
    let position = start;
    let place = ordinal;
    let parentPrefix = prefix;
    let implicit = implicitType;
    for (;;) {
      const part = this.#readHeader(position, implicit);
      outermost ??= part;
      if (embedding) embedding.message = part;
      const isOpened = this.#openFrame(part, parentPrefix, place);
      if (!isOpened || part.type !== 'message') return outermost;
      embedding = part;
      position = part.bodyStart;
      place = 0;
      parentPrefix = `${part.partId}.`;
      implicit = 'text/plain';
    }
  }

  #readHeader(start: number, implicitType: 'text/plain' | 'message/rfc822'): Part {
    this.#lines.countTo(start);
    const block = scanHeaderBlock(this.#source, start, this.#limits, this.#boundaries.isEmpty ? null : this.#isDelimiter);
    this.#lines.skipTo(block.end, block.lineFeeds, block.carriageReturns);
    if (block.truncated) this.#truncated = true;
    if (this.#partCount === 0) this.#fields = block.fields;
    this.#partCount++;
    const told = describePart(this.#source, block.fields, implicitType);
    return {
      partId: '', headerStart: start, headerEnd: block.end, bodyStart: block.end, bodyEnd: block.end,
      type: told.type, subtype: told.subtype, params: told.params, rawParams: told.rawParams, charset: told.charset, encoding: told.encoding,
      disposition: told.disposition, dispositionParams: told.dispositionParams, rawDispositionParams: told.rawDispositionParams, filename: told.filename,
      contentId: told.contentId, language: told.language, location: told.location, description: told.description, md5: told.md5,
      lines: 0, decodedSize: 0, parts: [], message: null,
    };
  }

  /** Numbers the part and opens its frame. Returns whether its content is to be taken apart. */
  #openFrame(part: Part, prefix: string, ordinal: number): boolean {
    const owner = this.#frames.length;
    const boundary = part.type === 'multipart' ? boundaryOf(part) : null;
    const isMessage = part.type === 'message' && (part.subtype === 'rfc822' || part.subtype === 'global') && isIdentityEncoding(part.encoding);
    let isContainer = boundary !== null || isMessage;
    if (isContainer && (owner >= this.#limits.depth || (isMessage && this.#partCount >= this.#limits.parts))) {
      makeOpaque(part);
      this.#truncated = true;
      isContainer = false;
    }
    const isSplit = isContainer && boundary !== null;
    const number = ordinal === 0 ? `${prefix}1` : `${prefix}${ordinal}`;
    part.partId = ordinal === 0 && isSplit ? (prefix === '' ? '' : `${prefix}TEXT`) : number;
    const childPrefix = ordinal === 0 ? prefix : `${number}.`;
    this.#frames.push({ part, linesBefore: this.#lines.lineFeeds, boundary: isSplit ? boundary : null, prefix: childPrefix, isMultipart: part.type === 'multipart' });
    if (isSplit) this.#boundaries.open(boundary, owner);
    return isContainer;
  }

  /** The limit of parts is met: the rest of the message is one leaf. */
  #takeRest(frame: Frame, start: number): void {
    this.#truncated = true;
    this.#lines.countTo(start);
    const rest: Part = {
      partId: `${frame.prefix}${frame.part.parts.length + 1}`, headerStart: start, headerEnd: start, bodyStart: start, bodyEnd: start,
      type: 'application', subtype: 'octet-stream', params: {}, rawParams: null, charset: null, encoding: '7bit',
      disposition: null, dispositionParams: {}, rawDispositionParams: null, filename: null, contentId: null, language: null, location: null, description: null, md5: null,
      lines: 0, decodedSize: 0, parts: [], message: null,
    };
    frame.part.parts.push(rest);
    this.#frames.push({ part: rest, linesBefore: this.#lines.lineFeeds, boundary: null, prefix: '', isMultipart: false });
  }

  /** Closes all frames from `depth` up: their bodies end at `end`, the innermost first. */
  #closeDownTo(depth: number, end: number): void {
    this.#lines.countTo(end);
    const lineFeeds = this.#lines.lineFeeds;
    let bodyEnd = end;
    for (let owner = this.#frames.length - 1; owner >= depth; owner--) {
      const { part, boundary, linesBefore, isMultipart } = this.#frames.pop() as Frame;
      if (boundary !== null) this.#boundaries.close(boundary, owner);
      // a header that runs into the delimiter has taken the line end before it, and what holds it keeps that as well
      bodyEnd = Math.max(part.bodyStart, bodyEnd);
      part.bodyEnd = bodyEnd;
      const isUnended = part.bodyEnd > part.bodyStart && this.#source[part.bodyEnd - 1] !== 10;
      part.lines = Math.max(0, lineFeeds - linesBefore) + (isUnended ? 1 : 0);
      if (isMultipart && part.parts.length === 0) makeReadable(part, this.#frames.length === 0);
      part.decodedSize = part.parts.length > 0 || part.message !== null
        ? part.bodyEnd - part.bodyStart
        : decodedSize(this.#source, part.bodyStart, part.bodyEnd, part.encoding);
    }
  }
}

function boundaryOf(part: Part): string | null {
  // the octets count, not what they may mean
  const place = part.rawParams?.indexOf('boundary') ?? -1;
  const boundary = place >= 0 ? part.rawParams?.[place + 1] : part.params.boundary;
  const trimmed = boundary === undefined ? '' : trimBlanksEnd(boundary);
  return trimmed === '' || trimmed.length > maxBoundaryLength ? null : trimmed;
}

/** A container beyond the limits: a leaf that nothing tries to show. */
function makeOpaque(part: Part): void {
  part.type = 'application';
  part.subtype = 'octet-stream';
  part.charset = null;
}

/** A multipart without parts (no boundary, or it never occurs) is shown as the text it most likely is. */
function makeReadable(part: Part, isRoot: boolean): void {
  part.type = 'text';
  part.subtype = 'plain';
  part.params = {};
  part.rawParams = null;
  part.charset = 'us-ascii';
  if (isRoot) part.partId = '1';
  else if (part.partId.endsWith('.TEXT')) part.partId = `${part.partId.slice(0, -4)}1`;
}
