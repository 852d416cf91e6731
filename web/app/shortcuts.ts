/** Every key of the client, by what it does: those of Gmail, which most people's fingers know. The help on `?` is drawn from this list. */

export type Scope = 'global' | 'list' | 'reader' | 'composer';

export interface Shortcut {
  readonly scope: Scope;
  /**
   * Keys that do it: a character or a name of `KeyboardEvent.key`, with `Shift+`, `Ctrl+` (⌘ on a Mac) in front; two with a space between are pressed one after the
   * other.
   */
  readonly keys: readonly string[];
}

export const shortcuts = {
  // Anywhere
  compose: { scope: 'global', keys: ['c'] },
  search: { scope: 'global', keys: ['/'] },
  undo: { scope: 'global', keys: ['z', 'Ctrl+z'] },
  help: { scope: 'global', keys: ['?'] },
  goInbox: { scope: 'global', keys: ['g i'] },
  goFlagged: { scope: 'global', keys: ['g s'] },
  goDrafts: { scope: 'global', keys: ['g d'] },
  goSent: { scope: 'global', keys: ['g t'] },
  goArchive: { scope: 'global', keys: ['g a'] },
  // In a list
  next: { scope: 'list', keys: ['j', 'ArrowDown'] },
  previous: { scope: 'list', keys: ['k', 'ArrowUp'] },
  open: { scope: 'list', keys: ['o', 'Enter'] },
  select: { scope: 'list', keys: ['x'] },
  extendDown: { scope: 'list', keys: ['Shift+ArrowDown', 'Shift+J'] },
  extendUp: { scope: 'list', keys: ['Shift+ArrowUp', 'Shift+K'] },
  selectAll: { scope: 'list', keys: ['* a', 'Ctrl+a'] },
  selectNone: { scope: 'list', keys: ['* n'] },
  // On messages, in the list and in the reader
  archive: { scope: 'list', keys: ['e'] },
  trash: { scope: 'list', keys: ['#', 'Delete'] },
  junk: { scope: 'list', keys: ['!'] },
  flag: { scope: 'list', keys: ['s'] },
  markRead: { scope: 'list', keys: ['Shift+I'] },
  markUnread: { scope: 'list', keys: ['Shift+U'] },
  move: { scope: 'list', keys: ['v'] },
  label: { scope: 'list', keys: ['l'] },
  // In the reader
  close: { scope: 'reader', keys: ['u', 'Escape'] },
  fold: { scope: 'reader', keys: ['o'] },
  nextMessage: { scope: 'reader', keys: ['n'] },
  previousMessage: { scope: 'reader', keys: ['p'] },
  reply: { scope: 'reader', keys: ['r'] },
  replyAll: { scope: 'reader', keys: ['a'] },
  forward: { scope: 'reader', keys: ['f'] },
  // In the composer
  send: { scope: 'composer', keys: ['Ctrl+Enter'] },
  save: { scope: 'composer', keys: ['Ctrl+s'] },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;
