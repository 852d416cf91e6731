/** Says where a search looks, and leads elsewhere: into all that is one's own, into the folder that it began in, into what others share, into single folders. */
import { type Folder, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Chip } from '../../ui/chip.tsx';
import { Option, OptionSection, Select } from '../../ui/choice.tsx';
import { type Scope, type Scopes, useNameScope } from './scope.ts';

interface ScopeBarProps {
  readonly scopes: Scopes;
  /** Those of the account that is searched. */
  readonly folders: readonly Folder[];
  /** Chosen from the list. */
  readonly onScope: (scope: Scope) => void;
  /** By one press, on what then goes. */
  readonly onNearScope: (scope: Scope) => void;
}

export function ScopeBar({ scopes: { present, wide, near }, folders, onScope, onNearScope }: ScopeBarProps) {
  const t = useText();
  const isOwn = present.accountId === useStore().ownAccountId;
  const nameScope = useNameScope();
  const offered = new Set(wide.map(({ key }) => key));
  const single = folders.map(({ id, name }) => {
    const scope = nameScope({ accountId: present.accountId, mailboxId: id }, folders);
    return isOwn ? { ...scope, name } : scope;
  });
  const all = [...wide, ...single.filter(({ key }) => !offered.has(key))];
  const title = isOwn ? t('folders.title') : nameScope({ accountId: present.accountId }).name;
  return (
    <>
      <Select
        label={t('search.inFolder')}
        hideLabel
        selectedKey={present.key}
        onSelectionChange={(chosen) => {
          const scope = all.find(({ key }) => key === chosen);
          if (scope) onScope(scope);
        }}
      >
        {wide.map(({ key, name }) => (
          <Option key={key} id={key}>
            {name}
          </Option>
        ))}
        {all.length > wide.length && (
          <OptionSection title={title}>
            {all.slice(wide.length).map(({ key, name }) => (
              <Option key={key} id={key}>
                {name}
              </Option>
            ))}
          </OptionSection>
        )}
      </Select>
      {near.map((scope) => (
        <Chip key={scope.key} isSelected={false} onChange={() => onNearScope(scope)}>
          {scope.name}
        </Chip>
      ))}
    </>
  );
}
