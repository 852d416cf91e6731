import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { Icon, type LucideIcon } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';

type Inherited = Pick<AriaButtonProps, 'onPress' | 'type' | 'form' | 'autoFocus' | 'isDisabled' | 'slot' | 'id' | 'aria-expanded' | 'aria-haspopup' | 'aria-controls' | 'aria-pressed' | 'aria-current' | 'aria-describedby' | 'excludeFromTabOrder'>;

interface Common extends Inherited {
  /** Why it cannot be used now: it stays reachable, says so in its tooltip, and does nothing. */
  readonly unavailable?: string | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

export interface ButtonProps extends Common {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  /** Keeps its width and shows that it works. */
  readonly isPending?: boolean;
}

/** A button with words. One `primary` a view. */
export function Button({ kind = 'plain', icon, children, isPending = false, unavailable, className, ...rest }: ButtonProps) {
  const button = (
    <AriaButton {...pressing(rest, unavailable)} isPending={isPending} className={classes(styles.button, styles[kind], className)}>
      {icon && <Icon of={icon} size={18} />}
      {children}
    </AriaButton>
  );
  // Always inside of one: a button that becomes unavailable while it has the focus must not be made anew, and lose it.
  return <Tooltip text={unavailable}>{button}</Tooltip>;
}

export interface IconButtonProps extends Common {
  readonly icon: LucideIcon;
  /** Its name, also in the tooltip. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly size?: 'small' | 'normal' | 'large';
  readonly filled?: boolean;
  readonly placement?: 'top' | 'bottom' | 'start' | 'end';
  /** Over the icon’s corner: a count or a dot. The label says it in words. */
  readonly badge?: number | string | undefined;
}

/** A button that shows an icon only. */
export function IconButton({ icon, label, shortcut, size = 'normal', filled = false, placement = 'bottom', badge, unavailable, className, ...rest }: IconButtonProps) {
  const text = unavailable === undefined ? label : `${label}: ${unavailable}`;
  return (
    <Tooltip text={text} shortcut={unavailable === undefined ? shortcut : undefined} placement={placement}>
      <AriaButton {...pressing(rest, unavailable)} aria-label={label} className={classes(styles.icon, styles[size], className)}>
        <Icon of={icon} size={size === 'small' ? 16 : 20} filled={filled} />
        {badge !== undefined && <span className={styles.badge} data-badge={badge} />}
      </AriaButton>
    </Tooltip>
  );
}

function pressing<P extends Inherited>(props: P, unavailable: string | undefined): P | (P & { 'aria-disabled': true }) {
  return unavailable === undefined ? props : { ...props, 'aria-disabled': true, onPress: () => {}, type: 'button' };
}

function classes(...names: readonly (string | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
