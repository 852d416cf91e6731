/** The bytes of a message that leaves: what is taken out of them, what is added, who stands in From. */
import { randomBytes } from 'node:crypto';
import { type EmailAddress, fieldsOf, type HeaderField, parseAddressList, rawValue, removeBcc, toAddresses, unfold } from '../mail/mime/index.ts';

export interface HeaderAddresses {
  readonly from: readonly EmailAddress[];
  readonly sender: readonly EmailAddress[];
  /** To, Cc and Bcc, in this order. */
  readonly recipients: readonly EmailAddress[];
  /** From and Sender fields; more than one of a kind is a fault. */
  readonly fromFields: number;
  readonly senderFields: number;
}

/** Addresses of the header's fields, all fields of a name together. */
export function headerAddresses(source: Buffer, fields: readonly HeaderField[]): HeaderAddresses {
  const of = (key: string): HeaderField[] => fields.filter((field) => field.key === key);
  const addresses = (key: string): EmailAddress[] => of(key).flatMap((field) => toAddresses(parseAddressList(unfold(rawValue(source, field)))));
  return {
    from: addresses('from'),
    sender: addresses('sender'),
    recipients: [...addresses('to'), ...addresses('cc'), ...addresses('bcc')],
    fromFields: of('from').length,
    senderFields: of('sender').length,
  };
}

/** What a message of a mail program lacks (RFC 6409 §8.1): Message-ID, Date, From where the sender is known. CRLF line ends. */
export function missingFields(source: Buffer, missing: { messageId: () => string; now: number; sender: string }): string {
  const fields = fieldsOf(source);
  const has = (key: string): boolean => fields.some((field) => field.key === key);
  let added = '';
  if (!has('from') && missing.sender !== '') added += `From: <${missing.sender}>\r\n`;
  if (!has('date')) added += `Date: ${printDate(missing.now)}\r\n`;
  if (!has('message-id')) added += `Message-ID: <${missing.messageId()}>\r\n`;
  // Bytes that begin with their body need the empty line as well.
  return added !== '' && fields.length === 0 && !/^\r?\n/.test(source.toString('latin1', 0, 2)) ? `${added}\r\n` : added;
}

export function newMessageId(hostname: string): string {
  return `${randomBytes(15).toString('base64url').replace(/^[-_]|[-_]$/g, 'x')}@${hostname}`;
}

/** The bytes that are sent: without Bcc and Resent-Bcc (RFC 5322 §3.6.3); the same object where there are none. */
export const sentBytes = (source: Buffer): Buffer => removeBcc(source).bytes;

/** Does the message need 8BITMIME (RFC 6152)? */
export function isEightBit(bytes: Buffer): boolean {
  for (const octet of bytes) if (octet > 127) return true;
  return false;
}

/** The same of bytes that come in pieces. */
export async function streamIsEightBit(pieces: AsyncIterable<Buffer>): Promise<boolean> {
  for await (const piece of pieces) if (isEightBit(piece)) return true;
  return false;
}

/** RFC 5321 §4.4, RFC 3848; the client's address stays inside. */
export function receivedField(hostname: string, tls: boolean, now: number, protocol = tls ? 'ESMTPSA' : 'ESMTPA'): string {
  return `Received: by ${hostname} with ${protocol} id ${randomBytes(6).toString('hex')};\r\n\t${printDate(now)}\r\n`;
}

/** RFC 5322 §3.3, in UTC. */
export const printDate = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000');
