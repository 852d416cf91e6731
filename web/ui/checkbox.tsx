import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components/Checkbox';
import { Icon } from './icon.tsx';
import styles from './toggle.module.css';

export interface CheckboxProps extends Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> {
  /** Absent: give `aria-label`. */
  readonly children?: ReactNode;
}

/** Yes or no, sent with a form; or a row that is chosen. */
export function Checkbox({ children, ...checkbox }: CheckboxProps) {
  return (
    <AriaCheckbox {...checkbox} className={styles.toggle ?? ''}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={styles.box}>{isIndeterminate ? <Icon of={Minus} size={14} /> : isSelected && <Icon of={Check} size={14} />}</span>
          {children !== undefined && <span className={styles.words}>{children}</span>}
        </>
      )}
    </AriaCheckbox>
  );
}
