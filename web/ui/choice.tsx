import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { ListBox, ListBoxItem, type ListBoxItemProps, ListBoxSection } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, type SelectProps as AriaSelectProps, SelectValue } from 'react-aria-components/Select';
import styles from './choice.module.css';
import fields from './field.module.css';
import { Name, Notes } from './field.tsx';
import { Icon, type LucideIcon } from './icon.tsx';
import menus from './menu.module.css';

/** What a field of choice has around it. */
export interface AroundChoice {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** {@link Option}s. */
  readonly children: ReactNode;
}

export interface SelectProps extends AroundChoice, Omit<AriaSelectProps<object>, 'className' | 'style' | 'children' | 'isInvalid'> {}

/** One of a few: a button that shows the choice and opens the list. */
export function Select({ label, hideLabel = false, hint, error, children, ...select }: SelectProps) {
  return (
    <AriaSelect {...select} isInvalid={error !== undefined} className={fields.field ?? ''} {...(hideLabel ? { 'aria-label': label } : {})}>
      {!hideLabel && <Name label={label} isRequired={select.isRequired} />}
      <Button className={`${fields.box} ${styles.trigger}`}>
        <SelectValue className={styles.value ?? ''} />
        <Icon of={ChevronDown} size={18} className={styles.arrow} />
      </Button>
      <Notes hint={hint} error={error} />
      <Popover className={menus.popover ?? ''} offset={4}>
        <ListBox className={menus.menu ?? ''}>{children}</ListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface OptionProps extends Omit<ListBoxItemProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode;
  readonly icon?: LucideIcon;
  /** A second line. */
  readonly detail?: ReactNode;
}

export function Option({ children, icon, detail, ...option }: OptionProps) {
  const named = option.textValue === undefined && typeof children === 'string' ? { textValue: children } : {};
  return (
    <ListBoxItem {...option} {...named} className={menus.item ?? ''}>
      {({ isSelected }) => (
        <>
          {icon && <Icon of={icon} size={18} className={menus.icon} />}
          <span className={menus.name}>
            <span className={styles.text} dir="auto">
              {children}
            </span>
            {detail !== undefined && <span className={styles.detail}>{detail}</span>}
          </span>
          {isSelected && <Icon of={Check} size={16} className={styles.check} />}
        </>
      )}
    </ListBoxItem>
  );
}

/** Options that belong together, under what they have in common. */
export function OptionSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <ListBoxSection>
      <Header className={menus.header} dir="auto">
        {title}
      </Header>
      {children}
    </ListBoxSection>
  );
}
