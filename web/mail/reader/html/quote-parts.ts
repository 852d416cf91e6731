/** A message taken apart into what its writer has added and what is quoted. */
import { isAttribution, isHeaderBlock, isSignatureMark } from './quote-words.ts';
import { showsNothing } from './shows-nothing.ts';

/** Outlook's line between the answer and the header lines of what it answers to, as it stands in `style`. */
export const outlookLine = /border-top:\s*(?:solid\s+#(?:e1e1e1|b5c4df)|(?:1(?:pt|\.5px|px)|1\.333\d*px)\s+solid\s+(?:#(?:e1e1e1|b5c4df)|rgb\((?:225, 225, 225|181, 196, 223)\)))/i;

/** All within is quoted: an answer there cannot be told from it. */
const quotations = [
  'blockquote[type="cite"]', 'blockquote.gmail_quote', 'blockquote.protonmail_quote', '.messagerie-quote', '.tutanota_quote', '.yahoo_quoted', '#OLK_SRC_BODY_SECTION', '#mail-editor-reference-message-container',
].join(',');
/** Around the quotations, and around the answers between them. */
const containers = '.gmail_quote, .gmail_quote_container, .protonmail_quote';
/** What follows one, as far as it stands beside it, is quoted. */
const separators = '#divRplyFwdMsg, #appendonsend';
export const attributions = '.gmail_attr, .moz-cite-prefix, .messagerie-attribution';
const signatures = '.messagerie-signature, .messagerie-closing, .moz-signature, .gmail_signature, .protonmail_signature_block, #Signature, #ms-outlook-mobile-signature';
const blocks = /^(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figure|footer|h[1-6]|header|hr|br|li|main|ol|p|pre|section|table|tbody|td|th|tr|ul)$/;

export interface QuoteParts {
  /** Where a quotation begins, in the order of the message. */
  readonly starts: readonly Element[];
  /** What is quoted last. */
  readonly lastQuoted: Element | undefined;
  /** The last thing that readers must see: something that the writer has added, or a signature above a quotation. */
  readonly lastShown: Node | undefined;
  /** The signature, or the footer of a mailing list, below the last quotation. */
  readonly tail: Node | undefined;
  /** What the writer has added. */
  readonly ownText: string;
}

type Part = { readonly kind: 'quoted'; readonly node: Element } | { readonly kind: 'own' | 'signature'; readonly node: Node; readonly text: string };

/**
 * In one pass, however many quotations there are.
 * @param body of a sanitised message
 * @param line the first element that looks like {@link outlookLine}
 */
export function quoteParts(body: HTMLElement, line: Element | undefined): QuoteParts {
  const parts: Part[] = [];
  const starts: Element[] = [];
  const ownSeparator = line && outermost(line, body);
  let words = '';
  let at: Node | undefined;
  let isBelowMark = false;

  const endLine = (): void => {
    const text = words.replace(/[\s\u200b\u2060\ufeff]+/g, ' ').trim();
    if (text !== '' && at) {
      isBelowMark ||= isSignatureMark(text);
      parts.push({ kind: isBelowMark ? 'signature' : 'own', node: at, text });
    }
    words = '';
    at = undefined;
  };
  const write = (node: Node, text: string): void => {
    words += text;
    if (text.trim() !== '') at = node;
  };
  const quote = (start: Element, last: Element, introductionFrom: number): void => {
    endLine();
    // What introduces a quotation goes with it.
    const before = parts.at(-1);
    const introduction = parts.slice(introductionFrom).map((part) => (part.kind === 'quoted' ? '' : part.text));
    if (isHeaderBlock(introduction)) parts.length = introductionFrom;
    else if (before && before.kind !== 'quoted' && isAttribution(before.text)) parts.pop();
    parts.push({ kind: 'quoted', node: last });
    starts.push(start);
    isBelowMark = false;
  };
  /** @param containerFrom how many parts there were where the container began; undefined outside of one */
  const walk = (parent: Element, containerFrom: number | undefined): void => {
    let restIsEmpty = false;
    for (const child of parent.childNodes) {
      if (child.nodeType === 3) write(child, child.textContent ?? '');
      if (child.nodeType !== 1) continue;
      const element = child as HTMLElement;
      if (!restIsEmpty && (element === ownSeparator || element.matches(separators))) {
        if (restHasContent(element)) {
          quote(element, parent.lastElementChild ?? element, parts.length);
          return;
        }
        restIsEmpty = true;
      } else if (element.localName === 'img') {
        if (!showsNothing(element)) write(element, '\ufffc');
      } else if (element.matches(attributions)) endLine();
      else if (element.matches(signatures)) {
        endLine();
        if (hasContent(element)) parts.push({ kind: 'signature', node: element, text: '' });
      } else if (element.matches(quotations) || (element.localName === 'blockquote' && isQuotation(element, containerFrom !== undefined, words === '' ? lastText(parts) : words))) {
        if (hasContent(element)) quote(element, element, containerFrom ?? parts.length);
      } else if (element.matches(containers)) {
        endLine();
        if (element.querySelector('blockquote')) {
          starts.push(element);
          walk(element, parts.length);
          endLine();
        } else if (hasContent(element)) quote(element, element, parts.length);
      } else {
        const isBlock = blocks.test(element.localName);
        if (isBlock) endLine();
        walk(element, containerFrom);
        if (isBlock) endLine();
      }
    }
  };
  walk(body, undefined);
  endLine();

  const lastQuotedAt = parts.findLastIndex(({ kind }) => kind === 'quoted');
  const lastQuoted = parts[lastQuotedAt];
  return {
    starts,
    lastQuoted: lastQuoted?.kind === 'quoted' ? lastQuoted.node : undefined,
    lastShown: parts.findLast(({ kind }, place) => kind === 'own' || (kind === 'signature' && place < lastQuotedAt))?.node,
    tail: parts[lastQuotedAt + 1]?.node,
    ownText: parts.flatMap((part) => (part.kind === 'own' ? [part.text] : [])).join('\n'),
  };
}

const lastText = (parts: readonly Part[]): string => {
  const last = parts.at(-1);
  return last && last.kind !== 'quoted' ? last.text : '';
};

/** A quotation that no program has marked: people set their own words off in the same way. @param before the line above it */
function isQuotation(blockquote: HTMLElement, isWithinContainer: boolean, before: string): boolean {
  // "Indent more" of browsers, and so of Gmail and Outlook, makes one without a border.
  if (blockquote.style.borderStyle === 'none' || blockquote.style.borderWidth === '0px') return false;
  return isWithinContainer || isAttribution(before.trim()) || blockquote.previousElementSibling?.localName === 'hr' || /^\s*(?:from|de|von|من)\s*[:：]/iu.test(firstWords(blockquote));
}

/** So many letters are enough to know header lines by. */
const fewLetters = 40;

function firstWords(element: Element): string {
  const texts = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let words = '';
  while (words.length < fewLetters && texts.nextNode()) words = (words + (texts.currentNode.textContent ?? '')).trimStart();
  return words;
}

const hasContent = (element: Element): boolean => (element.textContent ?? '').trim() !== '' || element.querySelector('img') !== null;

function restHasContent(separator: Element): boolean {
  for (let next: Element | null = separator; next; next = next.nextElementSibling) if (hasContent(next)) return true;
  return false;
}

/** Outlook puts the line into a div of its own, alone. */
function outermost(line: Element, body: HTMLElement): Element {
  let element = line;
  while (element.parentElement && element.parentElement !== body && element.parentElement.childElementCount === 1) element = element.parentElement;
  return element;
}
