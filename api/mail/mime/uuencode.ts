/**
 * Decodes uuencoded data, which old Unix and Outlook software labels `x-uuencode`. Lines before `begin` and after `end`
 * are dropped; without a `begin` line nothing is decoded and the octets are given as they are.
 */
export function decodeUu(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const begin = /(?:^|\n)begin [0-7]{3,4} /.exec(text);
  if (!begin) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let line = nextLine(text, begin.index + begin[0].length);
  while (line < text.length) {
    const following = nextLine(text, line);
    const count = (text.charCodeAt(line) - 32) & 63;
    if (count === 0 || text.startsWith('end', line)) break;
    length += decodeLine(text, line + 1, following, count, out, length);
    line = following;
  }
  return out.subarray(0, length);
}

function nextLine(text: string, from: number): number {
  const lineFeed = text.indexOf('\n', from);
  return lineFeed < 0 ? text.length : lineFeed + 1;
}

/** Each four characters are three octets; a line says how many octets it holds and may have lost trailing blanks. */
function decodeLine(text: string, start: number, end: number, count: number, out: Buffer, at: number): number {
  const available = Math.min(count, Math.floor(((end - start) * 3) / 4));
  const sextet = (index: number): number => (index < end ? (text.charCodeAt(index) - 32) & 63 : 0);
  for (let octet = 0; octet < available; octet++) {
    const quad = start + Math.floor(octet / 3) * 4;
    const step = octet % 3;
    out[at + octet] = step === 0 ? (sextet(quad) << 2) | (sextet(quad + 1) >> 4)
      : step === 1 ? (sextet(quad + 1) << 4) | (sextet(quad + 2) >> 2)
        : (sextet(quad + 2) << 6) | sextet(quad + 3);
  }
  return available;
}
