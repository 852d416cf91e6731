/**
 * Names and addresses within a line of the other direction (UAX #9, isolates): torn apart, brackets would stand on the wrong sides, and several addresses in a wrong
 * order. In this browser they are characters; in HTML that is sent they are elements, since some programs show the characters as boxes.
 */
import { firstStrong } from '../../text/direction.ts';
import { escaped } from './doc-html.ts';

/** In its own direction, whatever stands around it. */
export const isolated = (text: string): string => `${firstStrong(text) === 'rtl' ? '\u2067' : '\u2066'}${text}\u2069`;

/** For text without formatting. */
export const withoutIsolates = (line: string): string => line.replace(/[\u2066-\u2069]/g, '');

/** What the editor knows their elements by: foreign HTML sets a direction on many things. */
export const isolateClass = 'messagerie-isolate';

/** For HTML: escaped, with an element for each isolate that is closed within the line. @param forEditor as the editor reads them */
export function htmlOfIsolates(line: string, forEditor = false): string {
  let html = escaped(line);
  // From the inside out.
  for (let before = ''; before !== html; ) {
    before = html;
    html = html.replace(/[\u2066-\u2068]([^\u2066-\u2069]*)\u2069/g, (whole, inner: string) => {
      const dir = whole.startsWith('\u2067') || (whole.startsWith('\u2068') && firstStrong(inner.replace(/<[^>]*>/g, '')) === 'rtl') ? 'rtl' : 'ltr';
      return `<span${forEditor ? ` class="${isolateClass}"` : ''} dir="${dir}">${inner}</span>`;
    });
  }
  return withoutIsolates(html);
}

/** The line that {@link htmlOfIsolates} made these elements of. */
export function lineOfHtml(element: Element): string {
  return [...element.childNodes].map((node) => (node.nodeType === 1 ? bracketed(node as Element) : (node.textContent ?? ''))).join('');
}

function bracketed(element: Element): string {
  const dir = element.getAttribute('dir');
  const inner = lineOfHtml(element);
  return dir === 'ltr' ? `\u2066${inner}\u2069` : dir === 'rtl' ? `\u2067${inner}\u2069` : inner;
}
