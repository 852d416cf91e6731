import { type ReactElement, useEffect, useState } from 'react';
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
  useEffect(listenForFocusWay, []);
  return (
    <TooltipTrigger delay={600} closeDelay={0} isDisabled={text === undefined} isOpen={isOpen} onOpenChange={(open) => setOpen(open && !isFocusReturned())}>
      {children}
      <AriaTooltip className={styles.tooltip ?? ''} placement={placement} offset={6}>
        {text}
        {shortcut !== undefined && <kbd className={styles.key}>{shortcut}</kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
