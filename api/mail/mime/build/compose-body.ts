import type { DraftPart } from './body-parts.ts';

/**
 * Puts text, HTML and attachments together: alternatives first, pictures that the HTML shows beside it in
 * multipart/related (RFC 2387), everything else in multipart/mixed.
 */
export function composeBody(text: DraftPart | null, html: DraftPart | null, attachments: readonly DraftPart[]): DraftPart {
  const isEmbedded = (part: DraftPart): boolean => html !== null && part.cid !== null && part.disposition !== 'attachment';
  const embedded = attachments.filter(isEmbedded);
  const attached = attachments.filter((part) => !isEmbedded(part));
  const page = html !== null && embedded.length > 0 ? multipart('related', [html, ...embedded]) : html;
  const body = text !== null && page !== null ? multipart('alternative', [text, page]) : (text ?? page);
  if (attached.length === 0) return body ?? emptyText();
  return multipart('mixed', body === null ? attached : [body, ...attached]);
}

function multipart(subtype: string, subParts: readonly DraftPart[]): DraftPart {
  return { type: `multipart/${subtype}`, fields: [], content: null, subParts: [...subParts], name: null, disposition: null, charset: null, cid: null, language: null, location: null };
}

function emptyText(): DraftPart {
  return { type: 'text/plain', fields: [], content: { text: '' }, subParts: [], name: null, disposition: null, charset: null, cid: null, language: null, location: null };
}
