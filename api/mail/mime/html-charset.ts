import { isUtf8 } from 'node:buffer';
import { isKnownCharset, isMeaningless, normaliseCharset } from './charset.ts';
import type { Part } from './part.ts';

/** As far as browsers look (HTML, "prescan a byte stream to determine its encoding"). */
const lookedAt = 1024;
const meta = /<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_.:-]{1,60})/gi;
const escape = 0x1b;

/**
 * The charset of a text part. HTML without one in its header, as some programs write it, may say it within; there it is believed only of octets that are no
 * UTF-8, and never for charsets that hide markup (UTF-7 and the like).
 * @param bytes the part decoded, or its beginning
 * @returns null where nothing is declared
 */
export function charsetOf({ params, type, subtype }: Pick<Part, 'params' | 'type' | 'subtype'>, bytes: Buffer): string | null {
  const declared = params.charset ?? null;
  if (type !== 'text' || subtype !== 'html' || (declared !== null && !isMeaningless(declared))) return declared;
  if (isUtf8(bytes) && !bytes.includes(escape)) return declared;
  for (const [, label = ''] of bytes.toString('latin1', 0, lookedAt).matchAll(meta)) {
    const name = normaliseCharset(label);
    if (isKnownCharset(name) && !/^(?:utf|ucs|unicode|iso-10646|hz|ibm)/.test(name)) return name;
  }
  return declared;
}
