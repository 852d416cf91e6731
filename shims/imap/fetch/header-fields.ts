const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
const BLANK_LINE = Buffer.from('\r\n');

/**
 * The fields of a header whose names are (or are not) among these, octet for octet and in order, and the blank line
 * (RFC 9051 §6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT).
 * @param names in lower case
 */
export function chooseFields(header: Buffer, names: ReadonlySet<string>, excluded: boolean): Buffer {
  const pieces: Buffer[] = [];
  let isChosen = false;
  for (let at = 0; at < header.length; ) {
    const lineFeed = header.indexOf(LF, at);
    const end = lineFeed < 0 ? header.length : lineFeed + 1;
    const first = header[at];
    if (first === LF || (first === CR && end - at === 2)) break;
    if (first !== SPACE && first !== TAB) isChosen = names.has(nameOf(header, at, end)) !== excluded;
    if (isChosen) pieces.push(header.subarray(at, end));
    at = end;
  }
  pieces.push(BLANK_LINE);
  return Buffer.concat(pieces);
}

function nameOf(header: Buffer, start: number, end: number): string {
  const colon = header.indexOf(COLON, start);
  return colon < 0 || colon >= end ? '' : header.toString('latin1', start, colon).trimEnd().toLowerCase();
}
