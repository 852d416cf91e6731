import { useText } from '../text/index.ts';
import announce from './announce.module.css';
import styles from './skeleton.module.css';

export interface SkeletonProps {
  /** How many grey rows. */
  readonly rows?: number;
  /** With a round mark at the start, as rows of mail have. */
  readonly avatar?: boolean;
}

/** Stands in for rows that are on their way; unseen for 150 ms, so that what comes at once does not flicker. */
export function Skeleton({ rows = 6, avatar = false }: SkeletonProps) {
  const t = useText();
  return (
    <div className={styles.skeleton} role="status">
      <span className={announce.unseen}>{t('ui.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <div key={row} className={styles.row} aria-hidden>
          {avatar && <span className={styles.mark} />}
          <span className={styles.lines}>
            <span className={styles.line} />
            <span className={styles.line} />
          </span>
        </div>
      ))}
    </div>
  );
}
