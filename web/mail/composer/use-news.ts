/** What becomes of messages, told in toasts. */
import { useEffect } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { SetFailed } from '../../jmap/errors.ts';
import { useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { toast } from '../../ui/toast.tsx';
import { OriginalGone } from './begin.ts';
import type { Desk } from './desk.ts';

const sentWithoutUndoMs = 4_000;

export function useNews(desk: Desk): void {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  useEffect(() => {
    desk.news = {
      onSent({ draft }, sent, { holdSeconds, sendAt }) {
        const text = sendAt === undefined ? t('composer.sent') : t('composer.scheduled', { time: format.fullDate(sendAt) });
        const canUndo = sent.submissionId !== undefined && (sendAt !== undefined || holdSeconds > 0);
        if (!canUndo) return void toast(text, { durationMs: sentWithoutUndoMs });
        let isOver = false;
        const action = {
          label: text,
          undo: async () => {
            if (isOver) return;
            isOver = true;
            close();
            try {
              await desk.takeBack(draft, sent);
              toast(t('composer.takenBack'));
            } catch (error) {
              store.failed(error);
              const isLate = error instanceof SetFailed && error.type === 'cannotUnsend';
              toast(isLate ? t('composer.tooLate') : errorText(error).what, { kind: 'failed' });
            }
          },
        };
        store.undo.push(action);
        const durationMs = sendAt === undefined ? holdSeconds * 1000 : 10_000;
        const close = toast(text, { action: { label: t('ui.undo'), onPress: () => void store.undo.undo(action) }, durationMs });
        // What has left cannot be called back: Ctrl+Z is for the action before it then.
        if (sendAt === undefined) setTimeout(() => store.undo.drop(action), durationMs);
      },
      onQueued() {
        toast(t('composer.queued'), { durationMs: 8_000 });
      },
      onFailed(error) {
        toast(error instanceof OriginalGone ? t('composer.originalGone') : errorText(error).what, { kind: 'failed' });
      },
    };
  }, [desk, t, format, store, errorText]);
}
