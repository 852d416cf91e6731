/** The signature below what is quoted, as it will stand there. */
import { EditorContent, useEditor } from '@tiptap/react';
import { Trash2 } from 'lucide-react';
import { useLanguage, useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import type { DraftContent } from './draft.ts';
import { extensionsOf } from './editor/extensions.ts';
import styles from './quote-view.module.css';
import editorStyles from './rich-editor.module.css';
import type { Closing } from './signature.ts';

export function ClosingView({ closing, format, onRemove }: { readonly closing: Closing; readonly format: DraftContent['format']; readonly onRemove: () => void }) {
  const t = useText();
  return (
    <section className={styles.closing} aria-label={t('composer.signature')}>
      {format === 'plain' ? (
        <p className={styles.plain} dir="auto">
          {closing.text}
        </p>
      ) : (
        <FormattedClosing closing={closing} />
      )}
      <IconButton icon={Trash2} size="small" label={t('composer.removeSignature')} placement="top" onPress={onRemove} />
    </section>
  );
}

function FormattedClosing({ closing }: { readonly closing: Closing }) {
  const { direction } = useLanguage();
  const editor = useEditor(
    {
      extensions: extensionsOf({ direction, placeholder: '', addressOf: () => undefined }),
      content: { type: 'doc', content: [closing.doc] } as object,
      editable: false,
      injectCSS: false,
      editorProps: { attributes: { role: 'presentation', class: editorStyles.text ?? '', dir: direction } },
    },
    [closing],
  );
  return <EditorContent editor={editor} className={styles.closingText} />;
}
