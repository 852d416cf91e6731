/** Addresses that one sends from: which is the usual one, each with its name and signature, and further ones (Identity, RFC 8621 §6). */
import { useCallback, useRef, useState } from 'react';
import type { Identity } from '../../openapi/generated/jmap.ts';
import { useIdentities, useStore } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Button } from '../ui/button.tsx';
import { withoutBidiControls } from '../ui/name-parts.ts';
import { bringFocusHome } from '../ui/stray-focus.ts';
import { Radio, RadioGroup } from '../ui/toggle.tsx';
import { AddSender } from './add-sender.tsx';
import { IdentityForm } from './identity-form.tsx';
import { NotLoaded } from './not-loaded.tsx';
import { RemoveSender } from './remove-sender.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';
import { useLoading } from './use-loading.ts';

export function Identities() {
  const t = useText();
  const store = useStore();
  const { preferences, set } = useChange();
  const identities = useIdentities(store.ownAccountId);
  const isThere = identities !== undefined;
  const loading = useLoading(useCallback(async () => isThere || store.loadSettings(store.ownAccountId, 'Identity'), [store, isThere]));
  const [isAdding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<string>();
  const [leaving, setLeaving] = useState<Identity>();
  const place = useRef<HTMLDivElement>(null);
  if (!identities) return <NotLoaded rows={4} {...loading} />;
  // The one that was chosen may be gone by another program; the composer then takes the first, too.
  const usual = identities.find(({ id }) => id === preferences.defaultIdentityId) ?? identities[0];
  return (
    <div className={styles.form}>
      {identities.length > 1 && (
        <RadioGroup label={t('settings.defaultIdentity')} value={usual?.id ?? ''} onChange={(defaultIdentityId) => set({ defaultIdentityId })}>
          {identities.map(({ id, name = '', email = '' }) => (
            <Radio key={id} value={id}>
              <bdi>{withoutBidiControls(name)}</bdi> <Address address={email} />
            </Radio>
          ))}
        </RadioGroup>
      )}
      {identities.map((identity) => (
        <IdentityForm key={identity.id} identity={identity} identities={identities} isUsual={identity === usual} isFresh={identity.id === fresh} onRemove={() => setLeaving(identity)} />
      ))}
      <div ref={place} className={styles.actions}>
        <Button onPress={() => setAdding(true)}>{t('settings.senderAdd')}</Button>
      </div>
      {isAdding && <AddSender identities={identities} onAdded={setFresh} onClose={() => setAdding(false)} />}
      {leaving && (
        <RemoveSender
          identity={leaving}
          onClose={() => setLeaving(undefined)}
          onRemoved={() => bringFocusHome(() => place.current?.querySelector('button')?.focus())}
        />
      )}
    </div>
  );
}
