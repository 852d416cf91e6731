/** Taking back what waits for its time, since it is being deleted. Fetched when it is first needed. */
import { isPassing, SetFailed } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { unmarkOriginal } from '../composer/original-mark.ts';
import { lastKnown, pending, type Unsent, type Waiting } from './scheduled.ts';

/** Cancels the sending of those of these Emails that wait. @throws what the client throws */
export async function cancelAmong(store: Store, emailIds: readonly string[]): Promise<Unsent> {
  const waiting = await scheduledAmong(store, emailIds);
  return waiting.length === 0 ? { unsent: new Set(), leaving: new Map() } : cancel(store, waiting);
}

/**
 * The same for all that is in folders that are to be destroyed or thrown away.
 * @returns Emails whose sending was cancelled
 * @throws SetFailed where one is on its way; what the client throws
 */
export async function cancelSendingIn(store: Store, accountId: string, mailboxIds: readonly string[]): Promise<ReadonlySet<string>> {
  const none: ReadonlySet<string> = new Set();
  if (accountId !== store.ownAccountId) return none;
  const all = (await pending(store, {})).filter(({ isSoon, hasTime }) => !isSoon || hasTime);
  if (all.length === 0) return none;
  const { list } = await store.client.call('Email/get', { accountId, ids: all.map(({ emailId }) => emailId), properties: ['id', 'mailboxIds'] });
  const inside = new Set(list.filter(({ mailboxIds: homes = {} }) => Object.keys(homes).every((id) => mailboxIds.includes(id))).map(({ id }) => id));
  const waiting = all.filter(({ emailId }) => inside.has(emailId));
  if (waiting.length === 0) return none;
  const { unsent, leaving } = await cancel(store, waiting);
  const [refusal] = leaving.values();
  if (refusal) throw refusal;
  return unsent;
}

async function cancel(store: Store, waiting: readonly Waiting[]): Promise<Unsent> {
  const unsent = new Set<string>();
  const leaving = new Map<string, SetFailed>();
  const ids = waiting.map(({ submissionId }) => submissionId);
  const { notUpdated } = await store.client.call('EmailSubmission/set', {
    accountId: store.ownAccountId,
    update: Object.fromEntries(ids.map((id) => [id, { undoStatus: 'canceled' as const }])),
    onSuccessUpdateEmail: Object.fromEntries(ids.map((id) => [id, { 'keywords/$draft': true }])),
  });
  for (const { submissionId, emailId } of waiting) {
    store.undo.dropAbout(submissionId);
    const refusal = notUpdated?.[submissionId];
    if (refusal) leaving.set(emailId, new SetFailed(refusal));
    else unsent.add(emailId);
  }
  for (const id of leaving.keys()) unsent.delete(id);
  for (const id of unsent) unmarkOriginal(store, id);
  return { unsent, leaving };
}

async function scheduledAmong(store: Store, emailIds: readonly string[]): Promise<Waiting[]> {
  try {
    // One that was given its time is deleted before it in its last minute, too; what was sent with seconds for Undo is sent whatever becomes of the copy.
    return (await pending(store, { emailIds: [...emailIds] })).filter(({ isSoon, hasTime }) => !isSoon || hasTime);
  } catch (error) {
    const known = lastKnown.get(store);
    if (!isPassing(error) || !known || emailIds.some((id) => known.has(id))) throw error;
    return [];
  }
}
