/** What a stored message says and holds, in its order, as a message of ours can take it over: Apple's programs put pictures between the texts, as parts beside them. */
import type { EmailBodyPart } from '../../../openapi/generated/jmap.ts';
import type { EmailBody } from '../../store/index.ts';
import { fileName, previewOf } from '../reader/attachments/kinds.ts';
import { allParts, isBlank, type Piece, piecesOf } from '../reader/message/readable.ts';
import type { Attachment } from './draft.ts';

export type Block = { readonly kind: 'html' | 'text'; readonly value: string } | { readonly kind: 'picture'; readonly image: Attachment };

/** A part that is no text. */
export interface Medium {
  readonly part: EmailBodyPart;
  /** As the text can show it: named by its Content-ID, or by one that is made for it where it stands between texts. */
  readonly image: Attachment | undefined;
}

export interface Content {
  /** With formatting and without (RFC 8621 §4.1.4): both are the same where the message has no versions. */
  readonly html: readonly Block[];
  readonly text: readonly Block[];
  /** All that has to go along with them, shown or as files. */
  readonly media: readonly Medium[];
}

export function contentOf(original: EmailBody): Content {
  const html = spoken(piecesOf(original));
  const text = spoken(piecesOf({ ...original, htmlBody: original.textBody ?? [] }));
  const isNamed = (cid: string): boolean => html.some(({ kind, value }) => kind === 'html' && value.includes(`cid:${cid}`));
  const between = new Set(html.flatMap(({ kind, part }) => (kind === 'picture' && previewOf(part) === 'picture' && !(part.cid && isNamed(part.cid)) ? [part.partId] : [])));
  const isText = ({ type }: EmailBodyPart): boolean => /^text\/(?:plain|html)$/i.test(type ?? '');
  // Sound and films may stand between texts, too, and are no attachments then.
  const beside = new Set([...(original.attachments ?? []), ...[...(original.htmlBody ?? []), ...(original.textBody ?? [])].filter((part) => !isText(part))].map(({ partId }) => partId));
  const media = allParts(original).flatMap((part): Medium[] => {
    if (!part.blobId || !beside.has(part.partId)) return [];
    return [{ part, image: between.has(part.partId) ? withOwnCid(attachmentOf(part)) : part.cid && /^image\//i.test(part.type ?? '') ? attachmentOf(part, part.cid) : undefined }];
  });
  const images = new Map(media.flatMap(({ part, image }) => (image && between.has(part.partId) ? [[part.partId, image] as const] : [])));
  const blocks = (pieces: readonly Piece[]): Block[] =>
    pieces.flatMap(({ kind, part, value }): Block[] => {
      if (kind !== 'picture') return [{ kind, value }];
      const image = images.get(part.partId);
      return image ? [{ kind, image }] : [];
    });
  return { html: blocks(html), text: blocks(text), media };
}

/** Without what says nothing, if anything else is there: Apple's programs end with an empty text. */
function spoken(pieces: readonly Piece[]): readonly Piece[] {
  const some = pieces.filter((piece) => !isBlank(piece));
  return some.length > 0 ? some : pieces.slice(0, 1);
}

/** The pictures that HTML or a text in the editor names. */
export function imagesOf({ media }: Content): Attachment[] {
  return media.flatMap(({ image }) => image ?? []);
}

/** What is not shown goes along as files. @param cids what is shown */
export function filesBeside({ media }: Content, cids: ReadonlySet<string | undefined>): Attachment[] {
  return media.flatMap(({ part, image }) => (image && cids.has(image.cid) ? [] : [attachmentOf(part)]));
}

export function attachmentOf(part: EmailBodyPart, cid?: string): Attachment {
  const type = part.type ?? 'application/octet-stream';
  return {
    id: crypto.randomUUID(),
    name: fileName(part, { message: 'message', invitation: 'invitation', file: 'file' }),
    type, size: part.size ?? 0, blobId: part.blobId ?? undefined, ...(cid === undefined ? {} : { cid }),
  };
}

const withOwnCid = (file: Attachment): Attachment => ({ ...file, cid: `${file.id}@messagerie` });
