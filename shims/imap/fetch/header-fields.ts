const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
const LETTER_CASE = 0x20;
/** What ends a header. */
export const BLANK_LINE = Buffer.from('\r\n');

/** Names of header fields, to be found among octets without making strings of them. */
export class FieldNames {
  readonly #byLength: (Buffer[] | undefined)[] = [];

  /** @param names in any case */
  constructor(names: Iterable<string>) {
    for (const name of names) {
      const octets = Buffer.from(name.toLowerCase(), 'latin1');
      const others = this.#byLength[octets.length];
      if (others) others.push(octets);
      else this.#byLength[octets.length] = [octets];
    }
  }

  /** Is what stands in [start, end) one of the names, in any case? */
  has(octets: Uint8Array, start: number, end: number): boolean {
    const names = this.#byLength[end - start];
    if (!names) return false;
    for (let at = 0; at < names.length; at++) if (isAt(octets, start, names[at] as Buffer)) return true;
    return false;
  }
}

function isAt(octets: Uint8Array, start: number, name: Uint8Array): boolean {
  for (let at = 0; at < name.length; at++) {
    const wanted = name[at] as number;
    const octet = octets[start + at] as number;
    const isLetter = wanted >= 0x61 && wanted <= 0x7a;
    if (octet !== wanted && !(isLetter && (octet | LETTER_CASE) === wanted)) return false;
  }
  return true;
}

/** Neighbours of a header that are chosen together: [start, end) pairs, of which the first `count` numbers count. */
export interface ChosenFields {
  readonly ranges: number[];
  count: number;
  /** Octets of all of them, without the blank line. */
  sizeBytes: number;
}

export const noFields = (): ChosenFields => ({ ranges: [], count: 0, sizeBytes: 0 });

/** Where the fields of a header lie whose names are (or are not) among these. @param chosen is filled anew: one object serves ten thousand messages */
export function findFields(header: Uint8Array, names: FieldNames, excluded: boolean, chosen: ChosenFields): void {
  chosen.count = 0;
  chosen.sizeBytes = 0;
  let from = 0;
  let isChosen = false;
  let at = 0;
  const { length } = header;
  while (at < length) {
    const first = header[at];
    let end = at;
    let colon = -1;
    // A line that is folded goes on with the field before it.
    if (first !== SPACE && first !== TAB) {
      while (end < length && header[end] !== LF && header[end] !== COLON) end++;
      if (header[end] === COLON) colon = end;
    }
    // What stands behind the name is passed as fast as can be.
    while (end < length && header[end] !== LF) end++;
    if (end < length) end++;
    if (first === LF || (first === CR && end - at === 2)) break;
    if (first !== SPACE && first !== TAB) {
      const isWanted = names.has(header, at, nameEnd(header, at, colon)) !== excluded;
      if (isWanted && !isChosen) from = at;
      if (!isWanted && isChosen) note(chosen, from, at);
      isChosen = isWanted;
    }
    at = end;
  }
  if (isChosen) note(chosen, from, at);
}

function note(chosen: ChosenFields, start: number, end: number): void {
  chosen.ranges[chosen.count++] = start;
  chosen.ranges[chosen.count++] = end;
  chosen.sizeBytes += end - start;
}

/**
 * The fields of a header whose names are (or are not) among these, octet for octet and in order, and the blank line
 * (RFC 9051 §6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT).
 */
export function chooseFields(header: Buffer, names: FieldNames, excluded: boolean): Buffer {
  const chosen = noFields();
  findFields(header, names, excluded, chosen);
  const pieces: Buffer[] = [];
  for (let i = 0; i < chosen.count; i += 2) pieces.push(header.subarray(chosen.ranges[i], chosen.ranges[i + 1]));
  return Buffer.concat([...pieces, BLANK_LINE]);
}

/** Where the name of a field ends that begins at `start`: before white space and the colon; at its beginning where there is none. */
function nameEnd(header: Uint8Array, start: number, colon: number): number {
  let end = Math.max(start, colon);
  while (end > start && (header[end - 1] === SPACE || header[end - 1] === TAB)) end--;
  return end;
}
