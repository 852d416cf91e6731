/** The original of an answer, made ready to stand below it. */
import type { EmailAddress, EmailBodyPart } from '../../../openapi/generated/jmap.ts';
import type { EmailBody } from '../../store/index.ts';
import type { Format, Translate } from '../../text/index.ts';
import { ownName, withoutBidiControls } from '../../ui/name-parts.ts';
import type { Attachment, Quote } from './draft.ts';
import { type Dir, firstStrong } from './doc.ts';
import { escaped, htmlOfLines } from './doc-html.ts';
import { isolated, withoutIsolates } from './isolates.ts';
import { asText } from '../reader/html/as-text.ts';
import { safeBody, textOfElement } from './mail-window.ts';

export interface QuoteWords {
  readonly t: Translate;
  readonly format: Format;
  readonly direction: Dir;
}

export async function quoteOf(kind: Quote['kind'], original: EmailBody, words: QuoteWords): Promise<Quote> {
  const values = original.bodyValues ?? {};
  const valueOf = (part: EmailBodyPart): string => (part.partId ? (values[part.partId]?.value ?? '') : '');
  const htmlParts = (original.htmlBody ?? []).filter(({ type }) => type === 'text/html' || type === 'text/plain');
  const isHtml = htmlParts.some(({ type }) => type === 'text/html');
  const textParts = (original.textBody ?? []).filter(({ type }) => type === 'text/plain');
  let html = '';
  let text = textParts.map(valueOf).join('\n');
  if (isHtml) {
    const whole = htmlParts.map((part) => (part.type === 'text/html' ? valueOf(part) : `<div>${htmlOfLines(valueOf(part))}</div>`)).join('<br>');
    // Where the page that cleans HTML does not come, the words are quoted.
    const body = await safeBody(whole).catch(() => undefined);
    html = body?.innerHTML ?? '';
    if (textParts.length === 0 || text.trim() === '') text = body ? textOfElement(body) : asText(whole);
  }
  return {
    kind, html, text,
    heading: kind === 'reply' ? attribution(original, words) : headerBlock(original, words),
    dir: firstStrong(text) ?? words.direction,
    images: embeddedImages(original).filter(({ cid }) => html.includes(`cid:${cid}`)),
  };
}

function attribution(original: EmailBody, { t, format, direction }: QuoteWords): string[] {
  const sender = original.from?.[0];
  const name = sender ? nameAndAddress(sender, direction) : t('ui.unknownSender');
  return [t('composer.attribution', { date: format.fullDate(original.sentAt ?? original.receivedAt ?? ''), name })];
}

function headerBlock(original: EmailBody, { t, format, direction }: QuoteWords): string[] {
  const people = (addresses: readonly EmailAddress[] | null | undefined): string => {
    const all = (addresses ?? []).map((address) => nameAndAddress(address, direction));
    return all.length > 1 ? running(direction, all.join(', ')) : all.join('');
  };
  const lines: [string, string][] = [
    [t('composer.headerFrom'), people(original.from)],
    [t('composer.headerDate'), format.fullDate(original.sentAt ?? original.receivedAt ?? '')],
    [t('composer.headerSubject'), withoutBidiControls(original.subject ?? '')],
    [t('composer.headerTo'), people(original.to)],
    [t('composer.headerCc'), people(original.cc)],
  ];
  return [t('composer.forwardedMark'), ...lines.filter(([, value]) => value !== '').map(([name, value]) => t('composer.headerLine', { name, value }))];
}

/** An isolate that runs this way, whatever it begins with. */
const running = (direction: Dir, text: string): string => `${direction === 'rtl' ? '\u2067' : '\u2066'}${text}\u2069`;

/** One after the other as the line runs: a name from right to left does not take its address along in a line from left to right. */
function nameAndAddress(address: EmailAddress, direction: Dir): string {
  const name = ownName(address);
  const email = withoutBidiControls(address.email);
  if (!name) return isolated(email);
  return direction === 'ltr' && firstStrong(name) === 'rtl' ? running('ltr', `${isolated(name)} <${email}>`) : isolated(`${name} <${email}>`);
}

/** Pictures that the HTML names by their Content-ID. */
export function embeddedImages(original: EmailBody): Attachment[] {
  const found: Attachment[] = [];
  const walk = (part: EmailBodyPart): void => {
    for (const child of part.subParts ?? []) walk(child);
    if (part.cid && part.blobId && part.type?.startsWith('image/')) found.push(attachmentOf(part, part.cid));
  };
  if (original.bodyStructure) walk(original.bodyStructure);
  return found;
}

export function attachmentOf(part: EmailBodyPart, cid?: string): Attachment {
  const type = part.type ?? 'application/octet-stream';
  return {
    id: crypto.randomUUID(),
    name: part.name ?? (type === 'message/rfc822' ? 'message.eml' : `file.${type.split('/')[1] ?? 'bin'}`),
    type, size: part.size ?? 0, blobId: part.blobId ?? undefined, ...(cid === undefined ? {} : { cid }),
  };
}

/** The quote as HTML for the editor, for those who answer in line. */
export function editableQuote({ heading, html, text }: Quote): string {
  return `${heading.map((line) => `<p>${escaped(withoutIsolates(line))}</p>`).join('')}<blockquote type="cite">${html === '' ? htmlOfLines(text) : html}</blockquote>`;
}
