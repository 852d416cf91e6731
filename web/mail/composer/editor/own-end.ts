/** The end of what the writer has written: above the signature and the empty line that sets it off, where one stands below it. */
import type { Node } from '@tiptap/pm/model';
import { Selection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/** Puts the caret there, and the focus into the text. */
export function focusOwnEnd(view: EditorView): void {
  const { doc, tr } = view.state;
  const at = ownEndOf(doc);
  // Above a signature alone there is no line to write in.
  if (at === 0) tr.insert(0, view.state.schema.node('paragraph'));
  view.dispatch(tr.setSelection(at === 0 ? Selection.atStart(tr.doc) : Selection.near(tr.doc.resolve(at), -1)).scrollIntoView());
  view.focus();
}

/** Where a signature begins that nothing but empty lines follows. */
export function signatureAt(doc: Node): number | undefined {
  let found: number | undefined;
  doc.forEach((node, at) => {
    if (node.type.name === 'signature') found ??= at;
    else if (node.content.size > 0) found = undefined;
  });
  return found;
}

function ownEndOf(doc: Node): number {
  const at = signatureAt(doc);
  if (at === undefined) return doc.content.size;
  const line = doc.resolve(at).nodeBefore;
  if (line?.type.name !== 'paragraph' || line.content.size > 0) return at;
  const above = at - line.nodeSize;
  // Below what is quoted it is there to be written in.
  return doc.resolve(above).nodeBefore?.type.name === 'paragraph' ? above : at;
}
