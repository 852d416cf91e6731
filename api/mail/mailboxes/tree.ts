import { mailboxByName, mailboxByRole, type MailboxRow } from '../../../db/repositories/mailboxes.ts';
import type { Read } from '../../../db/index.ts';

/** What IMAP calls the folder with the role inbox, whatever its name. */
export const INBOX = 'INBOX';
export const SEPARATOR = '/';

/** An account's mailboxes with their places in the tree. */
export class MailboxTree {
  readonly rows: ReadonlyMap<number, MailboxRow>;
  readonly #children = new Map<number, MailboxRow[]>();

  constructor(rows: readonly MailboxRow[]) {
    this.rows = new Map(rows.map((row) => [row.id, row]));
    for (const row of rows) {
      const siblings = this.#children.get(row.parent_id);
      if (siblings) siblings.push(row);
      else this.#children.set(row.parent_id, [row]);
    }
  }

  children(id: number): readonly MailboxRow[] {
    return this.#children.get(id) ?? [];
  }

  /** Names from the top, joined by `/`. */
  path(row: MailboxRow): string {
    return this.#line(row.id).reverse().map((at) => (at.role === 'inbox' ? INBOX : at.name)).join(SEPARATOR);
  }

  /** How many steps below the account; 1 at the top. */
  depth(id: number): number {
    return this.#line(id).length;
  }

  /** The mailbox and all below it, parents first. */
  subtree(id: number): MailboxRow[] {
    const root = this.rows.get(id);
    if (!root) return [];
    // A set grows while it is walked; a damaged tree with a ring in it ends all the same.
    const found = new Set([root]);
    for (const row of found) for (const child of this.children(row.id)) found.add(child);
    return [...found];
  }

  isBelow(id: number, ancestor: number): boolean {
    return this.#line(id).some((row) => row.id === ancestor);
  }

  /** The mailbox and what it lies in, up to the top; each once, also in a damaged tree. */
  #line(id: number): MailboxRow[] {
    const line = new Set<MailboxRow>();
    for (let at = this.rows.get(id); at && !line.has(at); at = this.rows.get(at.parent_id)) line.add(at);
    return [...line];
  }

  /** @param path as {@link path} writes it; INBOX in any case */
  find(path: string): MailboxRow | undefined {
    const names = path.normalize('NFC').split(SEPARATOR);
    let parent = 0;
    let found: MailboxRow | undefined;
    for (const [i, name] of names.entries()) {
      found = this.children(parent).find((row) => (i === 0 && name.toUpperCase() === INBOX ? row.role === 'inbox' : row.role !== 'inbox' && row.name === name));
      if (!found) return undefined;
      parent = found.id;
    }
    return found;
  }

  /** All rows, parents before children, siblings by sort order and name. */
  ordered(): MailboxRow[] {
    const out: MailboxRow[] = [];
    const walk = (id: number): void => {
      const children = [...this.children(id)].sort((a, b) => a.sort_order - b.sort_order || (a.name < b.name ? -1 : 1));
      for (const row of children) {
        out.push(row);
        walk(row.id);
      }
    };
    walk(0);
    return out;
  }
}

/** The mailbox of a path, level by level, without reading the others. @param path as {@link MailboxTree.path} writes it; INBOX in any case */
export async function mailboxByPath(read: Read, accountId: number, path: string): Promise<MailboxRow | undefined> {
  let found: MailboxRow | undefined;
  for (const [i, name] of path.normalize('NFC').split(SEPARATOR).entries()) {
    const isInbox = i === 0 && name.toUpperCase() === INBOX;
    found = isInbox ? await mailboxByRole(read, accountId, 'inbox') : await mailboxByName(read, accountId, found?.id ?? 0, name);
    // By its own name the inbox is not to be had here.
    if (!found || (!isInbox && found.role === 'inbox')) return undefined;
  }
  return found;
}
