/**
 * A message without its hidden recipients (RFC 5322 §3.6.3): the copy in Sent names them, and whoever is handed that copy is not to read them. The same as the server
 * does with what it sends.
 */

const LF = 0x0a;
const CR = 0x0d;
const blindField = /^(?:resent-)?bcc[ \t]*:/i;
const anyField = /^[!-9;-~]+[ \t]*:/;
/** Names of fields are ASCII; what the other bytes mean is of no matter here. */
const ascii = new TextDecoder('latin1');
const mboxLine = /^>?From /;

/**
 * Takes the fields Bcc and Resent-Bcc out of the message's own header, with their folded lines. Every other byte stays as it is: text of any charset, ends of lines, the
 * body, and the headers of messages that lie within.
 * @returns the source itself where there are none
 */
export function withoutBcc(source: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let keptFrom = 0;
  let isFirst = true;
  let isBlind = false;
  for (let start = 0; start < source.length; ) {
    const lineFeed = source.indexOf(LF, start);
    const end = lineFeed < 0 ? source.length : lineFeed + 1;
    const isFolded = source[start] === 0x20 || source[start] === 0x09;
    const line = isFolded ? '' : ascii.decode(source.subarray(start, end));
    if (!isFolded && isBlank(source, start, end)) break;
    const isNoField = !isFolded && !anyField.test(line);
    const isMboxLine: boolean = isFirst && isNoField && mboxLine.test(line);
    // Without any field there is no header: all of it is body.
    if (isFirst && isNoField && !isMboxLine) break;
    isFirst = isMboxLine;
    const wasBlind: boolean = isBlind;
    isBlind = isFolded ? wasBlind : blindField.test(line);
    if (isBlind && !wasBlind) kept.push(source.subarray(keptFrom, start));
    start = end;
    if (isBlind) keptFrom = end;
  }
  if (kept.length === 0) return source;
  kept.push(source.subarray(keptFrom));
  return joined(kept);
}

function isBlank(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (source[at] !== CR && source[at] !== LF) return false;
  return true;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
