/** The folders that mail was moved to last, kept in this browser. */
const storageKey = 'messagerie.recent-folders';
const most = 5;

export interface FolderPlace {
  readonly accountId: string;
  readonly mailboxId: string;
}

export function recentFolders(): readonly FolderPlace[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? (stored as FolderPlace[]).filter((one) => typeof one?.accountId === 'string' && typeof one.mailboxId === 'string').slice(0, most) : [];
  } catch {
    return []; // storage is refused, or holds something else
  }
}

export function rememberFolder(place: FolderPlace): void {
  try {
    const others = recentFolders().filter(({ accountId, mailboxId }) => accountId !== place.accountId || mailboxId !== place.mailboxId);
    localStorage.setItem(storageKey, JSON.stringify([place, ...others].slice(0, most)));
  } catch {
    // Where storage is refused there are no recent folders.
  }
}
