const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
const LETTER_CASE = 0x20;

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
    return this.#byLength[end - start]?.some((name) => isAt(octets, start, name)) ?? false;
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

/**
 * The fields of a header whose names are (or are not) among these, octet for octet and in order, and the blank line
 * (RFC 9051 §6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT).
 */
export function chooseFields(header: Uint8Array, names: FieldNames, excluded: boolean): Buffer {
  const chosen = Buffer.allocUnsafe(header.length + 2);
  let used = 0;
  // Neighbours are copied together.
  let from = 0;
  let isChosen = false;
  let at = 0;
  const { length } = header;
  while (at < length) {
    const first = header[at];
    let end = at;
    while (end < length && header[end] !== LF && header[end] !== COLON) end++;
    const colon = header[end] === COLON ? end : -1;
    // What stands behind the name is passed as fast as can be.
    while (end < length && header[end] !== LF) end++;
    if (end < length) end++;
    if (first === LF || (first === CR && end - at === 2)) break;
    if (first !== SPACE && first !== TAB) {
      const isWanted = names.has(header, at, nameEnd(header, at, colon)) !== excluded;
      if (isWanted && !isChosen) from = at;
      if (!isWanted && isChosen) used += copy(header, from, at, chosen, used);
      isChosen = isWanted;
    }
    at = end;
  }
  if (isChosen) used += copy(header, from, at, chosen, used);
  chosen[used++] = CR;
  chosen[used++] = LF;
  return chosen.subarray(0, used);
}

/** Where the name of a field ends that begins at `start`: before white space and the colon; at its beginning where there is none. */
function nameEnd(header: Uint8Array, start: number, colon: number): number {
  let end = Math.max(start, colon);
  while (end > start && (header[end - 1] === SPACE || header[end - 1] === TAB)) end--;
  return end;
}

function copy(header: Uint8Array, start: number, end: number, into: Buffer, at: number): number {
  into.set(header.subarray(start, end), at);
  return end - start;
}
