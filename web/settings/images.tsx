/** Pictures from elsewhere: they tell a sender that, when and where a message was read. */
import { Trash2 } from 'lucide-react';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { IconButton } from '../ui/button.tsx';
import { Radio, RadioGroup } from '../ui/toggle.tsx';
import styles from './settings.module.css';
import { useChange } from './use-change.ts';

export function Images() {
  const t = useText();
  const { preferences, set } = useChange();
  const { trustedSenders } = preferences;
  return (
    <div className={styles.form}>
      <p className={styles.note}>{t('settings.imagesNote')}</p>
      <RadioGroup label={t('settings.images')} value={preferences.remoteImages} onChange={(remoteImages) => set({ remoteImages: remoteImages as typeof preferences.remoteImages })}>
        <Radio value="ask">{t('settings.imagesAsk')}</Radio>
        <Radio value="always">{t('settings.imagesAlways')}</Radio>
        <Radio value="never">{t('settings.imagesNever')}</Radio>
      </RadioGroup>
      <section className={styles.group}>
        <h2>{t('settings.trusted')}</h2>
        {trustedSenders.length === 0 ? (
          <p className={styles.note}>{t('settings.trustedNone')}</p>
        ) : (
          <ul className={styles.list}>
            {trustedSenders.map((sender) => (
              <li key={sender} className={styles.item}>
                <span className={styles.grow}>
                  <Address address={sender} />
                </span>
                <IconButton icon={Trash2} size="small" label={t('ui.remove', { name: sender })} onPress={() => set({ trustedSenders: trustedSenders.filter((one) => one !== sender) })} />
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
