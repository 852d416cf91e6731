import { toAddresses } from './addresses.ts';
import type { EmailAddress } from './addresses.ts';
import { baseSubject } from './base-subject.ts';
import { bodyStructureOf } from './body-structure.ts';
import { headerText } from './charset.ts';
import { parseDate } from './date.ts';
import { envelopeOf } from './envelope.ts';
import { foldText } from './fold-text.ts';
import { textForm } from './header-form.ts';
import { headerProjectionOf } from './header-projection.ts';
import { bodyLists, hasAttachment } from './jmap-body.ts';
import { readMessageFields } from './message-fields.ts';
import type { AddressKey } from './message-fields.ts';
import { parseMessageIds } from './message-id.ts';
import { parseMessage } from './parse-message.ts';
import type { ParsedMessage, Part } from './part.ts';
import { previewOf } from './preview.ts';

/** What is read out of a message once, at arrival, so that lists and structure requests never touch it again. */
export interface Projection {
  subject: string | null;
  /** RFC 5256 §2.1, not folded. Empty where there is no subject. */
  baseSubject: string;
  isReplyOrForward: boolean;
  /** Message ids without angle brackets, empty where the field is absent or holds none. */
  messageIds: string[];
  inReplyTo: string[];
  references: string[];
  /** RFC 8621 §4.1.3: null where the field is absent. */
  sender: EmailAddress[] | null;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  /** RFC 3339 with the header's offset; null where the field is absent or no date. */
  sentAt: string | null;
  sentAtMs: number | null;
  hasAttachment: boolean;
  /** At most 256 characters. */
  preview: string;
  structure: Part;
  /** Finished IMAP octets, parentheses included; literals where a value is not seven bits. */
  envelope: Buffer;
  bodyStructure: Buffer;
  /** The non-extensible form, FETCH BODY. */
  body: Buffer;
  /** Fields of `projectedHeaderFields` as in the source. */
  headerProjection: Buffer;
  /** False where limits cut the header: then only the message itself answers for its fields. */
  isHeaderProjectionComplete: boolean;
  /** Folded keys of RFC 8621 §4.4.2's sorts: the first address's name, else its email. */
  sortFrom: string;
  sortTo: string;
  /** Folded base subject. */
  sortSubject: string;
}

/** Projects a message (see {@link Projection}). Never throws. */
export function projectMessage(source: Buffer, parsed: ParsedMessage = parseMessage(source)): Projection {
  const { root, fields } = parsed;
  const message = readMessageFields(source, fields);
  const addresses = (key: AddressKey): EmailAddress[] | null => {
    const groups = message.addresses[key];
    return groups === null ? null : toAddresses(groups);
  };
  const subject = message.rawSubject === null ? null : textForm(message.rawSubject);
  const { base, isReplyOrForward } = baseSubject(subject ?? '');
  const date = message.date === null ? null : parseDate(message.date);
  const from = addresses('from');
  const to = addresses('to');
  const lists = bodyLists(root);
  const extended = bodyStructureOf(source, root, true);
  return {
    subject,
    baseSubject: base,
    isReplyOrForward,
    messageIds: ids(message.messageId),
    inReplyTo: ids(message.inReplyTo),
    references: ids(message.references),
    sender: addresses('sender'),
    from,
    to,
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    replyTo: addresses('reply-to'),
    sentAt: date?.date ?? null,
    sentAtMs: date?.ms ?? null,
    hasAttachment: hasAttachment(lists),
    preview: previewOf(source, lists),
    structure: root,
    envelope: Buffer.from(envelopeOf(message), 'latin1'),
    bodyStructure: Buffer.from(extended, 'latin1'),
    body: Buffer.from(bodyStructureOf(source, root, false), 'latin1'),
    headerProjection: headerProjectionOf(source, fields),
    isHeaderProjectionComplete: !parsed.truncated,
    sortFrom: sortKey(from),
    sortTo: sortKey(to),
    sortSubject: foldText(base),
  };
}

function ids(value: string | null): string[] {
  return value === null ? [] : (parseMessageIds(value) ?? []).map(headerText);
}

function sortKey(addresses: EmailAddress[] | null): string {
  const first = addresses?.[0];
  return first === undefined ? '' : foldText(first.name || first.email);
}
