/** One who may do something: who, as what, and the single rights for those who want them. */
import { ChevronDown, Globe, Trash2, UsersRound } from 'lucide-react';
import { useId, useState } from 'react';
import type { MailboxRights } from '../../openapi/generated/jmap.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Option, Select } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { everybodyId } from './everybody.ts';
import { nameOf } from './principal-name.ts';
import { RightsInWords } from './rights-in-words.tsx';
import { type Role, rightsOf, roleOf, roles, singleRights, withRight, within } from './roles.ts';
import styles from './sharing.module.css';
import type { Grant } from './use-sharing.ts';

interface GranteeRowProps {
  readonly grant: Grant;
  readonly most: MailboxRights;
  readonly accountId: string;
  readonly mailboxId: string;
  /** Null ends the sharing. */
  readonly onChange: (rights: MailboxRights | null) => void;
}

export function GranteeRow({ grant: { principalId, principal, rights }, most, accountId, mailboxId, onChange }: GranteeRowProps) {
  const t = useText();
  const detailsId = useId();
  const [isOpen, setOpen] = useState(false);
  const name = nameOf(principal, t);
  const role = roleOf(rights);
  // Whoever has more than I do keeps it: I may neither give it nor take it.
  const beyond = within(rights, most) ? undefined : t('sharing.beyondMine');
  return (
    <li className={styles.grant}>
      <div className={styles.line}>
        {principalId === everybodyId ? <Icon of={Globe} size={28} /> : principal?.type === 'group' ? <Icon of={UsersRound} size={28} /> : <Avatar name={name} size={32} />}
        <div className={styles.person}>
          <span dir="auto">{name}</span>
          {principal?.email && <Address address={principal.email} className={styles.address} />}
        </div>
        <Select
          label={t('sharing.roleOf', { name })}
          hideLabel
          selectedKey={role ?? 'custom'}
          isDisabled={beyond !== undefined}
          onSelectionChange={(key) => (key === 'custom' ? setOpen(true) : onChange(rightsOf(key as Role)))}
        >
          {roles
            .filter((one) => one === role || within(rightsOf(one), most))
            .map((one) => (
              <Option key={one} id={one} textValue={t(`sharing.role.${one}`)} detail={t(`sharing.roleMeans.${one}`)}>
                {t(`sharing.role.${one}`)}
              </Option>
            ))}
          <Option id="custom">{t('sharing.role.custom')}</Option>
        </Select>
        <IconButton icon={ChevronDown} size="small" label={t('sharing.details', { name })} aria-expanded={isOpen} aria-controls={detailsId} onPress={() => setOpen(!isOpen)} />
        <IconButton icon={Trash2} size="small" data-stop="" label={t('sharing.stop', { name })} onPress={() => onChange(null)} unavailable={beyond} />
      </div>
      <div id={detailsId} hidden={!isOpen} className={styles.details}>
        {isOpen && (
          <>
            <fieldset className={styles.rights}>
              <legend className="visually-hidden">{t('sharing.rightsOf', { name })}</legend>
              {singleRights.map((right) => (
                <Checkbox key={right} isSelected={rights[right] ?? false} isDisabled={!most[right] || beyond !== undefined} onChange={(isGiven) => onChange(orNone(withRight(rights, right, isGiven)))}>
                  {t(`sharing.right.${right}`)}
                </Checkbox>
              ))}
            </fieldset>
            {principal?.type === 'individual' && principalId !== everybodyId && <RightsInWords accountId={accountId} mailboxId={mailboxId} person={principalId} />}
          </>
        )}
      </div>
    </li>
  );
}

const orNone = (rights: MailboxRights): MailboxRights | null => (rights.mayReadItems ? rights : null);
