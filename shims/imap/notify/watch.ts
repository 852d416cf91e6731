import type { LegacyMailbox } from '../../../api/client/index.ts';
import type { NotifyEvent, NotifyGroup } from '../grammar/parse-notify.ts';
import { namespaceOf } from '../mailboxes/namespaces.ts';
import { SEPARATOR } from '../mailboxes/pattern.ts';

/** Which events are told of a mailbox, or of a name that is none any more: those of all groups that mean it (RFC 5465 §6). */
export function isWatched(groups: readonly NotifyGroup[], event: NotifyEvent, { path, subscribed }: Pick<LegacyMailbox, 'path' | 'subscribed'>): boolean {
  return groups.some((group) => group.events.has(event) && means(group, path, subscribed));
}

function means({ filter, names }: NotifyGroup, path: string, subscribed: boolean): boolean {
  switch (filter) {
    // Sieve and addresses with a folder's name deliver into any of one's own (RFC 5465 §6.3).
    case 'INBOXES':
    case 'PERSONAL':
      return namespaceOf(path) === 'own';
    case 'SUBSCRIBED':
      return subscribed;
    case 'SUBTREE':
      return names.some((name) => path === name || path.startsWith(`${name}${SEPARATOR}`));
    case 'MAILBOXES':
      return names.includes(path);
  }
}
