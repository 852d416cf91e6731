import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../text/index.ts';
import { Button } from './button.tsx';
import { Icon, type LucideIcon } from './icon.tsx';
import styles from './state.module.css';

export interface EmptyStateProps {
  readonly icon?: LucideIcon;
  readonly title: string;
  /** Where the page, or the pane, has no other heading. */
  readonly heading?: 'h1' | 'h2' | 'p';
  readonly children?: ReactNode;
  /** At most one. */
  readonly action?: ReactNode;
}

/** A pane that has nothing to show, and that this is right. */
export function EmptyState({ icon, title, heading: Title = 'p', children, action }: EmptyStateProps) {
  return (
    <div className={styles.state} tabIndex={-1} data-empty>
      {icon && <Icon of={icon} size={40} className={styles.icon} />}
      <Title className={styles.title}>{title}</Title>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}

export interface ErrorStateProps {
  /** What happened; "Something went wrong" where absent. */
  readonly title?: string;
  /** Why, and what to do. */
  readonly children: ReactNode;
  readonly onRetry?: () => void;
  readonly isRetrying?: boolean;
}

/** A pane that could not be filled. */
export function ErrorState({ title, children, onRetry, isRetrying = false }: ErrorStateProps) {
  const t = useText();
  return (
    <div className={styles.state} role="alert">
      <Icon of={CircleAlert} size={40} className={styles.failed} />
      <p className={styles.title}>{title ?? t('errors.title')}</p>
      <div className={styles.text}>{children}</div>
      {onRetry && (
        <Button icon={RotateCw} onPress={onRetry} isPending={isRetrying}>
          {t('ui.retry')}
        </Button>
      )}
    </div>
  );
}
