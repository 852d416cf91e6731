/** Character classes of RFC 9051 §9, as bits per byte value. */
export const ATOM = 1;
export const ASTRING = 2;
export const TAG = 4;
/** list-mailbox without quotes. */
export const LIST = 8;
/** Bytes over 127: raw UTF-8, which names and strings may hold although IMAP4rev1 forbids it. */
export const EIGHT_BIT = 16;

export const classes = new Uint8Array(256);
for (let byte = 0x21; byte < 0x7f; byte++) {
  const character = String.fromCharCode(byte);
  const isAtom = !'(){%*"\\]'.includes(character);
  const isAstring = isAtom || character === ']';
  classes[byte] = (isAtom ? ATOM : 0) | (isAstring ? ASTRING | LIST : 0) | (isAstring && character !== '+' ? TAG : 0) | ('%*'.includes(character) ? LIST : 0);
}
for (let byte = 0x80; byte < 0x100; byte++) classes[byte] = EIGHT_BIT;

const NON_ASCII = /[\x80-\xff]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a byte string: UTF-8 where it is valid, else ISO-8859-1, as old clients send it. */
export function decodeText(bytes: string): string {
  if (!NON_ASCII.test(bytes)) return bytes;
  try {
    return strictUtf8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}
