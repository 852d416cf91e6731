/** The original of an answer, made ready to stand below it. */
import type { EmailAddress } from '../../../openapi/generated/jmap.ts';
import type { EmailBody } from '../../store/index.ts';
import type { Format, Translate } from '../../text/index.ts';
import { ownName, withoutBidiControls } from '../../ui/name-parts.ts';
import { type Block, type Content, imagesOf } from './content.ts';
import type { Quote } from './draft.ts';
import { type Dir, firstStrong } from '../../text/direction.ts';
import { escaped, htmlOfLines } from './doc-html.ts';
import { htmlOfIsolates, isolated } from './isolates.ts';
import { asText } from '../reader/html/as-text.ts';
import { textOfElement } from './element-text.ts';
import { safeBody } from './mail-window.ts';

export interface QuoteWords {
  readonly t: Translate;
  readonly format: Format;
  readonly direction: Dir;
}

/** @param holdsPictures false where the message that it stands in has none: they go along as files then */
export async function quoteOf(kind: Quote['kind'], original: EmailBody, content: Content, words: QuoteWords, holdsPictures: boolean): Promise<Quote> {
  const has = (one: Block['kind']): boolean => content.html.some((block) => block.kind === one);
  const isHtml = has('html') || (kind === 'forward' && holdsPictures && has('picture'));
  // Where the page that cleans HTML does not come, the words are quoted.
  const html = isHtml ? await htmlOfBlocks(content.html, holdsPictures).catch(() => '') : '';
  const plain = await textOfBlocks(content.text);
  const text = isHtml && plain.trim() === '' ? await textOfBlocks(content.html) : plain;
  return {
    kind, html, text,
    heading: kind === 'reply' ? attribution(original, words) : headerBlock(original, words),
    dir: firstStrong(text) ?? words.direction,
    images: imagesOf(content).filter(({ cid }) => html.includes(`cid:${cid}`)),
  };
}

async function htmlOfBlocks(blocks: readonly Block[], holdsPictures: boolean): Promise<string> {
  let html = '';
  let before: Block['kind'] = 'picture';
  for (const block of blocks) {
    if (block.kind === 'picture') html += holdsPictures ? `<div><img src="cid:${block.image.cid}" alt="${escaped(block.image.name)}" style="max-width:100%;height:auto"></div>` : '';
    else html += `${before === 'picture' ? '' : '<br>'}${block.kind === 'html' ? await cleaned(block.value, holdsPictures) : `<div>${htmlOfLines(block.value)}</div>`}`;
    before = block.kind;
  }
  return html;
}

async function cleaned(html: string, holdsPictures: boolean): Promise<string> {
  const body = await safeBody(html);
  if (!holdsPictures) for (const picture of body.querySelectorAll('img[src^="cid:" i]')) picture.remove();
  return body.innerHTML;
}

/** Where a picture stood there is its name. */
async function textOfBlocks(blocks: readonly Block[]): Promise<string> {
  const texts = blocks.map((block) => {
    if (block.kind === 'picture') return `[${block.image.name}]`;
    return block.kind === 'text' ? block.value : safeBody(block.value).then(textOfElement, () => asText(block.value));
  });
  return (await Promise.all(texts)).join('\n');
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

/** The quote as HTML for the editor, for those who answer in line. */
export function editableQuote({ heading, html, text }: Quote): string {
  return `${heading.map((line) => `<p>${htmlOfIsolates(line, true)}</p>`).join('')}<blockquote type="cite">${html === '' ? htmlOfLines(text) : html}</blockquote>`;
}
