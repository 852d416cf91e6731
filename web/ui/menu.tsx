import { type ReactNode, use } from 'react';
import { OverlayTriggerStateContext } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Keyboard } from 'react-aria-components/Keyboard';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, type MenuItemProps as AriaMenuItemProps, type MenuProps as AriaMenuProps, MenuSection as AriaMenuSection, MenuTrigger, SubmenuTrigger } from 'react-aria-components/Menu';
import { Popover, type PopoverProps } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Check, ChevronRight } from 'lucide-react';
import { useBackCloses } from './back-closes.ts';
import { Icon, type LucideIcon } from './icon.tsx';
import { useWidth } from './media.ts';
import styles from './menu.module.css';

/** `<MenuTrigger><IconButton …/><Menu onAction={…}>…</Menu></MenuTrigger>`; a submenu: `<SubmenuTrigger><MenuItem/><Menu/></SubmenuTrigger>`. */
export { MenuTrigger, SubmenuTrigger };

export interface MenuProps extends Omit<AriaMenuProps<object>, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  readonly placement?: PopoverProps['placement'];
  /** For a menu that opens at a place of its own (a right click): these with `isOpen`, without a MenuTrigger. */
  readonly popover?: Pick<PopoverProps, 'isOpen' | 'onOpenChange' | 'triggerRef' | 'offset' | 'crossOffset'>;
}

export function Menu({ children, placement = 'bottom start', popover = {}, ...menu }: MenuProps) {
  // Without a trigger the popover is a dialog to React Aria, and wants a name.
  const named = popover.isOpen !== undefined && menu['aria-label'] !== undefined ? { 'aria-label': menu['aria-label'] } : {};
  return (
    <Popover className={styles.popover ?? ''} placement={placement} offset={4} {...popover} {...named}>
      <AriaMenu {...menu} className={styles.menu ?? ''}>
        {children}
      </AriaMenu>
      <BackClosesIt onOpenChange={popover.onOpenChange} />
    </Popover>
  );
}

/** There while the menu is open. */
function BackClosesIt({ onOpenChange }: { readonly onOpenChange: PopoverProps['onOpenChange'] | undefined }) {
  const trigger = use(OverlayTriggerStateContext);
  useBackCloses(useWidth() !== 'desktop', () => (onOpenChange ? onOpenChange(false) : trigger?.close()));
  return null;
}

export interface MenuItemProps extends Omit<AriaMenuItemProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  readonly icon?: LucideIcon;
  readonly shortcut?: string;
  readonly danger?: boolean;
  /** Why it cannot be chosen now; under its name. */
  readonly unavailable?: string | undefined;
}

export function MenuItem({ children, icon, shortcut, danger = false, unavailable, ...item }: MenuItemProps) {
  const off = unavailable === undefined ? {} : { isDisabled: true };
  const named = item.textValue === undefined && typeof children === 'string' ? { textValue: children } : {};
  return (
    <AriaMenuItem {...item} {...off} {...named} className={[styles.item, danger && styles.danger].filter(Boolean).join(' ')}>
      {({ selectionMode, isSelected, hasSubmenu }) => (
        <>
          {selectionMode !== 'none' && <span className={styles.mark}>{isSelected && <Icon of={Check} size={16} />}</span>}
          {icon && <Icon of={icon} size={18} className={styles.icon} />}
          <span className={styles.name}>
            {children}
            {unavailable !== undefined && <span className={styles.reason}>{unavailable}</span>}
          </span>
          {shortcut !== undefined && <Keyboard className={styles.key ?? ''}>{shortcut}</Keyboard>}
          {hasSubmenu && <Icon of={ChevronRight} size={16} />}
        </>
      )}
    </AriaMenuItem>
  );
}

export interface MenuSectionProps extends Pick<AriaMenuProps<object>, 'selectionMode' | 'selectedKeys' | 'onSelectionChange' | 'disallowEmptySelection'> {
  readonly title: string;
  readonly children: ReactNode;
}

export function MenuSection({ title, children, ...section }: MenuSectionProps) {
  return (
    <AriaMenuSection {...section}>
      <Header className={styles.header}>{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator ?? ''} />;
}
