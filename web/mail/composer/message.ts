/** A draft as the message that is kept or sent (RFC 8621 §4.6). */
import type { EmailBodyPart, EmailCreate, Identity } from '../../../openapi/generated/jmap.ts';
import type { Attachment, Draft, DraftContent, Quote } from './draft.ts';
import { type Dir, firstStrong } from '../../text/direction.ts';
import { imagesWithin } from './doc.ts';
import { docDir, htmlDocument, htmlOfDoc, htmlOfLines, quoteStyle } from './doc-html.ts';
import { markHeader } from './copies.ts';
import { htmlOfIsolates, withoutIsolates } from './isolates.ts';
import { textOfDoc } from './doc-text.ts';

export interface MessagePlace {
  readonly mailboxIds: Readonly<Record<string, true>>;
  readonly keywords: Readonly<Record<string, true>>;
  /** As the writer's clock shows it, with its zone; the server's clock where absent. */
  readonly sentAt?: string;
  /** Where it stands among others; when it is made, where absent. */
  readonly receivedAt?: string;
  /** The plain text, uploaded as format=flowed: a part made of `bodyValues` cannot say so. */
  readonly flowedBlobId?: string;
  /** Of a text without any letters. */
  readonly dir: Dir;
  /** Says of a saved draft which one it is (`copies.ts`). */
  readonly mark?: string;
}

/** @param identity undefined where none is known yet: the draft then has no From */
export function emailOf(draft: Draft, identity: Identity | undefined, place: MessagePlace): EmailCreate {
  // Words that are no address yet are kept as a name: within angle brackets their spaces would be lost.
  const named = (addresses: Draft['to']) => addresses.map(({ name, email }) => (isWritable(email) ? { name: name === '' ? null : name, email } : { name: `${name} ${email}`.trim(), email: '' }));
  const bodyValues: Record<string, { value: string }> = {};
  if (place.flowedBlobId === undefined) bodyValues['text'] = { value: plainTextOf(draft) };
  if (draft.format === 'html') bodyValues['html'] = { value: htmlOf(draft, place.dir) };
  return {
    mailboxIds: { ...place.mailboxIds },
    keywords: { ...place.keywords },
    messageId: [draft.messageId],
    ...(draft.inReplyTo.length > 0 ? { inReplyTo: [...draft.inReplyTo] } : {}),
    ...(draft.references.length > 0 ? { references: [...draft.references] } : {}),
    ...(identity ? { from: [{ name: identity.name || null, email: identity.email ?? '' }] } : {}),
    ...(identity?.replyTo?.length ? { replyTo: [...identity.replyTo] } : {}),
    to: named(draft.to),
    cc: named(draft.cc),
    bcc: named(draft.bcc),
    subject: draft.subject,
    ...(place.sentAt === undefined ? {} : { sentAt: place.sentAt }),
    ...(place.receivedAt === undefined ? {} : { receivedAt: place.receivedAt }),
    ...priorityOf(draft),
    ...(place.mark === undefined ? {} : { [markHeader]: place.mark }),
    bodyStructure: structureOf(draft, place.flowedBlobId),
    bodyValues,
  };
}

/** What the form of an address cannot hold is kept as a name: nothing that is typed is lost, and nothing else of the draft. */
const isWritable = (email: string): boolean => !/[\s<>\p{Cc}]/u.test(email);

function priorityOf({ priority }: DraftContent): { [header: `header:${string}`]: string } {
  if (priority === 'normal') return {};
  return { 'header:X-Priority:asText': priority === 'high' ? '1' : '5', 'header:Importance:asText': priority };
}

function structureOf(draft: DraftContent, flowedBlobId: string | undefined): EmailBodyPart {
  const text: EmailBodyPart = flowedBlobId === undefined
    ? { partId: 'text', type: 'text/plain' }
    : { blobId: flowedBlobId, 'header:Content-Type': ' text/plain; charset=utf-8; format=flowed' };
  let body = text;
  if (draft.format === 'html') {
    const html: EmailBodyPart = { partId: 'html', type: 'text/html' };
    const images = embedded(draft);
    const page = images.length === 0 ? html : multipart('related', [html, ...images.map((image) => partOf(image, 'inline'))]);
    body = multipart('alternative', [text, page]);
  }
  const attached = filesOf(draft);
  return attached.length === 0 ? body : multipart('mixed', [body, ...attached.map((file) => partOf(file, 'attachment'))]);
}

/** Pictures that the text really shows: those taken out of it stay in the draft, so that undoing brings them back. */
function embedded(draft: DraftContent): Attachment[] {
  const shown = new Set(imagesWithin(draft.doc));
  const own = draft.attachments.filter(({ cid, blobId }) => cid !== undefined && blobId !== undefined && shown.has(cid));
  const quoted = draft.quote?.images.filter(({ cid, blobId }) => cid !== undefined && blobId !== undefined && draft.quote?.html.includes(`cid:${cid}`)) ?? [];
  return [...own, ...quoted];
}

/** The files beside the text. */
export function filesOf(draft: DraftContent): Attachment[] {
  return draft.attachments.filter(({ cid, blobId }) => (cid === undefined || draft.format === 'plain') && blobId !== undefined);
}

function partOf({ blobId, name, type, cid }: Attachment, disposition: 'inline' | 'attachment'): EmailBodyPart {
  return { blobId: blobId ?? null, type: type || 'application/octet-stream', name, disposition, ...(disposition === 'inline' && cid !== undefined ? { cid } : {}) };
}

function multipart(subtype: string, subParts: EmailBodyPart[]): EmailBodyPart {
  return { type: `multipart/${subtype}`, subParts };
}

export function htmlOf(draft: DraftContent, otherwise: Dir): string {
  const dir = docDir(draft.doc, otherwise);
  const closing = draft.closing ? `<br><div class="messagerie-closing">${htmlOfDoc({ type: 'doc', content: [draft.closing.doc] }, dir)}</div>` : '';
  return htmlDocument(htmlOfDoc(draft.doc, dir) + (draft.quote ? quoteHtml(draft.quote) : '') + closing, dir);
}

/** Marked by classes, so that a draft that is opened elsewhere is taken apart again. */
function quoteHtml({ kind, heading, html, text, dir }: Quote): string {
  const side = dir === 'rtl' ? 'right' : 'left';
  const lines = heading
    .map((line) => {
      const own = firstStrong(line) ?? dir;
      return `<div dir="${own}" style="text-align:${own === 'rtl' ? 'right' : 'left'}">${htmlOfIsolates(line)}</div>`;
    })
    .join('');
  const body = html === '' ? htmlOfLines(text) : html;
  const head = `<br><div class="messagerie-attribution" dir="${dir}" style="font-family:Arial,Helvetica,sans-serif;font-size:14px;text-align:${side}">${lines}</div>`;
  return kind === 'reply'
    ? `${head}<blockquote type="cite" class="messagerie-quote" dir="${dir}" style="${quoteStyle(dir)}">${body}</blockquote>`
    : `${head}<br><div class="messagerie-quote" dir="${dir}">${body}</div>`;
}

/** The version without formatting. */
export function plainTextOf(draft: DraftContent): string {
  const own = draft.format === 'html' ? textOfDoc(draft.doc) : draft.text.trimEnd();
  return [own, ...(draft.quote ? [quoteText(draft.quote)] : []), ...(draft.closing?.text ? [draft.closing.text] : [])].join('\n\n');
}

export function quoteText({ kind, heading, text }: Quote): string {
  const lines = text.replace(/\s+$/, '').split('\n');
  const body = kind === 'reply' ? lines.map((line) => (line.startsWith('>') ? `>${line}` : line === '' ? '>' : `> ${line}`)) : ['', ...lines];
  return [...heading.map(withoutIsolates), ...body].join('\n');
}

/** What the draft will weigh, nearly: files grow by a third on the way. */
export function attachedBytes(draft: DraftContent): number {
  return [...draft.attachments.filter(({ cid }) => cid === undefined), ...draft.attachments.filter(({ cid }) => cid !== undefined && imagesWithin(draft.doc).includes(cid)), ...(draft.quote?.images ?? [])]
    .reduce((sum, { size }) => sum + size, 0);
}
