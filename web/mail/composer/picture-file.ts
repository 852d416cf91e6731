/** The bytes of a picture as a file. Only kinds that are made of points, by how they begin: what they are called counts for nothing. */
import { pictureType } from '../reader/html/picture-type.ts';

/** More is no picture within a text. */
const mostBytes = 30_000_000;
/** Who pastes waits for it. */
const longestWaitMs = 20_000;
const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp' };

export function pictureFile(bytes: Uint8Array<ArrayBuffer>, name?: string): File | undefined {
  const type = pictureType(bytes) ?? '';
  const ending = endings[type];
  return ending === undefined || bytes.length > mostBytes ? undefined : new File([bytes], name || `image.${ending}`, { type });
}

/** Of an address that is the picture itself (RFC 2397). */
export function pictureOfData(address: string): File | undefined {
  const head = /^data:image\/[a-z]+(?:;[^,;]*)*,/i.exec(address)?.[0];
  if (head === undefined || address.length > mostBytes * 2) return undefined;
  const written = address.slice(head.length).replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  try {
    const signs = /;base64,$/i.test(head) ? atob(written) : written;
    const bytes = new Uint8Array(signs.length);
    for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
    return pictureFile(bytes);
  } catch {
    return undefined;
  }
}

/** Of an address that this server keeps files at. Nothing is asked for from elsewhere. */
export async function pictureFromServer(address: string): Promise<File | undefined> {
  const { origin, pathname, href } = new URL(address, location.href);
  if (origin !== location.origin || !pathname.startsWith('/jmap/download/')) return undefined;
  try {
    const response = await fetch(href, { signal: AbortSignal.timeout(longestWaitMs) });
    return response.ok ? pictureFile(new Uint8Array(await response.arrayBuffer()), decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1))) : undefined;
  } catch {
    return undefined;
  }
}
