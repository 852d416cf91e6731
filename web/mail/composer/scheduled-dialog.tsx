/** Messages that wait for their time, each with what can be done about it. */
import { useCallback, useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useSignals, useStore } from '../../store/index.ts';
import { subjectDirection } from '../../text/direction.ts';
import { useFormat, useText } from '../../text/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './scheduled-dialog.module.css';
import { useTakeBack } from './use-take-back.ts';

interface Scheduled {
  readonly submissionId: string;
  readonly emailId: string;
  readonly sendAt: string;
  readonly subject: string;
  readonly to: string;
}

const soonMs = 60_000;

export function ScheduledDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const errorText = useErrorText();
  const accountId = store.ownAccountId;
  useSignals([`state:${accountId}:EmailSubmission`]);
  const version = store.signals.version([`state:${accountId}:EmailSubmission`]);
  const [items, setItems] = useState<readonly Scheduled[]>();
  const [error, setError] = useState<unknown>();

  const load = useCallback(() => {
    const query = store.client.call('EmailSubmission/query', { accountId, filter: { undoStatus: 'pending' }, sort: [{ property: 'sentAt', isAscending: true }] });
    const submissions = store.client.call('EmailSubmission/get', { accountId, '#ids': query.ref('/ids') });
    const emails = store.client.call('Email/get', { accountId, '#ids': submissions.ref('/list/*/emailId'), properties: ['id', 'subject', 'to', 'cc', 'bcc'] });
    Promise.all([submissions, emails]).then(
      ([{ list }, { list: found }]) => {
        const byId = new Map(found.map((email) => [email.id, email]));
        setError(undefined);
        setItems(
          list
            .filter(({ sendAt = '' }) => Date.parse(sendAt) > Date.now() + soonMs)
            .map(({ id = '', emailId = '', sendAt = '' }) => {
              const email = byId.get(emailId);
              const people = [...(email?.to ?? []), ...(email?.cc ?? []), ...(email?.bcc ?? [])];
              return { submissionId: id, emailId, sendAt, subject: email?.subject ?? '', to: format.list(people.slice(0, 5).map(({ name, email: address }) => name || address)) };
            }),
        );
      },
      (cause: unknown) => {
        store.failed(cause);
        setError(cause);
      },
    );
    query.catch(() => {});
  }, [store, accountId, format]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that something changed on the server
  useEffect(load, [load, version]);

  const takeBack = useTakeBack(accountId);
  const cancel = async (item: Scheduled, isOpened: boolean): Promise<void> => {
    if (!(await takeBack(item, { isOpened }))) return load();
    setItems((before) => before?.filter(({ submissionId }) => submissionId !== item.submissionId));
    if (isOpened) onClose();
  };

  return (
    <Dialog title={t('composer.scheduledMessages')} isOpen onClose={onClose}>
      {error !== undefined && <p className={styles.none}>{errorText(error).what}</p>}
      {items?.length === 0 && <p className={styles.none}>{t('composer.noScheduled')}</p>}
      <ul role="list" className={styles.list}>
        {items?.map((item) => (
          <li key={item.submissionId} className={styles.item}>
            <div className={styles.words}>
              <p className={styles.subject} dir={subjectDirection(item.subject)}>
                {item.subject || t('composer.noSubject')}
              </p>
              <p className={styles.detail} dir="auto">
                {item.to}
              </p>
              <p className={styles.detail}>{format.fullDate(item.sendAt)}</p>
            </div>
            <Button onPress={() => void cancel(item, true)}>{t('composer.changeScheduled')}</Button>
            <Button onPress={() => void cancel(item, false)}>{t('composer.cancelScheduled')}</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
