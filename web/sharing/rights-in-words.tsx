/** What somebody may do in a folder, all grants together, and where each comes from. */
import { useEffect, useState } from 'react';
import type { MailboxRights, RightsExplanation } from '../../openapi/generated/jmap.ts';
import { useStore } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { askRights } from './ask-rights.ts';
import { singleRights } from './roles.ts';
import styles from './sharing.module.css';

interface RightsInWordsProps {
  readonly accountId: string;
  readonly mailboxId: string;
  /** Principal id; without it, oneself. */
  readonly person?: string;
  /** Known beforehand; else only the sources are told. */
  readonly rights?: MailboxRights;
}

export function RightsInWords({ accountId, mailboxId, person, rights }: RightsInWordsProps) {
  const t = useText();
  const format = useFormat();
  const { session } = useStore();
  const [explanation, setExplanation] = useState<RightsExplanation>();
  useEffect(() => {
    // Those who may not ask see what they may do all the same.
    askRights(accountId, mailboxId, person ?? session.username).then(setExplanation, () => {});
  }, [accountId, mailboxId, person, session.username]);
  const held = rights && singleRights.filter((right) => rights[right]).map((right) => t(`sharing.right.${right}`));
  return (
    <div className={styles.words}>
      {held && <p>{held.length === 0 ? t('sharing.nothing') : format.list(held)}</p>}
      {explanation && explanation.grants.length > 0 && (
        <ul>
          {explanation.grants.map(({ kind, grantee, via }) => (
            <li key={`${kind} ${grantee}`}>{t.rich(`sharing.through.${kind}`, { grantee: <Address address={[...via, grantee].join(' → ')} /> })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
