/** A name with its address within a line of the other direction, kept together (`isolates.ts`). What is written beside it is not part of it. */
import { Mark, mergeAttributes } from '@tiptap/core';
import { isolateClass } from '../isolates.ts';

export const Isolate = Mark.create({
  name: 'isolate',
  inclusive: false,
  // A name from right to left within an address from left to right.
  excludes: '',
  addAttributes: () => ({ dir: { default: 'ltr', parseHTML: (element) => (element.getAttribute('dir') === 'rtl' ? 'rtl' : 'ltr') } }),
  parseHTML: () => [{ tag: `span.${isolateClass}` }],
  renderHTML: ({ HTMLAttributes }) => ['span', mergeAttributes(HTMLAttributes, { class: isolateClass }), 0],
});
