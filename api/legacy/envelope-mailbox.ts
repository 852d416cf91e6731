/** The addr-mailbox that SORT compares (RFC 5256 §3), from the stored ENVELOPE. */
import { foldText } from '../mail/mime/index.ts';

const SPACE = 32;
const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const BACKSLASH = 92;
const BRACE = 123;

/** Which list of an ENVELOPE each header is: behind date and subject, from, sender, reply-to, to, cc, bcc (RFC 9051 §7.5.2). */
const listOf = { from: 0, to: 3, cc: 4 } as const;

/** Local part of the first address, or the name of the group that stands there; empty where there is none. Folded. */
export function envelopeMailbox(envelope: Buffer, header: keyof typeof listOf): string {
  const scanner = new Scanner(envelope);
  scanner.skip();
  scanner.skip();
  for (let i = listOf[header]; i > 0; i--) scanner.skip();
  if (!scanner.enter() || !scanner.enter()) return '';
  scanner.skip();
  scanner.skip();
  return foldText(scanner.text());
}

/** Walks over what the server itself has written, value by value. */
class Scanner {
  readonly #bytes: Buffer;
  /** Behind the first parenthesis. */
  #at = 1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Goes into a list. @returns false for NIL, which is passed */
  enter(): boolean {
    this.#spaces();
    if (this.#bytes[this.#at] !== OPEN) {
      this.skip();
      return false;
    }
    this.#at++;
    return true;
  }

  /** Passes one value: NIL, a string, a list. */
  skip(): void {
    this.#spaces();
    let depth = 0;
    do {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return;
      if (byte === QUOTE || byte === BRACE) this.text();
      else {
        if (byte === OPEN) depth++;
        else if (byte === CLOSE) depth--;
        else if (byte !== SPACE) {
          while (this.#isAtom()) this.#at++;
          continue;
        }
        this.#at++;
      }
    } while (depth > 0);
  }

  /** The string that comes; empty for NIL. */
  text(): string {
    this.#spaces();
    const bytes = this.#bytes;
    if (bytes[this.#at] === BRACE) {
      const end = bytes.indexOf(10, this.#at);
      const start = end + 1;
      this.#at = start + Number.parseInt(bytes.toString('latin1', this.#at + 1, end), 10);
      return bytes.toString('utf8', start, this.#at);
    }
    if (bytes[this.#at] !== QUOTE) {
      while (this.#isAtom()) this.#at++;
      return '';
    }
    const start = ++this.#at;
    let hasEscapes = false;
    for (; this.#at < bytes.length && bytes[this.#at] !== QUOTE; this.#at++) {
      if (bytes[this.#at] !== BACKSLASH) continue;
      hasEscapes = true;
      this.#at++;
    }
    const text = bytes.toString('utf8', start, this.#at++);
    return hasEscapes ? text.replace(/\\(.)/gs, '$1') : text;
  }

  #isAtom(): boolean {
    const byte = this.#bytes[this.#at];
    return byte !== undefined && byte !== SPACE && byte !== OPEN && byte !== CLOSE && byte !== QUOTE;
  }

  #spaces(): void {
    while (this.#bytes[this.#at] === SPACE) this.#at++;
  }
}
