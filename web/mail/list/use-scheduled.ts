import { useEffect, useState } from 'react';
import { type Store, useSignals, useStore } from '../../store/index.ts';
import { fetchScheduled, type ScheduledByEmail } from '../actions/scheduled.ts';

/** The list and the reader beside it ask the same; after so long it is asked anew, since news may have been missed. */
const freshMs = 60_000;

export type { Scheduled } from '../actions/scheduled.ts';

const none: ScheduledByEmail = new Map();
interface Asked {
  readonly version: number;
  readonly at: number;
  readonly answer: Promise<ScheduledByEmail>;
  /** What was answered: who asks again draws it at once. */
  found?: ScheduledByEmail;
}

const asked = new WeakMap<Store, Asked>();

/** Messages that wait for their time to be sent, by Email id. Only one's own account has some. */
export function useScheduled(accountId: string): ScheduledByEmail {
  const store = useStore();
  const key = `state:${accountId}:EmailSubmission`;
  useSignals([key]);
  const version = store.signals.version([key]);
  const [scheduled, setScheduled] = useState(() => (accountId === store.ownAccountId && asked.get(store)?.found) || none);
  useEffect(() => {
    if (accountId !== store.ownAccountId) return void setScheduled(none);
    let isCurrent = true;
    ask(store, version).then(
      (found) => isCurrent && setScheduled(found),
      (error: unknown) => store.failed(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, version]);
  return scheduled;
}

/** @param version another one says that something changed on the server */
function ask(store: Store, version: number): Promise<ScheduledByEmail> {
  const before = asked.get(store);
  if (before?.version === version && Date.now() - before.at < freshMs) return before.answer;
  const one: Asked = { version, at: Date.now(), answer: fetchScheduled(store).then((found) => (one.found = found.size > 0 ? found : none)) };
  asked.set(store, one);
  one.answer.catch(() => asked.delete(store));
  return one.answer;
}
