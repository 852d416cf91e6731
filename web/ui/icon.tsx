import type { LucideIcon } from 'lucide-react';
import styles from './icon.module.css';

export type { LucideIcon } from 'lucide-react';

/**
 * Icons that point along the line of text and so turn round where this runs from right to left (names as lucide has them).
 * Not among them: check, clock, search, paperclip, media controls, the logo.
 */
const turned = new Set([
  'ArrowLeft', 'ArrowRight', 'ChevronLeft', 'ChevronRight', 'ChevronFirst', 'ChevronLast', 'ChevronsLeft', 'ChevronsRight',
  'Reply', 'ReplyAll', 'Forward', 'Send', 'SendHorizontal', 'Undo', 'Undo2', 'Redo', 'Redo2', 'CornerUpLeft', 'CornerUpRight',
  'List', 'ListTree', 'ListIndentIncrease', 'ListIndentDecrease', 'IndentIncrease', 'IndentDecrease', 'TextQuote', 'LogOut', 'LogIn',
  'FolderInput', 'FolderOutput', 'FolderTree', 'PanelLeft', 'PanelRight', 'SquareArrowOutUpRight', 'ExternalLink', 'Tag', 'Tags', 'BookOpenText',
]);

export interface IconProps {
  readonly of: LucideIcon;
  /** In pixels. */
  readonly size?: number;
  readonly className?: string | undefined;
  /** Fills the outline: a flag that is set. */
  readonly filled?: boolean;
}

/** A picture beside or in place of words; never the only name of a control. */
export function Icon({ of: Picture, size = 20, className, filled = false }: IconProps) {
  const classes = [styles.icon, turned.has(Picture.displayName ?? '') && styles.turned, filled && styles.filled, className];
  return <Picture size={size} strokeWidth={1.75} absoluteStrokeWidth aria-hidden className={classes.filter(Boolean).join(' ')} />;
}
