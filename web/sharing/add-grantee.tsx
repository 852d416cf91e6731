/** Finds a person or a group of the organisation, and gives them a role. */
import { Globe, UserRound, UsersRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MailboxRights, Principal } from '../../openapi/generated/jmap.ts';
import { giveKeys } from '../app/held-keys.ts';
import { useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Option, Select } from '../ui/choice.tsx';
import { Combo } from '../ui/combo.tsx';
import { everybodyId, meansEverybody } from './everybody.ts';
import { nameOf } from './principal-name.ts';
import { type Role, rightsOf, roles, within } from './roles.ts';
import styles from './sharing.module.css';

const most = 8;
const pauseMs = 120;

/** Who is to have what. */
export interface Chosen {
  readonly principal: Principal;
  readonly role: Role;
  /** In the folders, too, that lie in this one already. */
  readonly isBelowToo: boolean;
}

/** What stands in the form and is not added yet: what "Done" adds, or cannot. */
export interface Pending {
  readonly chosen: Chosen | undefined;
  readonly typed: string;
}

interface AddGranteeProps {
  /** Principals who have a grant already. */
  readonly taken: ReadonlySet<string>;
  /** The rights of whoever shares: more cannot be given. */
  readonly most: MailboxRights;
  /** Others lie in this folder that can be shared along. */
  readonly hasBelow: boolean;
  readonly onAdd: (chosen: Chosen) => void;
  readonly onPending: (pending: Pending) => void;
  /** "Done" was said while a name stood here that nobody was chosen for. */
  readonly isUnclear: boolean;
}

export function AddGrantee({ taken, most: mine, hasBelow, onAdd, onPending, isUnclear }: AddGranteeProps) {
  const t = useText();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Principal>();
  const [role, setRole] = useState<Role>('reader');
  const [isBelowToo, setBelowToo] = useState(false);
  const { found, isKnown } = usePrincipals(chosen ? '' : text, t('sharing.everybody'));
  const typed = text.trim();

  // The field has the focus by now.
  useEffect(giveKeys, []);
  useEffect(() => onPending({ chosen: chosen && { principal: chosen, role, isBelowToo }, typed }), [onPending, chosen, role, isBelowToo, typed]);
  const add = () => {
    if (!chosen) return;
    onAdd({ principal: chosen, role, isBelowToo });
    setChosen(undefined);
    // Chosen for one, it is not for the next.
    setRole('reader');
    setBelowToo(false);
    setText('');
  };
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Combo
        // The dialog is opened to name somebody; the list would hide those who are named already.
        autoFocus
        menuTrigger="input"
        allowsCustomValue
        label={t('sharing.addWho')}
        placeholder={t('sharing.addPlaceholder')}
        inputValue={text}
        onInputChange={(typed) => {
          setText(typed);
          if (chosen && typed !== nameOf(chosen, t)) setChosen(undefined);
        }}
        selectedKey={chosen?.id ?? null}
        onSelectionChange={(id) => {
          const principal = found.find((one) => one.id === id);
          if (!principal) return;
          setChosen(principal);
          setText(nameOf(principal, t));
        }}
        items={found}
        preselects={!chosen && typed !== ''}
        defaultFilter={() => true}
        error={isUnclear ? t(isKnown && found.length === 0 ? 'sharing.nobodyFound' : 'sharing.notChosen', { typed }) : undefined}
      >
        {found.map((principal) => (
          <Option
            key={principal.id}
            id={principal.id}
            icon={principal.id === everybodyId ? Globe : principal.type === 'group' ? UsersRound : UserRound}
            textValue={nameOf(principal, t)}
            isDisabled={taken.has(principal.id)}
            {...(taken.has(principal.id) ? { detail: t('sharing.hasIt') } : principal.email ? { detail: <Address address={principal.email} /> } : {})}
          >
            {nameOf(principal, t)}
          </Option>
        ))}
      </Combo>
      <Select label={t('sharing.as')} selectedKey={role} onSelectionChange={(key) => setRole(key as Role)}>
        {roles
          .filter((one) => within(rightsOf(one), mine))
          .map((one) => (
            <Option key={one} id={one} textValue={t(`sharing.role.${one}`)} detail={t(`sharing.roleMeans.${one}`)}>
              {t(`sharing.role.${one}`)}
            </Option>
          ))}
      </Select>
      <Button type="submit" kind="primary" className={styles.addButton} {...(chosen ? {} : { unavailable: t('sharing.chooseFirst') })}>
        {t('sharing.add')}
      </Button>
      {hasBelow && (
        <div className={styles.below}>
          <Checkbox isSelected={isBelowToo} onChange={setBelowToo}>
            {t('sharing.belowToo')}
          </Checkbox>
        </div>
      )}
    </form>
  );
}

interface Found {
  readonly found: readonly Principal[];
  /** The answer to these words has come. */
  readonly isKnown: boolean;
}

/** @param allName what everybody together is called */
function usePrincipals(text: string, allName: string): Found {
  const store = useStore();
  const [found, setFound] = useState<{ readonly words: string; readonly list: readonly Principal[] }>({ words: '', list: [] });
  const words = text.trim();
  useEffect(() => {
    const accountId = store.ownAccountId;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      try {
        const query = store.client.call('Principal/query', { accountId, filter: words === '' ? null : { text: words }, limit: most });
        const get = store.client.call('Principal/get', { accountId, '#ids': query.ref('/ids') });
        const everybody = store.client.call('Principal/get', { accountId, ids: [everybodyId] });
        const [{ list }, { list: all }] = await Promise.all([get, everybody]);
        const own = list.filter(({ accounts, id }) => id !== everybodyId && !(accounts && accountId in accounts));
        const isEverybody = words !== '' && meansEverybody(words, allName);
        // Enter takes the first: a person comes before all of them.
        if (isCurrent) setFound({ words, list: [...(words === '' ? all : []), ...own, ...(isEverybody ? all : [])] });
      } catch (error) {
        store.failed(error);
      }
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [store, words, allName]);
  // Of an answer to other words only what fits these is offered: whoever types and presses Enter at once must not share with everybody.
  if (found.words === words) return { found: found.list, isKnown: true };
  const fitting = found.list.filter(({ id, name = '', email }) => id !== everybodyId && `${name} ${email ?? ''}`.toLowerCase().includes(words.toLowerCase()));
  return { found: fitting, isKnown: false };
}
