/** Taking a message back that waits for its time, from wherever it is seen. */
import { useCallback } from 'react';
import { useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { toast } from '../../ui/toast.tsx';
import { notCalledBack } from './not-called-back.ts';
import { useComposer } from './use-composer.ts';

export interface Held {
  readonly submissionId: string;
  readonly emailId: string;
  /** ISO 8601: when it was to leave. */
  readonly sendAt: string;
}

/** @returns puts one into Drafts again, and opens it there where it is to be changed; false where it is too late, which is told */
export function useTakeBack(accountId: string): (held: Held, how: { readonly isOpened: boolean }) => Promise<boolean> {
  const t = useText();
  const store = useStore();
  const { open } = useComposer();
  return useCallback(
    async (held, { isOpened }) => {
      try {
        const { takeBack } = await import('./send.ts');
        await takeBack(store, accountId, held);
        // Where it is opened, it says so itself, for as long as it is there.
        if (isOpened) open({ kind: 'draft', accountId, emailId: held.emailId, unscheduledFrom: held.sendAt });
        else toast(t('composer.takenBack'));
        return true;
      } catch (cause) {
        store.failed(cause);
        toast(notCalledBack(t, cause).text, { kind: 'failed' });
        return false;
      }
    },
    [t, store, open, accountId],
  );
}
