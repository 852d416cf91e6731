/** Sharing a folder: with whom, as what; and for those who may not share it, what they themselves may do. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { MailboxRights } from '../../openapi/generated/jmap.ts';
import { useErrorText } from '../app/error-text.ts';
import type { Session } from '../jmap/session.ts';
import { folderName } from '../mail/actions/index.ts';
import { useFolder, useSession } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { Address } from '../ui/address.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ErrorState } from '../ui/state.tsx';
import { AddGrantee, type Chosen, type Pending } from './add-grantee.tsx';
import { everybodyId } from './everybody.ts';
import type { Below, GrantsByFolder, Outcome } from './folder-grants.ts';
import { GranteeRow } from './grantee-row.tsx';
import { outcomeInWords, refusalsInWords } from './outcome-in-words.ts';
import { nameOf } from './principal-name.ts';
import { RightsInWords } from './rights-in-words.tsx';
import { rightsOf } from './roles.ts';
import styles from './sharing.module.css';
import { type Sharee, useSharing } from './use-sharing.ts';

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
  const format = useFormat();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const { grants, myRights } = sharing;
  const folder = useFolder(accountId, mailboxId);
  const name = folder ? folderName(t, folder) : sharing.name;

  const rows = useRef<HTMLUListElement>(null);
  /** Whose row is about to go, and where it stands. */
  const ending = useRef<{ readonly principalId: string; readonly place: number }>(undefined);
  useEffect(() => {
    if (!ending.current || grants?.some(({ principalId }) => principalId === ending.current?.principalId)) return;
    const { place } = ending.current;
    ending.current = undefined;
    if (document.activeElement !== document.body) return;
    const stops = rows.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [];
    (stops[place] ?? stops[place - 1] ?? content.current?.querySelector('input'))?.focus();
  }, [grants]);

  const content = useRef<HTMLDivElement>(null);
  const [{ chosen, typed }, setPending] = useState<Pending>({ chosen: undefined, typed: '' });
  const [isUnclear, setUnclear] = useState(false);
  const onPending = useCallback((pending: Pending) => {
    setPending(pending);
    setUnclear(false);
  }, []);
  const [outcome, setOutcome] = useState<Told>();
  /** For those who do not see the list grow. */
  const [told, setTold] = useState('');

  /** @returns what became of it; undefined where nothing did */
  const attempt = async <T extends object>(change: () => Promise<T>): Promise<T | undefined> => {
    setProblems([]);
    setOutcome(undefined);
    try {
      return await change();
    } catch (error) {
      const { what, why } = errorText(error);
      setProblems([why ?? what]);
    }
  };
  const groupAt = (address: string): string => grants?.find(({ principal }) => principal?.email === address)?.principal?.name || address;
  const set = async (who: Sharee, rights: MailboxRights | null, below: Below): Promise<Outcome | undefined> => {
    const done = await attempt(() => sharing.set(who, rights, below));
    if (!done) return undefined;
    setProblems(refusalsInWords(t, format, done.refused));
    const sentences = outcomeInWords(t, format, { name: nameOf(who.principal, t), groupAt }, done, rights === null);
    if (sentences.length > 0) setOutcome({ who, sentences, before: rights === null && done.before.size > 0 ? done.before : undefined });
    return done;
  };
  const putBack = async (who: Sharee, before: GrantsByFolder) => {
    const refused = await attempt(() => sharing.putBack(who, before));
    if (refused) setProblems(refusalsInWords(t, format, refused));
  };
  /** @returns whether there is nothing more to say about it */
  const add = async ({ principal, role, isBelowToo }: Chosen): Promise<boolean> => {
    const done = await set({ principalId: principal.id, principal }, rightsOf(role), isBelowToo ? 'all' : 'none');
    if (done?.before.has(mailboxId)) setTold([t('sharing.who'), nameOf(principal, t), t(`sharing.role.${role}`)].join(t('ui.separator')));
    return done?.refused.length === 0;
  };
  /** Whoever is named is to have the folder, though "Share" was not pressed. Who has it, if not all that lies in it, was told of. */
  const done = async () => {
    if (!chosen && typed !== '') {
      setUnclear(true);
      content.current?.querySelector('input')?.focus();
      return;
    }
    const isNew = chosen && !grants?.some(({ principalId }) => principalId === chosen.principal.id);
    if (!isNew || (await add(chosen))) onClose();
  };

  return (
    <Dialog title={t('sharing.title', { name })} isOpen onClose={onClose} actions={<Button kind="primary" onPress={() => void done()}>{t('sharing.done')}</Button>}>
      <div ref={content} className={styles.dialog}>
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
              hasBelow={sharing.hasBelow}
              onAdd={(who) => void add(who)}
              onPending={onPending}
              isUnclear={isUnclear}
            />
            {problems.length > 0 && (
              <Banner kind="danger" live="alert">
                <Sentences of={problems} />
              </Banner>
            )}
            {outcome && (
              <Banner live="status" actions={outcome.before && <Button onPress={() => outcome.before && void putBack(outcome.who, outcome.before)}>{t('ui.undo')}</Button>}>
                <Sentences of={outcome.sentences} />
              </Banner>
            )}
            <p role="status" className="visually-hidden">
              {told}
            </p>
            {grants.length === 0 && <p className={styles.note}>{t('sharing.nobody')}</p>}
            <ul ref={rows} className={styles.grants} aria-label={t('sharing.who')}>
              <Owner name={sharing.owner?.name} address={sharing.owner?.email ?? ownerOf(session, accountId)} />
              {[...grants].sort(inOrder).map((grant, place) => (
                <GranteeRow
                  key={grant.principalId}
                  grant={grant}
                  most={myRights}
                  accountId={accountId}
                  mailboxId={mailboxId}
                  onChange={(rights) => {
                    ending.current = rights === null ? { principalId: grant.principalId, place } : undefined;
                    void set(grant, rights, rights === null ? 'granted' : 'alike');
                  }}
                />
              ))}
            </ul>
            <p className={styles.note}>{t('sharing.inherited')}</p>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** What is said of the last change; with what was there before, where it can be given back. */
interface Told {
  readonly who: Sharee;
  readonly sentences: readonly string[];
  readonly before: GrantsByFolder | undefined;
}

function Sentences({ of: sentences }: { readonly of: readonly string[] }) {
  return sentences.map((sentence) => <p key={sentence}>{sentence}</p>);
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
