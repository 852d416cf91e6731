/**
 * Values of header fields are held as octets in latin-1 characters until they are decoded. JavaScript's own trim() and \s
 * must not touch them: octet A0, a no-break space to JavaScript, is the second half of `à` in UTF-8.
 */

/** Without ASCII white space at both ends. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.substring(start, end);
}

/** Without ASCII white space at the end. */
export function trimBlanksEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.substring(0, end);
}

/** Without any ASCII white space. */
export function withoutBlanks(text: string): string {
  return /[\t-\r ]/.test(text) ? text.replace(/[\t-\r ]+/g, '') : text;
}

/** ASCII letters in upper case; others stay one octet. */
export function upperAscii(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
