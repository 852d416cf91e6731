/**
 * Writing in two directions. Each paragraph, heading, list, item, quote and table carries its `dir` from the first letter that has one, and the message is sent with it. A
 * direction that was chosen by the button (`dirChosen`) stays, whatever is written.
 */
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { type Dir, firstStrong } from '../../../text/direction.ts';
import { type BlockDirection, DirectionsStep } from './directions-step.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    direction: {
      /** Of the blocks in the selection. */
      setDirection: (dir: Dir) => ReturnType;
    };
  }
}

const directed = ['paragraph', 'heading', 'bulletList', 'orderedList', 'listItem', 'blockquote', 'table'];

export const Direction = Extension.create<{ readonly standard: Dir }>({
  name: 'direction',
  addOptions: () => ({ standard: 'ltr' }),
  addGlobalAttributes: () => [
    {
      types: directed,
      attributes: {
        dir: {
          default: null,
          parseHTML: (element) => (['ltr', 'rtl'].includes(element.getAttribute('dir') ?? '') ? element.getAttribute('dir') : null),
          renderHTML: ({ dir }) => (dir === null ? {} : { dir: String(dir) }),
        },
        dirChosen: { default: false, rendered: false },
      },
    },
  ],
  addCommands: () => ({
    setDirection:
      (dir) =>
      ({ tr, state, dispatch }) => {
        const { from, to } = state.selection;
        tr.doc.nodesBetween(from, to, (node, at) => {
          if (directed.includes(node.type.name)) tr.setNodeMarkup(at, undefined, { ...node.attrs, dir, dirChosen: true });
        });
        if (dispatch) dispatch(tr);
        return true;
      },
  }),
  addProseMirrorPlugins() {
    return [directions(this.options.standard)];
  },
});

/** Follows every change. */
export const directions = (standard: Dir): Plugin =>
  new Plugin({
    key: new PluginKey('direction'),
    appendTransaction: (transactions, _before, { doc, tr }) => {
      if (!transactions.some(({ docChanged }) => docChanged)) return null;
      return setDirections(doc, tr, standard) ? tr.setMeta('addToHistory', false) : null;
    },
  });

/** An empty block goes on in the direction of the one before it. */
function setDirections(doc: Node, tr: Transaction, standard: Dir): boolean {
  const changes: BlockDirection[] = [];
  let before: Dir = standard;
  doc.descendants((node, at) => {
    if (!directed.includes(node.type.name)) return !node.isTextblock;
    const { dir, dirChosen } = node.attrs as { dir: Dir | null; dirChosen: boolean };
    const wanted = dirChosen && dir ? dir : (firstOf(node) ?? before);
    if (wanted !== dir) changes.push({ at, dir: wanted });
    if (node.isTextblock) before = wanted;
    return !node.isTextblock;
  });
  if (changes.length > 0) tr.step(new DirectionsStep(changes));
  return changes.length > 0;
}

/** Of nodes that stay as they are from one key to the next: all others of a long text. */
const known = new WeakMap<Node, Dir | 'none'>();

function firstOf(node: Node): Dir | undefined {
  const found = known.get(node) ?? firstStrong(node.textContent) ?? 'none';
  known.set(node, found);
  return found === 'none' ? undefined : found;
}
