/** What stands in a text in which nothing is written yet, also above a signature. */
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

export const Placeholder = Extension.create<{ readonly text: string }>({
  name: 'placeholder',
  addOptions: () => ({ text: '' }),
  addProseMirrorPlugins() {
    const { text } = this.options;
    return [
      new Plugin({
        key: new PluginKey('placeholder'),
        props: {
          decorations: ({ doc }) => {
            const first = doc.firstChild;
            let isEmpty = first?.type.name === 'paragraph';
            doc.forEach((node) => {
              if (node.type.name !== 'signature' && (node.type.name !== 'paragraph' || node.content.size > 0)) isEmpty = false;
            });
            return first && isEmpty ? DecorationSet.create(doc, [Decoration.node(0, first.nodeSize, { 'data-placeholder': text })]) : DecorationSet.empty;
          },
        },
      }),
    ];
  },
});
