/** What only the server can say, taken over at the first look; from then on it must stay the same. */
import { createHash } from 'node:crypto';
import type { Content, Email, Mailbox } from './parts.ts';

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 16);

/** @throws Error where the mailbox holds another number of messages, a UID has changed, or one comes again (RFC 9051 §2.3.1.1) */
export function learnUids(mailbox: Mailbox, uids: readonly (number | undefined)[]): void {
  const { messages, name } = mailbox;
  if (messages.length !== uids.length) {
    throw new Error(`${name} is to hold ${messages.length} messages (${messages.map(({ email, uid }) => `${email.content.name}=${uid ?? '?'}`).join(' ')}), and there are ${uids.length} (${uids.join(' ')})`);
  }
  for (const [i, message] of messages.entries()) {
    const uid = uids[i];
    if (uid === undefined) continue;
    if (message.uid === undefined) {
      if (uid <= mailbox.lastUid) throw new Error(`${message.email.content.name} has UID ${uid} in ${name}, where UIDs up to ${mailbox.lastUid} have been given`);
      message.uid = uid;
    }
    if (message.uid !== uid) throw new Error(`${message.email.content.name} had UID ${message.uid} in ${name} and has ${uid}`);
    mailbox.lastUid = Math.max(mailbox.lastUid, uid);
  }
}

/** @throws Error where the id, the date or the bytes are not those of before */
export function learnEmail(email: Email, told: { id: string | undefined; receivedAt: string | undefined; bytes: Buffer | undefined }): void {
  const { content } = email;
  email.id ??= told.id;
  if (email.id !== told.id) throw new Error(`${content.name} had the id ${email.id} and has ${told.id}`);
  email.receivedAt ??= told.receivedAt;
  if (email.receivedAt !== told.receivedAt) throw new Error(`${content.name} was received ${email.receivedAt}, now ${told.receivedAt}`);
  if (told.bytes) learnContent(content, told.bytes);
}

function learnContent(content: Content, bytes: Buffer): void {
  const { sent, isExact, name } = content;
  if (content.hash === undefined) {
    const isSame = sent === undefined || (isExact ? bytes.equals(sent) : bytes.subarray(-sent.length).equals(sent) && bytes.toString('latin1').startsWith('Return-Path: <'));
    if (!isSame) throw new Error(`${name} has other bytes than were sent: ${JSON.stringify(bytes.toString('latin1'))}`);
    content.hash = hashOf(bytes);
    content.sizeBytes = bytes.length;
  }
  if (content.hash !== hashOf(bytes)) throw new Error(`the bytes of ${name} have changed: ${JSON.stringify(bytes.toString('latin1'))}`);
}
