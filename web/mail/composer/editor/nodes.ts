/** What a message holds beside paragraphs, lists and quotes: pictures, the signature, tables that were pasted. */
import { Node, mergeAttributes } from '@tiptap/core';

/**
 * A picture within the text. Its bytes are an attachment of the draft, named by `cid`; or they lie elsewhere, at `src`: then nothing is fetched as long as it
 * `isBlocked`, since that may tell somebody that the message is read.
 */
export const Picture = Node.create<{ readonly addressOf: (cid: string) => string | undefined }>({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,
  addOptions: () => ({ addressOf: () => undefined }),
  addAttributes: () => ({
    cid: { default: null, parseHTML: (element) => /^cid:(.+)$/i.exec(element.getAttribute('src') ?? '')?.[1] ?? null, rendered: false },
    src: { default: null, parseHTML: (element) => (/^https?:/i.test(element.getAttribute('src') ?? '') ? element.getAttribute('src') : null), rendered: false },
    isBlocked: { default: false, parseHTML: (element) => /^https?:/i.test(element.getAttribute('src') ?? ''), rendered: false },
    alt: { default: '' },
    width: { default: null },
  }),
  parseHTML: () => [{ tag: 'img[src^="cid:" i]' }, { tag: 'img[src^="http" i]' }],
  renderHTML({ HTMLAttributes, node }) {
    const { cid, src, isBlocked } = node.attrs as { cid: string | null; src: string | null; isBlocked: boolean };
    if (isBlocked) return ['img', mergeAttributes(HTMLAttributes, { 'data-blocked': '' })];
    const address = cid ? this.options.addressOf(cid) : src ? `/api/v1/images?url=${encodeURIComponent(src)}` : undefined;
    return ['img', mergeAttributes(HTMLAttributes, address === undefined ? {} : { src: address })];
  },
});

/** One node, so that it is replaced as a whole with the identity. */
export const Signature = Node.create({
  name: 'signature',
  group: 'block',
  content: 'block+',
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: 'div.messagerie-signature' }],
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
