/** The text without formatting. */
import { type KeyboardEvent, type MouseEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { useLanguage, useText } from '../../text/index.ts';
import type { OpenDraft } from './open-draft.ts';
import styles from './plain-editor.module.css';
import { enterInQuote } from './quoted-lines.ts';
import { partedAtSignature } from './signature.ts';

/**
 * The field holds the text itself: given to it anew at each key, one of thousands of lines would take seconds to be drawn, and lose what the browser can undo. However
 * the focus comes into it, people write above their signature.
 */
export function PlainEditor({ ref, open }: { readonly ref: RefObject<HTMLTextAreaElement | null>; readonly open: OpenDraft }) {
  const t = useText();
  const { direction } = useLanguage();
  const { text } = open.draft;
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field || field.value === text) return;
    const { selectionStart } = field;
    field.value = text;
    // By itself the caret is behind all of it.
    const caret = isFirst.current ? ownEnd(text) : Math.min(selectionStart, text.length);
    field.setSelectionRange(caret, caret);
    isFirst.current = false;
  }, [ref, text]);
  return (
    <textarea
      ref={ref}
      className={styles.plain}
      // By itself the browser begins an empty one at the left.
      dir={text === '' ? direction : 'auto'}
      aria-label={t('composer.body')}
      placeholder={t('composer.placeholder')}
      onClick={leaveSignature}
      onKeyDown={answerInQuote}
      onChange={({ target }) => open.edit({ text: target.value })}
    />
  );
}

/** Where the writer's own words end. */
const ownEnd = (text: string): number => (partedAtSignature(text)[1] === undefined ? text.length : partedAtSignature(text)[0].length);

/** A click below the last line means the text, not what is signed with. */
function leaveSignature({ currentTarget: field, nativeEvent }: MouseEvent<HTMLTextAreaElement>): void {
  const { value, selectionStart, selectionEnd } = field;
  const end = ownEnd(value);
  if (selectionStart !== selectionEnd || selectionEnd !== value.length || end === value.length) return;
  const { lineHeight, paddingTop } = getComputedStyle(field);
  const textHeight = Number.parseFloat(paddingTop) + Number.parseFloat(lineHeight) * value.split('\n').length;
  if (nativeEvent.offsetY > textHeight) field.setSelectionRange(end, end);
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
