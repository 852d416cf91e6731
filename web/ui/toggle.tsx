import type { ReactNode } from 'react';
import { Radio as AriaRadio, RadioGroup as AriaRadioGroup, type RadioGroupProps as AriaRadioGroupProps, type RadioProps as AriaRadioProps } from 'react-aria-components/RadioGroup';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components/Switch';
import { Name, Notes } from './field.tsx';
import styles from './toggle.module.css';

export interface SwitchProps extends Omit<AriaSwitchProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
}

/** On or off, at once. */
export function Switch({ children, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...rest} className={`${styles.toggle} ${styles.switch}`}>
      <span className={styles.words}>{children}</span>
      <span className={styles.track}>
        <span className={styles.knob} />
      </span>
    </AriaSwitch>
  );
}

export interface RadioGroupProps extends Omit<AriaRadioGroupProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

export function RadioGroup({ label, hint, error, children, ...group }: RadioGroupProps) {
  return (
    <AriaRadioGroup {...group} isInvalid={error !== undefined} className={styles.group ?? ''}>
      <Name label={label} isRequired={group.isRequired} />
      {children}
      <Notes hint={hint} error={error} />
    </AriaRadioGroup>
  );
}

export interface RadioProps extends Omit<AriaRadioProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
}

export function Radio({ children, ...radio }: RadioProps) {
  return (
    <AriaRadio {...radio} className={styles.toggle ?? ''}>
      <span className={`${styles.box} ${styles.round}`}>
        <span className={styles.dot} />
      </span>
      <span className={styles.words}>{children}</span>
    </AriaRadio>
  );
}
