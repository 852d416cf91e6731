import type { SMTPServerDataStream } from 'smtp-server';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

const DOT = 46;
const CR = 13;
const LF = 10;
const CRLF_DOT = Buffer.from('\r\n.');
/** How far the bytes so far have come on the way to the beginning of a line. */
const INSIDE = 0;
const AFTER_CR = 1;
const LINE_START = 2;

type Done = (error?: Error | null) => void;

/**
 * smtp-server's parser with the message read by searching for CRLF and dot rather than byte by byte: a message of nothing
 * but dots costs the same as any other.
 *
 * Only CRLF "." CRLF ends the message, however the bytes are cut into pieces; a dot behind CRLF that does not end it is
 * taken off (RFC 5321 §4.5.2); CR and LF by themselves are content.
 */
export class DataStream extends SMTPStream {
  #line = INSIDE;
  /** "." or "." CR at the beginning of a line: the next piece decides what it is. */
  #held: Buffer | undefined;

  override startDataMode(maxBytes?: number | string | null): SMTPServerDataStream {
    this.#line = LINE_START;
    this.#held = undefined;
    return super.startDataMode(maxBytes);
  }

  override _feedDataStream(piece: Buffer, done: Done): void {
    const bytes = this.#held ? Buffer.concat([this.#held, piece]) : piece;
    this.#held = undefined;
    const parts: Buffer[] = [];
    let from = 0;
    for (let dot = this.#firstDot(bytes); dot >= 0; dot = nextDot(bytes, dot + 1)) {
      if (dot + 1 === bytes.length || (bytes[dot + 1] === CR && dot + 2 === bytes.length)) {
        this.#held = bytes.subarray(dot);
        parts.push(bytes.subarray(from, dot));
        this.#line = LINE_START;
        this.#emit(parts, done);
        return;
      }
      if (bytes[dot + 1] === CR && bytes[dot + 2] === LF) {
        parts.push(bytes.subarray(from, dot));
        const content = joined(parts);
        this._countDataBytes(content.length);
        this._endDataMode(content, bytes.subarray(dot + 3), done);
        return;
      }
      parts.push(bytes.subarray(from, dot));
      from = dot + 1;
    }
    parts.push(bytes.subarray(from));
    this.#line = lineAfter(bytes, this.#line);
    this.#emit(parts, done);
  }

  /** Index of the first dot at the beginning of a line, which may have begun in an earlier piece. */
  #firstDot(bytes: Buffer): number {
    if (this.#line === LINE_START && bytes[0] === DOT) return 0;
    if (this.#line === AFTER_CR && bytes[0] === LF && bytes[1] === DOT) return 1;
    return nextDot(bytes, 0);
  }

  #emit(parts: readonly Buffer[], done: Done): void {
    const content = joined(parts);
    const stream = this._dataStream;
    this._countDataBytes(content.length);
    if (content.length === 0 || !stream?.writable || stream.write(content) || stream.destroyed) {
      done();
      return;
    }
    const go = (): void => {
      stream.off('drain', go).off('close', go);
      done();
    };
    stream.on('drain', go).on('close', go);
  }
}

function nextDot(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(CRLF_DOT, from);
  return at < 0 ? -1 : at + 2;
}

function lineAfter(bytes: Buffer, before: number): number {
  const last = bytes[bytes.length - 1];
  if (last === CR) return AFTER_CR;
  if (last !== LF) return INSIDE;
  return (bytes.length > 1 ? bytes[bytes.length - 2] === CR : before === AFTER_CR) ? LINE_START : INSIDE;
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return only && parts.length === 1 ? only : Buffer.concat(parts);
}
