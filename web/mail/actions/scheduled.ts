/** Messages of one's own account that wait for their time to be sent. */
import type { SetFailed } from '../../jmap/errors.ts';
import type { Store } from '../../store/index.ts';
import { type Action, destinationOf, type Patchable } from './action.ts';

/** Undo waits for some seconds only: what is sent within a minute is not "later". */
const soonMs = 60_000;

export interface Scheduled {
  readonly submissionId: string;
  /** ISO 8601. */
  readonly sendAt: string;
}

export type ScheduledByEmail = ReadonlyMap<string, Scheduled>;

const none: ScheduledByEmail = new Map();

/** What the server last said: it must do while it cannot be asked. */
export const lastKnown = new WeakMap<Store, ScheduledByEmail>();

/** All messages that are scheduled, by Email id. @throws what the client throws */
export async function fetchScheduled(store: Store): Promise<ScheduledByEmail> {
  const found = new Map((await pending(store, {})).filter(({ isSoon, hasTime }) => !isSoon || hasTime).map(({ emailId, submissionId, sendAt }) => [emailId, { submissionId, sendAt }]));
  lastKnown.set(store, found);
  return found;
}

export interface Unsent {
  /** Emails whose sending was cancelled. */
  readonly unsent: ReadonlySet<string>;
  /** Emails that are on their way and are left where they are, with the reason. */
  readonly leaving: ReadonlyMap<string, SetFailed>;
}

/**
 * Cancels the sending of those Emails that an action takes away for good or puts into Trash or Junk. They count as drafts from then on.
 * @throws what the client throws: then it is not known, and nothing may be deleted
 */
export async function cancelSending(store: Store, accountId: string, action: Action, emails: readonly Patchable[]): Promise<Unsent> {
  const asked = accountId === store.ownAccountId && isDeletion(store, accountId, action) ? emails.filter((email) => mayWait(store, email)).map(({ id }) => id) : [];
  if (asked.length === 0) return { unsent: new Set(), leaving: new Map() };
  const { cancelAmong } = await import('./cancel-sending.ts');
  return cancelAmong(store, asked);
}

/** How many messages of the conversations that an action deletes are left to be sent at their time: one's own in other folders, which it does not take along. */
export function stillScheduled(store: Store, accountId: string, action: Action, emailIds: readonly string[]): number {
  if (accountId !== store.ownAccountId || !isDeletion(store, accountId, action)) return 0;
  const replica = store.replica(accountId);
  const gone = new Set(emailIds);
  const threads = new Set(emailIds.map((id) => replica.row(id)?.threadId));
  return [...(lastKnown.get(store) ?? none).keys()].filter((id) => !gone.has(id) && threads.has(replica.row(id)?.threadId ?? '')).length;
}

/** Whether an action takes messages away for good, or into Trash or Junk: what waits to be sent is not sent then. */
export function isDeletion(store: Store, accountId: string, action: Action): boolean {
  if (action.kind !== 'move') return action.kind === 'destroy' || action.kind === 'trash' || action.kind === 'junk';
  const role = destinationOf(store, accountId, action)?.role;
  return role === 'trash' || role === 'junk';
}

/** What others have written is not ours to send: it is deleted without a question to the server. */
function mayWait(store: Store, { id, mailboxIds }: Patchable): boolean {
  const replica = store.replica(store.ownAccountId);
  const own = replica.identities?.map(({ email = '' }) => email.toLowerCase());
  const from = replica.row(id)?.from;
  if (own === undefined || !from || own.some((address) => address.startsWith('*'))) return true;
  return from.some(({ email }) => own.includes(email.toLowerCase())) || Object.keys(mailboxIds).some((folder) => ['sent', 'scheduled', 'drafts'].includes(replica.folder(folder)?.role ?? ''));
}

export interface Waiting extends Scheduled {
  readonly emailId: string;
  readonly isSoon: boolean;
  /** It is held until a moment, not for a while (RFC 4865 §5). */
  readonly hasTime: boolean;
}

export async function pending({ client, ownAccountId: accountId }: Store, narrowed: { readonly emailIds?: string[] }): Promise<Waiting[]> {
  const query = client.call('EmailSubmission/query', { accountId, filter: { undoStatus: 'pending', ...narrowed } });
  query.catch(() => {}); // without it the other fails, too
  const { list } = await client.call('EmailSubmission/get', { accountId, '#ids': query.ref('/ids'), properties: ['id', 'emailId', 'sendAt', 'envelope'] });
  const later = Date.now() + soonMs;
  return list.flatMap(({ id: submissionId = '', emailId, sendAt, envelope }) =>
    emailId === undefined || sendAt === undefined ? [] : [{ submissionId, emailId, sendAt, isSoon: Date.parse(sendAt) <= later, hasTime: 'HOLDUNTIL' in (envelope?.mailFrom.parameters ?? {}) }],
  );
}
