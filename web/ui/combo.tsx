import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, use, useEffect, useRef } from 'react';
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
  /** Enter takes the first of the list, unless arrows have gone to another. For what was typed, never for what a click has opened. */
  readonly preselects?: boolean;
}

/** One of many: typing narrows the list. */
export function Combo({ label, hideLabel = false, hint, error, children, placeholder, preselects = false, ...combo }: ComboProps) {
  const t = useText();
  return (
    <ComboBox menuTrigger="focus" allowsEmptyCollection {...combo} isInvalid={error !== undefined} className={fields.field ?? ''} {...(hideLabel ? { 'aria-label': label } : {})}>
      {!hideLabel && <Name label={label} isRequired={combo.isRequired} />}
      <Group className={fields.box ?? ''}>
        <Field placeholder={placeholder} preselects={preselects} />
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
function Field({ placeholder, preselects }: { readonly placeholder: string | undefined; readonly preselects: boolean }) {
  const state = use(ComboBoxStateContext);
  const likeliest = preselects && state?.isOpen ? state.collection.getFirstKey() : null;
  // Where the likeliest cannot be had, none of the others is meant by Enter.
  const first = likeliest != null && state?.selectionManager.isDisabled(likeliest) ? null : likeliest;
  const manager = useRef(state?.selectionManager);
  manager.current = state?.selectionManager;
  const inputValue = state?.inputValue;
  useEffect(() => {
    if (first == null || inputValue === undefined) return;
    // After the combo's own effects, which let go of what was in focus as the text changes.
    queueMicrotask(() => {
      const { current } = manager;
      if (current && (current.focusedKey === null || !current.collection.getItem(current.focusedKey))) current.setFocusedKey(first);
    });
  }, [first, inputValue]);
  /** Closes the list alone. What is typed stays; with both text and choice from outside, the combo's own way would open it again. */
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !state?.isOpen) return;
    event.preventDefault();
    event.stopPropagation();
    state.toggle(null, 'manual');
  };
  return <Input dir="auto" className={fields.input ?? ''} onKeyDownCapture={onEscape} onClick={() => state?.isOpen || state?.open(null, 'manual')} {...(placeholder === undefined ? {} : { placeholder })} />;
}
