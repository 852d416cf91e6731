/** What others have shared with me, or no longer do (ShareNotification, RFC 9670 §3), until it is dismissed; counted until it was seen. */
import { Bell } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { DialogTrigger } from 'react-aria-components/Dialog';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useLocation } from 'wouter';
import type { ShareNotification, ShareRights } from '../../openapi/generated/jmap.ts';
import { mailPath } from '../app/paths.ts';
import { useSession, useSignals, useStore } from '../store/index.ts';
import { useFormat, useText } from '../text/index.ts';
import { useBackCloses } from '../ui/back-closes.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { useWidth } from '../ui/media.ts';
import { toast } from '../ui/toast.tsx';
import styles from './share-notices.module.css';

/** Older ones come when these are dismissed. */
const most = 20;

/** The moment of the newest notice that was looked at in this browser. */
const seenKey = 'share-notices-seen';

export function ShareNotices() {
  const t = useText();
  const format = useFormat();
  const { accounts } = useSession();
  const [, navigate] = useLocation();
  const { notices, unseen, see, dismiss } = useShareNotices();
  const [isOpen, setOpen] = useState(false);
  useBackCloses(useWidth() !== 'desktop' && isOpen, () => setOpen(false));
  if (notices.length === 0) return null;
  return (
    <DialogTrigger
      isOpen={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        see();
      }}
    >
      <IconButton icon={Bell} label={unseen > 0 ? t('sharing.notices', { count: unseen }) : t('sharing.noticesTitle')} badge={unseen > 0 ? unseen : undefined} />
      <Popover placement="bottom end" className={styles.popover ?? ''} offset={6}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('sharing.noticesTitle')}>
          <div className={styles.head}>
            <h2>{t('sharing.noticesTitle')}</h2>
            <Button
              kind="quiet"
              onPress={() => {
                setOpen(false);
                dismiss(notices);
              }}
            >
              {t('sharing.dismissAll')}
            </Button>
          </div>
          <ul className={styles.list}>
            {notices.map((notice) => {
              const { objectAccountId: accountId, objectId: mailboxId } = notice;
              const mayOpen = given(notice.newRights) && accountId !== undefined && mailboxId !== undefined && accountId in accounts;
              return (
                <li key={notice.id} className={styles.notice}>
                  <p>{sentence(t, notice)}</p>
                  <time dateTime={notice.created}>{format.dateTime(notice.created ?? '')}</time>
                  <div className={styles.actions}>
                    {mayOpen && (
                      <Button
                        onPress={() => {
                          setOpen(false);
                          navigate(mailPath({ accountId, mailboxId }));
                          dismiss([notice]);
                        }}
                      >
                        {t('sharing.openFolder')}
                      </Button>
                    )}
                    <Button kind="quiet" onPress={() => dismiss([notice])}>
                      {t('ui.dismiss')}
                    </Button>
                  </div>
                </li>
              );
            })}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const given = (rights: ShareRights | null | undefined): boolean => rights !== null && rights !== undefined && Object.values(rights).some(Boolean);

function sentence(t: ReturnType<typeof useText>, { changedBy, name = '', oldRights, newRights }: ShareNotification): string {
  const who = changedBy?.name || changedBy?.email || t('sharing.unknown');
  if (!given(newRights)) return t('sharing.ended', { who, name });
  return given(oldRights) ? t('sharing.changed', { who, name }) : t('sharing.shared', { who, name });
}

function useShareNotices() {
  const t = useText();
  const store = useStore();
  const accountId = store.ownAccountId;
  const [notices, setNotices] = useState<readonly ShareNotification[]>([]);
  const [seenUntil, setSeenUntil] = useState<string>();
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const signal = `state:${accountId}:ShareNotification`;
  useSignals([signal]);
  const version = store.signals.version([signal]);

  useEffect(() => void store.database.meta<string>(seenKey).then((moment = '') => setSeenUntil((now = '') => (now > moment ? now : moment))), [store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the server says that there are others
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      try {
        const query = store.client.call('ShareNotification/query', { accountId, sort: [{ property: 'created', isAscending: false }], limit: most });
        const { list } = await store.client.call('ShareNotification/get', { accountId, '#ids': query.ref('/ids') });
        if (!isCurrent) return;
        const sorted = [...list].sort((a, b) => (b.created ?? '').localeCompare(a.created ?? ''));
        const fresh = known.current && sorted.find(({ id }) => !known.current?.has(id));
        if (fresh) toast(sentence(t, fresh));
        known.current = new Set(sorted.map(({ id }) => id));
        setNotices(sorted);
      } catch (error) {
        store.failed(error);
      }
    })();
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, version, t]);

  const dismiss = useCallback(
    (gone: readonly ShareNotification[]) => {
      const ids = new Set(gone.map(({ id }) => id));
      setNotices((before) => before.filter(({ id }) => !ids.has(id)));
      store.client.call('ShareNotification/set', { accountId, destroy: [...ids] }).catch((error: unknown) => store.failed(error));
    },
    [store, accountId],
  );
  const newest = notices[0]?.created ?? '';
  const see = useCallback(() => {
    setSeenUntil(newest);
    store.database.putMeta(seenKey, newest);
    void store.database.flush();
  }, [store, newest]);
  // Before it is known what was seen, nothing is counted.
  const unseen = seenUntil === undefined ? 0 : notices.filter(({ created = '' }) => created > seenUntil).length;
  return { notices, unseen, see, dismiss };
}
