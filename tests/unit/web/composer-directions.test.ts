/** Directions of paragraphs in the composer: of thousands at once in one step, which is undone and mapped as others are. */
import { getSchema } from '@tiptap/core';
import { Node } from '@tiptap/pm/model';
import { EditorState } from '@tiptap/pm/state';
import { Step } from '@tiptap/pm/transform';
import { expect, test } from 'vitest';
import { directions } from '../../../web/mail/composer/editor/direction.ts';
import { DirectionsStep } from '../../../web/mail/composer/editor/directions-step.ts';
import { extensionsOf } from '../../../web/mail/composer/editor/extensions.ts';
import { sliceOfText } from '../../../web/mail/composer/editor/paste-text.ts';

const schema = getSchema(extensionsOf({ direction: 'ltr', placeholder: '', addressOf: () => undefined }));
const paragraph = (text: string, dir: string | null = null) => ({ type: 'paragraph', attrs: { dir }, ...(text === '' ? {} : { content: [{ type: 'text', text }] }) });
const docOf = (...content: object[]) => Node.fromJSON(schema, { type: 'doc', content });
const dirsOf = (doc: Node): (string | null)[] => {
  const found: (string | null)[] = [];
  doc.descendants((node) => void ('dir' in node.attrs && found.push(node.attrs['dir'] as string | null)));
  return found;
};

test('of thousands of paragraphs that come in at once, all directions are set in one step', () => {
  const state = EditorState.create({ schema, doc: docOf(paragraph('')), plugins: [directions('ltr')] });
  const lines = Array.from({ length: 3_000 }, (_, at) => schema.node('paragraph', null, at % 3 === 1 ? [] : [schema.text(at % 3 === 0 ? 'one' : 'واحد')]));
  const { state: next, transactions } = state.applyTransaction(state.tr.insert(0, lines));
  expect(transactions.slice(1).map(({ steps }) => steps.length)).toEqual([1]);
  expect(dirsOf(next.doc).slice(0, 6)).toEqual(['ltr', 'ltr', 'rtl', 'ltr', 'ltr', 'rtl']);
  expect(dirsOf(next.doc)).not.toContain(null);
  // What is right already is left alone.
  expect(next.applyTransaction(next.tr.insertText('x', 1)).transactions).toHaveLength(1);
});

test('blocks within others are found by their place; the step can be undone, kept as JSON, and moved past other changes', () => {
  const doc = docOf(paragraph('a', 'ltr'), { type: 'blockquote', attrs: { dir: 'ltr' }, content: [paragraph('b', 'ltr'), { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('c')] }] }] });
  const at = (text: string): number => {
    let found = -1;
    doc.descendants((node, place) => void (node.isTextblock && node.textContent === text && (found = place)));
    return found;
  };
  const step = Step.fromJSON(schema, JSON.parse(JSON.stringify(new DirectionsStep([{ at: at('a'), dir: 'rtl' }, { at: at('c'), dir: 'rtl' }])))) as DirectionsStep;
  const { doc: after } = step.apply(doc);
  expect(dirsOf(after as Node)).toEqual(['rtl', 'ltr', 'ltr', null, null, 'rtl']);
  expect(step.invert(doc).apply(after as Node).doc?.eq(doc)).toBe(true);
  const { tr } = EditorState.create({ schema, doc });
  tr.delete(at('a'), at('a') + 3);
  expect(step.map(tr.mapping)?.directions).toEqual([{ at: at('c') - 3, dir: 'rtl' }]);
});

test('lines of text become a paragraph each; very many stand several in one, by direction', () => {
  const few = sliceOfText('a\n\nسطر', schema, []).content;
  expect([few.childCount, few.child(1).childCount, few.child(2).attrs['dir']]).toEqual([3, 0, 'rtl']);
  const lines = Array.from({ length: 4_000 }, (_, at) => (at === 1_010 ? 'سطر' : `line ${at}`));
  const { content } = sliceOfText(lines.join('\n'), schema, []);
  expect(content.childCount).toBeLessThan(100);
  expect(content.textBetween(0, content.size, '\n', '\n').split('\n')).toEqual(lines);
});
