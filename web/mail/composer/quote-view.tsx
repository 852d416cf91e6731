/** What is answered or passed on, sealed below the text: folded for an answer, open for a message passed on. */
import { Ellipsis, Image, PencilLine, Trash2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { EmailBodyPart } from '../../../openapi/generated/jmap.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useMediaQuery } from '../../ui/media.ts';
import { bringFocusHome } from '../../ui/stray-focus.ts';
import { MailFrame } from '../reader/html/mail-frame.tsx';
import { useMissingPage } from '../reader/html/use-missing-page.ts';
import type { Quote } from './draft.ts';
import styles from './quote-view.module.css';

export interface QuoteViewProps {
  readonly quote: Quote;
  readonly accountId: string;
  /** Puts it into the editor. */
  readonly onOpen: () => void;
  readonly onRemove: () => void;
}

const nothing = () => {};

export function QuoteView({ quote, accountId, onOpen, onRemove }: QuoteViewProps) {
  const t = useText();
  const { theme } = usePreferences().preferences;
  const isDeviceDark = useMediaQuery('(prefers-color-scheme: dark)');
  const isDark = theme === 'dark' || (theme === 'system' && isDeviceDark);
  const [showsRemote, setShowsRemote] = useState(false);
  const [remotePictures, setRemotePictures] = useState(0);
  const [isShown, setShown] = useState(quote.kind === 'forward');
  const [isMissing, setMissing] = useMissingPage();
  const actions = useRef<HTMLDivElement>(null);
  // The same list while somebody writes: with another one the frame would be drawn again. What each save changes in it, the ids of blobs, is needed when it is drawn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const parts = useMemo<EmailBodyPart[]>(() => quote.images.map(({ cid, blobId, name, size }) => ({ cid: cid ?? null, blobId: blobId ?? null, name, size })), [quote.html, isShown, showsRemote, isDark]);
  const showPictures = (): void => {
    setShowsRemote(true);
    // The button goes.
    bringFocusHome(() => actions.current?.querySelector('button')?.focus());
  };
  return (
    <section className={styles.quote} aria-label={t(quote.kind === 'reply' ? 'composer.quotedOriginal' : 'composer.forwardedOriginal')}>
      <div className={styles.bar}>
        <button type="button" className={styles.fold} aria-expanded={isShown} onClick={() => setShown(!isShown)} aria-label={t(isShown ? 'composer.hideQuote' : 'composer.showQuote')} title={t(isShown ? 'composer.hideQuote' : 'composer.showQuote')}>
          <Icon of={Ellipsis} size={18} />
        </button>
        <span className={styles.heading} dir="auto">
          {quote.heading[0]}
        </span>
      </div>
      {isShown && (
        <>
          {quote.heading.length > 1 && (
            <div className={styles.fields}>
              {quote.heading.slice(1).map((line) => (
                <p key={line} dir="auto">
                  {line}
                </p>
              ))}
            </div>
          )}
          <div className={styles.original} dir={quote.dir}>
            {quote.html === '' || isMissing ? (
              <p className={styles.plain} dir="auto">
                {quote.text}
              </p>
            ) : (
              <MailFrame
                html={quote.html}
                accountId={accountId}
                parts={parts}
                sender={quote.heading[0] ?? ''}
                showsRemote={showsRemote}
                isDark={isDark}
                surface="auto"
                onFacts={(facts) => setRemotePictures(facts.remotePictures)}
                onMissing={() => setMissing(true)}
                onMailto={nothing}
                onSuspiciousLink={nothing}
              />
            )}
          </div>
          <div ref={actions} className={styles.actions}>
            {remotePictures > 0 && !showsRemote && (
              <Button kind="quiet" icon={Image} onPress={showPictures}>
                {t('composer.showPictures')}
              </Button>
            )}
            <Button kind="quiet" icon={PencilLine} onPress={onOpen}>
              {t(quote.kind === 'reply' ? 'composer.answerInline' : 'composer.editQuote')}
            </Button>
            <Button kind="quiet" icon={Trash2} onPress={onRemove}>
              {t('composer.removeQuote')}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
