import { Copy, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useErrorText } from '../../../app/error-text.ts';
import { send } from '../../../jmap/http.ts';
import { useFormat, useText } from '../../../text/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ErrorState } from '../../../ui/state.tsx';
import { toast } from '../../../ui/toast.tsx';
import { saveFile } from '../attachments/save-file.ts';
import styles from './source-dialog.module.css';

export interface SourceDialogProps {
  readonly accountId: string;
  readonly emailId: string;
  readonly name: string;
  readonly onClose: () => void;
}

const mostCharacters = 300_000;

/** The message letter for letter, as it travelled. */
export function SourceDialog({ accountId, emailId, name, onClose }: SourceDialogProps) {
  const t = useText();
  const format = useFormat();
  const textOf = useErrorText();
  const [source, setSource] = useState<{ text: string; bytes: number }>();
  const [error, setError] = useState<unknown>();
  const address = `/api/v1/messages/${encodeURIComponent(emailId)}/raw?accountId=${encodeURIComponent(accountId)}`;
  useEffect(() => {
    const ended = new AbortController();
    send(address, { signal: ended.signal, headers: { Accept: 'message/rfc822, */*' } })
      .then((response) => response.arrayBuffer())
      .then((bytes) => setSource({ text: new TextDecoder().decode(bytes.slice(0, mostCharacters)), bytes: bytes.byteLength }))
      .catch((cause: unknown) => ended.signal.aborted || setError(cause));
    return () => ended.abort();
  }, [address]);
  const isCut = source !== undefined && source.bytes > mostCharacters;
  return (
    <Dialog
      size="large"
      title={t('reader.source')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button
            icon={Copy}
            isDisabled={!source}
            onPress={() => {
              if (!source) return;
              navigator.clipboard.writeText(source.text).then(
                () => toast(t('reader.copied')),
                () => toast(t('reader.notCopied'), { kind: 'failed' }),
              );
            }}
          >
            {t('reader.copy')}
          </Button>
          <Button kind="primary" icon={Download} onPress={() => saveFile(address, `${name || 'message'}.eml`)}>
            {t('reader.saveEml')}
          </Button>
        </>
      }
    >
      {error !== undefined ? (
        <ErrorState>{textOf(error).what}</ErrorState>
      ) : !source ? (
        <Skeleton rows={6} />
      ) : (
        <>
          {isCut && <p className={styles.cut}>{t('reader.cut', { size: format.size(source.bytes) })}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre className={styles.source} dir="ltr" tabIndex={0}>
            {source.text}
          </pre>
        </>
      )}
    </Dialog>
  );
}
