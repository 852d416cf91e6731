import { Clock, X } from 'lucide-react';
import { useSignals } from '../../store/index.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './composer-room.module.css';
import type { Desk } from './desk.ts';
import type { OpenDraft } from './open-draft.ts';

/** A message that was put down, or that waits for its files or for the network. */
export function MinimisedDraft({ desk, open }: { readonly desk: Desk; readonly open: OpenDraft }) {
  const t = useText();
  useSignals([open.signal]);
  const isQueued = open.phase !== 'writing';
  const isWaiting = isQueued || open.awaited.plan !== undefined;
  const isNotSent = open.awaited.calledOff !== undefined || open.isHeldBack || open.unscheduledFrom !== undefined;
  const note = isWaiting ? t('composer.waitingShort') : isNotSent ? t('composer.calledOffShort') : undefined;
  const name = open.draft.subject.trim() || t('composer.untitled');
  const raise = () => (isQueued ? void desk.holdBack(open) : desk.bringUp(open));
  return (
    <section className={styles.minimised} aria-label={isWaiting ? t('composer.waitingNamed', { subject: name }) : t('composer.minimisedNamed', { subject: name })}>
      <button type="button" className={styles.raise} onClick={raise}>
        {isWaiting && <Icon of={Clock} size={16} />}
        <span className={styles.raiseName} dir={subjectDirection(name)}>
          {name}
        </span>
        {note !== undefined && <span className={styles.raiseNote}>{note}</span>}
      </button>
      {!isQueued && <IconButton icon={X} label={t('composer.close')} size="small" placement="top" onPress={() => void desk.close(open)} />}
    </section>
  );
}
