import type { EmailBodyPart, EmailBodyValue } from '../../../openapi/index.ts';
import { bodyLists, isMultipart, jmapBody, type Part, partText } from '../mime/index.ts';
import type { BodyArguments, EmailNeeds } from './email-properties.ts';
import { allHeaders, headerValue, scanHeader } from './header-values.ts';
import { headerOf, type MessageBytes } from './message-bytes.ts';

export interface BodyOptions {
  readonly properties: ReadonlySet<string>;
  readonly bodyProperties: ReadonlySet<string>;
  readonly needs: EmailNeeds;
  readonly args: BodyArguments;
}

/** The body properties of an Email that were asked for (RFC 8621 §4.1.4). */
export interface EmailBody {
  bodyStructure?: EmailBodyPart;
  textBody?: EmailBodyPart[];
  htmlBody?: EmailBodyPart[];
  attachments?: EmailBodyPart[];
}

type FullPart = ReturnType<typeof jmapBody<string>>['bodyStructure'];

/** @param blobIdOf names a part's decoded content */
export async function bodyOf(message: MessageBytes, options: BodyOptions, blobIdOf: (part: Part) => string): Promise<EmailBody> {
  const { properties, bodyProperties, needs } = options;
  const body = jmapBody<string>(message.structure, blobIdOf);
  const headers = new Map<FullPart, Record<string, unknown>>();
  if (needs.partHeaders) {
    const pairs: [FullPart, Part][] = [];
    pairUp(body.bodyStructure, message.structure, pairs);
    for (const [full, part] of pairs) headers.set(full, await partHeaders(message, part, options));
  }
  const shown = (full: FullPart, inTree: boolean): EmailBodyPart => {
    const picked: Record<string, unknown> = {};
    for (const property of bodyProperties) {
      if (property !== 'subParts' && property in full) picked[property] = full[property as keyof FullPart];
    }
    // A tree without its branches would be of no use: they come along even if only other properties were named.
    if (inTree && full.subParts) picked['subParts'] = full.subParts.map((child) => shown(child, true));
    else if (bodyProperties.has('subParts')) picked['subParts'] = null;
    return Object.assign(picked, headers.get(full)) as EmailBodyPart;
  };
  return {
    ...(properties.has('bodyStructure') ? { bodyStructure: shown(body.bodyStructure, true) } : {}),
    ...(properties.has('textBody') ? { textBody: body.textBody.map((part) => shown(part, false)) } : {}),
    ...(properties.has('htmlBody') ? { htmlBody: body.htmlBody.map((part) => shown(part, false)) } : {}),
    ...(properties.has('attachments') ? { attachments: body.attachments.map((part) => shown(part, false)) } : {}),
  };
}

/** `jmapBody` keeps the order of the structure's children. */
function pairUp(full: FullPart, part: Part, pairs: [FullPart, Part][]): void {
  pairs.push([full, part]);
  for (const [i, child] of (full.subParts ?? []).entries()) pairUp(child, part.parts[i] as Part, pairs);
}

async function partHeaders(message: MessageBytes, part: Part, { bodyProperties, needs }: BodyOptions): Promise<Record<string, unknown>> {
  const header = scanHeader(await headerOf(message, part));
  const values: Record<string, unknown> = {};
  if (bodyProperties.has('headers')) values['headers'] = allHeaders(header);
  for (const form of needs.partForms) values[form.property] = headerValue(header, form);
  return values;
}

/** The text parts whose values are asked for (RFC 8621 §4.2). */
export function valuedParts(structure: Part, args: BodyArguments): Part[] {
  if (args.fetchAllBodyValues) return leaves(structure).filter((part) => part.type === 'text');
  const { text, html } = bodyLists(structure);
  const wanted = new Set([...(args.fetchTextBodyValues ? text : []), ...(args.fetchHTMLBodyValues ? html : [])]);
  return [...wanted].filter((part) => part.type === 'text');
}

function leaves(part: Part): Part[] {
  return isMultipart(part) ? part.parts.flatMap(leaves) : [part];
}

/** Only the part's own range is read. */
export async function bodyValue(message: MessageBytes, part: Part, maxBytes: number): Promise<EmailBodyValue> {
  const bytes = await message.read(part.bodyStart, part.bodyEnd);
  return partText(bytes, { ...part, bodyStart: 0, bodyEnd: bytes.length }, maxBytes);
}
