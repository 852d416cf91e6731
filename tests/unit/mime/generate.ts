/** Seeded random messages for the oracle and the fuzz: well-formed and broken multiparts, every transfer encoding and line end. */

export type Random = () => number;

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

export function upTo(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

interface Context {
  random: Random;
  boundaries: string[];
  eol: () => string;
}

const words = ['été', 'مرحبا', 'hello', 'world', '--', '-- ', '--frontier', 'From me', '=20', 'naïve', 'a', '日本語', 'lorem ipsum dolor sit amet', '>', '.', '=', 'trailing'];

/** One message. Octets are written as latin-1 characters until the end. */
export function generateMessage(random: Random): Buffer {
  const style = random();
  const eol = style < 0.5 ? () => '\r\n' : style < 0.8 ? () => '\n' : () => (random() < 0.5 ? '\n' : '\r\n');
  const context: Context = { random, boundaries: [], eol };
  return Buffer.from(entity(context, 0, true), 'latin1');
}

function entity(context: Context, depth: number, isMessage: boolean, isInDigest = false): string {
  const { random, eol } = context;
  let header = '';
  const add = (line: string): void => {
    header += line + eol();
  };
  if (isMessage) {
    add(`From: ${pick(random, ['Ann <ann@example.org>', '=?utf-8?Q?Andr=C3=A9?= <andre@example.org>', '"Doe, J." <j@example.org>', 'a@b.c (Comment)'])}`);
    add(`Subject: ${pick(random, ['hello', 'Re: [list] hi', '=?iso-8859-1?Q?=E9t=E9?=', `long${eol()} folded`, `tab${eol()}\tfolded`, octets('sujet à huit bits')])}`);
    if (random() < 0.5) add('To: b@example.com, group: c@example.com, d@example.com;');
    if (random() < 0.7) add('Date: Tue, 24 Nov 2026 23:14:13 +0100');
    if (random() < 0.7) add(`Message-ID: <${upTo(random, 1e9)}@example.org>`);
  }
  const kind = random();
  if (depth < 5 && kind < (depth === 0 ? 0.7 : 0.2)) return multipart(context, depth, header);
  if (depth > 0 && depth < 5 && kind < 0.3) {
    add('Content-Type: message/rfc822');
    if (random() < 0.3) add('Content-Transfer-Encoding: 7bit');
    return header + eol() + entity(context, depth + 1, true);
  }
  return header + leaf(context, isInDigest);
}

function multipart(context: Context, depth: number, header: string): string {
  const { random, eol } = context;
  const boundary = newBoundary(context);
  context.boundaries.push(boundary);
  const subtype = pick(random, ['mixed', 'alternative', 'related', 'digest', 'signed', 'x-other']);
  const parameter = pick(random, [`boundary="${boundary}"`, `boundary="${boundary}"; charset=utf-8`, /[ =?():]/.test(boundary) ? `boundary="${boundary}"` : `boundary=${boundary}`]);
  let text = `${header}Content-Type: multipart/${subtype};${pick(random, [' ', `${eol()}\t`, `${eol()} `])}${parameter}${eol()}${eol()}`;
  if (random() < 0.3) text += `preamble${eol()}--${boundary}x${eol()}more${eol()}`;
  const count = 1 + upTo(random, 3);
  for (let index = 0; index < count; index++) {
    text += `--${boundary}${pick(random, ['', '', '', ' ', '\t '])}${eol()}`;
    text += random() < 0.05 ? eol() : entity(context, depth + 1, false, subtype === 'digest');
    text += eol();
  }
  context.boundaries.pop();
  if (random() < 0.15) return text; // the end is missing
  text += `--${boundary}--${pick(random, ['', '', ' '])}`;
  return random() < 0.4 ? `${text}${eol()}epilogue${eol()}--${boundary}z${eol()}` : `${text}${random() < 0.7 ? eol() : ''}`;
}

/** Sometimes another open boundary with something behind it: only a whole line is a delimiter. */
function newBoundary({ random, boundaries }: Context): string {
  const outer = boundaries[boundaries.length - 1];
  if (outer !== undefined && random() < 0.3) return `${outer}${pick(random, ['a', '.1', '_x', '0'])}`;
  return pick(random, ['frontier', '=_Part_', '----=_NextPart_000', "b'()+_,-./:=?", 'b b', 'x']) + upTo(random, 1e6);
}

/** In a digest the type is always given: an implicit message that is transfer-encoded is opaque for us, not for Python. */
function leaf({ random, eol }: Context, isInDigest: boolean): string {
  const type = pick(random, ['text/plain; charset=utf-8', 'text/plain', 'TEXT/HTML; charset="iso-8859-1"', 'application/octet-stream', 'image/png', 'text/plain; format=flowed; charset=us-ascii', isInDigest ? 'text/plain' : null]);
  let header = type === null ? '' : `Content-Type: ${type}${eol()}`;
  const disposition = pick(random, [null, null, 'inline', 'attachment; filename="report.pdf"', "attachment; filename*=utf-8''%C3%A9t%C3%A9.txt",
    `attachment;${eol()} filename*0="long-";${eol()} filename*1="name.txt"`, 'attachment; filename=plain.bin', "attachment; filename*0*=iso-8859-1''%E9; filename*1=t; filename*2*=%E9"]);
  if (disposition !== null) header += `Content-Disposition: ${disposition}${eol()}`;
  const encoding = pick(random, ['7bit', '8bit', 'binary', 'base64', 'BASE64', 'quoted-printable', 'Quoted-Printable', null]);
  if (encoding !== null) header += `Content-Transfer-Encoding: ${encoding}${eol()}`;
  if (random() < 0.2) header += `Content-ID: <${upTo(random, 1e6)}@x>${eol()}`;
  return `${header}${eol()}${body(random, encoding?.toLowerCase() ?? '7bit', eol)}`;
}

function body(random: Random, encoding: string, eol: () => string): string {
  if (random() < 0.05) return '';
  if (encoding === 'base64') {
    const bytes = Buffer.from(Array.from({ length: upTo(random, 200) }, () => upTo(random, 256)));
    return (bytes.toString('base64').match(/.{1,76}/g) ?? []).join(eol()) + (random() < 0.5 ? eol() : '');
  }
  let text = '';
  for (let lines = upTo(random, 8); lines > 0; lines--) {
    let line = '';
    for (let count = upTo(random, 5); count > 0; count--) line += `${octets(pick(random, words))} `;
    text += (encoding === 'quoted-printable' ? quotedPrintable(random, line, eol) : line.trimEnd()) + eol();
  }
  return random() < 0.3 ? text.trimEnd() : text;
}

function quotedPrintable(random: Random, line: string, eol: () => string): string {
  let out = '';
  for (const c of line) out += c === '=' || c > '~' || random() < 0.05 ? `=${c.charCodeAt(0).toString(16).padStart(2, '0')[random() < 0.9 ? 'toUpperCase' : 'toLowerCase']()}` : c;
  out = out.replace(/ $/, '=20');
  const middle = random() < 0.3 ? out.lastIndexOf(' ') : -1;
  return middle < 0 ? out : `${out.slice(0, middle + 1)}=${eol()}${out.slice(middle + 1)}`;
}

function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Octets that matter to a MIME parser. */
const sensitive = ['\r\n', '\n', '\r', '--', '\0', ':', ';', '"', '=', '<', '>', '(', ')', ' ', '\t', '=?', '?=', '\xff', '\xc3', '%', '*0*', 'boundary=', 'Content-Type: ', 'message/rfc822', 'multipart/mixed', '--frontier', ',', '@', '\\'];

/** The message with a few random changes. */
export function mutate(random: Random, message: Buffer): Buffer {
  let text = message.toString('latin1');
  for (let count = 1 + upTo(random, 6); count > 0; count--) {
    const at = upTo(random, text.length + 1);
    const length = upTo(random, random() < 0.9 ? 8 : 200);
    switch (upTo(random, 6)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + length);
        break;
      case 1:
        text = text.slice(0, at) + pick(random, sensitive) + text.slice(at);
        break;
      case 2:
        text = text.slice(0, at) + String.fromCharCode(upTo(random, 256)) + text.slice(at + 1);
        break;
      case 3:
        text = text.slice(0, at) + text.slice(at, at + length * 4) + text.slice(at);
        break;
      case 4: {
        const from = upTo(random, text.length + 1);
        text = text.slice(0, at) + text.slice(from, from + length * 4) + text.slice(at);
        break;
      }
      default:
        text = random() < 0.2 ? text.slice(0, at) : text.slice(0, at) + pick(random, sensitive) + text.slice(at + length);
    }
  }
  return Buffer.from(text, 'latin1');
}
