import { useQuotas } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import styles from './folder-pane.module.css';

const nearlyFull = 0.9;

/** How full the account is; nothing where it has no limit. */
export function QuotaBar({ accountId }: { readonly accountId: string }) {
  const t = useText();
  const format = useFormat();
  const quota = useQuotas(accountId)?.find(({ resourceType, hardLimit }) => resourceType === 'octets' && hardLimit !== undefined);
  if (!quota?.hardLimit) return null;
  const { used = 0, hardLimit, warnLimit } = quota;
  const isNearlyFull = used >= (warnLimit ?? hardLimit * nearlyFull);
  const text = t('folders.quota', { used: format.size(used), limit: format.size(hardLimit) });
  return (
    <div className={styles.quota} data-full={isNearlyFull || undefined}>
      <meter className={styles.meter} min={0} max={hardLimit} value={used} aria-label={text} />
      <div className={styles.track} aria-hidden>
        <div className={styles.fill} style={{ inlineSize: `${Math.min(100, (used / hardLimit) * 100)}%` }} />
      </div>
      <p aria-hidden>{isNearlyFull ? `${t('folders.quotaFull')} · ${text}` : text}</p>
    </div>
  );
}
