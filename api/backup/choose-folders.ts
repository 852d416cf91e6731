import type { BackupMailbox } from '../../db/backup/index.ts';
import { CoreError } from '../client/errors.ts';

export interface ChosenFolders {
  /** Parents before children. */
  readonly mailboxes: readonly BackupMailbox[];
  /** Those of them that lead to the given ones. */
  leadingTo(used: ReadonlySet<number>): BackupMailbox[];
}

/**
 * Folders of an account in a backup: all, or one with those below it.
 * @param path names from the top, joined by `/`; INBOX in any case
 * @throws CoreError mailboxNotFound
 */
export function chooseFolders(mailboxes: readonly BackupMailbox[], path: string | undefined): ChosenFolders {
  const children = new Map<number, BackupMailbox[]>();
  for (const mailbox of mailboxes) children.set(mailbox.parentId, [...(children.get(mailbox.parentId) ?? []), mailbox]);
  const below = (parentId: number): BackupMailbox[] =>
    [...(children.get(parentId) ?? [])].sort((a, b) => a.sortOrder - b.sortOrder || (a.name < b.name ? -1 : 1)).flatMap((mailbox) => [mailbox, ...below(mailbox.id)]);
  const top = path === undefined ? undefined : find(children, path);
  if (path !== undefined && !top) throw new CoreError('mailboxNotFound', `The account has no folder ${JSON.stringify(path.slice(0, 200))} in the backup.`);
  const chosen = top ? [top, ...below(top.id)] : below(0);
  const byId = new Map(chosen.map((mailbox) => [mailbox.id, mailbox]));
  return {
    mailboxes: chosen,
    leadingTo(used) {
      const needed = new Set<number>();
      for (const id of used) for (let at = byId.get(id); at && !needed.has(at.id); at = byId.get(at.parentId)) needed.add(at.id);
      return chosen.filter(({ id }) => needed.has(id));
    },
  };
}

function find(children: ReadonlyMap<number, readonly BackupMailbox[]>, path: string): BackupMailbox | undefined {
  let found: BackupMailbox | undefined;
  for (const [i, name] of path.normalize('NFC').split('/').entries()) {
    const siblings: readonly BackupMailbox[] = children.get(found?.id ?? 0) ?? [];
    found = siblings.find((mailbox) => (i === 0 && name.toUpperCase() === 'INBOX' ? mailbox.role === 'inbox' : mailbox.name === name));
    if (!found) return undefined;
  }
  return found;
}
