/** The text without formatting. */
import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react';
import { useText } from '../../text/index.ts';
import type { OpenDraft } from './open-draft.ts';
import styles from './plain-editor.module.css';
import { enterInQuote } from './quoted-lines.ts';

/** The field holds the text itself: given to it anew at each key, one of thousands of lines would take seconds to be drawn, and lose what the browser can undo. */
export function PlainEditor({ ref, open }: { readonly ref: RefObject<HTMLTextAreaElement | null>; readonly open: OpenDraft }) {
  const t = useText();
  const { text } = open.draft;
  useLayoutEffect(() => {
    if (ref.current && ref.current.value !== text) ref.current.value = text;
  }, [ref, text]);
  return (
    <textarea
      ref={ref}
      className={styles.plain}
      dir="auto"
      aria-label={t('composer.body')}
      placeholder={t('composer.placeholder')}
      onKeyDown={answerInQuote}
      onChange={({ target }) => open.edit({ text: target.value })}
    />
  );
}

function answerInQuote(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const { key, shiftKey, ctrlKey, metaKey, altKey, nativeEvent, currentTarget: field } = event;
  if (key !== 'Enter' || ctrlKey || metaKey || altKey || nativeEvent.isComposing) return;
  const edit = enterInQuote(field.value, field.selectionStart, field.selectionEnd, shiftKey);
  if (!edit) return;
  event.preventDefault();
  field.setSelectionRange(edit.from, edit.to);
  // The only way that the browser's undo knows of.
  document.execCommand('insertText', false, edit.insert);
  field.setSelectionRange(edit.caret, edit.caret);
}
