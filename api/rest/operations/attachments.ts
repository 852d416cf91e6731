import type { Email, EmailBodyPart } from '../../../openapi/index.ts';
import { CoreError } from '../../client/errors.ts';
import { type ZipEntry, zipOf } from '../../http/zip.ts';
import { onBlobLost, readableBlob } from '../../jmap/blob-access.ts';
import { callMethod } from '../../jmap/engine.ts';
import type { RestHandlers } from '../call.ts';
import { accountOf, noMessage } from './messages.ts';

/** Each is looked up and measured before the first byte goes out. */
const mostFiles = 1000;
/** Of the HTML, which is looked through for its pictures. */
const mostHtmlBytes = 1024 * 1024;

/** All attachments of a message at once. */
export const attachmentOperations: RestHandlers<'getAttachments'> = {
  getAttachments: async ({ ctx, path, query, reply }) => {
    const accountId = accountOf(ctx, query.accountId);
    const { list } = await callMethod(ctx, 'Email/get', {
      accountId, ids: [path.messageId], properties: ['blobId', 'subject', 'receivedAt', 'attachments', 'htmlBody', 'bodyValues'],
      bodyProperties: ['partId', 'blobId', 'name', 'type', 'disposition', 'cid'], fetchHTMLBodyValues: true, maxBodyValueBytes: mostHtmlBytes,
    });
    const email = list[0] as Email | undefined;
    if (!email) throw noMessage(path.messageId);
    const parts = filesOf(email);
    if (parts.length === 0) throw new CoreError('notFound', 'Nothing is attached to this message.');
    if (parts.length > mostFiles) throw new CoreError('tooLarge', `More than ${mostFiles} files are attached; save them one by one.`);
    const modifiedAt = new Date(email.receivedAt ?? 0);
    const entries: ZipEntry[] = [];
    for (const [i, part] of parts.entries()) {
      entries.push({ name: part.name ?? unnamed(part, i + 1), modifiedAt, blob: await readableBlob(ctx, accountId, part.blobId ?? '') });
    }
    const { sizeBytes, read } = zipOf(entries);
    const messageBlob = email.blobId ?? '';
    reply.bytes = { type: 'application/zip', name: `${email.subject?.trim() || path.messageId}.zip`, sizeBytes, read, onLost: (listener) => onBlobLost(ctx, accountId, messageBlob, listener) };
    return undefined;
  },
};

/** What is attached, without the pictures that stand in the text. */
function filesOf(email: Email): EmailBodyPart[] {
  const html = Object.values(email.bodyValues ?? {}).map(({ value }) => value).join('\n').toLowerCase();
  const isInText = ({ type, cid }: EmailBodyPart): boolean =>
    typeof cid === 'string' && (type ?? '').startsWith('image/') && [cid, encodeURIComponent(cid)].some((name) => html.includes(`cid:${name.toLowerCase()}`));
  return (email.attachments ?? []).filter((part) => typeof part.blobId === 'string' && !isInText(part));
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml', 'text/plain': 'txt', 'text/html': 'html', 'text/calendar': 'ics', 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif',
};

function unnamed({ type }: EmailBodyPart, number: number): string {
  return `${type === 'message/rfc822' ? 'message' : 'part'} ${number}.${extensions[type ?? ''] ?? 'bin'}`;
}
