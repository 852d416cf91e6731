/** Which properties an Email and its body parts have, and what reading them takes (RFC 8621 §4.1, §4.2). */
import { jmapObjects } from '../../../openapi/index.ts';
import { type HeaderForm, isFormAllowed, parseHeaderProperty, projectedHeaderFields } from '../mime/index.ts';

/** A `header:Name[:asForm][:all]` property, spelled as the client wrote it (RFC 8621 §4.1.3). */
export interface HeaderProperty {
  readonly property: string;
  /** Field name in lower case. */
  readonly key: string;
  readonly form: HeaderForm;
  /** Every instance of the field, not the last one only. */
  readonly isAll: boolean;
}

/** Undefined where it is no such property, or names a form that is not for the field (§4.1.2). */
export function headerProperty(property: string): HeaderProperty | undefined {
  if (!property.startsWith('header:')) return undefined;
  const parsed = parseHeaderProperty(property);
  if (!parsed || !isFormAllowed(parsed.name, parsed.form)) return undefined;
  return { property, key: parsed.name.toLowerCase(), form: parsed.form, isAll: parsed.isAll };
}

const emailProperties: ReadonlySet<string> = new Set(jmapObjects.Email.properties);

export function isEmailProperty(property: string): boolean {
  return emailProperties.has(property) || headerProperty(property) !== undefined;
}

/** What Email/get and Email/parse give where `properties` is null (RFC 8621 §4.2). */
export const defaultEmailProperties: readonly string[] = [
  'id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt', 'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc',
  'replyTo', 'subject', 'sentAt', 'hasAttachment', 'preview', 'bodyValues', 'textBody', 'htmlBody', 'attachments',
];

const bodyPartProperties: ReadonlySet<string> = new Set([
  'partId', 'blobId', 'size', 'headers', 'name', 'type', 'charset', 'disposition', 'cid', 'language', 'location', 'subParts',
]);

export function isBodyPartProperty(property: string): boolean {
  return bodyPartProperties.has(property) || headerProperty(property) !== undefined;
}

/** RFC 8621 §4.2. */
export const defaultBodyProperties: readonly string[] = [
  'partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid', 'language', 'location',
];

/** Properties that the columns of {@link import('../store/arrival.ts').ProjectedHeaders} answer. */
export const projectedProperties = [
  'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt',
] as const;

/** What of a message the chosen properties need. */
export interface EmailNeeds {
  readonly memberships: boolean;
  /** The JSON of projected header properties. */
  readonly headers: boolean;
  readonly preview: boolean;
  /** The MIME structure. */
  readonly structure: boolean;
  readonly headerForms: readonly HeaderProperty[];
  /** The message's own header, from the stored projection where that holds all fields asked for. */
  readonly header: 'none' | 'projection' | 'message';
  readonly bodyParts: boolean;
  readonly bodyValues: boolean;
  /** Header forms of body parts. */
  readonly partForms: readonly HeaderProperty[];
  readonly partHeaders: boolean;
}

export interface BodyArguments {
  readonly bodyProperties?: readonly string[] | null | undefined;
  readonly fetchTextBodyValues?: boolean | undefined;
  readonly fetchHTMLBodyValues?: boolean | undefined;
  readonly fetchAllBodyValues?: boolean | undefined;
  readonly maxBodyValueBytes?: number | undefined;
}

const listsOfParts = ['bodyStructure', 'textBody', 'htmlBody', 'attachments'] as const;

export function emailNeeds(properties: ReadonlySet<string>, bodyProperties: ReadonlySet<string>, args: BodyArguments): EmailNeeds {
  const headerForms = [...properties].map(headerProperty).filter((form) => form !== undefined);
  const fetches = Boolean(args.fetchTextBodyValues || args.fetchHTMLBodyValues || args.fetchAllBodyValues);
  const bodyValues = properties.has('bodyValues') && fetches;
  const bodyParts = listsOfParts.some((list) => properties.has(list));
  const partForms = bodyParts ? [...bodyProperties].map(headerProperty).filter((form) => form !== undefined) : [];
  const partHeaders = bodyParts && (bodyProperties.has('headers') || partForms.length > 0);
  const wholeHeader = properties.has('headers') || headerForms.some(({ key }) => !projectedHeaderFields.has(key));
  const needsStructure = bodyParts || bodyValues || wholeHeader || partHeaders;
  return {
    memberships: properties.has('mailboxIds'),
    headers: projectedProperties.some((property) => properties.has(property)),
    preview: properties.has('preview'),
    structure: needsStructure,
    headerForms,
    header: wholeHeader ? 'message' : headerForms.length > 0 ? 'projection' : 'none',
    bodyParts,
    bodyValues,
    partForms,
    partHeaders,
  };
}
