/** Menu, name, search, settings, the person's own menu. */
import { CircleHelp, Menu as MenuIcon, Settings } from 'lucide-react';
import { lazy } from 'react';
import { Link, useLocation } from 'wouter';
import { SearchBox } from '../../mail/search/search-box.tsx';
import { laterRoom, useText } from '../../text/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { useWidth } from '../../ui/media.ts';
import { Part } from '../../ui/part.tsx';
import { useFirstScreenSeen } from '../first-screen.ts';
import { homePath, settingsPath } from '../paths.ts';
import { AccountMenu } from './account-menu.tsx';
import styles from './top-bar.module.css';

const ShareNotices = lazy(() => laterRoom(import('../../sharing/share-notices.tsx')).then(({ ShareNotices }) => ({ default: ShareNotices })));

export function TopBar({ onMenu, onHelp }: { readonly onMenu: () => void; readonly onHelp: () => void }) {
  const t = useText();
  const width = useWidth();
  const [location, navigate] = useLocation();
  const isFirstScreenSeen = useFirstScreenSeen();
  const hasDrawer = width !== 'desktop' && /^\/(?:mail|search|compose)/.test(location);
  return (
    <header className={styles.bar}>
      {hasDrawer && <IconButton icon={MenuIcon} label={t('shell.menu')} onPress={onMenu} />}
      {width !== 'phone' && (
        <Link href={homePath} className={styles.name}>
          <img src="/icons/icon.svg" alt="" width={28} height={28} />
          <span>{t('shell.product')}</span>
        </Link>
      )}
      <div className={styles.search}>
        <SearchBox />
      </div>
      {width !== 'phone' && (
        <>
          <IconButton icon={CircleHelp} label={t('shell.keys')} shortcut="?" onPress={onHelp} />
          <IconButton icon={Settings} label={t('shell.settings')} onPress={() => navigate(settingsPath())} />
        </>
      )}
      {isFirstScreenSeen && (
        <Part>
          <ShareNotices />
        </Part>
      )}
      <AccountMenu />
    </header>
  );
}
