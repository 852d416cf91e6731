/** What becomes of messages, told in toasts. */
import { useEffect } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { type Undoable, useStore } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { named } from '../actions/named.ts';
import { tellFinal } from '../actions/tell-final.ts';
import { toast } from '../../ui/toast.tsx';
import { OriginalGone } from './begin.ts';
import { type Desk, deskSignal } from './desk.ts';
import { notCalledBack } from './not-called-back.ts';
import { BccStays, mostCopiedBytes } from './original-as-file.ts';

const sentWithoutUndoMs = 4_000;
const missedMs = 12_000;

export function useNews(desk: Desk): void {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  useEffect(() => {
    const whyNotOpened = (error: unknown): string => {
      if (error instanceof OriginalGone) return t('composer.originalGone');
      if (!(error instanceof BccStays)) return errorText(error).what;
      return t('composer.bccStays', { reason: error.isTooLarge ? t('composer.bccTooLarge', { limit: format.size(mostCopiedBytes) }) : errorText(error.cause).what });
    };
    desk.news = {
      onSent({ draft }, sent, { holdSeconds, sendAt }) {
        const text = named(sendAt === undefined ? t('composer.sent') : t('composer.scheduled', { time: format.fullDate(sendAt) }), draft.subject);
        const canUndo = sent.submissionId !== undefined && (sendAt !== undefined || holdSeconds > 0);
        if (!canUndo) return tellFinal(store, text, { durationMs: sentWithoutUndoMs });
        const durationMs = sendAt === undefined ? holdSeconds * 1000 : 10_000;
        const heldUntil = sendAt === undefined ? Date.now() + durationMs : Date.parse(sendAt);
        // It was called back in vain, and leaves unless another try succeeds.
        let isMissed = false;
        const leaves = (): void => void toast(t('composer.notCalledBackSent'), { kind: 'failed', durationMs: missedMs });
        const action: Undoable = {
          label: text,
          about: sent.submissionId,
          undo: async () => {
            isMissed = false;
            try {
              await desk.takeBack(draft, sent, sendAt);
              // Of one that had its time the message itself says what became of it.
              if (sendAt === undefined) toast(t('composer.takenBack'));
            } catch (error) {
              store.failed(error);
              const { text: why, mayRetry } = notCalledBack(t, error);
              if (!mayRetry) return void toast(why, { kind: 'failed' });
              if (Date.now() >= heldUntil) return leaves();
              isMissed = true;
              offer(why, 'failed', sendAt === undefined ? heldUntil - Date.now() : durationMs);
            }
          },
        };
        const offer = (what: string, kind: 'done' | 'failed', forMs: number): void => {
          store.undo.push(action);
          const close = toast(what, { kind, action: { label: t('ui.undo'), onPress: () => void store.undo.undo(action) }, durationMs: forMs });
          // Called back or deleted by another way, it is not to be offered, nor said, any longer.
          const stop = store.signals.subscribe(['undo'], () => {
            if (store.undo.has(action)) return;
            close();
            stop();
          });
        };
        offer(text, 'done', durationMs);
        if (sendAt !== undefined) return;
        setTimeout(() => {
          const hasLeft = isMissed && store.undo.has(action);
          // Who wants to call it back now is told that it has left, rather than the action before it be taken back.
          store.undo.settle(action);
          if (hasLeft) leaves();
        }, durationMs);
      },
      onQueued(open) {
        const close = toast(t(store.connection.isSignedOut ? 'composer.queuedSignedOut' : 'composer.queued'), { durationMs: 8_000 });
        // Opened to be written on, or gone, it is not to be promised any longer that it will be sent.
        const stop = store.signals.subscribe([deskSignal, open.signal], () => {
          if (desk.drafts.includes(open) && open.phase !== 'writing') return;
          close();
          stop();
        });
      },
      onCalledOff() {
        const { isReachable, isSignedOut } = store.connection;
        toast(t(isReachable && !isSignedOut ? 'composer.keptNotSent' : 'composer.keptHereNotSent'), { durationMs: 8_000 });
      },
      onRecovered(count) {
        toast(t('composer.recoveredBelow', { count }), { durationMs: 8_000 });
      },
      onKeptHere(error) {
        toast(t('composer.notSaved', { reason: errorText(error).what }), { kind: 'failed', durationMs: 12_000 });
      },
      onFailed(error) {
        toast(whyNotOpened(error), { kind: 'failed' });
      },
    };
  }, [desk, t, format, store, errorText]);
}
