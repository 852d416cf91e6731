import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { FileDown, Image as ImageIcon, ImageOff, Moon, Sun } from 'lucide-react';
import { usePreferences } from '../../../app/preferences.tsx';
import { downloadUrl } from '../../../jmap/blobs.ts';
import { useStore } from '../../../store/index.ts';
import { useFormat, useText } from '../../../text/index.ts';
import { announce } from '../../../ui/announce.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { useMediaQuery } from '../../../ui/media.ts';
import { useComposer } from '../../composer/use-composer.ts';
import { intentOfMailto } from '../../composer/intent.ts';
import { InlinePicture } from '../attachments/inline-picture.tsx';
import { asText } from '../html/as-text.ts';
import { prepareFrame } from '../html/frames.ts';
import type { FrameFacts, MailFrameProps, SuspiciousLink } from '../html/mail-frame.tsx';
import { SuspiciousLinkDialog } from '../html/suspicious-link-dialog.tsx';
import { useMissingPage } from '../html/use-missing-page.ts';
import { isForwardSubject } from '../forwarded.ts';
import { textFormat } from '../plain/flowed.ts';
import { PlainText } from '../plain/plain-text.tsx';
import styles from './message-body.module.css';
import { allParts, isBlank, isSealed, type Piece, type Readable, senderOf } from './readable.ts';

// The sanitiser comes when there is something for it, or when the browser has nothing else to do.
const loadFrame = () => import('../html/mail-frame.tsx').then(({ MailFrame }) => ({ default: MailFrame }));
const MailFrame = lazy(loadFrame);
if ('requestIdleCallback' in window) requestIdleCallback(() => void loadFrame().then(prepareFrame, () => {}));

export interface MessageBodyProps {
  readonly accountId: string;
  readonly message: Readable;
  readonly pieces: readonly Piece[];
  /** Nobody whom one trusts writes into the junk folder. */
  readonly isJunk: boolean;
}

/** What a message says, with what is to be known and chosen about it above. */
export function MessageBody({ accountId, message, pieces, isJunk }: MessageBodyProps) {
  const t = useText();
  const { open } = useComposer();
  const { preferences, change } = usePreferences();
  const isDark = useIsDark();
  const [facts, setFacts] = useState<FrameFacts>();
  const [showsOnce, setShowsOnce] = useState(false);
  const [surface, setSurface] = useState<'auto' | 'paper' | 'theme'>('auto');
  const [link, setLink] = useState<SuspiciousLink>();
  const [failed, setFailed] = useState(0);
  const [tries, setTries] = useState(1);
  useEffect(() => {
    if (failed === 1) announce(t('reader.picturesFailed', { count: failed }));
  }, [failed, t]);
  const parts = useMemo(() => allParts(message), [message]);
  const onMailto = useCallback((href: string) => open(intentOfMailto(href)), [open]);

  const sender = senderOf(message);
  const isForward = isForwardSubject(message.subject ?? '');
  const address = (message.from?.[0]?.email ?? '').toLowerCase();
  const isTrusted = preferences.trustedSenders.some((trusted) => trusted === address || (trusted.startsWith('@') && address.endsWith(trusted)));
  const showsRemote = showsOnce || (!isJunk && (preferences.remoteImages === 'always' || (preferences.remoteImages === 'ask' && isTrusted)));
  const isOnPaper = surface === 'paper' || (surface === 'auto' && facts?.isColoured === true);
  const mayTrust = preferences.remoteImages === 'ask' && !isJunk && address !== '' && !isTrusted;

  return (
    <div className={styles.body}>
      {isDark && facts && (
        <div className={styles.surface}>
          <IconButton icon={isOnPaper ? Moon : Sun} label={t(isOnPaper ? 'reader.onDark' : 'reader.onPaper')} onPress={() => setSurface(isOnPaper ? 'theme' : 'paper')} />
        </div>
      )}
      {facts && facts.remotePictures > 0 && !showsRemote && (
        <Banner
          icon={ImageIcon}
          actions={
            <>
              <Button kind="quiet" onPress={() => setShowsOnce(true)}>
                {t('reader.showPictures')}
              </Button>
              {mayTrust && (
                <Button
                  kind="quiet"
                  onPress={() => {
                    setShowsOnce(true);
                    change({ trustedSenders: [...preferences.trustedSenders, address] }).catch(() => {});
                  }}
                >
                  {t('reader.alwaysPictures')}
                </Button>
              )}
            </>
          }
        >
          <span title={t('reader.picturesTell')}>{t('reader.picturesBlocked')}</span>
        </Banner>
      )}
      {showsRemote && failed > 0 && (
        <Banner
          icon={ImageOff}
          onDismiss={() => setFailed(0)}
          actions={
            <Button
              kind="quiet"
              onPress={() => {
                setFailed(0);
                setTries(tries + 1);
              }}
            >
              {t('ui.retry')}
            </Button>
          }
        >
          {t('reader.picturesFailed', { count: failed })}
        </Banner>
      )}
      {pieces.map((piece, place) => {
        const key = `${piece.part.partId ?? place} ${tries}`;
        if (piece.kind === 'picture') return <InlinePicture key={key} accountId={accountId} part={piece.part} />;
        if (piece.kind === 'text') {
          return (
            <div key={key}>
              <PlainText text={piece.value} isForward={isForward} format={textFormat(piece.part['header:Content-Type'] as string | undefined)} onMailto={onMailto} />
              {piece.isTruncated && <CutNotice accountId={accountId} message={message} part={piece.part} />}
            </div>
          );
        }
        return (
          <HtmlPiece
            key={key}
            piece={piece}
            accountId={accountId}
            message={message}
            frame={{ accountId, parts, sender: sender?.name ?? '', isForward, showsRemote, isDark, surface, onFacts: setFacts, onPicturesFailed: setFailed, onMailto, onSuspiciousLink: setLink }}
          />
        );
      })}
      {pieces.every(isBlank) && <p className={styles.empty}>{t(isSealed(message) ? 'reader.sealed' : 'reader.noText')}</p>}
      <SuspiciousLinkDialog link={link} onClose={() => setLink(undefined)} />
    </div>
  );
}

interface HtmlPieceProps {
  readonly piece: Piece;
  readonly accountId: string;
  readonly message: Readable;
  readonly frame: Omit<MailFrameProps, 'html' | 'onMissing'>;
}

function HtmlPiece({ piece, accountId, message, frame }: HtmlPieceProps) {
  const t = useText();
  const [isCut, setCut] = useState(false);
  const [isText, setText] = useState(false);
  const [isMissing, setMissing] = useMissingPage();
  const { onFacts } = frame;
  const hear = useCallback(
    (facts: FrameFacts) => {
      setCut(facts.isCut);
      onFacts(facts);
    },
    [onFacts],
  );
  const isPlain = isText || isMissing;
  const text = useMemo(() => (isPlain ? asText(piece.value) : ''), [isPlain, piece.value]);
  return (
    <>
      {isPlain ? (
        <PlainText text={text} isForward={frame.isForward ?? false} format={{ isFlowed: false, delSp: false }} onMailto={frame.onMailto} />
      ) : (
        <Suspense>
          <MailFrame html={piece.value} {...frame} onFacts={hear} onMissing={() => setMissing(true)} />
        </Suspense>
      )}
      {(piece.isTruncated || isCut) && (
        <CutNotice accountId={accountId} message={message} part={piece.part} {...(isPlain ? {} : { onAsText: () => setText(true) })} />
      )}
      {isPlain && (
        <Button
          kind="quiet"
          onPress={() => {
            setText(false);
            setMissing(false);
          }}
        >
          {t('reader.asHtml')}
        </Button>
      )}
    </>
  );
}

/** More than this is not drawn in a page: it is read as text, or saved. */
const mostWholeBytes = 5_000_000;

interface CutNoticeProps {
  readonly accountId: string;
  readonly message: Readable;
  readonly part: Piece['part'];
  readonly onAsText?: () => void;
}

/** Only the beginning is shown: how to come by the rest. */
function CutNotice({ accountId, message, part, onAsText }: CutNoticeProps) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const [isLoading, setLoading] = useState(false);
  const size = part.size ?? 0;
  const { id } = message;
  const loadWhole = () => {
    if (!id) return;
    setLoading(true);
    store.bodies.loadWhole(accountId, id).catch((error: unknown) => store.failed(error)).finally(() => setLoading(false));
  };
  const isWhole = message.bodyValues?.[part.partId ?? '']?.isTruncated !== true;
  return (
    <Banner
      kind="warn"
      actions={
        <>
          {id && !isWhole && size <= mostWholeBytes && (
            <Button kind="quiet" isPending={isLoading} onPress={loadWhole}>
              {t('reader.showAll')}
            </Button>
          )}
          {onAsText && (
            <Button kind="quiet" onPress={onAsText}>
              {t('reader.asText')}
            </Button>
          )}
          {part.blobId && (
            <a className={styles.download} href={downloadUrl(accountId, part.blobId, part.type === 'text/html' ? 'message.html' : 'message.txt')} download>
              <FileDown size={18} strokeWidth={1.75} aria-hidden /> {t('reader.save')}
            </a>
          )}
        </>
      }
    >
      {t('reader.cut', { size: format.size(size) })}
    </Banner>
  );
}

function useIsDark(): boolean {
  const { theme } = usePreferences().preferences;
  const device = useMediaQuery('(prefers-color-scheme: dark)');
  return theme === 'dark' || (theme === 'system' && device);
}
