/** What becomes of messages, told in toasts. */
import { useEffect } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { SetFailed } from '../../jmap/errors.ts';
import { type Undoable, useStore } from '../../store/index.ts';
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
        const action: Undoable = {
          label: text,
          about: sent.submissionId,
          undo: async () => {
            try {
              await desk.takeBack(draft, sent, sendAt);
              // Of one that had its time the message itself says what became of it.
              if (sendAt === undefined) toast(t('composer.takenBack'));
            } catch (error) {
              store.failed(error);
              const isLate = error instanceof SetFailed && error.type === 'cannotUnsend';
              toast(isLate ? t('errors.tooLate') : errorText(error).what, { kind: 'failed' });
            }
          },
        };
        store.undo.push(action);
        const durationMs = sendAt === undefined ? holdSeconds * 1000 : 10_000;
        const close = toast(text, { action: { label: t('ui.undo'), onPress: () => void store.undo.undo(action) }, durationMs });
        // Called back or deleted by another way, it is not to be offered, nor said, any longer.
        const stop = store.signals.subscribe(['undo'], () => {
          if (store.undo.has(action)) return;
          close();
          stop();
        });
        // What has left cannot be called back: Ctrl+Z is for the action before it then.
        if (sendAt === undefined) setTimeout(() => store.undo.drop(action), durationMs);
      },
      onQueued() {
        toast(t(store.connection.isSignedOut ? 'composer.queuedSignedOut' : 'composer.queued'), { durationMs: 8_000 });
      },
      onRecovered(count) {
        toast(t('composer.recoveredBelow', { count }), { durationMs: 8_000 });
      },
      onKeptHere(error) {
        toast(t('composer.notSaved', { reason: errorText(error).what }), { kind: 'failed', durationMs: 12_000 });
      },
      onFailed(error) {
        toast(error instanceof OriginalGone ? t('composer.originalGone') : errorText(error).what, { kind: 'failed' });
      },
    };
  }, [desk, t, format, store, errorText]);
}
