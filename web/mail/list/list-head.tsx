/** Above the rows: what is shown, how many, in which order. While rows are chosen, what can be done to them stands in the place of the filters: nothing moves. */
import { ArrowDownWideNarrow } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { ListFilter, ListSort } from '../../app/paths.ts';
import type { LiveQuery } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { useLazyMenu } from '../../ui/lazy-menu.ts';
import { ChooseAll } from './choose-all.tsx';
import styles from './list-head.module.css';
import { sortNames } from './sort-names.ts';
import type { RowSelection } from './use-row-selection.ts';

const BulkBar = lazy(() => import('./bulk-bar.tsx').then(({ BulkBar }) => ({ default: BulkBar })));
const SortMenuItems = lazy(() => import('./sort-menu-items.tsx').then(({ SortMenuItems }) => ({ default: SortMenuItems })));

export interface ListHeadProps {
  readonly title: string;
  /** Whose it is, where it is somebody else's. */
  readonly owner?: string | undefined;
  readonly live: LiveQuery;
  readonly selection: RowSelection;
  readonly filter: ListFilter | undefined;
  readonly sort: ListSort;
  readonly onFilter: (filter: ListFilter | undefined) => void;
  readonly onSort: (sort: ListSort) => void;
  readonly role: string | null | undefined;
  /** Nothing can be done to what it holds. */
  readonly isReadOnly?: boolean;
  /** Destroys all that it holds, once that is confirmed; absent where it is not there for that. */
  readonly onEmpty?: (() => void) | undefined;
}

const filters = [
  [undefined, 'filterAll'],
  ['unread', 'filterUnread'],
  ['flagged', 'filterFlagged'],
  ['attachments', 'filterAttachments'],
] as const;

export function ListHead({ title, owner, live, selection, filter, sort, onFilter, onSort, role, isReadOnly = false, onEmpty }: ListHeadProps) {
  const t = useText();
  const { total, query, status } = live;
  const count = t(query.collapseThreads ? 'list.conversationCount' : 'list.messageCount', { count: total });
  const { count: chosen, isWhole, target } = selection;
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <ChooseAll selection={selection} total={total} />
        <div className={styles.names}>
          <h1 className={styles.title} dir="auto">
            {title}
          </h1>
          <span className={styles.count} aria-live="off">
            {owner && (
              <>
                <bdi>{owner}</bdi>
                {' · '}
              </>
            )}
            {chosen === 0 ? (status === 'ready' ? count : '\u00a0') : isWhole && chosen === total ? t(filter ? 'list.allShownSelected' : 'list.allSelected', { count: chosen }) : t('list.selected', { count: chosen })}
          </span>
        </div>
        {isReadOnly && <span className={styles.readOnly}>{t('list.readOnly')}</span>}
        {chosen === 0 && onEmpty && (
          <Button kind="quiet" className={styles.all} onPress={onEmpty}>
            {t('folders.empty')}
          </Button>
        )}
        {chosen > 0 && chosen < total && (
          <Button kind="quiet" className={styles.all} onPress={selection.all}>
            {t('list.selectAllHere', { count: total })}
          </Button>
        )}
        <SortMenu sort={sort} onSort={onSort} />
      </div>
      {target ? (
        <Suspense fallback={<div className={styles.second} />}>
          <BulkBar target={target} count={chosen} role={role} onEnd={selection.clear} />
        </Suspense>
      ) : (
        <div className={styles.second} role="group" aria-label={t('list.filter')}>
          {filters.map(([value, name]) => (
            <Chip key={name} isSelected={filter === value} onChange={() => onFilter(filter === value ? undefined : value)}>
              {t(`list.${name}`)}
            </Chip>
          ))}
        </div>
      )}
    </header>
  );
}

function SortMenu({ sort, onSort }: { readonly sort: ListSort; readonly onSort: (sort: ListSort) => void }) {
  const t = useText();
  const { trigger, popover, wasOpened } = useLazyMenu();
  return (
    <>
      <IconButton {...trigger} icon={ArrowDownWideNarrow} label={t('list.sortBy', { order: t(`list.${sortNames[sort]}`) })} />
      {wasOpened && (
        <Suspense>
          <SortMenuItems popover={popover} sort={sort} onSort={onSort} />
        </Suspense>
      )}
    </>
  );
}
