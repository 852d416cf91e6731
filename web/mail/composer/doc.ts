/** What is written in the rich editor, as its JSON (ProseMirror). Plain data: it is kept in drafts, turned into HTML and text, and compared. */
import { firstStrong } from '../../text/direction.ts';

export interface DocNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly DocNode[];
  readonly marks?: readonly DocMark[];
  readonly text?: string;
}

export interface DocMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

export const emptyDoc: DocNode = { type: 'doc', content: [{ type: 'paragraph' }] };

/** A paragraph for each line. */
export function docOfText(text: string): DocNode {
  const paragraphs = text.split(/\r?\n/).map((line) => paragraphOf(line));
  return { type: 'doc', content: paragraphs.length > 0 ? paragraphs : [{ type: 'paragraph' }] };
}

export function paragraphOf(line: string): DocNode {
  const dir = firstStrong(line);
  return { type: 'paragraph', ...(dir ? { attrs: { dir } } : {}), ...(line === '' ? {} : { content: [{ type: 'text', text: line }] }) };
}

/** The letters of a node and all below it. */
export function textWithin(node: DocNode): string {
  return node.text ?? (node.content ?? []).map(textWithin).join('');
}

/** True if there is nothing that a person has put there: the signature does not count. */
export function isBlank(node: DocNode): boolean {
  if (node.type === 'signature') return true;
  if (node.type === 'text') return (node.text ?? '').trim() === '';
  if (node.type === 'image' || node.type === 'horizontalRule') return false;
  return (node.content ?? []).every(isBlank);
}

/** Ids of the attachments that are shown within the text. */
export function imagesWithin(node: DocNode): string[] {
  const own = node.type === 'image' && typeof node.attrs?.['cid'] === 'string' ? [node.attrs['cid']] : [];
  return [...own, ...(node.content ?? []).flatMap(imagesWithin)];
}

/** Whether pictures from elsewhere are kept back in it. */
export function hasBlockedPictures(node: DocNode): boolean {
  return node.attrs?.['isBlocked'] === true || (node.content ?? []).some(hasBlockedPictures);
}

/** HTML writes an empty line as a block with a line end in it: there is one line, not two. */
export function withEmptyLines(node: DocNode): DocNode {
  const { content, ...empty } = node;
  if (!content) return node;
  if (node.type === 'paragraph' && content.length === 1 && content[0]?.type === 'hardBreak') return empty;
  return { ...node, content: content.map(withEmptyLines) };
}

/** The same with all its pictures shown. */
export function withPicturesShown(node: DocNode): DocNode {
  return {
    ...node,
    ...(node.attrs?.['isBlocked'] === true ? { attrs: { ...node.attrs, isBlocked: false } } : {}),
    ...(node.content ? { content: node.content.map(withPicturesShown) } : {}),
  };
}
