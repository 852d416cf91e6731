/** The text of HTML, for the version without formatting: as `doc-text.ts` writes what was written here. */

const blockNames = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'TABLE', 'TR', 'BLOCKQUOTE', 'PRE', 'SECTION', 'ARTICLE', 'HEADER', 'FOOTER', 'ADDRESS', 'DL', 'DT', 'DD', 'CENTER', 'FIGURE']);
const silent = new Set(['STYLE', 'SCRIPT', 'HEAD']);

/** What is within an element: the element itself, such as a quotation that it stands for, is not said. */
export function textOfElement(root: Element): string {
  return linesWithin(root).join('\n').replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}

function linesWithin(element: Element): string[] {
  const lines: string[] = [];
  /** The line that goes on. */
  let open = '';
  const end = (): void => {
    if (open !== '') lines.push(open);
    open = '';
  };
  const walk = (node: Node): void => {
    if (node.nodeType === 3) {
      const words = (node.textContent ?? '').replace(/[\s\u00a0]+/g, ' ');
      open += open === '' || open.endsWith(' ') ? words.trimStart() : words;
      return;
    }
    if (node.nodeType !== 1) return;
    const inner = node as Element;
    const name = inner.tagName;
    if (silent.has(name)) return;
    if (name === 'BR') {
      lines.push(open);
      open = '';
    } else if (name === 'HR') {
      end();
      lines.push('----------');
    } else if (name === 'IMG') {
      const alt = inner.getAttribute('alt')?.trim();
      if (alt) open += `[${alt}]`;
    } else if (blockNames.has(name)) {
      end();
      lines.push(...linesOfBlock(inner));
    } else {
      for (const child of inner.childNodes) walk(child);
      if (name === 'A') open += addressOf(inner);
    }
  };
  for (const child of element.childNodes) walk(child);
  end();
  return lines;
}

function linesOfBlock(block: Element): string[] {
  switch (block.tagName) {
    case 'P':
      return [...linesWithin(block), ''];
    case 'PRE':
      return (block.textContent ?? '').replace(/\n$/, '').split('\n');
    case 'BLOCKQUOTE':
      return withoutBlankEnds(linesWithin(block)).map((line) => `> ${line}`);
    case 'UL':
      return [...block.children].flatMap((item) => (item.tagName === 'LI' ? linesOfItem(item, '•') : linesOfBlock(item)));
    case 'OL': {
      let number = Number(block.getAttribute('start') ?? 1) || 1;
      return [...block.children].flatMap((item) => (item.tagName === 'LI' ? linesOfItem(item, `${number++}.`) : linesOfBlock(item)));
    }
    case 'LI':
      return linesOfItem(block, '•');
    case 'TR':
      return linesOfRow(block);
    default:
      return linesWithin(block);
  }
}

function linesOfItem(item: Element, mark: string): string[] {
  const [first = '', ...rest] = linesWithin(item).filter((line) => line.trim() !== '');
  return [`${mark} ${first}`, ...rest.map((line) => ' '.repeat(mark.length + 1) + line)];
}

/** Side by side, unless something in it has lines of its own: then it is there for the layout. */
function linesOfRow(row: Element): string[] {
  const cells = [...row.children].map((cell) => withoutBlankEnds(linesWithin(cell)));
  return cells.every((lines) => lines.length <= 1) ? [cells.map(([only = '']) => only.trim()).join('\t')] : cells.flat();
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const isWritten = (line: string): boolean => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isWritten)), lines.findLastIndex(isWritten) + 1);
}

/** A link says where it leads, if its words do not. */
function addressOf(link: Element): string {
  const href = link.getAttribute('href') ?? '';
  return !/^https?:/i.test(href) || (link.textContent ?? '').includes(href.replace(/^https?:\/\//, '').replace(/\/$/, '')) ? '' : ` <${href}>`;
}
