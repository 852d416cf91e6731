/** The store's news as toasts: what was done, with Undo; what was refused and rolled back, with the reason. */
import { useEffect } from 'react';
import { type Store, type Undoable, useStore } from '../../store/index.ts';
import { type Translate, useText } from '../../text/index.ts';
import { announce } from '../../ui/announce.tsx';
import { toast } from '../../ui/toast.tsx';
import { useErrorText } from '../error-text.ts';

/** Who does not see a row come back is told what was taken back. @param isShown by a key: what it was may have been done long ago, and elsewhere */
export function takeBack(store: Store, t: Translate, action: Undoable, isShown = false): void {
  if (action.isFinal) {
    store.undo.drop(action);
    return void toast(t('ui.notUndone', { done: action.label }));
  }
  const undone = t('ui.undone', { done: action.label });
  if (isShown) toast(undone);
  else announce(undone);
  void store.undo.undo(action);
}

export function useNotices(): void {
  const t = useText();
  const store = useStore();
  const errorText = useErrorText();
  useEffect(() => {
    const watches = new Set<() => void>();
    store.onNotice = (notice) => {
      if (notice.kind === 'done') {
        const { action } = notice;
        const close = toast(action.label, { action: { label: t('ui.undo'), onPress: () => takeBack(store, t, action) }, givesWay: true });
        // Taken back by a key, it is not to be offered, nor said, any longer.
        const stop = store.signals.subscribe(['undo'], () => {
          if (store.undo.has(action)) return;
          close();
          stop();
          watches.delete(stop);
        });
        watches.add(stop);
        return;
      }
      const { what, why } = errorText(notice.errors[0]);
      toast(t('errors.undone', { reason: why ?? what }), { kind: 'failed' });
    };
    return () => {
      for (const stop of watches) stop();
      store.onNotice = () => {};
    };
  }, [t, store, errorText]);
}
