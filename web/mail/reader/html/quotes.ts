/** The quoted message below an answer, folded away: everybody has read it above. What is passed on stays open. */
import { saysForwarded } from '../forwarded.ts';

/** Where the programs that people write with put the message they answer to. */
const quoteStarts = [
  'blockquote[type="cite"]', '.gmail_quote', '.gmail_quote_container', '#divRplyFwdMsg', '#appendonsend', '#mail-editor-reference-message-container', '.yahoo_quoted', '.protonmail_quote',
  '.tutanota_quote', '#OLK_SRC_BODY_SECTION', '.moz-cite-prefix', '.messagerie-quote', 'blockquote',
].join(',');
/** Outlook's line between the answer and the header lines of what it answers to, as it stands in `style`. */
export const outlookLine = /border-top:\s*(?:solid\s+#(?:e1e1e1|b5c4df)|(?:1(?:pt|\.5px|px)|1\.333\d*px)\s+solid\s+(?:#(?:e1e1e1|b5c4df)|rgb\((?:225, 225, 225|181, 196, 223)\)))/i;

/**
 * Wraps the quoted end of a message in `<details>`; it opens without any script.
 * @param body of a sanitised message
 * @param line the first element that looks like {@link outlookLine}
 * @param label what the button is called
 * @param isForward the subject says that the message is passed on
 * @returns whether there was one
 */
export function foldQuotes(body: HTMLElement, line: HTMLElement | undefined, label: string, isForward = false): boolean {
  const start = isForward ? undefined : quoteStart(body, line);
  if (!start || isPassedOn(body, start) || !hasTextBefore(body, start) || hasTextAfter(body, start)) return false;
  const document = body.ownerDocument;
  const details = document.createElement('details');
  details.className = 'messagerie-fold';
  const summary = document.createElement('summary');
  summary.setAttribute('aria-label', label);
  summary.title = label;
  summary.textContent = '•••';
  start.before(details);
  details.append(summary);
  for (let node: ChildNode | null = details.nextSibling; node; node = details.nextSibling) details.append(node);
  return true;
}

function quoteStart(body: HTMLElement, line: HTMLElement | undefined): Element | undefined {
  const candidates = [...body.querySelectorAll(quoteStarts)];
  const first = line && (!candidates[0] || line.compareDocumentPosition(candidates[0]) & 4) ? outermost(line, body) : candidates[0];
  if (!first) return undefined;
  // "On Monday, Leïla wrote:" goes with what it introduces.
  const before = previousWithText(first);
  if (before?.matches('.messagerie-attribution')) return before;
  return before && /(?:wrote|écrit|a écrit|كتب|schrieb|escribió|ha scritto)[^\n]{0,80}[:：]\s*$/i.test(before.textContent ?? '') && (before.textContent ?? '').length < 400 ? before : first;
}

/** Outlook puts the line into a div of its own, alone. */
function outermost(line: HTMLElement, body: HTMLElement): Element {
  let element: Element = line;
  while (element.parentElement && element.parentElement !== body && element.parentElement.firstElementChild === element && element.parentElement.childElementCount === 1) element = element.parentElement;
  return element;
}

function previousWithText(element: Element): Element | undefined {
  for (let before = element.previousElementSibling; before; before = before.previousElementSibling) if ((before.textContent ?? '').trim() !== '') return before;
  return undefined;
}

/** So many letters of a quote are its introduction. */
const introductionLength = 400;

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
  const inner = start.querySelector(quoteStarts);
  if (!inner) return (start.textContent ?? '').slice(0, introductionLength);
  const range = start.ownerDocument.createRange();
  range.setStart(start, 0);
  range.setEndBefore(inner);
  return range.toString().slice(0, introductionLength);
}

function hasTextBefore(body: HTMLElement, start: Element): boolean {
  const range = body.ownerDocument.createRange();
  range.setStart(body, 0);
  range.setEndBefore(start);
  return range.toString().trim() !== '' || [...body.querySelectorAll('img')].some((image) => image.compareDocumentPosition(start) & 4);
}

/** Something written below a quote is an answer to it: the quote stays open. */
function hasTextAfter(body: HTMLElement, start: Element): boolean {
  // What stands beside the start goes into the fold with it; what stands after their parent does not.
  for (let element: Element | null = start.parentElement; element && element !== body; element = element.parentElement) {
    for (let next = element.nextSibling; next; next = next.nextSibling) if ((next.textContent ?? '').trim() !== '') return true;
  }
  return start.matches('blockquote, .moz-cite-prefix') && siblingsHaveAnswer(start);
}

/** Thunderbird, Apple Mail: a quote, then the answer to it, then perhaps the next quote. */
function siblingsHaveAnswer(start: Element): boolean {
  for (let next = start.nextSibling; next; next = next.nextSibling) {
    const isQuote = next.nodeType === 1 && (next as Element).matches('blockquote, .moz-signature');
    if (!isQuote && (next.textContent ?? '').trim() !== '') return true;
  }
  return false;
}
