/** From, To, Cc, Bcc and the subject. */
import { ChevronDown } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Identity } from '../../../openapi/generated/jmap.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useText } from '../../text/index.ts';
import { Address } from '../../ui/address.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Tag } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useWidth } from '../../ui/media.ts';
import { Menu, MenuItem, MenuTrigger } from '../../ui/menu.tsx';
import { withoutBidiControls } from '../../ui/name-parts.ts';
import { AddressField, type AddressFieldHandle, type FieldName } from './address-field.tsx';
import { uniqueRecipients } from './addresses.ts';
import styles from './compose-fields.module.css';
import type { OpenDraft } from './open-draft.ts';

export interface ComposeFieldsHandle {
  focusTo(): void;
  focusSubject(): void;
  /** Makes pills of whatever still stands typed in a field. */
  commit(): void;
}

export interface ComposeFieldsProps {
  readonly open: OpenDraft;
  readonly identities: readonly Identity[];
  readonly onIdentity: (identity: Identity) => void;
  readonly onSubjectDone: () => void;
  readonly ref?: Ref<ComposeFieldsHandle>;
}

const names = ['to', 'cc', 'bcc'] as const;

export function ComposeFields({ open, identities, onIdentity, onSubjectDone, ref }: ComposeFieldsProps) {
  const t = useText();
  const width = useWidth();
  const { draft, identity } = open;
  const [shown, setShown] = useState<ReadonlySet<FieldName>>(new Set());
  const fields = useRef<Partial<Record<FieldName, AddressFieldHandle | null>>>({});
  const subject = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({
    focusTo: () => fields.current.to?.focus(),
    focusSubject: () => subject.current?.focus(),
    commit: () => {
      for (const name of names) fields.current[name]?.commit();
    },
  }));
  const isShown = (name: FieldName): boolean => name === 'to' || shown.has(name) || draft[name].length > 0;
  const show = (...wanted: readonly [FieldName, ...FieldName[]]): void => {
    setShown(new Set([...shown, ...wanted]));
    setTimeout(() => fields.current[wanted[0]]?.focus(), 0);
  };
  const hidden = (['cc', 'bcc'] as const).filter((name) => !isShown(name));

  return (
    <div className={styles.fields}>
      {identities.length > 1 && identity && (
        <div className={styles.row}>
          <span className={styles.label} id={`${draft.id}-from`}>
            {t('composer.from')}
          </span>
          <MenuTrigger>
            <AriaButton className={styles.from ?? ''} aria-label={t('composer.fromOf', { address: identity.email ?? '' })}>
              <span className={styles.fromName} dir="auto">
                {withoutBidiControls(identity.name || identity.email || '')}
              </span>
              {identity.name && <Address address={identity.email ?? ''} className={styles.fromAddress} />}
              <Icon of={ChevronDown} size={16} />
            </AriaButton>
            <Menu
              aria-label={t('composer.from')}
              selectionMode="single"
              selectedKeys={[identity.id ?? '']}
              onAction={(id) => {
                const chosen = identities.find((one) => one.id === id);
                if (chosen && chosen.id !== identity.id) onIdentity(chosen);
              }}
            >
              {identities.map((one) => (
                <MenuItem key={one.id} id={one.id ?? ''} textValue={one.email ?? ''}>
                  <span dir="auto">{withoutBidiControls(one.name ?? '')}</span> <Address address={one.email ?? ''} />
                </MenuItem>
              ))}
            </Menu>
          </MenuTrigger>
        </div>
      )}
      {names.filter(isShown).map((name) => (
        <AddressField
          key={name}
          ref={(handle) => {
            fields.current[name] = handle;
          }}
          name={name}
          label={t(`composer.${name}`)}
          value={draft[name]}
          refused={open.refusedAddresses}
          onChange={(value) => open.edit({ [name]: value })}
          onMove={(recipients, to) => {
            // The field that they were dragged from is not this one, if they were dropped here.
            const keys = new Set(recipients.map(({ email }) => email));
            const without = (field: FieldName) => draft[field].filter(({ email }) => !keys.has(email));
            open.edit({ to: without('to'), cc: without('cc'), bcc: without('bcc'), [to]: uniqueRecipients([...without(to), ...recipients]) });
            setShown(new Set([...shown, to]));
          }}
          end={
            name !== 'to' || hidden.length === 0 ? undefined : width === 'phone' ? (
              // Their names would leave no room for the recipients.
              <span className={styles.more}>
                <IconButton icon={ChevronDown} label={t('composer.add.both')} size="small" onPress={() => show(hidden[0] ?? 'cc', ...hidden)} />
              </span>
            ) : (
              <span className={styles.more}>
                {hidden.map((other) => (
                  <AriaButton key={other} className={styles.show ?? ''} aria-label={t(`composer.add.${other}`)} onPress={() => show(other)}>
                    {t(`composer.${other}`)}
                  </AriaButton>
                ))}
              </span>
            )
          }
        />
      ))}
      <div className={styles.row}>
        <label className={styles.label} htmlFor={`${draft.id}-subject`}>
          {t('composer.subject')}
        </label>
        <input
          ref={subject}
          id={`${draft.id}-subject`}
          className={styles.subject}
          dir={subjectDirection(draft.subject)}
          type="text"
          maxLength={2_000}
          enterKeyHint="next"
          value={draft.subject}
          onChange={({ target }) => open.edit({ subject: target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            onSubjectDone();
          }}
        />
        {draft.priority !== 'normal' && (
          <Tag
            name={t(`composer.important.${draft.priority}`)}
            onRemove={() => {
              open.edit({ priority: 'normal' });
              subject.current?.focus();
            }}
          />
        )}
      </div>
    </div>
  );
}
