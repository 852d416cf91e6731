import { envelopeOf } from './envelope.ts';
import { headerFields } from './header-fields.ts';
import { imapNString, imapString, octetsOf } from './imap-string.ts';
import { readMessageFields } from './message-fields.ts';
import { upperAscii } from './octets.ts';
import type { Part } from './part.ts';

/**
 * BODYSTRUCTURE, or with `isExtended` false BODY (RFC 3501 §7.4.2, RFC 9051 §7.5.2), as octets in latin-1 characters.
 * Parameters are as written in the message (RFC 2231 forms included): that is what clients decode themselves. An
 * embedded message that is transfer-encoded, against RFC 2046 §5.2.1, is told as application/octet-stream, since there
 * are no parts inside that could be asked for.
 */
export function bodyStructureOf(source: Buffer, part: Part, isExtended: boolean): string {
  return part.parts.length > 0 ? multipart(source, part, isExtended) : leaf(source, part, isExtended);
}

function multipart(source: Buffer, part: Part, isExtended: boolean): string {
  let children = '';
  for (const child of part.parts) children += bodyStructureOf(source, child, isExtended);
  const extension = isExtended ? ` ${parameters(part.rawParams, part.params)}${placement(part)}` : '';
  return `(${children} ${upper(part.subtype)}${extension})`;
}

function leaf(source: Buffer, part: Part, isExtended: boolean): string {
  const isText = part.type === 'text';
  const isOpaqueMessage = part.type === 'message' && part.subtype === 'rfc822' && part.message === null;
  const type = isOpaqueMessage ? '"APPLICATION" "OCTET-STREAM"' : `${upper(part.type)} ${upper(part.subtype)}`;
  const params = isText && part.params.charset === undefined && Object.keys(part.params).length === 0 && part.rawParams === null
    ? '("CHARSET" "US-ASCII")'
    : parameters(part.rawParams, part.params);
  const id = part.contentId === null ? 'NIL' : imapString(`<${octetsOf(part.contentId)}>`);
  let body = `(${type} ${params} ${id} ${imapNString(part.description)} ${upper(part.encoding)} ${part.bodyEnd - part.bodyStart}`;
  if (part.message !== null && part.subtype === 'rfc822') {
    const envelope = envelopeOf(readMessageFields(source, headerFields(source, part.message)));
    body += ` ${envelope} ${bodyStructureOf(source, part.message, isExtended)} ${part.lines}`;
  } else if (isText) {
    body += ` ${part.lines}`;
  }
  if (isExtended) body += ` ${imapNString(part.md5)}${placement(part)}`;
  return `${body})`;
}

/** Disposition, language, location. */
function placement(part: Part): string {
  const disposition = part.disposition === null ? 'NIL' : `(${upper(part.disposition)} ${parameters(part.rawDispositionParams, part.dispositionParams)})`;
  const language = part.language === null ? 'NIL' : part.language.length === 1 ? imapString(octetsOf(part.language[0] as string)) : `(${part.language.map((tag) => imapString(octetsOf(tag))).join(' ')})`;
  const location = part.location === null ? 'NIL' : imapString(octetsOf(part.location));
  return ` ${disposition} ${language} ${location}`;
}

function parameters(raw: string[] | null, decoded: Record<string, string>): string {
  let list = '';
  if (raw !== null) {
    for (let index = 0; index < raw.length; index += 2) list += `${list && ' '}${upper(raw[index] as string)} ${imapString(raw[index + 1] as string)}`;
  } else {
    for (const name in decoded) list += `${list && ' '}${upper(name)} ${imapString(decoded[name] as string)}`;
  }
  return list === '' ? 'NIL' : `(${list})`;
}

function upper(word: string): string {
  return imapString(upperAscii(word));
}
