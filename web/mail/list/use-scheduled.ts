import { useEffect, useState } from 'react';
import { type Store, useSignals, useStore } from '../../store/index.ts';

/** Undo waits for some seconds only: what is sent within a minute is not "later". */
const soonMs = 60_000;
/** The list and the reader beside it ask the same; after so long it is asked anew, since news may have been missed. */
const freshMs = 60_000;

export interface Scheduled {
  readonly submissionId: string;
  /** ISO 8601. */
  readonly sendAt: string;
}

type ByEmail = ReadonlyMap<string, Scheduled>;

const none: ByEmail = new Map();
const asked = new WeakMap<Store, { readonly version: number; readonly at: number; readonly answer: Promise<ByEmail> }>();

/** Messages that wait for their time to be sent, by Email id. Only one's own account has some. */
export function useScheduled(accountId: string): ByEmail {
  const store = useStore();
  const key = `state:${accountId}:EmailSubmission`;
  useSignals([key]);
  const version = store.signals.version([key]);
  const [scheduled, setScheduled] = useState(none);
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
function ask(store: Store, version: number): Promise<ByEmail> {
  const before = asked.get(store);
  if (before?.version === version && Date.now() - before.at < freshMs) return before.answer;
  const answer = fetchScheduled(store);
  asked.set(store, { version, at: Date.now(), answer });
  answer.catch(() => asked.delete(store));
  return answer;
}

async function fetchScheduled({ client, ownAccountId: accountId }: Store): Promise<ByEmail> {
  const query = client.call('EmailSubmission/query', { accountId, filter: { undoStatus: 'pending' } });
  query.catch(() => {}); // without it the other fails, too
  const { list } = await client.call('EmailSubmission/get', { accountId, '#ids': query.ref('/ids'), properties: ['id', 'emailId', 'sendAt'] });
  const later = Date.now() + soonMs;
  return new Map(list.flatMap(({ id: submissionId = '', emailId, sendAt }) => (emailId !== undefined && sendAt !== undefined && Date.parse(sendAt) > later ? [[emailId, { submissionId, sendAt }] as const] : [])));
}
