import type { LegacyMailbox } from '../../../api/client/index.ts';
import { parentsOf, SEPARATOR } from './pattern.ts';

/** Roots of the namespaces (RFC 2342) as the core's paths begin. */
export const OTHER_USERS = 'Other Users';
export const SHARED_FOLDERS = 'Shared Folders';

/** Does a mailbox of this name, if there is one, belong to somebody else? */
export function isOthersName(name: string): boolean {
  return [OTHER_USERS, SHARED_FOLDERS].some((root) => name === root || name.startsWith(`${root}${SEPARATOR}`));
}

/** Where a name belongs. */
export const namespaceOf = (name: string): 'own' | 'others' => (isOthersName(name) ? 'others' : 'own');

/** A line of LIST: a mailbox, or a mere level above some. */
export interface ListedName {
  readonly path: string;
  readonly hasChildren: boolean;
  /** Undefined for a level: there is no such mailbox, it only has some below it. */
  readonly mailbox: LegacyMailbox | undefined;
}

/** Mailboxes, and the levels above those of others (`Other Users`, `Other Users/ali@example.org`), each before what is below it. */
export function withLevels(mailboxes: readonly LegacyMailbox[]): ListedName[] {
  const listed = new Map<string, ListedName>();
  const isThere = new Set(mailboxes.map((mailbox) => mailbox.path));
  for (const mailbox of mailboxes) {
    if (isOthersName(mailbox.path)) {
      for (const path of parentsOf(mailbox.path).reverse()) {
        if (!isThere.has(path) && !listed.has(path)) listed.set(path, { path, hasChildren: true, mailbox: undefined });
      }
    }
    listed.set(mailbox.path, { path: mailbox.path, hasChildren: mailbox.hasChildren, mailbox });
  }
  return [...listed.values()];
}
