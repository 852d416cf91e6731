import { Archive, CalendarClock, FileText, Folder as FolderIcon, Inbox, type LucideIcon, Send, ShieldAlert, Trash2 } from 'lucide-react';
import type { Folder } from '../../store/index.ts';

const ofRole: Readonly<Record<string, LucideIcon>> = { inbox: Inbox, drafts: FileText, scheduled: CalendarClock, sent: Send, archive: Archive, junk: ShieldAlert, trash: Trash2 };

/** A folder's icon: the same wherever it is named. */
export function folderIcon({ role }: Pick<Folder, 'role'>): LucideIcon {
  return ofRole[role ?? ''] ?? FolderIcon;
}

/** Whether its owner has shared it with anybody: people, groups or everyone. */
export const isShared = ({ shareWith }: Pick<Folder, 'shareWith'>): boolean => Object.keys(shareWith ?? {}).length > 0;
