/** Addresses in plain text. Pure. */
import { linkTarget } from '../html/web-address.ts';

export type Segment = string | { readonly text: string; readonly href: string };

const candidates = /\b(?:https?:\/\/|www\.)[^\s<>"“”«»]+|\bmailto:[^\s<>"]+|[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}/giu;

/** The text with its addresses picked out. */
export function withLinks(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(candidates)) {
    const shown = withoutTail(found);
    const href = /^(?:https?:|www\.|mailto:)/i.test(shown) ? shown : `mailto:${shown}`;
    const target = linkTarget(href);
    if (!target || (target.kind !== 'web' && target.kind !== 'mail')) continue;
    if (index > end) segments.push(text.slice(end, index));
    segments.push({ text: shown, href: target.href });
    end = index + shown.length;
  }
  if (end < text.length) segments.push(text.slice(end));
  return segments;
}

/** The full stop of the sentence is not part of the address, nor is the bracket that was opened before it. */
function withoutTail(address: string): string {
  let shown = address.replace(/[.,;:!?'’”»،؛؟*_]+$/u, '');
  for (const [open, close] of brackets) {
    while (shown.endsWith(close) && shown.split(close).length > shown.split(open).length) shown = shown.slice(0, -1).replace(/[.,;:!?]+$/, '');
  }
  return shown;
}

const brackets = [['(', ')'], ['[', ']'], ['{', '}']] as const;
