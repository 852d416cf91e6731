import { ChevronDown } from 'lucide-react';
import { use } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox, type ComboBoxProps, ComboBoxStateContext } from 'react-aria-components/ComboBox';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { ListBox } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useText } from '../text/index.ts';
import styles from './choice.module.css';
import type { AroundChoice } from './choice.tsx';
import fields from './field.module.css';
import { Name, Notes } from './field.tsx';
import { Icon } from './icon.tsx';
import menus from './menu.module.css';

export interface ComboProps extends AroundChoice, Omit<ComboBoxProps<object>, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly placeholder?: string;
}

/** One of many: typing narrows the list. */
export function Combo({ label, hideLabel = false, hint, error, children, placeholder, ...combo }: ComboProps) {
  const t = useText();
  return (
    <ComboBox menuTrigger="focus" allowsEmptyCollection {...combo} isInvalid={error !== undefined} className={fields.field ?? ''} {...(hideLabel ? { 'aria-label': label } : {})}>
      {!hideLabel && <Name label={label} isRequired={combo.isRequired} />}
      <Group className={fields.box ?? ''}>
        <Field placeholder={placeholder} />
        <Button className={styles.open ?? ''}>
          <Icon of={ChevronDown} size={18} />
        </Button>
      </Group>
      <Notes hint={hint} error={error} />
      <Popover className={menus.popover ?? ''} offset={4}>
        <ListBox className={menus.menu ?? ''} renderEmptyState={() => <p className={styles.none}>{t('ui.noMatch')}</p>}>
          {children}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** A click opens the list also where the field has the focus already. */
function Field({ placeholder }: { readonly placeholder: string | undefined }) {
  const state = use(ComboBoxStateContext);
  return <Input dir="auto" className={fields.input ?? ''} onClick={() => state?.isOpen || state?.open(null, 'manual')} {...(placeholder === undefined ? {} : { placeholder })} />;
}
