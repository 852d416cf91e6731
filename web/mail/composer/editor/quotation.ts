/** Answers within what is quoted: Enter parts the quotation, and the writer goes on between the halves, in words of their own. Shift+Enter stays within. */
import { type Editor, Extension } from '@tiptap/core';
import { closeHistory } from '@tiptap/pm/history';
import type { ResolvedPos } from '@tiptap/pm/model';
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';

/** How programs mark a quotation; one without a mark is somebody's own, set off by the button. */
const marked = '[type="cite"], .gmail_quote, .protonmail_quote, .messagerie-quote';

export const Quotation = Extension.create({
  name: 'quotation',
  // Before lists and code, whose Enter stays within.
  priority: 1_000,
  addGlobalAttributes: () => [
    {
      types: ['blockquote'],
      attributes: {
        isCited: {
          default: false,
          parseHTML: (element) => element.matches(marked),
          renderHTML: ({ isCited }) => (isCited === true ? { type: 'cite' } : {}),
        },
      },
    },
  ],
  addKeyboardShortcuts: () => ({ Enter: answerBetween }),
});

function answerBetween({ editor }: { readonly editor: Editor }): boolean {
  const parted = partQuotation(editor.state);
  // Undo takes this back without what was typed before.
  if (parted) editor.view.dispatch(closeHistory(parted).scrollIntoView());
  return parted !== undefined;
}

/**
 * Parts the quotation around the selection, all its levels, and puts the caret into an empty paragraph between the halves; before or behind it where one half would be
 * empty. A selection is replaced, as Enter does.
 * @returns undefined where nothing is quoted
 */
export function partQuotation({ tr, selection }: EditorState): Transaction | undefined {
  const around = quotationDepth(selection.$from);
  if (around === undefined || selection.$from.sharedDepth(selection.to) < around) return undefined;
  if (selection instanceof TextSelection) tr.deleteSelection();
  const $at = withoutBreaks(tr, tr.selection.$to);
  const depth = quotationDepth($at);
  const paragraph = $at.doc.type.schema.nodes['paragraph']?.create();
  if (depth === undefined || !paragraph) return undefined;

  const $place = placeBeside($at, depth);
  const levels = $place.depth - depth + 1;
  const { pos } = $place;
  if (levels > 0) {
    tr.split(pos, levels);
    countOn(tr, pos, depth);
  }
  tr.insert(pos + levels, paragraph);
  return tr.setSelection(TextSelection.create(tr.doc, pos + levels + 1));
}

/** The outermost: an answer stands outside of all that is quoted. */
function quotationDepth($at: ResolvedPos): number | undefined {
  for (let depth = 1; depth <= $at.depth; depth += 1) if ($at.node(depth).attrs['isCited'] === true) return depth;
  return undefined;
}

/** The line ends beside the caret: with them the answer would stand between empty lines. */
function withoutBreaks(tr: Transaction, $at: ResolvedPos): ResolvedPos {
  const isBreak = (node: ResolvedPos['nodeAfter']): boolean => node?.type.name === 'hardBreak';
  const from = $at.pos - (isBreak($at.nodeBefore) ? 1 : 0);
  const to = $at.pos + (isBreak($at.nodeAfter) ? 1 : 0);
  if (from < to) tr.delete(from, to);
  return tr.doc.resolve(from);
}

/** Between two blocks, rather than at the end or the beginning of one: no half begins or ends with an empty line. @returns above `outer` where nothing has to be parted */
function placeBeside($at: ResolvedPos, outer: number): ResolvedPos {
  const row = rowOfSeveral($at, outer);
  let [pos, inner] = row === undefined ? [$at.pos, $at.depth] : [$at.after(row), row - 1];
  if (pos === $at.end(inner)) while (inner >= outer && pos === $at.end(inner)) pos = $at.after(inner--);
  else while (inner >= outer && pos === $at.start(inner)) pos = $at.before(inner--);
  const $place = $at.doc.resolve(pos);
  return canBeParted($place, outer) ? $place : $at;
}

/** An item cannot begin with a list. */
function canBeParted($place: ResolvedPos, outer: number): boolean {
  for (let depth = outer; depth <= $place.depth; depth += 1) {
    const { content, type } = $place.node(depth);
    const index = $place.index(depth);
    const first = type.contentMatch.matchFragment(content, 0, depth === $place.depth ? index : index + 1);
    if (!first?.validEnd || !type.contentMatch.matchFragment(content, index)?.validEnd) return false;
  }
  return true;
}

/** Cells that stand side by side stay so: the answer comes below the row. Layouts of one column are parted within the cell. */
function rowOfSeveral($at: ResolvedPos, outer: number): number | undefined {
  for (let depth = outer + 1; depth <= $at.depth; depth += 1) if ($at.node(depth).type.name === 'tableRow' && $at.node(depth).childCount > 1) return depth;
  return undefined;
}

/** A numbered list goes on behind the answer where it stopped. @param pos the end of the first half */
function countOn(tr: Transaction, pos: number, outer: number): void {
  const $end = tr.doc.resolve(pos);
  const boundary = pos + $end.depth - outer + 1;
  for (let depth = outer; depth <= $end.depth; depth += 1) {
    const list = $end.node(depth);
    if (list.type.name !== 'orderedList') continue;
    // An item that is parted keeps its number.
    const counted = list.childCount - (depth < $end.depth ? 1 : 0);
    tr.setNodeAttribute(boundary + depth - outer, 'start', Number(list.attrs['start'] ?? 1) + counted);
  }
}
