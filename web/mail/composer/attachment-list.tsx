import { File, FileArchive, FileAudio, FileImage, FileSpreadsheet, FileText, FileVideo, Mail, RotateCcw, X } from 'lucide-react';
import type { Ref } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useFormat, useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { FileName } from '../../ui/file-name.tsx';
import { Icon, type LucideIcon } from '../../ui/icon.tsx';
import styles from './attachment-list.module.css';
import type { Attachment } from './draft.ts';
import { isLost, isUnreadable } from './lost-files.ts';
import type { OpenDraft } from './open-draft.ts';
import type { RefusedFile } from './refused-files.ts';

export interface AttachmentListProps {
  readonly ref: Ref<HTMLUListElement>;
  readonly open: OpenDraft;
  readonly files: readonly Attachment[];
  readonly onRemove: (file: Attachment) => void;
  /** Called with the id of a file that could not be taken. */
  readonly onRemoveRefused: (id: string) => void;
}

/** The files of a message, on their way or there, and those that cannot go along. */
export function AttachmentList({ ref, open, files, onRemove, onRemoveRefused }: AttachmentListProps) {
  const t = useText();
  if (files.length + open.refusedFiles.length === 0) return null;
  return (
    <ul ref={ref} role="list" className={styles.list} aria-label={t('composer.attachments')}>
      {files.map((file) => (
        <AttachmentItem key={file.id} open={open} file={file} onRemove={onRemove} />
      ))}
      {open.refusedFiles.map((file) => (
        <RefusedItem key={file.id} file={file} onRemove={() => onRemoveRefused(file.id)} />
      ))}
    </ul>
  );
}

function AttachmentItem({ open, file, onRemove }: { readonly open: OpenDraft; readonly file: Attachment; readonly onRemove: (file: Attachment) => void }) {
  const t = useText();
  const format = useFormat();
  const errorText = useErrorText();
  const state = file.blobId === undefined ? open.uploads.state(file.id) : undefined;
  const share = state ? state.sentBytes / Math.max(1, file.size) : 1;
  const hasFailed = state?.kind === 'failed';
  const isGone = isLost(open, file);
  return (
    <li className={styles.file} data-failed={hasFailed || isGone || undefined}>
      <Icon of={iconOf(file.type)} size={20} className={styles.icon} />
      <span className={styles.words}>
        <FileName name={file.name} />
        <span className={styles.size}>
          {isGone ? t(isUnreadable(open, file) ? 'composer.fileUnreadable' : 'composer.fileLost') : hasFailed ? errorText(state.error).what : state?.kind === 'running' ? t('composer.uploading', { done: format.percent(share) }) : state ? t('composer.uploadWaiting') : format.size(file.size)}
        </span>
      </span>
      {hasFailed && !isGone && <IconButton icon={RotateCcw} label={t('composer.retryUpload', { name: file.name })} size="small" placement="top" onPress={() => open.uploads.retry(file.id)} />}
      <IconButton icon={X} label={t(state && !isGone ? 'composer.cancelUpload' : 'composer.removeFile', { name: file.name })} size="small" placement="top" onPress={() => onRemove(file)} />
      {state && !hasFailed && (
        <span className={styles.progress} role="progressbar" aria-label={t('composer.uploadOf', { name: file.name })} aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100}>
          <span style={{ inlineSize: `${Math.round(share * 100)}%` }} />
        </span>
      )}
    </li>
  );
}

function RefusedItem({ file, onRemove }: { readonly file: RefusedFile; readonly onRemove: () => void }) {
  const t = useText();
  const format = useFormat();
  return (
    <li className={styles.file} data-failed>
      <Icon of={iconOf(file.type)} size={20} className={styles.icon} />
      <span className={styles.words}>
        <FileName name={file.name} />
        <span className={styles.size}>{t(`composer.refused.${file.reason}`, { size: format.size(file.size) })}</span>
      </span>
      <IconButton icon={X} label={t('composer.removeFile', { name: file.name })} size="small" placement="top" onPress={onRemove} />
    </li>
  );
}

function iconOf(type: string): LucideIcon {
  if (type.startsWith('image/')) return FileImage;
  if (type.startsWith('audio/')) return FileAudio;
  if (type.startsWith('video/')) return FileVideo;
  if (type.startsWith('text/') || /pdf|word|opendocument\.text/.test(type)) return FileText;
  if (/sheet|excel|csv/.test(type)) return FileSpreadsheet;
  if (/zip|tar|compressed|rar/.test(type)) return FileArchive;
  return type === 'message/rfc822' ? Mail : File;
}
