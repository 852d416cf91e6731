/**
 * Modified UTF-7 of mailbox names (RFC 3501 §5.1.3): UTF-16BE in base64 with "," for "/", without padding, between "&" and "-".
 */

const PLAIN = /^[\x20-\x25\x27-\x7e]*$/;
const LONE_SURROGATES = /\p{Cs}/gu;
const LONE_SURROGATE = /\p{Cs}/u;
const SHIFTED = /[^\x20-\x7e]+/g;
const SHIFTED_TEST = /[^\x20-\x7e]/;

/** A name as modified UTF-7. Lone surrogates become U+FFFD. */
export function encodeUtf7(name: string): string {
  if (PLAIN.test(name)) return name;
  return name
    .replace(LONE_SURROGATES, '\ufffd')
    .replaceAll('&', '&-')
    .replace(SHIFTED, (run) => {
      const utf16 = Buffer.from(run, 'utf16le').swap16();
      return `&${utf16.toString('base64').replaceAll('/', ',').replace(/=+$/, '')}-`;
    });
}

/**
 * The name behind modified UTF-7, or undefined where the text is not canonical modified UTF-7
 * (bad base64, left-over bits, lone surrogates, printable ASCII that hides in base64, two shifts in a row).
 */
export function decodeUtf7(text: string): string | undefined {
  if (!text.includes('&')) return SHIFTED_TEST.test(text) ? undefined : text;
  let name = '';
  let at = 0;
  let shiftEnd = -1; // where the last base64 run ended
  for (;;) {
    const ampersand = text.indexOf('&', at);
    if (ampersand < 0) break;
    name += text.slice(at, ampersand);
    const dash = text.indexOf('-', ampersand);
    if (dash < 0) return undefined;
    if (dash === ampersand + 1) {
      name += '&';
    } else {
      if (shiftEnd === ampersand) return undefined;
      const run = decodeShifted(text.slice(ampersand + 1, dash));
      if (run === undefined) return undefined;
      name += run;
      shiftEnd = dash + 1;
    }
    at = dash + 1;
  }
  name += text.slice(at);
  return SHIFTED_TEST.test(text) ? undefined : name;
}



function decodeShifted(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+,]+$/.test(base64)) return undefined;
  const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  if (utf16.length === 0 || utf16.length % 2 !== 0) return undefined;
  // Canonical means: encoding again gives the same text, so that one mailbox has one name on the wire.
  if (utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',') !== base64) return undefined;
  const run = utf16.swap16().toString('utf16le');
  return /[\x20-\x7e]/.test(run) || LONE_SURROGATE.test(run) ? undefined : run;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A mailbox name from its wire form. Valid modified UTF-7 is decoded; raw UTF-8 is taken as it is (RFC 9755, and clients that never knew);
 * anything else with "&" is taken literally, as the person who typed `R&D` meant it.
 * @param raw the name's bytes, one character a byte
 * @returns undefined where the bytes are not valid UTF-8
 */
export function decodeMailboxName(raw: string, utf8 = false): string | undefined {
  let name = raw;
  if (SHIFTED_TEST.test(raw)) {
    try {
      name = strictUtf8.decode(Buffer.from(raw, 'latin1'));
    } catch {
      return undefined;
    }
  } else if (!utf8) {
    name = decodeUtf7(raw) ?? raw;
  }
  return /^inbox$/i.test(name) ? 'INBOX' : name;
}
