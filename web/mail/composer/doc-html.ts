/**
 * The HTML that is sent. Styles stand in the elements and directions in attributes, since many readers (Outlook above all) know nothing else; there is no colour that
 * the writer did not choose, so that dark readers may choose theirs.
 */
import { type Dir, firstStrong } from '../../text/direction.ts';
import { type DocMark, type DocNode, textWithin } from './doc.ts';

const bodyStyle = 'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5';
const headingSizes: Readonly<Record<number, string>> = { 1: '24px', 2: '20px', 3: '16px' };
const sizes: Readonly<Record<string, string>> = { small: '12px', large: '18px', huge: '26px' };

/** A whole document. @param content what stands in its body, safe already */
export function htmlDocument(content: string, dir: Dir): string {
  return `<!DOCTYPE html><html dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body dir="${dir}" style="margin:0">${content}</body></html>`;
}

/** The direction of the whole: that of the first letter written. */
export function docDir(doc: DocNode, otherwise: Dir): Dir {
  const first = (doc.content ?? []).find((node) => textWithin(node).trim() !== '');
  const chosen = first?.attrs?.['dir'];
  if (chosen === 'ltr' || chosen === 'rtl') return chosen;
  return firstStrong(textWithin(doc)) ?? otherwise;
}

export function htmlOfDoc(doc: DocNode, dir: Dir): string {
  return `<div class="messagerie-text" dir="${dir}" style="${bodyStyle}">${(doc.content ?? []).map((node) => block(node, dir)).join('')}</div>`;
}

function block(node: DocNode, around: Dir): string {
  const dir = dirOf(node) ?? around;
  const start = dir === 'rtl' ? 'right' : 'left';
  const attrs = `dir="${dir}"`;
  const children = (): string => (node.content ?? []).map((child) => block(child, dir)).join('');
  switch (node.type) {
    case 'paragraph':
      return `<p ${attrs} style="margin:0;text-align:${start}">${inline(node)}</p>`;
    case 'heading': {
      const level = Math.min(3, Math.max(1, Number(node.attrs?.['level'] ?? 2)));
      return `<h${level} ${attrs} style="margin:12px 0 6px;font-size:${headingSizes[level]};line-height:1.3;text-align:${start}">${inline(node)}</h${level}>`;
    }
    case 'bulletList':
      return `<ul ${attrs} style="margin:4px 0;${paddingOf(dir)}">${children()}</ul>`;
    case 'orderedList': {
      const first = Number(node.attrs?.['start'] ?? 1);
      return `<ol ${attrs}${first === 1 ? '' : ` start="${first}"`} style="margin:4px 0;${paddingOf(dir)}">${children()}</ol>`;
    }
    case 'listItem':
      return `<li ${attrs} style="text-align:${start}">${children()}</li>`;
    case 'blockquote':
      return `<blockquote${node.attrs?.['isCited'] === true ? ' type="cite"' : ''} ${attrs} style="${quoteStyle(dir)}">${children()}</blockquote>`;
    case 'horizontalRule':
      return '<hr style="border:0;border-top:1px solid #c0c8cc;margin:12px 0">';
    case 'codeBlock':
      return `<pre dir="ltr" style="margin:4px 0;font-family:Consolas,Menlo,monospace;text-align:left;white-space:pre-wrap">${escaped(textWithin(node))}</pre>`;
    case 'signature':
      return `<div class="messagerie-signature" ${attrs}><div>--&nbsp;</div>${children()}</div>`;
    case 'table':
      return `<table ${attrs} cellspacing="0" cellpadding="4" style="border-collapse:collapse;margin:8px 0"><tbody>${children()}</tbody></table>`;
    case 'tableRow':
      return `<tr>${children()}</tr>`;
    case 'tableCell':
      return `<td${spanOf(node)} style="border:1px solid #c0c8cc;padding:4px 8px;vertical-align:top;text-align:${start}">${children()}</td>`;
    case 'image':
      return `<p ${attrs} style="margin:0">${image(node)}</p>`;
    default:
      return node.content ? children() : '';
  }
}

/** Both sides: readers that ignore `dir` put the marks on the wrong one, and would cut them off. */
const paddingOf = (dir: Dir): string => (dir === 'rtl' ? 'padding:0 28px 0 0' : 'padding:0 0 0 28px');

export function quoteStyle(dir: Dir): string {
  const side = dir === 'rtl' ? 'right' : 'left';
  return `margin:8px 0;padding-${side}:12px;border-${side}:3px solid #c0c8cc`;
}

function spanOf({ attrs = {} }: DocNode): string {
  return (['colspan', 'rowspan'] as const).map((name) => (Number(attrs[name] ?? 1) > 1 ? ` ${name}="${Math.min(100, Number(attrs[name]))}"` : '')).join('');
}

function dirOf(node: DocNode): Dir | undefined {
  const dir = node.attrs?.['dir'];
  return dir === 'ltr' || dir === 'rtl' ? dir : firstStrong(textWithin(node));
}

/** An empty line needs something in it to have a height. */
function inline(node: DocNode): string {
  let html = '';
  let isAfterSpace = true;
  const children = node.content ?? [];
  for (const [at, child] of children.entries()) {
    const next = children[at + 1]?.type;
    html += child.type === 'hardBreak' ? '<br>' : child.type === 'image' ? image(child) : marked(child, { isAfterSpace, isBeforeEnd: next === undefined || next === 'hardBreak' });
    isAfterSpace = child.type === 'hardBreak' || (child.text ?? '').endsWith(' ');
  }
  return html === '' ? '<br>' : html;
}

function image({ attrs = {} }: DocNode): string {
  const src = typeof attrs['cid'] === 'string' ? `cid:${attrs['cid']}` : String(attrs['src'] ?? '');
  if (!/^(?:cid:|https?:)/i.test(src)) return '';
  const width = Number(attrs['width'] ?? 0);
  return `<img src="${escaped(src)}" alt="${escaped(String(attrs['alt'] ?? ''))}"${width > 0 ? ` width="${Math.round(width)}"` : ''} style="max-width:100%;height:auto">`;
}

function marked(node: DocNode, place: TextPlace): string {
  return (node.marks ?? []).reduceRight((html, mark) => withMark(html, mark), spaced(escaped(node.text ?? ''), place));
}

function withMark(html: string, { type, attrs = {} }: DocMark): string {
  switch (type) {
    case 'bold':
      return `<b>${html}</b>`;
    case 'italic':
      return `<i>${html}</i>`;
    case 'underline':
      return `<u>${html}</u>`;
    case 'strike':
      return `<s>${html}</s>`;
    case 'code':
      return `<code style="font-family:Consolas,Menlo,monospace">${html}</code>`;
    case 'colour':
      return colour.test(String(attrs['value'])) ? `<span style="color:${String(attrs['value'])}">${html}</span>` : html;
    case 'size':
      return sizes[String(attrs['value'])] ? `<span style="font-size:${sizes[String(attrs['value'])]}">${html}</span>` : html;
    case 'isolate':
      return `<span class="messagerie-isolate" dir="${attrs['dir'] === 'rtl' ? 'rtl' : 'ltr'}">${html}</span>`;
    case 'link':
      return /^(?:https?|mailto|tel):/i.test(String(attrs['href'])) ? `<a href="${escaped(String(attrs['href']))}">${html}</a>` : html;
    default:
      return html;
  }
}

const colour = /^#[0-9a-f]{6}$/i;

interface TextPlace {
  readonly isAfterSpace: boolean;
  /** A line ends behind it. */
  readonly isBeforeEnd: boolean;
}

/** Spaces that stand together, and those that begin or end a line, would be lost; others stay as they are, or lines could not be broken there. */
function spaced(html: string, { isAfterSpace, isBeforeEnd }: TextPlace): string {
  const begun = isAfterSpace ? html.replace(/^ /, '&nbsp;') : html;
  const ended = isBeforeEnd ? begun.replace(/ $/, '&nbsp;') : begun;
  return ended.replace(/ {2}/g, ' &nbsp;').replace(/\t/g, '&nbsp;&nbsp;&nbsp; ');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);
}

/** Plain lines as HTML, each in its own direction. */
export function htmlOfLines(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div dir="${firstStrong(line) ?? 'ltr'}">${line === '' ? '<br>' : spaced(escaped(line), { isAfterSpace: true, isBeforeEnd: false })}</div>`)
    .join('');
}
