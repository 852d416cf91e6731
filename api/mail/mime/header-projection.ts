import type { HeaderField } from './header-fields.ts';

/**
 * Names of the fields, in lower case, that are kept beside the message, so that BODY[HEADER.FIELDS (…)] and JMAP's
 * header properties over any of these need not read it.
 */
export const projectedHeaderFields: ReadonlySet<string> = new Set([
  'date', 'subject', 'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'message-id', 'in-reply-to', 'references',
  'mime-version', 'content-type', 'content-transfer-encoding', 'content-class',
  'priority', 'x-priority', 'importance', 'x-msmail-priority', 'sensitivity', 'auto-submitted', 'precedence',
  'list-id', 'list-post', 'list-unsubscribe', 'list-unsubscribe-post', 'list-help', 'list-archive',
  'disposition-notification-to', 'return-receipt-to', 'x-mailer', 'user-agent', 'newsgroups', 'followup-to',
  'x-spam-flag', 'x-spam-status', 'organization', 'thread-topic', 'thread-index',
  'x-uniform-type-identifier', 'x-universally-unique-identifier',
]);

/** The projected fields, octet for octet as in the source, in its order. */
export function headerProjectionOf(source: Buffer, fields: readonly HeaderField[]): Buffer {
  // neighbours are copied together
  const ranges: Buffer[] = [];
  let start = -1;
  let end = -1;
  for (const field of fields) {
    if (!projectedHeaderFields.has(field.key)) continue;
    if (field.start !== end) {
      if (end > start) ranges.push(source.subarray(start, end));
      start = field.start;
    }
    end = field.end;
  }
  if (end > start) ranges.push(source.subarray(start, end));
  return Buffer.concat(ranges);
}
