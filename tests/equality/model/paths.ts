/** How somebody finds a mailbox by IMAP: their own by its names, others' below `Other Users/` (RFC 2342). */
import type { Model } from './model.ts';
import type { Mailbox, Who } from './parts.ts';

const nameOf = (mailbox: Mailbox): string => (mailbox.role === 'inbox' ? 'INBOX' : mailbox.name);

/** @param addresses of all people. What somebody may not see is not there: what lies in it stands at the top. */
export function pathOf(model: Model, addresses: readonly string[], who: Who, mailbox: Mailbox): string {
  const names: string[] = [];
  for (let at: Mailbox | undefined = mailbox; at && (at === mailbox || model.rights(who, at) !== ''); at = at.parent) names.unshift(nameOf(at));
  return (who === mailbox.owner ? names : ['Other Users', addresses[mailbox.owner], ...names]).join('/');
}
