/** What pages of the web client may do (CSP Level 3, Trusted Types). */
import type { IncomingMessage } from 'node:http';
import { baseUrl } from './base-url.ts';
import type { Core } from '../core.ts';

/** Where pictures from elsewhere come from; see `image-proxy.ts`. */
export const imageProxyPath = '/api/v1/images';

/** Policies of Trusted Types: of the sanitiser, of the editor, and one of our own for the address of the service worker. */
const trustedTypes = ['dompurify', 'ProseMirrorClipboard', 'messagerie'];

/** @param styleHashes of styles that come into the page by script */
export function clientPolicy(styleHashes: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${["'self'", ...styleHashes.map((hash) => `'${hash}'`)].join(' ')}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self' blob:",
    "frame-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes.join(' ')}`,
  ].join('; ');
}

/** What the service worker may do: run itself, and fetch the client's own files. */
export const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The empty pages that the client fills with what others wrote: neither scripts nor forms, nothing fetched but pictures by way of the proxy. */
const frames: Readonly<Record<string, { readonly sandbox: string; readonly ancestors: string }>> = {
  '/frame/mail.html': { sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox', ancestors: "'self'" },
  '/frame/print.html': { sandbox: 'allow-same-origin allow-modals', ancestors: "'none'" },
};

/** The policy of one of these pages; undefined for any other path. */
export function framePolicy(core: Core, req: IncomingMessage, path: string): string | undefined {
  const frame = frames[path];
  if (!frame) return undefined;
  // A path needs a host before it. Without a scheme the page's own is meant, whatever stands between the browser and this server.
  const host = new URL(baseUrl(core, req)).host;
  const asked = /^[\w.-]+(?::\d{1,5})?$/.test(req.headers.host ?? '') ? (req.headers.host as string) : host;
  const pictures = [...new Set([asked, host])].filter((one) => !one.startsWith('[')).map((one) => `${one}${imageProxyPath}`);
  return [
    `sandbox ${frame.sandbox}`, "default-src 'none'", "style-src 'unsafe-inline'", `img-src data: blob: ${pictures.length > 0 ? pictures.join(' ') : "'self'"}`, "base-uri 'none'",
    "form-action 'none'", `frame-ancestors ${frame.ancestors}`,
  ].join('; ');
}

/** Nothing that the client does not use. */
export const permissionsPolicy = [
  'accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock',
  'serial', 'usb', 'xr-spatial-tracking',
].map((feature) => `${feature}=()`).join(', ');
