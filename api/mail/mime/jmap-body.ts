import { isMultipart } from './part.ts';
import type { Part } from './part.ts';

/** RFC 8621 §4.1.4 EmailBodyPart, without the header properties. */
export interface EmailBodyPart<Id = string> {
  partId: string | null;
  blobId: Id | null;
  size: number;
  name: string | null;
  type: string;
  charset: string | null;
  disposition: string | null;
  cid: string | null;
  language: string[] | null;
  location: string | null;
  subParts: EmailBodyPart<Id>[] | null;
}

export interface JmapBody<Id = string> {
  bodyStructure: EmailBodyPart<Id>;
  textBody: EmailBodyPart<Id>[];
  htmlBody: EmailBodyPart<Id>[];
  attachments: EmailBodyPart<Id>[];
}

/** The parts that show a message, by RFC 8621 §4.1.4's algorithm. */
export interface BodyLists {
  text: Part[];
  html: Part[];
  attachments: Part[];
}

/**
 * A message's body in JMAP's words. The objects in the lists are those in `bodyStructure`.
 * @param blobIdOf makes the id under which a leaf's decoded content can be downloaded
 */
export function jmapBody<Id = string>(structure: Part, blobIdOf: (part: Part) => Id | null = () => null): JmapBody<Id> {
  const made = new Map<Part, EmailBodyPart<Id>>();
  const bodyStructure = toBodyPart(structure, blobIdOf, made);
  const { text, html, attachments } = bodyLists(structure);
  const pick = (parts: Part[]): EmailBodyPart<Id>[] => parts.map((part) => made.get(part) as EmailBodyPart<Id>);
  return { bodyStructure, textBody: pick(text), htmlBody: pick(html), attachments: pick(attachments) };
}

function toBodyPart<Id>(part: Part, blobIdOf: (part: Part) => Id | null, made: Map<Part, EmailBodyPart<Id>>): EmailBodyPart<Id> {
  const isContainer = isMultipart(part);
  const bodyPart: EmailBodyPart<Id> = {
    partId: isContainer ? null : part.partId,
    blobId: isContainer ? null : blobIdOf(part),
    size: part.decodedSize,
    name: part.filename,
    type: `${part.type}/${part.subtype}`,
    charset: part.charset,
    disposition: part.disposition,
    cid: part.contentId,
    language: part.language,
    location: part.location,
    subParts: isContainer ? part.parts.map((child) => toBodyPart(child, blobIdOf, made)) : null,
  };
  made.set(part, bodyPart);
  return bodyPart;
}

/** Sorts the leaves of a message into what is shown as text, what as HTML, and what is attached. */
export function bodyLists(structure: Part): BodyLists {
  const lists: BodyLists = { text: [], html: [], attachments: [] };
  sortParts([structure], 'mixed', false, lists, true, true);
  return lists;
}

/**
 * @param container subtype of the multipart that holds the parts
 * @param intoText whether parts may still join the text list: inside an alternative, a format that has its own version
 *   leaves the other list alone
 */
function sortParts(parts: readonly Part[], container: string, inAlternative: boolean, lists: BodyLists, intoText: boolean, intoHtml: boolean): void {
  let toText = intoText;
  let toHtml = intoHtml;
  const textBefore = lists.text.length;
  const htmlBefore = lists.html.length;
  for (const [index, part] of parts.entries()) {
    if (isMultipart(part)) {
      sortParts(part.parts, part.subtype, inAlternative || part.subtype === 'alternative', lists, toText, toHtml);
      continue;
    }
    const isPlain = part.type === 'text' && part.subtype === 'plain';
    const isHtml = part.type === 'text' && part.subtype === 'html';
    if (!isShown(part, index, container)) {
      lists.attachments.push(part);
    } else if (container === 'alternative') {
      if (isPlain) {
        if (toText) lists.text.push(part);
      } else if (isHtml) {
        if (toHtml) lists.html.push(part);
      } else lists.attachments.push(part);
    } else {
      if (inAlternative && isPlain) toHtml = false;
      if (inAlternative && isHtml) toText = false;
      if (toText) lists.text.push(part);
      if (toHtml) lists.html.push(part);
      if ((!toText || !toHtml) && isMedia(part)) lists.attachments.push(part);
    }
  }
  if (container !== 'alternative' || !toText || !toHtml) return;
  // a version in one format only serves for both
  const text = lists.text.length;
  const html = lists.html.length;
  if (text === textBefore && html !== htmlBefore) for (let index = htmlBefore; index < html; index++) lists.text.push(lists.html[index] as Part);
  else if (html === htmlBefore && text !== textBefore) for (let index = textBefore; index < text; index++) lists.html.push(lists.text[index] as Part);
}

/** Whether a leaf is part of the body: a text or medium that is not attached, nor a named or related item behind the first. */
function isShown(part: Part, index: number, container: string): boolean {
  if (part.disposition === 'attachment') return false;
  const isText = part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html');
  if (!isText && !isMedia(part)) return false;
  return index === 0 || (container !== 'related' && (!isText || part.filename === null));
}

function isMedia(part: Part): boolean {
  return part.type === 'image' || part.type === 'audio' || part.type === 'video';
}

/**
 * RFC 8621 §4.1.4 `hasAttachment`: something a person would download. Left out are inline parts, images with a
 * Content-ID that HTML shows, and detached signatures.
 */
export function hasAttachment(lists: BodyLists): boolean {
  const hasHtml = lists.html.some((part) => part.subtype === 'html');
  return lists.attachments.some((part) => {
    if (part.disposition === 'inline') return false;
    if (part.disposition === null && hasHtml && part.type === 'image' && part.contentId !== null) return false;
    return !(part.type === 'application' && /^(?:pgp-signature|(?:x-)?pkcs7-signature)$/.test(part.subtype));
  });
}
