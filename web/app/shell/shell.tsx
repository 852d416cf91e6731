/** The frame around all rooms: top bar, rail or bottom bar, and what must be there everywhere. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { ComposerHost } from '../../mail/composer/composer-host.tsx';
import { useComposer } from '../../mail/composer/use-composer.ts';
import { MailRoom } from '../../mail/mail-room.tsx';
import { useStore } from '../../store/index.ts';
import { laterRoom, useText } from '../../text/index.ts';
import { LiveRegion } from '../../ui/announce.tsx';
import { useIsLow, useWidth } from '../../ui/media.ts';
import { Part } from '../../ui/part.tsx';
import { ToastRegion } from '../../ui/toast.tsx';
import { firstScreenIsThere } from '../first-screen.ts';
import { listenForKeys, useShortcuts } from '../keys.ts';
import { homePath } from '../paths.ts';
import { BottomBar } from './bottom-bar.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { useGoKeys } from './go-keys.ts';
import { NotFound } from './not-found.tsx';
import { Rail } from './rail.tsx';
import { RoomBoundary } from './room-boundary.tsx';
import styles from './shell.module.css';
import { TopBar } from './top-bar.tsx';
import { takeBack, useNotices } from './use-notices.ts';
import { usePageTitle } from './use-page-title.ts';
import { useStrayFiles } from './use-stray-files.ts';
import { useUpdates } from './use-updates.ts';

const SettingsRoom = lazy(() => laterRoom(import('../../settings/settings-room.tsx')).then(({ SettingsRoom }) => ({ default: SettingsRoom })));
const KeyHelp = lazy(() => laterRoom(import('./key-help.tsx')).then(({ KeyHelp }) => ({ default: KeyHelp })));

export function Shell() {
  const t = useText();
  const store = useStore();
  const width = useWidth();
  const isLow = useIsLow();
  const [location] = useLocation();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [areFoldersOpen, setFoldersOpen] = useState(false);
  useEffect(listenForKeys, []);
  const isMailRoom = /^\/(?:$|mail|search|compose)/.test(location);
  useEffect(() => {
    if (!isMailRoom) firstScreenIsThere();
  }, [isMailRoom]);
  useNotices();
  usePageTitle();
  useUpdates();
  useGoKeys();
  useStrayFiles();
  const { open } = useComposer();
  useShortcuts({
    compose: () => open({ kind: 'new' }),
    help: () => setHelpOpen(true),
    undo: () => (store.undo.last ? takeBack(store, t, store.undo.last, true) : false),
  });
  const isReading = /^\/(?:mail\/[^/]+\/[^/]+|search)\/[^/]/.test(location);

  // A bar below would take the height that there is not.
  const hasRail = width !== 'phone' || (isLow && !isReading);

  return (
    <div className={styles.shell} data-width={width} data-reading={isReading || undefined}>
      <a className={styles.skip} href="#main">
        {t('shell.skip')}
      </a>
      <TopBar onMenu={() => setFoldersOpen(true)} onHelp={() => setHelpOpen(true)} />
      {hasRail && <Rail />}
      <div className={styles.room}>
        <ConnectionBanner />
        <RoomBoundary key={location.split('/')[1]}>
          <Suspense>
            <Switch>
              <Route path="/">
                <Redirect to={homePath} replace />
              </Route>
              <Route path="/mail/*?">
                <MailRoom areFoldersOpen={areFoldersOpen} onFoldersOpen={setFoldersOpen} />
              </Route>
              <Route path="/search/*?">
                <MailRoom areFoldersOpen={areFoldersOpen} onFoldersOpen={setFoldersOpen} />
              </Route>
              <Route path="/settings/:section?">{({ section }) => <SettingsRoom section={section} />}</Route>
              <Route path="/compose/:draft">
                <MailRoom areFoldersOpen={areFoldersOpen} onFoldersOpen={setFoldersOpen} />
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </RoomBoundary>
      </div>
      {width === 'phone' && !isReading && !isLow && <BottomBar />}
      <ComposerHost />
      <ToastRegion />
      <LiveRegion />
      {isHelpOpen && (
        <Part>
          <KeyHelp onClose={() => setHelpOpen(false)} />
        </Part>
      )}
    </div>
  );
}
