/** A folder's name being written, in its place in the tree. */
import { useEffect, useId, useRef, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import type { Folder } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import styles from './folder-tree.module.css';
import { nameFault } from './folder-name-check.ts';

interface NameEditorProps {
  readonly initial: string;
  readonly siblings: readonly Folder[];
  /** @throws what the server refuses */
  readonly onCommit: (name: string) => Promise<unknown>;
  readonly onEnd: () => void;
  /** Given up by Escape, after its end: the focus is to go where it came from. */
  readonly onEscaped?: (() => void) | undefined;
}

export function NameEditor({ initial, siblings, onCommit, onEnd, onEscaped }: NameEditorProps) {
  const t = useText();
  const id = useId();
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  /** A field that is taken out of the page loses the focus: what was given up must not be written then. */
  const isGivenUp = useRef(false);
  const [name, setName] = useState(initial);
  const [fault, setFault] = useState<string>();
  const [isSending, setSending] = useState(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const commit = async (): Promise<void> => {
    if (isSending || isGivenUp.current) return;
    const plain = name.normalize('NFC').trim();
    if (plain === initial) return onEnd();
    const wrong = nameFault(t, plain, siblings);
    if (wrong !== undefined) return setFault(wrong);
    setSending(true);
    try {
      await onCommit(plain);
      onEnd();
    } catch (error) {
      const { what, why } = errorText(error);
      setFault(why ?? what);
      setSending(false);
      input.current?.focus();
    }
  };
  return (
    <span className={styles.editor}>
      <input
        ref={input}
        dir="auto"
        className={styles.input}
        value={name}
        readOnly={isSending}
        aria-label={t('folders.name')}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        onChange={(event) => {
          setName(event.target.value);
          setFault(undefined);
        }}
        onBlur={() => (name.trim() === '' || name.trim() === initial ? onEnd() : void commit())}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') void commit();
          if (event.key === 'Escape') {
            isGivenUp.current = true;
            onEnd();
            onEscaped?.();
          }
        }}
      />
      {fault !== undefined && (
        <span id={id} role="alert" className={styles.fault}>
          {fault}
        </span>
      )}
    </span>
  );
}
