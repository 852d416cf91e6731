import { isAscii, isUtf8 } from 'node:buffer';
import { parseContentType } from '../structured-header.ts';
import { encodeBlobContent, encodeTextContent } from './encode-content.ts';
import { withParameters } from './encode-parameters.ts';
import { foldField } from './fold.ts';
import { printHeaderProperties } from './header-properties.ts';
import type { PrintedField } from './header-properties.ts';
import { isRecord } from './print-forms.ts';
import type { Problems } from './problems.ts';

/** A body part of a draft after all rules were checked, content not yet read. */
export interface DraftPart {
  /** `type/subtype`, lower case. */
  type: string;
  /** The part's own header properties. */
  fields: PrintedField[];
  content: { text: string } | { blobId: string } | null;
  subParts: DraftPart[];
  name: string | null;
  disposition: string | null;
  charset: string | null;
  cid: string | null;
  language: string[] | null;
  location: string | null;
}

/** Header fields that a property of EmailBodyPart stands for. */
const standsFor: Record<string, readonly string[]> = {
  'content-type': ['type', 'charset'],
  'content-disposition': ['disposition', 'name'],
  'content-id': ['cid'],
  'content-language': ['language'],
  'content-location': ['location'],
};

const known = new Set(['partId', 'blobId', 'size', 'headers', 'name', 'type', 'charset', 'disposition', 'cid', 'language', 'location', 'subParts']);

/** Nesting that a draft may have. */
const maxDepth = 50;

/**
 * Reads an EmailBodyPart by the rules of RFC 8621 §4.6.
 * @param path where it stands, `bodyStructure`, `textBody/0`
 * @param requiredType what the list it stands in demands
 */
export function readBodyPart(value: unknown, path: string, bodyValues: Record<string, unknown>, problems: Problems, requiredType: string | null = null, depth = 0): DraftPart | null {
  const at = (property: string): string => `${path}/${property}`;
  if (!isRecord(value) || depth > maxDepth) {
    problems.add(path, depth > maxDepth ? 'is nested too deeply' : 'must be a body part');
    return null;
  }
  for (const property of Object.keys(value)) {
    if (!known.has(property) && !property.startsWith('header:')) problems.add(at(property), 'is no property of a body part');
  }
  const fields = printHeaderProperties(value, `${path}/`, (key) => {
    if (key === 'content-transfer-encoding') return 'the encoding is chosen by the server';
    const clash = (standsFor[key] ?? []).find((property) => isGiven(value, property));
    return clash === undefined ? null : `stands for the same header field as ${clash}`;
  }, problems);
  const text = (property: string): string | null => {
    const given = value[property];
    if (given === undefined || given === null) return null;
    if (typeof given === 'string') return given;
    problems.add(at(property), 'must be a string');
    return null;
  };
  const partId = text('partId');
  const blobId = text('blobId');
  const givenType = text('type')?.trim().toLowerCase() ?? typeOfField(fields, value);
  const type = givenType ?? requiredType ?? (isGiven(value, 'subParts') ? 'multipart/mixed' : blobId === null ? 'text/plain' : 'application/octet-stream');
  if (!/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(type)) problems.add(at('type'), 'must be type/subtype');
  else if (requiredType !== null && type !== requiredType) problems.add(at('type'), `must be ${requiredType}`);
  const part: DraftPart = {
    type, fields, content: null, subParts: [],
    name: text('name'), disposition: text('disposition')?.toLowerCase() ?? null, charset: text('charset'), cid: text('cid'), language: null, location: text('location'),
  };
  if (part.disposition !== null && !/^[a-z0-9!#$&^_.+-]+$/.test(part.disposition)) problems.add(at('disposition'), 'must be a word');
  if (part.charset !== null && !/^[A-Za-z0-9_.:+-]+$/.test(part.charset)) problems.add(at('charset'), 'must be a charset');
  if (part.cid !== null && !/^[^\s<>\u0000-\u001f\u007f]{1,900}$/.test(part.cid)) problems.add(at('cid'), 'must be an id without angle brackets');
  if (part.location !== null && !/^[\x21-\x7e]{1,900}$/.test(part.location)) problems.add(at('location'), 'must be a URI');
  if (isGiven(value, 'language')) {
    if (Array.isArray(value.language) && value.language.every((tag) => typeof tag === 'string' && /^[A-Za-z0-9-]{1,100}$/.test(tag))) part.language = value.language as string[];
    else problems.add(at('language'), 'must be a list of language tags');
  }
  if (type.startsWith('multipart/')) readSubParts(value, part, path, bodyValues, problems, depth);
  else readContent(value, part, path, partId, blobId, bodyValues, problems);
  return part;
}

function readSubParts(value: Record<string, unknown>, part: DraftPart, path: string, bodyValues: Record<string, unknown>, problems: Problems, depth: number): void {
  for (const property of ['partId', 'blobId', 'charset']) if (isGiven(value, property)) problems.add(`${path}/${property}`, 'a multipart has none');
  if (part.fields.some((field) => field.key === 'content-type')) problems.add(`${path}/header:Content-Type`, 'the server chooses the boundary of a multipart');
  if (!Array.isArray(value.subParts) || value.subParts.length === 0) {
    problems.add(`${path}/subParts`, 'a multipart has at least one part');
    return;
  }
  for (const [index, child] of value.subParts.entries()) {
    const read = readBodyPart(child, `${path}/subParts/${index}`, bodyValues, problems, null, depth + 1);
    if (read) part.subParts.push(read);
  }
}

function readContent(value: Record<string, unknown>, part: DraftPart, path: string, partId: string | null, blobId: string | null, bodyValues: Record<string, unknown>, problems: Problems): void {
  if (isGiven(value, 'subParts')) problems.add(`${path}/subParts`, 'only a multipart has parts');
  if (partId !== null && blobId !== null) {
    problems.add(`${path}/partId`, 'give either partId or blobId');
    problems.add(`${path}/blobId`, 'give either partId or blobId');
  } else if (blobId !== null) {
    part.content = { blobId };
  } else if (partId === null) {
    problems.add(`${path}/partId`, 'give either partId or blobId');
  } else {
    for (const property of ['charset', 'size']) if (isGiven(value, property)) problems.add(`${path}/${property}`, 'must be left out with partId');
    if (part.fields.some((field) => field.key === 'content-type')) problems.add(`${path}/header:Content-Type`, 'the server chooses the charset with partId; give type');
    if (!part.type.startsWith('text/')) problems.add(`${path}/type`, 'content of bodyValues is text');
    const bodyValue = Object.hasOwn(bodyValues, partId) ? bodyValues[partId] : undefined;
    if (!isRecord(bodyValue) || typeof bodyValue.value !== 'string') problems.add(`${path}/partId`, 'must be in bodyValues');
    else part.content = { text: bodyValue.value };
  }
}

/** A leaf's header fields and its encoded content. */
export function printLeaf(part: DraftPart, blob: Buffer | null): { header: string; body: Buffer } {
  const isText = part.content !== null && 'text' in part.content;
  const { encoding, bytes } = isText ? encodeTextContent((part.content as { text: string }).text) : encodeBlobContent(blob ?? Buffer.alloc(0), part.type);
  const charset = isText ? 'utf-8' : (part.charset ?? (part.type.startsWith('text/') && blob !== null && !isAscii(blob) && isUtf8(blob) ? 'utf-8' : null));
  return { header: `${descriptionFields(part, charset, null)}Content-Transfer-Encoding: ${encoding}\r\n`, body: bytes };
}

/** Content-Type, Content-Disposition and the like, as far as the part's own header properties have not said them. */
export function descriptionFields(part: DraftPart, charset: string | null, boundary: string | null): string {
  const has = (key: string): boolean => part.fields.some((field) => field.key === key && field.text !== '');
  let header = '';
  if (!has('content-type')) {
    const parameters: [string, string][] = [];
    if (charset !== null) parameters.push(['charset', charset]);
    if (boundary !== null) parameters.push(['boundary', boundary]);
    if (part.name !== null && part.disposition === null) parameters.push(['name', part.name]);
    header += foldField('Content-Type', withParameters(part.type, parameters));
  }
  if (part.disposition !== null) header += foldField('Content-Disposition', withParameters(part.disposition, part.name === null ? [] : [['filename', part.name]]));
  if (part.cid !== null) header += foldField('Content-ID', [`<${part.cid}>`]);
  if (part.language !== null && part.language.length > 0) header += foldField('Content-Language', part.language.map((tag, index, all) => `${index > 0 ? ' ' : ''}${tag}${index < all.length - 1 ? ',' : ''}`));
  if (part.location !== null) header += foldField('Content-Location', [part.location]);
  return header;
}

function isGiven(object: Record<string, unknown>, property: string): boolean {
  return object[property] !== undefined && object[property] !== null;
}

/** The media type of a Content-Type header property. */
function typeOfField(fields: PrintedField[], object: Record<string, unknown>): string | null {
  const field = fields.find((candidate) => candidate.key === 'content-type');
  if (field === undefined || field.text === '' || isGiven(object, 'type')) return null;
  const { type, subtype } = parseContentType(field.text.slice(field.text.indexOf(':') + 1).replace(/\r\n/g, '').trim());
  return `${type}/${subtype}`;
}
