/** What is cut or copied here is the same when it is put back, in this text or another: pictures are named by what their draft names them by, and the signature stays one. */
import { DOMSerializer, Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { isElsewhere } from '../loose-pictures.ts';

/** Pictures on the web that were copied while they were shown: shown once more they tell nobody anything new. */
const seen = new Set<string>();

/** @param storedAt where other windows find a picture of this draft */
export function clipboard(schema: Schema, storedAt?: (cid: string) => string | undefined): Plugin {
  const image = ({ attrs: { cid, src, alt, width, isBlocked } }: Node) => {
    if (isElsewhere(src) && !isBlocked) seen.add(src);
    return ['img', { alt, width, 'data-cid': cid, src: cid === null ? src : storedAt?.(cid) }] as const;
  };
  return new Plugin({
    key: new PluginKey('clipboard'),
    props: {
      clipboardSerializer: new DOMSerializer({ ...DOMSerializer.nodesFromSchema(schema), image }, DOMSerializer.marksFromSchema(schema)),
      transformPasted: (slice, { state }) => {
        const signed = withOneSignature(slice, state);
        return seen.size === 0 ? signed : new Slice(withSeenShown(signed.content), signed.openStart, signed.openEnd);
      },
    },
  });
}

/** A second signature, a piece of one, and one that would stand within something else are text. */
function withOneSignature(slice: Slice, { doc, selection: { $from, from, to } }: EditorState): Slice {
  let isText = $from.depth > 1 || (slice.openStart > 1 && isSignature(slice.content.firstChild));
  doc.forEach((node, at) => {
    if (isSignature(node) && (from > at || to < at + node.nodeSize - 2)) isText = true;
  });
  if (!isText) return slice;
  const { content, openStart, openEnd } = slice;
  const blocks = content.content.flatMap((node) => (isSignature(node) ? [...node.content.content] : [node]));
  const depth = (open: number, end: Node | null): number => (open > 0 && isSignature(end) ? open - 1 : open);
  return new Slice(Fragment.fromArray(blocks), depth(openStart, content.firstChild), depth(openEnd, content.lastChild));
}

const isSignature = (node: Node | null): boolean => node?.type.name === 'signature';

function withSeenShown(content: Fragment): Fragment {
  return Fragment.fromArray(
    content.content.map((node) => {
      if (node.attrs['isBlocked'] === true && seen.has(String(node.attrs['src']))) return node.type.create({ ...node.attrs, isBlocked: false }, null, node.marks);
      return node.isLeaf ? node : node.copy(withSeenShown(node.content));
    }),
  );
}
