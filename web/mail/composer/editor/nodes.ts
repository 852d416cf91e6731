/** What a message holds beside paragraphs, lists and quotes: pictures, the signature, tables that were pasted. */
import { Node, mergeAttributes } from '@tiptap/core';
import { isElsewhere } from '../loose-pictures.ts';
import { clipboard } from './clipboard.ts';

export interface PictureSettings {
  /** Where it is seen. */
  readonly addressOf: (cid: string) => string | undefined;
  /** The same for other windows; undefined until it is on the server. */
  readonly storedAt?: (cid: string) => string | undefined;
}

/**
 * A picture within the text. Its bytes are an attachment of the draft, named by `cid`; or they lie elsewhere, at `src`: then nothing is fetched as long as it
 * `isBlocked`, since that may tell somebody that the message is read. A text that is brought in may have others, and none of them is to stay (`loose-pictures.ts`).
 */
export const Picture = Node.create<PictureSettings>({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,
  addOptions: () => ({ addressOf: () => undefined }),
  addAttributes: () => ({
    cid: { default: null, parseHTML: (element) => element.getAttribute('data-cid') ?? /^cid:(.+)$/i.exec(element.getAttribute('src') ?? '')?.[1] ?? null, rendered: false },
    src: { default: null, parseHTML: (element) => (/^cid:/i.test(element.getAttribute('src') ?? '') ? null : element.getAttribute('src')), rendered: false },
    isBlocked: { default: false, parseHTML: (element) => /^https?:/i.test(element.getAttribute('src') ?? ''), rendered: false },
    alt: { default: '' },
    width: { default: null },
  }),
  parseHTML: () => [{ tag: 'img' }],
  renderHTML({ HTMLAttributes, node }) {
    const { cid, src, isBlocked } = node.attrs as { cid: string | null; src: string | null; isBlocked: boolean };
    if (isBlocked) return ['img', mergeAttributes(HTMLAttributes, { 'data-blocked': '' })];
    const address = cid ? this.options.addressOf(cid) : isElsewhere(src) ? `/api/v1/images?url=${encodeURIComponent(src)}` : undefined;
    return ['img', mergeAttributes(HTMLAttributes, address === undefined ? {} : { src: address })];
  },
  addProseMirrorPlugins() {
    return [clipboard(this.editor.schema, this.options.storedAt)];
  },
});

/** One node, so that it is replaced as a whole with the identity. */
export const Signature = Node.create({
  name: 'signature',
  group: 'block',
  content: 'block+',
  defining: true,
  isolating: true,
  // As it is sent, and as it stands here: cut and put back it is the signature still.
  parseHTML: () => [{ tag: 'div.messagerie-signature' }, { tag: 'div[data-signature]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', mergeAttributes(HTMLAttributes, { 'data-signature': '' }), 0],
});

/** Tables come in by pasting, from a sheet above all; their cells can be written in. */
export const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: ({ HTMLAttributes }) => ['table', HTMLAttributes, ['tbody', 0]],
});

export const TableRow = Node.create({
  name: 'tableRow',
  content: 'tableCell+',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

const span = (name: string) => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(100, Number(element.getAttribute(name) ?? 1) || 1),
});

export const TableCell = Node.create({
  name: 'tableCell',
  content: 'block+',
  isolating: true,
  addAttributes: () => ({ colspan: span('colspan'), rowspan: span('rowspan') }),
  parseHTML: () => [{ tag: 'td' }, { tag: 'th' }],
  renderHTML: ({ HTMLAttributes }) => ['td', HTMLAttributes, 0],
});
