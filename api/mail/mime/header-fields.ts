import { defaultLimits } from './limits.ts';
import { trimBlanks } from './octets.ts';
import type { Part } from './part.ts';

/** Where a header field lies in the source (RFC 5322 §2.2). Folded lines are part of it. */
export interface HeaderField {
  /** As spelled in the message. */
  name: string;
  /** `name` in lower case. */
  key: string;
  /** First octet of the name. */
  start: number;
  /** After the line end of the last line. */
  end: number;
  /** First octet after the colon. */
  valueStart: number;
  /** Before the line end of the last line. */
  valueEnd: number;
}

/** What a scan over a header block finds. */
export interface HeaderBlock {
  fields: HeaderField[];
  /** After the blank line; where the block ends without one, the end of its last line. */
  end: number;
  /** Line feeds in the block, and how many of them follow a carriage return. */
  lineFeeds: number;
  carriageReturns: number;
  /** A delimiter line stopped the scan at `end`. */
  atDelimiter: boolean;
  truncated: boolean;
}

const LF = 10;
const CR = 13;
const SP = 32;
const TAB = 9;
const COLON = 58;
const HYPHEN = 45;

/**
 * Scans a header block line by line.
 *
 * A line that is no field, no continuation and not blank is skipped with its continuations; as the first line it means
 * that there is no header at all and the body starts there. An mbox "From " line before the first field is skipped.
 * @param isDelimiter tells whether the line at an offset is the delimiter of an open multipart, which ends the block
 */
export function scanHeaderBlock(
  source: Buffer,
  start: number,
  limits: { headerBytes: number; headerFields: number } = defaultLimits,
  isDelimiter: ((offset: number) => boolean) | null = null,
): HeaderBlock {
  const length = source.length;
  const fieldLimit = Math.min(length, start + limits.headerBytes);
  const marks: number[] = []; // start, name end, value start, value end, end of each field
  let position = start;
  let inField = false;
  let lineFeeds = 0;
  let carriageReturns = 0;
  let truncated = false;
  let atDelimiter = false;
  let isFirst = true;
  let isMbox = false;

  while (position < length) {
    const first = source[position] as number;
    if (first === LF || first === CR) {
      const blank = blankLineEnd(source, position);
      if (blank > 0) {
        lineFeeds++;
        if (blank > position + 1) carriageReturns++;
        position = blank;
        break;
      }
    }
    if (first === HYPHEN && isDelimiter !== null && source[position + 1] === HYPHEN && isDelimiter(position)) {
      atDelimiter = true;
      break;
    }
    let cursor = position;
    let isContinuation = false;
    if (first === SP || first === TAB) {
      isContinuation = true;
    } else {
      while (cursor < length) {
        const octet = source[cursor] as number;
        if (octet <= SP || octet >= 127 || octet === COLON) break;
        cursor++;
      }
      const nameEnd = cursor;
      while (cursor < length && (source[cursor] === SP || source[cursor] === TAB)) cursor++;
      if (nameEnd > position && source[cursor] === COLON) {
        if (marks.length >= limits.headerFields * 5 || cursor >= fieldLimit) {
          inField = false;
          truncated = true;
        } else {
          marks.push(position, nameEnd, cursor + 1, 0, 0);
          inField = true;
        }
      } else {
        inField = false;
        cursor = position;
        if (isFirst) {
          if (!isMboxLine(source, position)) break;
          isMbox = true;
        }
      }
    }
    isFirst = isMbox;
    isMbox = false;
    // to the end of the line
    while (cursor < length && source[cursor] !== LF) cursor++;
    let textEnd = cursor;
    if (cursor < length) {
      lineFeeds++;
      if (cursor > position && source[cursor - 1] === CR) {
        carriageReturns++;
        textEnd--;
      }
      cursor++;
    }
    if (inField) {
      if (isContinuation && textEnd > fieldLimit) {
        truncated = true;
      } else {
        marks[marks.length - 2] = textEnd;
        marks[marks.length - 1] = cursor;
        if (textEnd > fieldLimit) {
          // one endless line: the field keeps what fits
          truncated = true;
          marks[marks.length - 2] = Math.max(fieldLimit, marks[marks.length - 3] as number);
        }
      }
    }
    position = cursor;
  }
  return { fields: toFields(source, start, marks), end: position, lineFeeds, carriageReturns, atDelimiter, truncated };
}

/** Fields of a part's header block, in order (RFC 8621 §4.1.3 `headers`). */
export function headerFields(source: Buffer, part: Part): HeaderField[] {
  return scanHeaderBlock(source.subarray(0, part.headerEnd), part.headerStart).fields;
}

/** Fields of a header block given on its own, for instance the stored header projection. */
export function fieldsOf(header: Buffer): HeaderField[] {
  return scanHeaderBlock(header, 0).fields;
}

/** A field's value, octets as latin-1 characters, folding kept. */
export function rawValue(source: Buffer, field: HeaderField): string {
  return source.toString('latin1', field.valueStart, field.valueEnd);
}

/** A value unfolded (RFC 5322 §2.2.3), NUL dropped, white space trimmed at both ends. */
export function unfold(value: string): string {
  let text = value;
  if (text.includes('\n')) text = text.replace(/\r?\n/g, '');
  if (text.includes('\0')) text = text.replaceAll('\0', '');
  return trimBlanks(text);
}

/** The last field of this name, as RFC 8621 §4.1.3 wants it where a header is asked for by name. */
export function lastField(fields: readonly HeaderField[], key: string): HeaderField | undefined {
  for (let index = fields.length - 1; index >= 0; index--) {
    const field = fields[index] as HeaderField;
    if (field.key === key) return field;
  }
  return undefined;
}

/** After a line that consists of line-end octets only; 0 if the line at `position` is not blank. */
function blankLineEnd(source: Buffer, position: number): number {
  let cursor = position;
  while (source[cursor] === CR) cursor++;
  return source[cursor] === LF ? cursor + 1 : 0;
}

function isMboxLine(source: Buffer, position: number): boolean {
  const text = source.toString('latin1', position, position + 6);
  return text.startsWith('From ') || text === '>From ';
}

function toFields(source: Buffer, start: number, marks: number[]): HeaderField[] {
  const fields: HeaderField[] = [];
  if (marks.length === 0) return fields;
  const text = source.toString('latin1', start, marks[marks.length - 4]);
  for (let index = 0; index < marks.length; index += 5) {
    const fieldStart = marks[index] as number;
    const name = text.substring(fieldStart - start, (marks[index + 1] as number) - start);
    fields.push({
      name,
      key: name.toLowerCase(),
      start: fieldStart,
      end: marks[index + 4] as number,
      valueStart: marks[index + 2] as number,
      valueEnd: marks[index + 3] as number,
    });
  }
  return fields;
}
