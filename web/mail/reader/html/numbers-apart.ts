import { isNumbersAlone, runsBothWays } from '../plain/numbers-alone.ts';
import { paragraphs } from './frame-style.ts';

/** A message with more line ends than this is a book, or means harm. */
const mostLines = 20_000;

/** Lines of numbers that a line end divides from others are set apart (`plain/numbers-alone.ts`), in the direction that the message says, else from left to right. */
export function setNumbersApart(body: HTMLElement): void {
  if (!runsBothWays(body.textContent ?? '')) return;
  for (const end of [...body.querySelectorAll('br')].slice(0, mostLines)) {
    const line: Node[] = [];
    for (let node = end.nextSibling; node && !endsLine(node); node = node.nextSibling) line.push(node);
    const text = line.map(({ textContent }) => textContent ?? '').join('');
    // A line that goes on within an element, over a line end in it, is left as it is.
    if (!isNumbersAlone(text) || line.some((node) => node.nodeType === 1 && (node as Element).querySelector('br, img'))) continue;
    const apart = body.ownerDocument.createElement('bdi');
    apart.dir = end.closest('[dir]')?.getAttribute('dir')?.toLowerCase() === 'rtl' ? 'rtl' : 'ltr';
    end.after(apart);
    apart.append(...line);
  }
}

const endsLine = (node: Node): boolean => node.nodeType === 1 && ((node as Element).localName === 'br' || (node as Element).matches(paragraphs) || (node as Element).querySelector(paragraphs) !== null);
