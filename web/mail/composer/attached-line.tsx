/** Below a long text: that files go along. Their list lies out of sight there, also just after they were added. */
import { CircleAlert, Paperclip } from 'lucide-react';
import { type MouseEvent, type RefObject, useEffect, useState } from 'react';
import { useFormat, useText } from '../../text/index.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './attached-line.module.css';
import type { Attachment } from './draft.ts';
import { isLost } from './lost-files.ts';
import type { OpenDraft } from './open-draft.ts';

export interface AttachedLineProps {
  readonly open: OpenDraft;
  readonly files: readonly Attachment[];
  readonly list: RefObject<HTMLUListElement | null>;
}

export function AttachedLine({ open, files, list }: AttachedLineProps) {
  const t = useText();
  const format = useFormat();
  const isOutOfSight = useIsEndOutOfSight(list, files.length + open.refusedFiles.length);
  if (files.length === 0 || !isOutOfSight) return null;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const states = files.flatMap((file) => (file.blobId === undefined ? [{ size: file.size, state: open.uploads.state(file.id) }] : []));
  const hasFailed = files.some((file) => isLost(open, file)) || states.some(({ state }) => state?.kind === 'failed');
  const missing = states.reduce((sum, { size, state }) => sum + size - (state?.sentBytes ?? 0), 0);
  const uploading = states.length > 0 ? ` · ${t('composer.uploading', { done: format.percent(1 - missing / Math.max(1, total)) })}` : '';
  const show = ({ detail }: MouseEvent): void => {
    const last = list.current?.lastElementChild;
    last?.scrollIntoView({ block: 'nearest' });
    // By key: the line is gone then, and the way goes on from what was asked for.
    if (detail === 0) last?.querySelector('button')?.focus();
  };
  return (
    // Pressed by a pointer it leaves the focus in the text.
    <button type="button" className={styles.line} data-failed={hasFailed || undefined} onMouseDown={(event) => event.preventDefault()} onClick={show}>
      <Icon of={hasFailed ? CircleAlert : Paperclip} size={16} />
      <span>{hasFailed ? t('composer.uploadFailed') : `${t('composer.attachedCount', { count: files.length })} · ${format.size(total)}${uploading}`}</span>
    </button>
  );
}

/** Less of it cannot be read. */
const readablePixels = 24;

/** @param count how many there are: the last one may be another then */
function useIsEndOutOfSight(list: RefObject<HTMLUListElement | null>, count: number): boolean {
  const [isOutOfSight, setOutOfSight] = useState(false);
  useEffect(() => {
    const last = count > 0 ? list.current?.lastElementChild : undefined;
    if (!last) return setOutOfSight(false);
    const threshold = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
    const sight = new IntersectionObserver((entries) => setOutOfSight((entries.at(-1)?.intersectionRect.height ?? 0) < readablePixels), { threshold });
    sight.observe(last);
    return () => sight.disconnect();
  }, [list, count]);
  return isOutOfSight;
}
