/** System flags (RFC 9051 §2.3.2) and the JMAP keywords they are (RFC 8621 §4.1.1). `\Deleted` and `\Recent` have none. */
const SYSTEM_FLAGS: ReadonlyMap<string, { flag: string; keyword: string | undefined }> = new Map([
  ['\\seen', { flag: '\\Seen', keyword: '$seen' }],
  ['\\answered', { flag: '\\Answered', keyword: '$answered' }],
  ['\\flagged', { flag: '\\Flagged', keyword: '$flagged' }],
  ['\\draft', { flag: '\\Draft', keyword: '$draft' }],
  ['\\deleted', { flag: '\\Deleted', keyword: undefined }],
  ['\\recent', { flag: '\\Recent', keyword: undefined }],
]);

const FLAG_OF_KEYWORD: ReadonlyMap<string, string> = new Map([...SYSTEM_FLAGS.values()].flatMap(({ flag, keyword }) => (keyword ? [[keyword, flag] as const] : [])));

/** A flag in its usual spelling: system flags as the RFC writes them, keywords as they came. */
export function canonicalFlag(flag: string): string {
  return SYSTEM_FLAGS.get(flag.toLowerCase())?.flag ?? flag;
}

/** The JMAP keyword of a flag: `\Seen` is `$seen`, keywords in lower case; undefined for `\Deleted`, `\Recent` and unknown `\…` flags. */
export function keywordOfFlag(flag: string): string | undefined {
  const lower = flag.toLowerCase();
  return lower.startsWith('\\') ? SYSTEM_FLAGS.get(lower)?.keyword : lower;
}

/** Apple Mail's colours, in the only spelling that it is known to read. */
const APPLE_COLOUR = '$mailflagbit';

/** The flag of a JMAP keyword. */
export function flagOfKeyword(keyword: string): string {
  if (keyword.startsWith(APPLE_COLOUR)) return `$MailFlagBit${keyword.slice(APPLE_COLOUR.length)}`;
  return FLAG_OF_KEYWORD.get(keyword) ?? keyword;
}

const CACHED_SETS = 4096;

/**
 * Finished bytes `(\Seen \Flagged)` for sets of flags, so that FLAGS of ten thousand messages are copied, not built.
 * @param names the flag of each bit, at most 32; may grow while it is in use, existing bits keep their meaning
 */
export class FlagBytes {
  readonly #names: readonly string[];
  readonly #cache = new Map<number, Buffer>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** The parenthesised list for a set of bits; the buffer is shared, not to be changed. */
  of(bits: number): Buffer {
    const cached = this.#cache.get(bits);
    if (cached) return cached;
    return this.#build(bits);
  }

  /** The list with further keywords behind those of the bits. */
  with(bits: number, further: readonly string[]): Buffer {
    return Buffer.from(`(${[...this.names(bits), ...further.map(flagOfKeyword)].join(' ')})`, 'latin1');
  }

  /** The flags of a set of bits. */
  names(bits: number): string[] {
    return this.#names.filter((_, bit) => bit < 32 && (bits & (1 << bit)) !== 0);
  }

  #build(bits: number): Buffer {
    const bytes = Buffer.from(`(${this.names(bits).join(' ')})`, 'latin1');
    if (this.#cache.size >= CACHED_SETS) this.#cache.clear();
    this.#cache.set(bits, bytes);
    return bytes;
  }
}
