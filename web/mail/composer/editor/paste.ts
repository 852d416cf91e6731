/** What Word and Outlook put on the clipboard, made into what it looks like: their lists are paragraphs with a dot typed in front. */

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

/** Makes lists of the paragraphs that were marked. */
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
      next = item.nextElementSibling;
      const level = levelOf(item);
      const mark = takeMark(item);
      lists.length = Math.min(lists.length, level);
      while (lists.length < level) {
        const list = document.createElement(/\d|[a-z]\./i.test(mark) ? 'ol' : 'ul');
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

/** Takes the dot or number away that was typed for the list. */
function takeMark(item: Element): string {
  const mark = item.querySelector('[title="messagerie-list-mark"]');
  const text = mark?.textContent?.trim() ?? '';
  mark?.remove();
  return text;
}
