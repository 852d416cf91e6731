import type { MailboxRow } from '../../../db/repositories/mailboxes.ts';

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
    const names: string[] = [];
    for (let at: MailboxRow | undefined = row; at; at = this.rows.get(at.parent_id)) {
      names.unshift(at.role === 'inbox' ? INBOX : at.name);
      if (names.length > 1000) break;
    }
    return names.join(SEPARATOR);
  }

  /** How many steps below the account; 1 at the top. */
  depth(id: number): number {
    let depth = 0;
    for (let at = this.rows.get(id); at; at = this.rows.get(at.parent_id)) depth += 1;
    return depth;
  }

  /** The mailbox and all below it, parents first. */
  subtree(id: number): MailboxRow[] {
    const root = this.rows.get(id);
    if (!root) return [];
    const found = [root];
    for (let i = 0; i < found.length; i++) found.push(...this.children((found[i] as MailboxRow).id));
    return found;
  }

  isBelow(id: number, ancestor: number): boolean {
    for (let at = this.rows.get(id); at; at = this.rows.get(at.parent_id)) if (at.id === ancestor) return true;
    return false;
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
