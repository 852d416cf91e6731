/** How full the mailbox is. */
import { useEffect, useState } from 'react';
import type { Me } from '../../openapi/generated/jmap.ts';
import { rest } from '../jmap/rest.ts';
import { useQuotas, useStore } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './settings.module.css';

export function Storage() {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const quotas = useQuotas(store.ownAccountId);
  const isUnlimited = quotas !== undefined && !quotas.some(({ resourceType, hardLimit }) => resourceType === 'octets' && hardLimit);
  const [me, setMe] = useState<Me>();
  useEffect(() => {
    // Without a limit there is no quota that tells what is used.
    if (isUnlimited) rest<Me>('/me').then(setMe, (error: unknown) => store.failed(error));
  }, [store, isUnlimited]);
  if (!quotas) return <Skeleton rows={2} />;
  const quota = quotas.find(({ resourceType }) => resourceType === 'octets');
  if (!quota?.hardLimit) return <p>{me ? t('settings.storageUsedUnlimited', { used: format.size(me.usedBytes) }) : t('settings.storageUnlimited')}</p>;
  const { used = 0, hardLimit } = quota;
  const share = used / hardLimit;
  return (
    <div className={styles.form}>
      <p id="used">{t('settings.storageUsed', { used: format.size(used), limit: format.size(hardLimit), share: format.percent(share) })}</p>
      <div
        className={styles.bar}
        role="meter"
        aria-labelledby="used"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        data-full={share > 0.9 || undefined}
      >
        <div style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
      </div>
      <p className={styles.note}>{t('settings.storageHint')}</p>
    </div>
  );
}
