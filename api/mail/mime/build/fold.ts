/** RFC 5322 §2.1.1: lines should not exceed this. */
export const lineLength = 78;
/** … and must not exceed this. */
export const maxLineLength = 998;

/**
 * A header field with its line end, folded (RFC 5322 §2.2.3) between pieces.
 * @param pieces each is kept whole and, but for the first, starts with the white space before which a line may break
 */
export function foldField(name: string, pieces: readonly string[]): string {
  let out = '';
  let line = `${name}:`;
  for (const [index, piece] of pieces.entries()) {
    const next = index === 0 ? ` ${piece}` : piece;
    // a first line without content is not legal, so the first piece stays with the name
    if (index > 0 && line.length + next.length > lineLength) {
      out += `${line}\r\n`;
      line = next;
    } else {
      line += next;
    }
  }
  return `${out}${line}\r\n`;
}

/** Text in pieces, each with the blanks before it. */
export function wordsOf(text: string): string[] {
  return text.match(/ *[^ ]+/g) ?? [];
}
