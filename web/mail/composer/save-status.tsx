import { Check, CloudOff, CloudUpload } from 'lucide-react';
import { useSignals } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Icon, type LucideIcon } from '../../ui/icon.tsx';
import styles from './compose-panel.module.css';
import type { OpenDraft } from './open-draft.ts';

/** Where the text is: quiet, and never announced while somebody writes. */
export function SaveStatus({ open }: { readonly open: OpenDraft }) {
  const t = useText();
  const format = useFormat();
  useSignals([open.signal]);
  const { kind } = open.save;
  if (kind === 'saving') return <Status icon={CloudUpload} words={t('composer.saving')} />;
  if (kind === 'saved' && open.isTouched) return <Status icon={Check} words={t('composer.saved')} title={format.fullDate(new Date(open.draft.changedAt))} />;
  if (kind === 'local') return <Status icon={CloudOff} words={t('composer.keptHereShort')} title={t('composer.keptHere')} />;
  return null;
}

/** On a phone there is room for the icon only. */
function Status({ icon, words, title }: { readonly icon: LucideIcon; readonly words: string; readonly title?: string }) {
  return (
    <span className={styles.status} title={title}>
      <Icon of={icon} size={14} />
      <span className={styles.statusText}>{words}</span>
    </span>
  );
}
