import { useState } from 'react';
import type { Email } from '../../../../openapi/generated/jmap.ts';
import { useErrorText } from '../../../app/error-text.ts';
import { RequestRefused } from '../../../jmap/errors.ts';
import { rest } from '../../../jmap/rest.ts';
import { useText } from '../../../text/index.ts';
import { Button } from '../../../ui/button.tsx';
import { AlertDialog } from '../../../ui/dialog.tsx';
import { toast } from '../../../ui/toast.tsx';
import { intentOfMailto } from '../../composer/intent.ts';
import { useComposer } from '../../composer/use-composer.ts';
import { linkTarget } from '../html/web-address.ts';

export interface UnsubscribeProps {
  readonly accountId: string;
  readonly message: Email;
  readonly className?: string | undefined;
}

interface Ways {
  /** The server posts there (RFC 8058). */
  readonly isOneClick: boolean;
  readonly mailto: string | undefined;
  readonly page: string | undefined;
}

function waysOf(message: Email): Ways | undefined {
  const written = message['header:List-Unsubscribe:asURLs'];
  const targets = (Array.isArray(written) ? written : []).flatMap((url) => (typeof url === 'string' ? (linkTarget(url) ?? []) : []));
  const page = targets.find((target) => target.kind === 'web')?.href;
  const mailto = targets.find((target) => target.kind === 'mail')?.href;
  const post = message['header:List-Unsubscribe-Post:asText'];
  const isOneClick = page?.startsWith('https:') === true && typeof post === 'string' && /^\s*List-Unsubscribe=One-Click\s*$/i.test(post);
  return page === undefined && mailto === undefined ? undefined : { isOneClick, mailto, page };
}

/** Leaves the mailing list that a message came from. Not in junk: it would say that somebody reads there. */
export function Unsubscribe({ accountId, message, className }: UnsubscribeProps) {
  const t = useText();
  const textOf = useErrorText();
  const { open } = useComposer();
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const [isDone, setDone] = useState(false);
  const ways = waysOf(message);
  if (!ways) return null;
  const { isOneClick, mailto, page } = ways;

  const go = async () => {
    if (!isOneClick) {
      setAsking(false);
      if (mailto !== undefined) open(intentOfMailto(mailto));
      else window.open(page, '_blank', 'noopener,noreferrer');
      return;
    }
    setPending(true);
    try {
      const { host } = await rest<{ host: string }>(`/messages/${encodeURIComponent(message.id)}/unsubscribe?accountId=${encodeURIComponent(accountId)}`, { method: 'POST', json: {} });
      setDone(true);
      toast(t('reader.unsubscribed', { host }));
    } catch (error) {
      const { what, why } = textOf(error);
      toast(error instanceof RequestRefused && why !== undefined ? why : what, { kind: 'failed' });
    } finally {
      setPending(false);
      setAsking(false);
    }
  };

  return (
    <>
      <Button kind="quiet" className={className} isDisabled={isDone} onPress={() => setAsking(true)}>
        {t(isDone ? 'reader.unsubscribedShort' : 'reader.unsubscribe')}
      </Button>
      <AlertDialog title={t('reader.unsubscribeTitle')} isOpen={isAsking} confirm={t(isOneClick ? 'reader.unsubscribe' : mailto !== undefined ? 'reader.unsubscribeWrite' : 'reader.unsubscribeOpen')} isPending={isPending} onConfirm={() => void go()} onCancel={() => setAsking(false)}>
        {t(isOneClick ? 'reader.unsubscribeOneClick' : mailto !== undefined ? 'reader.unsubscribeByMail' : 'reader.unsubscribeByPage')}
      </AlertDialog>
    </>
  );
}
