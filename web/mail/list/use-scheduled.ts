import { useEffect, useState } from 'react';
import { useSignals, useStore } from '../../store/index.ts';

/** Undo waits for some seconds only: what is sent within a minute is not "later". */
const soonMs = 60_000;

/** When messages that wait to be sent will be. @returns Email id to an ISO 8601 moment */
export function useScheduled(accountId: string): ReadonlyMap<string, string> {
  const store = useStore();
  const key = `state:${accountId}:EmailSubmission`;
  useSignals([key]);
  const version = store.signals.version([key]);
  const [scheduled, setScheduled] = useState<ReadonlyMap<string, string>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that something changed on the server
  useEffect(() => {
    if (accountId !== store.ownAccountId) return;
    let isCurrent = true;
    const query = store.client.call('EmailSubmission/query', { accountId, filter: { undoStatus: 'pending' } });
    const get = store.client.call('EmailSubmission/get', { accountId, '#ids': query.ref('/ids'), properties: ['emailId', 'sendAt'] });
    query.catch(() => {});
    get.then(
      ({ list }) => {
        const later = Date.now() + soonMs;
        const entries = list.flatMap(({ emailId, sendAt }) => (emailId !== undefined && sendAt !== undefined && Date.parse(sendAt) > later ? [[emailId, sendAt] as const] : []));
        if (isCurrent) setScheduled(new Map(entries));
      },
      (error: unknown) => store.failed(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, version]);
  return scheduled;
}
