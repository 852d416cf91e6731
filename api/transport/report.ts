/** Delivery reports (RFC 3464, 6522, 3834) in the sender's language. */
import { createHash } from 'node:crypto';
import type { QueueRow } from '../../db/repositories/queue.ts';
import type { Language } from '../client/index.ts';
import { encodedWords, encodeText } from '../mail/mime/build/encode-words.ts';
import { foldField } from '../mail/mime/build/fold.ts';
import { decodeEncodedWords, fieldsOf, headerText, lastField, rawValue, unfold } from '../mail/mime/index.ts';
import { text } from '../shared/text.ts';
import { isAscii } from './envelope.ts';
import type { Outcome } from './outcome.ts';
import { isEightBit, newMessageId, printDate } from './outgoing-message.ts';

/** RFC 3464 §2.3.3. */
export type ReportAction = 'failed' | 'delayed' | 'delivered' | 'relayed';

export interface ReportedRecipient {
  readonly row: Pick<QueueRow, 'recipient' | 'original_recipient'>;
  readonly outcome: Outcome;
}

export interface Report {
  readonly action: ReportAction;
  readonly hostname: string;
  readonly language: Language;
  /** To whom the report goes: the sender of the message. */
  readonly sender: string;
  readonly envelopeId: string | null;
  readonly recipients: readonly ReportedRecipient[];
  /** When the message came, when it is given up, when this attempt was made. */
  readonly arrivedAt: number;
  readonly expiresAt: number;
  readonly now: number;
  /** The message: its header, or all of it where the sender asked for that (RFC 3461 §4.3). */
  readonly returned: { readonly bytes: Buffer; readonly full: boolean };
}

/** A returned message is not longer than this; of a longer one only the header comes back. */
export const mostReturnedBytes = 1024 * 1024;

/** Builds the report: what people read, what programs read, and what it is about. */
export function buildReport(report: Report): Buffer {
  const { hostname, language, now, returned, action } = report;
  const subject = subjectOf(returned.bytes) || text(language, 'report.noSubject');
  const boundary = `=_${createHash('sha256').update(`${now} ${report.sender} ${report.recipients.map(({ row }) => row.recipient).join()}`).digest('base64url').slice(0, 24)}`;
  const header = [
    `From: ${encodedWords(text(language, 'report.from')).join('\r\n')} <MAILER-DAEMON@${hostname}>\r\n`,
    `To: ${report.sender}\r\n`,
    foldField('Subject', encodeText(text(language, `report.subject.${action}`, { subject: subject.slice(0, 200) }))),
    `Date: ${printDate(now)}\r\nMessage-ID: <${newMessageId(hostname)}>\r\n`,
    ...inReplyTo(returned.bytes),
    // RFC 3834 §5, and what Exchange looks at.
    'Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n',
    `MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n boundary="${boundary}"\r\n\r\n`,
  ].join('');
  const people = Buffer.from(peopleText(report, subject)).toString('base64').replace(/.{76}/g, '$&\r\n');
  const encoding = isEightBit(returned.bytes) ? 'Content-Transfer-Encoding: 8bit\r\n' : '';
  return Buffer.concat([
    Buffer.from(
      `${header}--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Language: ${language}\r\nContent-Transfer-Encoding: base64\r\n\r\n${people}\r\n` +
        `--${boundary}\r\nContent-Type: message/delivery-status\r\n\r\n${programText(report)}\r\n` +
        `--${boundary}\r\nContent-Type: ${returned.full ? 'message/rfc822' : 'text/rfc822-headers'}\r\n${encoding}\r\n`,
    ),
    returned.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** The header of a message, with its last line end. */
export function headerOf(message: Buffer): Buffer {
  const last = fieldsOf(message).at(-1);
  return last ? message.subarray(0, last.end) : Buffer.alloc(0);
}

function subjectOf(message: Buffer): string {
  const field = lastField(fieldsOf(message), 'subject');
  if (!field) return '';
  return decodeEncodedWords(headerText(unfold(rawValue(message, field))), 'anywhere').replace(/\s+/g, ' ').trim();
}

function inReplyTo(message: Buffer): string[] {
  const field = lastField(fieldsOf(message), 'message-id');
  const id = field && /<[^<>\s]{1,500}>/.exec(unfold(rawValue(message, field)))?.[0];
  return id && isAscii(id) ? [`In-Reply-To: ${id}\r\nReferences: ${id}\r\n`] : [];
}

function peopleText(report: Report, subject: string): string {
  const { language, action } = report;
  const at = (ms: number): string => new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-arab' : language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(ms).concat(' UTC');
  const lines = [text(language, `report.lead.${action}`, { subject: subject.slice(0, 200), date: at(report.arrivedAt) }), ''];
  for (const { row, outcome } of report.recipients) {
    lines.push(`  ${shownRecipient(row)}`);
    if (action === 'failed' || action === 'delayed') lines.push(`    ${text(language, 'report.reply', { reply: outcome.reply })}`);
  }
  if (action === 'failed') lines.push('', text(language, 'report.advice.failed'));
  if (action === 'delayed') lines.push('', text(language, 'report.advice.delayed', { until: at(report.expiresAt) }));
  lines.push('', text(language, 'report.by', { host: report.hostname }), '');
  return lines.join('\r\n');
}

/** The address that the sender wrote, and where an alias led. */
function shownRecipient({ recipient, original_recipient: original }: ReportedRecipient['row']): string {
  const written = original?.startsWith('rfc822;') ? original.slice('rfc822;'.length) : recipient;
  return written === recipient ? recipient : `${written} (${recipient})`;
}

/** RFC 3464 §2: fields of the message, then of each recipient. */
function programText(report: Report): string {
  const groups = [
    [
      ['Original-Envelope-Id', report.envelopeId],
      ['Reporting-MTA', `dns; ${report.hostname}`],
      ['Arrival-Date', printDate(report.arrivedAt)],
    ],
    ...report.recipients.map(({ row, outcome }) => [
      ['Original-Recipient', row.original_recipient === null ? null : row.original_recipient.replace(/^([^;]*);(.*)$/s, (_, type: string, address: string) => `${type}; ${asciiAddress(address)}`)],
      ['Final-Recipient', `${isAscii(row.recipient) ? 'rfc822' : 'utf-8'}; ${asciiAddress(row.recipient)}`],
      ['Action', report.action],
      ['Status', outcome.kind === 'delivered' ? '2.0.0' : report.action === 'failed' ? outcome.status.replace(/^4/, '5') : outcome.status],
      ['Remote-MTA', outcome.remote === null ? null : `dns; ${outcome.remote}`],
      ['Diagnostic-Code', `smtp; ${outcome.reply.replace(/[^\x20-\x7e]/g, '?')}`],
      ['Last-Attempt-Date', printDate(report.now)],
      ['Will-Retry-Until', report.action === 'delayed' ? printDate(report.expiresAt) : null],
    ]),
  ];
  return groups.map((fields) => fields.filter(([, value]) => value !== null).map(([name, value]) => foldField(name as string, (value as string).match(/ *[^ ]+/g) ?? [''])).join('')).join('\r\n');
}

/** RFC 6533 §3: what is not ASCII, and what would end the line, by code point. */
function asciiAddress(address: string): string {
  return address.replace(/[^\x21-\x7e]/gu, (character) => `\\x{${(character.codePointAt(0) as number).toString(16).toUpperCase()}}`);
}
