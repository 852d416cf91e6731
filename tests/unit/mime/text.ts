/** Messages in tests are written with LF for reading; this gives them CRLF. Characters above 127 are octets (latin-1). */
export function message(text: string): Buffer {
  return Buffer.from(text.replace(/^\n/, '').replace(/\r?\n/g, '\r\n'), 'latin1');
}

/** Text as UTF-8 octets in latin-1 characters, to be put into {@link message}. */
export function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
