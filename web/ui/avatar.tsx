import { UserRound } from 'lucide-react';
import styles from './avatar.module.css';
import { Icon } from './icon.tsx';
import { hueOf, initialsOf } from './person-mark.ts';

export interface AvatarProps {
  /** The display name, else the address. */
  readonly name: string;
  /** In pixels. */
  readonly size?: number;
}

/** A person's mark beside the name: never the only thing that tells who it is, and no text that a button would have to be called by (WCAG 2.5.3). */
export function Avatar({ name, size = 36 }: AvatarProps) {
  const initials = initialsOf(name);
  return (
    <span className={styles.avatar} aria-hidden data-mark={initials} style={{ '--hue': hueOf(name), '--size': `${size}px` }}>
      {initials === '' && <Icon of={UserRound} size={Math.round(size / 2)} />}
    </span>
  );
}
