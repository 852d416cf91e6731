import type { ReactNode } from 'react';
import { Icon, type LucideIcon } from './icon.tsx';
import styles from './news-button.module.css';

interface NewsButtonProps {
  /** Where what is new lies. */
  readonly icon: LucideIcon;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

/** Floats over what somebody reads, and leads to what has come beyond its edge. */
export function NewsButton({ icon, onPress, children }: NewsButtonProps) {
  return (
    <button type="button" className={styles.button} onClick={onPress}>
      <Icon of={icon} size={16} />
      {children}
    </button>
  );
}
