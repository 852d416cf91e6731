/** The cookie of web sessions (contract, Sign-in over HTTP). */
import type { IncomingMessage } from 'node:http';
import { isEncrypted } from './server.ts';

const name = '__Host-messagerie';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** A Set-Cookie value. @param lifeMs how long the browser keeps it */
export function sessionCookie(value: string, lifeMs: number): string {
  return `${name}=${value}; ${attributes}; Max-Age=${Math.floor(lifeMs / 1000)}`;
}

/** The Set-Cookie value that takes the cookie away. */
export const endedSessionCookie = `${name}=; ${attributes}; Max-Age=0`;

/** The cookie's value, if the request has one. */
export function cookieOf(req: IncomingMessage): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2);
    if (key === name && /^[\w.~+/-]{1,512}$/.test(value)) return value;
  }
  return undefined;
}

/** What a browser would run, or dress a page in. */
const runs = /^(?:script|style|xslt|manifest|\w*work(?:er|let))$/;

/**
 * Whether a page of our own sends the request: the browser says so, or, where it does not, the Origin is ours. Only then a cookie counts; any page can make a
 * browser send one. Nor does it count for scripts and styles: the page's policy trusts its own origin, and what strangers sent is behind such addresses.
 */
export function isOwnPage(req: IncomingMessage, publicUrl: string | null): boolean {
  if (runs.test(String(req.headers['sec-fetch-dest'] ?? ''))) return false;
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = req.headers;
  if (origin === undefined) return false;
  return origin === publicUrl || origin === `${isEncrypted(req) ? 'https' : 'http'}://${host}`;
}
