import { type ReactNode, useEffect, useState } from 'react';
import type { Email, EmailHeader } from '../../../../openapi/generated/jmap.ts';
import { useErrorText } from '../../../app/error-text.ts';
import { useStore } from '../../../store/index.ts';
import { useFormat, useText } from '../../../text/index.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ErrorState } from '../../../ui/state.tsx';
import styles from './details-dialog.module.css';
import { People } from './people.tsx';
import { peopleOf, senderOf } from './readable.ts';
import { stopsOf } from './received.ts';
import { SentAt } from './sent-at.tsx';

export interface DetailsDialogProps {
  readonly accountId: string;
  readonly message: Email;
  readonly onClose: () => void;
}

/** What the header of a message says, in words for people: who, when, through which servers. */
export function DetailsDialog({ accountId, message, onClose }: DetailsDialogProps) {
  const t = useText();
  const format = useFormat();
  const store = useStore();
  const textOf = useErrorText();
  const [headers, setHeaders] = useState<readonly EmailHeader[]>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let isCurrent = true;
    store.client.call('Email/get', { accountId, ids: [message.id], properties: ['headers'] }).then(
      ({ list }) => isCurrent && setHeaders(list[0]?.headers ?? []),
      (cause: unknown) => isCurrent && setError(cause),
    );
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, message.id]);
  const from = senderOf(message);
  const others = (field: Email['sender']) => peopleOf(field).filter(({ address }) => address !== from?.address);
  const list = message['header:List-Id:asText'];
  const stops = stopsOf(headers ?? []);
  return (
    <Dialog title={t('reader.details')} isOpen onClose={onClose} isText>
      <dl className={styles.details}>
        <Row label={t('reader.writtenBy')}>
          <People people={peopleOf(message.from)} />
        </Row>
        {others(message.sender).length > 0 && (
          <Row label={t('reader.sentBy')}>
            <People people={others(message.sender)} />
          </Row>
        )}
        {others(message.replyTo).length > 0 && (
          <Row label={t('reader.answersTo')}>
            <People people={others(message.replyTo)} />
          </Row>
        )}
        {message.sentAt && (
          <Row label={t('reader.sentAt')}>
            <SentAt moment={message.sentAt} detail="full" />
          </Row>
        )}
        {message.receivedAt && (
          <Row label={t('reader.receivedAt')}>
            <SentAt moment={message.receivedAt} detail="full" />
          </Row>
        )}
        <Row label={t('reader.size')}>{format.size(message.size ?? 0)}</Row>
        {typeof list === 'string' && (
          <Row label={t('reader.list')}>
            <bdi>{list}</bdi>
          </Row>
        )}
        {message.messageId?.[0] && (
          <Row label={t('reader.messageId')}>
            <bdi dir="ltr" className={styles.code}>
              {message.messageId[0]}
            </bdi>
          </Row>
        )}
      </dl>
      <h3 className={styles.heading}>{t('reader.way')}</h3>
      {error !== undefined ? (
        <ErrorState>{textOf(error).what}</ErrorState>
      ) : !headers ? (
        <Skeleton rows={2} />
      ) : stops.length === 0 ? (
        <p>{t('reader.noWay')}</p>
      ) : (
        <>
          <p className={styles.hint}>{t('reader.wayHint')}</p>
          <ol className={styles.way}>
            {stops.map((stop, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the order is the message's
              <li key={place}>
                {t.rich(stop.from ? 'reader.stop' : 'reader.stopBy', {
                  from: (
                    <bdi dir="ltr" className={styles.code}>
                      {stop.from ?? ''}
                    </bdi>
                  ),
                  by: (
                    <bdi dir="ltr" className={styles.code}>
                      {stop.by ?? '?'}
                    </bdi>
                  ),
                })}
                {stop.at && <span className={styles.at}>{format.dateTime(stop.at)}</span>}
              </li>
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.row}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
