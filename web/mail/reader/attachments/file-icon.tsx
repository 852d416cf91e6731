import { CalendarDays, ContactRound, File, FileArchive, FileImage, FileMusic, FilePlay, FileSpreadsheet, FileText, FileWarning, Mail, Presentation } from 'lucide-react';
import { Icon, type LucideIcon } from '../../../ui/icon.tsx';
import styles from './attachments.module.css';
import type { FileKind } from './kinds.ts';

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  picture: FileImage, pdf: FileText, text: FileText, audio: FileMusic, video: FilePlay, message: Mail, calendar: CalendarDays, contact: ContactRound, document: FileText, sheet: FileSpreadsheet,
  slides: Presentation, archive: FileArchive, program: FileWarning, other: File,
};

export function FileIcon({ kind }: { readonly kind: FileKind }) {
  return (
    <span className={styles.mark} data-kind={kind}>
      <Icon of={icons[kind]} size={20} />
    </span>
  );
}
