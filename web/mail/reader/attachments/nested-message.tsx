import { useEffect, useMemo, useState } from 'react';
import type { ParsedEmail } from '../../../../openapi/generated/jmap.ts';
import { useErrorText } from '../../../app/error-text.ts';
import { useStore } from '../../../store/index.ts';
import { bodyPartProperties, firstBodyBytes } from '../../../store/types.ts';
import { subjectDirection } from '../../../text/direction.ts';
import { useText } from '../../../text/index.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ErrorState } from '../../../ui/state.tsx';
import { MessageBody } from '../message/message-body.tsx';
import { People } from '../message/people.tsx';
import { filesOf, peopleOf, piecesOf, subjectOf } from '../message/readable.ts';
import { SentAt } from '../message/sent-at.tsx';
import { Attachments } from './attachments.tsx';
import styles from './nested-message.module.css';

const properties = ['messageId', 'from', 'to', 'cc', 'subject', 'sentAt', 'bodyStructure', 'bodyValues', 'textBody', 'htmlBody', 'attachments', 'hasAttachment', 'size'];

/** A message that came inside of another (message/rfc822), read by Email/parse (RFC 8621 §4.9). */
export function NestedMessage({ accountId, blobId }: { readonly accountId: string; readonly blobId: string }) {
  const t = useText();
  const store = useStore();
  const textOf = useErrorText();
  const [message, setMessage] = useState<ParsedEmail | null>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let isCurrent = true;
    store.client
      .call('Email/parse', { accountId, blobIds: [blobId], properties, bodyProperties: bodyPartProperties, fetchTextBodyValues: true, fetchHTMLBodyValues: true, maxBodyValueBytes: firstBodyBytes })
      .then(
        ({ parsed }) => isCurrent && setMessage(parsed?.[blobId] ?? null),
        (cause: unknown) => isCurrent && setError(cause),
      );
    return () => {
      isCurrent = false;
    };
  }, [store, accountId, blobId]);
  const pieces = useMemo(() => (message ? piecesOf(message) : []), [message]);
  if (error !== undefined) return <ErrorState>{textOf(error).what}</ErrorState>;
  if (message === null) return <ErrorState title={t('reader.notShown')}>{t('reader.notShownText')}</ErrorState>;
  if (!message) return <Skeleton rows={4} />;
  const files = filesOf(message, pieces);
  return (
    <article className={styles.message}>
      <h3 className={styles.subject} dir={subjectDirection(subjectOf(message.subject))}>
        {subjectOf(message.subject) || t('list.noSubject')}
      </h3>
      <div className={styles.head}>
        <People people={peopleOf(message.from)} />
        <div className={styles.to}>
          {t.rich('reader.to', { names: <People people={[...peopleOf(message.to), ...peopleOf(message.cc)]} /> })}
        </div>
        {message.sentAt && <SentAt moment={message.sentAt} detail="full" />}
      </div>
      <MessageBody accountId={accountId} message={message} pieces={pieces} isJunk />
      {files.length > 0 && <Attachments accountId={accountId} emailId={undefined} files={files} />}
    </article>
  );
}
