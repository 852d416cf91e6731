/** Messages as REST shows them, out of what Email/get answers. */
import type { components, Email, EmailBodyPart } from '../../openapi/index.ts';

export type MessageSummary = components['schemas']['MessageSummary'];
export type Message = components['schemas']['Message'];

export const summaryProperties = [
  'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'cc', 'subject', 'receivedAt', 'sentAt', 'size', 'hasAttachment', 'preview',
] as const;

export const messageProperties = [
  ...summaryProperties, 'bcc', 'replyTo', 'messageId', 'inReplyTo', 'references', 'textBody', 'htmlBody', 'attachments', 'bodyValues',
] as const;

export const messageBodyProperties = ['partId', 'blobId', 'name', 'type', 'size', 'disposition', 'cid'] as const;

export function messageSummary(email: Email): MessageSummary {
  return {
    id: email.id,
    threadId: email.threadId ?? '',
    mailboxIds: Object.keys(email.mailboxIds ?? {}),
    keywords: Object.keys(email.keywords ?? {}),
    from: email.from ?? [],
    to: email.to ?? [],
    cc: email.cc ?? [],
    subject: email.subject ?? null,
    receivedAt: email.receivedAt ?? '',
    sentAt: email.sentAt ?? null,
    size: email.size ?? 0,
    hasAttachment: email.hasAttachment ?? false,
    preview: email.preview ?? '',
  };
}

export function messageView(email: Email, accountId: string): Message {
  const values = email.bodyValues ?? {};
  const textOf = (parts: readonly EmailBodyPart[] | undefined, type: string): string | null => {
    const texts = (parts ?? []).filter((part) => part.type === type).map((part) => values[part.partId ?? '']?.value ?? '');
    return texts.length === 0 ? null : texts.join('\n');
  };
  return {
    ...messageSummary(email),
    bcc: email.bcc ?? [],
    replyTo: email.replyTo ?? [],
    messageId: email.messageId?.[0] ?? null,
    inReplyTo: email.inReplyTo ?? [],
    references: email.references ?? [],
    text: textOf(email.textBody, 'text/plain'),
    html: textOf(email.htmlBody, 'text/html'),
    isTruncated: Object.values(values).some((value) => value.isTruncated === true),
    attachments: (email.attachments ?? []).map((part) => attachmentView(part, accountId)),
  };
}

function attachmentView(part: EmailBodyPart, accountId: string): Message['attachments'][number] {
  const blobId = part.blobId ?? '';
  const type = part.type ?? 'application/octet-stream';
  const name = part.name ?? null;
  return {
    blobId, name, type, size: part.size ?? 0, isInline: part.disposition === 'inline' || (part.disposition !== 'attachment' && (part.cid ?? null) !== null), cid: part.cid ?? null,
    url: `/jmap/download/${accountId}/${blobId}/${encodeURIComponent(name ?? 'attachment')}?type=${encodeURIComponent(type)}`,
  };
}
