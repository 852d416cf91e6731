/**
 * A menu whose code comes when somebody reaches for it: the first screen shows many buttons with menus, and needs none of the menus.
 *
 *     const menu = useLazyMenu();
 *     <IconButton {...menu.trigger} … />
 *     {menu.wasOpened && <Suspense><SortMenuItems popover={menu.popover} /></Suspense>}
 *
 * where the items are a lazy component that hands `popover` and `autoFocus="first"` to a `Menu`.
 */
import { type RefObject, useRef, useState } from 'react';

export interface LazyMenuPopover {
  readonly triggerRef: RefObject<HTMLButtonElement | null>;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export interface LazyMenu {
  /** For the button. */
  readonly trigger: {
    readonly ref: RefObject<HTMLButtonElement | null>;
    readonly onPress: () => void;
    readonly 'aria-haspopup': 'menu';
    readonly 'aria-expanded': boolean;
  };
  readonly popover: LazyMenuPopover;
  /** From the first time on the menu stays mounted, closed or open. */
  readonly wasOpened: boolean;
}

export function useLazyMenu(): LazyMenu {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const onPress = () => {
    setWasOpened(true);
    setOpen(true);
  };
  return { trigger: { ref: triggerRef, onPress, 'aria-haspopup': 'menu', 'aria-expanded': isOpen }, popover: { triggerRef, isOpen, onOpenChange: setOpen }, wasOpened };
}
