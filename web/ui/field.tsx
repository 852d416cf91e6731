import { Search, X } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input, type InputProps } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { SearchField as AriaSearchField, type SearchFieldProps as AriaSearchFieldProps } from 'react-aria-components/SearchField';
import { Text } from 'react-aria-components/Text';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';
import { useText } from '../text/index.ts';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

interface Around {
  readonly label: string;
  /** The label is for screen readers only: the place says what it is. */
  readonly hideLabel?: boolean;
  /** Under the field, also when it is right. */
  readonly hint?: ReactNode;
  /** What is wrong and what to do; makes the field invalid. */
  readonly error?: string | undefined;
}

export interface TextFieldProps extends Around, Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly placeholder?: string;
  /** A control inside, at the end: show the password. */
  readonly end?: ReactNode;
  /** Addresses, URLs and passwords run from left to right in every language. */
  readonly dir?: 'ltr' | 'auto';
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly inputProps?: Pick<InputProps, 'list' | 'size' | 'enterKeyHint'>;
}

/** What is wrong is said, and stops nobody: with the browser's own validation a form with a fault in it could not be sent again to be looked at anew. */
export function TextField({ label, hideLabel = false, hint, error, placeholder, end, dir = 'auto', inputRef, inputProps = {}, ...field }: TextFieldProps) {
  return (
    <AriaTextField validationBehavior="aria" {...field} isInvalid={error !== undefined} className={styles.field ?? ''} {...(hideLabel ? { 'aria-label': label } : {})}>
      {!hideLabel && <Name label={label} isRequired={field.isRequired} />}
      <Group className={styles.box ?? ''}>
        <Input {...inputProps} {...given({ placeholder, ref: inputRef })} dir={dir} className={styles.input ?? ''} />
        {end}
      </Group>
      <Notes hint={hint} error={error} />
    </AriaTextField>
  );
}

export interface TextAreaProps extends Around, Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid' | 'type'> {
  readonly rows?: number;
  readonly placeholder?: string;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
}

export function TextArea({ label, hideLabel = false, hint, error, rows = 4, placeholder, areaRef, ...field }: TextAreaProps) {
  return (
    <AriaTextField validationBehavior="aria" {...field} isInvalid={error !== undefined} className={styles.field ?? ''} {...(hideLabel ? { 'aria-label': label } : {})}>
      {!hideLabel && <Name label={label} isRequired={field.isRequired} />}
      <AriaTextArea {...given({ placeholder, ref: areaRef })} rows={rows} dir="auto" className={`${styles.box} ${styles.area}`} />
      <Notes hint={hint} error={error} />
    </AriaTextField>
  );
}

export interface SearchFieldProps extends Omit<AriaSearchFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string;
  readonly placeholder?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** Its label is not seen; a cross empties it, as Escape does. */
export function SearchField({ label, placeholder, inputRef, ...field }: SearchFieldProps) {
  const t = useText();
  return (
    <AriaSearchField {...field} aria-label={label} className={`${styles.field} ${styles.search}`}>
      <Group className={styles.box ?? ''}>
        <Icon of={Search} size={18} className={styles.glass} />
        <Input {...given({ ref: inputRef })} placeholder={placeholder ?? label} dir="auto" className={styles.input ?? ''} />
        <Button className={styles.clear ?? ''} aria-label={t('ui.clear')}>
          <Icon of={X} size={16} />
        </Button>
      </Group>
    </AriaSearchField>
  );
}

/** A field's name, and whether it has to be filled in. */
export function Name({ label, isRequired = false }: { readonly label: string; readonly isRequired?: boolean | undefined }) {
  const t = useText();
  return (
    <Label className={styles.label ?? ''}>
      {label}
      {isRequired && <span className={styles.required}> {t('ui.required')}</span>}
    </Label>
  );
}

/** What stands below a field. */
export function Notes({ hint, error }: { readonly hint?: ReactNode; readonly error?: string | undefined }) {
  return (
    <>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </>
  );
}

/** Without the properties that are undefined: React Aria's types tell these from absent ones. */
function given<P extends object>(props: P): { [Name in keyof P]?: Exclude<P[Name], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as { [Name in keyof P]?: Exclude<P[Name], undefined> };
}
