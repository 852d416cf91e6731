import { Fragment, useMemo, useState } from 'react';
import { useText } from '../../../text/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Button as PlainButton } from 'react-aria-components/Button';
import { quoteStart, signatureStart, textBlocks, type TextBlock, type TextFormat } from './flowed.ts';
import { withLinks } from './links.ts';
import { runsOf } from './numbers-alone.ts';
import styles from './plain-text.module.css';

export interface PlainTextProps {
  readonly text: string;
  readonly format: TextFormat;
  /** It passes another message on: nothing of it is folded. */
  readonly isForward: boolean;
  readonly onMailto: (href: string) => void;
}

/** Characters drawn at first, and with each press of "more": a browser takes long to lay out a book. */
const firstCharacters = 150_000;
const moreCharacters = 600_000;

/** Plain text: its paragraphs each in their own direction, addresses as links, the quoted end folded. */
export function PlainText({ text, format, isForward, onMailto }: PlainTextProps) {
  const t = useText();
  const [shown, setShown] = useState(firstCharacters);
  const [isOpen, setOpen] = useState(false);
  const blocks = useMemo(() => textBlocks(text.slice(0, shown).trimEnd(), format), [text, shown, format]);
  const start = useMemo(() => (isForward ? blocks.length : quoteStart(blocks)), [blocks, isForward]);
  const hasQuote = start < blocks.length;
  const end = signatureStart(blocks);
  return (
    <div className={styles.text} data-plain>
      <Blocks blocks={blocks.slice(0, start)} onMailto={onMailto} />
      {hasQuote && (
        <PlainButton className={styles.fold ?? ''} {...(isOpen ? {} : { 'data-print-quote': blocks.slice(start, end).map((block) => block.text).join('\n') })} aria-expanded={isOpen} aria-label={t('reader.quoted')} onPress={() => setOpen(!isOpen)}>
          •••
        </PlainButton>
      )}
      {hasQuote && isOpen && <Blocks blocks={blocks.slice(start, end)} onMailto={onMailto} />}
      {hasQuote && <Blocks blocks={blocks.slice(end)} onMailto={onMailto} />}
      {shown < text.length && <Button onPress={() => setShown(shown + moreCharacters)}>{t('reader.showMore')}</Button>}
    </div>
  );
}

function Blocks({ blocks, onMailto }: { readonly blocks: readonly TextBlock[]; readonly onMailto: (href: string) => void }) {
  return blocks.map((block, place) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a text never change their order
      key={place}
      className={[styles.block, block.depth > 0 && styles.quote, block.isSignature && styles.signature].filter(Boolean).join(' ')}
      style={block.depth > 0 ? { '--depth': Math.min(block.depth, 8), '--hue': (block.depth * 70 + 120) % 360 } : {}}
    >
      {runsOf(block.text).map(({ text, isNumbers }, at) => {
        const shown = withLinks(text).map((segment, place) =>
          typeof segment === 'string' ? (
            segment
          ) : (
            <a
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              key={place}
              href={segment.href}
              target="_blank"
              rel="noopener noreferrer nofollow"
              onClick={(event) => {
                if (!segment.href.startsWith('mailto:')) return;
                event.preventDefault();
                onMailto(segment.href);
              }}
            >
              <bdi dir="ltr">{segment.text}</bdi>
            </a>
          ),
        );
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        return isNumbers ? <bdi key={at} dir="ltr">{shown}</bdi> : <Fragment key={at}>{shown}</Fragment>;
      })}
    </div>
  ));
}
