/** Sharing a folder: with whom, as what; and for those who may not share it, what they themselves may do. */
import { useState } from 'react';
import type { MailboxRights, Principal } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import type { Session } from '../jmap/session.ts';
import { useSession } from '../store/index.ts';
import { useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ErrorState } from '../ui/state.tsx';
import { AddGrantee } from './add-grantee.tsx';
import { GranteeRow } from './grantee-row.tsx';
import { nameOf } from './principal-name.ts';
import { RightsInWords } from './rights-in-words.tsx';
import { type Role, rightsOf } from './roles.ts';
import styles from './sharing.module.css';
import { everybodyId, type Grant, useSharing } from './use-sharing.ts';

export interface ShareDialogProps {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly onClose: () => void;
}

export function ShareDialog({ accountId, mailboxId, onClose }: ShareDialogProps) {
  const t = useText();
  const errorText = useErrorText();
  const session = useSession();
  const sharing = useSharing(accountId, mailboxId);
  const [problem, setProblem] = useState<string>();
  const { grants, myRights, name } = sharing;

  const [chosen, setChosen] = useState<{ readonly principal: Principal; readonly role: Role }>();
  const [ended, setEnded] = useState<Grant>();
  /** For those who do not see the list grow. */
  const [told, setTold] = useState('');

  const set = async (...change: Parameters<typeof sharing.set>): Promise<boolean> => {
    setProblem(undefined);
    setEnded(undefined);
    try {
      await sharing.set(...change);
      return true;
    } catch (error) {
      const { what, why } = errorText(error);
      setProblem(why ?? what);
      return false;
    }
  };
  const end = async (grant: Grant) => {
    if (await set(grant.principalId, null)) setEnded(grant);
  };
  const add = async (principal: Principal, role: Role): Promise<boolean> => {
    const isDone = await set(principal.id, rightsOf(role), principal);
    if (isDone) setTold([t('sharing.who'), nameOf(principal, t), t(`sharing.role.${role}`)].join(t('reader.separator')));
    return isDone;
  };
  /** Whoever is named is to have the folder, though "Share" was not pressed. */
  const done = async () => {
    if (!chosen || (await add(chosen.principal, chosen.role))) onClose();
  };

  return (
    <Dialog title={t('sharing.title', { name })} isOpen onClose={onClose} actions={<Button kind="primary" onPress={() => void done()}>{t('sharing.done')}</Button>}>
      <div className={styles.dialog}>
        {sharing.error !== undefined && grants === undefined ? (
          <ErrorState onRetry={sharing.retry}>{errorText(sharing.error).what}</ErrorState>
        ) : myRights !== undefined && !myRights.mayShare ? (
          <MyRights accountId={accountId} mailboxId={mailboxId} rights={myRights} />
        ) : grants === undefined || myRights === undefined ? (
          <Skeleton rows={3} avatar />
        ) : (
          <>
            <AddGrantee
              taken={new Set(grants.map(({ principalId }) => principalId))}
              most={myRights}
              onAdd={(principal, role) => void add(principal, role)}
              onChosen={setChosen}
            />
            {problem !== undefined && (
              <Banner kind="danger" live="alert">
                {problem}
              </Banner>
            )}
            {ended && (
              <Banner live="status" actions={<Button onPress={() => void set(ended.principalId, ended.rights, ended.principal)}>{t('ui.undo')}</Button>}>
                {t('sharing.stopped', { name: nameOf(ended.principal, t) })}
              </Banner>
            )}
            <p role="status" className="visually-hidden">
              {told}
            </p>
            {grants.length === 0 && <p className={styles.note}>{t('sharing.nobody')}</p>}
            <ul className={styles.grants} aria-label={t('sharing.who')}>
              <Owner name={sharing.owner?.name} address={sharing.owner?.email ?? ownerOf(session, accountId)} />
              {[...grants].sort(inOrder).map((grant) => (
                <GranteeRow key={grant.principalId} grant={grant} most={myRights} accountId={accountId} mailboxId={mailboxId} onChange={(rights) => void (rights === null ? end(grant) : set(grant.principalId, rights))} />
              ))}
            </ul>
            <p className={styles.note}>{t('sharing.inherited')}</p>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Whoever an account belongs to may do everything in it, and is asked for nothing. */
function Owner({ name, address }: { readonly name: string | undefined; readonly address: string }) {
  const t = useText();
  return (
    <li className={styles.grant}>
      <div className={styles.line}>
        <Avatar name={name || address} size={32} />
        <div className={styles.person}>
          {name && <span dir="auto">{name}</span>}
          <Address address={address} className={name ? styles.address : undefined} />
        </div>
        <span className={styles.owner}>{t('sharing.owner')}</span>
      </div>
    </li>
  );
}

function ownerOf({ accounts, username }: Session, accountId: string): string {
  const account = accounts[accountId];
  return account && !account.isPersonal ? account.name : username;
}

function MyRights({ rights, ...place }: { readonly accountId: string; readonly mailboxId: string; readonly rights: MailboxRights }) {
  const t = useText();
  return (
    <>
      <p>{t('sharing.mayNotShare')}</p>
      <RightsInWords rights={rights} {...place} />
    </>
  );
}

/** Everybody first, then groups, then people, by name. */
function inOrder(a: { readonly principalId: string; readonly principal: { readonly name?: string; readonly type?: string } | undefined }, b: typeof a): number {
  const rank = ({ principalId, principal }: typeof a) => (principalId === everybodyId ? 0 : principal?.type === 'group' ? 1 : 2);
  return rank(a) - rank(b) || (a.principal?.name ?? '').localeCompare(b.principal?.name ?? '');
}
