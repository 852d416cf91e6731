import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../text/index.ts';
import styles from './banner.module.css';
import { IconButton } from './button.tsx';
import { Icon, type LucideIcon } from './icon.tsx';

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert } as const;

export interface BannerProps {
  readonly kind?: keyof typeof icons;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly onDismiss?: () => void;
  /** It appears while the page is in use: screen readers say it, `alert` at once. */
  readonly live?: 'status' | 'alert';
}

/** Something to know about what stands below. */
export function Banner({ kind = 'info', icon = icons[kind], children, actions, onDismiss, live }: BannerProps) {
  const t = useText();
  return (
    <div className={`${styles.banner} ${styles[kind]}`} role={live}>
      <Icon of={icon} size={18} className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      {onDismiss && <IconButton icon={X} label={t('ui.dismiss')} size="small" onPress={onDismiss} />}
    </div>
  );
}
