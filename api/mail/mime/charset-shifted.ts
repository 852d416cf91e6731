/**
 * Charsets that write double-byte characters in seven bits between shifts, which TextDecoder refuses:
 * ISO-2022-KR (RFC 1557) and HZ (RFC 1843). Both are their eight-bit sisters with the high bit taken off.
 */

interface Shifted {
  text: string;
  isExact: boolean;
}

const eucKr = new TextDecoder('euc-kr');
const gb18030 = new TextDecoder('gb18030');

/** ISO-2022-KR: SO and SI shift; the announcing escape `ESC $ ) C` is dropped. */
export function decodeIso2022Kr(bytes: Buffer): Shifted {
  const raised: number[] = [];
  let isShifted = false;
  for (let index = 0; index < bytes.length; index++) {
    const octet = bytes[index] as number;
    if (octet === 0x0e) isShifted = true;
    else if (octet === 0x0f) isShifted = false;
    else if (octet === 0x1b && bytes[index + 1] === 0x24 && bytes[index + 2] === 0x29 && bytes[index + 3] === 0x43) index += 3;
    else if (octet === 0x0a) {
      isShifted = false;
      raised.push(octet);
    } else raised.push(isShifted && octet > 0x20 ? octet | 0x80 : octet);
  }
  return finish(eucKr.decode(Uint8Array.from(raised)));
}

/** HZ: `~{` and `~}` shift, `~~` is a tilde, `~` before a line end joins lines. */
export function decodeHz(bytes: Buffer): Shifted {
  const raised: number[] = [];
  let isShifted = false;
  for (let index = 0; index < bytes.length; index++) {
    const octet = bytes[index] as number;
    if (octet === 0x7e) {
      const next = bytes[index + 1];
      if (next === 0x7b || next === 0x7d || next === 0x7e || next === 0x0a) {
        if (next === 0x7b) isShifted = true;
        else if (next === 0x7d) isShifted = false;
        else if (next === 0x7e) raised.push(octet);
        index++;
        continue;
      }
    }
    if (octet === 0x0a) isShifted = false;
    raised.push(isShifted && octet > 0x20 ? octet | 0x80 : octet);
  }
  return finish(gb18030.decode(Uint8Array.from(raised)));
}

function finish(text: string): Shifted {
  return { text, isExact: !text.includes('\ufffd') };
}
