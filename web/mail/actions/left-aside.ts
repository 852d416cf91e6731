/** What stays where it lies when a conversation is put elsewhere that is not looked at in a folder, but was found by a search. */
import type { EmailRow, Store } from '../../store/index.ts';
import type { Action } from './action.ts';
import { inRoles } from './folder-choices.ts';
import { isDeletion } from './scheduled.ts';

/** One's own answers stay among what was sent, and what was thrown away does not come back by it. */
const asideOf: { readonly [Kind in Action['kind']]?: readonly string[] } = {
  archive: ['sent', 'drafts', 'scheduled', 'trash', 'junk'],
  junk: ['sent', 'drafts', 'scheduled', 'trash'],
  move: ['trash', 'junk'],
  copy: ['trash', 'junk'],
};

/** Without what waits to be sent: elsewhere it would go out at its time all the same, and nobody would look for it there. Deleted, it is not sent. */
export function withoutWaiting<E extends Pick<EmailRow, 'mailboxIds'>>(store: Store, accountId: string, action: Action, emails: readonly E[]): readonly E[] {
  if (action.kind === 'copy' || action.kind === 'keyword' || isDeletion(store, accountId, action)) return emails;
  const waits = inRoles(store.replica(accountId).folders() ?? [], ['scheduled']);
  return emails.filter(({ mailboxIds }) => !Object.keys(mailboxIds).some((id) => waits.has(id)));
}

/** Of each conversation what the action is meant for: all of it where all lies aside. */
export function withoutAside<E extends Pick<EmailRow, 'threadId' | 'mailboxIds'>>(store: Store, accountId: string, { kind }: Action, emails: readonly E[]): readonly E[] {
  const roles = asideOf[kind];
  if (!roles) return emails;
  const aside = inRoles(store.replica(accountId).folders() ?? [], roles);
  const isMeant = ({ mailboxIds }: E): boolean => Object.keys(mailboxIds).some((id) => !aside.has(id));
  const meant = new Set(emails.filter(isMeant).map(({ threadId }) => threadId));
  return emails.filter((email) => isMeant(email) || !meant.has(email.threadId));
}
