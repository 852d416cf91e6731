import type { Quota } from '../../../openapi/generated/jmap.ts';
import { useQuotas } from '../../store/index.ts';
import { useFormat, useText } from '../../text/index.ts';
import styles from './folder-pane.module.css';

const nearlyFull = 0.9;

const shareOf = ({ used = 0, hardLimit }: Quota): number => (hardLimit ? used / hardLimit : 1);

/** How full the account is, in bytes or in messages: whichever is nearer to its end; nothing where it has no limit. */
export function QuotaBar({ accountId }: { readonly accountId: string }) {
  const t = useText();
  const format = useFormat();
  const [quota] = (useQuotas(accountId) ?? []).filter(({ hardLimit }) => hardLimit !== undefined).sort((one, other) => shareOf(other) - shareOf(one));
  if (!quota) return null;
  const { used = 0, hardLimit = 0, warnLimit } = quota;
  const isNearlyFull = used >= (warnLimit ?? hardLimit * nearlyFull);
  const text = quota.resourceType === 'count'
    ? t('folders.quotaMessages', { used: format.number(used), limit: format.number(hardLimit) })
    : t('folders.quota', { used: format.size(used), limit: format.size(hardLimit) });
  const warning = used >= hardLimit ? t('folders.quotaFull') : isNearlyFull ? t('folders.quotaNearlyFull') : undefined;
  const whole = warning === undefined ? text : `${warning} · ${text}`;
  return (
    <div className={styles.quota} data-full={isNearlyFull || undefined}>
      <meter className={styles.meter} min={0} max={hardLimit} value={used} aria-label={whole} />
      <div className={styles.track} aria-hidden>
        <div className={styles.fill} style={{ inlineSize: `${Math.min(100, shareOf(quota) * 100)}%` }} />
      </div>
      <p aria-hidden>{whole}</p>
    </div>
  );
}
