/** Files that are neither on the server nor in this browser any more, or that it cannot read. They stand among the others until they are taken away, so that nothing is sent without them unseen. */
import { FileUnreadable } from '../../jmap/errors.ts';
import { type DocNode, imagesWithin } from './doc.ts';
import type { Attachment, Draft, DraftContent, Quote } from './draft.ts';
import { safeBody } from './mail-window.ts';
import type { OpenDraft } from './open-draft.ts';

type Uploading = Pick<OpenDraft, 'uploads'>;

/** It was changed or taken away on the disk before the server had it. */
export const isUnreadable = ({ uploads }: Uploading, { id }: Attachment): boolean => uploads.state(id)?.error instanceof FileUnreadable;

export const isLost = (open: Uploading, file: Attachment): boolean => file.blobId === undefined && (open.uploads.state(file.id) === undefined || isUnreadable(open, file));

/** Those that the reader would miss: of pictures only what the text or the quote shows, and those that stand in the way of the others. */
export function lostFiles(open: OpenDraft): Attachment[] {
  return [...listedFiles(open.draft), ...lostPictures(open)].filter((file) => isLost(open, file));
}

/** Pictures within the text and the quote that cannot go along: nowhere else would there be a way to take them away. */
export function lostPictures(open: OpenDraft): Attachment[] {
  const { draft } = open;
  if (draft.format === 'plain') return [];
  const shown = new Set(imagesWithin(draft.doc));
  const own = draft.attachments.filter((file) => file.cid !== undefined && (shown.has(file.cid) || isUnreadable(open, file)));
  return [...own, ...(draft.quote?.images ?? [])].filter((file) => isLost(open, file));
}

/** What the list of files shows, lost or not. */
export function listedFiles({ attachments, format }: Draft): Attachment[] {
  return attachments.filter(({ cid }) => cid === undefined || format === 'plain');
}

/** What changes in a draft when one of its files is taken away, and with it the picture where the text or the quote shows it. */
export async function withoutFile({ doc, quote, attachments }: DraftContent, { id, cid }: Attachment): Promise<Partial<DraftContent>> {
  if (quote && cid !== undefined && quote.images.some((image) => image.id === id)) return { quote: await quoteWithout(quote, cid) };
  return { attachments: attachments.filter((file) => file.id !== id), ...(cid === undefined ? {} : { doc: withoutPicture(doc, cid) }) };
}

function withoutPicture(node: DocNode, cid: string): DocNode {
  if (!node.content) return node;
  return { ...node, content: node.content.filter(({ type, attrs }) => type !== 'image' || attrs?.['cid'] !== cid).map((child) => withoutPicture(child, cid)) };
}

async function quoteWithout(quote: Quote, cid: string): Promise<Quote> {
  const body = await safeBody(quote.html);
  for (const picture of body.querySelectorAll('img')) if (picture.getAttribute('src') === `cid:${cid}`) picture.remove();
  return { ...quote, html: body.innerHTML, images: quote.images.filter((image) => image.cid !== cid) };
}
