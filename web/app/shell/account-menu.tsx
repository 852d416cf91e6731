/** The person signed in, and their own menu. */
import { lazy } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useIdentities, useStore } from '../../store/index.ts';
import { useText } from '../../text/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useLazyMenu } from '../../ui/lazy-menu.ts';
import { withoutBidiControls } from '../../ui/name-parts.ts';
import { Part } from '../../ui/part.tsx';
import styles from './account-menu.module.css';

const AccountMenuItems = lazy(() => import('./account-menu-items.tsx').then(({ AccountMenuItems }) => ({ default: AccountMenuItems })));

export function AccountMenu() {
  const t = useText();
  const store = useStore();
  const identities = useIdentities(store.ownAccountId);
  const name = withoutBidiControls((identities ? identities[0]?.name : store.keptName) || store.session.username);
  const { trigger, popover, wasOpened } = useLazyMenu();
  return (
    <>
      <AriaButton {...trigger} className={styles.button ?? ''} aria-label={t('shell.accountOf', { name })}>
        <Avatar name={name} size={32} />
      </AriaButton>
      {wasOpened && (
        <Part>
          <AccountMenuItems popover={popover} />
        </Part>
      )}
    </>
  );
}
