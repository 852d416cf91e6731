/** The quoted message below an answer, folded away: everybody has read it above. What the writer has added is never folded, nor what is passed on. */
import { saysForwarded } from '../forwarded.ts';
import { attributions, quoteParts } from './quote-parts.ts';
import { isAttribution, saysBelow } from './quote-words.ts';

/**
 * Wraps the quoted end of a message in `<details>`; it opens without any script. Quotations that something was added to, within or below, stay as they are; a signature
 * below the last one stays in view.
 * @param body of a sanitised message
 * @param line the first element that looks like Outlook's line
 * @param label what the button is called
 * @param isForward the subject says that the message is passed on
 * @returns whether there was one
 */
export function foldQuotes(body: HTMLElement, line: HTMLElement | undefined, label: string, isForward = false): boolean {
  if (isForward) return false;
  const { starts, lastQuoted, lastShown, tail, ownText } = quoteParts(body, line);
  if (!lastQuoted || saysBelow(ownText)) return false;
  for (const quote of starts) {
    if (lastShown && !follows(lastShown, quote)) continue;
    const start = withAttribution(whole(quote, lastQuoted, body), lastShown);
    const end = endOf(start, lastQuoted);
    // Within a container, beside the quotation: that alone is folded.
    if (tail && end.contains(tail)) continue;
    if (isPassedOn(body, start) || !hasTextBefore(body, start)) return false;
    fold(start, end, label);
    return true;
  }
  return false;
}

const follows = (node: Node, other: Node): boolean => (node.compareDocumentPosition(other) & 4) !== 0;

function fold(start: Element, end: Node, label: string): void {
  const document = start.ownerDocument;
  const details = document.createElement('details');
  details.className = 'messagerie-fold';
  const summary = document.createElement('summary');
  summary.setAttribute('aria-label', label);
  summary.title = label;
  summary.textContent = '•••';
  start.before(details);
  details.append(summary);
  for (let node = details.nextSibling; node; node = details.nextSibling) {
    details.append(node);
    if (node === end) return;
  }
}

/** With what stands around it alone, up to where all that is quoted stands beside it. */
function whole(quote: Element, lastQuoted: Element, body: HTMLElement): Element {
  let start = quote;
  for (let parent = start.parentElement; parent && parent !== body && !parent.contains(lastQuoted) && !hasTextBefore(parent, start); parent = parent.parentElement) start = parent;
  return start;
}

/** "On Monday, Leïla wrote:" goes with what it introduces. */
function withAttribution(start: Element, lastShown: Node | undefined): Element {
  let before = start.previousElementSibling;
  while (before && (before.textContent ?? '').trim() === '') before = before.previousElementSibling;
  if (!before || (lastShown && !follows(lastShown, before))) return start;
  return before.matches(attributions) || isAttribution((before.textContent ?? '').trim()) ? before : start;
}

function endOf(start: Element, lastQuoted: Element): Node {
  for (let node: ChildNode = start; ; node = node.nextSibling) if (node.contains(lastQuoted) || !node.nextSibling) return node;
}

/** So many letters of a quote are its introduction. */
const introductionLength = 400;
const innerQuotes = 'blockquote, .gmail_quote, .yahoo_quoted, .protonmail_quote, #divRplyFwdMsg, .moz-cite-prefix';

/** What is quoted within an answer may be a message that was passed on, too: only what stands above the quote, or begins it, counts. */
function isPassedOn(body: HTMLElement, start: Element): boolean {
  const range = body.ownerDocument.createRange();
  range.setStart(body, 0);
  range.setEndBefore(start);
  const attribution = start.querySelector(':scope > .gmail_attr')?.textContent ?? '';
  const opening = attribution === '' ? leadingText(start) : attribution;
  return saysForwarded(range.toString()) || saysForwarded(opening);
}

/** Up to where the next quote begins. */
function leadingText(start: Element): string {
  const inner = start.querySelector(innerQuotes);
  if (!inner) return (start.textContent ?? '').slice(0, introductionLength);
  const range = start.ownerDocument.createRange();
  range.setStart(start, 0);
  range.setEndBefore(inner);
  return range.toString().slice(0, introductionLength);
}

function hasTextBefore(around: Element, start: Element): boolean {
  const range = around.ownerDocument.createRange();
  range.setStart(around, 0);
  range.setEndBefore(start);
  return range.toString().trim() !== '' || [...around.querySelectorAll('img')].some((image) => follows(image, start));
}
