import { ChevronLeft, ChevronRight, Download, FileText } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { EmailBodyPart } from '../../../../openapi/generated/jmap.ts';
import { useErrorText } from '../../../app/error-text.ts';
import { downloadUrl } from '../../../jmap/blobs.ts';
import { send } from '../../../jmap/http.ts';
import { useText } from '../../../text/index.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { bringFocusHome } from '../../../ui/stray-focus.ts';
import { EmptyState, ErrorState } from '../../../ui/state.tsx';
import { mediaTypeOf, previewOf } from './kinds.ts';
import { runsOf } from '../plain/numbers-alone.ts';
import styles from './preview-dialog.module.css';
import { saveFile } from './save-file.ts';

const NestedMessage = lazy(() => import('./nested-message.tsx').then(({ NestedMessage }) => ({ default: NestedMessage })));

export interface PreviewDialogProps {
  readonly accountId: string;
  readonly files: readonly EmailBodyPart[];
  /** Which of them is looked at; undefined for none. */
  readonly place: number | undefined;
  readonly nameOf: (part: EmailBodyPart) => string;
  readonly onPlace: (place: number | undefined) => void;
}

/** One file after the other, large. */
export function PreviewDialog({ accountId, files, place, nameOf, onPlace }: PreviewDialogProps) {
  const t = useText();
  const part = place === undefined ? undefined : files[place];
  // Round and round: a button that goes off at the end would take the focus along.
  const step = (by: 1 | -1) => {
    if (place === undefined) return;
    onPlace((place + by + files.length) % files.length);
    // What was in it may have had the focus, and goes.
    bringFocusHome(() => within.current?.focus());
  };
  const within = useRef<HTMLElement>(null);
  const onKey = useRef<(event: KeyboardEvent) => void>(undefined);
  useEffect(() => {
    onKey.current = ({ key, target }) => {
      // Within a recording, a text or a message arrows have a meaning of their own.
      if ((key !== 'ArrowLeft' && key !== 'ArrowRight') || (target instanceof Element && target.closest('audio, video, pre, [role="toolbar"]'))) return;
      step((key === 'ArrowRight') === (document.dir !== 'rtl') ? 1 : -1);
    };
  });
  /** Wherever in the dialog the focus is: a picture takes none. */
  const hearKeys = useCallback((stage: HTMLElement | null) => {
    const dialog = stage?.closest<HTMLElement>('[role="dialog"]');
    within.current = dialog ?? null;
    const listen = (event: KeyboardEvent) => onKey.current?.(event);
    dialog?.addEventListener('keydown', listen);
    return () => dialog?.removeEventListener('keydown', listen);
  }, []);
  return (
    <Dialog
      size="large"
      title={part ? nameOf(part) : ''}
      isOpen={part !== undefined}
      onClose={() => onPlace(undefined)}
      actions={
        <div className={styles.actions}>
          {files.length > 1 && place !== undefined && (
            <>
              <IconButton icon={ChevronLeft} label={t('reader.previousFile')} placement="top" onPress={() => step(-1)} />
              <span>{t('reader.fileOf', { place: place + 1, total: files.length })}</span>
              <IconButton icon={ChevronRight} label={t('reader.nextFile')} placement="top" onPress={() => step(1)} />
            </>
          )}
          <span className={styles.space} />
          {part && <IconButton icon={Download} label={t('reader.save')} placement="top" onPress={() => saveFile(downloadUrl(accountId, part.blobId ?? '', nameOf(part), part.type), nameOf(part))} />}
        </div>
      }
    >
      {part && (
        <div ref={hearKeys} className={styles.stage}>
          <FilePreview key={part.blobId} accountId={accountId} part={part} name={nameOf(part)} />
        </div>
      )}
    </Dialog>
  );
}

interface FilePreviewProps {
  readonly accountId: string;
  readonly part: EmailBodyPart;
  readonly name: string;
}

function FilePreview({ accountId, part, name }: FilePreviewProps) {
  const t = useText();
  const [isBroken, setBroken] = useState(false);
  const preview = previewOf(part);
  const address = `${downloadUrl(accountId, part.blobId ?? '', name, mediaTypeOf(part))}&inline=true`;
  if (isBroken) return <ErrorState title={t('reader.notShown')}>{t('reader.notShownText')}</ErrorState>;
  switch (preview) {
    case 'picture':
      return <img className={styles.picture} src={address} alt={name} onError={() => setBroken(true)} />;
    case 'pdf':
      // Browsers of phones have no viewer within a page: they hand it to another program.
      if (!navigator.pdfViewerEnabled) {
        return (
          <EmptyState icon={FileText} title={t('reader.noViewer')} action={<Button onPress={() => open(address, '_blank', 'noreferrer')}>{t('reader.openFile')}</Button>}>
            {t('reader.noViewerText')}
          </EmptyState>
        );
      }
      // No sandbox attribute: the browser's own viewer does not start in one. The server sends nothing but what begins like a PDF.
      return <iframe className={styles.page} src={address} title={name} />;
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: what somebody sends has no captions
      return <audio controls src={address} onError={() => setBroken(true)} />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: as above
      return <video className={styles.picture} controls src={address} onError={() => setBroken(true)} />;
    case 'message':
      return (
        <Suspense fallback={<Skeleton rows={3} />}>
          <NestedMessage accountId={accountId} blobId={part.blobId ?? ''} />
        </Suspense>
      );
    default:
      return <TextFile address={address} />;
  }
}

const mostCharacters = 500_000;

function TextFile({ address }: { readonly address: string }) {
  const t = useText();
  const textOf = useErrorText();
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const ended = new AbortController();
    send(address, { signal: ended.signal })
      .then((response) => response.arrayBuffer())
      .then((bytes) => setText(decoded(bytes).slice(0, mostCharacters)))
      .catch((cause: unknown) => ended.signal.aborted || setError(cause));
    return () => ended.abort();
  }, [address]);
  if (error !== undefined) return <ErrorState>{textOf(error).what}</ErrorState>;
  if (text === undefined) return <Skeleton rows={4} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <pre className={styles.text} tabIndex={0} title={t('reader.fileText')}>
      {runsOf(text).map((run, at) =>
        run.isNumbers ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change their order
          <bdi key={at} dir="ltr">{run.text}</bdi>
        ) : (
          run.text
        ),
      )}
    </pre>
  );
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
