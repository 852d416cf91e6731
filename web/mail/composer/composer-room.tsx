/** The desk on the screen: panels at the end corner, and those that are put down beside them. */
import { useEffect, useMemo, useRef } from 'react';
import { useLocation, useRoute } from 'wouter';
import { dropKeys, loseKeys } from '../../app/held-keys.ts';
import { composePath, settingsPath } from '../../app/paths.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useErrorText } from '../../app/error-text.ts';
import { useConnection, useIdentities, useSignals, useStore } from '../../store/index.ts';
import { useFormat, useLanguage, useText } from '../../text/index.ts';
import { dropEntry } from '../../ui/back-closes.ts';
import { useWidth } from '../../ui/media.ts';
import { toast } from '../../ui/toast.tsx';
import { OriginalGone } from './begin.ts';
import { ComposePanel } from './compose-panel.tsx';
import styles from './composer-room.module.css';
import { Desk, deskSignal } from './desk.ts';
import { MinimisedDraft } from './minimised-draft.tsx';
import { readElsewhere } from './read-elsewhere.ts';
import { useHeldPage } from './use-held-page.ts';
import { useNews } from './use-news.ts';
import { composerSignal, takeIntents } from './use-composer.ts';
import { followPages } from './writing-page.ts';

export function ComposerRoom() {
  const store = useStore();
  const t = useText();
  const format = useFormat();
  const { direction } = useLanguage();
  const { preferences } = usePreferences();
  const width = useWidth();
  const [, navigate] = useLocation();
  const [isAddressed, params] = useRoute('/compose/:draft');
  const errorText = useErrorText();
  useIdentities(store.ownAccountId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one desk for as long as the store lives; words and preferences follow below
  const desk = useMemo(() => new Desk(store, { t, format, direction }, preferences), [store]);
  desk.words = { t, format, direction };
  desk.preferences = preferences;
  useSignals([deskSignal, composerSignal]);
  useNews(desk);
  useHeldPage(desk);

  const hasRecovered = useRef(false);
  useEffect(() => {
    if (hasRecovered.current) return;
    hasRecovered.current = true;
    void desk.recover(width !== 'phone' && !location.pathname.startsWith(settingsPath())).then(() => desk.drafts.every(({ view }) => view === 'minimised' || view === 'closed') && dropEntry());
  }, [desk, width]);

  useEffect(() => followPages(() => void desk.recoverUnsaved()), [desk]);

  useEffect(() => {
    for (const intent of takeIntents(store)) {
      // A message that was open already takes no focus when it comes to the front.
      void desk.open(intent).then((opened) => (opened ? requestAnimationFrame(() => setTimeout(dropKeys, 0)) : loseKeys()));
    }
  });

  const address = isAddressed ? params?.draft : undefined;
  useEffect(() => {
    if (address === undefined) return;
    void (async () => {
      const kept = await desk.adopt(address);
      const elsewhere = kept ? undefined : await readElsewhere(store, address);
      if (elsewhere !== undefined) return navigate(elsewhere, { replace: true });
      const open = kept ?? (await desk.open({ kind: 'draft', accountId: store.ownAccountId, emailId: address }, 'page'));
      if (open) desk.bringUp(open, 'page');
      else toast(errorText(new OriginalGone('')).what, { kind: 'failed' });
    })();
  }, [desk, store, navigate, address, errorText]);

  const { isReachable, isSignedOut } = useConnection();
  useEffect(() => {
    if (isReachable && !isSignedOut) desk.resume();
  }, [desk, isReachable, isSignedOut]);

  // Back from the tab in which one has signed in again.
  useEffect(() => {
    const resume = () => store.connection.isSignedOut && desk.resume();
    addEventListener('focus', resume);
    return () => removeEventListener('focus', resume);
  }, [desk, store]);

  useEffect(() => {
    const keep = () => desk.keepAll();
    document.addEventListener('visibilitychange', keep);
    addEventListener('pagehide', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      removeEventListener('pagehide', keep);
    };
  }, [desk]);

  useEffect(() => {
    const save = () => desk.saveAll();
    store.writers.add(save);
    return () => void store.writers.delete(save);
  }, [desk, store]);

  const leave = () => {
    // Unless Back has led away from it already.
    if (address !== undefined && location.pathname === composePath(address)) navigate('/mail', { replace: true });
  };
  const shown = desk.drafts.filter(({ view }) => view !== 'closed');
  return (
    <div className={styles.desk} data-width={width}>
      {shown.map((open) =>
        open.view === 'minimised' ? (
          <MinimisedDraft key={open.draft.id} desk={desk} open={open} />
        ) : (
          <ComposePanel key={open.draft.id} desk={desk} open={open} onGone={leave} />
        ),
      )}
    </div>
  );
}
