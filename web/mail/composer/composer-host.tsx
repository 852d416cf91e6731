/** Where messages are written: over any room. The editor's code comes when it is first needed, or when the browser has nothing else to do. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useRoute } from 'wouter';
import { afterFirstScreen } from '../../app/first-screen.ts';
import { loseKeys } from '../../app/held-keys.ts';
import { useSignals, useStore } from '../../store/index.ts';
import { laterRoom, useText } from '../../text/index.ts';
import { isCoveredEntry } from '../../ui/covered-entry.ts';
import { toast } from '../../ui/toast.tsx';
import { isUnsaved, leftDrafts } from './left-drafts.ts';
import { areIntentsWaiting, composerSignal, takeIntents } from './use-composer.ts';
import { followPages } from './writing-page.ts';

const load = () => laterRoom(import('./composer-room.tsx'));
const ComposerRoom = lazy(() => load().then(({ ComposerRoom }) => ({ default: ComposerRoom })));

export function ComposerHost() {
  const t = useText();
  const store = useStore();
  useSignals([composerSignal]);
  const asked = store.signals.version([composerSignal]);
  const [isAddressed] = useRoute('/compose/:draft');
  const [isNeeded, setNeeded] = useState(false);
  const isWanted = isNeeded || isAddressed || areIntentsWaiting(store);
  const [isHere, setHere] = useState(false);

  useEffect(() => {
    // What was being written when the page was last closed is there again.
    const wasWriting = isCoveredEntry();
    void store.database.entries('drafts').then((entries) => (wasWriting || entries.length > 0) && setNeeded(true));
  }, [store]);

  useEffect(() => {
    // From then on the room sees to that.
    if (isWanted) return;
    return followPages(() => void leftDrafts(store).then(({ left }) => left.some(isUnsaved) && setNeeded(true)));
  }, [store, isWanted]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what did not come is fetched again when somebody asks again
  useEffect(() => {
    if (!isWanted || isHere) return;
    load().then(
      () => setHere(true),
      () => {
        // Whoever asks again asks for it anew, once.
        takeIntents(store);
        loseKeys();
        toast(t('errors.composer'), { kind: 'failed' });
      },
    );
  }, [store, isWanted, isHere, asked, t]);

  useEffect(() => {
    if (!('requestIdleCallback' in window)) return;
    return afterFirstScreen(() => void load().catch(() => {}), 20_000);
  }, []);

  if (!isHere) return null;
  return (
    <Suspense>
      <ComposerRoom />
    </Suspense>
  );
}
