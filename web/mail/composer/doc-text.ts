/** The plain text of what was written with formatting: what people without HTML read, and what search and previews find. */
import { type DocNode, textWithin } from './doc.ts';

export function textOfDoc(doc: DocNode): string {
  return blocks(doc.content ?? [], '').join('\n').replace(/(?<!^--)[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}

/** Lines of blocks, each with `indent` in front. */
function blocks(nodes: readonly DocNode[], indent: string): string[] {
  return nodes.flatMap((node): string[] => {
    switch (node.type) {
      case 'heading':
        return ['', ...inline(node).map((line) => indent + line), ''];
      case 'bulletList':
        return (node.content ?? []).flatMap((item) => listItem(item, indent, '•'));
      case 'orderedList': {
        const start = Number(node.attrs?.['start'] ?? 1);
        return (node.content ?? []).flatMap((item, index) => listItem(item, indent, `${start + index}.`));
      }
      case 'blockquote':
        return blocks(node.content ?? [], '').map((line) => `${indent}> ${line}`);
      case 'horizontalRule':
        return [`${indent}----------`];
      case 'signature':
        return ['', '-- ', ...blocks(node.content ?? [], indent)];
      case 'codeBlock':
        return textWithin(node).split('\n').map((line) => indent + line);
      case 'table':
        return (node.content ?? []).map((row) => indent + (row.content ?? []).map((cell) => blocks(cell.content ?? [], '').join(' ')).join('\t'));
      case 'image':
        return inline({ type: 'paragraph', content: [node] }).map((line) => indent + line);
      default:
        return inline(node).map((line) => indent + line);
    }
  });
}

function listItem(item: DocNode, indent: string, mark: string): string[] {
  const inner = blocks(item.content ?? [], indent + ' '.repeat(mark.length + 1));
  const [first = ''] = inner;
  return [`${indent}${mark} ${first.trimStart()}`, ...inner.slice(1)];
}

function inline(node: DocNode): string[] {
  let text = '';
  for (const child of node.content ?? []) {
    if (child.type === 'hardBreak') text += '\n';
    else if (child.type === 'image') text += child.attrs?.['alt'] ? `[${String(child.attrs['alt'])}]` : '';
    else text += withAddress(child);
  }
  return text.split('\n');
}

/** A link says where it leads, if its words do not. */
function withAddress(node: DocNode): string {
  const words = textWithin(node);
  const href = node.marks?.find(({ type }) => type === 'link')?.attrs?.['href'];
  if (typeof href !== 'string') return words;
  const bare = href.replace(/^(?:mailto:|https?:\/\/)/, '').replace(/\/$/, '');
  return words.includes(bare) ? words : `${words} <${href}>`;
}
