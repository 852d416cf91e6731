import { ASTRING, ATOM, classes, decodeText, EIGHT_BIT, LIST, TAG } from './characters.ts';
import { type CivilDate, type DateTime, parseDate, parseDateTime } from './date-time.ts';
import { canonicalFlag } from './flags.ts';
import type { Literal, LiteralHead, RawCommand } from './reader.ts';
import { MAX_RANGES, type SequenceSet, STAR } from './sequence-set.ts';
import { CommandSyntaxError } from './syntax-error.ts';
import { decodeMailboxName } from './utf7.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x28;
const END = -1;
const UINT32_MAX = 0xffff_ffff;
const NO_BOUNDS = new Uint32Array(0);

/** A part of the grammar. Larger ones are functions of this form in files of their own (`parse-fetch.ts`, `parse-search.ts` …). */
export type Production<T> = (parser: Parser) => T;

/**
 * Reads an assembled command by the formal syntax of RFC 9051 §9, left to right, without looking back.
 * Every method consumes what it names or throws a `CommandSyntaxError` that says what was expected and where.
 */
export class Parser {
  /** UTF8=ACCEPT is on: mailbox names are UTF-8 and "&" is itself (RFC 9755). */
  utf8 = false;
  /** A search may say what it is written in; with UTF8=ACCEPT, it is UTF-8 (RFC 9755 §3). */
  allowsCharset = true;
  readonly #lines: readonly string[];
  readonly #literals: readonly Literal[];
  #line: string;
  #index = 0;
  #at = 0;

  constructor(command: RawCommand) {
    this.#lines = command.lines;
    this.#literals = command.literals;
    this.#line = command.lines[0] ?? '';
  }

  // Position

  /** The next byte, -1 at a literal and at the end. */
  peek(): number {
    return this.#at < this.#line.length ? this.#line.charCodeAt(this.#at) : END;
  }

  /** Whether the next byte is this character. */
  next(character: string): boolean {
    return this.peek() === character.charCodeAt(0);
  }

  /** Whether these bytes come next, in any case. */
  followedBy(text: string): boolean {
    return this.#line.slice(this.#at, this.#at + text.length).toUpperCase() === text.toUpperCase();
  }

  /** The announcement of the literal that comes next and has not been read yet, see `CommandDefinition.literal`. */
  pendingLiteral(): LiteralHead | undefined {
    const literal = this.#at === this.#line.length ? this.#literals[this.#index] : undefined;
    return literal?.kind === 'pending' ? literal.head : undefined;
  }

  atEnd(): boolean {
    return this.#at === this.#line.length && this.#index >= this.#literals.length;
  }

  fail(expected: string): never {
    const before = this.#lines.slice(0, this.#index).reduce((sum, line, i) => sum + line.length + (this.#literals[i]?.head.sizeBytes ?? 0), 0);
    throw new CommandSyntaxError(`Expected ${expected} at byte ${before + this.#at + 1}, found ${this.#found()}`);
  }

  // Punctuation

  /** One space (further ones are forgiven). */
  sp(): this {
    if (this.peek() !== SPACE) this.fail('a space');
    do this.#at++;
    while (this.peek() === SPACE);
    return this;
  }

  /** A character that must come next. */
  character(character: string): this {
    if (!this.take(character)) this.fail(`"${character}"`);
    return this;
  }

  /** Consumes the character if it comes next. */
  take(character: string): boolean {
    if (!this.next(character)) return false;
    this.#at++;
    return true;
  }

  /** The end of the command; spaces before it are forgiven. */
  end(): void {
    while (this.peek() === SPACE) this.#at++;
    if (!this.atEnd()) this.fail('the end of the command');
  }

  /** `[SP production]`. */
  optional<T>(production: Production<T>): T | undefined {
    if (this.peek() !== SPACE) return undefined;
    this.sp();
    return this.atEnd() ? undefined : production(this);
  }

  /** `"(" [item *(SP item)] ")"`. */
  list<T>(item: Production<T>): T[] {
    const items: T[] = [];
    this.character('(');
    while (this.peek() === SPACE) this.#at++;
    if (this.take(')')) return items;
    for (;;) {
      items.push(item(this));
      while (this.peek() === SPACE) this.#at++;
      if (this.take(')')) return items;
      if (this.#line.charCodeAt(this.#at - 1) !== SPACE) this.fail('a space or ")"');
    }
  }

  // Words

  tag(): string {
    return this.#run(TAG, 'a tag');
  }

  atom(what = 'an atom'): string {
    return this.#run(ATOM, what);
  }

  /** An atom in upper case. */
  keyword(what = 'a keyword'): string {
    return this.#run(ATOM, what).toUpperCase();
  }

  /** An atom that is one of these, in upper case; an unknown one is named. */
  oneOf<T extends string>(words: readonly T[], what: string): T {
    const at = this.#at;
    const word = this.keyword(what);
    if (!(words as readonly string[]).includes(word)) {
      this.#at = at;
      throw new CommandSyntaxError(`Unknown ${what} ${word.slice(0, 40)}; known are ${words.join(', ')}`);
    }
    return word as T;
  }

  /** Letters, digits and dots in upper case: names of FETCH attributes, where "[" follows without a space. */
  attributeName(what: string): string {
    const from = this.#at;
    for (;;) {
      const byte = this.peek() | 0x20;
      if ((byte >= 0x61 && byte <= 0x7a) || this.next('.') || (this.peek() >= 0x30 && this.peek() <= 0x39)) this.#at++;
      else break;
    }
    if (from === this.#at) this.fail(what);
    return this.#line.slice(from, this.#at).toUpperCase();
  }

  // Strings

  /** astring as text. */
  astring(what = 'a string'): string {
    return decodeText(this.astringBytes(what));
  }

  /** astring, one character a byte. 8-bit bytes are accepted outside quotes, too. */
  astringBytes(what = 'a string'): string {
    return this.#isString() ? this.stringBytes(what) : this.#run(ASTRING | EIGHT_BIT, what);
  }

  /** quoted or literal, as text. */
  string(what = 'a quoted string or a literal'): string {
    return decodeText(this.stringBytes(what));
  }

  nstring(what = 'a string or NIL'): string | undefined {
    if (this.#isString()) return this.string(what);
    const at = this.#at;
    if (this.#run(ATOM, what).toUpperCase() === 'NIL') return undefined;
    this.#at = at;
    return this.fail(what);
  }

  /** nstring or literal8, as bytes. */
  nstringBytes(what = 'a string or NIL'): Buffer | undefined {
    if (this.#isString()) return Buffer.from(this.stringBytes(what), 'latin1');
    if (!this.followedBy('NIL')) return this.fail(what);
    this.atom(what);
    return undefined;
  }

  /** quoted or literal, one character a byte. */
  stringBytes(what = 'a quoted string or a literal'): string {
    if (this.peek() === QUOTE) return this.#quoted();
    const literal = this.#literal();
    if (!literal) return this.fail(what);
    if (literal.kind !== 'held') throw new CommandSyntaxError('A literal was not expected here');
    return literal.bytes.toString('latin1');
  }

  /** What the receiver of a streamed literal gave; its error is thrown here. */
  received(what = 'a literal'): unknown {
    const literal = this.#literal();
    if (!literal) return this.fail(what);
    if (literal.kind !== 'received') throw new CommandSyntaxError(`Expected ${what}`);
    if (literal.error !== undefined) throw literal.error;
    return literal.value;
  }

  /** A mailbox name, decoded (RFC 9051 §5.1; modified UTF-7 and raw UTF-8). INBOX in capitals. */
  mailbox(): string {
    return this.#mailboxName(this.astringBytes('a mailbox name'));
  }

  /** list-mailbox: a name with "%" and "*", decoded. */
  listMailbox(): string {
    const raw = this.#isString() ? this.stringBytes('a mailbox pattern') : this.#run(LIST | EIGHT_BIT, 'a mailbox pattern');
    return this.#mailboxName(raw);
  }

  // Numbers

  /** 0 to 2³²−1. */
  number(what = 'a number'): number {
    const value = this.#digits(what);
    return value > UINT32_MAX ? this.#tooLarge(what) : value;
  }

  /** 1 to 2³²−1. */
  nzNumber(what = 'a number from 1'): number {
    const value = this.number(what);
    return value === 0 ? this.#tooSmall(what) : value;
  }

  /** number64 (RFC 9051 §9), mod-sequences too. What exceeds 2⁵³−1 is that: larger than anything there is. */
  number64(what = 'a number'): number {
    return Math.min(this.#digits(what), Number.MAX_SAFE_INTEGER);
  }

  /** sequence-set (RFC 9051 §9, "$": RFC 5182). */
  sequenceSet(): SequenceSet {
    if (this.take('$')) return { saved: true, bounds: NO_BOUNDS };
    const bounds: number[] = [];
    for (;;) {
      const first = this.#sequenceNumber();
      bounds.push(first, this.take(':') ? this.#sequenceNumber() : first);
      if (bounds.length > 2 * MAX_RANGES) throw new CommandSyntaxError(`A set of messages may hold ${MAX_RANGES} ranges`);
      if (!this.take(',')) return { saved: false, bounds: Uint32Array.from(bounds) };
    }
  }

  // Flags and dates

  /** A flag in its usual spelling. */
  flag(): string {
    const isSystem = this.take('\\');
    const name = this.atom('a flag');
    return canonicalFlag(isSystem ? `\\${name}` : name);
  }

  /** flag-list. */
  flagList(): string[] {
    return this.list(flag);
  }

  /** flag-list, or flags without parentheses, as STORE allows. */
  flags(): string[] {
    if (this.peek() === OPEN) return this.flagList();
    const flags = [this.flag()];
    while (this.peek() === SPACE) {
      this.sp();
      if (this.atEnd()) break;
      flags.push(this.flag());
    }
    return flags;
  }

  dateTime(): DateTime {
    const at = this.#at;
    const text = this.peek() === QUOTE ? this.#quoted() : '';
    const instant = parseDateTime(text);
    if (instant) return instant;
    this.#at = at;
    return this.fail('a date like " 1-Feb-2024 12:00:00 +0100"');
  }

  date(): CivilDate {
    const at = this.#at;
    const index = this.#index;
    const date = parseDate(this.astringBytes('a date'));
    if (date) return date;
    if (index === this.#index) this.#at = at;
    return this.fail('a date like 1-Feb-2024');
  }

  #isString(): boolean {
    return this.peek() === QUOTE || (this.#at === this.#line.length && this.#index < this.#literals.length);
  }

  #run(mask: number, what: string): string {
    const line = this.#line;
    const from = this.#at;
    let at = from;
    while (at < line.length && ((classes[line.charCodeAt(at)] as number) & mask) !== 0) at++;
    if (at === from) this.fail(what);
    this.#at = at;
    return line.slice(from, at);
  }

  #quoted(): string {
    const line = this.#line;
    const from = this.#at + 1;
    let at = from;
    let hasEscapes = false;
    for (; at < line.length; at++) {
      const byte = line.charCodeAt(at);
      if (byte === QUOTE) {
        this.#at = at + 1;
        const text = line.slice(from, at);
        return hasEscapes ? text.replace(/\\(.)/gs, '$1') : text;
      }
      if (byte === BACKSLASH) {
        hasEscapes = true;
        at++;
      }
    }
    this.#at = line.length;
    return this.fail('a closing quote');
  }

  #literal(): Literal | undefined {
    if (this.#at !== this.#line.length) return undefined;
    const literal = this.#literals[this.#index];
    if (!literal) return undefined;
    this.#index++;
    this.#line = this.#lines[this.#index] ?? '';
    this.#at = 0;
    return literal;
  }

  #mailboxName(raw: string): string {
    const name = decodeMailboxName(raw, this.utf8);
    if (name === undefined) throw new CommandSyntaxError('A mailbox name is neither modified UTF-7 nor UTF-8');
    return name;
  }

  #sequenceNumber(): number {
    return this.take('*') ? STAR : this.nzNumber('a message number or "*"');
  }

  /** Digits as a number; beyond 2⁵³ it only grows, which is all that is asked of it. */
  #digits(what: string): number {
    const from = this.#at;
    let value = 0;
    for (;;) {
      const digit = this.peek() - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.#at++;
    }
    if (this.#at === from) this.fail(what);
    return value;
  }

  #tooLarge(what: string): never {
    throw new CommandSyntaxError(`Expected ${what} up to ${UINT32_MAX} before byte ${this.#at + 1}`);
  }

  #tooSmall(what: string): never {
    throw new CommandSyntaxError(`Expected ${what}, found 0 before byte ${this.#at + 1}`);
  }

  /** What stands at the place of an error, one character of it: the rest may be a password. */
  #found(): string {
    const byte = this.peek();
    if (byte === END) return this.atEnd() ? 'the end of the command' : 'a literal';
    if (byte === SPACE) return 'a space';
    return byte > SPACE && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  }
}

function flag(parser: Parser): string {
  return parser.flag();
}
