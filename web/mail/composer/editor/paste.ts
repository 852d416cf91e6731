/** What Word and Outlook put on the clipboard, made into what it looks like: their lists are paragraphs with a dot typed in front. */
import { latinDigits } from '../../../text/latin-digits.ts';

/**
 * Marks list paragraphs before the browser loses their styles.
 * @param html as the clipboard has it
 */
export function markOfficeLists(html: string): string {
  if (!/mso-list|MsoList/i.test(html)) return html;
  return html
    .replace(/<!\[if !supportLists\]>([\s\S]*?)<!\[endif\]>/gi, (_all, mark: string) => `<span title="messagerie-list-mark">${mark}</span>`)
    .replace(/<!--\[if !supportLists\]-->([\s\S]*?)<!--\[endif\]-->/gi, (_all, mark: string) => `<span title="messagerie-list-mark">${mark}</span>`)
    .replace(/<(p|div|h\d)\b([^>]*?mso-list:\s*l\d+\s+level(\d)[^>]*)>/gi, (_all, name: string, attributes: string, level: string) => `<${name} title="messagerie-list-${level}"${attributes}>`);
}

/** Makes lists of the paragraphs that were marked. Numbers go on as they do there: what does not follow the one before begins a list of its own. */
export function buildOfficeLists(root: Element): void {
  const document = root.ownerDocument;
  for (const first of [...root.querySelectorAll('[title^="messagerie-list-"]')]) {
    if (first.getAttribute('title') === 'messagerie-list-mark' || !first.isConnected && !root.contains(first)) continue;
    if (first.parentElement?.tagName === 'LI') continue;
    const lists: Element[] = [];
    const before = first.previousSibling;
    const parent = first.parentElement as Element;
    let next: Element | null = first;
    while (next && levelOf(next) > 0) {
      const item: Element = next;
      const level = levelOf(item);
      const mark = markOf(item);
      const goesOn = isNext(lists[level - 1], mark);
      // It is built in its turn.
      if (!goesOn && level === 1 && item !== first) break;
      next = item.nextElementSibling;
      item.querySelector(markSelector)?.remove();
      lists.length = Math.min(lists.length, goesOn ? level : level - 1);
      while (lists.length < level) {
        const list = document.createElement(mark.list);
        if (mark.number !== undefined && mark.number !== 1 && lists.length === level - 1) list.setAttribute('start', String(mark.number));
        const above = lists.at(-1);
        if (above) (above.lastElementChild ?? above.appendChild(document.createElement('li'))).append(list);
        lists.push(list);
      }
      const entry = document.createElement('li');
      const paragraph = document.createElement('p');
      if (item.getAttribute('dir')) paragraph.setAttribute('dir', item.getAttribute('dir') as string);
      paragraph.append(...item.childNodes);
      entry.append(paragraph);
      (lists.at(-1) as Element).append(entry);
      item.remove();
    }
    if (lists[0]) parent.insertBefore(lists[0], before ? before.nextSibling : parent.firstChild);
  }
}

function levelOf(element: Element): number {
  return Number(/^messagerie-list-(\d)$/.exec(element.getAttribute('title') ?? '')?.[1] ?? 0);
}

/** The dot or number that was typed for the list. */
interface ListMark {
  readonly list: 'ol' | 'ul';
  /** Of a list that counts in digits. */
  readonly number: number | undefined;
}

const markSelector = '[title="messagerie-list-mark"]';

/** Of "1.2." the last number is that of the item. */
function markOf(item: Element): ListMark {
  const text = item.querySelector(markSelector)?.textContent?.trim() ?? '';
  const digits = /(\p{Nd}+)\P{Nd}*$/u.exec(text)?.[1];
  const number = Number(latinDigits(digits ?? ''));
  return { list: digits !== undefined || /^\(?\p{L}{1,4}[.)-]/u.test(text) ? 'ol' : 'ul', number: digits === undefined || Number.isNaN(number) ? undefined : number };
}

function isNext(list: Element | undefined, { list: name, number }: ListMark): boolean {
  if (list?.tagName.toLowerCase() !== name) return false;
  return number === undefined || number === Number(list.getAttribute('start') ?? 1) + list.childElementCount;
}
