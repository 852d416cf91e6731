/** Content-transfer-decoding piece by piece (RFC 2045 §6), so that no part is held whole because of its size. */
import { decodeRange } from '../mail/mime/transfer-encoding.ts';

const CR = 13;
const LF = 10;
const EQUALS = 61;
/** A quoted-printable line longer than this is cut where that does no harm. */
const longLine = 64 * 1024;

/** Base64 up to the padding that ends the data; other characters are skipped, as `decodeRange` does. */
export async function* decodeBase64Stream(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let carry = '';
  for await (const piece of source) {
    let characters = piece.toString('latin1').replace(/[^A-Za-z0-9+/\-_=]+/g, '');
    let ended = false;
    if (characters.includes('=')) ({ characters, ended } = cutAtPadding(characters, carry.length));
    characters = carry + characters;
    const whole = ended ? characters.length : characters.length - (characters.length % 4);
    carry = characters.slice(whole);
    const decoded = Buffer.from(characters.slice(0, whole), 'base64');
    if (decoded.length > 0) yield decoded;
    if (ended) return;
  }
  const rest = Buffer.from(carry, 'base64');
  if (rest.length > 0) yield rest;
}

/** Padding after two or three characters of a group ends the data; elsewhere it is rubbish. */
function cutAtPadding(characters: string, before: number): { characters: string; ended: boolean } {
  let kept = '';
  let from = 0;
  for (;;) {
    const at = characters.indexOf('=', from);
    if (at < 0) return { characters: kept + characters.slice(from), ended: false };
    kept += characters.slice(from, at);
    if (((before + kept.length) & 3) >= 2) return { characters: kept, ended: true };
    from = at + 1;
  }
}

/** Quoted-printable, line by line. */
export async function* decodeQuotedPrintableStream(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  for await (const piece of source) {
    let cut = piece.lastIndexOf(LF) + 1;
    if (cut === 0 && waitingBytes + piece.length > longLine) cut = harmlessCut(piece);
    if (cut === 0) {
      waiting.push(piece);
      waitingBytes += piece.length;
      continue;
    }
    const lines = Buffer.concat([...waiting.splice(0), piece.subarray(0, cut)]);
    waiting.push(piece.subarray(cut));
    waitingBytes = piece.length - cut;
    const decoded = decodeRange(lines, 0, lines.length, 'quoted-printable');
    if (decoded.length > 0) yield decoded;
  }
  const rest = Buffer.concat(waiting);
  const decoded = decodeRange(rest, 0, rest.length, 'quoted-printable');
  if (decoded.length > 0) yield decoded;
}

/** Behind a visible character that no `=XX` or line end can reach over; 0 if there is none near the end. */
function harmlessCut(piece: Buffer): number {
  const harmless = (octet: number | undefined): boolean => octet !== undefined && octet > 32 && octet !== EQUALS && octet !== CR;
  for (let at = piece.length; at >= 3 && at > piece.length - longLine; at--) {
    if (harmless(piece[at - 1]) && harmless(piece[at - 2]) && harmless(piece[at - 3])) return at;
  }
  return 0;
}
