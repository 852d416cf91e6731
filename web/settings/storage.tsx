/** How full the mailbox is. */
import { useCallback, useId, useState } from 'react';
import { Link } from 'wouter';
import type { Me, Quota } from '../../openapi/generated/jmap.ts';
import { searchPath } from '../app/paths.ts';
import { rest } from '../jmap/rest.ts';
import { useQuotas, useStore } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { NotLoaded } from './not-loaded.tsx';
import styles from './settings.module.css';
import { useLoading } from './use-loading.ts';

export function Storage() {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const quotas = useQuotas(store.ownAccountId);
  const isUnlimited = quotas !== undefined && !quotas.some(({ resourceType }) => resourceType === 'octets');
  const [me, setMe] = useState<Me>();
  const isThere = quotas !== undefined;
  const loading = useLoading(
    useCallback(async () => {
      if (!isThere) await store.loadSettings(store.ownAccountId, 'Quota');
      // Without a limit there is no quota that tells what is used.
      if (isUnlimited) setMe(await rest<Me>('/me'));
    }, [store, isThere, isUnlimited]),
  );
  if (!quotas) return <NotLoaded rows={2} {...loading} />;
  if (quotas.length === 0) return <p>{me ? t('settings.storageUsedUnlimited', { used: format.size(me.usedBytes) }) : t('settings.storageUnlimited')}</p>;
  return (
    <div className={styles.form}>
      {quotas.map((quota) => <Use key={quota.id} quota={quota} />)}
      {quotas.some((quota) => shareOf(quota) > nearlyFull) && (
        <p>
          {t('settings.storageFull')} <Link href={searchPath({ q: `${t('search.operatorName.larger')}:5M ${t('search.operatorName.in')}:${t('search.typed.everywhere')}` })}>{t('settings.storageLarge')}</Link>
        </p>
      )}
      <p className={styles.note}>{t('settings.storageHint')}</p>
    </div>
  );
}

const nearlyFull = 0.9;
const shareOf = ({ used = 0, hardLimit = 0 }: Quota): number => (hardLimit === 0 ? 1 : used / hardLimit);

/** One limit, and how much of it is used. */
function Use({ quota }: { readonly quota: Quota }) {
  const t = useText();
  const format = useFormat();
  const label = useId();
  const { resourceType, used = 0, hardLimit = 0 } = quota;
  const share = shareOf(quota);
  return (
    <>
      <p id={label}>
        {resourceType === 'count'
          ? t('settings.storageMessages', { used: format.number(used), limit: format.number(hardLimit), share: format.percent(share) })
          : t('settings.storageUsed', { used: format.size(used), limit: format.size(hardLimit), share: format.percent(share) })}
      </p>
      <div
        className={styles.bar}
        role="meter"
        aria-labelledby={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(share * 100))}
        data-full={share > nearlyFull || undefined}
      >
        <div style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
      </div>
    </>
  );
}
