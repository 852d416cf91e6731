/** Addresses as strangers write them into a message: which of them may be followed, and which may be fetched as a picture. Pure. */

/** Where a link leads. Anything else than these four leads nowhere. */
export type LinkTarget =
  | { readonly kind: 'web'; readonly href: string; readonly host: string }
  | { readonly kind: 'mail'; readonly href: string; readonly address: string }
  | { readonly kind: 'phone'; readonly href: string }
  | { readonly kind: 'place'; readonly name: string };

const longestAddress = 8_000;
/** What browsers pass over inside of an address, so that "java\nscript:" is one. */
const passedOver = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** @param raw as in `href` */
export function linkTarget(raw: string): LinkTarget | undefined {
  const text = raw.trim();
  if (text.length > longestAddress) return undefined;
  if (text.startsWith('#')) return text.length > 1 ? { kind: 'place', name: decoded(text.slice(1)) } : undefined;
  const url = parsed(text);
  if (!url) return undefined;
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      return { kind: 'web', href: url.href, host: url.hostname };
    case 'mailto:':
      return { kind: 'mail', href: url.href, address: decoded(url.pathname) };
    case 'tel:':
      return { kind: 'phone', href: url.href };
    default:
      return undefined;
  }
}

/**
 * The address of a picture that lies elsewhere, for the server's proxy.
 * @param ownHost nothing is fetched from our own server in a stranger's name
 */
export function remotePicture(raw: string, ownHost: string): string | undefined {
  const text = raw.trim();
  if (text.length > longestAddress) return undefined;
  const url = parsed(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.host === ownHost) return undefined;
  // A name and password would be shown to whoever looks at the proxy's address.
  url.username = '';
  url.password = '';
  url.hash = '';
  return url.href;
}

/** A picture that the message itself carries in its text. No SVG: a picture that is a document. */
export function isDataPicture(raw: string): boolean {
  return /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)(?:;[^,]*)?,/i.test(raw.trim());
}

/** The Content-Id that `cid:` names (RFC 2392). */
export function contentIdOf(raw: string): string | undefined {
  const found = /^cid:(.+)$/i.exec(raw.trim())?.[1];
  return found === undefined ? undefined : decoded(found);
}

export function proxied(url: string): string {
  return `/api/v1/images?url=${encodeURIComponent(url)}`;
}

function parsed(text: string): URL | undefined {
  const plain = text.replace(passedOver, (sign) => (sign === ' ' ? '%20' : ''));
  const absolute = plain.startsWith('//') ? `https:${plain}` : /^www\.[^/]/i.test(plain) ? `https://${plain}` : plain;
  // Without a base: what is relative leads nowhere in a message.
  return URL.canParse(absolute) ? new URL(absolute) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
