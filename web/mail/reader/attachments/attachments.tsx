import { Download, FolderArchive } from 'lucide-react';
import { useState } from 'react';
import { Button as PlainButton } from 'react-aria-components/Button';
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { downloadUrl } from '../../../jmap/blobs.ts';
import { useFormat, useText } from '../../../text/index.ts';
import { AlertDialog } from '../../../ui/dialog.tsx';
import { FileName } from '../../../ui/file-name.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { withoutBidiControls } from '../../../ui/name-parts.ts';
import { Tooltip } from '../../../ui/tooltip.tsx';
import styles from './attachments.module.css';
import { FileIcon } from './file-icon.tsx';
import { fileName, isHarmful, kindOf, previewOf } from './kinds.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { saveFile } from './save-file.ts';

export interface AttachmentsProps {
  readonly accountId: string;
  /** Undefined for a message inside of another: it has no address of its own. */
  readonly emailId: string | undefined;
  readonly files: readonly EmailBodyPart[];
}

/** The files of a message: to be looked at, saved one by one or all together. */
export function Attachments({ accountId, emailId, files }: AttachmentsProps) {
  const t = useText();
  const format = useFormat();
  const [shown, setShown] = useState<number>();
  const [doubtful, setDoubtful] = useState<EmailBodyPart>();
  const names = { message: t('reader.attachedMessage'), invitation: t('reader.invitation'), file: t('reader.file') };
  const nameOf = (part: EmailBodyPart) => withoutBidiControls(fileName(part, names));
  const addressOf = (part: EmailBodyPart) => downloadUrl(accountId, part.blobId ?? '', nameOf(part), part.type);
  const shownFiles = files.filter((part) => previewOf(part) !== undefined);
  const totalBytes = files.reduce((sum, { size = 0 }) => sum + size, 0);

  const press = (part: EmailBodyPart) => {
    const place = shownFiles.indexOf(part);
    if (place >= 0) setShown(place);
    else if (isHarmful(part)) setDoubtful(part);
    else saveFile(addressOf(part), nameOf(part));
  };

  return (
    <section className={styles.attachments} aria-label={t('reader.attachments')}>
      <div className={styles.summary}>
        <span>
          {t('reader.fileCount', { count: files.length })} · {format.size(totalBytes)}
        </span>
        {files.length > 1 && emailId !== undefined && (
          <a className={styles.all} href={`/api/v1/messages/${encodeURIComponent(emailId)}/attachments.zip?accountId=${encodeURIComponent(accountId)}`} download>
            <Icon of={FolderArchive} size={16} />
            {t('reader.saveAll')}
          </a>
        )}
      </div>
      <ul role="list" className={styles.files}>
        {files.map((part) => (
          <li key={part.partId ?? part.blobId} className={styles.file} data-harmful={isHarmful(part) || undefined} data-print-file={`\u2066${nameOf(part)}\u2069 (${format.size(part.size ?? 0)})`}>
            <PlainButton className={styles.open ?? ''} onPress={() => press(part)}>
              <FileIcon kind={kindOf(part)} />
              <span className={styles.words}>
                <FileName name={nameOf(part)} />
                <span className={styles.size}>
                  {format.size(part.size ?? 0)}
                  {isHarmful(part) && <span className={styles.caution}> · {t('reader.harmful')}</span>}
                </span>
              </span>
            </PlainButton>
            <Tooltip text={t('reader.save')}>
              <PlainButton
                className={styles.save ?? ''}
                aria-label={t('reader.saveFile', { name: nameOf(part) })}
                onPress={() => (isHarmful(part) ? setDoubtful(part) : saveFile(addressOf(part), nameOf(part)))}
              >
                <Icon of={Download} size={18} />
              </PlainButton>
            </Tooltip>
          </li>
        ))}
      </ul>
      <PreviewDialog accountId={accountId} files={shownFiles} place={shown} nameOf={nameOf} onPlace={setShown} />
      <AlertDialog
        title={t('reader.harmfulTitle')}
        isOpen={doubtful !== undefined}
        danger
        confirm={t('reader.saveAnyway')}
        onCancel={() => setDoubtful(undefined)}
        onConfirm={() => {
          if (doubtful) saveFile(addressOf(doubtful), nameOf(doubtful));
          setDoubtful(undefined);
        }}
      >
        {doubtful && (
          <>
            <p>
              <FileName name={nameOf(doubtful)} />
            </p>
            <p>{t('reader.harmfulText')}</p>
          </>
        )}
      </AlertDialog>
    </section>
  );
}
