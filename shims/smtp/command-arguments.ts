/** The arguments of MAIL and RCPT: a path and ESMTP parameters (RFC 5321 §4.1.2, RFC 6531 §3.3). */
import { isIPv4, isIPv6 } from 'node:net';

export interface CommandArguments {
  /** As given, without angle brackets and source route; a quoted local part stays quoted only where it has to be. Empty: the null path. */
  readonly address: string;
  /** By keyword in upper case; true where there is no value. Values of xtext parameters are decoded. */
  readonly parameters: ReadonlyMap<string, string | true>;
  /** A keyword that was given twice. */
  readonly duplicate: string | undefined;
}

/** RFC 5321 §4.5.3.1.3: 256 octets with the brackets. */
const MAX_PATH_BYTES = 256;
const MAX_DOMAIN_BYTES = 255;
/** A source route is accepted and ignored (RFC 5321 appendix C). */
const SOURCE_ROUTE = /^@[^\s,:@<>"]+(?:,@[^\s,:@<>"]+)*:/;
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10FFFF}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10FFFF}-]+)*$/u;
/** Machines in the wild put dots where they may not stand (`user.@`, `a..b@`): such a sender is let in, such a recipient is for the directory to refuse. */
const LOOSE_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\u{10FFFF}-]+$/u;
const DOMAIN = /^[A-Za-z0-9_\u0080-\u{10FFFF}](?:[A-Za-z0-9_\u0080-\u{10FFFF}-]*[A-Za-z0-9_\u0080-\u{10FFFF}])?(?:\.[A-Za-z0-9_\u0080-\u{10FFFF}](?:[A-Za-z0-9_\u0080-\u{10FFFF}-]*[A-Za-z0-9_\u0080-\u{10FFFF}])?)*$/u;
/** Controls, and characters that nobody sees: they make two addresses look alike. U+FFFD is what is left of bytes that are not UTF-8. */
const NEVER_IN_ADDRESS = /[\x00-\x1F\x7F-\x9F\u200B\u2028\u2029\u2060\uFEFF\uFFFD]/;
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\s=\x00-\x1F\x7F][^\s\x00-\x1F\x7F]*))?$/;
const XTEXT_PARAMETERS = new Set(['ENVID', 'ORCPT', 'AUTH']);

/**
 * @param verb `MAIL FROM` or `RCPT TO`
 * @param line the whole command without its line end, at most as long as the line limit
 * @returns undefined for what is not an address or not a parameter
 */
export function parseCommandArguments(verb: string, line: string): CommandArguments | undefined {
  const colon = line.indexOf(':');
  if (colon < 0 || line.slice(0, colon).trim().toUpperCase() !== verb) return undefined;
  const rest = line.slice(colon + 1).trimStart();
  const end = pathEnd(rest);
  if (end < 0) return undefined;
  const address = readPath(rest.slice(1, end));
  if (address === undefined) return undefined;
  const tail = rest.slice(end + 1);
  if (tail !== '' && !/^\s/.test(tail)) return undefined;
  const parameters = new Map<string, string | true>();
  let duplicate: string | undefined;
  for (const word of tail.split(' ')) {
    if (word === '') continue;
    const match = PARAMETER.exec(word);
    if (!match?.[1]) return undefined;
    const key = match[1].toUpperCase();
    const value = match[2] === undefined ? true : XTEXT_PARAMETERS.has(key) ? decodeXtext(match[2]) : match[2];
    if (value === undefined) return undefined;
    if (parameters.has(key)) duplicate = key;
    parameters.set(key, value);
  }
  return { address, parameters, duplicate };
}

/** Whether an address can travel without SMTPUTF8 (RFC 6531 §3.4). */
export function isAsciiAddress(address: string): boolean {
  return /^[\x20-\x7E]*$/.test(address);
}

/** Index of the ">" that closes the path; a ">" in a quoted local part does not. */
function pathEnd(text: string): number {
  if (text[0] !== '<') return -1;
  let quoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '>') return at;
    else if (!quoted && (character === '<' || character === ' ')) return -1;
  }
  return -1;
}

function readPath(path: string): string | undefined {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES - 2 || NEVER_IN_ADDRESS.test(path)) return undefined;
  const mailbox = path.replace(SOURCE_ROUTE, '');
  // The one mailbox that needs no domain (RFC 5321 §4.1.1.3).
  if (mailbox === '' || mailbox.toLowerCase() === 'postmaster') return mailbox;
  const at = mailbox.lastIndexOf('@');
  if (at <= 0) return undefined;
  const local = localPart(mailbox.slice(0, at));
  const domain = mailbox.slice(at + 1);
  return local === undefined || !isDomain(domain) ? undefined : `${local}@${domain}`;
}

/** Quotes that are not needed are taken off: `"ali"@x` and `ali@x` are one mailbox (RFC 5321 §4.1.2). */
function localPart(text: string): string | undefined {
  if (!text.startsWith('"')) return LOOSE_STRING.test(text) ? text : undefined;
  const quoted = /^"((?:[^"\\]|\\[\x20-\x7E])*)"$/.exec(text);
  if (!quoted) return undefined;
  const content = (quoted[1] ?? '').replace(/\\(.)/g, '$1');
  return DOT_STRING.test(content) ? content : `"${content.replace(/["\\]/g, '\\$&')}"`;
}

function isDomain(text: string): boolean {
  const literal = /^\[(?:(IPv6:)([0-9A-Fa-f:.]+)|([0-9.]+))\]$/i.exec(text);
  if (literal) return literal[1] ? isIPv6(literal[2] ?? '') : isIPv4(literal[3] ?? '');
  return Buffer.byteLength(text) <= MAX_DOMAIN_BYTES && DOMAIN.test(text);
}

/** RFC 3461 §4: "+XX" stands for a character. @returns undefined where that is broken or gives a control character */
function decodeXtext(value: string): string | undefined {
  if (/\+(?![0-9A-F]{2})/.test(value)) return undefined;
  const decoded = value.replace(/\+([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return /[\x00-\x1F\x7F-\x9F]/.test(decoded) ? undefined : decoded;
}
