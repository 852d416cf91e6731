import { type ReactElement, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { isFocusReturned, listenForFocusWay } from './focus-way.ts';
import styles from './tooltip.module.css';

export interface TooltipProps {
  /** Undefined: there is nothing to show now. */
  readonly text: string | undefined;
  /** As it stands on the keyboard: "Ctrl+Z". */
  readonly shortcut?: string | undefined;
  readonly placement?: 'top' | 'bottom' | 'start' | 'end';
  /** One control that takes the focus. */
  readonly children: ReactElement;
}

/** Shows a control's name or the reason why it is off, on hover and on keyboard focus. */
export function Tooltip({ text, shortcut, placement = 'bottom', children }: TooltipProps) {
  const [isOpen, setOpen] = useState(false);
  // Most of them are never looked at, and a page has dozens.
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen && !wasOpen) setWasOpen(true);
  useEffect(listenForFocusWay, []);
  // Before React Aria hears of it, which would keep the key to itself: what lies beneath would close by the second press only.
  useEffect(() => {
    if (!isOpen) return;
    const close = ({ key }: KeyboardEvent) => key === 'Escape' && flushSync(() => setOpen(false));
    addEventListener('keydown', close, true);
    return () => removeEventListener('keydown', close, true);
  }, [isOpen]);
  return (
    <TooltipTrigger delay={600} closeDelay={0} isDisabled={text === undefined} isOpen={isOpen} onOpenChange={(open) => setOpen(open && !isFocusReturned())}>
      {children}
      {wasOpen && (
        <AriaTooltip className={styles.tooltip ?? ''} placement={placement} offset={6}>
          {text}
          {shortcut !== undefined && <kbd className={styles.key}>{shortcut}</kbd>}
        </AriaTooltip>
      )}
    </TooltipTrigger>
  );
}
