import { ChevronRight } from 'lucide-react';
import { useFormat } from '../../text/index.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './folder-pane.module.css';
import { useUnfolded } from './use-unfolded.ts';

interface FoldProps {
  /** What it is remembered by. */
  readonly name: string;
  readonly title: string;
  /** On hover. */
  readonly hint?: string;
  readonly icon: React.ReactNode;
  readonly count?: number;
  /** What is to be known of what is inside, while that is not seen. */
  readonly news?: React.ReactNode;
  readonly children: React.ReactNode;
  readonly ref?: React.Ref<HTMLButtonElement>;
}
/** A heading that shows and hides what is under it, and stays as it was left. */
export function Fold({ name, title, hint, icon, count, news, children, ref }: FoldProps) {
  const format = useFormat();
  const unfolded = useUnfolded();
  const isOpen = unfolded.has(name);
  return (
    <>
      <button ref={ref} type="button" aria-expanded={isOpen} title={hint} className={styles.fold} onClick={() => unfolded.set(name, !isOpen)}>
        <Icon of={ChevronRight} size={16} className={isOpen ? styles.down : undefined} />
        {icon}
        <span className={styles.foldName} dir="auto">
          {title}
        </span>
        {count !== undefined && <span className={styles.foldCount}>{format.number(count)}</span>}
        {!isOpen && news}
      </button>
      {isOpen && <div className={styles.inside}>{children}</div>}
    </>
  );
}
