/** The search as a form, for those who would rather not know any operators. */
import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Folder } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Option, Select } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { type FormFields, toFields, toQuery } from './form-fields.ts';
import { useNameScope } from './scope.ts';
import styles from './search-form.module.css';
import { searchWords } from './search-words.ts';
import type { State } from './term-values.ts';

const states: readonly State[] = ['unread', 'read', 'flagged', 'answered', 'forwarded', 'draft'];

interface SearchFormProps {
  /** What the search box holds. */
  readonly q: string;
  readonly folders: readonly Folder[];
  /** Whose mail is searched. */
  readonly accountId: string;
  readonly mailboxId: string | undefined;
  readonly onSearch: (q: string) => void;
  readonly onClose: () => void;
}

export function SearchForm({ q, folders, accountId, mailboxId, onSearch, onClose }: SearchFormProps) {
  const t = useText();
  const formId = useId();
  const allFolders = useNameScope()({ accountId }).name;
  const words = useMemo(() => searchWords(t), [t]);
  const [fields, setFields] = useState(() => toFields(q, folders, mailboxId));
  const set = (patch: Partial<FormFields>) => setFields((before) => ({ ...before, ...patch }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(toQuery(fields, folders, words));
  };
  return (
    <Dialog
      title={t('search.form')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={() => setFields(toFields('', folders))}>{t('search.formReset')}</Button>
          <Button kind="primary" type="submit" form={formId}>
            {t('search.formSearch')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit}>
        <TextField label={t('search.formWords')} value={fields.words} onChange={(value) => set({ words: value })} autoFocus />
        <TextField label={t('search.formNot')} value={fields.not} onChange={(not) => set({ not })} />
        <TextField label={t('search.formFrom')} value={fields.from} onChange={(from) => set({ from })} />
        <TextField label={t('search.formTo')} value={fields.to} onChange={(to) => set({ to })} />
        <TextField label={t('search.formSubject')} value={fields.subject} onChange={(subject) => set({ subject })} />
        <Select label={t('search.formFolder')} selectedKey={fields.folder || 'all'} onSelectionChange={(key) => set({ folder: key === 'all' ? '' : String(key) })}>
          <Option id="all">{allFolders}</Option>
          <Option id="everywhere">{t('search.formEverywhere')}</Option>
          {folders.map(({ id, name }) => (
            <Option key={id} id={id}>
              {name}
            </Option>
          ))}
        </Select>
        <TextField type="date" dir="ltr" label={t('search.formAfter')} value={fields.after} onChange={(after) => set({ after })} />
        <TextField type="date" dir="ltr" label={t('search.formBefore')} value={fields.before} onChange={(before) => set({ before })} />
        <Select label={t('search.formState')} selectedKey={fields.state || 'any'} onSelectionChange={(key) => set({ state: key === 'any' ? '' : (key as State) })}>
          <Option id="any">{t('search.formAnyState')}</Option>
          {states.map((state) => (
            <Option key={state} id={state}>
              {t(`search.value.${state}`)}
            </Option>
          ))}
        </Select>
        <TextField
          type="number"
          dir="ltr"
          label={t('search.formLarger')}
          value={fields.largerMegabytes === undefined ? '' : String(fields.largerMegabytes)}
          onChange={(typed) => set({ largerMegabytes: Number(typed) > 0 ? Number(typed) : undefined })}
        />
        <Checkbox isSelected={fields.hasAttachment} onChange={(hasAttachment) => set({ hasAttachment })}>
          {t('search.formAttachment')}
        </Checkbox>
      </form>
    </Dialog>
  );
}
