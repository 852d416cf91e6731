/** What is being dragged in this window. The browser hides what a drag carries until it is dropped, and a folder has to know before whether it may take it. */
import type { Target } from './selection.ts';

export const emailsDragType = 'application/x-messagerie-emails';
export const folderDragType = 'application/x-messagerie-folder';

export type Dragged = { readonly kind: 'emails'; readonly target: Target } | { readonly kind: 'folder'; readonly accountId: string; readonly mailboxId: string };

let now: Dragged | undefined;

export const draggedNow = (): Dragged | undefined => now;

/** @param badge shown beside the pointer, such as a count */
export function startDrag(transfer: DataTransfer, dragged: Dragged, badge: string): void {
  now = dragged;
  transfer.effectAllowed = dragged.kind === 'emails' ? 'copyMove' : 'move';
  transfer.setData(dragged.kind === 'emails' ? emailsDragType : folderDragType, JSON.stringify(dragged));
  const picture = document.createElement('div');
  picture.textContent = badge;
  picture.dir = 'auto';
  Object.assign(picture.style, {
    position: 'fixed',
    insetBlockStart: '-100px',
    insetInlineStart: '0',
    maxInlineSize: '280px',
    padding: '6px 12px',
    borderRadius: '999px',
    background: 'var(--c-accent)',
    color: 'var(--c-on-accent)',
    font: '600 13px/1.4 var(--font-ui)',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  });
  document.body.append(picture);
  transfer.setDragImage(picture, -12, -8);
  // The browser has taken its picture by then.
  requestAnimationFrame(() => picture.remove());
}

export function endDrag(): void {
  now = undefined;
}
