/** The orders that a list can be in. */
import type { ListSort } from '../../app/paths.ts';
import { useText } from '../../text/index.ts';
import type { LazyMenuPopover } from '../../ui/lazy-menu.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { sortNames } from './sort-names.ts';

interface SortMenuItemsProps {
  readonly popover: LazyMenuPopover;
  readonly sort: ListSort;
  readonly onSort: (sort: ListSort) => void;
}

export function SortMenuItems({ popover, sort, onSort }: SortMenuItemsProps) {
  const t = useText();
  return (
    <Menu
      aria-label={t('list.sort')}
      placement="bottom end"
      popover={popover}
      autoFocus="first"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[sort]}
      onAction={(key) => onSort(key as ListSort)}
      onClose={() => popover.onOpenChange(false)}
    >
      {Object.entries(sortNames).map(([value, text]) => (
        <MenuItem key={value} id={value}>
          {t(`list.${text}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
